// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/plain.h"

namespace pareto {

namespace {

FeedForward squared(int64_t width) { return PlainFeedForward{width, UnaryFunction::ReluSquared}; }

/// Attention follows a Mamba-2 layer at once.
std::vector<ShapeRule::FeedForwardOf> parts() {
  std::vector<ShapeRule::FeedForwardOf> all(7, squared);
  all[5] = nullptr;
  return all;
}

Mixer nemotron_h_attention(const ShapeSize& size, int64_t hidden) {
  Mixer mixer = attention_shape(size, hidden, 0, 0);
  mixer.as<AttentionMixer>()->rope = {};
  return mixer;
}

} // namespace

Architecture architecture::hybrid_nemotron_h() {
  return {
      .id = "hybrid-nemotron-h",
      .name = "Nemotron-H (Mamba-2 + a few attention layers)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2504.03624",
      .source = "transformers, modeling_nemotron_h; the pattern of its 8B shape, arXiv 2504.03624, section 2.1",
      .idea =
          PARETO_TEXT("Core", "Mamba-2 layers and feed-forward layers take turns; one mixer in seven is attention."),
      .promise =
          PARETO_TEXT("Core", "Nearly the cache of a state-space model, with some layers that look back exactly."),
      .weakness = PARETO_TEXT("Core", "The attention layers still grow with the context."),
      .complexity = "O(n / 7)",
      .shape = {.mixers = one_in(mixer_of(mamba2), 6, nemotron_h_attention), .ffn = squared, .ffns = parts()},
  };
}

} // namespace pareto
