// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

Architecture architecture::hybrid_gdn_swa() {
  return {
      .id = "hybrid-gdn-swa",
      .name = "Gated DeltaNet-H1 (GDN + window)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2412.06464",
      .source = "arXiv 2412.06464, section 3.4",
      .idea = PARETO_TEXT("Core", "Gated DeltaNet and sliding-window attention take turns."),
      .promise = PARETO_TEXT("Core", "Look-ups near a Transformer at bounded memory."),
      .weakness = PARETO_TEXT("Core", "Two kinds of kernel to serve."),
      .complexity = "O(W)",
      .shape = {.mixers = {mixer_of(gated_deltanet), window_shape},
                .published = {{.size = "1.3b", .hidden = 2304, .layers = 18, .ffn = 6144, .heads = 18}}},
  };
}

} // namespace pareto
