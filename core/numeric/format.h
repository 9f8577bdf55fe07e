// SPDX-License-Identifier: GPL-3.0-or-later
// The one list of number formats. Read by kernel files too, so it includes no C++ library header.
#pragma once

#include <stdint.h>

namespace pareto {

/// One row per format that the numbers of a file, a weight or a cache can be in:
///   row(format, elements of a block, bytes of a block, type number in GGUF files, decoder, encoder)
/// Plain formats have blocks of one element and are spelt as in safetensors files; -1: GGUF has no such type (numbers
/// that are missing were removed from it). Decoders and encoders are those of format_codec.cpp; `integers` and
/// `not_a_weight` say why there is no decoder.
// clang-format off
#define PARETO_FORMATS(row)                                                                                                    \
  row(F32, 1, 4, 0, f32, f32)                                                                                                  \
  row(F16, 1, 2, 1, f16, f16)                                                                                                  \
  row(BF16, 1, 2, 30, bf16, bf16)                                                                                              \
  row(F64, 1, 8, 28, f64, none)                                                                                                \
  row(F8_E4M3, 1, 1, -1, not_a_weight, none)                                                                                   \
  row(F8_E5M2, 1, 1, -1, not_a_weight, none)                                                                                   \
  row(BOOL, 1, 1, -1, integers, none)                                                                                          \
  row(U8, 1, 1, -1, integers, none)                                                                                            \
  row(I8, 1, 1, 24, integers, none)                                                                                            \
  row(U16, 1, 2, -1, integers, none)                                                                                           \
  row(I16, 1, 2, 25, integers, none)                                                                                           \
  row(U32, 1, 4, -1, integers, none)                                                                                           \
  row(I32, 1, 4, 26, integers, none)                                                                                           \
  row(U64, 1, 8, -1, integers, none)                                                                                           \
  row(I64, 1, 8, 27, integers, none)                                                                                           \
  row(Q4_0, 32, 18, 2, q4_0, q4_0)                                                                                             \
  row(Q4_1, 32, 20, 3, q4_1, q4_1)                                                                                             \
  row(Q5_0, 32, 22, 6, q5_0, none)                                                                                             \
  row(Q5_1, 32, 24, 7, q5_1, none)                                                                                             \
  row(Q8_0, 32, 34, 8, q8_0, q8_0)                                                                                             \
  row(Q8_1, 32, 36, 9, not_a_weight, none)                                                                                     \
  row(Q2_K, 256, 84, 10, q2_k, none)                                                                                           \
  row(Q3_K, 256, 110, 11, q3_k, none)                                                                                          \
  row(Q4_K, 256, 144, 12, q4_k, none)                                                                                          \
  row(Q5_K, 256, 176, 13, q5_k, none)                                                                                          \
  row(Q6_K, 256, 210, 14, q6_k, none)                                                                                          \
  row(Q8_K, 256, 292, 15, not_a_weight, none)                                                                                  \
  row(IQ2_XXS, 256, 66, 16, iq2_xxs, none)                                                                                     \
  row(IQ2_XS, 256, 74, 17, iq2_xs, none)                                                                                       \
  row(IQ3_XXS, 256, 98, 18, iq3_xxs, none)                                                                                     \
  row(IQ1_S, 256, 50, 19, iq1_s, none)                                                                                         \
  row(IQ4_NL, 32, 18, 20, iq4_nl, none)                                                                                        \
  row(IQ3_S, 256, 110, 21, iq3_s, none)                                                                                        \
  row(IQ2_S, 256, 82, 22, iq2_s, none)                                                                                         \
  row(IQ4_XS, 256, 136, 23, iq4_xs, none)                                                                                      \
  row(IQ1_M, 256, 56, 29, iq1_m, none)                                                                                         \
  row(TQ1_0, 256, 54, 34, tq1_0, none)                                                                                         \
  row(TQ2_0, 256, 66, 35, tq2_0, none)                                                                                         \
  row(MXFP4, 32, 17, 39, mxfp4, none)                                                                                          \
  row(NVFP4, 64, 36, 40, nvfp4, none)                                                                                          \
  row(Q1_0, 128, 18, 41, not_a_weight, none)
// clang-format on

/// Block formats hold neighbouring elements of a row: Q8_0 d q with signed bytes, Q4_0 d (q - 8), Q4_1 d q + m behind a
/// float16 d (and m); the others likewise, as their decoders read them.
enum class Format : uint8_t {
#define PARETO_FORMAT_NAME(format, ...) format,
  PARETO_FORMATS(PARETO_FORMAT_NAME)
#undef PARETO_FORMAT_NAME
};

/// Elements and bytes of one block.
struct BlockSize {
  int16_t elements, bytes;
};
inline constexpr BlockSize kBlockSizes[] = {
#define PARETO_FORMAT_SIZE(format, elements, bytes, ...) {elements, bytes},
    PARETO_FORMATS(PARETO_FORMAT_SIZE)
#undef PARETO_FORMAT_SIZE
};

constexpr int64_t block_elements(Format format) { return kBlockSizes[static_cast<int>(format)].elements; }
constexpr int64_t block_bytes(Format format) { return kBlockSizes[static_cast<int>(format)].bytes; }
constexpr bool is_block(Format format) { return block_elements(format) > 1; }
/// Bytes of `elements` (whole blocks) in a format.
constexpr int64_t format_bytes(Format format, int64_t elements) {
  return elements / block_elements(format) * block_bytes(format);
}

/// As files spell it: "F16", "Q4_K".
const char* to_string(Format format);

} // namespace pareto
