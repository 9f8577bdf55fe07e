// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/moe.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int64_t kJambaExperts = 16;

/// `width`: of all experts together.
FeedForward jamba_experts(int64_t width) {
  MoeFeedForward part;
  part.experts = kJambaExperts;
  part.chosen = 2;
  part.width = std::max<int64_t>(1, width / (kJambaExperts));
  part.normalised = false;
  return part;
}

/// As wide as one expert.
FeedForward dense(int64_t width) { return swiglu(std::max<int64_t>(1, width / kJambaExperts)); }

/// Its order comes from Mamba: no rotary positions.
Mixer jamba_attention(const ShapeSize& size, int64_t hidden) {
  Mixer mixer = attention_shape(size, hidden, 0, 0);
  mixer.as<AttentionMixer>()->rope = {};
  return mixer;
}

/// Attention is the fifth of eight.
std::vector<ShapeRule::MixerOf> jamba_pattern() {
  std::vector<ShapeRule::MixerOf> mixers(8, mixer_of(architecture::mamba));
  mixers[4] = jamba_attention;
  return mixers;
}

} // namespace

Architecture architecture::hybrid_jamba() {
  return {
      .id = "hybrid-jamba",
      .name = "Jamba (Mamba + attention 7:1, experts)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2403.19887",
      .source = "transformers, modeling_jamba (pattern)",
      .idea = PARETO_TEXT("Core",
                          "Seven Mamba layers for one of attention, and a mixture of experts in every other layer."),
      .promise = PARETO_TEXT("Core", "An eighth of the cache, and many parameters of which each token uses a few."),
      .weakness = PARETO_TEXT("Core", "All experts must be held; the attention layers still grow with the context."),
      .complexity = "O(n / 8)",
      .shape = {.mixers = jamba_pattern(),
                .ffn = jamba_experts,
                .ffns = {dense, jamba_experts},
                .ffn_parts = kJambaExperts},
  };
}

} // namespace pareto
