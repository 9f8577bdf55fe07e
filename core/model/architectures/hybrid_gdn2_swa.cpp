// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

Architecture architecture::hybrid_gdn2_swa() {
  return {
      .id = "hybrid-gdn2-swa",
      .name = "Gated DeltaNet-2 + window",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2605.22791",
      .source = "arXiv 2605.22791, Table 2; the order of its layers is assumed",
      .idea = PARETO_TEXT("Core", "Gated DeltaNet-2 and sliding-window attention take turns."),
      .promise = PARETO_TEXT("Core", "The best published quality of its size at bounded memory."),
      .weakness = PARETO_TEXT("Core", "Two kinds of kernel to serve."),
      .complexity = "O(W)",
      .shape = {.mixers = {mixer_of(gated_deltanet_2), window_shape}},
  };
}

} // namespace pareto
