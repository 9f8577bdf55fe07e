// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/quantity_math.h"

#include <algorithm>

namespace pareto {

Quantity rate_of(Quantity time_ms, double amount) {
  if (!time_ms.value)
    return time_ms;
  time_ms.value = 1e3 * amount / *time_ms.value;
  if (time_ms.ci95)
    time_ms.ci95 = Interval{1e3 * amount / time_ms.ci95->high, 1e3 * amount / time_ms.ci95->low};
  return time_ms;
}

Quantity sum_of(const Quantity& first, const Quantity& second, double times) {
  if (!first.value || !second.value)
    return first.value ? second : first;
  Quantity q = first;
  q.value = *first.value + times * *second.value;
  q.ci95.reset();
  if (first.ci95 && second.ci95)
    q.ci95 = Interval{first.ci95->low + times * second.ci95->low, first.ci95->high + times * second.ci95->high};
  q.source = weaker(first.source, second.source);
  q.reach = std::max(first.reach, second.reach);
  q.preview = first.preview || second.preview;
  q.n = std::min(first.n, second.n);
  q.time_utc = std::max(first.time_utc, second.time_utc);
  q.noise.insert(q.noise.end(), second.noise.begin(), second.noise.end());
  return q;
}

Quantity by_formula(int64_t bytes) {
  Quantity q;
  q.value = static_cast<double>(bytes);
  q.source = Source::Modelled;
  return q;
}

Quantity missing(Gap gap, std::string why) {
  Quantity q;
  q.gap = gap;
  q.why = std::move(why);
  return q;
}

std::optional<Interval> range_of(const Quantity& q) {
  if (q.value && !q.ci95 && q.source == Source::Modelled && q.reach == Reach::Exact)
    return Interval{*q.value, *q.value};
  return q.value ? q.ci95 : std::nullopt;
}

const char* to_string(Reach reach) {
  switch (reach) {
  case Reach::Exact: return "exact";
  case Reach::Interpolated: return "interpolated";
  case Reach::Beyond: break;
  }
  return "beyond";
}

} // namespace pareto
