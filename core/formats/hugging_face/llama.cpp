// SPDX-License-Identifier: GPL-3.0-or-later
// What is Llama but for a few settings: llama, mistral, ministral, ministral3, qwen2, qwen3, phi3, olmo2, olmo3,
// seed_oss, arcee, ernie4_5, hunyuan_v1_dense. Defaults are those of each type's configuration class.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

#include <algorithm>
#include <map>
#include <optional>

namespace pareto::config {

namespace {

struct LlamaDefaults {
  double eps = 1e-6;
  std::optional<int64_t> head_dim{}; ///< used where the key is absent; nothing: derived
  int64_t window = 0;                ///< the same; 0: none
  bool qkv_bias = false, post_norm = false;
  AttentionMixer::QkNorm qk_norm = AttentionMixer::QkNorm::None;
  bool tied = false;
  const char* bias = nullptr; ///< the key that gives q, k and v biases
  const char* output_bias = nullptr;
  const char* mlp_bias = nullptr;
  bool interleaved = false, norm_after_rope = false; ///< rotary pairs; norms of q and k behind it
  bool plain_mlp = false;                            ///< down(act(up x))
};

LlamaDefaults defaults_of(const std::string& type) {
  using QkNorm = AttentionMixer::QkNorm;
  constexpr const char* kBias = "attention_bias";
  static const std::map<std::string, LlamaDefaults> all{
      {"llama", {.bias = kBias, .output_bias = kBias, .mlp_bias = "mlp_bias"}},
      {"mistral", {.window = 4096}},
      {"ministral", {.window = 4096}},
      {"ministral3", {.eps = 1e-5, .head_dim = 128}},
      {"qwen2", {.window = 4096, .qkv_bias = true}},
      {"qwen3", {.head_dim = 128, .window = 4096, .qk_norm = QkNorm::PerHead, .bias = kBias, .output_bias = kBias}},
      {"phi3", {.eps = 1e-5}},
      {"olmo2", {.eps = 1e-5, .post_norm = true, .qk_norm = QkNorm::WholeWidth, .bias = kBias, .output_bias = kBias}},
      {"olmo3",
       {.eps = 1e-5,
        .window = 4096,
        .post_norm = true,
        .qk_norm = QkNorm::WholeWidth,
        .bias = kBias,
        .output_bias = kBias}},
      {"seed_oss", {.head_dim = 128, .qkv_bias = true, .output_bias = "attention_out_bias", .mlp_bias = "mlp_bias"}},
      {"arcee", {.eps = 1e-5, .bias = kBias, .output_bias = kBias, .mlp_bias = "mlp_bias", .plain_mlp = true}},
      {"ernie4_5",
       {.eps = 1e-5,
        .head_dim = 128,
        .tied = true,
        .bias = "use_bias",
        .output_bias = "use_bias",
        .mlp_bias = "use_bias",
        .interleaved = true}},
      {"hunyuan_v1_dense",
       {.eps = 1e-5, .qk_norm = QkNorm::PerHead, .bias = kBias, .output_bias = kBias, .norm_after_rope = true}}};
  return all.at(type);
}

/// Queries of Ministral 3 grow by 1 + beta ln(1 + floor(t / original length)).
void read_growth(ConfigReader& reader, AttentionMixer& mixer) {
  ConfigReader scaling = reader.child(reader.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
  mixer.growth = static_cast<float>(scaling.number("llama_4_scaling_beta", {0, 1e3}, 0));
  if (mixer.growth != 0)
    mixer.growth_every = scaling.integer("original_max_position_embeddings", kLength);
  check_growth(reader, mixer);
}

/// Windows of all layers; 0 = full attention.
std::vector<int64_t> layer_windows(ConfigReader& reader, const std::string& type, int64_t layers, int64_t otherwise) {
  std::vector<int64_t> windows(static_cast<size_t>(layers), 0);
  if (otherwise == 0 && type != "phi3" && type != "ministral3")
    return windows;
  const bool is_null = reader.json().contains("sliding_window") && !reader.has("sliding_window");
  const int64_t window = is_null ? 0 : reader.integer("sliding_window", kLength, otherwise);
  std::vector<bool> slides(windows.size(), true);
  if (type == "olmo3")
    slides = sliding_layers(reader, layers, 4);
  else if (type == "ministral" && reader.has("layer_types"))
    slides = sliding_layers(reader, layers, 0);
  else if (type == "qwen2" || type == "qwen3") {
    if (!reader.boolean("use_sliding_window", false))
      return windows;
    const int64_t full = reader.has("layer_types") ? 0 : reader.integer("max_window_layers", {0, 1024}, 28);
    if (reader.has("layer_types"))
      slides = sliding_layers(reader, layers, 0);
    for (int64_t layer = 0; layer < std::min(full, layers); ++layer)
      slides[static_cast<size_t>(layer)] = false;
  }
  for (size_t layer = 0; layer < windows.size(); ++layer)
    windows[layer] = slides[layer] ? window : 0;
  return windows;
}

AttentionMixer llama_mixer(ConfigReader& reader, const LlamaDefaults& defaults, int64_t hidden) {
  const auto stated = [&](const char* key, bool otherwise) { return key ? reader.boolean(key, otherwise) : otherwise; };
  AttentionMixer mixer = plain_mixer(reader, hidden, defaults.head_dim);
  mixer.rope = read_rope(reader, mixer.head_dim);
  mixer.rope.interleaved = defaults.interleaved;
  mixer.qkv_bias = stated(defaults.bias, defaults.qkv_bias);
  mixer.output_bias = stated(defaults.output_bias, false);
  mixer.qk_norm = defaults.qk_norm;
  mixer.qk_norm_eps = static_cast<float>(reader.number("rms_norm_eps", kEps, defaults.eps));
  mixer.qk_norm_after_rope = defaults.norm_after_rope;
  return mixer;
}

FeedForward llama_ffn(ConfigReader& reader, const LlamaDefaults& defaults) {
  const int64_t width = reader.integer("intermediate_size", kWide);
  const UnaryFunction activation = read_activation(reader, "hidden_act", defaults.plain_mlp ? "relu2" : "silu");
  const bool bias = defaults.mlp_bias && reader.boolean(defaults.mlp_bias, false);
  if (defaults.plain_mlp)
    return PlainFeedForward{width, activation, bias};
  return GatedFeedForward{width, activation, bias};
}

/// OLMo 3 stretches the rotary embedding of its full layers only: that of the others.
RopeSpec unscaled(ConfigReader& reader, int64_t width) {
  ConfigReader base = reader.child(reader.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
  auto table = std::make_shared<RopeTable>();
  const double theta = base.number("rope_theta", kTheta, reader.number("rope_theta", kTheta, 10000));
  table->inv_freq = plain_frequencies(theta, width);
  return {false, std::move(table)};
}

ModelSpec llama_read(ConfigReader& reader, const std::string& type) {
  const LlamaDefaults defaults = defaults_of(type);
  ModelSpec spec = plain_model(reader, defaults.tied);
  const int64_t layers = layer_count(reader);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", defaults.eps);
  const FeedForward ffn = llama_ffn(reader, defaults);
  AttentionMixer mixer = llama_mixer(reader, defaults, spec.hidden);
  if (type == "ministral3")
    read_growth(reader, mixer);
  const RopeSpec rope = mixer.rope, plain = type == "olmo3" ? unscaled(reader, mixer.head_dim) : rope;
  for (const int64_t window : layer_windows(reader, type, layers, defaults.window)) {
    mixer.window = window;
    mixer.rope = window > 0 ? plain : rope;
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
      .types = {{"llama", llama_read, "llama", kLlama},
                {"mistral", llama_read, "llama", kMistral},
                {"qwen2", llama_read, "llama", kQwen2},
                {"qwen3", llama_read, "llama", kQwen3},
                {"phi3", llama_read, "phi3", kPhi3},
                {"olmo2", llama_read, "olmo2"},
                {"olmo3", llama_read, "olmo2"},
                {"ministral", llama_read, "llama"},
                {"ministral3", llama_read, "llama", kMistral},
                {"seed_oss", llama_read, "llama"},
                {"arcee", llama_read, "llama"},
                {"ernie4_5", llama_read, "llama"},
                {"hunyuan_v1_dense", llama_read, "hunyuan"}},
      .names = {{"llama", "model.layers.", kLlamaWhole, kLlamaPart},
                {"phi3", "model.layers.", kLlamaWhole, kLlamaPart, {}, {}, place_fused},
                {"hunyuan",
                 "model.layers.",
                 kLlamaWhole,
                 {{"mixer_norm.", "input_layernorm."},
                  {"ffn_norm.", "post_attention_layernorm."},
                  {"mixer.q_norm.", "self_attn.query_layernorm."},
                  {"mixer.k_norm.", "self_attn.key_layernorm."},
                  {"mixer.", "self_attn."},
                  {"ffn.", "mlp."}}},
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
