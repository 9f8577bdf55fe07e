// SPDX-License-Identifier: GPL-3.0-or-later
// What a cost is asked of, and how it is moved: every number that is stated or measured, from one of its ends to the
// other.
#pragma once

#include "core/decide/cost/report.h"

#include <functional>
#include <vector>

namespace pareto {

/// A knob with the ends it may be moved to.
struct Movable {
  Knob knob;
  double now = 0, low = 0, high = 0;
  bool stated = false, capped_low = false, capped_high = false;
};

void move_knob(CostNumbers& numbers, const Knob& knob, double to);
CostNumbers moved(CostNumbers numbers, const Knob& knob, double to);
Interval allowed(const Knob& knob); ///< between which ends a knob can be at all

/// The middle values of a question, and all that can be moved in it.
class CostQuestion {
public:
  CostQuestion(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s,
               bool overnight);
  const CostNumbers& now() const { return m_now; }
  const std::vector<Movable>& movables() const { return m_movables; }

  /// Each stated range at the end where `cost` is least; what depends on one of them only one way (as all costs do) is
  /// least at this corner.
  CostNumbers cheapest_corner(const std::function<double(const CostNumbers&)>& cost) const;
  /// In the middle, and at the two corners.
  Ranged ranged(const std::function<double(const CostNumbers&)>& cost) const;

private:
  void add(const Knob& knob, std::optional<double> low, std::optional<double> high);

  CostNumbers m_now;
  std::vector<Movable> m_movables;
};

} // namespace pareto
