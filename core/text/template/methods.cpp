// SPDX-License-Identifier: GPL-3.0-or-later
// Attributes and methods of what is no text. The environment of chat templates refuses methods that change a list or a
// dict.
#include "core/text/template/builtins.h"

#include <algorithm>

namespace pareto::jinja {

namespace {

using NameList = std::span<const std::string_view>;

constexpr std::string_view kListMethods[] = {"index", "count", "copy"},
                           kListChanges[] = {"append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"};
constexpr std::string_view kTupleMethods[] = {"index", "count"},
                           kRangeOthers[] = {"start", "stop", "step", "index", "count"},
                           kViewOthers[] = {"mapping", "isdisjoint"};
constexpr std::string_view kDictMethods[] = {"items", "keys", "values", "get", "copy"},
                           kDictChanges[] = {"clear", "pop", "popitem", "setdefault", "update"},
                           kDictOthers[] = {"fromkeys"};
constexpr std::string_view kNumberOthers[] = {"real",       "imag",      "numerator", "denominator", "conjugate",
                                              "bit_length", "bit_count", "to_bytes",  "from_bytes",  "as_integer_ratio",
                                              "is_integer", "hex",       "fromhex"};
constexpr std::string_view kGeneratorOthers[] = {"send",    "throw",      "close",        "gi_frame",
                                                 "gi_code", "gi_running", "gi_yieldfrom", "gi_suspended"};
constexpr std::string_view kMacroOthers[] = {"name",   "arguments",       "catch_kwargs", "catch_varargs",
                                             "caller", "explicit_caller", "fromkeys"};

bool among(NameList names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

using Found = std::optional<Value>;

Value method(Interpreter& run, const Value& self, std::string_view name) {
  auto* made = run.heap().make<Callable>();
  made->type = Callable::Type::Method;
  made->self = self;
  made->name = name;
  return Value::of(made);
}

/// An attribute that Python has: a method known here, one that changes its object, or one outside the subset.
Result<Found> one_of(Interpreter& run, const Value& self, std::string_view name, NameList methods, NameList changes,
                     NameList others) {
  if (among(methods, name))
    return Found(method(run, self, name));
  if (among(changes, name))
    return Found(run.heap().undefined("'" + std::string(name) + "' would change a " + type_name(self) +
                                      ", which chat templates may not"));
  if (among(others, name))
    return unsupported("the attribute '" + std::string(name) + "' of a " + type_name(self));
  return Found();
}

Result<Found> loop_attribute(Interpreter& run, const Value& self, std::string_view name) {
  const Loop& loop = self.loop();
  const auto count = static_cast<int64_t>(loop.items.size()), index = static_cast<int64_t>(loop.index);
  const std::pair<std::string_view, int64_t> numbers[] = {{"index", index + 1},
                                                          {"index0", index},
                                                          {"revindex", count - index},
                                                          {"revindex0", count - index - 1},
                                                          {"length", count},
                                                          {"depth", 1},
                                                          {"depth0", 0}};
  for (const auto& [key, value] : numbers)
    if (key == name)
      return Found(Value::of(value));
  if (name == "first" || name == "last")
    return Found(Value::of(name == "first" ? index == 0 : index + 1 >= count));
  if (name == "previtem")
    return Found(index == 0 ? run.heap().undefined("there is no previous item") : loop.items[loop.index - 1]);
  if (name == "nextitem")
    return Found(index + 1 >= count ? run.heap().undefined("there is no next item") : loop.items[loop.index + 1]);
  if (name == "cycle" || name == "changed")
    return Found(method(run, self, name));
  return Found();
}

Result<Found> sequence_attribute(Interpreter& run, const Value& self, std::string_view name) {
  switch (self.sequence().form) {
  case Sequence::Form::List: return one_of(run, self, name, kListMethods, kListChanges, {});
  case Sequence::Form::Tuple: return one_of(run, self, name, kTupleMethods, {}, {});
  case Sequence::Form::Range: return one_of(run, self, name, {}, {}, kRangeOthers);
  case Sequence::Form::View: break;
  }
  return one_of(run, self, name, {}, {}, kViewOthers);
}

Result<Value> dict_method(Interpreter& run, const Value& self, std::string_view name, const Arguments& arguments) {
  const Entries& entries = self.dict().entries;
  if (name == "get") {
    if (!arguments.named.empty())
      return failure("dict.get takes no keyword arguments");
    PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"key", "default"}));
    PARETO_TRY(given.required(1));
    PARETO_TRY(run.budget().spend(entries.size() / 16));
    const Value& key = given[0];
    if (key.is(Kind::Dict) || (key.is(Kind::Sequence) && key.sequence().form == Sequence::Form::List))
      return failure(std::string("a ") + type_name(key) + " cannot be a key");
    const Value* found = key.is(Kind::Text) || key.is_number() || key.is(Kind::None) ? self.dict().find(key) : nullptr;
    return found ? *found : given.value(1, Value::none());
  }
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY(run.budget().spend(entries.size()));
  if (name == "copy")
    return run.heap().dict(entries);
  std::vector<Value> items;
  for (const auto& [key, value] : entries)
    items.push_back(name == "keys" ? key : name == "values" ? value : run.heap().tuple({key, value}));
  return run.heap().sequence(std::move(items), Sequence::Form::View);
}

