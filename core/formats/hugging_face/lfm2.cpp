// SPDX-License-Identifier: GPL-3.0-or-later
// lfm2, lfm2_moe (arXiv 2511.23404): gated short convolutions and a few layers of attention.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/short_conv.h"

namespace pareto::config {

namespace {

/// Width of the feed-forward part: what is stated, or, where it adjusts itself, two thirds of that, scaled and rounded
/// up.
int64_t ffn_width(ConfigReader& reader) {
  const int64_t stated = reader.has("block_ff_dim") ? reader.integer("block_ff_dim", kWide)
                                                    : reader.integer("intermediate_size", kWide, 12288);
  if (!reader.boolean("block_auto_adjust_ff_dim", true))
    return stated;
  const double scale = reader.number("block_ffn_dim_multiplier", {1e-3, 1e3}, 1);
  const int64_t least = static_cast<int64_t>(scale * static_cast<double>(2 * stated / 3)),
                step = reader.integer("block_multiple_of", kWide, 256);
  return (least + step - 1) / step * step;
}

/// Which layers attend: by layer_types, otherwise by full_attn_idxs, otherwise all.
std::vector<bool> attending(ConfigReader& reader, int64_t layers) {
  std::vector<bool> attends(static_cast<size_t>(layers), !reader.has("full_attn_idxs"));
  if (reader.has("full_attn_idxs") && !reader.has("layer_types"))
    for (const int64_t layer : reader.integers("full_attn_idxs", {0, layers - 1}))
      attends[static_cast<size_t>(layer)] = true;
  return layers_named(reader, std::move(attends), "full_attention", "conv");
}

/// Sigmoid scores, corrected for the choice; behind the first dense layers.
MoeFeedForward mixture(ConfigReader& reader) {
  MoeFeedForward part = plain_mixture(reader, {}, {32, 4, 1792});
  part.score = RouterScore::Sigmoid;
  part.correction = reader.boolean("use_expert_bias", true);
  part.normalised = reader.boolean("norm_topk_prob", true);
  part.eps = 1e-6f;
  part.scale = static_cast<float>(reader.number("routed_scaling_factor", kRatio, 1));
  return part;
}

ModelSpec read(ConfigReader& reader, const std::string& type) {
  ModelSpec spec = plain_model(reader, reader.boolean("tie_embedding", true));
  spec.norm.eps = eps_of(reader, "norm_eps", 1e-5);
  AttentionMixer attention = plain_mixer(reader, spec.hidden);
  attention.rope = read_rope(reader, attention.head_dim, 1e6);
  attention.qk_norm = AttentionMixer::QkNorm::PerHead;
  attention.qk_norm_eps = spec.norm.eps;
  const ShortConvMixer convolution{reader.integer("conv_L_cache", kTaps, 3), reader.boolean("conv_bias", false)};
  const bool sparse = type == "lfm2_moe";
  const int64_t layers = layer_count(reader),
                dense = sparse ? reader.integer("num_dense_layers", {0, 1024}, 2) : layers;
  const FeedForward ffn = swiglu(sparse ? reader.integer("intermediate_size", kWide, 7168) : ffn_width(reader)),
                    experts = sparse ? FeedForward(mixture(reader)) : ffn;
  for (const bool attends : attending(reader, layers))
    spec.blocks.push_back({attends ? Mixer(attention) : Mixer(convolution),
                           static_cast<int64_t>(spec.blocks.size()) < dense ? ffn : experts});
  return spec;
}

} // namespace

ModelFamily family::lfm2() {
  return {
      .types = {{"lfm2", read, "lfm2"}, {"lfm2_moe", read, "lfm2"}},
      .names = {{"lfm2",
                 "model.layers.",
                 {{"embed.", "model.embed_tokens."}, {"final_norm.", "model.embedding_norm."}, {"head.", "lm_head."}},
                 {{"mixer_norm.", "operator_norm."},
                  {"mixer.in_proj.", "conv.in_proj."},
                  {"mixer.conv.", "conv.conv."},
                  {"mixer.out_proj.", "conv.out_proj."},
                  {"mixer.o_proj.", "self_attn.out_proj."},
                  {"mixer.q_norm.", "self_attn.q_layernorm."},
                  {"mixer.k_norm.", "self_attn.k_layernorm."},
                  {"mixer.", "self_attn."},
                  {"ffn.router.correction", "feed_forward.expert_bias"},
                  {"ffn.router.", "feed_forward.gate."},
                  {"ffn.experts.gate_proj.", "feed_forward.experts.{}.w1."},
                  {"ffn.experts.up_proj.", "feed_forward.experts.{}.w3."},
                  {"ffn.experts.down_proj.", "feed_forward.experts.{}.w2."},
                  {"ffn.gate_proj.", "feed_forward.w1."},
                  {"ffn.up_proj.", "feed_forward.w3."},
                  {"ffn.down_proj.", "feed_forward.w2."}}}},
  };
}

} // namespace pareto::config
