// SPDX-License-Identifier: GPL-3.0-or-later
// What every chat template may call by name, and Python's ways of formatting.
#include "core/text/template/builtins.h"
#include "core/text/template/python_text.h"

#include <algorithm>

namespace pareto::jinja {

namespace {

constexpr int64_t kLongestRange = 100'000; ///< of Jinja's sandbox

Result<Value> range(Interpreter& run, const Arguments& arguments) {
  if (!arguments.named.empty() || arguments.positional.empty())
    return failure("range takes one to three integers");
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"start", "stop", "step"}));
  PARETO_TRY_ASSIGN(first, given.integer(0, 0));
  PARETO_TRY_ASSIGN(last, given.integer(1, first));
  PARETO_TRY_ASSIGN(step, given.integer(2, 1));
  const int64_t start = given.has(1) ? first : 0, stop = last;
  constexpr int64_t kFar = int64_t{1} << 60;
  if (step == 0)
    return failure("range with step 0");
  for (int64_t bound : {start, stop, step})
    if (bound > kFar || bound < -kFar)
      return unsupported("a range beyond 2^60");
  const int64_t distance = step > 0 ? stop - start : start - stop;
  const int64_t count = distance > 0 ? (distance - 1) / std::abs(step) + 1 : 0;
  if (count > kLongestRange)
    return failure("range of more than 100000 items");
  PARETO_TRY(run.budget().spend(static_cast<size_t>(count) / 4));
  std::vector<Value> items;
  for (int64_t i = 0; i < count; ++i)
    items.push_back(Value::of(start + i * step));
  return run.heap().sequence(std::move(items), Sequence::Form::Range);
}

/// dict(mapping or pairs, **more).
Result<Entries> entries_of(Interpreter& run, const Arguments& arguments) {
  Entries entries;
  if (arguments.positional.size() > 1)
    return failure("dict takes one value and keyword arguments");
  if (!arguments.positional.empty() && arguments.positional[0].is(Kind::Dict)) {
    entries = arguments.positional[0].dict().entries;
    PARETO_TRY(run.budget().spend(entries.size()));
  } else if (!arguments.positional.empty()) {
    PARETO_TRY_ASSIGN(pairs, run.walk(arguments.positional[0]));
    for (const Value& pair : pairs) {
      PARETO_TRY_ASSIGN(parts, run.walk(pair));
      if (parts.size() != 2)
        return failure("dict of what are no pairs");
      PARETO_TRY(run.set_key(entries, parts[0], parts[1]));
    }
  }
  for (const auto& [name, value] : arguments.named)
    PARETO_TRY(run.set_key(entries, run.heap().text(name), value));
  return entries;
}

Result<Value> dict(Interpreter& run, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(entries, entries_of(run, arguments));
  return run.heap().dict(std::move(entries));
}

Result<Value> name_space(Interpreter& run, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(entries, entries_of(run, arguments));
  auto* made = run.heap().make<Namespace>();
  for (const auto& [key, value] : entries) {
    if (!key.is(Kind::Text) || key.text().text.rfind("_", 0) == 0)
      return failure("the name of an attribute of a namespace is no text, or begins with an underscore");
    made->attributes.emplace_back(key.text().text, value);
  }
  run.heap().add_bytes(entries.size() * 64);
  return Value::of(made);
}

Result<Value> raise(Interpreter& run, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"message"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(message, run.shown(given[0]));
  return refusal(std::move(message));
}

Result<Value> time_now(Interpreter& run, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"format"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(format, given.text(0));
  if (!format)
    return failure("strftime_now without a format");
  PARETO_TRY_ASSIGN(text, format_time(run.now(), *format));
  return run.new_text(std::move(text));
}

using Global = Result<Value> (*)(Interpreter& run, const Arguments& arguments);
constexpr Global kGlobals[] = {range, dict, name_space, raise, time_now};
constexpr std::string_view kNames[] = {"range", "dict", "namespace", "raise_exception", "strftime_now"};

std::string digits(int value, size_t width, char fill = '0') {
  const std::string number = std::to_string(value);
  return number.size() >= width ? number : std::string(width - number.size(), fill) + number;
}

