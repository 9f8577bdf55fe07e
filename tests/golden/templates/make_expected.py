#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes expected.json: every template of this folder on every conversation, by jinja2 in the environment of transformers."""
import datetime
import json
import pathlib

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = pathlib.Path(__file__).parent
NOW = datetime.datetime(2024, 7, 4, 15, 6, 9)


class Refused(Exception):
    """What raise_exception raises."""


class Generation(jinja2.ext.Extension):
    """{% generation %} ... {% endgeneration %}: marks what a model has written; the text is its body."""
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


class PlainNamespace(jinja2.utils.Namespace):
    """A namespace that refuses names that begin with an underscore."""

    def __init__(*args, **kwargs):
        self, given = args[0], dict(*args[1:], **kwargs)
        for name in given:
            PlainNamespace.check(name)
        jinja2.utils.Namespace.__init__(self, given)

    def __setitem__(self, name, value):
        PlainNamespace.check(name)
        jinja2.utils.Namespace.__setitem__(self, name, value)

    @staticmethod
    def check(name):
        if isinstance(name, str) and name.startswith("_"):
            raise jinja2.exceptions.SecurityError("underscore")


def refuse(message):
    raise Refused(message)


def environment():
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])
    made.filters["tojson"] = lambda x, ensure_ascii=False, indent=None, separators=None, sort_keys=False: json.dumps(
        x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)
    made.globals.update(raise_exception=refuse, strftime_now=NOW.strftime, namespace=PlainNamespace)
    return made


def render(template, variables):
    """The text, {"refused": message} or {"failed": why}."""
    try:
        return template.render(**variables)
    except Refused as refused:
        return {"refused": str(refused)}
    except Exception as error:
        return {"failed": type(error).__name__}


def main():
    made = environment()
    conversations = json.loads((HERE / "conversations.json").read_text(encoding="utf-8"))
    always = {"tools": None, "documents": None, "bos_token": "<s>", "eos_token": "</s>"}
    expected = {}
    for path in sorted(HERE.glob("*.jinja")):
        template = made.from_string(path.read_bytes().decode("utf-8"))
        expected[path.name] = {}
        for given in conversations:
            variables = {**always, **{k: v for k, v in given.items() if k != "name"}}
            expected[path.name][given["name"]] = [render(template, {**variables, "add_generation_prompt": wanted}) for wanted in (True, False)]
    text = json.dumps({"jinja2": jinja2.__version__, "now": NOW.isoformat(), "always": always, "templates": expected}, ensure_ascii=False, indent=1)
    (HERE / "expected.json").write_text(text + "\n", encoding="utf-8")


main()
