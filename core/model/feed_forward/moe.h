// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"
#include "core/graph/ops/route.h"
#include "core/model/feed_forward.h"

namespace pareto {

/// A mixture of experts: each token goes through a few of many feed-forward parts, chosen by a router, and through one
/// that all share. Mixtral, arXiv 2401.04088; DeepSeekMoE, arXiv 2401.06066 and 2412.19437; Switch, arXiv 2101.03961.
struct MoeFeedForward {
  int64_t experts = 8, chosen = 2; ///< of a token
  int64_t width = 0;               ///< inside of each
  UnaryFunction activation = UnaryFunction::Silu;
  bool gated = true;    ///< down(act(gate x) * up x); otherwise down(act(up x))
  bool bias = false;    ///< of the experts' projections
  float limit = 0;      ///< > 0: gate at most, up between minus and plus this, of the shared part too (gpt-oss)
  bool shifted = false; ///< g sigmoid(1.702 g) (u + 1) in place of the gated activation (gpt-oss)
  RouterScore score = RouterScore::Softmax;
  bool router_bias = false; ///< of the logits
  bool correction = false;  ///< of the scores, for the choice only (arXiv 2408.15664)
  int64_t groups = 1, kept_groups = 1;
  GroupScore group_score = GroupScore::BestTwo;
  bool normalised = true; ///< weights of a token over max(their sum + eps, least_sum)
  float eps = 0, least_sum = 0;
  float scale = 1;           ///< of the weights behind that
  bool weighs_input = false; ///< what an expert reads is weighed, not what it makes (Llama 4); one expert a token
  int64_t shared_width = 0;  ///< inside of the part that every token goes through; 0 = none
  bool shared_gate = false;  ///< its result times sigmoid(a projection of x) (Qwen)
  int64_t latent = 0;        ///< width that the routed experts read and write (Nemotron); 0 = that of the stream
  int64_t zero_experts = 0;  ///< behind the others: they return their input (LongCat)
  /// > 0: epsilon of RMS norms of its own of a stream that is not normalised yet: one of the experts, and one without
  /// weight of the router, times a learned vector / sqrt(hidden) (Gemma 4).
  float own_norms = 0;
  bool gains = false;       ///< a learned factor of each expert's weight (Gemma 4)
  int64_t null_experts = 0; ///< behind these: they make nothing (AdaMoE, arXiv 2406.13233)
  /// Of the choices that are made on average; below 1 an expert takes what lies above its threshold, -correction:
  /// expert choice and mixture of depths made causal (RouteSpec).
  float share = 1;
  bool hashed = false; ///< each id of the vocabulary has its experts, the router weighs them only (arXiv 2106.04426)
};

std::string_view feed_forward_id(const MoeFeedForward& part);
Tensor record_feed_forward(LayerContext& context, Tensor x, const MoeFeedForward& part);

/// The architecture that a stack of attention with such parts is: "deepseek-moe" where an expert is shared,
/// "switch-transformer" where a token takes one plain expert, "expert-choice" and "mixture-of-depths" where experts or
/// the one expert take a share, otherwise "moe".
std::string_view architecture_of(const MoeFeedForward& part);

} // namespace pareto
