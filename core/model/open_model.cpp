// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint_source.h"
#include "core/checkpoint/gguf_source.h"
#include "core/checkpoint/seeded_source.h"
#include "core/checkpoint/strict_json.h"
#include "core/model/catalogue.h"
#include "core/model/config/config.h"
#include "core/model/config/gguf_config.h"
#include "core/model/model.h"

#include <filesystem>

namespace pareto {

namespace {

namespace fs = std::filesystem;

Result<OpenedModel> open_built_in(std::string_view text) {
  const size_t at = text.rfind('@');
  const std::string id(text.substr(0, at));
  PARETO_TRY_ASSIGN(spec, built_in_model(id, text.substr(at + 1)));
  return OpenedModel{Model(std::move(spec)), std::string(text), id, id, {}, {}, {}, {}};
}

Result<OpenedModel> open_gguf_model(const std::string& path) {
  PARETO_TRY_ASSIGN(parts, open_gguf_parts(path));
  PARETO_TRY_ASSIGN(parsed, parse_gguf(parts));
  return OpenedModel{Model(std::move(parsed.spec)), path, parsed.model_type, parsed.architecture, path, parsed.names, {}, {}};
}

/// The GGUF file of a folder that holds one model in this form and no config.json; empty when there is none or a choice.
std::string only_gguf_in(const fs::path& folder) {
  std::error_code ignored;
  std::string found;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() != ".gguf")
      continue;
    if (!found.empty())
      return {};
    found = entry.path().string();
  }
  return found;
}

} // namespace

Result<OpenedModel> open_model(std::string_view id_or_path) {
  const std::string text(id_or_path);
  std::error_code ignored;
  const fs::path path(text);
  const bool exists = fs::exists(path, ignored);
  if (!exists && text.find('@') != std::string::npos && text.find('/') == std::string::npos)
    return open_built_in(text);
  if (!exists)
    return fail(ErrorCode::NotFound, "There is no file or folder '" + text + "'; give a config.json, a checkpoint folder, a .gguf file, a blueprint or a built-in shape such as mamba2@125m.", text);
  const bool is_folder = fs::is_directory(path, ignored);
  if (!is_folder && path.extension() == ".safetensors")
    return open_model(path.parent_path().empty() ? "." : path.parent_path().string());
  if (!is_folder && is_gguf(text))
    return open_gguf_model(text);
  if (is_folder && !fs::exists(path / "config.json", ignored))
    if (const std::string gguf = only_gguf_in(path); !gguf.empty())
      return open_gguf_model(gguf);
  const fs::path file = is_folder ? path / "config.json" : path;
  if (!fs::exists(file, ignored))
    return fail(ErrorCode::NotFound, "The folder '" + text + "' has no config.json; a checkpoint folder needs one beside its weights.", text);
  PARETO_TRY_ASSIGN(document, read_strict_json(file.string()));
  PARETO_TRY_ASSIGN(parsed, parse_config(document, file.string()));
  const std::string folder = file.parent_path().empty() ? "." : file.parent_path().string();
  const bool weights = !parsed.names.empty() && has_checkpoint(folder);
  return OpenedModel{Model(std::move(parsed.spec)), text, parsed.model_type, parsed.architecture, weights ? folder : std::string(), parsed.names, {}, {}};
}

Status require_weights(const OpenedModel& model) {
  if (!model.folder.empty() || model.names.empty())
    return {};
  if (!model.unread.empty())
    return fail(ErrorCode::Unsupported, model.id + ": the weights lie in " + model.unread + ", a form that is not read; safetensors and GGUF files are. Convert them, or measure the speed alone.", model.id);
  return fail(ErrorCode::NotFound, model.id + " has no weights beside its configuration; only its speed can be measured.", model.id);
}

Result<std::unique_ptr<TensorSource>> open_weights(const OpenedModel& model, uint64_t seed) {
  if (model.folder.empty())
    return make_seeded_source(seed);
  if (model.names == "gguf")
    return open_gguf_weights(model.folder, model.model.spec());
  return open_checkpoint(model.folder, model.names, model.model.spec());
}

} // namespace pareto
