// SPDX-License-Identifier: GPL-3.0-or-later
// Transformers that differ from Llama in one or two places: smollm3, cohere, starcoder2, glm4, exaone4, nanochat.
#include "core/formats/config.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

/// Fields all of them share; rotary embedding included.
AttentionMixer plain_mixer(ConfigReader& reader, int64_t hidden, std::optional<int64_t> default_width = {}) {
  AttentionMixer mixer;
  mixer.heads = reader.integer("num_attention_heads", kHeads);
  mixer.kv_heads = reader.integer("num_key_value_heads", kHeads, mixer.heads);
  divided(reader, "num_key_value_heads", mixer.heads, mixer.kv_heads);
  if (reader.has("head_dim"))
    mixer.head_dim = reader.integer("head_dim", kWidth);
  else
    mixer.head_dim = default_width ? *default_width : divided(reader, "num_attention_heads", hidden, mixer.heads);
  return mixer;
}

ParsedConfig plain_model(ConfigReader& reader, const std::string& type, const std::string& names, bool tied) {
  ParsedConfig config{.spec = {}, .model_type = type, .architecture = {}, .names = names};
  config.spec.vocab = reader.integer("vocab_size", kVocab);
  config.spec.hidden = reader.integer("hidden_size", kWidth);
  config.spec.tied = reader.boolean("tie_word_embeddings", tied);
  config.spec.max_context = reader.integer("max_position_embeddings", kLength, 2048);
  return config;
}

float eps_of(ConfigReader& reader, const std::string& key, double otherwise) { return static_cast<float>(reader.number(key, kEps, otherwise)); }

int64_t layer_count(ConfigReader& reader) { return reader.integer("num_hidden_layers", kLayers); }

} // namespace

/// Llama with layers that have no rotary embedding (every fourth unless listed).
ParsedConfig parse_smollm3(ConfigReader& reader) {
  ParsedConfig config = plain_model(reader, "smollm3", "llama", true);
  ModelSpec& spec = config.spec;
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  const RopeSpec rope = read_rope(reader, mixer.head_dim, 2e6);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  const FeedForward ffn{FeedForward::Kind::Gated, reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                        reader.boolean("mlp_bias", false)};
  const int64_t layers = layer_count(reader), interval = reader.integer("no_rope_layer_interval", {1, 1024}, 4);
  const std::vector<int64_t> listed = reader.integers("no_rope_layers", {0, 1});
  if (!listed.empty() && static_cast<int64_t>(listed.size()) < layers)
    reader.refuse("no_rope_layers", "must have one entry for each layer.");
  const bool slides = reader.boolean("use_sliding_window", false) && reader.has("sliding_window");
  const int64_t window = slides ? reader.integer("sliding_window", kLength) : 0;
  const std::vector<bool> sliding = sliding_layers(reader, layers, slides ? interval : 0);
  for (int64_t layer = 0; layer < layers && reader.ok(); ++layer) {
    const bool rotates = listed.empty() ? (layer + 1) % interval != 0 : listed[static_cast<size_t>(layer)] == 1;
    mixer.rope = rotates ? rope : RopeSpec{};
    mixer.window = sliding[static_cast<size_t>(layer)] ? window : 0;
    spec.blocks.push_back({mixer, ffn, Block::Residual::Pre, false});
  }
  return config;
}

/// Command R: parallel parts behind one LayerNorm without bias, interleaved rotary embedding, scaled logits.
ParsedConfig parse_cohere(ConfigReader& reader) {
  ParsedConfig config = plain_model(reader, "cohere", "llama", true);
  ModelSpec& spec = config.spec;
  spec.norm = {NormKind::Layer, eps_of(reader, "layer_norm_eps", 1e-5), false, false};
  spec.logit_scale = static_cast<float>(reader.number("logit_scale", {1e-6, 1e6}, 0.0625));
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.rope = read_rope(reader, mixer.head_dim);
  mixer.rope.interleaved = true;
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  if (reader.boolean("use_qk_norm", false))
    reader.refuse("use_qk_norm", "= true is not supported: its norm has weights of its own for each head.", ErrorCode::Unsupported);
  const FeedForward ffn{FeedForward::Kind::Gated, reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"), false};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), {mixer, ffn, Block::Residual::ParallelShared, false});
  return config;
}

/// LayerNorm with bias, biases everywhere, a plain feed-forward part.
ParsedConfig parse_starcoder2(ConfigReader& reader) {
  ParsedConfig config = plain_model(reader, "starcoder2", "starcoder2", true);
  ModelSpec& spec = config.spec;
  spec.norm = {NormKind::Layer, eps_of(reader, "norm_epsilon", 1e-5), false, true};
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.rope = read_rope(reader, mixer.head_dim);
  const bool bias = reader.boolean("use_bias", true);
  mixer.qkv_bias = mixer.output_bias = bias;
  mixer.window = reader.has("sliding_window") ? reader.integer("sliding_window", kLength) : 0;
  const FeedForward ffn{FeedForward::Kind::Plain, reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "gelu_pytorch_tanh"), bias};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), {mixer, ffn, Block::Residual::Pre, false});
  return config;
}

