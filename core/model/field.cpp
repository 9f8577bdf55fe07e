// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/field.h"

#include "core/model/rope.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace pareto {

namespace {

int64_t whole_of(const FieldTable& table, const std::string& key, const Part& part) {
  return std::get<int64_t>(table.row(key).get(part));
}

bool same_value(const FieldValue& a, const FieldValue& b) {
  if (const auto* rope = std::get_if<RopeSpec>(&a))
    return same_rope(*rope, std::get<RopeSpec>(b));
  if (const auto* number = std::get_if<double>(&a))
    return *number == std::get<double>(b);
  return std::get<int64_t>(a) == std::get<int64_t>(b);
}

} // namespace

const Field& FieldTable::row(std::string_view key) const {
  const auto found = std::find_if(rows.begin(), rows.end(), [key](const Field& row) { return row.key == key; });
  assert(found != rows.end());
  return *found;
}

Quotient apply(const FieldRule& rule, const FieldTable& table, const Part& part, int64_t hidden) {
  const double exact = rule.times * static_cast<double>(rule.of.empty() ? hidden : whole_of(table, rule.of, part));
  return {static_cast<int64_t>(rule.up ? std::ceil(exact) : exact),
          rule.divisor.empty() ? 1 : whole_of(table, rule.divisor, part)};
}

bool same_settings(const FieldTable& table, const Part& a, const Part& b) {
  return std::all_of(table.rows.begin(), table.rows.end(), [&](const Field& row) {
    return (row.counts && !row.counts(a)) || same_value(row.get(a), row.get(b));
  });
}

} // namespace pareto
