// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/tensor_source.h"
#include "core/exec/executor.h"

#include <cstddef>
#include <functional>
#include <span>

namespace pareto {

/// How one weight is stored by an executor. The block formats hold 32 neighbouring elements of a row behind a float16
/// scale d (and a float16 minimum m): Q8_0 d q with signed bytes, Q4_0 d (q - 8), Q4_1 d q + m; laid out a row at a time
/// as GGUF's blocks of the same names.
enum class WeightFormat : uint8_t { F32, F16, BF16, Q8_0, Q4_0, Q4_1 };
constexpr int64_t kBlockElements = 32;
const char* to_string(WeightFormat format);

/// The format of a weight at a precision. Vectors stay float32. At q8 a matrix is Q8_0; at q4 it is Q4_0, except for the
/// embedding table and the head, which are Q8_0 as in the usual 4-bit files. A source that holds blocks the precision
/// allows (Q8_0 at q8; Q4_0, Q4_1 at q4, and Q8_0 for table and head) keeps them. Rows that are no multiple of 32 are float16.
WeightFormat weight_format(const WeightDecl& weight, Precision precision, TensorSource::Stored stored = TensorSource::Stored::Generated);

/// Bytes of `elements` (whole blocks) in a format.
int64_t format_bytes(WeightFormat format, int64_t elements);
/// Quantises one row (whole blocks) to a block format: scales to the nearest float16, then each element to the nearest level.
void encode_row(WeightFormat format, std::span<const float> row, std::span<std::byte> out);
/// The inverse, exact in float32.
void decode_row(WeightFormat format, std::span<const std::byte> row, std::span<float> out);

/// One row of a weight in a block format: the blocks of the source where it holds that format, otherwise encoded; `scratch`
/// takes one row of floats.
Status read_blocks(const WeightDecl& weight, WeightFormat format, TensorSource& source, int64_t row, std::span<float> scratch, std::span<std::byte> out);

/// The format of each weight of a model, for counting; empty = as a generated source would have it.
using FormatOf = std::function<WeightFormat(const WeightDecl&)>;

} // namespace pareto
