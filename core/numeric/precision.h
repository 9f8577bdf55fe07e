// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// How a person asks for a model to be kept: a choice of formats. Q8 and Q4: matrices in blocks of 32
/// (core/graph/storage.h says which weight in which format), arithmetic in float32; Kv8: keys and values in Q8_0 too.
enum class Precision : uint8_t { F32, F16, BF16, Q8, Q8Kv8, Q4, Q4Kv8 };
const char* to_string(Precision precision);
/// Every precision, the finest first.
std::span<const Precision> precisions();
/// "f32", "f16", "bf16", "q8", "q8-kv8", "q4", "q4-kv8": the words of precisions().
const std::vector<std::string>& precision_names();
/// The precision with the same weights and a cache of 16 bits or more.
Precision weights_of(Precision precision);
/// Whether keys and values are kept in 8-bit blocks.
inline bool narrows_cache(Precision precision) { return weights_of(precision) != precision; }
/// One of precision_names(); anything else is refused with the list.
Result<Precision> parse_precision(std::string_view text);

} // namespace pareto
