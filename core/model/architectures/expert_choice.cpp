// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/moe.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int64_t kExpertChoiceExperts = 8;
constexpr float kMean = 2; ///< experts of a token: the paper's capacity factor

Mixer expert_choice_shape(const ShapeSize& size, int64_t hidden) { return attention_shape(size, hidden, 0, 0); }

/// `width`: of all experts together. Any number of them may take a token.
FeedForward expert_choice_experts(int64_t width) {
  MoeFeedForward part;
  part.experts = part.chosen = kExpertChoiceExperts;
  part.width = std::max<int64_t>(1, width / kExpertChoiceExperts);
  part.score = RouterScore::Sigmoid;
  part.correction = true;
  part.normalised = false;
  part.share = kMean / kExpertChoiceExperts;
  return part;
}

} // namespace

Architecture architecture::expert_choice() {
  return {
      .id = "expert-choice",
      .name = "Expert choice (causal thresholds)",
      .family = "mixture-of-experts",
      .section = "5.1",
      .paper = "2603.11535",
      .source = "arXiv 2202.09368; thresholds in place of the best tokens of a batch: 2603.11535, section 3",
      .idea = PARETO_TEXT("Core", "Every expert takes the tokens whose score lies above its threshold, so that tokens "
                                  "take none, one or several."),
      .promise = PARETO_TEXT("Core", "Work goes to the tokens that need it, and the experts are evenly loaded."),
      .weakness = PARETO_TEXT("Core", "How many experts a token takes is not known before it is routed."),
      .complexity = "O(n)",
      .shape = {.mixers = {expert_choice_shape}, .ffn = expert_choice_experts, .ffn_parts = kExpertChoiceExperts},
  };
}

} // namespace pareto
