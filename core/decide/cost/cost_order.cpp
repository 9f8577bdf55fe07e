// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/cost_order.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pareto {

namespace {

/// Of the ways that depend on the model; infinite where neither has a number.
double least_month(const CostNumbers& numbers) {
  double least = std::numeric_limits<double>::infinity();
  for (const Way way : {Way::Own, Way::Rented})
    if (const MadeLine made = cost_line(way, numbers); made.line)
      least = std::min(least, made.line->month(numbers[CostField::RequestsPerDay].value_or(0)));
  return least;
}

CostNumbers at_end(CostNumbers numbers, double per_s, double service_s, std::optional<double> joules) {
  numbers.capacity_per_s = per_s;
  numbers.service_s = service_s;
  numbers.joules = joules;
  return numbers;
}

Interval ends_of(const CostNumbers& numbers, const Capacity& capacity) {
  const auto joules = [&](double Interval::*end) {
    return capacity.joules_ends ? std::optional((*capacity.joules_ends).*end) : capacity.joules;
  };
  const double middle = least_month(numbers),
               quick = least_month(at_end(numbers, capacity.high, capacity.quick_s, joules(&Interval::low))),
               slow = least_month(at_end(numbers, capacity.low, capacity.slow_s, joules(&Interval::high)));
  return {std::min({middle, quick, slow}), std::max({middle, quick, slow})};
}

/// Counted joules without an interval, where electricity costs anything: nobody knows how far the cost may be off.
bool lacks_error_of_joules(const CostInputs& inputs, const Capacity& capacity) {
  return inputs[CostField::ElectricityPrice].value.value_or(0) > 0 && capacity.joules && !capacity.joules_ends;
}

/// A machine that is so many times as fast by a formula makes its cost a modelled one, as its waits are.
bool is_modelled(const CostInputs& inputs, Way way) {
  return inputs[way == Way::Own ? CostField::OwnSpeed : CostField::RentedSpeed].source == InputSource::Modelled;
}

/// The study with the lengths of a place; the same where it is the workload's.
Study at_place(const Study& study, const OperatingPoint& at) {
  Study there = study;
  there.workload.prompt_tokens = at.context;
  there.workload.answer_tokens = at.answer_tokens;
  return there;
}

} // namespace

bool ComparedCost::is_open() const { return month.value && (!std::isfinite(ends.high) || ranged_of(month).is_open()); }

ComparedCost compared_cost(const Evidence& evidence, const Contender& who, const OperatingPoint& at, int compared) {
  const Study study = at_place(evidence.study(), at);
  const LengthMix mix = length_mix(study);
  const double patience = patience_s(study);
  const bool is_workload = study.workload == evidence.study().workload;
  const Capacity capacity =
      is_priced(study.cost) ? capacity_to_compare(evidence, who, mix, patience, compared, is_workload) : Capacity();
  const MonthCost shown = month_cost(
      study, mix, is_workload && is_priced(study.cost) ? capacity_of(evidence, who, mix, patience) : capacity);
  ComparedCost cost{shown.quantity, {}};
  if (!cost.month.value)
    return cost;
  cost.ends =
      ends_of(cost_numbers(study.cost, mix, capacity, patience, study.workload.waits == Waits::Overnight), capacity);
  cost.month.preview |= lacks_error_of_joules(study.cost, capacity);
  // Waits between measured places decide as those do, and the cost is a formula of them.
  cost.month.reach =
      cost.month.reach == Reach::Beyond || is_modelled(study.cost, shown.way) ? Reach::Beyond : Reach::Exact;
  return cost;
}

bool is_surely_less(const ComparedCost& cost, const ComparedCost& other) {
  return !cost.is_open() && cost.ends.high < other.ends.low;
}

} // namespace pareto
