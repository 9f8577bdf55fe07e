// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"

#include <string>
#include <vector>

namespace pareto {

struct CaseResult {
  enum class Status : uint8_t { Pass, Fail, Unsupported } status = Status::Unsupported;
  std::string op;
  std::string name;         ///< "small", "medium", "decode"
  double max_abs_error = 0; ///< over all compared tensors
  std::string worst_tensor;
  std::string reason; ///< of a failure or an unsupported case; of a pass what was not compared
};
const char* to_string(CaseResult::Status status);

/// Runs every operation golden of `directory` (manifest.json and its safetensors) on an executor: each case whole and,
/// where it has several tokens, split in two with the state carried over. A case passes when every output and final
/// state is within the manifest's atol + rtol*|expected| both ways. `ops`: only cases of these; empty: all.
Result<std::vector<CaseResult>> verify_operations(const std::string& directory, Executor& executor,
                                                  const std::vector<std::string>& ops = {});

} // namespace pareto
