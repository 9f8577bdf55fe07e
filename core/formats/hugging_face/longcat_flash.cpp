// SPDX-License-Identifier: GPL-3.0-or-later
// longcat_flash (arXiv 2509.01322): a layer is two of latent attention, each with a dense part, and a mixture of
// experts, some of which return their input, that starts behind the first attention and joins the stream at the layer's
// end.
#include "core/formats/hugging_face/latent.h"
#include "core/formats/model_types.h"

#include <algorithm>
#include <cmath>

namespace pareto::config {

namespace {

MlaMixer longcat_flash_attention(ConfigReader& reader, const ModelSpec& spec) {
  MlaMixer mixer = read_latent(reader, 1e7);
  const auto wider = [&](int64_t rank) {
    return std::sqrt(static_cast<double>(spec.hidden) / static_cast<double>(std::max<int64_t>(rank, 1)));
  };
  if (mixer.q_rank > 0 && reader.boolean("mla_scale_q_lora", true)) // of the queries, and so of their scores
    mixer.scale =
        static_cast<float>(wider(mixer.q_rank) / std::sqrt(static_cast<double>(mixer.key_dim + mixer.rope_dim)));
  if (reader.boolean("mla_scale_kv_lora", true))
    mixer.latent_scale = static_cast<float>(wider(mixer.kv_rank));
  mixer.norm_eps = 1e-6f;
  return mixer;
}

MoeFeedForward longcat_flash_mixture(ConfigReader& reader) {
  const MixtureKeys keys{"n_routed_experts", "moe_topk", "expert_ffn_hidden_size"};
  MoeFeedForward part;
  part.experts = reader.integer(keys.experts, {1, 4096}, 512);
  part.zero_experts = reader.integer("zero_expert_num", {0, 4096}, 256);
  part.chosen = reader.integer(keys.chosen, {1, 4096}, 12);
  part.width = reader.integer(keys.width, kWide, 2048);
  part.activation = read_activation(reader, "hidden_act", "silu");
  part.correction = true;
  part.router_bias = reader.boolean("router_bias", false);
  part.normalised = reader.boolean("norm_topk_prob", false);
  part.scale = static_cast<float>(reader.number("routed_scaling_factor", kRatio, 6));
  if (reader.text("zero_expert_type", "identity") != "identity")
    reader.refuse("zero_expert_type", "must be \"identity\".", ErrorCode::Unsupported);
  check_mixture(reader, keys, part);
  return part;
}

ModelSpec longcat_flash_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  const MlaMixer mixer = longcat_flash_attention(reader, spec);
  const FeedForward dense = GatedFeedForward{reader.integer("ffn_hidden_size", kWide, 12288),
                                             read_activation(reader, "hidden_act", "silu"), false};
  Block block;
  block.branches.push_back({Mixer(mixer)});
  block.branches.push_back({FeedForward(longcat_flash_mixture(reader))});
  block.branches.back().joins = Branch::Joins::End;
  block.branches.push_back({dense, Branch::Input::NormBefore});
  block.branches.push_back({Mixer(mixer)});
  block.branches.push_back({dense});
  spec.blocks.assign(static_cast<size_t>(reader.integer("num_layers", kLayers, 28)), block);
  return spec;
}

/// Both attentions have the same settings: the second is placed as the first, under its own number.
void longcat_flash_place(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const bool second = part.rfind("mixer2.", 0) == 0;
  const std::string own = second ? "mixer." + part.substr(7) : part;
  std::string placed;
  place_latent(block, own, rows, placed);
  if (!placed.empty())
    name = (second ? "self_attn.1." : "self_attn.0.") + placed.substr(10);
}

} // namespace

ModelFamily family::longcat_flash() {
  return {
      .types = {{"longcat_flash", longcat_flash_read, "longcat_flash"}},
      .names = {{"longcat_flash",
                 "model.layers.",
                 kLlamaWhole,
                 {{"mixer_norm.", "input_layernorm.0."},
                  {"ffn_norm.", "post_attention_layernorm.0."},
                  {"mixer2_norm.", "input_layernorm.1."},
                  {"ffn3_norm.", "post_attention_layernorm.1."},
                  {"mixer.q_a_norm.", "self_attn.0.q_a_layernorm."},
                  {"mixer.kv_a_norm.", "self_attn.0.kv_a_layernorm."},
                  {"mixer2.q_a_norm.", "self_attn.1.q_a_layernorm."},
                  {"mixer2.kv_a_norm.", "self_attn.1.kv_a_layernorm."},
                  {"mixer.", "self_attn.0."},
                  {"mixer2.", "self_attn.1."},
                  {"ffn.router.correction", "mlp.router.e_score_correction_bias"},
                  {"ffn.router.", "mlp.router.classifier."},
                  {"ffn.experts.", "mlp.experts.{}."},
                  {"ffn2.", "mlps.0."},
                  {"ffn3.", "mlps.1."}},
                 {},
                 {},
                 longcat_flash_place}},
  };
}

} // namespace pareto::config
