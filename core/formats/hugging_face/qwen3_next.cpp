// SPDX-License-Identifier: GPL-3.0-or-later
// qwen3_next, qwen3_5_text, qwen3_5_moe_text (Qwen3-Next, Qwen3.5 and 3.6): Gated DeltaNet three to one with attention
// behind a gate; norms hold 1 + w.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/deltanet.h"

#include <algorithm>
#include <optional>

namespace pareto::config {

namespace {

DeltaNetMixer linear_mixer(ConfigReader& reader, float eps) {
  DeltaNetMixer mixer;
  mixer.decay = mixer.gate = true;
  mixer.heads = reader.integer("linear_num_key_heads", kHeads, 16);
  mixer.value_heads = reader.integer("linear_num_value_heads", kHeads, 32);
  divided(reader, "linear_num_key_heads", mixer.value_heads, mixer.heads);
  mixer.key_dim = reader.integer("linear_key_head_dim", kWidth, 128);
  mixer.value_dim = reader.integer("linear_value_head_dim", kWidth, 128);
  mixer.conv = reader.integer("linear_conv_kernel_dim", kTaps, 4);
  mixer.norm_eps = eps;
  return mixer;
}

AttentionMixer gated_attention(ConfigReader& reader, const ModelSpec& spec) {
  AttentionMixer mixer = plain_mixer(reader, spec.hidden, 256);
  mixer.rope = read_rope(reader, mixer.head_dim, 10000, 0.25);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  if (mixer.qkv_bias)
    reader.refuse("attention_bias", "= true is not supported: its gate would have one too.", ErrorCode::Unsupported);
  mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  mixer.qk_norm_one_plus = true;
  mixer.qk_norm_eps = spec.norm.eps;
  if (reader.boolean("attn_output_gate", true))
    mixer.gate = AttentionMixer::Gate::Channels;
  return mixer;
}

/// Softmax over all, the chosen renormalised, and an expert that all share behind a gate.
MoeFeedForward qwen3_next_mixture(ConfigReader& reader) {
  MoeFeedForward part = plain_mixture(reader, {}, {512, 10, 512});
  part.normalised = reader.boolean("norm_topk_prob", true);
  part.shared_width = reader.integer("shared_expert_intermediate_size", kWide, 512);
  part.shared_gate = true;
  return part;
}

/// Which layers attend: by layer_types, otherwise every full_attention_interval-th.
std::vector<bool> qwen3_next_attending(ConfigReader& reader, int64_t layers) {
  std::vector<bool> attends(static_cast<size_t>(layers));
  const int64_t interval = reader.integer("full_attention_interval", {1, 1024}, 4);
  for (size_t layer = 0; layer < attends.size(); ++layer)
    attends[layer] = (static_cast<int64_t>(layer) + 1) % interval == 0;
  return layers_named(reader, std::move(attends), "full_attention", "linear_attention");
}

/// Which layers have experts: all but the first and those between steps.
std::vector<bool> mixing(ConfigReader& reader, const std::string& type, int64_t layers) {
  std::vector<bool> mixes(static_cast<size_t>(layers), type != "qwen3_5_text");
  if (type != "qwen3_next")
    return mixes;
  const int64_t step = reader.integer("decoder_sparse_step", {1, 1024}, 1);
  for (int64_t layer = 0; layer < layers; ++layer)
    mixes[static_cast<size_t>(layer)] = (layer + 1) % step == 0;
  if (reader.has("mlp_only_layers") && reader.array_size("mlp_only_layers") > 0)
    for (const int64_t layer : reader.integers("mlp_only_layers", {0, layers - 1}))
      mixes[static_cast<size_t>(layer)] = false;
  return mixes;
}

ModelSpec qwen3_next_read(ConfigReader& reader, const std::string& type) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm = {NormKind::Rms, eps_of(reader, "rms_norm_eps", 1e-6), true, false};
  const int64_t layers = layer_count(reader);
  const std::vector<bool> attends = qwen3_next_attending(reader, layers), mixes = mixing(reader, type, layers);
  const AttentionMixer attention = gated_attention(reader, spec);
  const DeltaNetMixer linear = linear_mixer(reader, spec.norm.eps);
  const auto part_of = [&](bool sparse) -> std::optional<FeedForward> { // read where a layer has it
    if (std::find(mixes.begin(), mixes.end(), sparse) == mixes.end())
      return std::nullopt;
    return sparse ? FeedForward(qwen3_next_mixture(reader)) : FeedForward(dense_part(reader));
  };
  const std::optional<FeedForward> sparse = part_of(true), dense = part_of(false);
  for (size_t layer = 0; layer < attends.size(); ++layer)
    spec.blocks.push_back({attends[layer] ? Mixer(attention) : Mixer(linear), mixes[layer] ? sparse : dense});
  return spec;
}

/// Per head of attention, rows of the query, then of its gate.
void place_gated_query(const AttentionMixer& mixer, const std::string& part, TensorRows& rows, std::string& name) {
  const bool gate = part == "mixer.gate_proj.weight";
  if (mixer.gate == AttentionMixer::Gate::None || (!gate && part != "mixer.q_proj.weight"))
    return;
  rows.first = gate ? mixer.head_dim : 0;
  rows.run = mixer.head_dim;
  rows.stride = 2 * mixer.head_dim;
  rows.tensor_rows = 2 * mixer.heads * mixer.head_dim;
  name = "self_attn.q_proj.weight";
}

/// Rows of queries, then of keys, then of values, of all heads.
void place_in_turn(const DeltaNetMixer& mixer, int which, TensorRows& rows) {
  const int64_t keys = mixer.heads * mixer.key_dim, values = mixer.value_heads * mixer.value_dim;
  rows.first = which * keys;
  rows.tensor_rows = 2 * keys + values;
}

int conv_part(const std::string& part) {
  const char* const names[] = {"mixer.q_conv.", "mixer.k_conv.", "mixer.v_conv."};
  for (int i = 0; i < 3; ++i)
    if (part.rfind(names[i], 0) == 0)
      return i;
  return -1;
}

bool place_conv(const DeltaNetMixer& mixer, const std::string& part, TensorRows& rows, std::string& name) {
  const int which = conv_part(part);
  if (which < 0)
    return false;
  place_in_turn(mixer, which, rows);
  name = "linear_attn.conv1d.weight";
  return true;
}

/// Qwen3.5: queries, keys and values in one tensor, each of the others in its own.
void place_apart(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  if (const auto* attention = block.mixer()->as<AttentionMixer>())
    return place_gated_query(*attention, part, rows, name);
  const auto& mixer = *block.mixer()->as<DeltaNetMixer>();
  if (place_conv(mixer, part, rows, name))
    return;
  if (const int which = qkv_part(part); which >= 0) {
    place_in_turn(mixer, which, rows);
    name = "linear_attn.in_proj_qkv.weight";
  }
}

/// Qwen3-Next: for each key head its query, its key, the values of its value heads and their gates; likewise write
/// strengths and decays.
void place_by_head(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  if (const auto* attention = block.mixer()->as<AttentionMixer>())
    return place_gated_query(*attention, part, rows, name);
  const auto& mixer = *block.mixer()->as<DeltaNetMixer>();
  if (place_conv(mixer, part, rows, name))
    return;
  const int64_t key = mixer.key_dim, each = mixer.value_heads / mixer.heads, value = each * mixer.value_dim;
  struct Piece {
    const char *part, *tensor;
    int64_t first, run, stride;
  };
  for (const Piece& piece : {Piece{"mixer.q_proj.weight", "qkvz", 0, key, 2 * (key + value)},
                             Piece{"mixer.k_proj.weight", "qkvz", key, key, 2 * (key + value)},
                             Piece{"mixer.v_proj.weight", "qkvz", 2 * key, value, 2 * (key + value)},
                             Piece{"mixer.g_proj.weight", "qkvz", 2 * key + value, value, 2 * (key + value)},
                             Piece{"mixer.b_proj.weight", "ba", 0, each, 2 * each},
                             Piece{"mixer.a_proj.weight", "ba", each, each, 2 * each}})
    if (part == piece.part) {
      rows.first = piece.first;
      rows.run = piece.run;
      rows.stride = piece.stride;
      rows.tensor_rows = mixer.heads * piece.stride;
      name = std::string("linear_attn.in_proj_") + piece.tensor + ".weight";
    }
}

const NamePairs kQwen3NextPart{{"mixer_norm.", "input_layernorm."},
                               {"ffn_norm.", "post_attention_layernorm."},
                               {"mixer.g_proj.", "linear_attn.in_proj_z."},
                               {"mixer.b_proj.", "linear_attn.in_proj_b."},
                               {"mixer.a_proj.", "linear_attn.in_proj_a."},
                               {"mixer.o_norm.", "linear_attn.norm."},
                               {"mixer.A_log", "linear_attn.A_log"},
                               {"mixer.dt_bias", "linear_attn.dt_bias"},
                               {"mixer.o_proj.", "linear_attn.out_proj."},
                               {"mixer.", "self_attn."},
                               {"ffn.router.", "mlp.gate."},
                               {"ffn.experts.", "mlp.experts.{}."},
                               {"ffn.shared_gate.", "mlp.shared_expert_gate."},
                               {"ffn.shared.", "mlp.shared_expert."},
                               {"ffn.", "mlp."}};
const NamePairs kAttentionToo{{"linear_attn.out_proj.", "self_attn.o_proj."}};

} // namespace

ModelFamily family::qwen3_next() {
  return {
      .types = {{"qwen3_next", qwen3_next_read, "qwen3_next"},
                {"qwen3_5_text", qwen3_next_read, "qwen3_5"},
                {"qwen3_5_moe_text", qwen3_next_read, "qwen3_5"}},
      .names = {{"qwen3_next", "model.layers.", kLlamaWhole, kQwen3NextPart, {}, kAttentionToo, place_by_head},
                {"qwen3_5", "model.layers.", kLlamaWhole, kQwen3NextPart, {}, kAttentionToo, place_apart}},
  };
}

} // namespace pareto::config
