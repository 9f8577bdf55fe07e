// SPDX-License-Identifier: GPL-3.0-or-later
// Mixtures of experts behind ordinary attention: mixtral, qwen3_moe, olmoe, dots1, glm4_moe, ernie4_5_moe,
// hunyuan_v1_moe, minimax_m2, exaone_moe, afmoe. Defaults are those of each type's configuration class.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"

#include <algorithm>
#include <cmath>

namespace pareto::config {

namespace {

using QkNorm = AttentionMixer::QkNorm;

bool every_layer(int64_t) { return true; }

ModelSpec model(ConfigReader& reader, bool tied, double eps) {
  ModelSpec spec = plain_model(reader, tied);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", eps);
  return spec;
}

/// Attention that rotates, q and k normalised as told.
AttentionMixer mixtures_attention(ConfigReader& reader, const ModelSpec& spec, QkNorm norm, double theta = 10000,
                                  double partial = 1) {
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.rope = read_rope(reader, mixer.head_dim, theta, partial);
  mixer.qk_norm = norm;
  mixer.qk_norm_eps = spec.norm.eps;
  return mixer;
}

void read_bias(ConfigReader& reader, AttentionMixer& mixer, const char* key) {
  mixer.qkv_bias = mixer.output_bias = reader.boolean(key, false);
}

ModelSpec read_mixtral(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, false, 1e-5);
  AttentionMixer mixer = mixtures_attention(reader, spec, QkNorm::None, 1e6);
  mixer.window = reader.has("sliding_window") ? reader.integer("sliding_window", kLength) : 0;
  const auto part =
      plain_mixture(reader, {.experts = "num_local_experts", .width = "intermediate_size"}, {8, 2, 14336});
  return mixture_stack(reader, std::move(spec), mixer, part, every_layer);
}

ModelSpec read_qwen3(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, false, 1e-6);
  AttentionMixer mixer = mixtures_attention(reader, spec, QkNorm::PerHead);
  read_bias(reader, mixer, "attention_bias");
  if (reader.boolean("use_sliding_window", false))
    mixer.window = reader.integer("sliding_window", kLength, 4096);
  const char* experts = reader.has("num_experts") ? "num_experts" : "num_local_experts";
  MoeFeedForward part = plain_mixture(reader, {.experts = experts}, {128, 8, 768});
  part.normalised = reader.boolean("norm_topk_prob", false);
  const int64_t step = reader.integer("decoder_sparse_step", {1, 1024}, 1);
  const std::vector<int64_t> dense =
      reader.has("mlp_only_layers") ? reader.integers("mlp_only_layers", {0, 1024}) : std::vector<int64_t>();
  return mixture_stack(reader, std::move(spec), mixer, part, [&](int64_t layer) {
    return (layer + 1) % step == 0 && std::find(dense.begin(), dense.end(), layer) == dense.end();
  });
}

ModelSpec read_olmoe(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, false, 1e-5);
  AttentionMixer mixer = mixtures_attention(reader, spec, QkNorm::WholeWidth);
  read_bias(reader, mixer, "attention_bias");
  if (reader.has("clip_qkv"))
    reader.refuse("clip_qkv", "(queries, keys and values that are cut off) is not supported.", ErrorCode::Unsupported);
  MoeFeedForward part = plain_mixture(reader, {.width = "intermediate_size"}, {64, 8, 2048});
  part.normalised = reader.boolean("norm_topk_prob", false);
  return mixture_stack(reader, std::move(spec), mixer, part, every_layer);
}

ModelSpec read_dots1(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, false, 1e-6);
  AttentionMixer mixer = mixtures_attention(reader, spec, QkNorm::PerHead);
  read_bias(reader, mixer, "attention_bias");
  if (reader.has("sliding_window") && reader.boolean("use_sliding_window", true))
    reader.refuse("sliding_window", "in some layers of this type is not supported.", ErrorCode::Unsupported);
  MoeFeedForward part = plain_mixture(reader, {.experts = "n_routed_experts"}, {});
  read_corrected_routing(reader, part, "n_shared_experts");
  return mixture_stack(reader, std::move(spec), mixer, part, behind_dense(reader, 0));
}

ModelSpec read_glm4(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, false, 1e-5);
  AttentionMixer mixer = mixtures_attention(
      reader, spec, reader.boolean("use_qk_norm", false) ? QkNorm::PerHead : QkNorm::None, 10000, 0.5);
  mixer.qkv_bias = reader.boolean("attention_bias", false);
  MoeFeedForward part = plain_mixture(reader, {.experts = "n_routed_experts"}, {128, 8, 1408});
  read_corrected_routing(reader, part, "n_shared_experts");
  return mixture_stack(reader, std::move(spec), mixer, part, behind_dense(reader, 1));
}