/// One directive; nothing for one that is not known.
std::optional<std::string> directive(const std::tm& time, char c, bool unpadded) {
  static constexpr const char* kDays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
  static constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};
  const auto number = [unpadded](int value, size_t width) { return digits(value, unpadded ? 1 : width); };
  const std::string day = kDays[static_cast<size_t>(time.tm_wday) % 7],
                    month = kMonths[static_cast<size_t>(time.tm_mon) % 12];
  switch (c) {
  case 'd': return number(time.tm_mday, 2);
  case 'e': return unpadded ? digits(time.tm_mday, 1) : digits(time.tm_mday, 2, ' ');
  case 'm': return number(time.tm_mon + 1, 2);
  case 'Y': return std::to_string(time.tm_year + 1900);
  case 'y': return number(time.tm_year % 100, 2);
  case 'H': return number(time.tm_hour, 2);
  case 'I': return number((time.tm_hour + 11) % 12 + 1, 2);
  case 'M': return number(time.tm_min, 2);
  case 'S': return number(time.tm_sec, 2);
  case 'j': return number(time.tm_yday + 1, 3);
  case 'p': return time.tm_hour < 12 ? "AM" : "PM";
  case 'A': return day;
  case 'a': return day.substr(0, 3);
  case 'B': return month;
  case 'b':
  case 'h': return month.substr(0, 3);
  case 'w': return std::to_string(time.tm_wday);
  case 'u': return std::to_string(time.tm_wday == 0 ? 7 : time.tm_wday);
  case 'F':
    return std::to_string(time.tm_year + 1900) + "-" + digits(time.tm_mon + 1, 2) + "-" + digits(time.tm_mday, 2);
  case 'T': return digits(time.tm_hour, 2) + ":" + digits(time.tm_min, 2) + ":" + digits(time.tm_sec, 2);
  case 'R': return digits(time.tm_hour, 2) + ":" + digits(time.tm_min, 2);
  case 'D': return digits(time.tm_mon + 1, 2) + "/" + digits(time.tm_mday, 2) + "/" + digits(time.tm_year % 100, 2);
  case 'Z':
  case 'z': return ""; // the time is without a zone
  case 'n': return "\n";
  case 't': return "\t";
  case '%': return "%";
  default: return {};
  }
}

} // namespace

std::span<const std::string_view> global_names() { return kNames; }

Result<Value> call_global(Interpreter& run, const std::string& name, const Arguments& arguments) {
  const auto index = static_cast<size_t>(std::find(std::begin(kNames), std::end(kNames), name) - std::begin(kNames));
  return kGlobals[index](run, arguments);
}

Result<std::string> format_time(const std::tm& time, std::string_view format) {
  std::string out;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    const bool unpadded = i + 1 < format.size() && format[i + 1] == '-';
    i += unpadded ? 2 : 1;
    const auto text = i < format.size() ? directive(time, format[i], unpadded) : std::nullopt;
    if (!text)
      return unsupported("the directive '%" + std::string(i < format.size() ? format.substr(i, 1) : "") +
                         "' of strftime_now");
    out += *text;
  }
  return out;
}

Result<std::string> format_percent(Interpreter& run, std::string_view format, const Value& values) {
  const bool tuple = values.is(Kind::Sequence) && values.sequence().form == Sequence::Form::Tuple;
  const std::vector<Value> items = tuple ? values.sequence().items : std::vector<Value>{values};
  std::string out;
  size_t next = 0;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    const char c = ++i < format.size() ? format[i] : '\0';
    if (c == '%') {
      out += '%';
      continue;
    }
    if (c != 's' && c != 'd' && c != 'i' && c != 'r')
      return unsupported("the conversion '%" + std::string(c ? 1 : 0, c) + "' of a text");
    if (next == items.size())
      return failure("a text with '%' has too few values");
    const Value& value = items[next++];
    if ((c == 'd' || c == 'i') && !value.is_integer())
      return value.is(Kind::Float) ? unsupported("a float as '%d'")
                                   : failure(std::string("a ") + type_name(value) + " as '%d'");
    PARETO_TRY_ASSIGN(text, c == 'r'   ? represent(run.budget(), value)
                            : c == 's' ? run.shown(value)
                                       : Result<std::string>(std::to_string(value.integer())));
    out += text;
    if (out.size() > python::kLargestText)
      return unsupported("a text beyond 8 MiB");
  }
  if (next < items.size() && !values.is(Kind::Dict) && !(values.is(Kind::Sequence) && !tuple))
    return failure("a text with '%' has too many values");
  return out;
}

} // namespace pareto::jinja
