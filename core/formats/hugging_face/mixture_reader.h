// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/hugging_face/shared.h"
#include "core/model/feed_forward/moe.h"

#include <functional>

// What the readers of mixtures of experts have in common.
namespace pareto::config {

/// Keys that types spell differently.
struct MixtureKeys {
  const char* experts = "num_experts";
  const char* chosen = "num_experts_per_tok";
  const char* width = "moe_intermediate_size";
};
/// Experts, choices, width inside and activation. Defaults of absent keys: those of the class, where it has some.
struct MixtureDefaults {
  std::optional<int64_t> experts{}, chosen{}, width{};
};
MoeFeedForward plain_mixture(ConfigReader& reader, const MixtureKeys& keys, const MixtureDefaults& defaults);
/// Refuses what the experts' rules do not allow, at the key of the choices.
void check_mixture(ConfigReader& reader, const MixtureKeys& keys, const MoeFeedForward& part);

/// "Noaux" routing of DeepSeek-V3 and its followers: sigmoid scores, corrected for the choice, groups by n_group and
/// topk_group, norm_topk_prob, routed_scaling_factor. `shared`: key of the number of shared experts.
void read_corrected_routing(ConfigReader& reader, MoeFeedForward& part, const char* shared);

/// A stack whose layers are alike but for their feed-forward part: a dense one of width intermediate_size where
/// `is_mixture` says no.
ModelSpec mixture_stack(ConfigReader& reader, ModelSpec spec, const AttentionMixer& mixer, const MoeFeedForward& part,
                        const std::function<bool(int64_t layer)>& is_mixture);
/// The dense part of such a stack.
GatedFeedForward dense_part(ConfigReader& reader);
/// The first `first_k_dense_replace` layers are dense.
std::function<bool(int64_t)> behind_dense(ConfigReader& reader, int64_t otherwise);

/// Which layers are mixtures by the list mlp_layer_types, otherwise those behind the first dense ones.
std::function<bool(int64_t)> sparse_layers(ConfigReader& reader, int64_t dense);

} // namespace pareto::config
