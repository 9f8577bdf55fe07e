// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/hugging_face/mixture_reader.h"

namespace pareto::config {

namespace {

constexpr Range<int64_t> kExperts{1, 4096};

} // namespace

void check_mixture(ConfigReader& reader, const MixtureKeys& keys, const MoeFeedForward& part) {
  const int64_t all = part.experts + part.zero_experts + part.null_experts;
  if (part.groups > all || all % part.groups != 0 || part.kept_groups > part.groups)
    reader.refuse("n_group", "and topk_group must divide the experts and keep no more groups than there are.");
  else if (part.chosen > all / part.groups * part.kept_groups)
    reader.refuse(keys.chosen,
                  "= " + std::to_string(part.chosen) + " is more than the experts there are to choose from.");
}

MoeFeedForward plain_mixture(ConfigReader& reader, const MixtureKeys& keys, const MixtureDefaults& defaults) {
  MoeFeedForward part;
  part.experts = reader.integer(keys.experts, kExperts, defaults.experts);
  part.chosen = reader.integer(keys.chosen, kExperts, defaults.chosen);
  part.width = reader.integer(keys.width, kWide, defaults.width);
  part.activation = read_activation(reader, "hidden_act", "silu");
  check_mixture(reader, keys, part);
  return part;
}

void read_corrected_routing(ConfigReader& reader, MoeFeedForward& part, const char* shared) {
  part.score = RouterScore::Sigmoid;
  part.correction = true;
  part.groups = reader.integer("n_group", kExperts, 1);
  part.kept_groups = reader.integer("topk_group", kExperts, 1);
  part.normalised = reader.boolean("norm_topk_prob", true);
  part.eps = 1e-20f;
  part.scale = static_cast<float>(reader.number("routed_scaling_factor", kRatio, 1));
  part.shared_width = part.width * reader.integer(shared, {0, 64}, 0);
  check_mixture(reader, {}, part);
}

GatedFeedForward dense_part(ConfigReader& reader) {
  return {reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"), false};
}

std::function<bool(int64_t)> behind_dense(ConfigReader& reader, int64_t otherwise) {
  const int64_t dense = reader.integer("first_k_dense_replace", {0, 1024}, otherwise);
  return [dense](int64_t layer) { return layer >= dense; };
}

std::function<bool(int64_t)> sparse_layers(ConfigReader& reader, int64_t dense) {
  if (!reader.has("mlp_layer_types"))
    return behind_dense(reader, dense);
  const nlohmann::json& types = reader.json()["mlp_layer_types"];
  if (!types.is_array() || static_cast<int64_t>(types.size()) < layer_count(reader)) {
    reader.refuse("mlp_layer_types", "must name one type for each layer.");
    return [](int64_t) { return true; };
  }
  return [types](int64_t layer) { return types[static_cast<size_t>(layer)] == "sparse"; };
}

ModelSpec mixture_stack(ConfigReader& reader, ModelSpec spec, const AttentionMixer& mixer, const MoeFeedForward& part,
                        const std::function<bool(int64_t layer)>& is_mixture) {
  for (int64_t layer = 0, layers = layer_count(reader); layer < layers && reader.ok(); ++layer)
    spec.blocks.push_back(
        {mixer, is_mixture(layer) ? FeedForward(part) : FeedForward(dense_part(reader)), Block::Residual::Pre, false});
  return spec;
}

} // namespace pareto::config
