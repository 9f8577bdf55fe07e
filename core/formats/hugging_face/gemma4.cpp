// SPDX-License-Identifier: GPL-3.0-or-later
// gemma4_text (Gemma 4): windows of one head width between full layers of another, keys and values that later layers
// share, an embedding for each layer, a mixture of experts beside a dense part. diffusion_gemma_text (DiffusionGemma,
// transformers 5.24): the one with experts, and a canvas.
#include "core/formats/hugging_face/gemma_layers.h"
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"

#include <algorithm>
#include <cmath>

namespace pareto::config {

namespace {

/// What both types of layers have in common.
AttentionMixer plain_attention(ConfigReader& reader, float eps) {
  AttentionMixer mixer;
  mixer.heads = reader.integer("num_attention_heads", kHeads, 8);
  mixer.scale = 1;
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  mixer.qk_norm_eps = eps;
  mixer.value_norm = true;
  return mixer;
}

/// Rotary embedding of one type of layers, with the class's own where the configuration has none.
RopeSpec rope_of(ConfigReader& reader, bool full, int64_t width) {
  const char* type = full ? "full_attention" : "sliding_attention";
  if (reader.has("rope_parameters")) {
    ConfigReader parameters = reader.child("rope_parameters"), own = parameters.child(type);
    return read_rope(reader, own, own, width, full ? 1e6 : 1e4, 1);
  }
  const nlohmann::json usual = full ? nlohmann::json{{"rope_type", "proportional"}, {"partial_rotary_factor", 0.25}}
                                    : nlohmann::json{{"rope_type", "default"}};
  ConfigReader own(usual, "$", "Gemma 4");
  return read_rope(reader, own, own, width, full ? 1e6 : 1e4, 1);
}

AttentionMixer sliding_attention(ConfigReader& reader, AttentionMixer mixer) {
  mixer.kv_heads = reader.integer("num_key_value_heads", kHeads, 4);
  divided(reader, "num_key_value_heads", mixer.heads, mixer.kv_heads);
  mixer.head_dim = reader.integer("head_dim", kWidth, 256);
  mixer.window = reader.integer("sliding_window", kLength, 512);
  mixer.rope = rope_of(reader, false, mixer.head_dim);
  return mixer;
}

AttentionMixer full_attention(ConfigReader& reader, AttentionMixer mixer) {
  mixer.values_are_keys = reader.boolean("attention_k_eq_v", false);
  const bool own = mixer.values_are_keys && reader.has("num_global_key_value_heads");
  const char* heads = own ? "num_global_key_value_heads" : "num_key_value_heads";
  mixer.kv_heads = reader.integer(heads, kHeads, 4);
  divided(reader, heads, mixer.heads, mixer.kv_heads);
  mixer.head_dim = reader.integer("global_head_dim", kWidth, 512);
  mixer.rope = rope_of(reader, true, mixer.head_dim);
  return mixer;
}

/// Experts by a softmax over all, the chosen renormalised; they and the router read the stream through own norms.
MoeFeedForward gemma4_mixture(ConfigReader& reader, float eps) {
  MoeFeedForward part = plain_mixture(reader, {.chosen = "top_k_experts"}, {});
  part.activation = read_activation(reader, "hidden_activation", "gelu_pytorch_tanh");
  part.own_norms = eps;
  part.gains = true;
  return part;
}

ModelSpec gemma4_read(ConfigReader& reader, const std::string& type) {
  ModelSpec spec = gemma_frame(reader, {262144, 2304, 131072, 0});
  if (reader.has("use_bidirectional_attention") && reader.json()["use_bidirectional_attention"] == "all")
    reader.refuse("use_bidirectional_attention", "= \"all\" is not supported: only causal models are.",
                  ErrorCode::Unsupported);
  std::vector<bool> slides = sliding_layers(reader, reader.integer("num_hidden_layers", kLayers, 30), 6);
  slides.back() = false; // whatever the list says
  const std::vector<int64_t> sources = cache_sources(reader, slides, 0);
  const AttentionMixer common = plain_attention(reader, spec.norm.eps), sliding = sliding_attention(reader, common),
                       full = full_attention(reader, common);
  const UnaryFunction activation = read_activation(reader, "hidden_activation", "gelu_pytorch_tanh");
  const int64_t width = reader.integer("intermediate_size", kWide, 9216);
  if (type == "diffusion_gemma_text")
    spec.canvas = {reader.integer("canvas_length", {2, 4096}, 256), width, activation};
  const bool wider = reader.boolean("use_double_wide_mlp", false), mixes = reader.boolean("enable_moe_block", false);
  for (size_t layer = 0; layer < slides.size() && reader.ok(); ++layer) {
    AttentionMixer mixer = slides[layer] ? sliding : full;
    mixer.cache_of = sources[layer];
    const GatedFeedForward dense{mixer.cache_of >= 0 && wider ? 2 * width : width, activation, false};
    Block block(mixer, FeedForward(dense), Block::Residual::Sandwich);
    if (mixes) {
      block.branches.insert(block.branches.begin() + 1,
                            {FeedForward(gemma4_mixture(reader, spec.norm.eps)), Branch::Input::Stream, true});
      block.branches[1].joins = Branch::Joins::NextResult;
      block.branches[2].sum_norm = true;
    }
    block.scaled = true;
    spec.blocks.push_back(std::move(block));
  }
  return spec;
}

const NamePairs kGemma4Part{{"mixer_norm.", "input_layernorm."},
                            {"mixer_post_norm.", "post_attention_layernorm."},
                            {"mixer.", "self_attn."},
                            {"ffn_norm.", "pre_feedforward_layernorm."},
                            {"ffn_post_norm.", "post_feedforward_layernorm."},
                            {"ffn.", "mlp."},
                            {"stream_scale", "layer_scalar"}};
/// The same of layers with experts.
const NamePairs kMixed{
    {"ffn_post_norm.", "post_feedforward_layernorm_2."}, {"ffn.norm.", "pre_feedforward_layernorm_2."},
    {"ffn.router.weight", "router.proj.weight"},         {"ffn.router.scale", "router.scale"},
    {"ffn.router.gains", "router.per_expert_scale"},     {"ffn.experts.", "experts.{}."},
    {"ffn2_norm.", "pre_feedforward_layernorm."},        {"ffn2_post_norm.", "post_feedforward_layernorm_1."},
    {"ffn2_sum_norm.", "post_feedforward_layernorm."},   {"ffn2.", "mlp."}};

void gemma4_place(const Block& block, const std::string& part, TensorRows&, std::string& name) {
  if (!block.ffn()->as<MoeFeedForward>())
    return;
  for (const auto& [from, to] : kMixed)
    if (part.rfind(from, 0) == 0) {
      name = to + part.substr(from.size());
      return;
    }
}

/// Of DiffusionGemma's language model: what its class has no field for, and its defaults.
constexpr const char* kDiffusionDefaults = R"({"attention_k_eq_v": true, "enable_moe_block": true,
  "hidden_size_per_layer_input": 0, "num_kv_shared_layers": 0, "final_logit_softcapping": 30.0})";

