// SPDX-License-Identifier: GPL-3.0-or-later
// Filters on lists and dicts (jinja2/filters.py). Those that Jinja writes as generators work at once here: what they
// give is the same, since values do not change.
#include "core/text/template/builtins.h"
#include "core/text/template/python_text.h"

#include <numeric>

namespace pareto::jinja {

namespace {

/// Lower case where only the letters count.
Result<Value> folded(Interpreter& run, const Value& value, bool case_sensitive) {
  if (case_sensitive || !value.is(Kind::Text))
    return value;
  PARETO_TRY_ASSIGN(lower, python::lower(value.text().text));
  return run.new_text(std::move(lower));
}

Result<Value> list(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(items, run.walk(input));
  return run.new_list(std::move(items));
}

Result<Value> join(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"d", "attribute"}));
  PARETO_TRY_ASSIGN(between, given.has(0) ? run.shown(given[0]) : Result<std::string>(std::string()));
  PARETO_TRY_ASSIGN(items, run.walk(input));
  std::string text;
  for (size_t i = 0; i < items.size(); ++i) {
    PARETO_TRY_ASSIGN(value, given.has_value(1) ? run.path(items[i], given[1]) : Result<Value>(items[i]));
    PARETO_TRY_ASSIGN(part, run.shown(value));
    text += i > 0 ? between : std::string();
    text += part;
    if (text.size() > python::kLargestText)
      return unsupported("a text beyond 8 MiB");
  }
  return run.new_text(std::move(text));
}

Result<Value> first(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  if (input.is(Kind::Generator) && !input.generator().left) {
    Generator& generator = input.generator();
    return generator.next < generator.items.size() ? generator.items[generator.next++]
                                                   : run.heap().undefined("there is no first item");
  }
  PARETO_TRY_ASSIGN(items, run.walk(input));
  return items.empty() ? run.heap().undefined("there is no first item") : items.front();
}

Result<Value> last(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  if (input.is(Kind::Generator) || input.is_undefined())
    return failure(std::string("the filter 'last' on a ") + type_name(input));
  PARETO_TRY_ASSIGN(items, run.walk(input));
  return items.empty() ? run.heap().undefined("there is no last item") : items.back();
}

Result<Value> reverse(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  if (input.is(Kind::Text))
    return run.new_text(python::reversed(input.text().text), input.text().safe);
  PARETO_TRY_ASSIGN(items, run.walk(input));
  std::reverse(items.begin(), items.end());
  return input.is(Kind::Generator) ? run.new_list(std::move(items)) : run.new_generator(std::move(items));
}

Result<Value> items_of(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  if (input.is_undefined())
    return run.new_generator({});
  if (!input.is(Kind::Dict))
    return failure(std::string("the filter 'items' on a ") + type_name(input));
  std::vector<Value> pairs;
  for (const auto& [key, value] : input.dict().entries)
    pairs.push_back(run.heap().tuple({key, value}));
  return run.new_generator(std::move(pairs));
}

/// Stable, by keys; descending keeps the order of equals, as Python does.
Result<std::vector<Value>> sorted(Interpreter& run, const std::vector<Value>& items, const std::vector<Value>& keys,
                                  bool descending) {
  std::vector<size_t> order(items.size());
  std::iota(order.begin(), order.end(), size_t{0});
  Status problem;
  std::stable_sort(order.begin(), order.end(), [&](size_t left, size_t right) {
    if (!problem)
      return false;
    const auto smaller =
        descending ? less(run.budget(), keys[right], keys[left]) : less(run.budget(), keys[left], keys[right]);
    if (!smaller)
      problem = smaller.error();
    return smaller && *smaller;
  });
  PARETO_TRY(problem);
  std::vector<Value> out;
  for (size_t index : order)
    out.push_back(items[index]);
  return out;
}

