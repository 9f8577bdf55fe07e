// SPDX-License-Identifier: GPL-3.0-or-later
// zamba (arXiv 2405.16712) and zamba2 (2411.15242): Mamba, and before some of its layers a Transformer that reads the
// stream beside the embedding, whose weights all these layers share.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/mamba.h"

#include <cmath>

namespace pareto::config {

namespace {

constexpr float kMamba2Eps = 1e-5f; ///< of the norm inside, whatever rms_norm_eps says

/// Which layers are hybrid, by layers_block_type.
std::vector<bool> hybrid_layers(ConfigReader& reader, std::vector<bool> otherwise) {
  if (!reader.has("layers_block_type"))
    return otherwise;
  const nlohmann::json& types = reader.json()["layers_block_type"];
  if (!types.is_array() || types.size() != otherwise.size()) {
    reader.refuse("layers_block_type", "must name one type for each layer.");
    return otherwise;
  }
  for (size_t layer = 0; layer < otherwise.size(); ++layer) {
    otherwise[layer] = types[layer] == "hybrid";
    if (!otherwise[layer] && types[layer] != "mamba" && types[layer] != "linear_attention")
      reader.refuse("layers_block_type", "must hold \"mamba\" and \"hybrid\" only.");
  }
  return otherwise;
}

/// Heads over the stream and the embedding together; scores as if they were half as wide.
AttentionMixer zamba_attention(ConfigReader& reader, const ModelSpec& spec) {
  AttentionMixer mixer;
  mixer.heads = reader.integer("num_attention_heads", kHeads);
  mixer.kv_heads = reader.integer("num_key_value_heads", kHeads, mixer.heads);
  divided(reader, "num_key_value_heads", mixer.heads, mixer.kv_heads);
  mixer.head_dim = reader.has("attention_head_dim")
                       ? reader.integer("attention_head_dim", kWidth)
                       : divided(reader, "num_attention_heads", 2 * spec.hidden, mixer.heads);
  mixer.scale = 1 / std::sqrt(static_cast<float>(mixer.head_dim) / 2);
  return mixer;
}

/// linear(ffn(norm(attention(norm([x; embedding]))))) is added to what the layer's Mamba reads of the stream, and to
/// nothing else.
Block hybrid(const AttentionMixer& attention, const GatedFeedForward& ffn, Mixer mamba, const std::string& shared) {
  Block block;
  block.branches.push_back({Mixer(attention), Branch::Input::EmbeddingToo});
  block.branches.push_back({FeedForward(ffn)});
  block.branches.push_back({std::move(mamba)});
  block.branches[0].joins = Branch::Joins::NextInput;
  block.branches[1].joins = Branch::Joins::BesideNextInput;
  block.branches[1].gate.kind = BranchGate::Kind::Matrix;
  block.branches[0].shared = block.branches[1].shared = shared;
  return block;
}

ModelSpec zamba_frame(ConfigReader& reader) {
  ModelSpec spec = plain_model(reader, true);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  return spec;
}

MambaMixer mamba(ConfigReader& reader, const ModelSpec& spec) {
  MambaMixer mixer;
  mixer.inner = reader.integer("mamba_expand", {1, 64}, 2) * spec.hidden;
  mixer.heads = reader.integer("n_mamba_heads", kHeads, 2);
  divided(reader, "n_mamba_heads", mixer.inner, mixer.heads);
  mixer.state = reader.integer("mamba_d_state", {1, 4096}, 16);
  mixer.conv = reader.integer("mamba_d_conv", kTaps, 4);
  const bool derived = !reader.has("mamba_dt_rank") || reader.json()["mamba_dt_rank"] == "auto";
  mixer.rank = derived ? (spec.hidden + 15) / 16 : reader.integer("mamba_dt_rank", kRank);
  mixer.conv_bias = reader.boolean("mamba_conv_bias", true);
  mixer.bias = reader.boolean("mamba_proj_bias", false);
  return mixer;
}

ModelSpec zamba_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = zamba_frame(reader);
  const int64_t layers = layer_count(reader), period = reader.integer("attn_layer_period", {1, 1024}, 6),
                offset = reader.integer("attn_layer_offset", {0, 1024}, 4);
  std::vector<bool> usual(static_cast<size_t>(layers));
  for (int64_t layer = 2; layer < layers; ++layer)
    usual[static_cast<size_t>(layer)] = layer == 2 || (layer - 3) % period == offset;
  const MambaMixer mixer = mamba(reader, spec);
  const GatedFeedForward ffn{reader.integer("intermediate_size", kWide, 14848),
                             read_activation(reader, "hidden_act", "gelu")};
  const Block with = hybrid(zamba_attention(reader, spec), ffn, mixer, "transformer"), without = Block(mixer, {});
  for (const bool is_hybrid : hybrid_layers(reader, std::move(usual)))
    spec.blocks.push_back(is_hybrid ? with : without);
  return spec;
}

/// Steps are clamped from below by time_step_min, as modeling_zamba2 5.24 does.
Mamba2Mixer mamba2(ConfigReader& reader, const ModelSpec& spec) {
  Mamba2Mixer mixer;
  const int64_t inner = reader.integer("mamba_expand", {1, 64}, 2) * spec.hidden;
  mixer.heads = reader.integer("n_mamba_heads", kHeads, 8);
  mixer.head_dim = divided(reader, "n_mamba_heads", inner, mixer.heads);
  mixer.state = reader.integer("mamba_d_state", {1, 4096}, 64);
  mixer.groups = mixer.norm_groups = reader.integer("mamba_ngroups", kHeads, 1);
  divided(reader, "mamba_ngroups", mixer.heads, mixer.groups);
  mixer.conv = reader.integer("mamba_d_conv", kTaps, 4);
  mixer.conv_bias = reader.boolean("use_conv_bias", true);
  mixer.bias = reader.boolean("add_bias_linear", false);
  mixer.norm_eps = kMamba2Eps;
  mixer.dt_min = static_cast<float>(reader.number("time_step_min", {0, 1}, 1e-3));
  return mixer;
}

/// Blocks of shared weights in turn; each place where one stands adapts its feed-forward part.
ModelSpec read_second(ConfigReader& reader, const std::string&) {
  ModelSpec spec = zamba_frame(reader);
  AttentionMixer attends = zamba_attention(reader, spec);
  if (reader.boolean("use_mem_rope", false))
    attends.rope = read_rope(reader, attends.head_dim);
  for (const char* key : {"use_shared_attention_adapter", "use_long_context"})
    if (reader.boolean(key, false))
      reader.refuse(key, "= true is not supported.", ErrorCode::Unsupported);
  GatedFeedForward ffn{reader.integer("intermediate_size", kWide, 4 * spec.hidden),
                       read_activation(reader, "hidden_act", "gelu"), reader.boolean("add_bias_linear", false)};
  ffn.adapter_rank = reader.integer("adapter_rank", kRank, 128);
  const int64_t blocks = reader.integer("num_mem_blocks", {1, 64}, 1);
  const Mamba2Mixer mixer = mamba2(reader, spec);
  std::vector<bool> usual(static_cast<size_t>(layer_count(reader)));
  if (!reader.has("layers_block_type"))
    reader.refuse("layers_block_type", "must name one type for each layer.");
  for (const bool is_hybrid : hybrid_layers(reader, std::move(usual))) {
    spec.blocks.push_back(is_hybrid ? hybrid(attends, ffn, mixer, "transformer" + std::to_string(ffn.adapter % blocks))
                                    : Block(mixer, {}));
    ffn.adapter += is_hybrid ? 1 : 0;
  }
  return spec;
}

/// Mamba of a layer, which stands behind the shared part in hybrid ones.
template <class M>
const M* own_mixer(const Block& block) {
  for (const Branch& branch : block.branches)
    if (const auto* mixer = std::get_if<Mixer>(&branch.part); mixer && mixer->as<M>())
      return mixer->as<M>();
  return nullptr;
}

/// Rows of the line and its gate in turn; what each head has in a matrix of its own.
void zamba_place(const Block& block, const std::string& part, TensorRows& rows, std::string&) {
  const auto* mixer = own_mixer<MambaMixer>(block);
  const size_t dot = part.find('.');
  if (!mixer || part.rfind("mixer", 0) != 0 || dot == std::string::npos)
    return;
  const std::string own = part.substr(dot + 1);
  if (own == "in_proj.weight") {
    rows.lane = mixer->inner;
    rows.run = 1;
    rows.stride = 2;
    rows.tensor_rows = 2 * mixer->inner;
  }
  for (const char* apart : {"x_proj.weight", "dt_proj.weight", "dt_proj.bias", "A_log", "D"})
    if (own == apart)
      rows.matrices = mixer->heads;
}

/// Gate rows, then up rows, in one tensor, and likewise of what adapts them.
void place_second(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const std::string ffn = "shared.ffn.";
  if (part.rfind(ffn, 0) != 0 || !block.ffn())
    return;
  const int64_t width = block.ffn()->as<GatedFeedForward>()->width;
  const std::string own = part.substr(ffn.size()), adapters = "adapters.", place = "shared_transformer.feed_forward.";
  std::string tensor = "gate_up_proj.weight", which = own.substr(0, own.find('_'));
  if (own.rfind(adapters, 0) == 0) {
    const size_t dot = own.find('.', adapters.size());
    which = own.substr(dot + 1, own.rfind('.') - dot - 1);
    tensor = "gate_up_proj_adapter_list." + own.substr(adapters.size(), dot - adapters.size()) +
             (which == "down" ? ".0.weight" : ".1.weight");
    name = place + tensor;
  }
  if (which != "gate" && which != "up")
    return;
  rows.first = which == "gate" ? 0 : width;
  rows.tensor_rows = 2 * width;
  name = place + tensor;
}

NamePairs names(const std::string& shared) {
  return {{"shared.mixer_norm.", shared + "input_layernorm."},
          {"shared.mixer.", shared + "self_attn."},
          {"shared.ffn_norm.", shared + "pre_ff_layernorm."},
          {"shared.ffn.", shared + "feed_forward."},
          {"ffn_gate.", "linear."},
          {"mixer2_norm.", "mamba_decoder.input_layernorm."},
          {"mixer2.", "mamba_decoder.mamba."},
          {"mixer_norm.", "input_layernorm."},
          {"mixer.", "mamba."}};
}

} // namespace

ModelFamily family::zamba() {
  return {
      .types = {{"zamba", zamba_read, "zamba"}, {"zamba2", read_second, "zamba2"}},
      .names = {{"zamba",
                 "model.layers.",
                 kHybridWhole,
                 names("shared_transf."),
                 {{"mamba.conv.", "mamba.conv1d."},
                  {"mamba.x_proj.", "mamba.x_proj_"},
                  {"mamba.dt_proj.", "mamba.dt_proj_"}},
                 {},
                 zamba_place},
                {"zamba2",
                 "model.layers.",
                 kHybridWhole,
                 names("shared_transformer."),
                 {{"mamba.conv.", "mamba.conv1d."}},
                 {},
                 place_second}},
  };
}

} // namespace pareto::config
