// SPDX-License-Identifier: GPL-3.0-or-later
// nanochat: norms without weights.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

/// Norms without weights, one of them right after the embedding and of q and k after their rotation, which turns the
/// other way round; squared ReLU, capped logits.
ModelSpec nanochat_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  spec.norm.weight = false;
  if (reader.has("final_logit_softcapping") || !reader.json().contains("final_logit_softcapping"))
    spec.logit_softcap = static_cast<float>(reader.number("final_logit_softcapping", {1e-3, 1e6}, 15));
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  const RopeSpec rope = read_rope(reader, mixer.head_dim);
  auto backwards = std::make_shared<RopeTable>(*rope.table);
  for (double& frequency : backwards->inv_freq)
    frequency = -frequency;
  for (double& frequency : backwards->inv_freq_long)
    frequency = -frequency;
  mixer.rope.table = std::move(backwards);
  mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  mixer.qk_norm_weight = false;
  mixer.qk_norm_after_rope = true;
  mixer.qk_norm_eps = spec.norm.eps;
  mixer.qkv_bias = reader.boolean("attention_bias", false);
  mixer.output_bias = mixer.qkv_bias;
  const PlainFeedForward ffn{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "relu2"),
                             false};
  const int64_t layers = layer_count(reader);
  for (int64_t layer = 0; layer < layers; ++layer)
    spec.blocks.push_back({mixer, ffn, Block::Residual::Pre, layer == 0});
  return spec;
}

} // namespace

ModelFamily family::nanochat() {
  return {
      .types = {{"nanochat", nanochat_read, "nanochat"}},
      .names = {{"nanochat",
                 "model.layers.",
                 kLlamaWhole,
                 {{"mixer.", "self_attn."}, {"ffn.up_proj.", "mlp.fc1."}, {"ffn.down_proj.", "mlp.fc2."}}}},
  };
}

} // namespace pareto::config
