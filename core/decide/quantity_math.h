// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"
#include "core/model/footprint.h"

namespace pareto {

/// Inverts a time into a rate of `amount` per second; the interval turns round.
Quantity rate_of(Quantity time_ms, double amount);
/// first + second * times; as strong as the weaker of both.
Quantity sum_of(const Quantity& first, const Quantity& second, double times);
/// whole - part, where the one contains the other: what is left of a prompt whose beginning is not read again. As
/// strong as the weaker of both. Missing where noise leaves nothing.
Quantity difference_of(const Quantity& whole, const Quantity& part);
/// The worse condition of both, with whom the machine was lost to.
void take_condition(Quantity& quantity, const Quantity& other);
/// What is made of both is no stronger than the weaker: source, reach, condition, preview, repetitions, noise.
void take_weaker(Quantity& sum, const Quantity& other);
/// A time that was measured here, suspect (kBeyondMemory) where weights and state of its place are more than the device
/// holds; 0 = nobody knows how much that is.
Quantity within_memory(Quantity time, const Footprint& needs, const OperatingPoint& at, int64_t memory_bytes);
Quantity by_formula(int64_t bytes);
Quantity missing(Gap gap, std::string why);
/// Where the truth lies, as far as it is known; a formula's value is its own range.
std::optional<Interval> range_of(const Quantity& quantity);
const char* to_string(Reach reach); ///< "exact", "interpolated", "beyond"

} // namespace pareto
