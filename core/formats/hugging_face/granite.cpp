// SPDX-License-Identifier: GPL-3.0-or-later
// granite, granite_swa, granitemoe, granitemoehybrid (IBM Granite): Llama, or Mamba-2 between its layers, with
// multipliers of the embedding, the attention's scores, the branches and the logits; and a mixture whose matrices are
// two tensors for all experts.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/mamba2.h"

namespace pareto::config {

namespace {

float multiplier(ConfigReader& reader, const char* key) {
  return static_cast<float>(reader.number(key, {1e-6, 1e6}, 1));
}

/// What both types share beside their mixers and feed-forward parts.
ModelSpec granite_frame(ConfigReader& reader) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  spec.embedding_scale = multiplier(reader, "embedding_multiplier");
  spec.logit_scale = 1 / multiplier(reader, "logits_scaling");
  return spec;
}

AttentionMixer granite_attention(ConfigReader& reader, const ModelSpec& spec, bool rotates) {
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  if (rotates)
    mixer.rope = read_rope(reader, mixer.head_dim);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  mixer.scale = multiplier(reader, "attention_multiplier");
  return mixer;
}

Mamba2Mixer state_space(ConfigReader& reader, const ModelSpec& spec) {
  return mamba2_mixer(reader, spec.hidden * reader.integer("mamba_expand", {1, 64}, 2), spec.norm.eps);
}

/// The branches times residual_multiplier.
Block block_of(ConfigReader& reader, Mixer mixer, FeedForward part) {
  Block block(std::move(mixer), std::move(part));
  const float factor = multiplier(reader, "residual_multiplier");
  for (Branch& each : block.branches)
    each.gate = factor == 1 ? BranchGate{} : BranchGate{BranchGate::Kind::Factor, factor};
  return block;
}

/// Windows by layer_types; a layer's own rotary base, 0 = it does not rotate.
void vary(ConfigReader& reader, ModelSpec& spec) {
  const auto layers = static_cast<int64_t>(spec.blocks.size());
  const std::vector<bool> slides = sliding_layers(reader, layers, 0);
  const int64_t window = reader.has("sliding_window") ? reader.integer("sliding_window", kLength) : 0;
  const std::vector<double> bases = reader.has("layer_rope_theta")
                                        ? reader.numbers("layer_rope_theta", spec.blocks.size(), {0, 1e12})
                                        : std::vector<double>();
  for (size_t layer = 0; layer < spec.blocks.size() && reader.ok(); ++layer) {
    auto& mixer = *spec.blocks[layer].mixer()->as<AttentionMixer>();
    mixer.sinks = true;
    mixer.window = slides[layer] ? window : 0;
    if (!bases.empty())
      mixer.rope = bases[layer] > 0 ? read_rope(reader, mixer.head_dim, bases[layer]) : RopeSpec{};
  }
}

ModelSpec read_dense(ConfigReader& reader, const std::string& type) {
  ModelSpec spec = granite_frame(reader);
  const GatedFeedForward part{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                              reader.boolean("mlp_bias", false)};
  const Block block = block_of(reader, granite_attention(reader, spec, true), part);
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), block);
  if (type == "granite_swa")
    vary(reader, spec);
  return spec;
}

constexpr MixtureKeys kKeys{.experts = "num_local_experts", .width = "intermediate_size"};

ModelSpec granite_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = granite_frame(reader);
  const Block block =
      block_of(reader, granite_attention(reader, spec, true), plain_mixture(reader, kKeys, {8, 2, 14336}));
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
  ModelSpec spec = granite_frame(reader);
  const bool rotates = reader.text("position_embedding_type", "nope") == "rope";
  const AttentionMixer attends = granite_attention(reader, spec, rotates);
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
void granite_place(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
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

ModelFamily family::granite() {
  NamePairs part{{"ffn.router.", "block_sparse_moe.router.layer."}};
  part.insert(part.end(), kLlamaPart.begin(), kLlamaPart.end());
  return {
      .types = {{"granite", read_dense, "llama"},
                {"granite_swa", read_dense, "llama"},
                {"granitemoe", granite_read, "granitemoe"},
                {"granitemoehybrid", read_hybrid, "granitemoe"}},
      .names =
          {{"granitemoe", "model.layers.", kLlamaWhole, part, {{"mamba.conv.", "mamba.conv1d."}}, {}, granite_place}},
  };
}

} // namespace pareto::config
