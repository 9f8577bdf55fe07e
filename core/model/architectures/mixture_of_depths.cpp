// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/moe.h"

namespace pareto {

namespace {

constexpr float kShare = 0.125f; ///< of the tokens, the paper's

Mixer mixture_of_depths_shape(const ShapeSize& size, int64_t hidden) { return attention_shape(size, hidden, 0, 0); }

/// One expert, which takes a share of the tokens.
FeedForward deep(int64_t width) {
  MoeFeedForward part;
  part.experts = part.chosen = 1;
  part.width = width;
  part.score = RouterScore::Sigmoid;
  part.correction = true;
  part.normalised = false;
  part.share = kShare;
  return part;
}

} // namespace

Architecture architecture::mixture_of_depths() {
  return {
      .id = "mixture-of-depths",
      .name = "Mixture of depths (feed-forward parts)",
      .family = "mixture-of-experts",
      .section = "5.1",
      .paper = "2404.02258",
      .source = "arXiv 2404.02258; of its blocks the feed-forward parts, chosen by a threshold as in its section 3.5",
      .idea = PARETO_TEXT(
          "Core",
          "In every other layer only one token in eight goes through the feed-forward part; the others pass by."),
      .promise = PARETO_TEXT("Core", "Less computation a token at the same parameters."),
      .weakness = PARETO_TEXT(
          "Core", "Attention still sees every token, and a small batch reads the weights for a few of them."),
      .complexity = "O(n)",
      .shape = {.mixers = {mixture_of_depths_shape}, .ffn = swiglu, .ffns = {swiglu, deep}},
  };
}

} // namespace pareto
