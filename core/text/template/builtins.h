// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/template/interpreter.h"

#include <initializer_list>
#include <span>

/// What templates may call, in tables by name.
namespace pareto::jinja {

using Filter = Result<Value> (*)(Interpreter& run, const Value& input, const Arguments& arguments);
using Test = Result<bool> (*)(Interpreter& run, const Value& input, const Arguments& arguments);

template <class Function>
struct Named {
  std::string_view name;
  Function function;
};

std::span<const Named<Filter>> text_filters();
std::span<const Named<Filter>> list_filters();
std::span<const Named<Filter>> value_filters();
std::span<const Named<Test>> tests();
/// Whether Jinja has a filter of that name, interpreted here or not.
bool is_jinja_filter(std::string_view name);
/// Methods of str; null for a name it does not have or that is not known here.
Filter text_method(std::string_view name);
/// Whether Python's str has that attribute, known here or not.
bool is_text_attribute(std::string_view name);
/// What `object.name` is for lists, dicts, numbers, macros, ...: nothing where Python finds no attribute.
Result<std::optional<Value>> native_attribute(Interpreter& run, const Value& object, std::string_view name);
Result<Value> call_method(Interpreter& run, const Value& self, const std::string& name, const Arguments& arguments);
/// range, dict, namespace, raise_exception, strftime_now, ...
std::span<const std::string_view> global_names();
Result<Value> call_global(Interpreter& run, const std::string& name, const Arguments& arguments);
/// Python's strftime in the C locale; refuses directives that are not known here.
Result<std::string> format_time(const std::tm& time, std::string_view format);
/// `format % values` of Python, for %s, %d, %i, %r and %%.
Result<std::string> format_percent(Interpreter& run, std::string_view format, const Value& values);
Result<Value> slice_of(Interpreter& run, const Value& object, const Value& start, const Value& stop, const Value& step);

/// Arguments by the names of a built-in's parameters, as Python binds them.
class Bound {
public:
  static Result<Bound> of(const Arguments& arguments, std::initializer_list<std::string_view> names);
  bool has(size_t index) const { return m_values[index] != nullptr; }
  bool has_value(size_t index) const { return has(index) && !m_values[index]->is(Kind::None); }
  const Value& operator[](size_t index) const { return *m_values[index]; }
  Value value(size_t index, Value otherwise) const { return has(index) ? *m_values[index] : otherwise; }
  bool flag(size_t index, bool otherwise) const { return has(index) ? truthy(*m_values[index]) : otherwise; }
  Result<int64_t> integer(size_t index, int64_t otherwise) const;
  /// Null where not given (or none); a failure for what is no text.
  Result<const std::string*> text(size_t index) const;
  Status required(size_t count) const;

private:
  std::vector<const Value*> m_values;
};

} // namespace pareto::jinja