/// Softmax scores, corrected for the choice, over at least moe_norm_min.
ModelSpec read_ernie(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, true, 1e-5);
  AttentionMixer mixer = mixtures_attention(reader, spec, QkNorm::None, 500000);
  mixer.rope.interleaved = true;
  if (reader.boolean("use_bias", false))
    reader.refuse("use_bias", "= true is not supported.", ErrorCode::Unsupported);
  MoeFeedForward part = plain_mixture(reader, {.experts = "moe_num_experts", .chosen = "moe_k"}, {64, 6, 1536});
  part.correction = true;
  part.least_sum = static_cast<float>(reader.number("moe_norm_min", {0, 1}, 1e-12));
  part.shared_width = part.width * reader.integer("moe_num_shared_experts", {0, 64}, 2);
  const int64_t first = reader.integer("moe_layer_start_index", {0, 1024}, 1),
                last = reader.integer("moe_layer_end_index", {-1, 1024}, -1),
                step = reader.integer("moe_layer_interval", {1, 1024}, 1);
  return mixture_stack(reader, std::move(spec), mixer, part, [=](int64_t layer) {
    return (layer + 1) % step == 0 && layer >= first && (last < 0 || layer <= last);
  });
}

ModelSpec read_hunyuan(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, false, 1e-5);
  AttentionMixer mixer = mixtures_attention(reader, spec, QkNorm::PerHead);
  mixer.qk_norm_after_rope = true;
  read_bias(reader, mixer, "attention_bias");
  MoeFeedForward part = plain_mixture(reader, {.chosen = "moe_topk", .width = "intermediate_size"}, {1, 1, {}});
  part.shared_width = part.width;
  return mixture_stack(reader, std::move(spec), mixer, part, every_layer);
}

ModelSpec read_minimax(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, false, 1e-6);
  const int64_t rotated = reader.integer("rotary_dim", kWidth, 64);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden, 128);
  mixer.rope = read_rope(reader, mixer.head_dim, 5e6,
                         static_cast<double>(std::min(rotated, mixer.head_dim)) / static_cast<double>(mixer.head_dim));
  mixer.qk_norm = reader.boolean("use_qk_norm", true) ? QkNorm::WholeWidth : QkNorm::None;
  mixer.qk_norm_eps = spec.norm.eps;
  MoeFeedForward part =
      plain_mixture(reader, {.experts = "num_local_experts", .width = "intermediate_size"}, {256, 8, 1536});
  part.score = RouterScore::Sigmoid;
  part.correction = true;
  return mixture_stack(reader, std::move(spec), mixer, part, every_layer);
}

/// The layers that slide rotate, the full ones do not.
void slide(ModelSpec& spec, const std::vector<bool>& slides, int64_t window) {
  for (size_t layer = 0; layer < spec.blocks.size() && layer < slides.size(); ++layer) {
    auto& mixer = *spec.blocks[layer].mixer()->as<AttentionMixer>();
    mixer.window = slides[layer] ? window : 0;
    if (!slides[layer] && window > 0)
      mixer.rope = {};
  }
}

ModelSpec read_exaone(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, false, 1e-5);
  const AttentionMixer mixer = mixtures_attention(reader, spec, QkNorm::PerHead);
  MoeFeedForward part = plain_mixture(reader, {}, {});
  read_corrected_routing(reader, part, "num_shared_experts");
  spec = mixture_stack(reader, std::move(spec), mixer, part, sparse_layers(reader, 1));
  const int64_t window = reader.has("sliding_window") ? reader.integer("sliding_window", kLength) : 0;
  slide(spec, sliding_layers(reader, layer_count(reader), window > 0 ? 4 : 0), window);
  return spec;
}

