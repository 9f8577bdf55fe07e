// SPDX-License-Identifier: GPL-3.0-or-later
// Block layouts of GGUF tensors. Every formula is evaluated in float32 in the order the format's own writer assumes, so that
// decoded values are equal to the last bit. This file must not be compiled with contraction into fused multiply-adds.
#include "core/formats/gguf/gguf_blocks.h"

#include "core/numeric/half.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <string>

namespace pareto {

namespace {

struct TypeFact {
  BlockType type;
  const char* name;
  int64_t elements, bytes;
};
constexpr TypeFact kTypes[] = {
    {BlockType::F32, "F32", 1, 4},          {BlockType::F16, "F16", 1, 2},        {BlockType::Q4_0, "Q4_0", 32, 18},
    {BlockType::Q4_1, "Q4_1", 32, 20},      {BlockType::Q5_0, "Q5_0", 32, 22},    {BlockType::Q5_1, "Q5_1", 32, 24},
    {BlockType::Q8_0, "Q8_0", 32, 34},      {BlockType::Q8_1, "Q8_1", 32, 36},    {BlockType::Q2_K, "Q2_K", 256, 84},
    {BlockType::Q3_K, "Q3_K", 256, 110},    {BlockType::Q4_K, "Q4_K", 256, 144},  {BlockType::Q5_K, "Q5_K", 256, 176},
    {BlockType::Q6_K, "Q6_K", 256, 210},    {BlockType::Q8_K, "Q8_K", 256, 292},  {BlockType::IQ2_XXS, "IQ2_XXS", 256, 66},
    {BlockType::IQ2_XS, "IQ2_XS", 256, 74}, {BlockType::IQ2_S, "IQ2_S", 256, 82}, {BlockType::IQ3_XXS, "IQ3_XXS", 256, 98},
    {BlockType::IQ3_S, "IQ3_S", 256, 110},  {BlockType::IQ1_S, "IQ1_S", 256, 50}, {BlockType::IQ1_M, "IQ1_M", 256, 56},
    {BlockType::IQ4_NL, "IQ4_NL", 32, 18},  {BlockType::IQ4_XS, "IQ4_XS", 256, 136}, {BlockType::I8, "I8", 1, 1},
    {BlockType::I16, "I16", 1, 2},          {BlockType::I32, "I32", 1, 4},        {BlockType::I64, "I64", 1, 8},
    {BlockType::F64, "F64", 1, 8},          {BlockType::BF16, "BF16", 1, 2},      {BlockType::TQ1_0, "TQ1_0", 256, 54},
    {BlockType::TQ2_0, "TQ2_0", 256, 66},   {BlockType::MXFP4, "MXFP4", 32, 17},  {BlockType::NVFP4, "NVFP4", 64, 36},
    {BlockType::Q1_0, "Q1_0", 128, 18}};

const TypeFact* fact(BlockType type) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes), [&](const TypeFact& each) { return each.type == type; });
  return found == std::end(kTypes) ? nullptr : found;
}

using Bytes = const uint8_t*;

float half_at(Bytes at) {
  uint16_t bits;
  std::memcpy(&bits, at, 2);
  return half_to_float(bits);
}

