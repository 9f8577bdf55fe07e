// SPDX-License-Identifier: GPL-3.0-or-later
// State-space and recurrent models of Hugging Face: mamba, falcon_mamba, mamba2, recurrent_gemma.
#include "core/formats/config.h"
#include "core/model/architectures/mamba.h"
#include "core/model/architectures/mamba2.h"
#include "core/model/architectures/rg_lru.h"
#include "core/model/architectures/softmax_attention.h"

#include <cmath>

namespace pareto::config {

namespace {

int64_t layer_count(ConfigReader& reader) { return reader.integer("num_hidden_layers", kLayers); }

/// "auto" (or absent) is ceil(hidden / 16).
int64_t step_rank(ConfigReader& reader, int64_t hidden) {
  const auto& json = reader.json();
  if (json.contains("time_step_rank") && json["time_step_rank"] == "auto")
    return (hidden + 15) / 16;
  return reader.integer("time_step_rank", kRank, (hidden + 15) / 16);
}

} // namespace

/// An infinite bound may be written {"__float__": "Infinity"}.
void read_step_limit(ConfigReader& reader, const std::string& key, Mamba2Mixer& mixer) {
  if (!reader.has(key))
    return;
  const auto& limit = reader.json()[key];
  const auto infinite = [](const nlohmann::json& value) {
    return value == "Infinity" || value == "inf" || (value.is_object() && value.value("__float__", nlohmann::json()) == "Infinity");
  };
  if (!limit.is_array() || limit.size() != 2 || !limit[0].is_number() || !(limit[1].is_number() || infinite(limit[1]))) {
    reader.refuse(key, "must be [low, high] with numbers (high may be {\"__float__\": \"Infinity\"}).");
    return;
  }
  mixer.dt_min = limit[0].get<float>();
  if (limit[1].is_number())
    mixer.dt_max = limit[1].get<float>();
  if (!(mixer.dt_min >= 0) || !(mixer.dt_max > mixer.dt_min))
    reader.refuse(key, "must have 0 <= low < high.");
}

ParsedConfig parse_mamba(ConfigReader& reader, const std::string& type) {
  ParsedConfig config{.spec = {}, .model_type = type, .architecture = {}, .names = "mamba"};
  ModelSpec& spec = config.spec;
  spec.vocab = reader.integer("vocab_size", kVocab, 50280);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.norm.eps = static_cast<float>(reader.number("layer_norm_epsilon", kEps, 1e-5));
  spec.tied = reader.boolean("tie_word_embeddings", true);
  MambaMixer mixer;
  mixer.inner = reader.integer("intermediate_size", kWide, reader.integer("expand", {1, 64}, 2) * spec.hidden);
  mixer.state = reader.integer("state_size", {1, 4096}, 16);
  mixer.conv = reader.integer("conv_kernel", {1, 64}, 4);
  mixer.rank = step_rank(reader, spec.hidden);
  mixer.conv_bias = reader.boolean("use_conv_bias", true);
  mixer.bias = reader.boolean("use_bias", false);
  reader.choice("hidden_act", {"silu", "swish"}, "silu");
  if (type == "falcon_mamba")
    mixer.bcdt_norm_eps = static_cast<float>(reader.number("mixer_rms_eps", {1e-12, 1}, 1e-6));
  const Block block{mixer, {FeedForward::Kind::None}, Block::Residual::Pre, false};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), block);
  return config;
}

