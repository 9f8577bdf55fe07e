// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/mamba2.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

Mixer log_linear_mamba2_shape(const ShapeSize&, int64_t hidden) {
  Mamba2Mixer mixer = mamba2_shape(hidden);
  mixer.levels = 15;
  return mixer;
}

} // namespace

Architecture architecture::log_linear_mamba2() {
  return {
      .id = "log-linear-mamba2",
      .name = "Log-linear Mamba-2",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2506.04761",
      .source = "flash-linear-attention, models/log_linear_mamba2",
      .idea =
          PARETO_TEXT("Core", "Mamba-2 with a state for each distance: the near past finely, the far past coarsely."),
      .promise = PARETO_TEXT("Core", "Memory that grows with the text, but only by its logarithm."),
      .weakness = PARETO_TEXT("Core", "Up to fifteen states instead of one, read at every token."),
      .complexity = "O(log n)",
      .fields = mamba2_fields(true),
      .shape = {.mixers = {log_linear_mamba2_shape}},
  };
}

} // namespace pareto
