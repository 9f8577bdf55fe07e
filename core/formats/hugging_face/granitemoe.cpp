// SPDX-License-Identifier: GPL-3.0-or-later
// granitemoe, granitemoehybrid: Llama, or Mamba-2 between its layers, with multipliers of the embedding, the
// attention's scores, the branches and the logits, and a mixture whose matrices are two tensors for all experts.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/mamba2.h"

namespace pareto::config {

namespace {

float multiplier(ConfigReader& reader, const char* key) {
  return static_cast<float>(reader.number(key, {1e-6, 1e6}, 1));
}

/// What both types share beside their mixers and feed-forward parts.
ModelSpec frame(ConfigReader& reader) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  spec.embedding_scale = multiplier(reader, "embedding_multiplier");
  spec.logit_scale = 1 / multiplier(reader, "logits_scaling");
  return spec;
}

AttentionMixer attention(ConfigReader& reader, const ModelSpec& spec, bool rotates) {
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  if (rotates)
    mixer.rope = read_rope(reader, mixer.head_dim);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  mixer.scale = multiplier(reader, "attention_multiplier");
  return mixer;
}

Mamba2Mixer state_space(ConfigReader& reader, const ModelSpec& spec) {
  Mamba2Mixer mixer;
  mixer.heads = reader.integer("mamba_n_heads", kHeads, 128);
  mixer.groups = reader.integer("mamba_n_groups", kHeads, 1);
  mixer.state = reader.integer("mamba_d_state", {1, 4096}, 256);
  mixer.conv = reader.integer("mamba_d_conv", {1, 64}, 4);
  mixer.conv_bias = reader.boolean("mamba_conv_bias", true);
  mixer.bias = reader.boolean("mamba_proj_bias", false);
  mixer.norm_eps = spec.norm.eps;
  const int64_t inner = spec.hidden * reader.integer("mamba_expand", {1, 64}, 2);
  const bool given = reader.has("mamba_d_head") && reader.json()["mamba_d_head"].is_number();
  mixer.head_dim =
      given ? reader.integer("mamba_d_head", {1, 4096}) : divided(reader, "mamba_n_heads", inner, mixer.heads);
  if (mixer.heads * mixer.head_dim != inner)
    reader.refuse("mamba_n_heads", "x mamba_d_head must equal mamba_expand x hidden_size.");
  divided(reader, "mamba_n_groups", mixer.heads, mixer.groups);
  read_step_limit(reader, "time_step_limit", mixer);
  return mixer;
}

/// The branches times residual_multiplier.
Block block_of(ConfigReader& reader, Mixer mixer, FeedForward part) {
  Block block(std::move(mixer), std::move(part));
  const float factor = multiplier(reader, "residual_multiplier");
  for (Branch& each : block.branches)
    each.gate = factor == 1 ? BranchGate{} : BranchGate{BranchGate::Kind::Factor, factor};
  return block;
}

constexpr MixtureKeys kKeys{.experts = "num_local_experts", .width = "intermediate_size"};

ModelSpec read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = frame(reader);
  const Block block = block_of(reader, attention(reader, spec, true), plain_mixture(reader, kKeys, {8, 2, 14336}));
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), block);
  return spec;
}

/// Mixtures beside an expert that all share, or that one alone.
FeedForward shared_or_mixture(ConfigReader& reader) {
  const int64_t shared = reader.integer("shared_intermediate_size", kWide, 1024);
  if (reader.integer("num_local_experts", {0, 4096}, 8) == 0)
    return GatedFeedForward{shared, read_activation(reader, "hidden_act", "silu"), false};
  MoeFeedForward part = plain_mixture(reader, kKeys, {8, 2, 14336});
  part.shared_width = shared;
  return part;
}

ModelSpec read_hybrid(ConfigReader& reader, const std::string&) {
  ModelSpec spec = frame(reader);
  const bool rotates = reader.text("position_embedding_type", "nope") == "rope";
  const AttentionMixer attends = attention(reader, spec, rotates);
  const FeedForward part = shared_or_mixture(reader);
  const int64_t layers = layer_count(reader);
  const nlohmann::json types = reader.has("layer_types")
                                   ? reader.json()["layer_types"]
                                   : nlohmann::json(std::vector<std::string>(static_cast<size_t>(layers), "mamba"));
  if (!types.is_array() || static_cast<int64_t>(types.size()) < layers) {
    reader.refuse("layer_types", "must name one type for each layer.");
    return spec;
  }
  for (int64_t layer = 0; layer < layers && reader.ok(); ++layer) {
    const nlohmann::json& type = types[static_cast<size_t>(layer)];
    const bool attention = type == "attention" || type == "full_attention";
    if (!attention && type != "mamba" && type != "linear_attention")
      reader.refuse("layer_types", "must hold \"mamba\" and \"attention\" only.");
    spec.blocks.push_back(block_of(reader, attention ? Mixer(attends) : Mixer(state_space(reader, spec)), part));
  }
  return spec;
}

/// Gate rows, then up rows, in one tensor of so many matrices of `width` rows each.
void place_input(const std::string& part, int64_t width, int64_t matrices, TensorRows& rows) {
  rows.first = part.find("gate_proj") != std::string::npos ? 0 : width;
  rows.run = width;
  rows.stride = 2 * width;
  rows.tensor_rows = 2 * width * matrices;
}

/// input_linear [E, 2 I, H] and output_linear [E, H, I], of the experts and of the shared one.
void place(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const auto* mixture = block.ffn()->as<MoeFeedForward>();
  const bool down = part.find("down_proj") != std::string::npos;
  const char* linear = down ? "output_linear.weight" : "input_linear.weight";
  if (part.rfind("mixer.", 0) == 0 && block.mixer()->as<Mamba2Mixer>())
    name = "mamba." + part.substr(6);
  if (part.rfind("ffn.experts.", 0) == 0) {
    name = std::string("block_sparse_moe.") + linear;
    if (!down)
      place_input(part, mixture->width, mixture->experts, rows);
  } else if (part.rfind("ffn.shared.", 0) == 0 || (!mixture && part.rfind("ffn.", 0) == 0)) {
    name = std::string("shared_mlp.") + linear;
    if (!down)
      place_input(part, mixture ? mixture->shared_width : block.ffn()->as<GatedFeedForward>()->width, 1, rows);
  }
}

} // namespace

ModelFamily family::granitemoe() {
  NamePairs part{{"ffn.router.", "block_sparse_moe.router.layer."}};
  part.insert(part.end(), kLlamaPart.begin(), kLlamaPart.end());
  return {
      .types = {{"granitemoe", read, "granitemoe"}, {"granitemoehybrid", read_hybrid, "granitemoe"}},
      .names = {{"granitemoe", "model.layers.", kLlamaWhole, part, {{"mamba.conv.", "mamba.conv1d."}}, {}, place}},
  };
}

} // namespace pareto::config
