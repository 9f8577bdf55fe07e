// SPDX-License-Identifier: GPL-3.0-or-later
// bamba (IBM Bamba): Mamba-2 with a few layers of attention that rotate half of each head.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/mamba2.h"

namespace pareto::config {

namespace {

ModelSpec bamba_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  AttentionMixer attention = plain_mixer(reader, spec.hidden);
  attention.rope = read_rope(reader, attention.head_dim, 10000, 0.5);
  attention.qkv_bias = attention.output_bias = reader.boolean("attention_bias", false);
  const GatedFeedForward ffn{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                             reader.boolean("mlp_bias", false)};
  const auto inner = static_cast<int64_t>(reader.number("mamba_expand", kRatio, 2) * static_cast<double>(spec.hidden));
  const Block mixes(mamba2_mixer(reader, inner, spec.norm.eps), ffn);
  const int64_t layers = layer_count(reader);
  spec.blocks.assign(static_cast<size_t>(layers), mixes);
  if (reader.has("attn_layer_indices"))
    for (const int64_t layer : reader.integers("attn_layer_indices", {0, layers - 1}))
      spec.blocks[static_cast<size_t>(layer)] = Block(attention, ffn);
  return spec;
}

} // namespace

ModelFamily family::bamba() {
  return {
      .types = {{"bamba", bamba_read, "bamba"}},
      .names = {{"bamba",
                 "model.layers.",
                 kHybridWhole,
                 {{"mixer_norm.", "input_layernorm."},
                  {"ffn_norm.", "pre_ff_layernorm."},
                  {"mixer.conv.", "mamba.conv1d."},
                  {"mixer.", "mamba."},
                  {"ffn.", "feed_forward."}},
                 {},
                 {{".mamba.", ".self_attn."}}}},
  };
}

} // namespace pareto::config
