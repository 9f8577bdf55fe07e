// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/hugging_face/shared.h"

#include "core/model/architectures/mamba2.h"
#include "core/numeric/half.h"

#include <algorithm>

namespace pareto::config {

const std::vector<std::string>& activation_names() {
  static const std::vector<std::string> names{"silu",      "swish", "gelu",  "gelu_new", "gelu_pytorch_tanh",
                                              "gelu_fast", "relu",  "relu2", "sqrelu"};
  return names;
}

UnaryFunction read_activation(ConfigReader& reader, const std::string& key, const std::string& otherwise) {
  const std::string name = reader.choice(key, activation_names(), otherwise);
  if (name == "gelu")
    return UnaryFunction::GeluErf;
  if (name.rfind("gelu_", 0) == 0)
    return UnaryFunction::GeluTanh;
  if (name == "relu")
    return UnaryFunction::Relu;
  if (name == "relu2" || name == "sqrelu")
    return UnaryFunction::ReluSquared;
  return UnaryFunction::Silu;
}

int64_t divided(ConfigReader& reader, const std::string& key, int64_t whole, int64_t parts) {
  if (whole == 0 || whole % parts != 0) {
    reader.refuse(key, "= " + std::to_string(parts) + " does not divide " + std::to_string(whole) + ".");
    return 1;
  }
  return whole / parts;
}

/// An infinite bound may be written {"__float__": "Infinity"}.
void read_step_limit(ConfigReader& reader, const std::string& key, Mamba2Mixer& mixer) {
  if (!reader.has(key))
    return;
  const auto& limit = reader.json()[key];
  const auto infinite = [](const nlohmann::json& value) {
    return value == "Infinity" || value == "inf" ||
           (value.is_object() && value.value("__float__", nlohmann::json()) == "Infinity");
  };
  if (!limit.is_array() || limit.size() != 2 || !limit[0].is_number() ||
      !(limit[1].is_number() || infinite(limit[1]))) {
    reader.refuse(key, "must be [low, high] with numbers (high may be {\"__float__\": \"Infinity\"}).");
    return;
  }
  mixer.dt_min = limit[0].get<float>();
  if (limit[1].is_number())
    mixer.dt_max = limit[1].get<float>();
  if (!(mixer.dt_min >= 0) || !(mixer.dt_max > mixer.dt_min))
    reader.refuse(key, "must have 0 <= low < high.");
}

float round_to_bfloat16(float value) { return bfloat16_to_float(float_to_bfloat16(value)); }

AttentionMixer plain_mixer(ConfigReader& reader, int64_t hidden, std::optional<int64_t> default_width) {
  AttentionMixer mixer;
  mixer.heads = reader.integer("num_attention_heads", kHeads);
  mixer.kv_heads = reader.integer("num_key_value_heads", kHeads, mixer.heads);
  divided(reader, "num_key_value_heads", mixer.heads, mixer.kv_heads);
  if (reader.has("head_dim"))
    mixer.head_dim = reader.integer("head_dim", kWidth);
  else
    mixer.head_dim = default_width ? *default_width : divided(reader, "num_attention_heads", hidden, mixer.heads);
  return mixer;
}

ModelSpec plain_model(ConfigReader& reader, bool tied) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.tied = reader.boolean("tie_word_embeddings", tied);
  spec.max_context = reader.integer("max_position_embeddings", kLength, 2048);
  return spec;
}

void check_growth(ConfigReader& reader, const AttentionMixer& mixer) {
  if (mixer.growth != 0 && mixer.head_dim % 2 != 0)
    reader.refuse("head_dim", "must be even where queries grow with their position.", ErrorCode::Unsupported);
}

float eps_of(ConfigReader& reader, const std::string& key, double otherwise) {
  return static_cast<float>(reader.number(key, kEps, otherwise));
}

int64_t layer_count(ConfigReader& reader) { return reader.integer("num_hidden_layers", kLayers); }

std::vector<bool> sliding_layers(ConfigReader& reader, int64_t layers, int64_t pattern) {
  std::vector<bool> sliding;
  const bool named = reader.has("layer_types");
  const nlohmann::json types = named ? reader.json()["layer_types"] : nlohmann::json();
  if (named && (!types.is_array() || static_cast<int64_t>(types.size()) < layers)) {
    reader.refuse("layer_types", "must name one type for each layer.");
    return std::vector<bool>(static_cast<size_t>(layers));
  }
  for (int64_t layer = 0; layer < layers; ++layer) {
    if (!named) {
      sliding.push_back(pattern > 0 && (layer + 1) % pattern != 0);
      continue;
    }
    const auto& type = types[static_cast<size_t>(layer)];
    if (type != "sliding_attention" && type != "full_attention")
      reader.refuse("layer_types", "must hold \"sliding_attention\" and \"full_attention\" only.");
    sliding.push_back(type == "sliding_attention");
  }
  return sliding;
}

std::vector<bool> layers_named(ConfigReader& reader, std::vector<bool> otherwise, const char* yes, const char* no) {
  if (!reader.has("layer_types"))
    return otherwise;
  const auto& types = reader.json()["layer_types"];
  const auto is_known = [&](const nlohmann::json& type) { return type == yes || type == no; };
  if (!types.is_array() || types.size() != otherwise.size() || !std::all_of(types.begin(), types.end(), is_known)) {
    reader.refuse("layer_types",
                  "must name \"" + std::string(no) + "\" or \"" + std::string(yes) + "\" for each layer.");
    return otherwise;
  }
  for (size_t layer = 0; layer < otherwise.size(); ++layer)
    otherwise[layer] = types[layer] == yes;
  return otherwise;
}

Mamba2Mixer mamba2_mixer(ConfigReader& reader, int64_t inner, float norm_eps) {
  Mamba2Mixer mixer;
  mixer.heads = reader.integer("mamba_n_heads", kHeads, 128);
  const bool given = reader.has("mamba_d_head") && reader.json()["mamba_d_head"].is_number();
  mixer.head_dim =
      given ? reader.integer("mamba_d_head", {1, 4096}) : divided(reader, "mamba_n_heads", inner, mixer.heads);
  if (mixer.heads * mixer.head_dim != inner)
    reader.refuse("mamba_n_heads", "x mamba_d_head = " + std::to_string(mixer.heads * mixer.head_dim) +
                                       " must equal the inner width of " + std::to_string(inner) + ".");
  mixer.state = reader.integer("mamba_d_state", {1, 4096}, 256);
  mixer.groups = reader.integer("mamba_n_groups", kHeads, 1);
  divided(reader, "mamba_n_groups", mixer.heads, mixer.groups);
  mixer.conv = reader.integer("mamba_d_conv", kTaps, 4);
  mixer.conv_bias = reader.boolean("mamba_conv_bias", true);
  mixer.bias = reader.boolean("mamba_proj_bias", false);
  mixer.norm_eps = norm_eps;
  read_step_limit(reader, "time_step_limit", mixer);
  return mixer;
}

void place_gate_up(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const bool gate = part.rfind("ffn.gate_proj.", 0) == 0;
  if (!gate && part.rfind("ffn.up_proj.", 0) != 0)
    return;
  const int64_t width = block.ffn()->as<GatedFeedForward>()->width; // these types have no other kind
  rows.first = gate ? 0 : width;
  rows.tensor_rows = 2 * width;
  name = "mlp.gate_up_proj.weight";
}

} // namespace pareto::config