/// All weights of DiffusionGemma are its decoder's, but for the scales of what its encoder reads.
std::string diffusion_number(const ModelSpec&, int64_t layer, const std::string& name) {
  const std::string layers = name == "layer_scalar" ? "model.encoder.language_model.layers." : "model.decoder.layers.";
  return layers + std::to_string(layer) + "." + (name == "canvas_scale" ? "layer_scalar" : name);
}

NamePairs diffusion_whole() {
  return {{"embed.", "model.decoder.embed_tokens."},
          {"final_norm.", "model.decoder.norm."},
          {"head.", "lm_head."},
          {"self_conditioning.norm.", "model.decoder.self_conditioning.pre_norm."},
          {"self_conditioning.", "model.decoder.self_conditioning."}};
}

} // namespace

ModelSpec gemma_frame(ConfigReader& reader, const GemmaDefaults& defaults) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab, defaults.vocab);
  spec.hidden = reader.integer("hidden_size", kWidth, defaults.hidden);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  spec.tied = reader.boolean("tie_word_embeddings", true);
  spec.embedding_scale = std::sqrt(static_cast<float>(spec.hidden));
  spec.max_context = reader.integer("max_position_embeddings", kLength, defaults.context);
  if (reader.has("final_logit_softcapping"))
    spec.logit_softcap = static_cast<float>(reader.number("final_logit_softcapping", {1e-3, 1e6}));
  else if (!reader.json().contains("final_logit_softcapping"))
    spec.logit_softcap = static_cast<float>(defaults.softcap);
  if (const int64_t width = reader.integer("hidden_size_per_layer_input", {0, 1 << 16}, 256); width > 0)
    spec.per_layer = {width, reader.integer("vocab_size_per_layer_input", kVocab, 262144),
                      read_activation(reader, "hidden_activation", "gelu_pytorch_tanh")};
  return spec;
}

std::vector<int64_t> cache_sources(ConfigReader& reader, const std::vector<bool>& slides, int64_t otherwise) {
  std::vector<int64_t> sources(slides.size(), -1);
  const auto layers = static_cast<int64_t>(slides.size());
  const int64_t first = layers - reader.integer("num_kv_shared_layers", {0, layers - 1}, otherwise);
  for (int64_t layer = std::max<int64_t>(first, 0); layer < layers; ++layer) {
    int64_t source = first - 1;
    while (source >= 0 && slides[static_cast<size_t>(source)] != slides[static_cast<size_t>(layer)])
      --source;
    if (source < 0)
      reader.refuse("num_kv_shared_layers", "leaves a type of layers without keys and values of its own.");
    sources[static_cast<size_t>(layer)] = source;
  }
  return sources;
}

NamePairs gemma_whole() {
  NamePairs whole = kLlamaWhole;
  whole.insert(whole.end(), {{"per_layer.embed.", "model.embed_tokens_per_layer."},
                             {"per_layer.proj.", "model.per_layer_model_projection."},
                             {"per_layer.norm.", "model.per_layer_projection_norm."}});
  return whole;
}

NamePairs gemma_part() {
  return {{"per_layer.gate.", "per_layer_input_gate."},
          {"per_layer.out.", "per_layer_projection."},
          {"per_layer_post_norm.", "post_per_layer_input_norm."}};
}

ModelFamily family::gemma4() {
  NamePairs part = gemma_part();
  part.insert(part.end(), kGemma4Part.begin(), kGemma4Part.end());
  return {
      .types = {{"gemma4_text", gemma4_read, "gemma4"},
                {"diffusion_gemma_text", gemma4_read, "diffusion_gemma", kDiffusionDefaults}},
      .names = {{"gemma4", "model.layers.", gemma_whole(), part, {}, {}, gemma4_place},
                {"diffusion_gemma",
                 "model.decoder.layers.",
                 diffusion_whole(),
                 kGemma4Part,
                 {},
                 {},
                 gemma4_place,
                 diffusion_number}},
  };
}

} // namespace pareto::config