Result<Value> list_method(Interpreter& run, const Value& self, std::string_view name, const Arguments& arguments) {
  const std::vector<Value>& items = self.sequence().items;
  if (name == "copy") {
    PARETO_TRY(Bound::of(arguments, {}));
    return run.new_list(items);
  }
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"value"}));
  PARETO_TRY(given.required(1));
  int64_t found = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    PARETO_TRY_ASSIGN(same, equal(run.budget(), items[i], given[0]));
    if (same && name == "index")
      return Value::of(static_cast<int64_t>(i));
    found += same;
  }
  return name == "count" ? Result<Value>(Value::of(found)) : failure("a value is not in the list");
}

Result<Value> loop_method(Interpreter& run, const Value& self, std::string_view name, const Arguments& arguments) {
  Loop& loop = self.loop();
  if (!arguments.named.empty())
    return failure("a call of 'loop' has keyword arguments");
  if (name == "cycle")
    return arguments.positional.empty() ? Result<Value>(failure("loop.cycle without values"))
                                        : arguments.positional[loop.index % arguments.positional.size()];
  bool same = loop.changed_before && loop.last_changed.size() == arguments.positional.size();
  for (size_t i = 0; same && i < arguments.positional.size(); ++i) {
    PARETO_TRY_ASSIGN(equals, equal(run.budget(), loop.last_changed[i], arguments.positional[i]));
    same = equals;
  }
  loop.changed_before = true;
  loop.last_changed = arguments.positional;
  return Value::of(!same);
}

} // namespace

Result<std::optional<Value>> native_attribute(Interpreter& run, const Value& object, std::string_view name) {
  switch (object.kind()) {
  case Kind::Text:
    if (!is_text_attribute(name))
      return Found();
    if (!text_method(name) || object.text().safe)
      return unsupported("the method '" + std::string(name) + "' of a text" +
                         (object.text().safe ? " marked safe" : ""));
    return Found(method(run, object, name));
  case Kind::Sequence: return sequence_attribute(run, object, name);
  case Kind::Dict: return one_of(run, object, name, kDictMethods, kDictChanges, kDictOthers);
  case Kind::Namespace: {
    PARETO_TRY(run.budget().spend(object.name_space().attributes.size() / 16));
    const Value* found = object.name_space().find(name);
    return found ? Found(*found) : Found();
  }
  case Kind::Loop: return loop_attribute(run, object, name);
  case Kind::Boolean:
  case Kind::Integer:
  case Kind::Float: return one_of(run, object, name, {}, {}, kNumberOthers);
  case Kind::Generator: return one_of(run, object, name, {}, {}, kGeneratorOthers);
  case Kind::Callable: return one_of(run, object, name, {}, {}, kMacroOthers);
  default: return Found();
  }
}

Result<Value> call_method(Interpreter& run, const Value& self, const std::string& name, const Arguments& arguments) {
  switch (self.kind()) {
  case Kind::Text: return text_method(name)(run, self, arguments);
  case Kind::Dict: return dict_method(run, self, name, arguments);
  case Kind::Loop: return loop_method(run, self, name, arguments);
  default: return list_method(run, self, name, arguments);
  }
}

} // namespace pareto::jinja
