// SPDX-License-Identifier: GPL-3.0-or-later
// Methods of Python's str.
#include "core/text/template/builtins.h"
#include "core/text/template/python_text.h"

#include <algorithm>

namespace pareto::jinja {

namespace {

using python::Side;

std::optional<std::string_view> view(const std::string* text) {
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

template <Result<std::string> (*change)(std::string_view)>
Result<Value> method_changed(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(made, change(self.text().text));
  return run.new_text(std::move(made));
}

template <Side side>
Result<Value> strip(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"chars"}));
  PARETO_TRY_ASSIGN(characters, given.text(0));
  if (characters)
    PARETO_TRY(run.budget().spend_bytes(self.text().text.size() * (1 + characters->size() / 16)));
  return run.new_text(std::string(python::strip(self.text().text, view(characters), side)));
}

Result<Value> texts(Interpreter& run, std::vector<std::string> parts) {
  PARETO_TRY(run.budget().spend(parts.size()));
  std::vector<Value> items;
  for (std::string& part : parts)
    items.push_back(run.heap().text(std::move(part)));
  return run.new_list(std::move(items));
}

template <bool right>
Result<Value> split(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"sep", "maxsplit"}));
  PARETO_TRY_ASSIGN(separator, given.text(0));
  PARETO_TRY_ASSIGN(most, given.integer(1, -1));
  PARETO_TRY(run.budget().spend_bytes(64 * self.text().text.size()));
  PARETO_TRY_ASSIGN(parts, right ? python::split_right(self.text().text, view(separator), most)
                                 : python::split(self.text().text, view(separator), most));
  return texts(run, std::move(parts));
}

Result<Value> split_lines(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"keepends"}));
  PARETO_TRY(run.budget().spend_bytes(64 * self.text().text.size()));
  return texts(run, python::split_lines(self.text().text, given.flag(0, false)));
}

/// startswith and endswith: one text, or a tuple of which any may fit.
template <bool start>
Result<Value> begins_or_ends(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"prefix", "start", "end"}));
  PARETO_TRY(given.required(1));
  if (given.has(1))
    return unsupported("startswith or endswith with positions");
  const bool several = given[0].is(Kind::Sequence) && given[0].sequence().form == Sequence::Form::Tuple;
  const std::vector<Value> wanted = several ? given[0].sequence().items : std::vector<Value>{given[0]};
  const std::string_view text = self.text().text;
  for (const Value& each : wanted) {
    if (!each.is(Kind::Text))
      return failure(std::string(start ? "startswith" : "endswith") + " with a " + type_name(each));
    const std::string_view part = each.text().text;
    PARETO_TRY(run.budget().spend_bytes(part.size()));
    if (part.size() <= text.size() &&
        (start ? text.substr(0, part.size()) : text.substr(text.size() - part.size())) == part)
      return Value::of(true);
  }
  return Value::of(false);
}

Result<Value> method_replace(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"old", "new", "count"}));
  PARETO_TRY(given.required(2));
  PARETO_TRY_ASSIGN(old, given.text(0));
  PARETO_TRY_ASSIGN(with, given.text(1));
  PARETO_TRY_ASSIGN(count, given.integer(2, -1));
  if (!old || !with)
    return failure("replace with none");
  PARETO_TRY(run.budget().spend_bytes(8 * self.text().text.size()));
  PARETO_TRY_ASSIGN(made, python::replace(self.text().text, *old, *with, count));
  return run.new_text(std::move(made));
}

/// Character position of the first or last place; -1 where there is none, or a failure.
template <bool last, bool must>
Result<Value> find(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"sub", "start", "end"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(part, given.text(0));
  if (!part || given.has(1))
    return !part ? failure("find with none") : unsupported("find with positions");
  const std::string& text = self.text().text;
  PARETO_TRY(run.budget().spend_bytes(8 * text.size()));
  const size_t found = last ? text.rfind(*part) : text.find(*part);
  if (found == std::string::npos)
    return must ? Result<Value>(failure("a text is not found")) : Value::of(int64_t{-1});
  return Value::of(static_cast<int64_t>(python::length(std::string_view(text).substr(0, found))));
}

Result<Value> count(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"sub"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(part, given.text(0));
  if (!part)
    return failure("count of none");
  PARETO_TRY(run.budget().spend_bytes(8 * self.text().text.size()));
  return Value::of(python::count(self.text().text, *part));
}

Result<Value> method_join(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"iterable"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(items, run.walk(given[0]));
  std::string text;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!items[i].is(Kind::Text))
      return failure(std::string("join of a ") + type_name(items[i]));
    text += i > 0 ? self.text().text : std::string();
    text += items[i].text().text;
    if (text.size() > python::kLargestText)
      return unsupported("a text beyond 8 MiB");
  }
  return run.new_text(std::move(text));
}

template <python::Class which>
Result<Value> all_are(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY(run.budget().spend_bytes(8 * self.text().text.size()));
  PARETO_TRY_ASSIGN(holds, python::all_are(self.text().text, which));
  return Value::of(holds);
}

template <bool prefix>
Result<Value> remove(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"part"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(part, given.text(0));
  std::string_view text = self.text().text;
  if (!part)
    return failure("removeprefix or removesuffix with none");
  if (part->size() <= text.size() &&
      (prefix ? text.substr(0, part->size()) : text.substr(text.size() - part->size())) == *part)
    text = prefix ? text.substr(part->size()) : text.substr(0, text.size() - part->size());
  return run.new_text(std::string(text));
}

