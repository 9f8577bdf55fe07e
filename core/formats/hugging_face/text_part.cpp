// SPDX-License-Identifier: GPL-3.0-or-later
// What a Hugging Face config.json says before any model type is read: which part of a multimodal model is the language
// model, which of two statements about the rotary embedding counts, how its weights are packed. Rules:
// transformers 5.24.
#include "core/formats/model_types.h"
#include "core/printable.h"

#include <array>

namespace pareto::config {

namespace {

using nlohmann::json;

bool holds_object(const json& document, const char* key) {
  return document.contains(key) && document[key].is_object() && !document[key].empty();
}

std::string type_of(const json& document) {
  return document.contains("model_type") && document["model_type"].is_string()
             ? document["model_type"].get<std::string>()
             : std::string();
}

bool is_known(const json& document) { return find_model_type(type_of(document), document) != nullptr; }

/// Configurations inside of others leave out what equals their class's defaults.
void add_defaults(json& document, const char* defaults) {
  if (!defaults)
    return;
  const json all = json::parse(defaults);
  for (const auto& [key, value] : all.items())
    if (!document.contains(key))
      document[key] = value;
}

const TypeAlias* find_alias(const std::string& name) {
  for (const ModelFamily& family : model_families())
    for (const TypeAlias& alias : family.aliases)
      if (alias.name == name)
        return &alias;
  return nullptr;
}

void resolve_alias(json& document) {
  const TypeAlias* alias = find_alias(type_of(document));
  if (!alias)
    return;
  add_defaults(document, alias->defaults);
  document["model_type"] = alias->type;
  for (const char* key : {"rope_scaling", "rope_parameters"})
    for (const char* kind : {"rope_type", "type"})
      if (holds_object(document, key) && document[key].value(kind, json()) == "mrope")
        document[key][kind] = "default";
}

/// rope_scaling is what people add by hand: it takes the place of rope_parameters, and the base is then that of the
/// file itself. Gemma 3 keeps one set for each type of layer; there it joins the full ones.
void settle_rope(json& document) {
  if (!holds_object(document, "rope_scaling") || !holds_object(document, "rope_parameters"))
    return;
  json& parameters = document["rope_parameters"];
  if (parameters.contains("full_attention") || parameters.contains("sliding_attention")) {
    if (!holds_object(parameters, "full_attention"))
      parameters["full_attention"] = json::object();
    parameters["full_attention"].update(document["rope_scaling"]);
    document.erase("rope_scaling");
  } else {
    document.erase("rope_parameters");
  }
}

/// Either of both may say that the head is the embedding; Gemma 3 says so where neither does.
void settle_tie(const json& outer, json& inner) {
  const bool stated = outer.contains("tie_word_embeddings") && outer["tie_word_embeddings"].is_boolean();
  if (stated ? outer["tie_word_embeddings"].get<bool>() : type_of(outer) == "gemma3")
    inner["tie_word_embeddings"] = true;
}

constexpr std::array kInner{"text_config", "llm_config", "language_config", "thinker_config"};

std::string packing_at(const json& document, const std::string& path) {
  for (const char* key : {"quantization_config", "compression_config", "quantization"}) {
    if (!holds_object(document, key))
      continue;
    const json& object = document[key];
    std::string method = std::string(key) == "quantization" ? "mlx" : "";
    for (const char* name : {"quant_algo", "quant_method", "method"})
      if (object.contains(name) && object[name].is_string())
        method = printable(object[name].get<std::string>(), 40);
    std::string bits;
    for (const char* name : {"bits", "w_bit", "num_bits"})
      if (object.contains(name) && object[name].is_number_integer())
        bits = " in " + std::to_string(object[name].get<int64_t>()) + " bits";
    return path + "." + key + " says that they are packed" + (method.empty() ? "" : " by " + method) + bits;
  }
  return {};
}

} // namespace

TextPart text_part(const json& document) {
  TextPart part{document, "$"};
  for (int depth = 0; depth < 3 && !is_known(part.document); ++depth) {
    const char* found = nullptr;
    for (const char* key : kInner)
      if (!found && holds_object(part.document, key))
        found = key;
    if (!found)
      break;
    json inner = part.document[found];
    if (!inner.contains("model_type") && type_of(part.document).rfind("llava", 0) == 0)
      inner["model_type"] = "llama"; // that class's default
    settle_tie(part.document, inner);
    if (part.document.contains("canvas_length")) // of the language model, though it lies outside (DiffusionGemma)
      inner["canvas_length"] = part.document["canvas_length"];
    part.document = std::move(inner);
    part.path += std::string(".") + found;
  }
  resolve_alias(part.document);
  if (const ModelType* type = find_model_type(type_of(part.document), part.document); type && part.path != "$")
    add_defaults(part.document, type->defaults);
  settle_rope(part.document);
  return part;
}

int64_t rope_limit_of(ConfigReader& reader, int64_t max_context) {
  const auto dynamic = [](const json& object) {
    return object.value("rope_type", object.value("type", json())) == "dynamic" && !object.contains("alpha");
  };
  for (const char* key : {"rope_parameters", "rope_scaling"}) {
    if (!holds_object(reader.json(), key))
      continue;
    const json& object = reader.json()[key];
    bool found = dynamic(object);
    for (const auto& [name, value] : object.items())
      found = found || (value.is_object() && dynamic(value));
    if (found)
      return max_context;
  }
  return 0;
}

std::string packing_of(const json& document) {
  if (!document.is_object())
    return {};
  std::string packing = packing_at(document, "$");
  for (const char* key : kInner)
    if (packing.empty() && holds_object(document, key))
      packing = packing_at(document[key], std::string("$.") + key);
  return packing;
}

} // namespace pareto::config
