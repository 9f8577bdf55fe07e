// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices as they are stored: float32, float16 or bfloat16, rows of STRIDE groups of four elements. 16-bit values are
// read through uints, so no 16-bit storage feature is needed.
#define TYPE_F32 0u
#define TYPE_F16 1u
#define TYPE_BF16 2u

vec4 unpack_bf16(uvec2 v) { return uintBitsToFloat(uvec4(v.x << 16, v.x & 0xffff0000u, v.y << 16, v.y & 0xffff0000u)); }
vec4 unpack_four(uint type, uvec2 v) { return type == TYPE_F16 ? vec4(unpackHalf2x16(v.x), unpackHalf2x16(v.y)) : unpack_bf16(v); }

/// Round to nearest even; packHalf2x16 may truncate.
uint to_half(float value) {
  uint bits = floatBitsToUint(value), sign = (bits >> 16) & 0x8000u;
  uint magnitude = bits & 0x7fffffffu;
  if (magnitude >= 0x47800000u)
    return sign | (magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u);
  if (magnitude < 0x38800000u) { // subnormal half: let float addition round
    float shifted = uintBitsToFloat(magnitude) + 0.5;
    return sign | (floatBitsToUint(shifted) - 0x3f000000u);
  }
  uint rounded = magnitude + 0xfffu + ((magnitude >> 13) & 1u);
  return sign | ((rounded - 0x38000000u) >> 13);
}
uint to_bf16(float value) {
  uint bits = floatBitsToUint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u)
    return (bits >> 16) | 0x40u;
  return (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
}

#define PACKED_MATRIX(at)                                                                                               \
  layout(binding = at) readonly buffer Packed32 { uvec4 packed32[]; };                                                  \
  layout(binding = at) readonly buffer Packed16 { uvec2 packed16[]; };                                                  \
  vec4 packed_four(uint index) { return TYPE == TYPE_F32 ? uintBitsToFloat(packed32[index]) : unpack_four(TYPE, packed16[index]); }
