// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/template/budget.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Interpreter of the subset of Jinja2 that published chat templates use (jinja2 3.1, in the environment that
/// `transformers` 5.24 makes for them). A template is code from outside: steps, memory, output and depth are bounded,
/// and whatever lies outside the subset is refused by name.
namespace pareto::jinja {

/// Everything that lives as long as one run; freed together, so that values may refer to each other in circles.
struct Object {
  virtual ~Object() = default;
};

struct Text;
struct Sequence;
struct Dict;
struct Generator;
struct Namespace;
struct Loop;
struct Callable;
struct Closure;

enum class Kind : uint8_t {
  Undefined,
  None,
  Boolean,
  Integer,
  Float,
  Text,
  Sequence,
  Dict,
  Generator,
  Namespace,
  Loop,
  Callable
};

/// A value of a template: a small copyable handle; what it points to belongs to a Heap and does not change (namespaces,
/// generators and loops excepted).
class Value {
public:
  Value() : m_kind(Kind::Undefined), m_hint(nullptr) {}
  static Value undefined(const Text* hint = nullptr);
  static Value none();
  static Value of(bool value);
  static Value of(int64_t value);
  static Value of(double value);
  static Value of(const Text* value) { return with(Kind::Text, value); }
  static Value of(const Sequence* value) { return with(Kind::Sequence, value); }
  static Value of(const Dict* value) { return with(Kind::Dict, value); }
  static Value of(Generator* value) { return with(Kind::Generator, value); }
  static Value of(Namespace* value) { return with(Kind::Namespace, value); }
  static Value of(Loop* value) { return with(Kind::Loop, value); }
  static Value of(const Callable* value) { return with(Kind::Callable, value); }

  Kind kind() const { return m_kind; }
  bool is(Kind kind) const { return m_kind == kind; }
  bool is_undefined() const { return m_kind == Kind::Undefined; }
  /// Booleans count as numbers, as in Python.
  bool is_integer() const { return m_kind == Kind::Integer || m_kind == Kind::Boolean; }
  bool is_number() const { return is_integer() || m_kind == Kind::Float; }

  bool boolean() const { return m_boolean; }
  int64_t integer() const { return m_kind == Kind::Boolean ? m_boolean : m_integer; }
  double number() const { return m_kind == Kind::Float ? m_float : static_cast<double>(integer()); }
  const Text* hint() const { return m_hint; } ///< of an undefined value: why it is; may be null
  const Text& text() const { return *reinterpret_cast<const Text*>(m_object); }
  const Sequence& sequence() const { return *reinterpret_cast<const Sequence*>(m_object); }
  const Dict& dict() const { return *reinterpret_cast<const Dict*>(m_object); }
  Generator& generator() const { return *const_cast<Generator*>(reinterpret_cast<const Generator*>(m_object)); }
  Namespace& name_space() const { return *const_cast<Namespace*>(reinterpret_cast<const Namespace*>(m_object)); }
  Loop& loop() const { return *const_cast<Loop*>(reinterpret_cast<const Loop*>(m_object)); }
  const Callable& callable() const { return *reinterpret_cast<const Callable*>(m_object); }
  const void* address() const { return m_object; } ///< identity of what is not a plain value

private:
  static Value with(Kind kind, const void* object) {
    Value value;
    value.m_kind = kind;
    value.m_object = object;
    return value;
  }
  Kind m_kind;
  union {
    bool m_boolean;
    int64_t m_integer;
    double m_float;
    const Text* m_hint;
    const void* m_object;
  };
};

using Entries = std::vector<std::pair<Value, Value>>;

struct Text final : Object {
  std::string text;  ///< well-formed UTF-8
  bool safe = false; ///< marked by `safe` or `escape`: what is added to it is escaped
  bool ascii = true;
};

struct Sequence final : Object {
  enum class Form : uint8_t { List, Tuple, Range, View };
  Form form = Form::List;
  std::vector<Value> items;
};

struct Dict final : Object {
  Entries entries; ///< in order of insertion; keys are text, numbers, booleans or none
  const Value* find(const Value& key) const;
  const Value* find(std::string_view key) const;
};
/// What can be walked through once: the result of map, select, items, ...
struct Generator final : Object {
  std::vector<Value> items;
  size_t next = 0;
  bool left = false; ///< a loop over it was left early: what it would give next is not known here
};

struct Namespace final : Object {
  std::vector<std::pair<std::string, Value>> attributes;
  Value* find(std::string_view name);
};
struct Loop final : Object {
  std::vector<Value> items;
  size_t index = 0;
  std::vector<Value> last_changed;
  bool changed_before = false;
};

struct Callable final : Object {
  enum class Type : uint8_t { Global, Method, Macro };
  Type type = Type::Global;
  std::string name;           ///< of a global or a method
  Value self;                 ///< of a method
  Closure* closure = nullptr; ///< of a macro
};

/// Owns the objects of one template or one run, and counts what they take.
class Heap {
public:
  template <class T>
  T* make() {
    m_objects.push_back(std::make_unique<T>());
    m_bytes += sizeof(T) + kOverhead;
    return static_cast<T*>(m_objects.back().get());
  }
  Value text(std::string text, bool safe = false);
  Value sequence(std::vector<Value> items, Sequence::Form form = Sequence::Form::List);
  Value list(std::vector<Value> items) { return sequence(std::move(items)); }
  Value tuple(std::vector<Value> items) { return sequence(std::move(items), Sequence::Form::Tuple); }
  Value generator(std::vector<Value> items);
  Value dict(Entries entries);
  Value undefined(std::string why) { return Value::undefined(&text(std::move(why)).text()); }
  /// For containers filled later.
  void add_bytes(size_t bytes) { m_bytes += bytes; }
  size_t bytes() const { return m_bytes; }

private:
  static constexpr size_t kOverhead = 32;
  std::vector<std::unique_ptr<Object>> m_objects;
  size_t m_bytes = 0;
};

/// Of a call.
struct Arguments {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;
};

/// What a template is told that asks an undefined value for something.
Error undefined_use(const Value& value);

bool truthy(const Value& value);
/// "str", "list", ... as Python calls it, for messages.
const char* type_name(const Value& value);
/// Python's `==`.
Result<bool> equal(Budget& budget, const Value& left, const Value& right, int depth = 0);
/// Python's `<`; a failure for kinds that have no order.
Result<bool> less(Budget& budget, const Value& left, const Value& right, int depth = 0);

constexpr int kDeepestValue = 100; ///< lists within lists, for comparing and showing

} // namespace pareto::jinja
