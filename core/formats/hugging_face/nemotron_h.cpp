// SPDX-License-Identifier: GPL-3.0-or-later
// nemotron_h (arXiv 2504.03624): layers of one part each, Mamba-2, attention without positions, a feed-forward part or
// a mixture of experts.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"

namespace pareto::config {

namespace {

/// M, *, - and E for each layer, by a pattern or by a list of types.
std::string pattern_of(ConfigReader& reader) {
  if (reader.has("hybrid_override_pattern"))
    return reader.text("hybrid_override_pattern", {});
  for (const char* key : {"layers_block_type", "layer_types"}) {
    if (!reader.has(key))
      continue;
    std::string pattern;
    for (size_t layer = 0; layer < reader.array_size(key); ++layer) {
      const nlohmann::json& type = reader.json()[key][layer];
      pattern += type == "linear_attention" || type == "mamba"     ? 'M'
                 : type == "full_attention" || type == "attention" ? '*'
                 : type == "mlp"                                   ? '-'
                 : type == "moe"                                   ? 'E'
                                                                   : '?';
    }
    return pattern;
  }
  return "ME*-"; // the class's default
}

/// Steps are clamped from below by time_step_min, as modeling_nemotron_h 5.24 does.
Mamba2Mixer state_space(ConfigReader& reader, float eps) {
  Mamba2Mixer mixer;
  mixer.heads = reader.integer("mamba_num_heads", kHeads, 128);
  mixer.head_dim = reader.integer("mamba_head_dim", {1, 4096}, 64);
  mixer.state = reader.integer("ssm_state_size", {1, 4096}, 128);
  mixer.groups = mixer.norm_groups = reader.integer("n_groups", kHeads, 8);
  divided(reader, "n_groups", mixer.heads, mixer.groups);
  mixer.conv = reader.integer("conv_kernel", kTaps, 4);
  mixer.conv_bias = reader.boolean("use_conv_bias", true);
  mixer.bias = reader.boolean("mamba_proj_bias", reader.boolean("use_bias", false));
  mixer.norm_eps = eps;
  mixer.dt_min = static_cast<float>(reader.number("time_step_min", {0, 1}, 1e-3));
  return mixer;
}

/// down(act(up x)) for each expert and for the one that all share.
MoeFeedForward nemotron_h_mixture(ConfigReader& reader) {
  MoeFeedForward part = plain_mixture(reader, {.experts = "n_routed_experts"}, {8, 2, 7688});
  read_corrected_routing(reader, part, "n_shared_experts");
  part.activation = read_activation(reader, "mlp_hidden_act", "relu2");
  part.gated = false;
  part.shared_width = reader.integer("n_shared_experts", {0, 64}, 1) > 0
                          ? reader.integer("moe_shared_expert_intermediate_size", kWide, 7688)
                          : 0;
  if (reader.has("moe_latent_size"))
    part.latent = reader.integer("moe_latent_size", kWidth);
  if (reader.boolean("mlp_bias", false))
    reader.refuse("mlp_bias", "= true is not supported in mixtures of experts.", ErrorCode::Unsupported);
  return part;
}

Branch branch_of(ConfigReader& reader, const ModelSpec& spec, char letter) {
  switch (letter) {
  case 'M': return {Mixer(state_space(reader, spec.norm.eps))};
  case '*': return {Mixer(plain_mixer(reader, spec.hidden, 128))};
  case 'E': return {FeedForward(nemotron_h_mixture(reader))};
  case '-': break;
  default: reader.refuse("hybrid_override_pattern", "must be of the letters M, *, - and E.");
  }
  return {FeedForward(PlainFeedForward{reader.integer("intermediate_size", kWide, 21504),
                                       read_activation(reader, "mlp_hidden_act", "relu2"),
                                       reader.boolean("mlp_bias", false)})};
}

ModelSpec nemotron_h_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "layer_norm_epsilon", 1e-5);
  const std::string pattern = pattern_of(reader);
  if (pattern.empty() ||
      (reader.has("num_hidden_layers") && layer_count(reader) != static_cast<int64_t>(pattern.size())))
    reader.refuse("hybrid_override_pattern", "must have one letter for each layer.");
  for (const char letter : pattern) {
    Block block;
    if (reader.ok())
      block.branches.push_back(branch_of(reader, spec, letter));
    spec.blocks.push_back(std::move(block));
  }
  return spec;
}

} // namespace

ModelFamily family::nemotron_h() {
  return {
      .types = {{"nemotron_h", nemotron_h_read, "nemotron_h"}},
      .names = {{"nemotron_h",
                 "backbone.layers.",
                 kBackboneWhole,
                 {{"mixer_norm.", "norm."},
                  {"ffn_norm.", "norm."},
                  {"mixer.conv.", "mixer.conv1d."},
                  {"ffn.router.correction", "mixer.gate.e_score_correction_bias"},
                  {"ffn.router.", "mixer.gate."},
                  {"ffn.experts.", "mixer.experts.{}."},
                  {"ffn.shared.", "mixer.shared_experts."},
                  {"ffn.latent_in.", "mixer.fc1_latent_proj."},
                  {"ffn.latent_out.", "mixer.fc2_latent_proj."},
                  {"ffn.", "mixer."}}}},
  };
}

} // namespace pareto::config
