// SPDX-License-Identifier: GPL-3.0-or-later
// Which of two contenders costs less a month: Goal::LowestCost of the rule of choice.
//
// What is stated (prices, hours, electricity, requests a day, patience, how many times as fast a machine is) is one
// assumption for all contenders, so it is held at its middle value on both sides; what COST says would flip it. What
// differs between them, and is measured, are their speeds and joules: each costs something between its quick end and
// its slow end (capacity_to_compare()), in the cheaper way at either. One costs surely less only where its slow end
// costs less than the other's quick end. Machines are whole, so that costs are often equal to the last digit: that is a
// tie.
#pragma once

#include "core/decide/cost/report.h"

namespace pareto {

/// A month's cost to be held against another's.
struct ComparedCost {
  Quantity month; ///< as it is shown; Reach::Beyond where a speed behind it is only modelled
  Interval ends;  ///< by what was measured alone; the upper one infinite where nobody is answered in time at that end
  bool is_open() const; ///< it has no upper end: it is never surely less than another, and never chosen
};

/// At a place, which stands for the workload's lengths; requests at once do not enter, since a machine answers as many
/// as let it carry most. `compared`: how many contenders are held against each other.
ComparedCost compared_cost(const Evidence& evidence, const Contender& who, const OperatingPoint& at, int compared);

bool is_surely_less(const ComparedCost& cost, const ComparedCost& other);

} // namespace pareto
