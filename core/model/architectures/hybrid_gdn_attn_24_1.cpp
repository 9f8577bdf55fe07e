// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

Architecture architecture::hybrid_gdn_attn_24_1() {
  return {
      .id = "hybrid-gdn-attn-24-1",
      .name = "Gated DeltaNet + attention 24:1",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2507.06457",
      .source = "arXiv 2507.06457 (ratio); layers as hybrid-gdn-attn",
      .idea = PARETO_TEXT("Core", "Twenty-four Gated DeltaNet layers, then one of full attention."),
      .promise = PARETO_TEXT("Core", "A cache of one layer in 25."),
      .weakness = PARETO_TEXT("Core", "Fewer layers look everything up: recall falls with the ratio."),
      .complexity = "O(n / 25)",
      .shape = {.mixers = one_in(mixer_of(gated_deltanet), 24, mixer_of(softmax_attention))},
  };
}

} // namespace pareto
