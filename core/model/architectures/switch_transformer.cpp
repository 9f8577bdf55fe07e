// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/moe.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int64_t kSwitchTransformerExperts = 8; ///< Switch-Base's fewest

Mixer switch_transformer_shape(const ShapeSize& size, int64_t hidden) { return attention_shape(size, hidden, 0, 0); }

/// `width`: of all experts together. One a token, weighed by its probability as it is.
FeedForward switch_transformer_experts(int64_t width) {
  MoeFeedForward part;
  part.experts = kSwitchTransformerExperts;
  part.chosen = 1;
  part.width = std::max<int64_t>(1, width / kSwitchTransformerExperts);
  part.activation = UnaryFunction::Relu;
  part.gated = false;
  part.normalised = false;
  return part;
}

} // namespace

Architecture architecture::switch_transformer() {
  return {
      .id = "switch-transformer",
      .name = "Switch (one expert a token)",
      .family = "mixture-of-experts",
      .section = "5.1",
      .paper = "2101.03961",
      .source = "arXiv 2101.03961, section 2.1",
      .idea = PARETO_TEXT("Core", "A router sends every token through a single expert."),
      .promise = PARETO_TEXT("Core", "The least computation and reading a mixture of experts can have."),
      .weakness = PARETO_TEXT("Core", "One wrong choice is not made up for by a second expert."),
      .complexity = "O(n)",
      .shape = {.mixers = {switch_transformer_shape},
                .ffn = switch_transformer_experts,
                .ffn_parts = kSwitchTransformerExperts},
  };
}

} // namespace pareto
