// SPDX-License-Identifier: GPL-3.0-or-later
// olmo_hybrid (arXiv 2604.03444): three layers of Gated DeltaNet behind norms, then one of attention with norms behind
// its branches, as in OLMo 2; mostly without positions.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/deltanet.h"

#include <algorithm>

namespace pareto::config {

namespace {

constexpr float kOutputEps = 1e-5f; ///< of the linear layers' output norm, whatever rms_norm_eps says

DeltaNetMixer linear_layer(ConfigReader& reader, int64_t hidden, int64_t heads) {
  DeltaNetMixer mixer;
  mixer.decay = mixer.gate = true;
  mixer.heads = reader.integer("linear_num_key_heads", kHeads, heads);
  mixer.value_heads = reader.integer("linear_num_value_heads", kHeads, heads);
  divided(reader, "linear_num_key_heads", mixer.value_heads, mixer.heads);
  mixer.key_dim = reader.integer("linear_key_head_dim", kWidth,
                                 std::max<int64_t>(1, hidden * 3 / 4 / std::max<int64_t>(1, mixer.heads)));
  mixer.value_dim = reader.integer("linear_value_head_dim", kWidth, 2 * mixer.key_dim);
  mixer.conv = reader.integer("linear_conv_kernel_dim", kTaps, 4);
  mixer.negative_eigenvalues = reader.boolean("linear_allow_neg_eigval", true);
  mixer.norm_eps = kOutputEps;
  return mixer;
}

/// {"rope_theta": null} says that nothing turns; without any statement the class's rotation holds.
bool turns(ConfigReader& reader) {
  if (!reader.has("rope_parameters"))
    return true;
  const auto& parameters = reader.json()["rope_parameters"];
  return !parameters.is_object() || !parameters.contains("rope_theta") || !parameters["rope_theta"].is_null();
}

AttentionMixer attention_layer(ConfigReader& reader, const ModelSpec& spec) {
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  mixer.qk_norm = AttentionMixer::QkNorm::WholeWidth;
  mixer.qk_norm_eps = spec.norm.eps;
  if (turns(reader))
    mixer.rope = read_rope(reader, mixer.head_dim);
  return mixer;
}

/// Every fourth layer attends where no list says which; of fewer than four the last one.
std::vector<bool> attending_layers(ConfigReader& reader, int64_t layers) {
  std::vector<bool> attends(static_cast<size_t>(layers));
  for (size_t layer = 3; layer < attends.size(); layer += 4)
    attends[layer] = true;
  if (attends.size() < 4)
    attends.back() = true;
  return layers_named(reader, std::move(attends), "full_attention", "linear_attention");
}

ModelSpec olmo_hybrid_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.max_context = reader.integer("max_position_embeddings", kLength, 65536);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  const AttentionMixer attention = attention_layer(reader, spec);
  const DeltaNetMixer linear = linear_layer(reader, spec.hidden, attention.heads);
  const GatedFeedForward part{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                              false};
  for (const bool attends : attending_layers(reader, layer_count(reader)))
    spec.blocks.push_back(attends ? Block(attention, FeedForward(part), Block::Residual::Post)
                                  : Block(linear, FeedForward(part)));
  return spec;
}

const NamePairs kOlmoHybridPart{{"mixer_norm.", "attention_layer_norm."},
                                {"ffn_norm.", "feedforward_layer_norm."},
                                {"mixer_post_norm.", "post_attention_layernorm."},
                                {"ffn_post_norm.", "post_feedforward_layernorm."},
                                {"mixer.q_conv.", "linear_attn.q_conv1d."},
                                {"mixer.k_conv.", "linear_attn.k_conv1d."},
                                {"mixer.v_conv.", "linear_attn.v_conv1d."},
                                {"mixer.", "self_attn."},
                                {"ffn.", "mlp."}};
/// What transformers 5.24 saves the norm behind an attention as.
const NamePairs kSavedAgain{{"post_attention_layernorm.", "feedforward_layer_norm."}};

/// Queries, keys and values go through convolutions of their own, which transformers 5.24 holds as one and saves in
/// three tensors of one length.
void go_through_convolutions(const DeltaNetMixer& mixer, const std::string& part, TensorRows& rows) {
  const int64_t keys = mixer.heads * mixer.key_dim;
  const char* const convolutions[] = {"mixer.q_conv.", "mixer.k_conv.", "mixer.v_conv."};
  TensorRows through;
  through.candidates = {"linear_attn.q_conv1d.weight", "linear_attn.k_conv1d.weight", "linear_attn.v_conv1d.weight"};
  through.apart = true;
  through.tensor_rows = 2 * keys + mixer.value_heads * mixer.value_dim;
  for (int64_t which = 0; which < 3; ++which)
    if (part.rfind(convolutions[which], 0) == 0) {
      through.first = which * keys;
      rows.otherwise = {through};
    }
}

void olmo_hybrid_place(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const std::string attention = "self_attn.";
  if (const auto* mixer = block.mixer()->as<DeltaNetMixer>())
    go_through_convolutions(*mixer, part, rows);
  if (block.mixer()->as<DeltaNetMixer>() && part.rfind("mixer.", 0) == 0 && name.rfind(attention, 0) == 0)
    name = "linear_attn." + name.substr(attention.size());
}

} // namespace

ModelFamily family::olmo_hybrid() {
  return {
      .types = {{"olmo_hybrid", olmo_hybrid_read, "olmo_hybrid"}},
      .names = {{"olmo_hybrid", "model.layers.", kLlamaWhole, kOlmoHybridPart, {}, kSavedAgain, olmo_hybrid_place}},
  };
}

} // namespace pareto::config