/// Norms before and after each part, half of each head rotated in neighbouring pairs, q, k, v with bias and o without.
ParsedConfig parse_glm4(ConfigReader& reader) {
  ParsedConfig config = plain_model(reader, "glm4", "glm4", false);
  ModelSpec& spec = config.spec;
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1.5625e-7);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden, 128);
  mixer.rope = read_rope(reader, mixer.head_dim, 10000, 0.5);
  mixer.rope.interleaved = true;
  mixer.qkv_bias = reader.boolean("attention_bias", false);
  const FeedForward ffn{FeedForward::Kind::Gated, reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"), false};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), {mixer, ffn, Block::Residual::Sandwich, false});
  return config;
}

/// Norms after each part and of q and k; where layers slide, the full ones have no rotary embedding.
ParsedConfig parse_exaone4(ConfigReader& reader) {
  ParsedConfig config = plain_model(reader, "exaone4", "olmo2", false);
  ModelSpec& spec = config.spec;
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  const RopeSpec rope = read_rope(reader, mixer.head_dim);
  mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  mixer.qk_norm_eps = spec.norm.eps;
  const FeedForward ffn{FeedForward::Kind::Gated, reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"), false};
  const bool without = reader.json().contains("sliding_window") && !reader.has("sliding_window");
  const int64_t window = without ? 0 : reader.integer("sliding_window", kLength, 4096);
  int64_t pattern = 4;
  if (reader.has("sliding_window_pattern") && reader.json()["sliding_window_pattern"].is_number())
    pattern = reader.integer("sliding_window_pattern", {0, 1024});
  else if (reader.has("sliding_window_pattern") && !reader.has("layer_types"))
    reader.refuse("sliding_window_pattern", "as a text is read only beside layer_types.", ErrorCode::Unsupported);
  for (const bool slides : sliding_layers(reader, layer_count(reader), window > 0 ? pattern : 0)) {
    mixer.window = slides ? window : 0;
    mixer.rope = slides || window == 0 ? rope : RopeSpec{};
    spec.blocks.push_back({mixer, ffn, Block::Residual::Post, false});
  }
  return config;
}

/// Norms without weights, one of them right after the embedding and of q and k after their rotation, which turns the other
/// way round; squared ReLU, capped logits.
ParsedConfig parse_nanochat(ConfigReader& reader) {
  ParsedConfig config = plain_model(reader, "nanochat", "nanochat", false);
  ModelSpec& spec = config.spec;
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  spec.norm.weight = false;
  if (reader.has("final_logit_softcapping") || !reader.json().contains("final_logit_softcapping"))
    spec.logit_softcap = static_cast<float>(reader.number("final_logit_softcapping", {1e-3, 1e6}, 15));
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  const RopeSpec rope = read_rope(reader, mixer.head_dim);
  auto backwards = std::make_shared<RopeTable>(*rope.table);
  for (double& frequency : backwards->inv_freq)
    frequency = -frequency;
  for (double& frequency : backwards->inv_freq_long)
    frequency = -frequency;
  mixer.rope.table = std::move(backwards);
  mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  mixer.qk_norm_weight = false;
  mixer.qk_norm_after_rope = true;
  mixer.qk_norm_eps = spec.norm.eps;
  mixer.qkv_bias = reader.boolean("attention_bias", false);
  mixer.output_bias = mixer.qkv_bias;
  const FeedForward ffn{FeedForward::Kind::Plain, reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "relu2"), false};
  const int64_t layers = layer_count(reader);
  for (int64_t layer = 0; layer < layers; ++layer)
    spec.blocks.push_back({mixer, ffn, Block::Residual::Pre, layer == 0});
  return config;
}

} // namespace pareto::config
