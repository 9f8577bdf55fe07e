// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/checked_source.h"

#include "core/numeric/finite.h"
#include "core/numeric/format_codec.h"
#include "core/printable.h"

#include <cmath>
#include <cstdio>
#include <cstring>

namespace pareto {

namespace {

/// The magnitude from which a value has no finite place in a format. Block formats hold the largest of 32 values behind
/// a float16 scale: a 127th, an 8th; Q4_1 keeps the least one itself.
float beyond(Format format) {
  switch (format) {
  case Format::F16:
  case Format::Q4_1: return kBeyondHalf;
  case Format::BF16: return kBeyondBfloat16;
  case Format::Q8_0: return 127 * kBeyondHalf;
  case Format::Q4_0: return 8 * kBeyondHalf;
  default: break; // float32; weights are kept in no other format
  }
  return std::numeric_limits<float>::infinity();
}

Error refusal(const std::string& tensor, float value, Format format, int64_t row) {
  if (!std::isfinite(value))
    return fail(ErrorCode::InvalidFile,
                "Tensor '" + printable(tensor, 120) + "' holds values that are not finite (" +
                    (std::isnan(value) ? "NaN" : "infinity") + " in row " + std::to_string(row) +
                    "): the file is damaged or its training diverged.",
                tensor);
  char text[32];
  std::snprintf(text, sizeof text, "%g", static_cast<double>(value));
  return fail(ErrorCode::Unsupported,
              "Tensor '" + printable(tensor, 120) + "' holds " + text + ", which overflows " + lower_name(format) +
                  " to infinity; choose the precision " + (format == Format::BF16 ? "f32." : "bf16 or f32."),
              tensor);
}

bool finite_half(const std::byte* at) {
  uint16_t bits = 0;
  std::memcpy(&bits, at, 2);
  return (bits & 0x7c00u) != 0x7c00u;
}

} // namespace

Status CheckedSource::read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) {
  PARETO_TRY(m_source.read_rows(weight, begin, count, out));
  const Format format = m_format(weight);
  const float limit = beyond(format);
  if (!any_reaches(out, limit))
    return {};
  size_t at = 0;
  while (std::abs(out[at]) < limit) // false for what is no number
    ++at;
  const int64_t width = weight.shape.elements() / weight.shape[0];
  return refusal(tensor_name(weight), out[at], format, begin + static_cast<int64_t>(at) / width);
}

bool CheckedSource::read_row_blocks(const WeightDecl& weight, int64_t row, std::span<std::byte> out) {
  if (!m_source.read_row_blocks(weight, row, out))
    return false;
  const Format format = m_format(weight); // blocks are asked for only where they are kept
  const auto bytes = static_cast<size_t>(block_bytes(format));
  for (size_t at = 0; at < out.size(); at += bytes)
    if (!finite_half(out.data() + at) || (format == Format::Q4_1 && !finite_half(out.data() + at + 2)))
      return false;
  return true;
}

} // namespace pareto
