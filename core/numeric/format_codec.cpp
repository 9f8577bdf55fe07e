// SPDX-License-Identifier: GPL-3.0-or-later
// Block layouts, read and written. Every formula is evaluated in float32 in the order the format's own writer assumes,
// so that decoded values are equal to the last bit. This file must not be compiled with contraction into fused
// multiply-adds.
#include "core/numeric/format_codec.h"

#include "core/numeric/code_books.h"
#include "core/numeric/half.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <type_traits>
#include <utility>

namespace pareto {

namespace {

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

/// One block each, named as in the list of formats.
namespace decoder {

void f32(Bytes b, float* y) { *y = read<float>(b); }
void f64(Bytes b, float* y) { *y = static_cast<float>(read<double>(b)); }
void f16(Bytes b, float* y) { *y = half_at(b); }
void bf16(Bytes b, float* y) { *y = bfloat16_to_float(read<uint16_t>(b)); }

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
  nibbles(b + 6, y,
          [d, high](int q, int i) { return d * static_cast<float>((q | static_cast<int>(high >> i & 1) << 4) - 16); });
}

void q5_1(Bytes b, float* y) {
  const float d = half_at(b), m = half_at(b + 2);
  const auto high = read<uint32_t>(b + 4);
  nibbles(b + 8, y,
          [d, m, high](int q, int i) { return d * static_cast<float>(q | static_cast<int>(high >> i & 1) << 4) + m; });
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
    const float scale = d * static_cast<float>(scales[e / 16] & 15),
                shift = least * static_cast<float>(scales[e / 16] >> 4);
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
  return exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -10)
                       : std::ldexp(static_cast<float>(8 + mantissa), exponent - 11);
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

using namespace code_books;

/// Why a format has no decoder.
enum class Refusal : uint8_t { Integers, NotAWeight };
constexpr Refusal integers = Refusal::Integers, not_a_weight = Refusal::NotAWeight;

} // namespace decoder

/// Level of x: the nearest integer to (x - m) / d within [low, high].
int level(float x, float d, float m, int low, int high) {
  const float inverse = d == 0 ? 0 : 1 / d;
  return std::clamp(static_cast<int>(std::lrint((x - m) * inverse)), low, high);
}

std::pair<float, float> ends_of(const float* x) {
  const auto [least, most] = std::minmax_element(x, x + 32);
  return {*least, *most};
}

/// Levels of elements i and i + 16 in the nibbles of byte i.
void write_nibbles(const float* x, float d, float m, int shift, uint8_t* out) {
  for (int i = 0; i < 16; ++i) {
    const int low = level(x[i], d, m, -shift, 15 - shift) + shift,
              high = level(x[i + 16], d, m, -shift, 15 - shift) + shift;
    out[i] = static_cast<uint8_t>(low | high << 4);
  }
}

/// One block each, named as in the list of formats.
namespace encoder {

template <class T>
uint8_t* write(T value, uint8_t* out) {
  std::memcpy(out, &value, sizeof value);
  return out + sizeof value;
}

void f32(const float* x, uint8_t* out) { write(*x, out); }
void f16(const float* x, uint8_t* out) { write(float_to_half(*x), out); }
void bf16(const float* x, uint8_t* out) { write(float_to_bfloat16(*x), out); }

void q8_0(const float* x, uint8_t* out) {
  const auto [least, most] = ends_of(x);
  const uint16_t scale = float_to_half(std::max(-least, most) / 127);
  out = write(scale, out);
  for (int i = 0; i < 32; ++i)
    out[i] = static_cast<uint8_t>(static_cast<int8_t>(level(x[i], half_to_float(scale), 0, -127, 127)));
}

void q4_0(const float* x, uint8_t* out) {
  const auto [least, most] = ends_of(x);
  const uint16_t scale = float_to_half((-least > most ? least : most) /
                                       -8); // the largest magnitude becomes -8, the level that has no opposite
  write_nibbles(x, half_to_float(scale), 0, 8, write(scale, out));
}

void q4_1(const float* x, uint8_t* out) {
  const auto [least, most] = ends_of(x);
  const uint16_t scale = float_to_half((most - least) / 15), minimum = float_to_half(least);
  write_nibbles(x, half_to_float(scale), half_to_float(minimum), 0, write(minimum, write(scale, out)));
}

constexpr std::nullptr_t none = nullptr;

} // namespace encoder

using decoder::Refusal;
using Decode = void (*)(Bytes from, float* y, int64_t blocks);
using Encode = void (*)(const float* x, uint8_t* out, int64_t blocks);

template <void (*block)(Bytes, float*), BlockSize size>
void decode_each(Bytes from, float* y, int64_t blocks) {
  for (int64_t i = 0; i < blocks; ++i)
    block(from + i * size.bytes, y + i * size.elements);
}
template <void (*block)(const float*, uint8_t*), BlockSize size>
void encode_each(const float* x, uint8_t* out, int64_t blocks) {
  for (int64_t i = 0; i < blocks; ++i)
    block(x + i * size.elements, out + i * size.bytes);
}

/// What the list's column names: the loop over blocks, or nothing.
template <auto column, BlockSize size>
constexpr Decode decode_of() {
  if constexpr (std::is_same_v<decltype(column), Refusal>)
    return nullptr;
  else
    return decode_each<column, size>;
}
template <auto column, BlockSize size>
constexpr Encode encode_of() {
  if constexpr (std::is_null_pointer_v<decltype(column)>)
    return nullptr;
  else
    return encode_each<column, size>;
}
constexpr Refusal refusal_of(Refusal why) { return why; }
constexpr Refusal refusal_of(void (*)(Bytes, float*)) { return {}; }

struct Row {
  const char* name;
  int32_t gguf_type;
  Decode decode;
  Refusal refusal; ///< why `decode` is null
  Encode encode;
};
constexpr Row kRows[] = {
#define PARETO_FORMAT_ROW(format, elements, bytes, gguf, decode, encode)                                               \
  {#format, gguf, decode_of<decoder::decode, BlockSize{elements, bytes}>(), refusal_of(decoder::decode),               \
   encode_of<encoder::encode, BlockSize{elements, bytes}>()},
    PARETO_FORMATS(PARETO_FORMAT_ROW)
#undef PARETO_FORMAT_ROW
};

constexpr const Row& row_of(Format format) { return kRows[static_cast<size_t>(format)]; }

/// The format whose row holds; nothing when none does.
template <class Holds>
std::optional<Format> find(Holds holds) {
  for (size_t i = 0; i < std::size(kRows); ++i)
    if (holds(kRows[i]))
      return static_cast<Format>(i);
  return std::nullopt;
}

} // namespace

