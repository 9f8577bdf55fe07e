// SPDX-License-Identifier: GPL-3.0-or-later
// apertus (arXiv 2509.14233): Llama with norms of queries and keys and a feed-forward part without gate, whose
// activation is learned (xIELU).
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"

namespace pareto::config {

namespace {

ModelSpec apertus_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.rope = read_rope(reader, mixer.head_dim, 12e6);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  mixer.qk_norm = reader.boolean("qk_norm", true) ? AttentionMixer::QkNorm::PerHead : AttentionMixer::QkNorm::None;
  mixer.qk_norm_eps = spec.norm.eps;
  if (reader.boolean("post_norm", false))
    reader.refuse("post_norm", "= true is not supported.", ErrorCode::Unsupported);
  PlainFeedForward part{reader.integer("intermediate_size", kWide), UnaryFunction::Identity,
                        reader.boolean("mlp_bias", false)};
  part.xielu = reader.text("hidden_act", "xielu") == "xielu";
  if (!part.xielu)
    part.activation = read_activation(reader, "hidden_act", "silu");
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), Block(mixer, FeedForward(part)));
  return spec;
}

} // namespace

ModelFamily family::apertus() {
  return {
      .types = {{"apertus", apertus_read, "apertus"}},
      .names = {{"apertus",
                 "model.layers.",
                 kLlamaWhole,
                 {{"mixer_norm.", "attention_layernorm."},
                  {"ffn_norm.", "feedforward_layernorm."},
                  {"mixer.", "self_attn."},
                  {"ffn.act.", "mlp.act_fn."},
                  {"ffn.", "mlp."}}}},
  };
}

} // namespace pareto::config
