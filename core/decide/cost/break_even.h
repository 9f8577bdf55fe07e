// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/cost/ways.h"

#include <cstdint>
#include <optional>

namespace pareto {

inline constexpr int64_t kMostPerDay = 1'000'000'000; ///< requests
inline constexpr int64_t kMostMachines = 10'000;      ///< beyond them nobody asks

/// From which volume on one way costs less a month than another. Machines are whole, so that the difference is a
/// straight line between the volumes where either needs one more, and jumps there: the cheaper way may change several
/// times before one of them stays so.
struct BreakEven {
  std::optional<int64_t> first;  ///< the least whole volume (requests a day, 1 and more) at which it costs less
  std::optional<int64_t> always; ///< from here on at every volume looked at; none: not at the last one
  int64_t looked_to = kMostPerDay;
};
/// Looks from 1 to kMostPerDay requests a day, or to kMostMachines machines of either.
BreakEven break_even(const CostLine& way, const CostLine& other);

} // namespace pareto
