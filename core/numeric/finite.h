// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace pareto {

/// True when a magnitude reaches `limit` (positive), is infinite or is no number: the float's bits order like its
/// magnitude, so that one addition and one OR an element tell, and whole vectors of them at once.
inline bool any_reaches(std::span<const float> values, float limit) {
  constexpr size_t kLanes = 16;
  const uint32_t lift = 0x80000000u - std::bit_cast<uint32_t>(limit);
  const auto seen = [lift](float value) { return (std::bit_cast<uint32_t>(value) & 0x7fffffffu) + lift; };
  uint32_t lanes[kLanes] = {}, any = 0;
  size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes)
    for (size_t lane = 0; lane < kLanes; ++lane)
      lanes[lane] |= seen(values[i + lane]);
  for (; i < values.size(); ++i)
    any |= seen(values[i]);
  for (uint32_t lane : lanes)
    any |= lane;
  return any >> 31 != 0;
}

inline bool all_finite(std::span<const float> values) {
  return !any_reaches(values, std::numeric_limits<float>::infinity());
}

/// Magnitudes that round to infinity in the 16-bit types.
inline constexpr float kBeyondHalf = 65520;
inline constexpr float kBeyondBfloat16 = std::bit_cast<float>(0x7f7f8000u);

} // namespace pareto
