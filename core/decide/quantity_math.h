// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"

namespace pareto {

/// Inverts a time into a rate of `amount` per second; the interval turns round.
Quantity rate_of(Quantity time_ms, double amount);
/// first + second * times; as strong as the weaker of both.
Quantity sum_of(const Quantity& first, const Quantity& second, double times);
/// whole - part, where the one contains the other: what is left of a prompt whose beginning is not read again. As
/// strong as the weaker of both. Missing where noise leaves nothing.
Quantity difference_of(const Quantity& whole, const Quantity& part);
/// What is made of both is no stronger than the weaker: source, reach, condition, preview, repetitions, noise.
void take_weaker(Quantity& sum, const Quantity& other);
Quantity by_formula(int64_t bytes);
Quantity missing(Gap gap, std::string why);
/// Where the truth lies, as far as it is known; a formula's value is its own range.
std::optional<Interval> range_of(const Quantity& quantity);
const char* to_string(Reach reach); ///< "exact", "interpolated", "beyond"

} // namespace pareto
