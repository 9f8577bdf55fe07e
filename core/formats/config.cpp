// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/config.h"

#include "core/numeric/half.h"
#include "core/model/catalogue.h"
#include "core/printable.h"

#include <algorithm>
#include <functional>
#include <map>

namespace pareto {

namespace config {

float round_to_bfloat16(float value) { return bfloat16_to_float(float_to_bfloat16(value)); }

namespace {

using Parser = std::function<ParsedConfig(ConfigReader&)>;

/// flash-linear-attention and transformers share "mamba" and "mamba2"; the former writes norm_eps and fuse_norm.
bool written_by_fla(const nlohmann::json& document) {
  return !document.contains("layer_norm_epsilon") && (document.contains("norm_eps") || document.contains("fuse_norm"));
}

std::map<std::string, Parser> make_parsers() {
  std::map<std::string, Parser> parsers;
  for (const char* type : {"llama", "mistral", "qwen2", "qwen3", "phi3", "olmo2"})
    parsers[type] = [type](ConfigReader& reader) { return parse_llama_like(reader, type); };
  parsers["gpt2"] = parse_gpt2;
  parsers["gpt_neox"] = parse_gpt_neox;
  for (const char* type : {"gemma2", "gemma3_text"})
    parsers[type] = [type](ConfigReader& reader) { return parse_gemma(reader, type); };
  parsers["smollm3"] = parse_smollm3;
  parsers["cohere"] = parse_cohere;
  parsers["starcoder2"] = parse_starcoder2;
  parsers["glm4"] = parse_glm4;
  parsers["exaone4"] = parse_exaone4;
  parsers["nanochat"] = parse_nanochat;
  parsers["recurrent_gemma"] = parse_recurrent_gemma;
  parsers["falcon_mamba"] = [](ConfigReader& reader) { return parse_mamba(reader, "falcon_mamba"); };
  parsers["mamba"] = [](ConfigReader& reader) { return written_by_fla(reader.json()) ? parse_fla(reader, "mamba") : parse_mamba(reader, "mamba"); };
  parsers["mamba2"] = [](ConfigReader& reader) { return written_by_fla(reader.json()) ? parse_fla(reader, "mamba2") : parse_mamba2(reader); };
  for (const char* type : {"transformer", "linear_attn", "retnet", "gla", "hgrn", "hgrn2", "delta_net", "gated_deltanet", "rwkv7", "samba"})
    parsers[type] = [type](ConfigReader& reader) { return parse_fla(reader, type); };
  return parsers;
}

const std::map<std::string, Parser>& parsers() {
  static const std::map<std::string, Parser> all = make_parsers();
  return all;
}

constexpr double kMostParameters = 2e12;

/// A config.json by its model type, from its text part where it is a multimodal model's.
Result<ParsedConfig> parse_published(const nlohmann::json& document, const std::string& file) {
  const TextPart part = text_part(document, [](const std::string& type) { return parsers().count(type) > 0; });
  ConfigReader reader(part.document, part.path, file);
  const std::string type = reader.text("model_type", {});
  const auto found = parsers().find(type);
  if (reader.ok() && found == parsers().end()) {
    std::string all;
    for (const std::string& known : known_model_types())
      all += (all.empty() ? "" : ", ") + known;
    if (!part.document.contains("model_type"))
      reader.refuse("model_type", "is missing; it must be one of " + all + " (or \"paretoscope_blueprint\": 1 for a blueprint).");
    else
      reader.refuse("model_type", "= \"" + printable(type, 80) + "\" is not supported by this version. Supported: " + all + ".", ErrorCode::Unsupported);
  }
  PARETO_TRY(reader.status());
  ParsedConfig parsed = found->second(reader);
  parsed.spec.rope_limit = rope_limit_of(reader, parsed.spec.max_context);
  PARETO_TRY(reader.status());
  return parsed;
}

} // namespace
} // namespace config

Status check_model_size(const ModelSpec& spec, const std::string& file) {
  if (static_cast<double>(parameter_count(spec)) > config::kMostParameters)
    return fail(ErrorCode::InvalidConfig, file + ": the fields together describe more than 2e12 parameters; check the widths and the layer count.", "$");
  return {};
}

std::vector<std::string> known_model_types() {
  std::vector<std::string> types;
  for (const auto& [type, parser] : config::parsers())
    types.push_back(type);
  return types;
}

Result<ParsedConfig> parse_config(const nlohmann::json& document, const std::string& file) {
  ConfigReader reader(document, "$", file);
  PARETO_TRY(reader.status());
  ParsedConfig parsed;
  if (document.contains("paretoscope_blueprint")) {
    parsed = config::parse_blueprint(reader);
  } else {
    PARETO_TRY_ASSIGN(read, config::parse_published(document, file));
    parsed = std::move(read);
  }
  PARETO_TRY(reader.status());
  PARETO_TRY(check_model_size(parsed.spec, file));
  parsed.architecture = architecture_of(parsed.spec);
  return parsed;
}

} // namespace pareto
