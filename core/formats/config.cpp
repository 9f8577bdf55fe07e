// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/config.h"

#include "core/formats/model_types.h"
#include "core/graph/cost.h"
#include "core/graph/recording_error.h"
#include "core/model/model.h"
#include "core/printable.h"

namespace pareto {

namespace config {

namespace {

constexpr double kMostParameters = 2e12;

/// A config.json by its model type, from its text part where it is a multimodal model's.
Result<ParsedConfig> parse_published(const nlohmann::json& document, const std::string& file) {
  const TextPart part = text_part(document);
  ConfigReader reader(part.document, part.path, file);
  const std::string type = reader.text("model_type", {});
  const ModelType* found = find_model_type(type, part.document);
  if (reader.ok() && !found) {
    std::string all;
    for (const std::string& known : known_model_types())
      all += (all.empty() ? "" : ", ") + known;
    if (!part.document.contains("model_type"))
      reader.refuse("model_type",
                    "is missing; it must be one of " + all + " (or \"paretoscope_blueprint\": 1 for a blueprint).");
    else
      reader.refuse("model_type",
                    "= \"" + printable(type, 80) + "\" is not supported by this version. Supported: " + all + ".",
                    ErrorCode::Unsupported);
  }
  PARETO_TRY(reader.status());
  ParsedConfig parsed{.spec = found->read(reader, type), .model_type = type, .architecture = {}, .names = found->names};
  parsed.spec.rope_limit = rope_limit_of(reader, parsed.spec.max_context);
  PARETO_TRY(reader.status());
  return parsed;
}

} // namespace
} // namespace config

Status check_model_size(const ModelSpec& spec, const std::string& file) {
  PARETO_TRY_ASSIGN(parameters, recorded([&]() -> Result<int64_t> {
                      // A prompt: who asks for one later opens no model and cannot be told. Its weights are those of
                      // any step.
                      return parameter_count(Model(spec).record({2, 3, Phase::Prefill}));
                    }));
  if (static_cast<double>(parameters) > config::kMostParameters)
    return fail(
        ErrorCode::InvalidConfig,
        file + ": the fields together describe more than 2e12 parameters; check the widths and the layer count.", "$");
  return {};
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
