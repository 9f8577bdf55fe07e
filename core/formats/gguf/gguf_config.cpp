// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/gguf/gguf_config.h"

#include "core/formats/gguf/gguf_source.h"
#include "core/formats/gguf/gguf_types.h"
#include "core/printable.h"

namespace pareto {

std::vector<std::string> known_gguf_architectures() {
  std::vector<std::string> names;
  for (const config::GgufType& type : config::gguf_types())
    names.push_back(type.name);
  return names;
}

Result<ParsedConfig> parse_gguf(std::span<const GgufFile> parts) {
  const GgufFile& file = parts.front();
  if (const std::string role = gguf_role(file); !role.empty())
    return fail(ErrorCode::Unsupported, file.path() + " is " + role + ".", "general.type");
  PARETO_TRY_ASSIGN(architecture, file.text("general.architecture"));
  if (const config::GgufType* type = config::find_gguf_type(architecture)) {
    config::GgufKeys keys(parts, type->name);
    ParsedConfig parsed{
        .spec = type->read(keys, type->name), .model_type = type->name, .architecture = {}, .names = "gguf"};
    PARETO_TRY(keys.status());
    PARETO_TRY(check_model_size(parsed.spec, file.path()));
    parsed.architecture = architecture_of(parsed.spec);
    return parsed;
  }
  std::string all;
  for (const std::string& name : known_gguf_architectures())
    all += (all.empty() ? "" : ", ") + name;
  return fail(ErrorCode::Unsupported,
              file.path() + ": the architecture '" + printable(architecture, 40) +
                  "' is not supported by this version. Supported: " + all + ".",
              "general.architecture");
}

} // namespace pareto
