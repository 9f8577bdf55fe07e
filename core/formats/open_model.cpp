// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/open_model.h"

#include "core/formats/checkpoint_source.h"
#include "core/formats/config.h"
#include "core/formats/fingerprint.h"
#include "core/formats/gguf/gguf_config.h"
#include "core/formats/gguf/gguf_source.h"
#include "core/formats/linearised.h"
#include "core/formats/openings.h"
#include "core/formats/seeded_source.h"
#include "core/formats/strict_json.h"
#include "core/formats/weight_files.h"
#include "core/model/catalogue.h"
#include "core/printable.h"

#include <filesystem>

namespace pareto {

namespace {

namespace fs = std::filesystem;

Result<OpenedModel> open_built_in(std::string_view text) {
  const size_t at = text.rfind('@');
  const std::string id(text.substr(0, at));
  const std::string size(text.substr(at + 1));
  PARETO_TRY_ASSIGN(spec, built_in_model(id, size));
  Model model(std::move(spec));
  std::string fingerprint = fingerprint_of_shape(id, size, model);
  return OpenedModel{std::move(model), std::string(text), id, id, {}, {}, {}, {}, size, std::move(fingerprint)};
}

/// `id`: what the person named, a file or the folder it lies in.
Result<OpenedModel> open_gguf_model(const std::string& path, const std::string& id) {
  PARETO_TRY_ASSIGN(parts, open_gguf_parts(path));
  PARETO_TRY_ASSIGN(parsed, parse_gguf(parts));
  OpenedModel model{
      Model(std::move(parsed.spec)), id, parsed.model_type, parsed.architecture, path, parsed.names, {}, {}};
  model.fingerprint = fingerprint_of_gguf(parts);
  size_t others = 0;
  for (const GgufFile& part : parts)
    for (const GgufTensor& tensor : part.tensors())
      others += is_other_gguf_part(tensor.name) ? 1 : 0;
  if (others > 0)
    model.warnings.push_back(
        {"other_parts", "The file also holds " + std::to_string(others) +
                            " tensors of parts beside the language model; only the language model is read."});
  return model;
}

/// What a folder without config.json and without a GGUF model is, as far as its files tell.
Error no_model_in(const fs::path& folder, const std::vector<std::string>& roles) {
  const std::string place = "The folder '" + folder.string() + "'";
  std::error_code ignored;
  const auto there = [&](const char* name) { return fs::exists(folder / name, ignored); };
  std::string text = place + " has no config.json; a checkpoint folder needs one beside its weights.";
  if (there("adapter_config.json"))
    text =
        place +
        " holds a LoRA adapter (adapter_config.json), not a model; merge it into its base model and open the result.";
  else if (there("model_index.json"))
    text = place + " holds a pipeline for images (model_index.json), not a language model.";
  else if (there("params.json"))
    text = place + " has no config.json but params.json, the makers' own form of a checkpoint; open the one converted "
                   "for transformers.";
  else if (!roles.empty())
    text = place + " holds no model: " + roles.front() + ".";
  return fail(ErrorCode::NotFound, text, folder.string());
}

/// How the weights in a folder are packed, by config.json or by the file that older tools put beside it.
std::string packing_in(const nlohmann::json& document, const fs::path& folder) {
  const std::string packing = config::packing_of(document);
  std::error_code ignored;
  for (const char* name : {"quantize_config.json", "quant_config.json", "hf_quant_config.json"})
    if (packing.empty() && fs::exists(folder / name, ignored))
      return std::string(name) + " says that they are packed (GPTQ, AWQ or ModelOpt)";
  return packing;
}

/// Weights, or the lack of them, of the configuration in `file`. `place`: its folder, or one safetensors file in it.
Status find_weights(OpenedModel& model, const nlohmann::json& document, const fs::path& file, const fs::path& place) {
  const fs::path folder = file.parent_path();
  ModelSpec spec = model.model.spec();
  PARETO_TRY_ASSIGN(facts, inspect_checkpoint(place.string(), model.names, spec));
  model.warnings = std::move(facts.warnings);
  std::error_code ignored;
  if (!facts.found) {
    if (file.filename() == "config.json") // beside a configuration of any other name lies anything
      model.unread = listed(facts.unread);
    if (!model.unread.empty())
      model.warnings.push_back(
          {"seeded_weights",
           model.id + ": the weights in " + model.unread +
               " are not read; seeded random weights stand in for them, so that only the speed is the model's."});
    return {};
  }
  if (const std::string packing = packing_in(document, folder); !packing.empty())
    return fail(ErrorCode::Unsupported,
                file.string() + ": the weights cannot be read; " + packing +
                    ", a form that is not read. Take the checkpoint it was made from, or a GGUF file.",
                "$.quantization_config");
  if (fs::exists(folder / "adapter_config.json", ignored))
    model.warnings.push_back(
        {"adapter", "A LoRA adapter (adapter_config.json) lies beside the weights; it is not applied."});
  spec.tied = spec.tied && !facts.own_head;
  model.model = Model(std::move(spec));
  model.folder = place.string();
  return {};
}

/// Whether safetensors of the configuration's own are there, be it under an unusual name (or too many to choose from).
bool has_own_weights(const Result<ParsedConfig>& parsed, const fs::path& place) {
  std::error_code ignored;
  if (!fs::is_directory(place, ignored) || has_checkpoint(place.string()))
    return true;
  if (!parsed || parsed->names.empty())
    return false;
  const auto facts = inspect_checkpoint(place.string(), parsed->names, parsed->spec);
  return !facts || facts->found;
}

/// `file`: config.json or a blueprint of any name; `place`: where weights are looked for.
Result<OpenedModel> open_configuration(const std::string& id, const fs::path& file, const fs::path& place) {
  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  auto text = read_strict_json(file.string(), {.bare_numbers = true});
  if (!text && file.extension() != ".json" && text.error().message.find("not valid JSON") != std::string::npos)
    return fail(ErrorCode::InvalidFile,
                file.string() + " is neither a configuration (JSON) nor a safetensors or GGUF file.", file.string());
  PARETO_TRY_ASSIGN(document, std::move(text));
  if (is_linearised(document))
    return open_linearised(id, document, file.string());
  auto read = parse_config(document, file.string());
  if (file.filename() == "config.json" &&
      !has_own_weights(read, place)) { // a repository of GGUF files may keep the original's
    PARETO_TRY_ASSIGN(gguf, gguf_model_in(folder.string()));
    if (!gguf.empty())
      return open_gguf_model(gguf, id);
  }
  PARETO_TRY_ASSIGN(parsed, std::move(read));
  OpenedModel model{
      Model(std::move(parsed.spec)), id, parsed.model_type, parsed.architecture, {}, parsed.names, {}, {}};
  if (!model.names.empty())
    PARETO_TRY(find_weights(model, document, file, place));
  model.fingerprint = fingerprint_of_config(file.string(), model.folder);
  return model;
}

} // namespace

std::optional<BuiltInId> built_in_id(std::string_view text) {
  const size_t at = text.rfind('@');
  std::error_code ignored;
  if (at == std::string_view::npos || at + 1 == text.size() || !find_architecture(text.substr(0, at)) ||
      fs::exists(fs::path(text), ignored))
    return std::nullopt;
  return BuiltInId{std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

Result<OpenedModel> open_model(std::string_view id_or_path) {
  count_opening();
  const std::string text(id_or_path);
  if (text.find('\0') != std::string::npos) // the system would open what stands before it
    return fail(ErrorCode::InvalidArgument,
                "The model's name '" + printable(text, 200) + "' holds a NUL; give a path or a built-in shape.", text);
  std::error_code ignored;
  const fs::path path(text);
  const bool exists = fs::exists(path, ignored);
  if (!exists && text.find('@') != std::string::npos && text.find('/') == std::string::npos)
    return open_built_in(text);
  if (!exists)
    return fail(ErrorCode::NotFound,
                "There is no file or folder '" + text +
                    "'; give a config.json, a checkpoint folder, a .gguf file, a blueprint or a built-in shape such as "
                    "mamba2@125m.",
                text);
  const fs::path folder = fs::is_directory(path, ignored) ? path
                          : path.parent_path().empty()    ? fs::path(".")
                                                          : path.parent_path();
  if (!fs::is_directory(path, ignored)) {
    if (path.extension() != ".safetensors")
      return is_gguf(text) ? open_gguf_model(text, text) : open_configuration(text, path, folder);
    if (!fs::exists(folder / "config.json", ignored))
      return no_model_in(folder, {});
    return open_configuration(text, folder / "config.json", path.filename() == "model.safetensors" ? folder : path);
  }
  if (fs::exists(folder / "config.json", ignored))
    return open_configuration(text, folder / "config.json", folder);
  std::vector<std::string> roles;
  PARETO_TRY_ASSIGN(gguf, gguf_model_in(text, &roles));
  if (gguf.empty())
    return no_model_in(folder, roles);
  return open_gguf_model(gguf, text);
}

Status require_weights(const OpenedModel& model) {
  if (!model.untrained.empty())
    return fail(ErrorCode::Unsupported, model.id + ": " + model.untrained + "; only its speed can be measured.",
                model.id);
  if (!model.folder.empty() || model.names.empty())
    return {};
  if (!model.unread.empty())
    return fail(ErrorCode::Unsupported,
                model.id + ": its weights are not read: beside the configuration lies " + model.unread +
                    ", and what is read is safetensors under the model's names and GGUF. Convert it, or measure the "
                    "speed alone.",
                model.id);
  return fail(ErrorCode::NotFound,
              model.id + " has no weights beside its configuration; without them only its speed can be measured.",
              model.id);
}

Result<std::unique_ptr<TensorSource>> open_weights(const OpenedModel& model, uint64_t seed) {
  count_opening();
  if (model.base)
    return open_linearised_weights(model, seed);
  if (model.folder.empty())
    return make_seeded_source(seed);
  if (model.names == "gguf")
    return open_gguf_weights(model.folder, model.model.spec());
  return open_checkpoint(model.folder, model.names, model.model.spec());
}

} // namespace pareto
