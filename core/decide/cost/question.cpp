// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/question.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr double kUnstatedSwing = 0.2; ///< either way, where no range is stated
constexpr double kMostCapacity = 1e9;

double now_of(const CostNumbers& numbers, const Knob& knob) {
  switch (knob.kind) {
  case Knob::Kind::Capacity: return numbers.capacity_per_s.value_or(0);
  case Knob::Kind::Joules: return numbers.joules.value_or(0);
  case Knob::Kind::Field: break;
  }
  return numbers[knob.field].value_or(0);
}

} // namespace

void move_knob(CostNumbers& numbers, const Knob& knob, double to) {
  switch (knob.kind) {
  case Knob::Kind::Capacity: numbers.capacity_per_s = to; break;
  case Knob::Kind::Joules: numbers.joules = to; break;
  case Knob::Kind::Field:
    numbers.fields[static_cast<size_t>(knob.field)] = to;
    if (knob.field == CostField::Patience)
      numbers.patience_s = to;
    break;
  }
}

CostNumbers moved(CostNumbers numbers, const Knob& knob, double to) {
  move_knob(numbers, knob, to);
  return numbers;
}

Interval allowed(const Knob& knob) {
  return knob.kind == Knob::Kind::Field ? Interval{row_of(knob.field).low, row_of(knob.field).high}
                                        : Interval{0, kMostCapacity};
}

CostQuestion::CostQuestion(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s,
                           bool overnight)
    : m_now(cost_numbers(inputs, mix, capacity, patience_s, overnight)) {
  for (const CostFieldRow& row : cost_field_table()) {
    const CostInput& input = inputs[row.field];
    // patience moves the capacity, which is computed before: the knob of that one stands for it
    if (input.value && row.field != CostField::Patience)
      add({Knob::Kind::Field, row.field}, input.low, input.high);
  }
  if (capacity.per_s) {
    const bool known = capacity.low < capacity.high;
    add({Knob::Kind::Capacity, {}}, known ? std::optional(capacity.low) : std::nullopt,
        known ? std::optional(capacity.high) : std::nullopt);
  }
  if (capacity.joules)
    add({Knob::Kind::Joules, {}}, std::nullopt, std::nullopt);
}

CostNumbers CostQuestion::cheapest_corner(const std::function<double(const CostNumbers&)>& cost) const {
  CostNumbers corner = m_now, one_moved = m_now; // copied once, not at every move
  const auto cost_at = [&](const Movable& each, double to) {
    move_knob(one_moved, each.knob, to);
    return cost(one_moved);
  };
  for (const Movable& each : m_movables) {
    if (!each.stated)
      continue;
    const double low = cost_at(each, each.low), high = cost_at(each, each.high);
    move_knob(one_moved, each.knob, each.now);
    if (low != high)
      move_knob(corner, each.knob, low < high ? each.low : each.high);
  }
  return corner;
}

Ranged CostQuestion::ranged(const std::function<double(const CostNumbers&)>& cost) const {
  const auto dearest = cheapest_corner([&](const CostNumbers& numbers) { return -cost(numbers); });
  const double middle = cost(m_now);
  return {middle, std::min(middle, cost(cheapest_corner(cost))), std::max(middle, cost(dearest))};
}

void CostQuestion::add(const Knob& knob, std::optional<double> low, std::optional<double> high) {
  const double now = now_of(m_now, knob);
  const Interval ends = allowed(knob);
  const bool stated = low && high;
  const double fifth_less = now * (1 - kUnstatedSwing), fifth_more = now * (1 + kUnstatedSwing);
  m_movables.push_back({knob, now, low.value_or(std::max(ends.low, fifth_less)),
                        high.value_or(std::min(ends.high, fifth_more)), stated, !stated && fifth_less < ends.low,
                        !stated && fifth_more > ends.high});
}

} // namespace pareto
