// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

Architecture architecture::hybrid_kda_swa() {
  return {
      .id = "hybrid-kda-swa",
      .name = "KDA + window",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2605.22791",
      .source = "arXiv 2605.22791, Table 2; the order of its layers is assumed",
      .idea = PARETO_TEXT("Core", "Kimi Delta Attention and sliding-window attention take turns."),
      .promise = PARETO_TEXT("Core", "Look-ups near a Transformer at bounded memory."),
      .weakness = PARETO_TEXT("Core", "Two kinds of kernel to serve."),
      .complexity = "O(W)",
      .shape = {.mixers = {mixer_of(kda), window_shape}},
  };
}

} // namespace pareto
