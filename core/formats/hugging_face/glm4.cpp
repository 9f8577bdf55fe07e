// SPDX-License-Identifier: GPL-3.0-or-later
// glm4: Llama with norms before and after each part.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

/// Norms before and after each part, half of each head rotated in neighbouring pairs, q, k, v with bias and o without.
ModelSpec glm4_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1.5625e-7);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden, 128);
  mixer.rope = read_rope(reader, mixer.head_dim, 10000, 0.5);
  mixer.rope.interleaved = true;
  mixer.qkv_bias = reader.boolean("attention_bias", false);
  const GatedFeedForward ffn{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                             false};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), {mixer, ffn, Block::Residual::Sandwich, false});
  return spec;
}

} // namespace

ModelFamily family::glm4() {
  return {
      .types = {{"glm4", glm4_read, "glm4"}},
      .names = {{"glm4",
                 "model.layers.",
                 kLlamaWhole,
                 {{"mixer_norm.", "input_layernorm."},
                  {"mixer_post_norm.", "post_self_attn_layernorm."},
                  {"ffn_norm.", "post_attention_layernorm."},
                  {"ffn_post_norm.", "post_mlp_layernorm."},
                  {"mixer.", "self_attn."},
                  {"ffn.", "mlp."}},
                 {},
                 {},
                 place_gate_up}},
  };
}

} // namespace pareto::config
