// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/name_map.h"

#include "core/formats/model_types.h"
#include "core/model/feed_forward/moe.h"

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

/// Names that experts' projections have in tensors of their own, and where their rows are in the two that transformers
/// 5 keeps for all experts, [E, 2 I, H] with gate rows first and [E, H, I].
struct ExpertTensor {
  const char *apart, *joined;
  int part, parts;
};
constexpr ExpertTensor kExpertTensors[] = {
    {"gate_proj.weight", "gate_up_proj", 0, 2}, {"up_proj.weight", "gate_up_proj", 1, 2},
    {"down_proj.weight", "down_proj", 0, 1},    {"w1.weight", "gate_up_proj", 0, 2},
    {"w3.weight", "gate_up_proj", 1, 2},        {"w2.weight", "down_proj", 0, 1}};

/// How transformers 5 keeps what is apart by its name; nothing where it has no such tensor.
std::vector<TensorRows> joined(const TensorRows& rows, const std::string& name, int64_t experts, int64_t all) {
  const size_t mark = name.find(kExpertMark);
  for (const ExpertTensor& each : kExpertTensors) {
    if (name.substr(mark + 3) != each.apart)
      continue;
    TensorRows one;
    one.matrices = experts;
    one.tensor_rows = all * each.parts;
    one.run = all / experts;
    one.stride = one.run * each.parts;
    one.first = one.run * each.part;
    for (std::string candidate : rows.candidates) {
      candidate = candidate.substr(0, candidate.find(kExpertMark)) + each.joined;
      one.candidates.push_back(candidate);
      if (replace_inside(candidate, "block_sparse_moe.", "mlp."))
        one.candidates.push_back(candidate);
    }
    return {one};
  }
  return {};
}

/// The first layer with a branch whose weights are shared under that name; -1 where there is none.
int64_t layer_that_shares(const ModelSpec& spec, const std::string& name) {
  for (size_t layer = 0; layer < spec.blocks.size(); ++layer)
    for (const Branch& branch : spec.blocks[layer].branches)
      if (branch.shared == name)
        return static_cast<int64_t>(layer);
  return -1;
}

/// Layer and name of a weight, also of one that layers share.
std::pair<int64_t, std::string> layer_and_part(const ModelSpec& spec, const std::string& name) {
  if (name.rfind("shared.", 0) != 0)
    return split_layer(name);
  const size_t dot = name.find('.', 7);
  return {layer_that_shares(spec, name.substr(7, dot - 7)), "shared." + name.substr(dot + 1)};
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
  const auto [layer, part] = layer_and_part(spec, weight.name);
  TensorRows rows;
  std::string name = replace_beginning(part, layer < 0 ? map->whole : map->part);
  const FeedForward* ffn = layer < 0 ? nullptr : spec.blocks[static_cast<size_t>(layer)].ffn();
  if (const auto* mixture = ffn ? ffn->as<MoeFeedForward>() : nullptr; mixture && part.rfind("ffn.experts.", 0) == 0)
    rows.matrices = mixture->experts;
  if (layer >= 0) {
    if (map->place)
      map->place(spec.blocks[static_cast<size_t>(layer)], part, rows, name);
    for (TensorRows& other : rows.otherwise)
      for (std::string& each : other.candidates)
        each = map->layers + std::to_string(layer) + "." + each;
    name = map->number ? map->number(spec, layer, name) : map->layers + std::to_string(layer) + "." + name;
  }
  for (const auto& [from, to] : map->inside)
    replace_inside(name, from, to);
  rows.candidates.push_back(name);
  for (const auto& [from, to] : map->alternates) {
    std::string other = name;
    if (replace_inside(other, from, to))
      rows.candidates.push_back(other);
  }
  rows.apart = rows.matrices > 0 && name.find(kExpertMark) != std::string::npos;
  if (rows.apart)
    rows.otherwise = joined(rows, name, rows.matrices, weight.shape[0]);
  return rows;
}

} // namespace pareto
