// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/calibration.h"
#include "core/study/crew.h"
#include "core/study/protocol/messages.h"
#include "core/study/study.h"

#include <functional>
#include <optional>
#include <string>

namespace pareto {

/// A worker that hangs ends its cell with a reason, and the study goes on.
struct CoordinatorOptions : CrewOptions {
  std::string store_path;
  int rounds = -1; ///< overrides the study's; -1 = as the study says
  std::function<void(const protocol::RunEvent& event)> emit;
  /// The CPU's limits, asked when the study starts and between rounds.
  std::function<Calibration()> limits = sharpened_calibration;
  /// Asked after each cell: another study to go on with, which ends the run and begins one of its own. Workers of what
  /// both measure stay.
  std::function<std::optional<Study>()> changed;
};

/// What `run` does: starts workers, owns the memory budget, commits each result to the store and then emits it. A
/// worker that dies or refuses ends its cell with a reason; the study goes on. Workers stay as long as memory allows.
/// What came back disturbed or suspect is measured once more at the end of its round, as long as that is at most half
/// of the round, and again in every later one. Between rounds the CPU's limits are looked at again: the better figures
/// hold, are stored with the run, and told by Limited.
Status run_study(const Study& study, const CoordinatorOptions& options);

/// The study as it can run: itself, or its fallback size where the largest model does not fit `room` bytes of one of
/// its devices; sizes never mix, so the smallest device decides for all. A device of unknown room takes any size.
Result<Study> fitted_study(const Study& study,
                           const std::function<std::optional<int64_t>(const std::string& device)>& room);

} // namespace pareto
