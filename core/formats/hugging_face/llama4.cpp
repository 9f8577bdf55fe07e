// SPDX-License-Identifier: GPL-3.0-or-later
// llama4_text (Llama 4): layers that rotate and see their own chunk, and layers without positions that see everything;
// mixtures of experts beside one that all share, whose choice weighs what they read.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"

#include <algorithm>

namespace pareto::config {

namespace {

/// Which layers rotate: by no_rope_layers (1 = it does), otherwise all but every fourth.
std::vector<bool> rotating(ConfigReader& reader, int64_t layers) {
  std::vector<bool> rotates(static_cast<size_t>(layers));
  const int64_t interval = reader.integer("no_rope_layer_interval", {1, 1024}, 4);
  for (int64_t layer = 0; layer < layers; ++layer)
    rotates[static_cast<size_t>(layer)] = (layer + 1) % interval != 0;
  if (!reader.has("no_rope_layers") || reader.array_size("no_rope_layers") == 0)
    return rotates;
  const std::vector<int64_t> stated = reader.integers("no_rope_layers", {0, 1});
  if (stated.size() != rotates.size())
    reader.refuse("no_rope_layers", "must hold a number for each layer.");
  for (size_t layer = 0; layer < rotates.size() && layer < stated.size(); ++layer)
    rotates[layer] = stated[layer] == 1;
  return rotates;
}

/// Which layers are mixtures: by moe_layers, otherwise the last of every step.
std::vector<bool> mixing(ConfigReader& reader, int64_t layers) {
  std::vector<bool> mixes(static_cast<size_t>(layers));
  const int64_t step = reader.integer("interleave_moe_layer_step", {1, 1024}, 1);
  for (int64_t layer = 0; layer < layers; ++layer)
    mixes[static_cast<size_t>(layer)] = (layer + 1) % step == 0;
  if (!reader.has("moe_layers"))
    return mixes;
  std::fill(mixes.begin(), mixes.end(), false);
  for (const int64_t layer : reader.integers("moe_layers", {0, layers - 1}))
    mixes[static_cast<size_t>(layer)] = true;
  return mixes;
}

/// What layers that rotate are; `grows` fills in those that do not.
AttentionMixer llama4_attention(ConfigReader& reader, const ModelSpec& spec) {
  AttentionMixer mixer = plain_mixer(reader, spec.hidden, 128);
  mixer.rope = read_rope(reader, mixer.head_dim, 5e5);
  mixer.rope.interleaved = true;
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  if (reader.boolean("use_qk_norm", true)) {
    mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
    mixer.qk_norm_weight = false;
    mixer.qk_norm_after_rope = true;
    mixer.qk_norm_eps = spec.norm.eps;
  }
  if (reader.has("attention_chunk_size") || !reader.json().contains("attention_chunk_size")) {
    mixer.window = reader.integer("attention_chunk_size", kLength, 8192);
    mixer.chunked = true;
  }
  return mixer;
}

/// The same without positions and norms over everything, its queries growing with their position.
AttentionMixer without_positions(ConfigReader& reader, AttentionMixer mixer) {
  mixer.rope = {};
  mixer.qk_norm = AttentionMixer::QkNorm::None;
  mixer.qk_norm_weight = true;
  mixer.qk_norm_after_rope = false;
  mixer.window = 0;
  mixer.chunked = false;
  if (reader.boolean("attn_temperature_tuning", true)) {
    mixer.growth = static_cast<float>(reader.number("attn_scale", {0, 1e3}, 0.1));
    mixer.growth_every = reader.integer("floor_scale", kLength, 8192);
    mixer.growth_shift = 1;
    check_growth(reader, mixer);
  }
  return mixer;
}

MoeFeedForward llama4_mixture(ConfigReader& reader) {
  const MixtureKeys keys{.experts = "num_local_experts", .width = "intermediate_size"};
  MoeFeedForward part = plain_mixture(reader, keys, {16, 1, 8192});
  part.score = RouterScore::Sigmoid;
  part.normalised = false;
  part.weighs_input = true;
  part.shared_width = part.width;
  if (part.chosen != 1)
    reader.refuse(keys.chosen, "must be 1.", ErrorCode::Unsupported);
  return part;
}

ModelSpec llama4_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  const int64_t layers = layer_count(reader);
  const AttentionMixer rotates = llama4_attention(reader, spec), bare = without_positions(reader, rotates);
  const std::vector<bool> mixes = mixing(reader, layers);
  const FeedForward experts = llama4_mixture(reader),
                    dense = GatedFeedForward{reader.integer("intermediate_size_mlp", kWide, 16384),
                                             read_activation(reader, "hidden_act", "silu"), false};
  const std::vector<bool> turning = rotating(reader, layers);
  for (size_t layer = 0; layer < mixes.size(); ++layer)
    spec.blocks.push_back({turning[layer] ? rotates : bare, mixes[layer] ? experts : dense});
  return spec;
}

/// gate_up_proj [E, H, 2 I] and down_proj [E, I, H] of all experts, transposed.
void llama4_place(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  if (part.rfind("ffn.experts.", 0) != 0)
    return;
  const auto& mixture = *block.ffn()->as<MoeFeedForward>();
  rows.transposed = true;
  name = "feed_forward.experts.gate_up_proj";
  if (part.find("down_proj") != std::string::npos) {
    name = "feed_forward.experts.down_proj";
    return;
  }
  rows.first = part.find("gate_proj") != std::string::npos ? 0 : mixture.width;
  rows.run = mixture.width;
  rows.stride = 2 * mixture.width;
  rows.tensor_rows = 2 * mixture.width * mixture.experts;
}

/// What is left out of a configuration inside of another one, as its class has it.
constexpr const char* kDefaults =
    R"({"vocab_size": 202048, "hidden_size": 5120, "num_hidden_layers": 48, "num_attention_heads": 40, "num_key_value_heads": 8,
  "max_position_embeddings": 131072})";

} // namespace

ModelFamily family::llama4() {
  return {
      .types = {{"llama4_text", llama4_read, "llama4", kDefaults}},
      .names = {{"llama4",
                 "model.layers.",
                 kLlamaWhole,
                 {{"mixer_norm.", "input_layernorm."},
                  {"ffn_norm.", "post_attention_layernorm."},
                  {"mixer.", "self_attn."},
                  {"ffn.shared.", "feed_forward.shared_expert."},
                  {"ffn.", "feed_forward."}},
                 {},
                 {},
                 llama4_place}},
  };
}

} // namespace pareto::config
