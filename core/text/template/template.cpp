// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/template/template.h"

#include "core/text/template/interpreter.h"
#include "core/text/unicode.h"

namespace pareto {

namespace {

using jinja::Value;

constexpr size_t kLargestSource = size_t{1} << 20;

constexpr size_t kLongestReason = 300; ///< bytes of a sentence that names or words of the template may fill

std::string shortened(const std::string& text) {
  if (text.size() <= kLongestReason)
    return text;
  size_t end = kLongestReason;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end) + "…";
}

/// One sentence about what ended a template, with its line.
Error told(const Error& error, int line) {
  const std::string reason = shortened(error.message);
  const std::string place = line > 0 ? " (line " + std::to_string(line) + ")" : std::string();
  const std::string where = "chat template" + (line > 0 ? ":" + std::to_string(line) : std::string());
  switch (error.code) {
  case ErrorCode::Unsupported:
    return fail(error.code, "The chat template uses what Paretoscope does not interpret" + place + ": " + reason + ".",
                where);
  case ErrorCode::InvalidArgument:
    return fail(error.code, "The chat template refuses this conversation" + place + ": “" + reason + "”.", where);
  default: return fail(error.code, "The chat template fails" + place + ": " + reason + ".", where);
  }
}

Result<Value> value_of(jinja::Heap& heap, const Template::Variables& json, int depth);

Result<Value> dict_of(jinja::Heap& heap, const Template::Variables& json, int depth) {
  jinja::Entries entries;
  for (const auto& [key, item] : json.items()) {
    PARETO_TRY_ASSIGN(value, value_of(heap, item, depth + 1));
    entries.emplace_back(heap.text(key), value);
  }
  return heap.dict(std::move(entries));
}

Result<Value> list_of(jinja::Heap& heap, const Template::Variables& json, int depth) {
  std::vector<Value> items;
  for (const auto& item : json) {
    PARETO_TRY_ASSIGN(value, value_of(heap, item, depth + 1));
    items.push_back(value);
  }
  return heap.list(std::move(items));
}

Result<Value> value_of(jinja::Heap& heap, const Template::Variables& json, int depth) {
  if (depth > jinja::kDeepestValue)
    return jinja::unsupported("a variable nested more than " + std::to_string(jinja::kDeepestValue) + " deep");
  switch (json.type()) {
  case nlohmann::json::value_t::boolean: return Value::of(json.get<bool>());
  case nlohmann::json::value_t::number_float: return Value::of(json.get<double>());
  case nlohmann::json::value_t::number_integer:
  case nlohmann::json::value_t::number_unsigned: return Value::of(json.get<int64_t>());
  case nlohmann::json::value_t::object: return dict_of(heap, json, depth);
  case nlohmann::json::value_t::array: return list_of(heap, json, depth);
  case nlohmann::json::value_t::string: {
    const auto& text = json.get_ref<const std::string&>();
    if (unicode::first_invalid(text) != std::string_view::npos)
      return jinja::failure("a text that is not well-formed UTF-8");
    return heap.text(text);
  }
  default: return Value::none();
  }
}

} // namespace

Result<Template> Template::read(std::string_view source) {
  if (source.size() > kLargestSource)
    return told(jinja::unsupported("more than 1 MiB of text"), 0);
  if (unicode::first_invalid(source) != std::string_view::npos)
    return told(jinja::failure("it is not well-formed UTF-8"), 0);
  auto syntax = std::make_shared<jinja::Syntax>();
  int line = 0;
  if (const Status read = jinja::parse(source, *syntax, line); !read)
    return told(read.error(), line);
  return Template(std::move(syntax));
}

Result<std::string> Template::render(const Variables& variables, const Clock& clock) const {
  jinja::Interpreter run(*m_syntax, clock);
  for (const auto& [name, json] : variables.items()) {
    const auto value = value_of(run.heap(), json, 0);
    if (!value)
      return told(value.error(), 0);
    run.define(name, *value);
  }
  auto text = run.run();
  if (!text)
    return told(text.error(), run.line());
  return text;
}

std::tm local_time() {
  const std::time_t now = std::time(nullptr);
  std::tm time{};
  localtime_r(&now, &time);
  return time;
}

} // namespace pareto
