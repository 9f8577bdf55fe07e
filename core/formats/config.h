// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/config_reader.h"
#include "core/model/architecture_of.h"
#include "core/model/model_spec.h"

#include <functional>
#include <string>
#include <vector>

namespace pareto {

/// A configuration read and validated.
struct ParsedConfig {
  ModelSpec spec;
  std::string model_type;   ///< as the file says it, or "blueprint"
  std::string architecture; ///< catalogue id, or "hybrid"
  std::string names;        ///< name map of its checkpoints (checkpoint/name_map.h); empty = none exists
};

/// Every model_type this build can run, sorted.
std::vector<std::string> known_model_types();

/// Reads a Hugging Face config.json or a blueprint, told apart by content. `file` is shown in messages.
Result<ParsedConfig> parse_config(const nlohmann::json& document, const std::string& file);

/// The blueprint that parse_config reads back as the same stack; refuses what a blueprint cannot describe, naming the layer.
Result<nlohmann::json> blueprint_to_json(const ModelSpec& spec, const std::string& name);

/// Refuses products of legal fields that no machine holds, before any of them is allocated.
Status check_model_size(const ModelSpec& spec, const std::string& file);

namespace config {

// Ranges shared by all parsers; products of them stay far below 2^63.
inline constexpr Range<int64_t> kWidth{1, 1 << 16};
inline constexpr Range<int64_t> kWide{1, 1 << 20};
inline constexpr Range<int64_t> kLayers{1, 1024};
inline constexpr Range<int64_t> kVocab{2, 1 << 22};
inline constexpr Range<int64_t> kHeads{1, 4096};
inline constexpr Range<int64_t> kRank{1, 1 << 14};
inline constexpr Range<int64_t> kLength{1, int64_t{1} << 40};
inline constexpr Range<double> kEps{0, 1};
inline constexpr Range<double> kTheta{1, 1e12};
inline constexpr Range<double> kRatio{0.01, 64};

/// Rotary embedding in either published spelling; `width` = channels of a head, `partial` = default rotated share.
RopeSpec read_rope(ConfigReader& reader, int64_t width, double theta = 10000, double partial = 1);
/// The same with the scaling fields in `scaling` and the base in `base` (models with one rotary embedding per layer type).
RopeSpec read_rope(ConfigReader& reader, ConfigReader& scaling, ConfigReader& base, int64_t width, double theta, double partial);
/// theta^(-2j / rotated), j < rotated / 2.
std::vector<double> plain_frequencies(double theta, int64_t rotated);
/// YaRN (arXiv 2309.00071): frequencies between `fast` and `slow` turns over the original length are blended.
struct YarnScaling {
  double factor = 1, fast = 32, slow = 1, original = 2048;
  bool truncate = true;
};
void scale_yarn(RopeTable& table, double theta, const YarnScaling& yarn);
/// silu, gelu, gelu_new, ... under `key`.
UnaryFunction read_activation(ConfigReader& reader, const std::string& key, const std::string& otherwise);
/// whole / parts, refusing a remainder at `key`.
int64_t divided(ConfigReader& reader, const std::string& key, int64_t whole, int64_t parts);

/// [low, high] of the step under `key`, when it is there.
void read_step_limit(ConfigReader& reader, const std::string& key, Mamba2Mixer& mixer);

/// Which layers have a window: as layer_types says, otherwise all but every `pattern`th (0 = none).
std::vector<bool> sliding_layers(ConfigReader& reader, int64_t layers, int64_t pattern);

/// Recurrent Gemma's embedding scale is rounded to bfloat16 before it is used.
float round_to_bfloat16(float value);

/// The configuration of the language model: the document itself, or the part of a multimodal one that holds it; its path in
/// the file. `known`: whether a model_type can be read as it stands.
struct TextPart {
  nlohmann::json document;
  std::string path;
};
TextPart text_part(const nlohmann::json& document, const std::function<bool(const std::string& type)>& known);
/// How the weights are packed ("$.quantization_config says that they are packed by awq in 4 bits"); empty where they are not.
std::string packing_of(const nlohmann::json& document);
/// Tokens up to which the rotary embedding stays as it was read: dynamic scaling changes it beyond `max_context`. 0 = any.
int64_t rope_limit_of(ConfigReader& reader, int64_t max_context);

ParsedConfig parse_llama_like(ConfigReader& reader, const std::string& type);
ParsedConfig parse_gpt2(ConfigReader& reader);
ParsedConfig parse_gemma(ConfigReader& reader, const std::string& type);
ParsedConfig parse_smollm3(ConfigReader& reader);
ParsedConfig parse_cohere(ConfigReader& reader);
ParsedConfig parse_starcoder2(ConfigReader& reader);
ParsedConfig parse_glm4(ConfigReader& reader);
ParsedConfig parse_exaone4(ConfigReader& reader);
ParsedConfig parse_nanochat(ConfigReader& reader);
ParsedConfig parse_gpt_neox(ConfigReader& reader);
ParsedConfig parse_mamba(ConfigReader& reader, const std::string& type);
ParsedConfig parse_mamba2(ConfigReader& reader);
ParsedConfig parse_recurrent_gemma(ConfigReader& reader);
/// The types of flash-linear-attention.
ParsedConfig parse_fla(ConfigReader& reader, const std::string& type);
ParsedConfig parse_blueprint(ConfigReader& reader);

} // namespace config
} // namespace pareto