template <class T>
T read(Bytes at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// Nibbles of 16 bytes: low ones are elements 0..15, high ones 16..31.
template <class Value>
void nibbles(Bytes from, float* y, Value value) {
  for (int i = 0; i < 16; ++i) {
    y[i] = value(from[i] & 15, i);
    y[i + 16] = value(from[i] >> 4, i + 16);
  }
}

void q4_0(Bytes b, float* y) {
  const float d = half_at(b);
  nibbles(b + 2, y, [d](int q, int) { return d * static_cast<float>(q - 8); });
}

void q4_1(Bytes b, float* y) {
  const float d = half_at(b), m = half_at(b + 2);
  nibbles(b + 4, y, [d, m](int q, int) { return d * static_cast<float>(q) + m; });
}

void q5_0(Bytes b, float* y) {
  const float d = half_at(b);
  const auto high = read<uint32_t>(b + 2);
  nibbles(b + 6, y, [d, high](int q, int i) { return d * static_cast<float>((q | static_cast<int>(high >> i & 1) << 4) - 16); });
}

void q5_1(Bytes b, float* y) {
  const float d = half_at(b), m = half_at(b + 2);
  const auto high = read<uint32_t>(b + 4);
  nibbles(b + 8, y, [d, m, high](int q, int i) { return d * static_cast<float>(q | static_cast<int>(high >> i & 1) << 4) + m; });
}

void q8_0(Bytes b, float* y) {
  const float d = half_at(b);
  for (int i = 0; i < 32; ++i)
    y[i] = d * static_cast<float>(static_cast<int8_t>(b[2 + i]));
}

void q2_k(Bytes b, float* y) {
  const Bytes scales = b, low = b + 16;
  const float d = half_at(b + 80), least = half_at(b + 82);
  for (int e = 0; e < 256; ++e) {
    const int q = low[e / 128 * 32 + e % 32] >> 2 * (e % 128 / 32) & 3;
    const float scale = d * static_cast<float>(scales[e / 16] & 15), shift = least * static_cast<float>(scales[e / 16] >> 4);
    y[e] = scale * static_cast<float>(q) - shift;
  }
}

void q3_k(Bytes b, float* y) {
  const Bytes mask = b, low = b + 32, packed = b + 96;
  const float d = half_at(b + 108);
  float scales[16];
  for (int i = 0; i < 16; ++i) {
    const int nibble = i < 8 ? packed[i] & 15 : packed[i - 8] >> 4;
    scales[i] = d * static_cast<float>((nibble | (packed[8 + i % 4] >> 2 * (i / 4) & 3) << 4) - 32);
  }
  for (int e = 0; e < 256; ++e) {
    const int q = low[e / 128 * 32 + e % 32] >> 2 * (e % 128 / 32) & 3;
    y[e] = scales[e / 16] * static_cast<float>(q - (mask[e % 32] >> e / 32 & 1 ? 0 : 4));
  }
}

/// Six-bit scale and minimum of the eight runs of 32 in a Q4_K or Q5_K block.
void six_bits(Bytes packed, int run, int& scale, int& least) {
  if (run < 4) {
    scale = packed[run] & 63;
    least = packed[run + 4] & 63;
  } else {
    scale = (packed[run + 4] & 15) | packed[run - 4] >> 6 << 4;
    least = packed[run + 4] >> 4 | packed[run] >> 6 << 4;
  }
}

/// Q4_K, and Q5_K with its byte plane of fifth bits.
void q45_k(Bytes b, Bytes fifth, Bytes low, float* y) {
  const float d = half_at(b), dmin = half_at(b + 2);
  for (int run = 0; run < 8; ++run) {
    int scale, least;
    six_bits(b + 4, run, scale, least);
    const float factor = d * static_cast<float>(scale), shift = dmin * static_cast<float>(least);
    for (int l = 0; l < 32; ++l) {
      int q = low[run / 2 * 32 + l] >> 4 * (run % 2) & 15;
      if (fifth)
        q |= (fifth[l] >> run & 1) << 4;
      y[run * 32 + l] = factor * static_cast<float>(q) - shift;
    }
  }
}

void q4_k(Bytes b, float* y) { q45_k(b, nullptr, b + 16, y); }
void q5_k(Bytes b, float* y) { q45_k(b, b + 16, b + 48, y); }

void q6_k(Bytes b, float* y) {
  const Bytes low = b, high = b + 128, scales = b + 192;
  const float d = half_at(b + 208);
  for (int e = 0; e < 256; ++e) {
    const int half = e / 128, k = e % 128 / 32, l = e % 32;
    const int nibble = low[half * 64 + k % 2 * 32 + l] >> 4 * (k / 2) & 15;
    const int q = (nibble | (high[half * 32 + l] >> 2 * k & 3) << 4) - 32;
    y[e] = d * static_cast<float>(static_cast<int8_t>(scales[e / 16])) * static_cast<float>(q);
  }
}

/// Sixteen levels spaced for normally distributed weights.
constexpr float kLevels[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

void iq4_nl(Bytes b, float* y) {
  const float d = half_at(b);
  nibbles(b + 2, y, [d](int q, int) { return d * kLevels[q]; });
}

void iq4_xs(Bytes b, float* y) {
  const float d = half_at(b);
  const auto high = read<uint16_t>(b + 2);
  for (int run = 0; run < 8; ++run) {
    const int scale = (b[4 + run / 2] >> 4 * (run % 2) & 15) | (high >> 2 * run & 3) << 4;
    const float factor = d * static_cast<float>(scale - 32);
    nibbles(b + 8 + run * 16, y + run * 32, [factor](int q, int) { return factor * kLevels[q]; });
  }
}

/// Twice the values of a four-bit float (e2m1).
constexpr float kDoubledE2M1[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

void mxfp4(Bytes b, float* y) {
  const float factor = std::ldexp(1.0f, b[0] - 128); // e8m0, halved for the doubled values
  nibbles(b + 1, y, [factor](int q, int) { return factor * kDoubledE2M1[q]; });
}

/// Half of an unsigned e4m3 scale.
float half_e4m3(uint8_t bits) {
  if (bits == 0 || bits == 0x7f)
    return 0;
  const int exponent = bits >> 3 & 15, mantissa = bits & 7;
  return exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -10) : std::ldexp(static_cast<float>(8 + mantissa), exponent - 11);
}

void nvfp4(Bytes b, float* y) {
  for (int run = 0; run < 4; ++run) {
    const float factor = half_e4m3(b[run]);
    for (int i = 0; i < 8; ++i) {
      const uint8_t pair = b[4 + run * 8 + i];
      y[run * 16 + i] = factor * kDoubledE2M1[pair & 15];
      y[run * 16 + 8 + i] = factor * kDoubledE2M1[pair >> 4];
    }
  }
}

/// Digit `n` of a byte that holds five base-3 digits as a fraction of 256.
float base3(uint8_t byte, int n) {
  constexpr uint8_t kPowers[5] = {1, 3, 9, 27, 81};
  const auto shifted = static_cast<uint8_t>(byte * kPowers[n]); // the wrap drops leading digits
  return static_cast<float>((shifted * 3 >> 8) - 1);
}

void tq1_0(Bytes b, float* y) {
  const float d = half_at(b + 52);
  const auto run = [&](Bytes from, int bytes, int digits) {
    for (int n = 0; n < digits; ++n)
      for (int i = 0; i < bytes; ++i)
        *y++ = base3(from[i], n) * d;
  };
  run(b, 32, 5);
  run(b + 32, 16, 5);
  run(b + 48, 4, 4);
}

void tq2_0(Bytes b, float* y) {
  const float d = half_at(b + 64);
  for (int e = 0; e < 256; ++e)
    y[e] = static_cast<float>((b[e / 128 * 32 + e % 32] >> 2 * (e % 128 / 32) & 3) - 1) * d;
}

template <class T, class Convert>
void plain(Bytes from, std::span<float> out, Convert convert) {
  for (size_t i = 0; i < out.size(); ++i)
    out[i] = convert(read<T>(from + i * sizeof(T)));
}

template <void (*Decode)(Bytes, float*)>
void blocks(Bytes from, std::span<float> out, const TypeFact& f) {
  const auto count = static_cast<int64_t>(out.size()) / f.elements;
  for (int64_t i = 0; i < count; ++i)
    Decode(from + i * f.bytes, out.data() + i * f.elements);
}

} // namespace

bool is_block_type(uint32_t number) { return fact(static_cast<BlockType>(number)) != nullptr; }

const char* to_string(BlockType type) {
  const TypeFact* known = fact(type);
  return known ? known->name : "?";
}

bool block_type_by_name(std::string_view name, BlockType& type) {
  for (const TypeFact& each : kTypes)
    if (name == each.name) {
      type = each.type;
      return true;
    }
  return false;
}

int64_t block_elements(BlockType type) { return fact(type)->elements; }
int64_t block_bytes(BlockType type) { return fact(type)->bytes; }

Status decodable(BlockType type) {
  const std::string name = to_string(type);
  switch (type) {
  case BlockType::IQ1_S: case BlockType::IQ1_M: case BlockType::IQ2_XXS: case BlockType::IQ2_XS: case BlockType::IQ2_S:
  case BlockType::IQ3_XXS: case BlockType::IQ3_S:
    return fail(ErrorCode::Unsupported, "The block type " + name + " needs a code book that this version does not carry; use a Q2_K to Q8_0 or IQ4 file of the model.");
  case BlockType::Q1_0: case BlockType::Q8_1: case BlockType::Q8_K:
    return fail(ErrorCode::Unsupported, "The block type " + name + " is not supported as a weight; use a Q2_K to Q8_0 or IQ4 file of the model.");
  case BlockType::I8: case BlockType::I16: case BlockType::I32: case BlockType::I64:
    return fail(ErrorCode::Unsupported, "Tensors of type " + name + " hold integers, not weights.");
  default: return {};
  }
}

void decode_blocks(BlockType type, std::span<const std::byte> bytes, std::span<float> out) {
  const auto* from = reinterpret_cast<Bytes>(bytes.data());
  const TypeFact& f = *fact(type);
  switch (type) {
  case BlockType::F32: std::memcpy(out.data(), from, out.size_bytes()); break;
  case BlockType::F64: plain<double>(from, out, [](double x) { return static_cast<float>(x); }); break;
  case BlockType::F16: plain<uint16_t>(from, out, half_to_float); break;
  case BlockType::BF16: plain<uint16_t>(from, out, bfloat16_to_float); break;
  case BlockType::Q4_0: blocks<q4_0>(from, out, f); break;
  case BlockType::Q4_1: blocks<q4_1>(from, out, f); break;
  case BlockType::Q5_0: blocks<q5_0>(from, out, f); break;
  case BlockType::Q5_1: blocks<q5_1>(from, out, f); break;
  case BlockType::Q8_0: blocks<q8_0>(from, out, f); break;
  case BlockType::Q2_K: blocks<q2_k>(from, out, f); break;
  case BlockType::Q3_K: blocks<q3_k>(from, out, f); break;
  case BlockType::Q4_K: blocks<q4_k>(from, out, f); break;
  case BlockType::Q5_K: blocks<q5_k>(from, out, f); break;
  case BlockType::Q6_K: blocks<q6_k>(from, out, f); break;
  case BlockType::IQ4_NL: blocks<iq4_nl>(from, out, f); break;
  case BlockType::IQ4_XS: blocks<iq4_xs>(from, out, f); break;
  case BlockType::TQ1_0: blocks<tq1_0>(from, out, f); break;
  case BlockType::TQ2_0: blocks<tq2_0>(from, out, f); break;
  case BlockType::MXFP4: blocks<mxfp4>(from, out, f); break;
  case BlockType::NVFP4: blocks<nvfp4>(from, out, f); break;
  default: std::fill(out.begin(), out.end(), 0.0f); break; // refused by decodable()
  }
}

} // namespace pareto
