// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/config_reader.h"
#include "core/model/model_spec.h"
#include "core/model/rope.h"

#include <string>
#include <vector>

namespace pareto {

struct Mamba2Mixer;

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

/// The blueprint that parse_config reads back as the same stack; refuses what a blueprint cannot describe, naming the
/// layer.
Result<nlohmann::json> blueprint_to_json(const ModelSpec& spec, const std::string& name);

/// The JSON Schema of blueprints, from the same tables that the reader goes through; shipped as
/// resources/architectures/blueprint.schema.json.
nlohmann::ordered_json blueprint_schema();

/// Refuses products of legal fields that no machine holds, before any of them is allocated, and what cannot be
/// recorded: the first recording of what a file describes.
Status check_model_size(const ModelSpec& spec, const std::string& file);

namespace config {

using namespace ranges;

/// Rotary embedding in either published spelling; `width` = channels of a head, `partial` = default rotated share.
RopeSpec read_rope(ConfigReader& reader, int64_t width, double theta = 10000, double partial = 1);
/// The same with the scaling fields in `scaling` and the base in `base` (models with one rotary embedding per layer
/// type).
RopeSpec read_rope(ConfigReader& reader, ConfigReader& scaling, ConfigReader& base, int64_t width, double theta,
                   double partial);
/// YaRN (arXiv 2309.00071): frequencies between `fast` and `slow` turns over the original length are blended.
struct YarnScaling {
  double factor = 1, fast = 32, slow = 1, original = 2048;
  bool truncate = true;
};
void scale_yarn(RopeTable& table, double theta, const YarnScaling& yarn);
/// The spellings of activations that are read.
const std::vector<std::string>& activation_names();
/// One of them under `key`.
UnaryFunction read_activation(ConfigReader& reader, const std::string& key, const std::string& otherwise);
/// whole / parts, refusing a remainder at `key`.
int64_t divided(ConfigReader& reader, const std::string& key, int64_t whole, int64_t parts);

/// [low, high] of the step under `key`, when it is there.
void read_step_limit(ConfigReader& reader, const std::string& key, Mamba2Mixer& mixer);

/// Recurrent Gemma's embedding scale is rounded to bfloat16 before it is used.
float round_to_bfloat16(float value);

/// The configuration of the language model: the document itself, or the part of a multimodal one that holds it; its
/// path in the file.
struct TextPart {
  nlohmann::json document;
  std::string path;
};
TextPart text_part(const nlohmann::json& document);
/// How the weights are packed ("$.quantization_config says that they are packed by awq in 4 bits"); empty where they
/// are not.
std::string packing_of(const nlohmann::json& document);
/// Tokens up to which the rotary embedding stays as it was read: dynamic scaling changes it beyond `max_context`. 0 =
/// any.
int64_t rope_limit_of(ConfigReader& reader, int64_t max_context);

ParsedConfig parse_blueprint(ConfigReader& reader);

} // namespace config
} // namespace pareto
