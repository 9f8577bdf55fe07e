// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/verify/operation_cases.h"

#include <string>
#include <vector>

namespace pareto {

/// True when the folder holds types.json (block sizes of GGUF types) beside TYPE.safetensors files.
bool is_block_case(const std::string& folder);

/// Decodes the blocks of every TYPE.safetensors ("bytes" U8 [rows, bytes per row]) and compares with "values" (F32):
/// a case passes when every element is equal or one unit in the last place away. `max_abs_error` is in those units.
/// Types this build refuses are Unsupported with the reason.
Result<std::vector<CaseResult>> verify_blocks(const std::string& folder);

} // namespace pareto
