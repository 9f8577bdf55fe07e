// SPDX-License-Identifier: GPL-3.0-or-later
// lfm2, lfm2_moe (arXiv 2511.23404), lfm3: gated short convolutions and a few layers of attention.
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
std::vector<bool> lfm2_attending(ConfigReader& reader, int64_t layers) {
  std::vector<bool> attends(static_cast<size_t>(layers), !reader.has("full_attn_idxs"));
  if (reader.has("full_attn_idxs") && !reader.has("layer_types"))
    for (const int64_t layer : reader.integers("full_attn_idxs", {0, layers - 1}))
      attends[static_cast<size_t>(layer)] = true;
  return layers_named(reader, std::move(attends), "full_attention", "conv");
}

/// Sigmoid scores, corrected for the choice; behind the first dense layers.
MoeFeedForward lfm2_mixture(ConfigReader& reader) {
  MoeFeedForward part = plain_mixture(reader, {}, {32, 4, 1792});
  part.score = RouterScore::Sigmoid;
  part.correction = reader.boolean("use_expert_bias", true);
  part.normalised = reader.boolean("norm_topk_prob", true);
  part.eps = 1e-6f;
  part.scale = static_cast<float>(reader.number("routed_scaling_factor", kRatio, 1));
  return part;
}

ModelSpec lfm2_read(ConfigReader& reader, const std::string& type) {
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
                    experts = sparse ? FeedForward(lfm2_mixture(reader)) : ffn;
  for (const bool attends : lfm2_attending(reader, layers))
    spec.blocks.push_back({attends ? Mixer(attention) : Mixer(convolution),
                           static_cast<int64_t>(spec.blocks.size()) < dense ? ffn : experts});
  return spec;
}

/// Types of the layers of LFM 3, one letter each: c(onv), s(liding), f(ull).
std::string lfm3_layers(ConfigReader& reader) {
  std::string layers;
  const int64_t count = layer_count(reader);
  if (!reader.has("layer_types")) {
    for (int64_t layer = 0; layer < count; ++layer)
      layers += layer % 4 == 2 ? 'f' : layer % 4 == 0 && layer > 0 ? 's' : 'c';
    return layers;
  }
  const nlohmann::json& types = reader.json()["layer_types"];
  for (const nlohmann::json& type : types)
    layers += type == "conv" ? 'c' : type == "sliding_attention" ? 's' : type == "full_attention" ? 'f' : '?';
  if (!types.is_array() || static_cast<int64_t>(layers.size()) != count || layers.find('?') != std::string::npos)
    reader.refuse("layer_types", "must name \"conv\", \"sliding_attention\" or \"full_attention\" for each layer.");
  return layers;
}

/// Rotary embedding of one type of layers, with LFM 3's own where the configuration has none.
RopeSpec lfm3_rope(ConfigReader& reader, const char* type, int64_t width) {
  const bool full = std::string(type) == "full_attention";
  if (reader.has("rope_parameters")) {
    ConfigReader parameters = reader.child("rope_parameters"), own = parameters.child(type);
    return read_rope(reader, own, own, width, full ? 1e6 : 10000, 1);
  }
  const nlohmann::json usual{{"rope_type", full ? "proportional" : "default"},
                             {"rope_theta", full ? 1e6 : 1e4},
                             {"partial_rotary_factor", full ? 0.5 : 1.0}};
  ConfigReader own(usual, "$", "LFM 3");
  return read_rope(reader, own, own, width, 1e4, 1);
}

/// Windows beside full attention, a gate for each head, norms behind the parts.
ModelSpec read_lfm3(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, true);
  spec.norm.eps = eps_of(reader, "norm_eps", 1e-5);
  AttentionMixer attention = plain_mixer(reader, spec.hidden, 128);
  attention.qkv_bias = attention.output_bias = reader.boolean("attention_bias", false);
  attention.qk_norm = AttentionMixer::QkNorm::PerHead;
  attention.qk_norm_eps = spec.norm.eps;
  if (reader.boolean("use_attention_gate", true))
    attention.gate = AttentionMixer::Gate::Heads;
  const RopeSpec sliding = lfm3_rope(reader, "sliding_attention", attention.head_dim),
                 full = lfm3_rope(reader, "full_attention", attention.head_dim);
  const int64_t window = reader.integer("sliding_window", kLength, 256);
  const ShortConvMixer convolution{reader.integer("conv_L_cache", kTaps, 7), reader.boolean("conv_bias", false)};
  const FeedForward ffn = swiglu(reader.integer("intermediate_size", kWide, 7680));
  const auto form = reader.boolean("use_sandwich_norm", true) ? Block::Residual::Sandwich : Block::Residual::Pre;
  for (const char layer : lfm3_layers(reader)) {
    attention.window = layer == 's' ? window : 0;
    attention.rope = layer == 's' ? sliding : full;
    spec.blocks.push_back({layer == 'c' ? Mixer(convolution) : Mixer(attention), ffn, form});
  }
  return spec;
}

const NamePairs kWhole{
    {"embed.", "model.embed_tokens."}, {"final_norm.", "model.embedding_norm."}, {"head.", "lm_head."}};

} // namespace

ModelFamily family::lfm2() {
  return {
      .types = {{"lfm2", lfm2_read, "lfm2"}, {"lfm2_moe", lfm2_read, "lfm2"}, {"lfm3", read_lfm3, "lfm3"}},
      .names = {{"lfm2",
                 "model.layers.",
                 kWhole,
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
                  {"ffn.down_proj.", "feed_forward.w2."}}},
                {"lfm3",
                 "model.layers.",
                 kWhole,
                 {{"mixer_norm.", "operator_norm."},
                  {"mixer_post_norm.", "post_operator_norm."},
                  {"ffn_post_norm.", "post_ffn_norm."},
                  {"mixer.in_proj.", "conv.in_proj."},
                  {"mixer.conv.", "conv.conv."},
                  {"mixer.out_proj.", "conv.out_proj."},
                  {"mixer.", "self_attn."},
                  {"ffn.gate_proj.", "feed_forward.w1."},
                  {"ffn.up_proj.", "feed_forward.w3."},
                  {"ffn.down_proj.", "feed_forward.w2."}}}},
  };
}

} // namespace pareto::config
