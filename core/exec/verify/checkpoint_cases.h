// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/exec/verify/operation_cases.h"
#include "core/formats/open_model.h"

#include <span>
#include <string>
#include <vector>

namespace pareto {

/// Logits of a prompt, [T, vocab] row-major, read in steps of the given lengths (the last one repeats).
Result<std::vector<float>> prompt_logits(const OpenedModel& model, Executor& executor, std::span<const int32_t> tokens,
                                         const std::vector<int>& steps);

/// True when the folder holds a config.json or a model.gguf, and an expected.safetensors (tokens, logits) or, of a
/// model with a canvas, an expected-diffusion.safetensors (prompt; canvas, logits; canvas_next, logits_next).
bool is_checkpoint_case(const std::string& folder);

/// Compares a checkpoint's logits with the expected ones: whole prompt, 20 tokens and then one by one, and one by one,
/// each time all rows and once more the last row of each step alone, as answers read it; of a canvas behind a prompt
/// read so, all rows of two passes. Passes within 2e-4 of the peak logit. A model_type this build does not know is
/// Unsupported.
CaseResult verify_checkpoint(const std::string& folder, Executor& executor);

} // namespace pareto
