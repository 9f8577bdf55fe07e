// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/moe.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int64_t kMoeExperts = 8; ///< Mixtral's

Mixer moe_shape(const ShapeSize& size, int64_t hidden) { return attention_shape(size, hidden, 0, 0); }

/// `width`: of all experts together, so that the size holds as many parameters as its Transformer++.
FeedForward moe_experts(int64_t width) {
  MoeFeedForward part;
  part.experts = kMoeExperts;
  part.chosen = 2;
  part.width = std::max<int64_t>(1, width / kMoeExperts);
  return part;
}

} // namespace

Architecture architecture::moe() {
  return {
      .id = "moe",
      .name = "Mixture of experts (Mixtral)",
      .family = "mixture-of-experts",
      .section = "5.1",
      .paper = "2401.04088",
      .source = "transformers, modeling_mixtral",
      .idea = PARETO_TEXT("Core", "A router sends every token through two of eight feed-forward parts."),
      .promise = PARETO_TEXT("Core", "Many parameters, of which each token reads and computes a few."),
      .weakness = PARETO_TEXT("Core", "All experts must be held, and a large batch reads them all."),
      .complexity = "O(n)",
      .shape = {.mixers = {moe_shape}, .ffn = moe_experts, .ffn_parts = kMoeExperts},
  };
}

} // namespace pareto
