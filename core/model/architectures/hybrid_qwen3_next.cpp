// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/moe.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int64_t kQwen3NextExperts = 32, kShared = 1;

/// `width`: of all experts together, the shared one included.
FeedForward qwen3_next_experts(int64_t width) {
  MoeFeedForward part;
  part.experts = kQwen3NextExperts;
  part.chosen = 4;
  part.width = std::max<int64_t>(1, width / (kQwen3NextExperts + kShared));
  part.shared_gate = true;
  part.shared_width = kShared * part.width;
  return part;
}

Mixer qwen3_next_attention(const ShapeSize& size, int64_t hidden) {
  Mixer mixer = attention_shape(size, hidden, 0, 0);
  auto& settings = *mixer.as<AttentionMixer>();
  settings.gate = AttentionMixer::Gate::Channels;
  settings.qk_norm = AttentionMixer::QkNorm::PerHead;
  return mixer;
}

} // namespace

Architecture architecture::hybrid_qwen3_next() {
  return {
      .id = "hybrid-qwen3-next",
      .name = "Qwen3-Next (Gated DeltaNet + gated attention 3:1, experts)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2412.06464",
      .source = "transformers, modeling_qwen3_next (pattern; of its 512 experts 32)",
      .idea = PARETO_TEXT(
          "Core",
          "Three Gated DeltaNet layers, then one of gated attention; each with many small experts and a shared one."),
      .promise =
          PARETO_TEXT("Core", "Exact recall at a quarter of the cache, and few of the parameters read for a token."),
      .weakness = PARETO_TEXT("Core", "All experts must be held, and a large batch reads them all."),
      .complexity = "O(n / 4)",
      .shape = {.mixers = one_in(mixer_of(gated_deltanet), 3, qwen3_next_attention),
                .ffn = qwen3_next_experts,
                .ffn_parts = kQwen3NextExperts + kShared},
  };
}

} // namespace pareto
