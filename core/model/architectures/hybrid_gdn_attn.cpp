// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

Architecture architecture::hybrid_gdn_attn() {
  return {
      .id = "hybrid-gdn-attn",
      .name = "Gated DeltaNet + attention 3:1",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2412.06464",
      .source = "transformers, modeling_qwen3_next (pattern)",
      .idea = PARETO_TEXT("Core", "Three Gated DeltaNet layers, then one of full attention."),
      .promise = PARETO_TEXT("Core", "Exact recall at a quarter of the cache."),
      .weakness = PARETO_TEXT("Core", "The cache still grows with the context."),
      .complexity = "O(n / 4)",
      .shape = {.mixers = {mixer_of(gated_deltanet), mixer_of(gated_deltanet), mixer_of(gated_deltanet),
                           mixer_of(softmax_attention)}},
  };
}

} // namespace pareto
