// SPDX-License-Identifier: GPL-3.0-or-later
// starcoder2: LayerNorm and biases.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

/// LayerNorm with bias, biases everywhere, a plain feed-forward part.
ModelSpec starcoder2_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, true);
  spec.norm = {NormKind::Layer, eps_of(reader, "norm_epsilon", 1e-5), false, true};
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.rope = read_rope(reader, mixer.head_dim);
  const bool bias = reader.boolean("use_bias", true);
  mixer.qkv_bias = mixer.output_bias = bias;
  mixer.window = reader.has("sliding_window") ? reader.integer("sliding_window", kLength) : 0;
  const PlainFeedForward ffn{reader.integer("intermediate_size", kWide),
                             read_activation(reader, "hidden_act", "gelu_pytorch_tanh"), bias};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), {mixer, ffn, Block::Residual::Pre, false});
  return spec;
}

} // namespace

ModelFamily family::starcoder2() {
  return {
      .types = {{"starcoder2", starcoder2_read, "starcoder2"}},
      .names = {{"starcoder2",
                 "model.layers.",
                 kLlamaWhole,
                 {{"mixer_norm.", "input_layernorm."},
                  {"ffn_norm.", "post_attention_layernorm."},
                  {"mixer.", "self_attn."},
                  {"ffn.up_proj.", "mlp.c_fc."},
                  {"ffn.down_proj.", "mlp.c_proj."}}}},
  };
}

} // namespace pareto::config
