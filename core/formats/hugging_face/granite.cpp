// SPDX-License-Identifier: GPL-3.0-or-later
// granite (IBM Granite 3): Llama with factors on embedding, attention, branches and logits.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

float factor(ConfigReader& reader, const char* key) { return static_cast<float>(reader.number(key, {1e-6, 1e6}, 1)); }

/// Every branch is multiplied before it joins the stream; logits are divided.
ModelSpec read(ConfigReader& reader, const std::string&) {
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
  return spec;
}

} // namespace

ModelFamily family::granite() {
  return {
      .types = {{"granite", read, "llama"}},
  };
}

} // namespace pareto::config
