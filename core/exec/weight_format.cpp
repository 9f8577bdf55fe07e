// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/weight_format.h"

#include "core/formats/gguf/gguf_blocks.h"
#include "core/numeric/half.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pareto {

const char* to_string(WeightFormat format) {
  constexpr const char* kNames[] = {"f32", "f16", "bf16", "q8_0", "q4_0", "q4_1"};
  return kNames[static_cast<size_t>(format)];
}

WeightFormat weight_format(const WeightDecl& weight, Precision precision, TensorSource::Stored stored) {
  using Stored = TensorSource::Stored;
  if (weight.use != WeightUse::Matrix)
    return WeightFormat::F32;
  switch (precision) {
  case Precision::F32: return WeightFormat::F32;
  case Precision::F16: return WeightFormat::F16;
  case Precision::BF16: return WeightFormat::BF16;
  case Precision::Q8:
  case Precision::Q4: break;
  }
  if (weight.shape[weight.shape.rank() - 1] % kBlockElements != 0)
    return WeightFormat::F16;
  if (precision == Precision::Q8 || weight.name == "embed.weight" || weight.name == "head.weight") {
    const bool kept = precision == Precision::Q4 && (stored == Stored::Q4_0 || stored == Stored::Q4_1);
    if (!kept)
      return WeightFormat::Q8_0;
  }
  return stored == Stored::Q4_1 ? WeightFormat::Q4_1 : WeightFormat::Q4_0;
}

int64_t format_bytes(WeightFormat format, int64_t elements) {
  constexpr int64_t kBytes[] = {4, 2, 2, 34, 18, 20}; // of an element, or of a block
  const int64_t unit = format >= WeightFormat::Q8_0 ? kBlockElements : 1;
  return elements / unit * kBytes[static_cast<size_t>(format)];
}

namespace {

/// d and, for Q4_1, m of one block.
struct Scale {
  uint16_t d = 0, m = 0;
};

Scale scale_of(WeightFormat format, std::span<const float> x) {
  const auto [least, most] = std::minmax_element(x.begin(), x.end());
  const float peak = std::max(-*least, *most);
  if (format == WeightFormat::Q8_0)
    return {float_to_half(peak / 127), 0};
  if (format == WeightFormat::Q4_0) // the largest magnitude becomes -8, the level that has no opposite
    return {float_to_half((-*least > *most ? *least : *most) / -8), 0};
  return {float_to_half((*most - *least) / 15), float_to_half(*least)};
}

/// Level of x: the nearest integer to (x - m) / d within [low, high].
int level(float x, float d, float m, int low, int high) {
  const float inverse = d == 0 ? 0 : 1 / d;
  return std::clamp(static_cast<int>(std::lrint((x - m) * inverse)), low, high);
}

void encode_block(WeightFormat format, std::span<const float> x, uint8_t* out) {
  const Scale scale = scale_of(format, x);
  const float d = half_to_float(scale.d), m = half_to_float(scale.m);
  std::memcpy(out, &scale.d, 2);
  out += 2;
  if (format == WeightFormat::Q8_0) {
    for (size_t i = 0; i < x.size(); ++i)
      out[i] = static_cast<uint8_t>(static_cast<int8_t>(level(x[i], d, 0, -127, 127)));
    return;
  }
  if (format == WeightFormat::Q4_1) {
    std::memcpy(out, &scale.m, 2);
    out += 2;
  }
  const int shift = format == WeightFormat::Q4_0 ? 8 : 0;
  for (size_t i = 0; i < x.size() / 2; ++i) {
    const int low = level(x[i], d, m, -shift, 15 - shift) + shift, high = level(x[i + x.size() / 2], d, m, -shift, 15 - shift) + shift;
    out[i] = static_cast<uint8_t>(low | high << 4);
  }
}

} // namespace

void encode_row(WeightFormat format, std::span<const float> row, std::span<std::byte> out) {
  const auto bytes = static_cast<size_t>(format_bytes(format, kBlockElements));
  for (size_t block = 0; block < row.size() / kBlockElements; ++block)
    encode_block(format, row.subspan(block * kBlockElements, kBlockElements), reinterpret_cast<uint8_t*>(out.data()) + block * bytes);
}

void decode_row(WeightFormat format, std::span<const std::byte> row, std::span<float> out) {
  constexpr BlockType kTypes[] = {BlockType::F32, BlockType::F16, BlockType::BF16, BlockType::Q8_0, BlockType::Q4_0, BlockType::Q4_1};
  decode_blocks(kTypes[static_cast<size_t>(format)], row, out);
}

Status read_blocks(const WeightDecl& weight, WeightFormat format, TensorSource& source, int64_t row, std::span<float> scratch, std::span<std::byte> out) {
  using Stored = TensorSource::Stored;
  const Stored wanted = format == WeightFormat::Q8_0 ? Stored::Q8_0 : format == WeightFormat::Q4_0 ? Stored::Q4_0 : Stored::Q4_1;
  if (source.stored(weight) == wanted && source.read_row_blocks(weight, row, out))
    return {};
  PARETO_TRY(source.read_rows(weight, row, 1, scratch));
  encode_row(format, scratch, out);
  return {};
}

} // namespace pareto
