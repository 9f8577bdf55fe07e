// SPDX-License-Identifier: GPL-3.0-or-later
// bitnet (BitNet b1.58 2B4T, arXiv 2504.12285): Llama with squared ReLU and norms before the output projections.
// Weights as they are stored; files that pack them in two bits are refused by their packing.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"

namespace pareto::config {

namespace {

ModelSpec bitnet_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.rope = read_rope(reader, mixer.head_dim, 5e5);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  mixer.inner_norm = true;
  mixer.qk_norm_eps = spec.norm.eps;
  GatedFeedForward part{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "relu2"),
                        false};
  part.inner_norm = spec.norm.eps;
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), Block(mixer, FeedForward(part)));
  return spec;
}

/// flash-linear-attention has a type of that name too, with `num_heads`.
bool writes(const nlohmann::json& document) { return document.contains("num_attention_heads"); }

} // namespace

ModelFamily family::bitnet() {
  NamePairs part{{"mixer.o_norm.", "self_attn.attn_sub_norm."}, {"ffn.norm.", "mlp.ffn_sub_norm."}};
  part.insert(part.end(), kLlamaPart.begin(), kLlamaPart.end());
  return {
      .types = {{"bitnet", bitnet_read, "bitnet", nullptr, writes}},
      .names = {{"bitnet", "model.layers.", kLlamaWhole, part}},
  };
}

} // namespace pareto::config
