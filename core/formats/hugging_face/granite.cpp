// SPDX-License-Identifier: GPL-3.0-or-later
// granite (IBM Granite 3), granite_swa: Llama with factors on embedding, attention, branches and logits; the latter has
// windows and a logit without value in each head.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

float factor(ConfigReader& reader, const char* key) { return static_cast<float>(reader.number(key, {1e-6, 1e6}, 1)); }

/// Windows by layer_types; a layer's own rotary base, 0 = it does not rotate.
void vary(ConfigReader& reader, ModelSpec& spec) {
  const auto layers = static_cast<int64_t>(spec.blocks.size());
  const std::vector<bool> slides = sliding_layers(reader, layers, 0);
  const int64_t window = reader.has("sliding_window") ? reader.integer("sliding_window", kLength) : 0;
  const std::vector<double> bases = reader.has("layer_rope_theta")
                                        ? reader.numbers("layer_rope_theta", spec.blocks.size(), {0, 1e12})
                                        : std::vector<double>();
  for (size_t layer = 0; layer < spec.blocks.size() && reader.ok(); ++layer) {
    auto& mixer = *spec.blocks[layer].mixer()->as<AttentionMixer>();
    mixer.sinks = true;
    mixer.window = slides[layer] ? window : 0;
    if (!bases.empty())
      mixer.rope = bases[layer] > 0 ? read_rope(reader, mixer.head_dim, bases[layer]) : RopeSpec{};
  }
}

/// Every branch is multiplied before it joins the stream; logits are divided.
ModelSpec read(ConfigReader& reader, const std::string& type) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  spec.embedding_scale = factor(reader, "embedding_multiplier");
  spec.logit_scale = 1 / factor(reader, "logits_scaling");
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.scale = factor(reader, "attention_multiplier");
  mixer.rope = read_rope(reader, mixer.head_dim);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  const GatedFeedForward ffn{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                             reader.boolean("mlp_bias", false)};
  Block block(mixer, ffn);
  for (Branch& branch : block.branches)
    branch.gate = {BranchGate::Kind::Factor, factor(reader, "residual_multiplier")};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), block);
  if (type == "granite_swa")
    vary(reader, spec);
  return spec;
}

} // namespace

ModelFamily family::granite() {
  return {
      .types = {{"granite", read, "llama"}, {"granite_swa", read, "llama"}},
  };
}

} // namespace pareto::config
