// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

Architecture architecture::hybrid_deltanet_swa() {
  return {
      .id = "hybrid-deltanet-swa",
      .name = "DeltaNet + window",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2406.06484",
      .source = "arXiv 2406.06484, section 3.4",
      .idea = PARETO_TEXT("Core", "DeltaNet and sliding-window attention take turns."),
      .promise = PARETO_TEXT("Core", "Look-ups near a Transformer at bounded memory."),
      .weakness = PARETO_TEXT("Core", "Nothing looks far back exactly."),
      .complexity = "O(W)",
      .shape = {.mixers = {mixer_of(deltanet), window_shape}},
  };
}

} // namespace pareto