/// Norms before and after each part, attention behind a gate, the embedding times the root of its width.
ModelSpec read_afmoe(ConfigReader& reader, const std::string&) {
  ModelSpec spec = model(reader, false, 1e-5);
  AttentionMixer mixer = mixtures_attention(reader, spec, QkNorm::PerHead);
  mixer.gate = AttentionMixer::Gate::Channels;
  if (reader.boolean("mup_enabled", false))
    spec.embedding_scale = std::sqrt(static_cast<float>(spec.hidden));
  MoeFeedForward part = plain_mixture(reader, {}, {64, 6, 1408});
  part.score = RouterScore::Sigmoid;
  part.correction = true;
  part.normalised = reader.boolean("route_norm", true);
  part.eps = 1e-20f;
  part.scale = static_cast<float>(reader.number("route_scale", kRatio, 1));
  part.shared_width = part.width * reader.integer("num_shared_experts", {0, 64}, 1);
  const int64_t dense = reader.integer("num_dense_layers", {0, 1024}, 1),
                window = reader.integer("sliding_window", kLength, 1024);
  for (int64_t layer = 0, layers = layer_count(reader); layer < layers && reader.ok(); ++layer)
    spec.blocks.push_back({mixer, layer >= dense ? FeedForward(part) : FeedForward(dense_part(reader)),
                           Block::Residual::Sandwich, false});
  slide(spec, sliding_layers(reader, layer_count(reader), reader.integer("global_attn_every_n_layers", {1, 1024}, 4)),
        window);
  return spec;
}

/// Llama's names with the router and the experts under `gate` and `experts`; what is more comes first.
NamePairs named(NamePairs more, const std::string& gate, const std::string& experts) {
  more.push_back({"ffn.router.", gate});
  more.push_back({"ffn.experts.", experts});
  more.insert(more.end(), kLlamaPart.begin(), kLlamaPart.end());
  return more;
}
const NamePairs kShared{{"ffn.shared.", "mlp.shared_experts."}};
NamePairs with_correction(const char* name) {
  NamePairs pairs = kShared;
  pairs.insert(pairs.begin(), {"ffn.router.correction", name});
  return pairs;
}
const NamePairs kNumbered{{"{}.gate_proj", "{}.w1"}, {"{}.up_proj", "{}.w3"}, {"{}.down_proj", "{}.w2"}};

NamePairs afmoe_names() {
  NamePairs pairs = with_correction("mlp.expert_bias");
  pairs.insert(pairs.end(), {{"mixer_post_norm.", "post_attention_layernorm."},
                             {"ffn_norm.", "pre_mlp_layernorm."},
                             {"ffn_post_norm.", "post_mlp_layernorm."}});
  return named(std::move(pairs), "mlp.router.gate.", "mlp.experts.{}.");
}

} // namespace

ModelFamily family::mixtures() {
  const char* const layers = "model.layers.";
  const char *const gate = "mlp.gate.", *const experts = "mlp.experts.{}.", *const sparse = "block_sparse_moe.gate.",
                    *const numbered = "block_sparse_moe.experts.{}.";
  return {
      .types = {{"mixtral", read_mixtral, "mixtral"},
                {"qwen3_moe", read_qwen3, "qwen3_moe"},
                {"olmoe", read_olmoe, "qwen3_moe"},
                {"dots1", read_dots1, "glm4_moe"},
                {"glm4_moe", read_glm4, "glm4_moe"},
                {"ernie4_5_moe", read_ernie, "ernie4_5_moe"},
                {"hunyuan_v1_moe", read_hunyuan, "hunyuan_v1_moe"},
                {"minimax_m2", read_minimax, "minimax_m2"},
                {"exaone_moe", read_exaone, "exaone_moe"},
                {"afmoe", read_afmoe, "afmoe"}},
      .names = {{"mixtral", layers, kLlamaWhole, named({}, sparse, numbered), kNumbered},
                {"qwen3_moe", layers, kLlamaWhole, named({}, gate, experts)},
                {"glm4_moe", layers, kLlamaWhole,
                 named(with_correction("mlp.gate.e_score_correction_bias"), gate, experts)},
                {"ernie4_5_moe", layers, kLlamaWhole,
                 named(with_correction("mlp.moe_statics.e_score_correction_bias"), gate, experts)},
                {"hunyuan_v1_moe", layers, kLlamaWhole,
                 named({{"ffn.shared.", "mlp.shared_mlp."},
                        {"mixer.q_norm.", "self_attn.query_layernorm."},
                        {"mixer.k_norm.", "self_attn.key_layernorm."}},
                       "mlp.gate.wg.", experts)},
                {"minimax_m2", layers, kLlamaWhole,
                 named({{"ffn.router.correction", "block_sparse_moe.e_score_correction_bias"}}, sparse, numbered),
                 kNumbered},
                {"exaone_moe", layers, kLlamaWhole,
                 named(with_correction("mlp.e_score_correction_bias"), gate, experts)},
                {"afmoe", layers, kLlamaWhole, afmoe_names()}},
  };
}

} // namespace pareto::config
