// SPDX-License-Identifier: GPL-3.0-or-later
// deepseek_v2, deepseek_v3, glm4_moe_lite: latent attention, and mixtures of experts behind some dense layers.
// deepseek_v32, glm_moe_dsa: the same, with an indexer that chooses what a token reads.
#include "core/formats/hugging_face/latent.h"
#include "core/formats/model_types.h"

#include <cmath>

namespace pareto::config {

namespace {

/// YaRN with mscale_all_dim sharpens the logits of all channels (modeling_deepseek_v3).
float score_scale(ConfigReader& reader, const MlaMixer& mixer) {
  const double plain = 1 / std::sqrt(static_cast<double>(mixer.key_dim + mixer.rope_dim));
  ConfigReader scaling = reader.child(reader.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
  const double all = scaling.number("mscale_all_dim", {0, 1e3}, 0), factor = scaling.number("factor", {1e-6, 1e6}, 1);
  const double sharp = all > 0 && factor > 1 ? 0.1 * all * std::log(factor) + 1 : 1;
  return sharp == 1 ? 0 : static_cast<float>(plain * sharp * sharp);
}

ModelSpec stack(ConfigReader& reader, double eps, const MlaMixer& mixer, const MoeFeedForward& part, int64_t dense) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", eps);
  const auto is_mixture = behind_dense(reader, dense);
  for (int64_t layer = 0, layers = layer_count(reader); layer < layers && reader.ok(); ++layer)
    spec.blocks.push_back(
        {mixer, is_mixture(layer) ? FeedForward(part) : FeedForward(dense_part(reader)), Block::Residual::Pre, false});
  return spec;
}

/// Softmax scores, as they are; groups by their best expert.
ModelSpec read_v2(ConfigReader& reader, const std::string&) {
  MlaMixer mixer = read_latent(reader, 10000);
  mixer.scale = score_scale(reader, mixer);
  const MixtureKeys keys{.experts = "n_routed_experts"};
  MoeFeedForward part = plain_mixture(reader, keys, {64, 2, 1407});
  part.normalised = false;
  part.scale = static_cast<float>(reader.number("routed_scaling_factor", kRatio, 1));
  part.shared_width = part.width * reader.integer("n_shared_experts", {0, 64}, 2);
  part.group_score = GroupScore::Best;
  if (reader.choice("topk_method", {"greedy", "group_limited_greedy"}, "greedy") != "greedy") {
    part.groups = reader.integer("n_group", kHeads, 1);
    part.kept_groups = reader.integer("topk_group", kHeads, 1);
  }
  check_mixture(reader, keys, part);
  return stack(reader, 1e-6, mixer, part, 0);
}

ModelSpec read_v3(ConfigReader& reader, const std::string& type) {
  const bool v3 = type == "deepseek_v3";
  MlaMixer mixer = read_latent(reader, 10000);
  mixer.scale = score_scale(reader, mixer);
  MoeFeedForward part = plain_mixture(reader, {.experts = "n_routed_experts"},
                                      v3 ? MixtureDefaults{256, 8, 2048} : MixtureDefaults{64, 4, 1536});
  read_corrected_routing(reader, part, "n_shared_experts");
  return stack(reader, v3 ? 1e-6 : 1e-5, mixer, part, v3 ? 3 : 1);
}

/// Of each layer whether it reads what an earlier one has chosen: by the words of indexer_types or the letters of
/// index_topk_pattern ("F" full, "S" shared), or all but every index_topk_freq-th behind an offset.
std::vector<bool> shared_choices(ConfigReader& reader, int64_t layers) {
  std::vector<bool> shared(static_cast<size_t>(layers));
  const auto letters = [&](const std::string& key, size_t count, const auto& is_shared) {
    if (count != shared.size())
      return reader.refuse(key, "must name each of the " + std::to_string(layers) + " layers.");
    for (size_t layer = 0; layer < count; ++layer)
      shared[layer] = is_shared(layer);
  };
  if (reader.has("indexer_types")) {
    std::vector<bool> named;
    for (size_t layer = 0, count = reader.array_size("indexer_types"); layer < count; ++layer) {
      const nlohmann::json& word = reader.json()["indexer_types"][layer];
      named.push_back(word == "shared");
      if (word != "shared" && word != "full")
        reader.refuse("indexer_types", "may hold \"full\" and \"shared\" only.");
    }
    letters("indexer_types", named.size(), [&](size_t layer) { return named[layer]; });
  } else if (reader.has("index_topk_pattern")) {
    const std::string pattern = reader.text("index_topk_pattern", "");
    letters("index_topk_pattern", pattern.size(), [&](size_t layer) { return pattern[layer] == 'S'; });
    if (pattern.find_first_not_of("FS") != std::string::npos)
      reader.refuse("index_topk_pattern", "may hold F and S only.");
  } else {
    const int64_t each = reader.integer("index_topk_freq", kLayers, 1),
                  offset = reader.integer("index_skip_topk_offset", {0, 1024}, 2);
    for (int64_t layer = 0; layer < layers; ++layer)
      shared[static_cast<size_t>(layer)] = std::max<int64_t>(layer - offset + 1, 0) % each != 0;
  }
  if (!shared.empty() && shared[0])
    reader.refuse("indexer_types", "must begin with a layer that chooses for itself.");
  return shared;
}

ModelSpec read_indexed(ConfigReader& reader, const std::string& type) {
  const bool glm = type == "glm_moe_dsa";
  MlaMixer mixer = read_latent(reader, glm ? 1e6 : 1e4);
  mixer.scale = score_scale(reader, mixer);
  if (mixer.q_rank == 0)
    reader.refuse("q_lora_rank", "must be given: the indexer reads the queries' latent.", ErrorCode::Unsupported);
  mixer.index_heads = reader.integer("index_n_heads", kHeads, glm ? 32 : 64);
  mixer.index_dim = reader.integer("index_head_dim", {mixer.rope_dim, 1 << 12}, 128);
  mixer.index_tokens = reader.integer("index_topk", {1, 1 << 20}, 2048);
  mixer.index_interleaved = reader.boolean("indexer_rope_interleave", glm);
  MoeFeedForward part = plain_mixture(reader, {.experts = "n_routed_experts"}, MixtureDefaults{256, 8, 2048});
  read_corrected_routing(reader, part, "n_shared_experts");
  ModelSpec spec = stack(reader, glm ? 1e-5 : 1e-6, mixer, part, 3);
  const std::vector<bool> shared = shared_choices(reader, static_cast<int64_t>(spec.blocks.size()));
  for (size_t layer = 0; layer < spec.blocks.size() && reader.ok(); ++layer) {
    if (!shared[layer])
      continue;
    mixer.index_shared = true;
    spec.blocks[layer] = {mixer, *spec.blocks[layer].ffn(), Block::Residual::Pre, false};
  }
  return spec;
}

} // namespace

MlaMixer read_latent(ConfigReader& reader, double theta) {
  MlaMixer mixer;
  mixer.heads = reader.integer("num_attention_heads", kHeads);
  mixer.q_rank = reader.has("q_lora_rank") ? reader.integer("q_lora_rank", kRank) : 0;
  mixer.kv_rank = reader.integer("kv_lora_rank", kRank, 512);
  mixer.key_dim = reader.integer("qk_nope_head_dim", kWidth, 128);
  mixer.rope_dim = reader.integer("qk_rope_head_dim", {2, 1 << 12}, 64);
  mixer.value_dim = reader.integer("v_head_dim", kWidth, 128);
  mixer.rope = read_rope(reader, mixer.rope_dim, theta);
  mixer.rope.interleaved = reader.boolean("rope_interleave", true);
  mixer.bias = reader.boolean("attention_bias", false);
  return mixer;
}

/// kv_a_proj_with_mqa holds rows of the latent, then of the shared key.
void place_latent(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const auto* mixer = block.mixer() ? block.mixer()->as<MlaMixer>() : nullptr;
  if (!mixer)
    return;
  const bool key = part.rfind("mixer.k_rope_proj.", 0) == 0;
  if (place_latent_up(block, part, rows))
    name = "self_attn.kv_b_proj.weight";
  if (!key && part.rfind("mixer.kv_a_proj.", 0) != 0)
    return;
  name = "self_attn.kv_a_proj_with_mqa." + part.substr(part.rfind('.') + 1);
  rows.first = key ? mixer->kv_rank : 0;
  rows.tensor_rows = mixer->kv_rank + mixer->rope_dim;
}

bool place_latent_up(const Block& block, const std::string& part, TensorRows& rows) {
  const auto* mixer = block.mixer() ? block.mixer()->as<MlaMixer>() : nullptr;
  if (!mixer || (part != "mixer.k_up.weight" && part != "mixer.v_up.weight"))
    return false;
  const int64_t head = mixer->key_dim + mixer->value_dim;
  if (part == "mixer.k_up.weight") { // what takes queries into the latent is the transpose
    rows.transposed = true;
    rows.matrices = mixer->heads;
    rows.depth = head;
  } else {
    rows.first = mixer->key_dim;
    rows.run = mixer->value_dim;
    rows.stride = head;
    rows.tensor_rows = mixer->heads * head;
  }
  return true;
}

ModelFamily family::deepseek() {
  NamePairs part{{"ffn.router.correction", "mlp.gate.e_score_correction_bias"},
                 {"ffn.router.", "mlp.gate."},
                 {"ffn.shared.", "mlp.shared_experts."},
                 {"ffn.experts.", "mlp.experts.{}."},
                 {"mixer.q_a_norm.", "self_attn.q_a_layernorm."},
                 {"mixer.kv_a_norm.", "self_attn.kv_a_layernorm."},
                 {"mixer.index_q_proj.", "self_attn.indexer.wq_b."},
                 {"mixer.index_k_proj.", "self_attn.indexer.wk."},
                 {"mixer.index_k_norm.", "self_attn.indexer.k_norm."},
                 {"mixer.index_weights_proj.", "self_attn.indexer.weights_proj."}};
  part.insert(part.end(), kLlamaPart.begin(), kLlamaPart.end());
  return {
      .types = {{"deepseek_v2", read_v2, "deepseek"},
                {"deepseek_v3", read_v3, "deepseek"},
                {"glm4_moe_lite", read_v3, "deepseek"},
                {"deepseek_v32", read_indexed, "deepseek"},
                {"glm_moe_dsa", read_indexed, "deepseek"}},
      .names = {{"deepseek", "model.layers.", kLlamaWhole, part, {}, {}, place_latent}},
  };
}

} // namespace pareto::config
