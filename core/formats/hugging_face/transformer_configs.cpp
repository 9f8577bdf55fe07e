// SPDX-License-Identifier: GPL-3.0-or-later
// Transformers of Hugging Face: defaults are those of each type's configuration class.
#include "core/formats/config.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

const std::vector<std::string>& activation_names() {
  static const std::vector<std::string> names{"silu", "swish", "gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "relu", "relu2", "sqrelu"};
  return names;
}

UnaryFunction read_activation(ConfigReader& reader, const std::string& key, const std::string& otherwise) {
  const std::string name = reader.choice(key, activation_names(), otherwise);
  if (name == "gelu")
    return UnaryFunction::GeluErf;
  if (name.rfind("gelu_", 0) == 0)
    return UnaryFunction::GeluTanh;
  if (name == "relu")
    return UnaryFunction::Relu;
  if (name == "relu2" || name == "sqrelu")
    return UnaryFunction::ReluSquared;
  return UnaryFunction::Silu;
}

int64_t divided(ConfigReader& reader, const std::string& key, int64_t whole, int64_t parts) {
  if (whole == 0 || whole % parts != 0) {
    reader.refuse(key, "= " + std::to_string(parts) + " does not divide " + std::to_string(whole) + ".");
    return 1;
  }
  return whole / parts;
}

namespace {

struct LlamaDefaults {
  double eps = 1e-6;
  int64_t head_dim = 0, window = 0; ///< used where the key is absent; 0 = derived, none
  bool qkv_bias = false, post_norm = false;
  AttentionMixer::QkNorm qk_norm = AttentionMixer::QkNorm::None;
};

LlamaDefaults defaults_of(const std::string& type) {
  using QkNorm = AttentionMixer::QkNorm;
  if (type == "mistral")
    return {.window = 4096};
  if (type == "qwen2")
    return {.window = 4096, .qkv_bias = true};
  if (type == "qwen3")
    return {.head_dim = 128, .window = 4096, .qk_norm = QkNorm::PerHead};
  if (type == "phi3")
    return {.eps = 1e-5};
  if (type == "olmo2")
    return {.eps = 1e-5, .post_norm = true, .qk_norm = QkNorm::WholeWidth};
  return {};
}

/// Window of one layer; 0 = full attention.
int64_t layer_window(ConfigReader& reader, const std::string& type, int64_t layer, int64_t otherwise) {
  if (type == "llama" || type == "olmo2")
    return 0;
  const bool is_null = reader.json().contains("sliding_window") && !reader.has("sliding_window");
  const int64_t window = is_null ? 0 : reader.integer("sliding_window", kLength, otherwise);
  if (type == "mistral" || type == "phi3")
    return window;
  if (!reader.boolean("use_sliding_window", false))
    return 0;
  if (reader.has("layer_types")) {
    const auto& types = reader.json()["layer_types"];
    const auto at = static_cast<size_t>(layer);
    if (!types.is_array() || at >= types.size() || !types[at].is_string()) {
      reader.refuse("layer_types", "must name one type for each layer.");
      return 0;
    }
    return types[at] == "sliding_attention" ? window : 0;
  }
  return layer >= reader.integer("max_window_layers", {0, 1024}, 28) ? window : 0;
}

AttentionMixer llama_mixer(ConfigReader& reader, const std::string& type, const LlamaDefaults& defaults, int64_t hidden) {
  AttentionMixer mixer;
  mixer.heads = reader.integer("num_attention_heads", kHeads);
  mixer.kv_heads = reader.integer("num_key_value_heads", kHeads, mixer.heads);
  divided(reader, "num_key_value_heads", mixer.heads, mixer.kv_heads);
  if (reader.has("head_dim"))
    mixer.head_dim = reader.integer("head_dim", kWidth);
  else
    mixer.head_dim = defaults.head_dim > 0 ? defaults.head_dim : divided(reader, "num_attention_heads", hidden, mixer.heads);
  mixer.rope = read_rope(reader, mixer.head_dim);
  const bool biased = (type == "llama" || type == "qwen3" || type == "olmo2") && reader.boolean("attention_bias", false);
  mixer.qkv_bias = defaults.qkv_bias || biased;
  mixer.output_bias = biased;
  mixer.qk_norm = defaults.qk_norm;
  mixer.qk_norm_eps = static_cast<float>(reader.number("rms_norm_eps", kEps, defaults.eps));
  return mixer;
}

} // namespace

ParsedConfig parse_llama_like(ConfigReader& reader, const std::string& type) {
  const LlamaDefaults defaults = defaults_of(type);
  ParsedConfig config{.spec = {}, .model_type = type, .architecture = {}, .names = type == "phi3" ? "phi3" : type == "olmo2" ? "olmo2" : "llama"};
  ModelSpec& spec = config.spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  const int64_t layers = reader.integer("num_hidden_layers", kLayers);
  spec.norm.eps = static_cast<float>(reader.number("rms_norm_eps", kEps, defaults.eps));
  spec.tied = reader.boolean("tie_word_embeddings", false);
  spec.max_context = reader.integer("max_position_embeddings", kLength, 2048);
  FeedForward ffn;
  ffn.width = reader.integer("intermediate_size", kWide);
  ffn.activation = read_activation(reader, "hidden_act", "silu");
  ffn.bias = type == "llama" && reader.boolean("mlp_bias", false);
  AttentionMixer mixer = llama_mixer(reader, type, defaults, spec.hidden);
  for (int64_t layer = 0; layer < layers && reader.ok(); ++layer) {
    mixer.window = layer_window(reader, type, layer, defaults.window);
    spec.blocks.push_back({mixer, ffn, defaults.post_norm ? Block::Residual::Post : Block::Residual::Pre, false});
  }
  return config;
}

ParsedConfig parse_gpt2(ConfigReader& reader) {
  ParsedConfig config{.spec = {}, .model_type = "gpt2", .architecture = {}, .names = "gpt2"};
  ModelSpec& spec = config.spec;
  spec.vocab = reader.integer("vocab_size", kVocab, 50257);
  spec.hidden = reader.integer("n_embd", kWidth);
  spec.positions = reader.integer("n_positions", {1, 1 << 20}, 1024);
  spec.max_context = spec.positions;
  spec.norm = {NormKind::Layer, static_cast<float>(reader.number("layer_norm_epsilon", kEps, 1e-5)), false, true};
  spec.tied = reader.boolean("tie_word_embeddings", true);
  AttentionMixer mixer;
  mixer.heads = mixer.kv_heads = reader.integer("n_head", kHeads);
  mixer.head_dim = divided(reader, "n_head", spec.hidden, mixer.heads);
  mixer.scale = reader.boolean("scale_attn_weights", true) ? 0 : 1;
  if (reader.boolean("scale_attn_by_inverse_layer_idx", false))
    reader.refuse("scale_attn_by_inverse_layer_idx", "= true is not supported.", ErrorCode::Unsupported);
  mixer.qkv_bias = mixer.output_bias = true;
  const FeedForward ffn{FeedForward::Kind::Plain, reader.integer("n_inner", kWide, 4 * spec.hidden),
                        read_activation(reader, "activation_function", "gelu_new"), true};
  spec.blocks.assign(static_cast<size_t>(reader.integer("n_layer", kLayers)), {mixer, ffn, Block::Residual::Pre, false});
  return config;
}

ParsedConfig parse_gpt_neox(ConfigReader& reader) {
  ParsedConfig config{.spec = {}, .model_type = "gpt_neox", .architecture = {}, .names = "gpt_neox"};
  ModelSpec& spec = config.spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.norm = {NormKind::Layer, static_cast<float>(reader.number("layer_norm_eps", kEps, 1e-5)), false, true};
  spec.tied = reader.boolean("tie_word_embeddings", false);
  spec.max_context = reader.integer("max_position_embeddings", kLength, 2048);
  AttentionMixer mixer;
  mixer.heads = mixer.kv_heads = reader.integer("num_attention_heads", kHeads);
  mixer.head_dim = divided(reader, "num_attention_heads", spec.hidden, mixer.heads);
  mixer.rope = read_rope(reader, mixer.head_dim, reader.number("rotary_emb_base", kTheta, 10000), reader.number("rotary_pct", {0.01, 1}, 0.25));
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", true);
  const FeedForward ffn{FeedForward::Kind::Plain, reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "gelu"), true};
  const auto residual = reader.boolean("use_parallel_residual", true) ? Block::Residual::Parallel : Block::Residual::Pre;
  spec.blocks.assign(static_cast<size_t>(reader.integer("num_hidden_layers", kLayers)), {mixer, ffn, residual, false});
  return config;
}

} // namespace pareto::config