template <bool last>
Result<Value> partition(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"sep"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(separator, given.text(0));
  if (!separator || separator->empty())
    return failure("partition at an empty text");
  const std::string& text = self.text().text;
  PARETO_TRY(run.budget().spend_bytes(text.size()));
  const size_t found = last ? text.rfind(*separator) : text.find(*separator);
  const auto part = [&](std::string each) { return run.heap().text(std::move(each)); };
  if (found == std::string::npos)
    return last ? run.heap().tuple({part({}), part({}), part(text)})
                : run.heap().tuple({part(text), part({}), part({})});
  return run.heap().tuple(
      {part(text.substr(0, found)), part(*separator), part(text.substr(found + separator->size()))});
}

template <Side side>
Result<Value> padded(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"width", "fillchar"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(width, given.integer(0, 0));
  PARETO_TRY_ASSIGN(fill, given.text(1));
  if (fill && python::length(*fill) != 1)
    return failure("padding with more or less than one character");
  PARETO_TRY_ASSIGN(made, python::padded(self.text().text, width, fill ? std::string_view(*fill) : " ", side));
  return run.new_text(std::move(made));
}

Result<Value> zero_fill(Interpreter& run, const Value& self, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"width"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(width, given.integer(0, 0));
  const std::string& text = self.text().text;
  const bool sign = !text.empty() && (text[0] == '-' || text[0] == '+');
  PARETO_TRY_ASSIGN(made, python::padded(text.substr(sign ? 1 : 0), width - (sign ? 1 : 0), "0", Side::Left));
  return run.new_text((sign ? text.substr(0, 1) : std::string()) + made);
}

/// One field of str.format: "{}", "{0}" or "{name}".
Result<std::string> field(Interpreter& run, std::string_view name, const Arguments& arguments, size_t& next) {
  if (name.find_first_of(".[!:") != std::string_view::npos)
    return unsupported("a field '{" + std::string(name.substr(0, 80)) + "}' of format");
  const bool number =
      std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }) && name.size() < 10;
  if (number) {
    const size_t index = name.empty() ? next++ : static_cast<size_t>(std::stol(std::string(name)));
    return index < arguments.positional.size() ? run.shown(arguments.positional[index])
                                               : Result<std::string>(failure("format has too few arguments"));
  }
  for (const auto& [key, value] : arguments.named)
    if (key == name)
      return run.shown(value);
  return failure("format has no argument '" + std::string(name.substr(0, 80)) + "'");
}

Result<Value> method_format(Interpreter& run, const Value& self, const Arguments& arguments) {
  const std::string& text = self.text().text;
  std::string out;
  size_t next = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
      out += c;
      ++i;
      continue;
    }
    if (c == '}')
      return failure("a single '}' in format");
    if (c != '{') {
      out += c;
      continue;
    }
    const size_t end = text.find('}', i);
    if (end == std::string::npos)
      return failure("a single '{' in format");
    PARETO_TRY_ASSIGN(shown, field(run, std::string_view(text).substr(i + 1, end - i - 1), arguments, next));
    out += shown;
    if (out.size() > python::kLargestText)
      return unsupported("a text beyond 8 MiB");
    i = end;
  }
  return run.new_text(std::move(out));
}

constexpr Named<Filter> kMethods[] = {{"upper", method_changed<python::upper>},
                                      {"lower", method_changed<python::lower>},
                                      {"title", method_changed<python::title>},
                                      {"capitalize", method_changed<python::capitalize>},
                                      {"swapcase", method_changed<python::swap_case>},
                                      {"strip", strip<Side::Both>},
                                      {"lstrip", strip<Side::Left>},
                                      {"rstrip", strip<Side::Right>},
                                      {"split", split<false>},
                                      {"rsplit", split<true>},
                                      {"splitlines", split_lines},
                                      {"startswith", begins_or_ends<true>},
                                      {"endswith", begins_or_ends<false>},
                                      {"replace", method_replace},
                                      {"find", find<false, false>},
                                      {"rfind", find<true, false>},
                                      {"index", find<false, true>},
                                      {"rindex", find<true, true>},
                                      {"count", count},
                                      {"join", method_join},
                                      {"isdigit", all_are<python::Class::Digit>},
                                      {"isalpha", all_are<python::Class::Letter>},
                                      {"isalnum", all_are<python::Class::LetterOrDigit>},
                                      {"isspace", all_are<python::Class::Space>},
                                      {"isupper", all_are<python::Class::Upper>},
                                      {"islower", all_are<python::Class::Lower>},
                                      {"removeprefix", remove<true>},
                                      {"removesuffix", remove<false>},
                                      {"partition", partition<false>},
                                      {"rpartition", partition<true>},
                                      {"ljust", padded<Side::Right>},
                                      {"rjust", padded<Side::Left>},
                                      {"center", padded<Side::Both>},
                                      {"zfill", zero_fill},
                                      {"format", method_format}};

constexpr std::string_view kOthers[] = {"casefold",    "encode",    "expandtabs",   "format_map",
                                        "isascii",     "isdecimal", "isidentifier", "isnumeric",
                                        "isprintable", "istitle",   "maketrans",    "translate"};

} // namespace

Filter text_method(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kMethods), std::end(kMethods), [&](const auto& entry) { return entry.name == name; });
  return found == std::end(kMethods) ? nullptr : found->function;
}

bool is_text_attribute(std::string_view name) {
  return text_method(name) || std::find(std::begin(kOthers), std::end(kOthers), name) != std::end(kOthers);
}

} // namespace pareto::jinja
