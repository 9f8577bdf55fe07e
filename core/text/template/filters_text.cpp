// SPDX-License-Identifier: GPL-3.0-or-later
// Filters on texts and on single values (jinja2/filters.py).
#include "core/text/template/builtins.h"
#include "core/text/template/python_text.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace pareto::jinja {

namespace {

using python::Side;

constexpr size_t kLongestIndent = 1000; ///< characters of one level of JSON's indent, or of a separator

/// soft_str(value): a text marked safe stays so.
Result<Value> soft_text(Interpreter& run, const Value& value) {
  if (value.is(Kind::Text))
    return value;
  PARETO_TRY_ASSIGN(text, run.shown(value));
  return run.new_text(std::move(text));
}

template <Result<std::string> (*change)(std::string_view)>
Result<Value> changed(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(text, soft_text(run, input));
  PARETO_TRY_ASSIGN(made, change(text.text().text));
  return run.new_text(std::move(made), text.text().safe);
}

/// The filter: words begin after blanks and brackets only, unlike the method.
Result<std::string> title_words(std::string_view text) {
  std::string out;
  bool first = true;
  const std::vector<size_t> offsets = python::offsets(text);
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    const std::string_view one = text.substr(offsets[i], offsets[i + 1] - offsets[i]);
    const bool separator = one.find_first_of("-({[<") != std::string_view::npos || python::strip(one, {}).empty();
    PARETO_TRY_ASSIGN(letter, separator ? Result<std::string>(std::string(one))
                              : first   ? python::upper(one)
                                        : python::lower(one));
    out += letter;
    first = separator;
  }
  return out;
}

Result<Value> title(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(text, run.shown(input));
  PARETO_TRY_ASSIGN(made, title_words(text));
  return run.new_text(std::move(made));
}

Result<Value> trim(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"chars"}));
  PARETO_TRY_ASSIGN(characters, given.text(0));
  PARETO_TRY_ASSIGN(text, soft_text(run, input));
  if (characters)
    PARETO_TRY(run.budget().spend_bytes(text.text().text.size() * (1 + characters->size() / 16)));
  return run.new_text(std::string(python::strip(
                          text.text().text, characters ? std::optional<std::string_view>(*characters) : std::nullopt)),
                      text.text().safe);
}

Result<Value> replace(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"old", "new", "count"}));
  PARETO_TRY(given.required(2));
  PARETO_TRY_ASSIGN(text, run.shown(input));
  PARETO_TRY_ASSIGN(old, run.shown(given[0]));
  PARETO_TRY_ASSIGN(with, run.shown(given[1]));
  PARETO_TRY_ASSIGN(count, given.has_value(2) ? given.integer(2, -1) : Result<int64_t>(int64_t{-1}));
  PARETO_TRY(run.budget().spend_bytes(8 * text.size()));
  PARETO_TRY_ASSIGN(made, python::replace(text, old, with, count));
  return run.new_text(std::move(made));
}

Result<Value> string(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  return soft_text(run, input);
}

Result<Value> safe(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(text, run.shown(input));
  return run.new_text(std::move(text), true);
}

Result<Value> escape(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(text, run.shown(input));
  const bool done = input.is(Kind::Text) && input.text().safe;
  return run.new_text(done ? std::move(text) : python::escaped(text), true);
}

Result<Value> force_escape(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(text, run.shown(input));
  return run.new_text(python::escaped(text), true);
}

Result<Value> indent(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"width", "first", "blank"}));
  if (!input.is(Kind::Text) || input.text().safe)
    return input.is(Kind::Text) ? unsupported("the filter 'indent' on a text marked safe")
                                : failure(std::string("the filter 'indent' on a ") + type_name(input));
  std::string by(4, ' ');
  if (given.has(0) && given[0].is(Kind::Text)) {
    by = given[0].text().text;
  } else if (given.has(0)) {
    PARETO_TRY_ASSIGN(width, given.integer(0, 4));
    PARETO_TRY_ASSIGN(blanks, python::repeated(" ", width));
    by = std::move(blanks);
  }
  const std::vector<std::string> lines = python::split_lines(input.text().text + "\n", false);
  if (by.size() > python::kLargestText / lines.size())
    return unsupported("a text beyond 8 MiB");
  std::string out = given.flag(1, false) ? by : "";
  for (size_t i = 0; i < lines.size(); ++i) {
    out += i > 0 ? "\n" : "";
    if (i > 0 && (given.flag(2, false) || !lines[i].empty()))
      out += by;
    out += lines[i];
  }
  return run.new_text(std::move(out));
}

Result<Value> center(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"width"}));
  PARETO_TRY_ASSIGN(width, given.integer(0, 80));
  PARETO_TRY_ASSIGN(text, run.shown(input));
  PARETO_TRY_ASSIGN(made, python::padded(text, width, " ", Side::Both));
  return run.new_text(std::move(made));
}

Result<Value> format(Interpreter& run, const Value& input, const Arguments& arguments) {
  if (!arguments.named.empty())
    return unsupported("the filter 'format' with names");
  PARETO_TRY_ASSIGN(text, run.shown(input));
  PARETO_TRY_ASSIGN(made, format_percent(run, text, run.heap().tuple(arguments.positional)));
  return run.new_text(std::move(made));
}

/// `indent` of json.dumps: blanks by number, or a text.
Result<std::optional<std::string>> json_indent(const Bound& given, size_t index) {
  if (!given.has_value(index))
    return std::optional<std::string>();
  std::optional<std::string> indent;
  if (given[index].is(Kind::Text)) {
    indent = given[index].text().text;
  } else {
    PARETO_TRY_ASSIGN(width, given.integer(index, 0));
    indent = std::string(static_cast<size_t>(std::clamp<int64_t>(width, 0, kLongestIndent + 1)), ' ');
  }
  if (indent->size() > kLongestIndent)
    return unsupported("JSON with an indent beyond 1000 characters");
  return indent;
}

Result<Value> to_json_text(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"ensure_ascii", "indent", "separators", "sort_keys"}));
  JsonStyle style;
  style.ascii_only = given.flag(0, false);
  style.sorted = given.flag(3, false);
  PARETO_TRY_ASSIGN(indent, json_indent(given, 1));
  style.indent = indent;
  style.item = indent ? "," : ", ";
  if (given.has_value(2)) {
    PARETO_TRY_ASSIGN(parts, run.walk(given[2]));
    if (parts.size() != 2 || !parts[0].is(Kind::Text) || !parts[1].is(Kind::Text))
      return failure("the separators of JSON must be two texts");
    style.item = parts[0].text().text;
    style.key = parts[1].text().text;
    if (style.item.size() > kLongestIndent || style.key.size() > kLongestIndent)
      return unsupported("separators of JSON beyond 1000 characters");
  }
  PARETO_TRY_ASSIGN(text, to_json(run.budget(), input, style));
  return run.new_text(std::move(text));
}

constexpr Named<Filter> kTextFilters[] = {{"upper", changed<python::upper>},
                                          {"lower", changed<python::lower>},
                                          {"capitalize", changed<python::capitalize>},
                                          {"title", title},
                                          {"trim", trim},
                                          {"replace", replace},
                                          {"string", string},
                                          {"safe", safe},
                                          {"e", escape},
                                          {"escape", escape},
                                          {"forceescape", force_escape},
                                          {"indent", indent},
                                          {"center", center},
                                          {"format", format},
                                          {"tojson", to_json_text}};

} // namespace

std::span<const Named<Filter>> text_filters() { return kTextFilters; }

} // namespace pareto::jinja
