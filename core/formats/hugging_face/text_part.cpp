// SPDX-License-Identifier: GPL-3.0-or-later
// What a Hugging Face config.json says before any model type is read: which part of a multimodal model is the language model,
// which of two statements about the rotary embedding counts, how its weights are packed. Rules: transformers 5.24.
#include "core/formats/config.h"

#include "core/printable.h"

#include <array>

namespace pareto::config {

namespace {

using nlohmann::json;

bool holds_object(const json& document, const char* key) { return document.contains(key) && document[key].is_object() && !document[key].empty(); }

/// Configurations inside of others leave out what equals their class's defaults.
const json& class_defaults() {
  static const json defaults = json::parse(R"({
    "llama": {"vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32, "num_attention_heads": 32},
    "mistral": {"vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "max_position_embeddings": 131072},
    "qwen2": {"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32, "num_attention_heads": 32, "max_position_embeddings": 32768},
    "qwen3": {"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32, "max_position_embeddings": 32768},
    "phi3": {"vocab_size": 32064, "hidden_size": 3072, "intermediate_size": 8192, "num_hidden_layers": 32, "num_attention_heads": 32, "max_position_embeddings": 4096},
    "qwen2_vl": {"vocab_size": 152064, "hidden_size": 8192, "intermediate_size": 29568, "num_hidden_layers": 80, "num_attention_heads": 64, "num_key_value_heads": 8,
                 "max_position_embeddings": 32768, "max_window_layers": 80, "rms_norm_eps": 1e-5, "rope_theta": 1e6},
    "qwen3_vl": {"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
                 "max_position_embeddings": 128000, "rope_theta": 5e5}})");
  return defaults;
}

/// Language models inside of multimodal ones that are another type's on text: their rotary embedding gives every token three
/// positions, which are the same one for words.
struct Alias {
  const char* name;
  const char* defaults;
  const char* type;
};
constexpr Alias kAliases[] = {{"qwen2_vl", "qwen2_vl", "qwen2"},      {"qwen2_vl_text", "qwen2_vl", "qwen2"}, {"qwen2_5_vl", "qwen2_vl", "qwen2"},
                              {"qwen2_5_vl_text", "qwen2_vl", "qwen2"}, {"qwen3_vl_text", "qwen3_vl", "qwen3"}};

std::string type_of(const json& document) {
  return document.contains("model_type") && document["model_type"].is_string() ? document["model_type"].get<std::string>() : std::string();
}

void add_defaults(json& document, const std::string& type) {
  if (!class_defaults().contains(type))
    return;
  for (const auto& [key, value] : class_defaults()[type].items())
    if (!document.contains(key))
      document[key] = value;
}

void resolve_alias(json& document) {
  const std::string type = type_of(document);
  for (const Alias& alias : kAliases) {
    if (type != alias.name)
      continue;
    add_defaults(document, alias.defaults);
    document["model_type"] = alias.type;
    for (const char* key : {"rope_scaling", "rope_parameters"})
      for (const char* kind : {"rope_type", "type"})
        if (holds_object(document, key) && document[key].value(kind, json()) == "mrope")
          document[key][kind] = "default";
  }
}

/// rope_scaling is what people add by hand: it takes the place of rope_parameters, and the base is then that of the file
/// itself. Gemma 3 keeps one set for each type of layer; there it joins the full ones.
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

TextPart text_part(const json& document, const std::function<bool(const std::string&)>& known) {
  TextPart part{document, "$"};
  for (int depth = 0; depth < 3 && !known(type_of(part.document)); ++depth) {
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
    part.document = std::move(inner);
    part.path += std::string(".") + found;
  }
  resolve_alias(part.document);
  if (part.path != "$")
    add_defaults(part.document, type_of(part.document));
  settle_rope(part.document);
  return part;
}

int64_t rope_limit_of(ConfigReader& reader, int64_t max_context) {
  const auto dynamic = [](const json& object) { return object.value("rope_type", object.value("type", json())) == "dynamic"; };
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
