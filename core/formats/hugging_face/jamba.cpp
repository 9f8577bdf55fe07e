// SPDX-License-Identifier: GPL-3.0-or-later
// jamba (arXiv 2403.19887): Mamba and a few layers of attention without positions; every second layer has experts.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/mamba.h"

#include <algorithm>

namespace pareto::config {

namespace {

MambaMixer jamba_mamba_mixer(ConfigReader& reader, const ModelSpec& spec) {
  MambaMixer mixer;
  mixer.inner = reader.integer("mamba_expand", {1, 64}, 2) * spec.hidden;
  mixer.state = reader.integer("mamba_d_state", {1, 4096}, 16);
  mixer.conv = reader.integer("mamba_d_conv", kTaps, 4);
  const bool derived = !reader.has("mamba_dt_rank") || reader.json()["mamba_dt_rank"] == "auto";
  mixer.rank = derived ? (spec.hidden + 15) / 16 : reader.integer("mamba_dt_rank", kRank);
  mixer.conv_bias = reader.boolean("mamba_conv_bias", true);
  mixer.bias = reader.boolean("mamba_proj_bias", false);
  mixer.bcdt_norm_eps = spec.norm.eps;
  mixer.bcdt_norm_weight = true;
  return mixer;
}

/// Layers counted from `offset` on in steps of `period`.
struct Every {
  int64_t period, offset;
  bool holds(int64_t layer) const { return layer % period == offset; }
};
Every every(ConfigReader& reader, const std::string& what, int64_t period, int64_t offset) {
  const int64_t step = reader.integer(what + "_layer_period", {1, 1024}, period);
  return {step, reader.integer(what + "_layer_offset", {0, step - 1}, std::min(offset, step - 1))};
}

/// A softmax over all experts, whose chosen weights stay as they are.
MoeFeedForward jamba_mixture(ConfigReader& reader) {
  MoeFeedForward part = plain_mixture(reader, {.width = "intermediate_size"}, {16, 2, {}});
  part.normalised = false;
  return part;
}

ModelSpec jamba_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  const AttentionMixer attention = plain_mixer(reader, spec.hidden);
  const MambaMixer mamba = jamba_mamba_mixer(reader, spec);
  const Every attends = every(reader, "attn", 8, 4), sparse = every(reader, "expert", 2, 1);
  const bool one = reader.has("num_experts") && reader.integer("num_experts", {1, 4096}) == 1;
  const FeedForward dense = dense_part(reader), experts = one ? dense : FeedForward(jamba_mixture(reader));
  for (int64_t layer = 0, layers = layer_count(reader); layer < layers && reader.ok(); ++layer)
    spec.blocks.push_back(
        {attends.holds(layer) ? Mixer(attention) : Mixer(mamba), sparse.holds(layer) ? experts : dense});
  return spec;
}

} // namespace

ModelFamily family::jamba() {
  return {
      .types = {{"jamba", jamba_read, "jamba"}},
      .names = {{"jamba",
                 "model.layers.",
                 kHybridWhole,
                 {{"mixer_norm.", "input_layernorm."},
                  {"ffn_norm.", "pre_ff_layernorm."},
                  {"mixer.conv.", "mamba.conv1d."},
                  {"mixer.dt_norm.", "mamba.dt_layernorm."},
                  {"mixer.b_norm.", "mamba.b_layernorm."},
                  {"mixer.c_norm.", "mamba.c_layernorm."},
                  {"mixer.", "mamba."},
                  {"ffn.router.", "feed_forward.router."},
                  {"ffn.experts.", "feed_forward.experts.{}."},
                  {"ffn.", "feed_forward."}},
                 {},
                 {{".mamba.", ".self_attn."}}}},
  };
}

} // namespace pareto::config