const char* to_string(Format format) { return row_of(format).name; }

std::string lower_name(Format format) {
  std::string name = to_string(format);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

std::optional<Format> format_by_name(std::string_view name) {
  return find([name](const Row& row) { return name == row.name; });
}

std::optional<Format> format_of_gguf_type(uint32_t number) {
  return find(
      [number](const Row& row) { return row.gguf_type >= 0 && static_cast<uint32_t>(row.gguf_type) == number; });
}

int32_t gguf_type_of(Format format) { return row_of(format).gguf_type; }

Status decodable(Format format) {
  const Row& row = row_of(format);
  if (row.decode)
    return {};
  const std::string name = row.name;
  switch (row.refusal) {
  case Refusal::Integers: break;
  case Refusal::NotAWeight:
    return fail(ErrorCode::Unsupported,
                "The block type " + name +
                    " is not supported as a weight; use a Q2_K to Q8_0 or an IQ file of the model.");
  }
  return fail(ErrorCode::Unsupported, "Tensors of type " + name + " hold integers, not weights.");
}

void decode(Format format, std::span<const std::byte> from, std::span<float> out) {
  if (format == Format::F32)
    std::memcpy(out.data(), from.data(), out.size_bytes());
  else if (const Decode each = row_of(format).decode)
    each(reinterpret_cast<Bytes>(from.data()), out.data(), static_cast<int64_t>(out.size()) / block_elements(format));
  else
    std::fill(out.begin(), out.end(), 0.0f); // refused by decodable()
}

bool encodable(Format format) { return row_of(format).encode != nullptr; }

void encode(Format format, std::span<const float> from, std::span<std::byte> out) {
  row_of(format).encode(from.data(), reinterpret_cast<uint8_t*>(out.data()),
                        static_cast<int64_t>(from.size()) / block_elements(format));
}

void round_to(Format format, std::span<float> values) {
  constexpr size_t kAtOnce = 1024; // whole blocks of every format
  std::byte encoded[4 * kAtOnce];
  while (format != Format::F32 && !values.empty()) {
    const std::span<float> part = values.first(std::min(kAtOnce, values.size()));
    const std::span<std::byte> out(encoded,
                                   static_cast<size_t>(format_bytes(format, static_cast<int64_t>(part.size()))));
    encode(format, part, out);
    decode(format, out, part);
    values = values.subspan(part.size());
  }
}

} // namespace pareto