ParsedConfig parse_mamba2(ConfigReader& reader) {
  ParsedConfig config{.spec = {}, .model_type = "mamba2", .architecture = {}, .names = "mamba"};
  ModelSpec& spec = config.spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.norm.eps = static_cast<float>(reader.number("layer_norm_epsilon", kEps, 1e-5));
  spec.tied = reader.boolean("tie_word_embeddings", false);
  Mamba2Mixer mixer;
  mixer.heads = reader.integer("num_heads", kHeads);
  mixer.head_dim = reader.integer("head_dim", {1, 4096}, 64);
  mixer.state = reader.integer("state_size", {1, 4096}, 128);
  mixer.groups = reader.integer("n_groups", kHeads, 8);
  mixer.conv = reader.integer("conv_kernel", {1, 64}, 4);
  mixer.conv_bias = reader.boolean("use_conv_bias", true);
  mixer.bias = reader.boolean("use_bias", false);
  mixer.norm_groups = mixer.groups; // the published logits normalise each group on its own
  mixer.norm_eps = spec.norm.eps;
  const double expand = reader.number("expand", kRatio, 2);
  if (mixer.heads * mixer.head_dim != static_cast<int64_t>(expand * static_cast<double>(spec.hidden)))
    reader.refuse("num_heads", "x head_dim = " + std::to_string(mixer.heads * mixer.head_dim) + " must equal expand x hidden_size.");
  divided(reader, "n_groups", mixer.heads, mixer.groups);
  reader.choice("hidden_act", {"silu", "swish"}, "silu");
  if (!reader.boolean("rms_norm", true))
    reader.refuse("rms_norm", "= false is not supported: only the gated RMS norm is.", ErrorCode::Unsupported);
  read_step_limit(reader, "time_step_limit", mixer);
  const Block block{mixer, {FeedForward::Kind::None}, Block::Residual::Pre, false};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), block);
  return config;
}

ParsedConfig parse_recurrent_gemma(ConfigReader& reader) {
  ParsedConfig config{.spec = {}, .model_type = "recurrent_gemma", .architecture = {}, .names = "recurrent_gemma"};
  ModelSpec& spec = config.spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.norm = {NormKind::Rms, static_cast<float>(reader.number("rms_norm_eps", kEps, 1e-6)), true, false};
  spec.tied = reader.boolean("tie_word_embeddings", true);
  spec.embedding_scale = round_to_bfloat16(std::sqrt(static_cast<float>(spec.hidden)));
  spec.logit_softcap = static_cast<float>(reader.number("logits_soft_cap", {1e-3, 1e6}, 30));
  AttentionMixer attention;
  attention.heads = reader.integer("num_attention_heads", kHeads);
  attention.kv_heads = reader.integer("num_key_value_heads", kHeads, attention.heads);
  divided(reader, "num_key_value_heads", attention.heads, attention.kv_heads);
  attention.head_dim = reader.has("head_dim") ? reader.integer("head_dim", kWidth) : divided(reader, "num_attention_heads", spec.hidden, attention.heads);
  attention.rope = read_rope(reader, attention.head_dim, 10000, 0.5);
  attention.window = reader.integer("attention_window_size", kLength, 2048);
  attention.qkv_bias = reader.boolean("attention_bias", false);
  attention.output_bias = true;
  RgLruMixer recurrent;
  recurrent.width = reader.integer("lru_width", kWide, spec.hidden);
  recurrent.heads = attention.heads;
  recurrent.conv = reader.integer("conv1d_width", {1, 64}, 4);
  divided(reader, "num_attention_heads", recurrent.width, recurrent.heads);
  const FeedForward ffn{FeedForward::Kind::Gated, reader.integer("intermediate_size", {2, 1 << 20}) / 2,
                        read_activation(reader, "hidden_activation", "gelu_pytorch_tanh"), true};
  std::vector<std::string> types{"recurrent", "recurrent", "attention"};
  if (reader.has("block_types")) {
    const auto& given = reader.json()["block_types"];
    types.assign(given.is_array() ? 0 : 1, "?"); // anything but a list is refused below
    for (size_t i = 0; given.is_array() && i < given.size(); ++i)
      types.push_back(given[i].is_string() ? given[i].get<std::string>() : "?");
  }
  for (const std::string& type : types)
    if (type != "recurrent" && type != "attention")
      reader.refuse("block_types", "must be a list of \"recurrent\" and \"attention\".");
  if (types.empty())
    reader.refuse("block_types", "must not be empty.");
  const int64_t layers = layer_count(reader);
  for (int64_t layer = 0; layer < layers && reader.ok(); ++layer) {
    const bool attends = types[static_cast<size_t>(layer) % types.size()] == "attention";
    spec.blocks.push_back({attends ? Mixer(attention) : Mixer(recurrent), ffn, Block::Residual::Pre, false});
  }
  return config;
}

} // namespace pareto::config
