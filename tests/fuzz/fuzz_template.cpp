// SPDX-License-Identifier: GPL-3.0-or-later
// A chat template from anywhere: reading and running it end with well-formed text or with one sentence.
#include "core/text/template/template.h"
#include "core/text/unicode.h"
#include "tests/fuzz/seeds.h"

#include <cstdlib>
#include <string_view>

using namespace pareto;

namespace {

constexpr size_t kLongestSentence = 1000;

/// Small ones: a change leaves more of them a template than of a long one.
constexpr const char* kShort[] = {
    "{% for a, b in messages[2].items() %}{{ a ~ loop.index }}{% endfor %}",
    "{% macro m(a, b=2) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, c=4) }}",
    "{% set ns = namespace(x=1) %}{% set ns.x = ns.x + 1 %}{{ ns.x }}",
    "{{ messages[1:-1:1] | map(attribute='content') | join(', ') | upper }}",
    "{{ 1 + 2 * 3 ** 2 // 4 % 5 - -6 / 7 }}",
    "{{ 'a,b,c'.split(',', 1)[::-1] }}",
    "{{ [3, 1, 2] | sort(reverse=true) | list }}",
    "{{ {'a': [1, {'b': none}]} | tojson(indent=2, sort_keys=true) }}",
    "{{ 'x' * 3 ~ 'y' if true else 'z' }}",
    "{% call(x) m() %}{{ x }}{% endcall %}",
    "{% filter indent(2, true) %}a\nb{% endfilter %}",
    "{% with a = 1 %}{{ a is number and not a is string }}{% endwith %}",
    "{{ '%s %d %%' % ('a', 1) }}",
    "{{ '{} {0} {b}'.format(1, b=2) }}",
    "{% raw %}{{ }}{% endraw %}{#- c -#}{%+ if 1 +%}x{% endif -%} y",
    "{{ strftime_now('%d %b %Y') }}{{ raise_exception('no') }}",
    "{{ range(3, 9, 2) | list | sum }}",
    "{{ messages | selectattr('role', 'equalto', 'user') | first }}",
    "{% for m in messages if m.role != 'tool' %}{{ loop.cycle(1, 2) }}{% break %}{% else %}n{% endfor %}",
    "{{ 'a b'.title().center(9, '*').partition(' ') }}",
    "{{ dict(a=1, **{'b': 2}) | dictsort | list }}",
    "{{ 'é🙂'[0] ~ 'é🙂' | reverse ~ 'ab' | replace('', '-') }}",
    "{% set x %}a{{ messages | length }}{% endset %}{{ x | e | safe }}",
    "{{ 2.675 | round(2) ~ '7.5' | float ~ 'ff' | int(base=16) }}",
    "{% generation %}{{ messages[-1].content.strip().startswith(('H', 'x')) }}{% endgeneration %}",
    "{{ [1, 2] in [[1, 2]] == 1 < 2 <= 3 != none }}",
    "{{ ['a', 'A', 'b'] | unique | list | min }}"};

void require(bool condition) {
  if (!condition)
    std::abort();
}

Template::Variables conversation(std::string_view user) {
  auto variables = Template::Variables::parse(
      R"({"tools": [{"type": "function", "function": {"name": "f", "parameters": {"properties": {"a": {"type": "string"}}, "required": ["a"]}}}],
    "documents": null, "bos_token": "<s>", "eos_token": "</s>", "add_generation_prompt": true,
    "messages": [{"role": "system", "content": "Be br\u00efef."}, {"role": "user", "content": "Hi <b> \ud83d\ude42"},
                 {"role": "assistant", "content": "<think>\nx\n</think>\n\nYo", "tool_calls": [{"id": "123456789", "function": {"name": "f", "arguments": {"a": 1.5}}}]},
                 {"role": "tool", "content": "{}"}]})");
  variables["messages"].push_back({{"role", "user"}, {"content", user}});
  return variables;
}

} // namespace

std::vector<std::string> fuzz::seeds() {
  std::vector<std::string> all = golden_files("templates", ".jinja");
  for (const char* source : kShort)
    all.emplace_back(source);
  return all;
}

/// The input is a template, or a template, a zero byte and the text of the last question.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t cut = input.find('\0');
  const auto read = Template::read(input.substr(0, cut));
  if (!read) {
    require(!read.error().message.empty() && read.error().message.size() < kLongestSentence);
    return 0;
  }
  const auto text =
      read->render(conversation(cut == std::string_view::npos ? "How are you?" : input.substr(cut + 1)), local_time);
  require(text ? unicode::first_invalid(*text) == std::string_view::npos
               : !text.error().message.empty() && text.error().message.size() < kLongestSentence);
  return 0;
}
