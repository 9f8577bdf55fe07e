// SPDX-License-Identifier: GPL-3.0-or-later
// mimo_v2_flash (MiMo-V2-Flash, arXiv 2601.02780): windows with sinks and more heads of keys between layers of full
// attention, values narrower than keys, mixtures of experts behind a dense layer.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"

namespace pareto::config {

namespace {

constexpr double kRotated = 0.334; ///< share of a head that turns

RopeSpec rope_of(ConfigReader& reader, const char* type, int64_t width, double theta) {
  ConfigReader all = reader.child("rope_parameters"), own = all.child(type);
  return read_rope(reader, own, own, width, theta, kRotated);
}

/// Which layers slide: by layer_types, otherwise all but the first and every sixth.
std::vector<bool> sliding(ConfigReader& reader, int64_t layers) {
  std::vector<bool> slides(static_cast<size_t>(layers));
  for (int64_t layer = 0; layer < layers; ++layer)
    slides[static_cast<size_t>(layer)] = layer > 0 && (layer + 1) % 6 != 0;
  return layers_named(reader, std::move(slides), "sliding_attention", "full_attention");
}

ModelSpec mimo_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  AttentionMixer full = plain_mixer(reader, spec.hidden, 192);
  full.value_dim = reader.integer("v_head_dim", kWidth, 128);
  full.qkv_bias = reader.boolean("attention_bias", false);
  if (reader.has("attention_value_scale"))
    full.value_scale = static_cast<float>(reader.number("attention_value_scale", {1e-6, 1e6}));
  full.rope = rope_of(reader, "full_attention", full.head_dim, 5e6);
  AttentionMixer slides = full;
  slides.kv_heads = reader.integer("swa_num_key_value_heads", kHeads, 2 * full.kv_heads);
  divided(reader, "num_key_value_heads", slides.heads, slides.kv_heads);
  slides.window = reader.has("sliding_window_size") ? reader.integer("sliding_window_size", kLength) + 1
                                                    : reader.integer("sliding_window", kLength, 129);
  slides.rope = rope_of(reader, "sliding_attention", full.head_dim, 10000);
  slides.sinks = true;
  MoeFeedForward part = plain_mixture(reader, {.experts = "n_routed_experts"}, {256, 8, 2048});
  read_corrected_routing(reader, part, "n_shared_experts");
  const auto mixes = sparse_layers(reader, 1);
  for (const bool slide : sliding(reader, layer_count(reader))) {
    const bool mixture = mixes(static_cast<int64_t>(spec.blocks.size()));
    spec.blocks.push_back({slide ? slides : full, mixture ? FeedForward(part) : FeedForward(dense_part(reader))});
  }
  return spec;
}

} // namespace

ModelFamily family::mimo() {
  NamePairs part{{"mixer.sinks", "self_attn.attention_sink_bias"},
                 {"ffn.router.correction", "mlp.gate.e_score_correction_bias"},
                 {"ffn.router.", "mlp.gate."},
                 {"ffn.experts.", "mlp.experts.{}."}};
  part.insert(part.end(), kLlamaPart.begin(), kLlamaPart.end());
  return {
      .types = {{"mimo_v2_flash", mimo_read, "mimo"}},
      .names = {{"mimo", "model.layers.", kLlamaWhole, part}},
  };
}

} // namespace pareto::config
