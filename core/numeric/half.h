// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

#include <Eigen/Core>

namespace pareto {

/// IEEE binary16 and bfloat16 bit patterns from and to float32, round to nearest even (Eigen's conversions).
inline uint16_t float_to_half(float value) { return Eigen::half_impl::float_to_half_rtne(value).x; }
inline float half_to_float(uint16_t bits) { return Eigen::half_impl::half_to_float(Eigen::half_impl::raw_uint16_to_half(bits)); }

inline uint16_t float_to_bfloat16(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) // NaN keeps its sign and becomes quiet
    return static_cast<uint16_t>((bits >> 16) | 0x40u);
  return static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}
inline float bfloat16_to_float(uint16_t bits) { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }

} // namespace pareto