Result<Value> sort(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"reverse", "case_sensitive", "attribute"}));
  PARETO_TRY_ASSIGN(items, run.walk(input));
  std::vector<Value> paths = {given.value(2, Value::none())};
  if (paths[0].is(Kind::Text)) {
    PARETO_TRY_ASSIGN(parts, python::split(paths[0].text().text, ",", -1));
    paths.clear();
    for (std::string& part : parts)
      paths.push_back(run.heap().text(std::move(part)));
  }
  std::vector<Value> keys;
  for (const Value& item : items) {
    std::vector<Value> parts;
    for (const Value& path : paths) {
      PARETO_TRY_ASSIGN(found, run.path(item, path));
      PARETO_TRY_ASSIGN(key, folded(run, found, given.flag(1, false)));
      parts.push_back(key);
    }
    keys.push_back(run.heap().list(std::move(parts)));
  }
  PARETO_TRY_ASSIGN(out, sorted(run, items, keys, given.flag(0, false)));
  return run.new_list(std::move(out));
}

Result<Value> dict_sort(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"case_sensitive", "by", "reverse"}));
  PARETO_TRY_ASSIGN(by, given.text(1));
  if (by && *by != "key" && *by != "value")
    return failure("the filter 'dictsort' sorts by 'key' or 'value'");
  if (!input.is(Kind::Dict))
    return failure(std::string("the filter 'dictsort' on a ") + type_name(input));
  std::vector<Value> items, keys;
  for (const auto& [key, value] : input.dict().entries) {
    PARETO_TRY_ASSIGN(sorted_by, folded(run, by && *by == "value" ? value : key, given.flag(0, false)));
    keys.push_back(sorted_by);
    items.push_back(run.heap().tuple({key, value}));
  }
  PARETO_TRY_ASSIGN(out, sorted(run, items, keys, given.flag(2, false)));
  return run.new_list(std::move(out));
}

Result<Value> unique(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"case_sensitive", "attribute"}));
  PARETO_TRY_ASSIGN(items, run.walk(input));
  std::vector<Value> seen, out;
  for (const Value& item : items) {
    PARETO_TRY_ASSIGN(found, run.path(item, given.value(1, Value::none())));
    PARETO_TRY_ASSIGN(key, folded(run, found, given.flag(0, false)));
    if (key.is(Kind::Dict) || (key.is(Kind::Sequence) && key.sequence().form == Sequence::Form::List))
      return failure(std::string("the filter 'unique' on a ") + type_name(key));
    bool known = false;
    for (size_t i = 0; i < seen.size() && !known; ++i) {
      PARETO_TRY_ASSIGN(same, equal(run.budget(), seen[i], key));
      known = same;
    }
    if (known)
      continue;
    seen.push_back(key);
    out.push_back(item);
  }
  return run.new_generator(std::move(out));
}

Result<Value> extreme(Interpreter& run, const Value& input, const Arguments& arguments, bool largest) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"case_sensitive", "attribute"}));
  PARETO_TRY_ASSIGN(items, run.walk(input));
  if (items.empty())
    return run.heap().undefined("there is no smallest or largest item");
  Value best, best_key;
  for (size_t i = 0; i < items.size(); ++i) {
    PARETO_TRY_ASSIGN(found, run.path(items[i], given.value(1, Value::none())));
    PARETO_TRY_ASSIGN(key, folded(run, found, given.flag(0, false)));
    PARETO_TRY_ASSIGN(better, i == 0    ? Result<bool>(true)
                              : largest ? less(run.budget(), best_key, key)
                                        : less(run.budget(), key, best_key));
    if (!better)
      continue;
    best = items[i];
    best_key = key;
  }
  return best;
}

Result<Value> smallest(Interpreter& run, const Value& input, const Arguments& arguments) {
  return extreme(run, input, arguments, false);
}
Result<Value> largest(Interpreter& run, const Value& input, const Arguments& arguments) {
  return extreme(run, input, arguments, true);
}

