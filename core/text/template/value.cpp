// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/template/value.h"

#include <algorithm>

namespace pareto::jinja {

Error unsupported(std::string what) { return fail(ErrorCode::Unsupported, std::move(what)); }
Error failure(std::string why) { return fail(ErrorCode::InvalidFile, std::move(why)); }
Error undefined_use(const Value& value) {
  return failure(value.hint() ? value.hint()->text : std::string("an undefined value is used"));
}
Error refusal(std::string message) { return fail(ErrorCode::InvalidArgument, std::move(message)); }

Value Value::undefined(const Text* hint) {
  Value value;
  value.m_hint = hint;
  return value;
}

Value Value::none() { return with(Kind::None, nullptr); }

Value Value::of(bool boolean) {
  Value value = with(Kind::Boolean, nullptr);
  value.m_boolean = boolean;
  return value;
}

Value Value::of(int64_t integer) {
  Value value = with(Kind::Integer, nullptr);
  value.m_integer = integer;
  return value;
}

Value Value::of(double number) {
  Value value = with(Kind::Float, nullptr);
  value.m_float = number;
  return value;
}

const Value* Dict::find(std::string_view key) const {
  for (const auto& [name, value] : entries)
    if (name.is(Kind::Text) && name.text().text == key)
      return &value;
  return nullptr;
}

const Value* Dict::find(const Value& key) const {
  if (key.is(Kind::Text))
    return find(key.text().text);
  for (const auto& [name, value] : entries)
    if (key.is_number() ? name.is_number() && name.number() == key.number() : name.kind() == key.kind())
      return &value;
  return nullptr;
}

Value* Namespace::find(std::string_view name) {
  for (auto& [key, value] : attributes)
    if (key == name)
      return &value;
  return nullptr;
}

Value Heap::text(std::string text, bool safe) {
  Text* made = make<Text>();
  m_bytes += text.capacity();
  made->ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  made->text = std::move(text);
  made->safe = safe;
  return Value::of(made);
}

Value Heap::sequence(std::vector<Value> items, Sequence::Form form) {
  Sequence* made = make<Sequence>();
  m_bytes += items.capacity() * sizeof(Value);
  made->form = form;
  made->items = std::move(items);
  return Value::of(made);
}

Value Heap::generator(std::vector<Value> items) {
  Generator* made = make<Generator>();
  m_bytes += items.capacity() * sizeof(Value);
  made->items = std::move(items);
  return Value::of(made);
}

Value Heap::dict(Entries entries) {
  Dict* made = make<Dict>();
  m_bytes += entries.capacity() * sizeof(Entries::value_type);
  made->entries = std::move(entries);
  return Value::of(made);
}

bool truthy(const Value& value) {
  switch (value.kind()) {
  case Kind::Undefined:
  case Kind::None: return false;
  case Kind::Boolean: return value.boolean();
  case Kind::Integer: return value.integer() != 0;
  case Kind::Float: return value.number() != 0;
  case Kind::Text: return !value.text().text.empty();
  case Kind::Sequence: return !value.sequence().items.empty();
  case Kind::Dict: return !value.dict().entries.empty();
  default: return true;
  }
}

const char* type_name(const Value& value) {
  switch (value.kind()) {
  case Kind::Undefined: return "Undefined";
  case Kind::None: return "NoneType";
  case Kind::Boolean: return "bool";
  case Kind::Integer: return "int";
  case Kind::Float: return "float";
  case Kind::Text: return "str";
  case Kind::Sequence: break;
  case Kind::Dict: return "dict";
  case Kind::Generator: return "generator";
  case Kind::Namespace: return "Namespace";
  case Kind::Loop: return "LoopContext";
  case Kind::Callable: return "function";
  }
  constexpr const char* kForms[] = {"list", "tuple", "range", "view"};
  return kForms[static_cast<size_t>(value.sequence().form)];
}

namespace {

Error too_deep() { return unsupported("values nested more than " + std::to_string(kDeepestValue) + " deep"); }

Result<bool> equal_items(Budget& budget, const Sequence& left, const Sequence& right, int depth) {
  if (left.form != right.form || left.items.size() != right.items.size())
    return false;
  for (size_t i = 0; i < left.items.size(); ++i) {
    PARETO_TRY_ASSIGN(same, equal(budget, left.items[i], right.items[i], depth + 1));
    if (!same)
      return false;
  }
  return true;
}

Result<bool> equal_dicts(Budget& budget, const Dict& left, const Dict& right, int depth) {
  if (left.entries.size() != right.entries.size())
    return false;
  for (const auto& [key, value] : left.entries) {
    const Value* other = right.find(key);
    if (!other)
      return false;
    PARETO_TRY_ASSIGN(same, equal(budget, value, *other, depth + 1));
    if (!same)
      return false;
  }
  return true;
}

Result<bool> less_items(Budget& budget, const Sequence& left, const Sequence& right, int depth) {
  const size_t shared = std::min(left.items.size(), right.items.size());
  for (size_t i = 0; i < shared; ++i) {
    PARETO_TRY_ASSIGN(same, equal(budget, left.items[i], right.items[i], depth + 1));
    if (!same)
      return less(budget, left.items[i], right.items[i], depth + 1);
  }
  return left.items.size() < right.items.size();
}

} // namespace

Result<bool> equal(Budget& budget, const Value& left, const Value& right, int depth) {
  PARETO_TRY(budget.spend());
  if (depth > kDeepestValue)
    return too_deep();
  if (left.is_number() && right.is_number())
    return left.is_integer() && right.is_integer() ? left.integer() == right.integer()
                                                   : left.number() == right.number();
  if (left.kind() != right.kind())
    return false;
  switch (left.kind()) {
  case Kind::Undefined:
  case Kind::None: return true;
  case Kind::Text:
    PARETO_TRY(budget.spend_bytes(left.text().text.size()));
    return left.text().text == right.text().text;
  case Kind::Sequence: return equal_items(budget, left.sequence(), right.sequence(), depth);
  case Kind::Dict: return equal_dicts(budget, left.dict(), right.dict(), depth);
  default: return left.address() == right.address();
  }
}

Result<bool> less(Budget& budget, const Value& left, const Value& right, int depth) {
  PARETO_TRY(budget.spend());
  if (depth > kDeepestValue)
    return too_deep();
  if (left.is_number() && right.is_number())
    return left.is_integer() && right.is_integer() ? left.integer() < right.integer() : left.number() < right.number();
  if (left.is(Kind::Text) && right.is(Kind::Text))
    return left.text().text < right.text().text; // bytes of UTF-8 are ordered as characters are
  const bool sequences =
      left.is(Kind::Sequence) && right.is(Kind::Sequence) && left.sequence().form == right.sequence().form &&
      (left.sequence().form == Sequence::Form::List || left.sequence().form == Sequence::Form::Tuple);
  if (sequences)
    return less_items(budget, left.sequence(), right.sequence(), depth);
  if (left.is_undefined() || right.is_undefined())
    return failure(left.hint() && left.is_undefined()     ? left.hint()->text
                   : right.is_undefined() && right.hint() ? right.hint()->text
                                                          : std::string("an undefined value is compared"));
  return failure(std::string("'") + type_name(left) + "' and '" + type_name(right) + "' have no order");
}

} // namespace pareto::jinja
