// SPDX-License-Identifier: GPL-3.0-or-later
// Does it fit? Model by machine, by formula: how many requests of a length one machine holds beside the weights.
#pragma once

#include "core/decide/targets/machine.h"
#include "core/model/footprint.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// Drivers and the system show up to 6 % less than the nominal memory.
inline constexpr double kUsableShare = 0.94;
/// More are not counted: memory no longer bounds anything.
inline constexpr int64_t kMostFitting = 1'000'000;

struct FitModel {
  std::string id;
  const Footprint* footprint = nullptr; ///< at the precision that is meant; outlives the call
};

/// One place of the grid.
struct Fit {
  std::string model, machine;          ///< ids
  std::optional<int64_t> memory_bytes; ///< that can be used; none: no data sheet states the memory
  int64_t weight_bytes = 0;
  int64_t step_bytes = 0;          ///< a step's own values while a prompt is read
  int64_t request_bytes = 0;       ///< cache and state of one request of this length
  int64_t requests = 0;            ///< that fit; 0: not even one
  std::optional<int64_t> machines; ///< that hold one request together, where one does not: split as often as wanted
  bool known() const { return memory_bytes.has_value(); }
  bool fits() const { return requests > 0; }
  int64_t needed_bytes() const { return weight_bytes + step_bytes + request_bytes; } ///< of one request
};

/// `tokens`: prompt and answer together.
Fit fit(const FitModel& model, const Machine& machine, int64_t tokens);
/// Row by row: every machine of the first model, then of the next.
std::vector<Fit> fit_grid(const std::vector<FitModel>& models, const std::vector<const Machine*>& machines,
                          int64_t tokens);

} // namespace pareto
