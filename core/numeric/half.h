// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

namespace pareto {

/// IEEE binary16 and bfloat16 bit patterns from and to float32, round to nearest even.
inline uint16_t float_to_half(float value) {
  constexpr uint32_t kInfinity = 0x7f800000u, kBeyond = 143u << 23,
                     kLeastNormal = 113u << 23; // float32 bits; 2^16 and 2^-14
  uint32_t bits = std::bit_cast<uint32_t>(value) & 0x7fffffffu;
  const auto sign = static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16 & 0x8000u);
  if (bits >= kBeyond) // NaN becomes quiet
    return sign | (bits > kInfinity ? 0x7e00u : 0x7c00u);
  if (bits < kLeastNormal) // the addition shifts the mantissa into place and rounds it
    return sign | static_cast<uint16_t>(std::bit_cast<uint32_t>(std::bit_cast<float>(bits) + 0.5f) -
                                        std::bit_cast<uint32_t>(0.5f));
  bits += (bits >> 13 & 1u) + 0xfffu - (112u << 23); // half of the last place kept, ties to even; then the exponent
  return sign | static_cast<uint16_t>(bits >> 13);
}
inline float half_to_float(uint16_t half) {
  constexpr uint32_t kExponent = 0x7c00u << 13;
  uint32_t bits = (half & 0x7fffu) << 13;
  const uint32_t exponent = bits & kExponent;
  bits += 112u << 23;
  if (exponent == kExponent) // infinity, NaN
    bits += 112u << 23;
  else if (exponent == 0) // below the least normal one: the subtraction normalises
    bits = std::bit_cast<uint32_t>(std::bit_cast<float>(bits + (1u << 23)) - 0x1p-14f);
  return std::bit_cast<float>(bits | (half & 0x8000u) << 16);
}

inline uint16_t float_to_bfloat16(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) // NaN keeps its sign and becomes quiet
    return static_cast<uint16_t>((bits >> 16) | 0x40u);
  return static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}
inline float bfloat16_to_float(uint16_t bits) { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }

} // namespace pareto
