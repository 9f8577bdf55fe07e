// SPDX-License-Identifier: GPL-3.0-or-later
// llama, mistral, qwen2, qwen3, phi3, olmo2: defaults are those of each type's configuration class.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

#include <optional>

namespace pareto::config {

namespace {

struct LlamaDefaults {
  double eps = 1e-6;
  std::optional<int64_t> head_dim{}; ///< used where the key is absent; nothing: derived
  int64_t window = 0;                ///< the same; 0: none
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

AttentionMixer llama_mixer(ConfigReader& reader, const std::string& type, const LlamaDefaults& defaults,
                           int64_t hidden) {
  AttentionMixer mixer = plain_mixer(reader, hidden, defaults.head_dim);
  mixer.rope = read_rope(reader, mixer.head_dim);
  const bool biased =
      (type == "llama" || type == "qwen3" || type == "olmo2") && reader.boolean("attention_bias", false);
  mixer.qkv_bias = defaults.qkv_bias || biased;
  mixer.output_bias = biased;
  mixer.qk_norm = defaults.qk_norm;
  mixer.qk_norm_eps = static_cast<float>(reader.number("rms_norm_eps", kEps, defaults.eps));
  return mixer;
}

ModelSpec read(ConfigReader& reader, const std::string& type) {
  const LlamaDefaults defaults = defaults_of(type);
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  const int64_t layers = reader.integer("num_hidden_layers", kLayers);
  spec.norm.eps = static_cast<float>(reader.number("rms_norm_eps", kEps, defaults.eps));
  spec.tied = reader.boolean("tie_word_embeddings", false);
  spec.max_context = reader.integer("max_position_embeddings", kLength, 2048);
  GatedFeedForward ffn;
  ffn.width = reader.integer("intermediate_size", kWide);
  ffn.activation = read_activation(reader, "hidden_act", "silu");
  ffn.bias = type == "llama" && reader.boolean("mlp_bias", false);
  AttentionMixer mixer = llama_mixer(reader, type, defaults, spec.hidden);
  for (int64_t layer = 0; layer < layers && reader.ok(); ++layer) {
    mixer.window = layer_window(reader, type, layer, defaults.window);
    spec.blocks.push_back({mixer, ffn, defaults.post_norm ? Block::Residual::Post : Block::Residual::Pre, false});
  }
  return spec;
}

/// phi3 keeps query, key and value rows in one tensor, gate and up rows in another.
void place_fused(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const auto& attention = *block.mixer()->as<AttentionMixer>();
  const int64_t q = attention.heads * attention.head_dim, kv = attention.kv_heads * attention.head_dim;
  if (const int which = qkv_part(part); which >= 0) {
    rows.first = which == 0 ? 0 : q + (which - 1) * kv;
    rows.tensor_rows = q + 2 * kv;
    name = "self_attn.qkv_proj." + part.substr(part.rfind('.') + 1);
  }
  place_gate_up(block, part, rows, name);
}

/// What is left out of a configuration inside of another one, as its class has it.
constexpr const char* kLlama =
    R"({"vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32, "num_attention_heads": 32})";
constexpr const char* kMistral =
    R"({"vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
  "max_position_embeddings": 131072})";
constexpr const char* kQwen2 =
    R"({"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32, "num_attention_heads": 32, "max_position_embeddings": 32768})";
constexpr const char* kQwen3 =
    R"({"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
  "max_position_embeddings": 32768})";
constexpr const char* kPhi3 =
    R"({"vocab_size": 32064, "hidden_size": 3072, "intermediate_size": 8192, "num_hidden_layers": 32, "num_attention_heads": 32, "max_position_embeddings": 4096})";
constexpr const char* kQwen2Vl =
    R"({"vocab_size": 152064, "hidden_size": 8192, "intermediate_size": 29568, "num_hidden_layers": 80, "num_attention_heads": 64, "num_key_value_heads": 8,
  "max_position_embeddings": 32768, "max_window_layers": 80, "rms_norm_eps": 1e-5, "rope_theta": 1e6})";
constexpr const char* kQwen3Vl =
    R"({"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
  "max_position_embeddings": 128000, "rope_theta": 5e5})";

} // namespace

ModelFamily family::llama() {
  return {
      .types = {{"llama", read, "llama", kLlama},
                {"mistral", read, "llama", kMistral},
                {"qwen2", read, "llama", kQwen2},
                {"qwen3", read, "llama", kQwen3},
                {"phi3", read, "phi3", kPhi3},
                {"olmo2", read, "olmo2"}},
      .names = {{"llama", "model.layers.", kLlamaWhole, kLlamaPart},
                {"phi3", "model.layers.", kLlamaWhole, kLlamaPart, {}, {}, place_fused},
                {"olmo2",
                 "model.layers.",
                 kLlamaWhole,
                 {{"mixer_post_norm.", "post_attention_layernorm."},
                  {"ffn_post_norm.", "post_feedforward_layernorm."},
                  {"mixer.", "self_attn."},
                  {"ffn.", "mlp."}}}},
      .aliases = {{"qwen2_vl", kQwen2Vl, "qwen2"},
                  {"qwen2_vl_text", kQwen2Vl, "qwen2"},
                  {"qwen2_5_vl", kQwen2Vl, "qwen2"},
                  {"qwen2_5_vl_text", kQwen2Vl, "qwen2"},
                  {"qwen3_vl_text", kQwen3Vl, "qwen3"}},
  };
}

} // namespace pareto::config
