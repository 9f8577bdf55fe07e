// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/name_map.h"

#include "core/formats/model_types.h"

namespace pareto {

namespace {

/// Replaces the beginning of `text` by the first pair that fits.
std::string replace_beginning(const std::string& text, const NamePairs& pairs) {
  for (const auto& [from, to] : pairs)
    if (text.rfind(from, 0) == 0)
      return to + text.substr(from.size());
  return text;
}

bool replace_inside(std::string& text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  if (at == std::string::npos)
    return false;
  text.replace(at, from.size(), to);
  return true;
}

/// "layers.3.mixer.q_proj.weight" -> 3 and "mixer.q_proj.weight"; layer -1 for names outside the stack.
std::pair<int64_t, std::string> split_layer(const std::string& name) {
  if (name.rfind("layers.", 0) != 0)
    return {-1, name};
  const size_t dot = name.find('.', 7);
  return {std::stoll(name.substr(7, dot - 7)), name.substr(dot + 1)};
}

} // namespace

int qkv_part(const std::string& part) {
  const char* const names[] = {"mixer.q_proj.", "mixer.k_proj.", "mixer.v_proj."};
  for (int i = 0; i < 3; ++i)
    if (part.rfind(names[i], 0) == 0)
      return i;
  return -1;
}

Spellings spellings_of(const std::string& names) {
  Spellings out;
  const NameMap* map = config::find_name_map(names);
  if (!map)
    return out;
  const std::string& layers = map->layers;
  out.root = layers.substr(0, layers.find('.') + 1);
  out.layers = layers.substr(out.root.size());
  out.all = {{out.root, ""}, {"", ""}};
  for (const char* part : {"language_model.", "text_model.", "llm.", "thinker.", "module.", "_orig_mod.",
                           "base_model.model.", "base_model."})
    out.all.push_back({part + out.root, part});
  for (const char* part : {"language_model.", "text_model."}) { // transformers 5 keeps the head outside
    out.all.push_back({out.root + part, ""});
    out.all.push_back({part, ""});
  }
  return out;
}

Result<TensorRows> resolve_weight(const std::string& names, const ModelSpec& spec, const WeightDecl& weight) {
  const NameMap* map = config::find_name_map(names);
  if (!map)
    return fail(ErrorCode::Unsupported,
                "No published checkpoint has this architecture's weights; it runs with seeded random weights only.",
                weight.name);
  const auto [layer, part] = split_layer(weight.name);
  TensorRows rows;
  std::string name = replace_beginning(part, layer < 0 ? map->whole : map->part);
  if (layer >= 0) {
    if (map->place)
      map->place(spec.blocks[static_cast<size_t>(layer)], part, rows, name);
    name = map->layers + std::to_string(layer) + "." + name;
  }
  for (const auto& [from, to] : map->inside)
    replace_inside(name, from, to);
  rows.candidates.push_back(name);
  for (const auto& [from, to] : map->alternates) {
    std::string other = name;
    if (replace_inside(other, from, to))
      rows.candidates.push_back(other);
  }
  return rows;
}

} // namespace pareto
