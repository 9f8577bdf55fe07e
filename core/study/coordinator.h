// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/plan.h"
#include "core/study/study.h"

#include <functional>
#include <string>

namespace pareto {

struct CoordinatorOptions {
  std::string store_path;
  std::string engine_path; ///< program that serves `worker`
  int rounds = -1;         ///< overrides the study's; -1 = as the study says
  std::optional<FirstPlace> first; ///< measured before the other cells of a model
  std::function<void(const nlohmann::json& event)> emit;
  std::function<bool()> stopped; ///< asked often; workers are ended at once when it says true
};

/// What `run` does: starts workers, owns the memory budget, commits each result to the store and then emits it. A worker
/// that dies or refuses ends its cell with a reason; the study goes on.
Status run_study(const Study& study, const CoordinatorOptions& options);

/// The study as it can run in `free_bytes`: itself, or its fallback size where the largest model does not fit.
Result<Study> fitted_study(const Study& study, int64_t free_bytes);

} // namespace pareto
