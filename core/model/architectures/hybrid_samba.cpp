// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

Architecture architecture::hybrid_samba() {
  return {
      .id = "hybrid-samba",
      .name = "Samba (Mamba + window)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2406.07522",
      .source = "flash-linear-attention, models/samba",
      .idea = PARETO_TEXT("Core", "Mamba and sliding-window attention take turns."),
      .promise = PARETO_TEXT("Core", "Short-range precision at bounded memory."),
      .weakness = PARETO_TEXT("Core", "Nothing looks far back exactly."),
      .complexity = "O(W)",
      .shape = {.mixers = {mixer_of(mamba), window_shape}},
  };
}

} // namespace pareto
