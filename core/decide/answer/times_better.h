// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/comparison.h"

namespace pareto {

/// How many times better one contender is than another on an axis of times, rates or joules: 2 = twice as fast. Its
/// interval is that of the difference, by rounds where both were measured in the same ones; where a difference is not
/// known (one is modelled, or a preview) that of both intervals, as far as there are any. As strong as the weaker
/// value; missing where either is.
Quantity times_better(const Evidence& evidence, const Contender& who, const Contender& than, const AxisChoice& axis,
                      const OperatingPoint& at);

} // namespace pareto
