// SPDX-License-Identifier: GPL-3.0-or-later
// Looking into values: attributes, items, slices, everything in order, membership (jinja2/sandbox.py).
#include "core/text/template/builtins.h"
#include "core/text/template/interpreter.h"
#include "core/text/template/python_text.h"
#include "core/text/unicode.h"

namespace pareto::jinja {

namespace {

constexpr size_t kBytesPerCharacter = 128; ///< what one character takes as a text of its own

Result<std::vector<Value>> characters(Interpreter& run, const Text& text) {
  PARETO_TRY(run.budget().spend(text.text.size() / 8));
  if (text.text.size() > python::kLargestText / kBytesPerCharacter * 4)
    return unsupported("walking through a text beyond 512 KiB");
  std::vector<Value> items;
  for (size_t at = 0; at < text.text.size();) {
    const size_t begin = at;
    unicode::next(text.text, at);
    items.push_back(run.heap().text(text.text.substr(begin, at - begin)));
  }
  return items;
}

/// The character at a position, counted from the end where negative; nothing outside.
Result<std::optional<Value>> character(Interpreter& run, const Text& text, int64_t index) {
  PARETO_TRY(run.budget().spend_bytes(text.text.size()));
  const auto length = static_cast<int64_t>(text.ascii ? text.text.size() : python::length(text.text));
  index += index < 0 ? length : 0;
  if (index < 0 || index >= length)
    return std::optional<Value>();
  size_t at = text.ascii ? static_cast<size_t>(index) : 0, end = at;
  for (int64_t i = text.ascii ? index : 0; i <= index; ++i) {
    at = end;
    unicode::next(text.text, end);
  }
  return std::optional(run.heap().text(text.text.substr(at, end - at), text.safe));
}

Value missing(Interpreter& run, const Value& object, const Value& key) {
  const std::string name = key.is(Kind::Text) ? key.text().text.substr(0, 80)
                           : key.is_integer() ? std::to_string(key.integer())
                                              : type_name(key);
  return run.heap().undefined(std::string("'") + type_name(object) + "' has no '" + name + "'");
}

} // namespace

Result<std::vector<Value>> Interpreter::walk(const Value& value) {
  switch (value.kind()) {
  case Kind::Undefined: return std::vector<Value>();
  case Kind::Text: return characters(*this, value.text());
  case Kind::Sequence: PARETO_TRY(m_budget.spend(value.sequence().items.size() / 4)); return value.sequence().items;
  case Kind::Dict: {
    std::vector<Value> keys;
    for (const auto& entry : value.dict().entries)
      keys.push_back(entry.first);
    PARETO_TRY(m_budget.spend(keys.size() / 4));
    return keys;
  }
  case Kind::Generator: {
    Generator& generator = value.generator();
    if (generator.left)
      return unsupported("a generator whose loop was left early");
    const size_t next = std::exchange(generator.next, generator.items.size());
    PARETO_TRY(m_budget.spend(generator.items.size() / 4));
    return std::vector<Value>(generator.items.begin() + static_cast<std::ptrdiff_t>(next), generator.items.end());
  }
  case Kind::Loop: return unsupported("walking through 'loop'");
  default: return failure(std::string("a ") + type_name(value) + " cannot be walked through");
  }
}

Result<Value> Interpreter::attribute(const Value& object, std::string_view name) {
  if (object.is_undefined())
    return undefined_use(object);
  if (name.substr(0, 2) == "__")
    return unsupported("the attribute '" + std::string(name) + "'");
  PARETO_TRY_ASSIGN(native, native_attribute(*this, object, name));
  if (native)
    return *native;
  if (object.is(Kind::Dict)) {
    PARETO_TRY(m_budget.spend(object.dict().entries.size() / 16));
    if (const Value* found = object.dict().find(name))
      return *found;
  }
  return missing(*this, object, m_heap.text(std::string(name.substr(0, 80))));
}

Result<Value> Interpreter::item(const Value& object, const Value& key) {
  if (object.is_undefined())
    return undefined_use(object);
  if (object.is(Kind::Dict) && (key.is(Kind::Text) || key.is_number() || key.is(Kind::None))) {
    PARETO_TRY(m_budget.spend(object.dict().entries.size() / 16));
    if (const Value* found = object.dict().find(key))
      return *found;
  }
  if (object.is(Kind::Sequence) && key.is_integer() && object.sequence().form != Sequence::Form::View) {
    const auto& items = object.sequence().items;
    const auto size = static_cast<int64_t>(items.size());
    const int64_t index = key.integer() + (key.integer() < 0 ? size : 0);
    if (index >= 0 && index < size)
      return items[static_cast<size_t>(index)];
  }
  if (object.is(Kind::Text) && key.is_integer()) {
    PARETO_TRY_ASSIGN(found, character(*this, object.text(), key.integer()));
    if (found)
      return *found;
  }
  if (!key.is(Kind::Text))
    return missing(*this, object, key);
  const std::string& name = key.text().text;
  if (name.rfind("__", 0) == 0)
    return unsupported("the attribute '" + name.substr(0, 80) + "'");
  PARETO_TRY_ASSIGN(native, native_attribute(*this, object, name));
  return native ? *native : missing(*this, object, key);
}

Result<Value> Interpreter::path(const Value& object, const Value& path, const Value* otherwise) {
  if (path.is(Kind::None))
    return object;
  const auto found = [&](Value value) { return value.is_undefined() && otherwise ? *otherwise : value; };
  if (!path.is(Kind::Text)) {
    PARETO_TRY_ASSIGN(value, item(object, path));
    return found(value);
  }
  PARETO_TRY_ASSIGN(parts, python::split(path.text().text, ".", -1));
  Value value = object;
  for (const std::string& part : parts) {
    PARETO_TRY(step());
    const bool number = !part.empty() && part.size() < 18 &&
                        std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    PARETO_TRY_ASSIGN(next,
                      item(value, number ? Value::of(static_cast<int64_t>(std::stoll(part))) : m_heap.text(part)));
    value = found(next);
  }
  return value;
}

Result<bool> Interpreter::contains(const Value& container, const Value& value) {
  if (container.is(Kind::Text)) {
    if (!value.is(Kind::Text))
      return failure(std::string("a ") + type_name(value) + " is looked for in a text");
    PARETO_TRY(m_budget.spend_bytes(container.text().text.size()));
    return container.text().text.find(value.text().text) != std::string::npos;
  }
  if (container.is(Kind::Dict)) {
    PARETO_TRY(m_budget.spend(container.dict().entries.size() / 16));
    if (value.is(Kind::Dict) || (value.is(Kind::Sequence) && value.sequence().form == Sequence::Form::List))
      return failure(std::string("a ") + type_name(value) + " cannot be a key");
    return (value.is(Kind::Text) || value.is_number() || value.is(Kind::None)) &&
           container.dict().find(value) != nullptr;
  }
  if (container.is(Kind::Generator) || container.is(Kind::Loop))
    return unsupported(std::string("'in' before a ") + type_name(container));
  PARETO_TRY_ASSIGN(items, walk(container));
  for (const Value& item : items) {
    PARETO_TRY_ASSIGN(same, equal(m_budget, item, value));
    if (same)
      return true;
  }
  return false;
}

namespace {

struct Range {
  int64_t start, step, count;
};

/// Python's slice.indices.
Result<Range> range_of(const Value& start, const Value& stop, const Value& step, int64_t length) {
  for (const Value* bound : {&start, &stop, &step})
    if (!bound->is_integer() && !bound->is(Kind::None))
      return failure(std::string("a ") + type_name(*bound) + " as a bound of a slice");
  const int64_t by = step.is(Kind::None) ? 1 : std::clamp<int64_t>(step.integer(), -INT32_MAX, INT32_MAX);
  if (by == 0)
    return failure("a slice with step 0");
  const int64_t low = by > 0 ? 0 : -1, high = by > 0 ? length : length - 1;
  const auto place = [&](const Value& bound, int64_t otherwise) {
    if (bound.is(Kind::None))
      return otherwise;
    const int64_t at = std::clamp<int64_t>(bound.integer(), -INT64_C(0x4000000000000000), INT64_C(0x4000000000000000));
    return std::clamp(at + (at < 0 ? length : 0), low, high);
  };
  const int64_t first = place(start, by > 0 ? low : high), last = place(stop, by > 0 ? high : low);
  const int64_t distance = by > 0 ? last - first : first - last;
  return Range{first, by, distance > 0 ? (distance - 1) / std::abs(by) + 1 : 0};
}

} // namespace

Result<Value> slice_of(Interpreter& run, const Value& object, const Value& start, const Value& stop,
                       const Value& step) {
  if (object.is_undefined())
    return undefined_use(object);
  if (object.is(Kind::Sequence) && object.sequence().form != Sequence::Form::View) {
    const auto& items = object.sequence().items;
    PARETO_TRY_ASSIGN(range, range_of(start, stop, step, static_cast<int64_t>(items.size())));
    PARETO_TRY(run.budget().spend(static_cast<size_t>(range.count) / 4));
    std::vector<Value> taken;
    for (int64_t i = 0; i < range.count; ++i)
      taken.push_back(items[static_cast<size_t>(range.start + i * range.step)]);
    return run.heap().sequence(std::move(taken), object.sequence().form);
  }
  if (!object.is(Kind::Text))
    return failure(std::string("a slice of a ") + type_name(object));
  const Text& text = object.text();
  PARETO_TRY(run.budget().spend_bytes(8 * text.text.size()));
  const std::vector<size_t> offsets = python::offsets(text.text);
  PARETO_TRY_ASSIGN(range, range_of(start, stop, step, static_cast<int64_t>(offsets.size()) - 1));
  std::string taken;
  for (int64_t i = 0; i < range.count; ++i) {
    const auto at = static_cast<size_t>(range.start + i * range.step);
    taken.append(text.text, offsets[at], offsets[at + 1] - offsets[at]);
  }
  return run.new_text(std::move(taken), text.safe);
}

} // namespace pareto::jinja
