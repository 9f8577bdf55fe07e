// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace pareto {

/// Tensor types of GGUF by their number in the file. Numbers that are missing were removed from the format.
enum class BlockType : uint32_t {
  F32 = 0, F16 = 1, Q4_0 = 2, Q4_1 = 3, Q5_0 = 6, Q5_1 = 7, Q8_0 = 8, Q8_1 = 9, Q2_K = 10, Q3_K = 11, Q4_K = 12, Q5_K = 13,
  Q6_K = 14, Q8_K = 15, IQ2_XXS = 16, IQ2_XS = 17, IQ3_XXS = 18, IQ1_S = 19, IQ4_NL = 20, IQ3_S = 21, IQ2_S = 22, IQ4_XS = 23,
  I8 = 24, I16 = 25, I32 = 26, I64 = 27, F64 = 28, IQ1_M = 29, BF16 = 30, TQ1_0 = 34, TQ2_0 = 35, MXFP4 = 39, NVFP4 = 40, Q1_0 = 41,
};

/// False for numbers the format does not (or no longer) define.
bool is_block_type(uint32_t number);
/// "Q4_K"; the type from its name is found by block_type_by_name.
const char* to_string(BlockType type);
bool block_type_by_name(std::string_view name, BlockType& type);
int64_t block_elements(BlockType type); ///< elements of one block; 1 for plain types
int64_t block_bytes(BlockType type);

/// Refuses with a sentence the types that hold no weights here (integers) or need code books this build does not carry.
Status decodable(BlockType type);
/// Decodes `out.size()` elements (whole blocks) of a decodable type to float32. `from` need not be aligned; it holds
/// exactly the blocks.
void decode_blocks(BlockType type, std::span<const std::byte> from, std::span<float> out);

} // namespace pareto
