// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/quantity_math.h"

#include <algorithm>
#include <cmath>

namespace pareto {

Quantity rate_of(Quantity time_ms, double amount) {
  if (!time_ms.value)
    return time_ms;
  time_ms.value = 1e3 * amount / *time_ms.value;
  if (time_ms.ci95)
    time_ms.ci95 = Interval{1e3 * amount / time_ms.ci95->high, 1e3 * amount / time_ms.ci95->low};
  return time_ms;
}

namespace {

void add_new(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const std::string& one : more)
    if (std::find(all.begin(), all.end(), one) == all.end())
      all.push_back(one);
}

} // namespace

void take_condition(Quantity& q, const Quantity& other) {
  if (other.condition > q.condition)
    q.lost_to = other.lost_to;
  q.condition = std::max(q.condition, other.condition);
  q.lost_share = std::max(q.lost_share, other.lost_share);
}

void take_weaker(Quantity& q, const Quantity& other) {
  q.source = weaker(q.source, other.source);
  q.reach = std::max(q.reach, other.reach);
  q.preview |= other.preview;
  q.n = std::min(q.n, other.n);
  q.time_utc = std::max(q.time_utc, other.time_utc);
  take_condition(q, other);
  q.how = std::max(q.how, other.how);
  add_new(q.noise, other.noise);
  add_new(q.cells, other.cells);
}

Quantity sum_of(const Quantity& first, const Quantity& second, double times) {
  if (!first.value || !second.value)
    return first.value ? second : first;
  Quantity q = first;
  q.value = *first.value + times * *second.value;
  q.ci95.reset();
  if (first.ci95 && second.ci95)
    q.ci95 = Interval{first.ci95->low + times * second.ci95->low, first.ci95->high + times * second.ci95->high};
  take_weaker(q, second);
  return q;
}

Quantity difference_of(const Quantity& whole, const Quantity& part) {
  if (!whole.value || !part.value)
    return whole.value ? part : whole;
  if (*whole.value <= *part.value)
    return missing(Gap::NotMeasured, "What is left to read takes less than the noise of both readings: press Run.");
  Quantity q = whole;
  q.value = *whole.value - *part.value;
  q.ci95.reset();
  take_weaker(q, part);
  if (!whole.ci95 || !part.ci95)
    return q;
  if (q.source == Source::Modelled) // one formula and one machine: both ends of a band move together
    q.ci95 = Interval{std::max(0.0, whole.ci95->low - part.ci95->low), whole.ci95->high - part.ci95->high};
  else // Zou and Donner 2008
    q.ci95 =
        Interval{std::max(0.0, *q.value - std::hypot(*whole.value - whole.ci95->low, part.ci95->high - *part.value)),
                 *q.value + std::hypot(whole.ci95->high - *whole.value, *part.value - part.ci95->low)};
  return q;
}

Quantity within_memory(Quantity time, const Footprint& needs, const OperatingPoint& at, int64_t memory_bytes) {
  if (time.source == Source::Measured && memory_bytes > 0 &&
      needs.weight_bytes() + needs.state(at.requests, at.context).total() > memory_bytes) {
    time.condition = Condition::Suspect;
    time.lost_to = kBeyondMemory;
  }
  return time;
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
  if (q.value && !q.ci95 && q.source == Source::Modelled && q.reach == Reach::Exact && q.power.empty())
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
