// SPDX-License-Identifier: GPL-3.0-or-later
// The model types of flash-linear-attention whose layers sum keys and values up, or keep them in a few slots.
#include "core/formats/fla/frame.h"
#include "core/model/architectures/abc.h"
#include "core/model/architectures/gla.h"
#include "core/model/architectures/gsa.h"
#include "core/model/architectures/hgrn.h"
#include "core/model/architectures/hgrn2.h"
#include "core/model/architectures/lightnet.h"
#include "core/model/architectures/linear_attention.h"
#include "core/model/architectures/retnet.h"
#include "core/model/architectures/softmax_attention.h"

#include <algorithm>

namespace pareto::config {

namespace {

constexpr int64_t kGateRank = 16; ///< gla: not in the configuration

Mixer linear_attention(const Frame& f) {
  auto mixer = f.of_ratios<LinearAttentionMixer>(4, 1, 1);
  const std::string map = f.reader.choice("feature_map", {"elementwise_product", "elu"}, "elementwise_product");
  mixer.feature_map =
      map == "elu" ? LinearAttentionMixer::FeatureMap::EluPlusOne : LinearAttentionMixer::FeatureMap::Hadamard;
  mixer.tied_feature_map = f.reader.boolean("tie_feature_map_qk", false);
  mixer.norm_q = f.reader.boolean("norm_q", false);
  mixer.norm_k = f.reader.boolean("norm_k", false);
  mixer.normalised = f.reader.boolean("norm_feature_map", false);
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer retnet(const Frame& f) {
  auto mixer = f.of_ratios<RetNetMixer>(8, 1, 2);
  mixer.rope = plain_rope(mixer.key_dim);
  mixer.gate = f.reader.boolean("use_output_gate", true);
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer gla(const Frame& f) {
  auto mixer = f.of_ratios<GlaMixer>(4, 0.5, 1);
  mixer.gate_rank = kGateRank;
  mixer.conv = f.conv(false);
  mixer.gate = f.reader.boolean("use_output_gate", true);
  mixer.clamp_min = static_cast<float>(f.reader.number("clamp_min", {-1e6, 0}, 0));
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer hgrn(const Frame& f) {
  HgrnMixer mixer;
  mixer.inner = f.scaled("expand_ratio", 1, f.hidden);
  mixer.conv = f.conv(false);
  mixer.lower_bound = f.reader.boolean("use_lower_bound", true);
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer hgrn2(const Frame& f) {
  Hgrn2Mixer mixer;
  if (f.reader.has("expand_ratio") || !f.reader.has("num_heads")) {
    mixer.key_dim = f.reader.integer("expand_ratio", kWidth, 128);
    mixer.heads = divided(f.reader, "expand_ratio", f.hidden, mixer.key_dim);
  } else {
    mixer.heads = f.heads("num_heads", 1);
    mixer.key_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  }
  mixer.value_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  mixer.conv = f.conv(false);
  mixer.lower_bound = f.reader.boolean("use_lower_bound", true);
  return mixer; // its norm keeps the fixed epsilon 1e-5
}

GsaMixer slots_of(const Frame& f) {
  auto mixer = f.of_ratios<GsaMixer>(4, 1, 1);
  mixer.slots = f.reader.integer("num_slots", kModes, mixer.key_dim);
  mixer.gate_normaliser = static_cast<float>(f.reader.number("gate_logit_normalizer", {1e-3, 1e6}, 8));
  f.reader.choice("feature_map", {"swish"}, "swish");
  return mixer;
}

Mixer gsa(const Frame& f) { // its use_output_gate, use_norm and clamps reach no layer
  GsaMixer mixer = slots_of(f);
  mixer.conv = f.conv(false);
  return mixer; // its norm keeps the fixed epsilon 1e-5
}

/// GSA with a router. Its noise is training's.
Mixer raven(const Frame& f) {
  GsaMixer mixer = slots_of(f);
  mixer.chosen = f.reader.integer("topk", {1, mixer.slots}, std::min<int64_t>(32, mixer.slots));
  mixer.head_decay = f.reader.choice("decay_type", {"Mamba2", "GLA"}, "Mamba2") == "Mamba2";
  mixer.norm_eps = f.eps;
  f.reader.choice("router_score", {"sigmoid"}, "sigmoid");
  f.reader.choice("router_type", {"lin"}, "lin");
  for (const char* variant : {"use_output_gate", "use_rope", "bias_rmm"})
    if (f.reader.boolean(variant, false))
      f.reader.refuse(variant, "= true is not supported.", ErrorCode::Unsupported);
  return mixer;
}

Mixer abc(const Frame& f) {
  auto mixer = f.of_ratios<AbcMixer>(4, 0.5, 1);
  mixer.slots = f.reader.integer("num_slots", kModes, 64);
  mixer.conv = f.conv(false);
  const double low = f.reader.number("clamp_min", {-1e6, 0}, -32), high = f.reader.number("clamp_max", {0, 1e6}, 32);
  if (low != -high)
    f.reader.refuse("clamp_min", "must be the negative of clamp_max.", ErrorCode::Unsupported);
  mixer.clamp = static_cast<float>(high);
  if (f.reader.boolean("use_rope", true))
    mixer.rope = plain_rope(mixer.key_dim);
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer lightnet(const Frame& f) {
  LightNetMixer mixer;
  if (f.reader.has("expand_ratio") || !f.reader.has("num_heads")) {
    mixer.key_dim = f.reader.integer("expand_ratio", kWidth, 128);
    mixer.heads = f.heads("num_heads", divided(f.reader, "expand_ratio", f.hidden, mixer.key_dim));
  } else {
    mixer.heads = f.heads("num_heads", 1);
    mixer.key_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  }
  mixer.value_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  mixer.gate_rank = f.reader.integer("gate_low_rank_dim", kRank, 128);
  mixer.conv = f.conv(false);
  return mixer; // its norm keeps the fixed epsilon 1e-6
}

} // namespace

std::map<std::string, MixerReader> linear_readers() {
  return {
      {"linear_attn", linear_attention},
      {"retnet", retnet},
      {"gla", gla},
      {"hgrn", hgrn},
      {"hgrn2", hgrn2},
      {"gsa", gsa},
      {"raven", raven},
      {"abc", abc},
      {"lightnet", lightnet},
  };
}

} // namespace pareto::config
