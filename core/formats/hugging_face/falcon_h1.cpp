// SPDX-License-Identifier: GPL-3.0-or-later
// falcon_h1 (arXiv 2507.22448): Mamba-2 and attention read one norm side by side; factors on everything.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/mamba2.h"

#include <cmath>

namespace pareto::config {

namespace {

float factor(ConfigReader& reader, const char* key) { return static_cast<float>(reader.number(key, {1e-9, 1e9}, 1)); }
std::vector<double> factors(ConfigReader& reader, const char* key, size_t count) {
  return reader.has(key) ? reader.numbers(key, count, {1e-9, 1e9}) : std::vector<double>(count, 1);
}
BranchGate times(float by) { return {BranchGate::Kind::Factor, by}; }

/// Without biases what the norm is multiplied by may as well be a factor of each projection.
void refuse_biases(ConfigReader& reader) {
  for (const char* key : {"mamba_proj_bias", "projectors_bias", "attention_bias", "mlp_bias"})
    if (reader.boolean(key, false))
      reader.refuse(key, "= true is not supported.", ErrorCode::Unsupported);
}

Mamba2Mixer falcon_h1_mamba_mixer(ConfigReader& reader, const ModelSpec& spec) {
  const auto expanded =
      static_cast<int64_t>(reader.number("mamba_expand", kRatio, 2) * static_cast<double>(spec.hidden));
  Mamba2Mixer mixer =
      mamba2_mixer(reader, reader.has("mamba_d_ssm") ? reader.integer("mamba_d_ssm", kWide) : expanded, spec.norm.eps);
  mixer.norm_groups = mixer.groups;
  mixer.norm = reader.boolean("mamba_rms_norm", false);
  mixer.gate_first = !reader.boolean("mamba_norm_before_gate", true);
  const double in = factor(reader, "ssm_in_multiplier");
  const std::vector<double> each = factors(reader, "ssm_multipliers", 5);
  const auto scale = [&](size_t which) { return static_cast<float>(in * (which < each.size() ? each[which] : 1)); };
  mixer.scale_z = scale(0);
  mixer.scale_x = scale(1);
  mixer.scale_b = scale(2);
  mixer.scale_c = scale(3);
  mixer.scale_dt = scale(4);
  return mixer;
}

/// Queries and keys times the factor of the norm each, keys times their own: a factor of the scores.
AttentionMixer attention_mixer(ConfigReader& reader, const ModelSpec& spec) {
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.rope = read_rope(reader, mixer.head_dim);
  const float in = factor(reader, "attention_in_multiplier");
  mixer.scale = in * in * factor(reader, "key_multiplier") / std::sqrt(static_cast<float>(mixer.head_dim));
  return mixer;
}

ModelSpec falcon_h1_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  spec.embedding_scale = factor(reader, "embedding_multiplier");
  spec.logit_scale = factor(reader, "lm_head_multiplier");
  refuse_biases(reader);
  GatedFeedForward ffn{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                       false};
  const std::vector<double> mlp = factors(reader, "mlp_multipliers", 2);
  ffn.gate_scale = static_cast<float>(mlp.empty() ? 1 : mlp.front());
  Block block;
  const float values = factor(reader, "attention_in_multiplier"); // of what is read, beside that of the scores
  block.branches = {
      {.part = Mixer(falcon_h1_mamba_mixer(reader, spec)), .gate = times(factor(reader, "ssm_out_multiplier"))},
      {.part = Mixer(attention_mixer(reader, spec)),
       .input = Branch::Input::NormBefore,
       .gate = times(values * factor(reader, "attention_out_multiplier"))},
      {.part = FeedForward(ffn), .gate = times(static_cast<float>(mlp.empty() ? 1 : mlp.back()))}};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), block);
  return spec;
}

} // namespace

ModelFamily family::falcon_h1() {
  return {
      .types = {{"falcon_h1", falcon_h1_read, "falcon_h1"}},
      .names = {{"falcon_h1",
                 "model.layers.",
                 kHybridWhole,
                 {{"mixer_norm.", "input_layernorm."},
                  {"ffn_norm.", "pre_ff_layernorm."},
                  {"mixer.conv.", "mamba.conv1d."},
                  {"mixer.", "mamba."},
                  {"mixer2.", "self_attn."},
                  {"ffn.", "feed_forward."}}}},
  };
}

} // namespace pareto::config
