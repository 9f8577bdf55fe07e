// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/feed_forward/moe.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int64_t kMinimaxExperts = 32;

/// `width`: of all experts together.
FeedForward minimax_experts(int64_t width) {
  MoeFeedForward part;
  part.experts = kMinimaxExperts;
  part.chosen = 2;
  part.width = std::max<int64_t>(1, width / (kMinimaxExperts));
  return part;
}

} // namespace

Architecture architecture::hybrid_minimax() {
  return {
      .id = "hybrid-minimax",
      .name = "MiniMax-01 (lightning attention 7:1, experts)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2501.08313",
      .source = "transformers, modeling_minimax (pattern; its residual is the usual one here)",
      .idea = PARETO_TEXT(
          "Core", "Seven layers of lightning attention, then one of full attention, all with a mixture of experts."),
      .promise = PARETO_TEXT("Core", "Exact recall at an eighth of the cache."),
      .weakness = PARETO_TEXT("Core", "All experts must be held; the attention layers still grow with the context."),
      .complexity = "O(n / 8)",
      .shape = {.mixers = one_in(mixer_of(lightning_attention), 7, mixer_of(softmax_attention)),
                .ffn = minimax_experts,
                .ffn_parts = kMinimaxExperts},
  };
}

} // namespace pareto