Result<Value> sum(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"attribute", "start"}));
  PARETO_TRY_ASSIGN(items, run.walk(input));
  Value total = given.value(1, Value::of(int64_t{0}));
  if (total.is(Kind::Text))
    return failure("the filter 'sum' on texts");
  for (const Value& item : items) {
    PARETO_TRY_ASSIGN(value, run.path(item, given.value(0, Value::none())));
    PARETO_TRY_ASSIGN(next, run.operate("+", total, value));
    total = next;
  }
  return total;
}

/// map('filter', ...) or map(attribute='a.b', default=x).
Result<Value> map(Interpreter& run, const Value& input, const Arguments& arguments) {
  if (!truthy(input))
    return run.new_generator({});
  PARETO_TRY_ASSIGN(items, run.walk(input));
  const bool by_attribute = arguments.positional.empty();
  Arguments rest;
  Bound given;
  if (by_attribute) {
    PARETO_TRY_ASSIGN(bound, Bound::of(arguments, {"attribute", "default"}));
    PARETO_TRY(bound.required(1));
    given = bound;
  } else {
    rest = {{arguments.positional.begin() + 1, arguments.positional.end()}, arguments.named};
    if (!arguments.positional[0].is(Kind::Text))
      return failure("the filter 'map' takes the name of a filter");
  }
  for (Value& item : items) {
    PARETO_TRY_ASSIGN(value, by_attribute ? run.path(item, given[0], given.has_value(1) ? &given[1] : nullptr)
                                          : run.apply_filter(arguments.positional[0].text().text, item, rest));
    item = value;
  }
  return run.new_generator(std::move(items));
}

/// select, reject and their forms for an attribute: `test` and its arguments follow, truth without them.
Result<Value> chosen(Interpreter& run, const Value& input, const Arguments& arguments, bool wanted, bool by_attribute) {
  if (!truthy(input))
    return run.new_generator({});
  const size_t skipped = by_attribute ? 1 : 0;
  if (arguments.positional.size() < skipped)
    return failure("the name of an attribute is missing");
  PARETO_TRY_ASSIGN(items, run.walk(input));
  const bool tested = arguments.positional.size() > skipped;
  Arguments rest;
  if (tested) {
    rest = {{arguments.positional.begin() + static_cast<std::ptrdiff_t>(skipped) + 1, arguments.positional.end()},
            arguments.named};
    if (!arguments.positional[skipped].is(Kind::Text))
      return failure("the name of a test must be a text");
  }
  std::vector<Value> out;
  for (const Value& item : items) {
    PARETO_TRY_ASSIGN(value, by_attribute ? run.path(item, arguments.positional[0]) : Result<Value>(item));
    PARETO_TRY_ASSIGN(holds, tested ? run.apply_test(arguments.positional[skipped].text().text, value, rest)
                                    : Result<bool>(truthy(value)));
    if (holds == wanted)
      out.push_back(item);
  }
  return run.new_generator(std::move(out));
}

Result<Value> select(Interpreter& run, const Value& input, const Arguments& arguments) {
  return chosen(run, input, arguments, true, false);
}
Result<Value> reject(Interpreter& run, const Value& input, const Arguments& arguments) {
  return chosen(run, input, arguments, false, false);
}
Result<Value> select_attribute(Interpreter& run, const Value& input, const Arguments& arguments) {
  return chosen(run, input, arguments, true, true);
}
Result<Value> reject_attribute(Interpreter& run, const Value& input, const Arguments& arguments) {
  return chosen(run, input, arguments, false, true);
}

constexpr Named<Filter> kListFilters[] = {{"list", list},
                                          {"join", join},
                                          {"first", first},
                                          {"last", last},
                                          {"reverse", reverse},
                                          {"items", items_of},
                                          {"sort", sort},
                                          {"dictsort", dict_sort},
                                          {"unique", unique},
                                          {"min", smallest},
                                          {"max", largest},
                                          {"sum", sum},
                                          {"map", map},
                                          {"select", select},
                                          {"reject", reject},
                                          {"selectattr", select_attribute},
                                          {"rejectattr", reject_attribute}};

} // namespace

std::span<const Named<Filter>> list_filters() { return kListFilters; }

} // namespace pareto::jinja
