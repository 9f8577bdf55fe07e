// SPDX-License-Identifier: GPL-3.0-or-later
// gemma2 (arXiv 2408.00118) and gemma3_text (arXiv 2503.19786).
#include "core/formats/hugging_face/gemma_layers.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

#include <cmath>

namespace pareto::config {

namespace {

AttentionMixer gemma_mixer(ConfigReader& reader, const std::string& type) {
  AttentionMixer mixer;
  mixer.heads = reader.integer("num_attention_heads", kHeads, 8);
  mixer.kv_heads = reader.integer("num_key_value_heads", kHeads, 4);
  divided(reader, "num_key_value_heads", mixer.heads, mixer.kv_heads);
  mixer.head_dim = reader.integer("head_dim", kWidth, 256);
  mixer.scale = static_cast<float>(1 / std::sqrt(reader.number("query_pre_attn_scalar", {1e-3, 1e9}, 256)));
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  if (type == "gemma2")
    mixer.softcap = static_cast<float>(reader.number("attn_logit_softcapping", {1e-3, 1e6},
                                                     reader.json().contains("attn_logit_softcapping") ? 0 : 50));
  else if (reader.has("attn_logit_softcapping"))
    mixer.softcap = static_cast<float>(reader.number("attn_logit_softcapping", {1e-3, 1e6}));
  if (type == "gemma3_text") {
    mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
    mixer.qk_norm_one_plus = true;
    mixer.qk_norm_eps = static_cast<float>(reader.number("rms_norm_eps", kEps, 1e-6));
  }
  return mixer;
}

ModelSpec gemma_read(ConfigReader& reader, const std::string& type) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab, type == "gemma2" ? 256000 : 262208);
  spec.hidden = reader.integer("hidden_size", kWidth, 2304);
  spec.norm = {NormKind::Rms, static_cast<float>(reader.number("rms_norm_eps", kEps, 1e-6)), true, false};
  spec.tied = reader.boolean("tie_word_embeddings", true);
  spec.embedding_scale = std::sqrt(static_cast<float>(spec.hidden));
  spec.max_context = reader.integer("max_position_embeddings", kLength, type == "gemma2" ? 8192 : 131072);
  const bool capped = type == "gemma2" && !reader.json().contains("final_logit_softcapping");
  if (capped || reader.has("final_logit_softcapping"))
    spec.logit_softcap = static_cast<float>(reader.number("final_logit_softcapping", {1e-3, 1e6}, 30));
  if (reader.boolean("use_bidirectional_attention", false))
    reader.refuse("use_bidirectional_attention", "= true is not supported: only causal models are.",
                  ErrorCode::Unsupported);
  AttentionMixer mixer = gemma_mixer(reader, type);
  const RopeSpec one = type == "gemma2" ? read_rope(reader, mixer.head_dim) : RopeSpec{};
  const GemmaRopes ropes = type == "gemma2" ? GemmaRopes{one, one} : gemma_ropes(reader, mixer.head_dim);
  const GatedFeedForward ffn{reader.integer("intermediate_size", kWide, 9216),
                             read_activation(reader, "hidden_activation", "gelu_pytorch_tanh"), false};
  const int64_t layers = reader.integer("num_hidden_layers", kLayers, 26),
                window = reader.integer("sliding_window", kLength, 4096);
  const int64_t pattern = type == "gemma2" ? 2 : reader.integer("sliding_window_pattern", {1, 1024}, 6);
  for (const bool slides : sliding_layers(reader, layers, pattern)) {
    mixer.window = slides ? window : 0;
    mixer.rope = slides ? ropes.sliding : ropes.full;
    spec.blocks.push_back({mixer, ffn, Block::Residual::Sandwich, false});
  }
  return spec;
}

} // namespace

GemmaRopes gemma_ropes(ConfigReader& reader, int64_t width) {
  const bool nested = reader.has("rope_parameters") && reader.json()["rope_parameters"].contains("full_attention");
  if (!nested) {
    auto local = std::make_shared<RopeTable>();
    local->inv_freq = plain_frequencies(reader.number("rope_local_base_freq", kTheta, 10000), width / 2 * 2);
    return {{false, std::move(local)}, read_rope(reader, width, 1e6)};
  }
  ConfigReader parameters = reader.child("rope_parameters");
  ConfigReader sliding = parameters.child("sliding_attention"), full = parameters.child("full_attention");
  return {read_rope(reader, sliding, sliding, width, 10000, 1), read_rope(reader, full, full, width, 1e6, 1)};
}

ModelFamily family::gemma() {
  return {
      .types = {{"gemma2", gemma_read, "gemma"}, {"gemma3_text", gemma_read, "gemma"}},
      .names = {{"gemma",
                 "model.layers.",
                 kLlamaWhole,
                 {{"mixer_norm.", "input_layernorm."},
                  {"mixer_post_norm.", "post_attention_layernorm."},
                  {"ffn_norm.", "pre_feedforward_layernorm."},
                  {"ffn_post_norm.", "post_feedforward_layernorm."},
                  {"mixer.", "self_attn."},
                  {"ffn.", "mlp."}}}},
  };
}

} // namespace pareto::config
