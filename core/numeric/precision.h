// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// How a person asks for a model to be kept: a choice of formats. Q8 and Q4: matrices in blocks of 32
/// (core/graph/storage.h says which weight in which format), arithmetic in float32.
enum class Precision : uint8_t { F32, F16, BF16, Q8, Q4 };
const char* to_string(Precision precision);
/// "f32", "f16", "bf16", "q8", "q4": every precision a person can ask for, the finest first.
const std::vector<std::string>& precision_names();
/// One of precision_names(); anything else is refused with the list.
Result<Precision> parse_precision(std::string_view text);

} // namespace pareto
