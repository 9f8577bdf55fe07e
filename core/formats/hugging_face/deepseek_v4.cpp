// SPDX-License-Identifier: GPL-3.0-or-later
// deepseek_v4: attention to a window and to compressed entries of the past, several streams with hyper-connections,
// mixtures of experts whose first ones go by the token. Rules: transformers, configuration_deepseek_v4 5.24.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/compressed_attention.h"

#include <algorithm>
#include <cmath>

namespace pareto::config {

namespace {

constexpr int64_t kSparseBlock = 4, kHeavyBlock = 128; ///< tokens of an entry, where nothing else is said
constexpr int64_t kHashed = 3;                         ///< layers whose experts go by the token, likewise
constexpr const char* kKinds[] = {"sliding_attention", "compressed_sparse_attention", "heavily_compressed_attention"};

/// What a layer reads beside its window.
enum class Reach : uint8_t { Window, Sparse, Heavy };

/// layer_types, compress_ratios (0, 4 or 128 of each layer; those of layers behind the last are of no use here), or two
/// heavy ones and then heavy and sparse ones in turns.
std::vector<Reach> reaches_of(ConfigReader& reader, size_t layers) {
  std::vector<Reach> reaches;
  if (reader.has("layer_types")) {
    const nlohmann::json& named = reader.json()["layer_types"];
    for (size_t layer = 0, count = reader.array_size("layer_types"); layer < count; ++layer) {
      const auto* kind =
          std::find_if(std::begin(kKinds), std::end(kKinds), [&](const char* k) { return named[layer] == k; });
      if (kind == std::end(kKinds))
        reader.refuse("layer_types", "may hold sliding_attention, compressed_sparse_attention and "
                                     "heavily_compressed_attention only.");
      reaches.push_back(static_cast<Reach>(kind == std::end(kKinds) ? 0 : kind - std::begin(kKinds)));
    }
  } else if (reader.has("compress_ratios")) {
    for (const int64_t ratio : reader.integers("compress_ratios", {0, kHeavyBlock})) {
      if (ratio != 0 && ratio != kSparseBlock && ratio != kHeavyBlock)
        reader.refuse("compress_ratios", "other than 0, 4 and 128 are not supported.", ErrorCode::Unsupported);
      reaches.push_back(ratio == 0 ? Reach::Window : ratio == kSparseBlock ? Reach::Sparse : Reach::Heavy);
    }
  } else {
    for (size_t layer = 0; layer < layers; ++layer)
      reaches.push_back(layer < 2 || layer % 2 == 0 ? Reach::Heavy : Reach::Sparse);
  }
  if (reaches.size() < layers)
    reader.refuse(reader.has("layer_types") ? "layer_types" : "compress_ratios",
                  "must name each of the " + std::to_string(layers) + " layers.");
  reaches.resize(layers);
  return reaches;
}

/// Tokens of an entry by kind: compress_rates, or the older keys.
int64_t block_of(ConfigReader& reader, Reach reach) {
  if (reach == Reach::Window)
    return 0;
  const bool sparse = reach == Reach::Sparse;
  const Range<int64_t> allowed{2, 1 << 16};
  const int64_t older =
      reader.integer(sparse ? "compress_rate_csa" : "compress_rate_hca", allowed, sparse ? kSparseBlock : kHeavyBlock);
  return reader.child("compress_rates").integer(kKinds[static_cast<size_t>(reach)], allowed, older);
}

/// The base of the window's own layers with plain angles, or that of the others with YaRN's, whose factor is left out.
RopeSpec rotation(ConfigReader& reader, bool compressed, int64_t width) {
  ConfigReader all = reader.child(reader.has("rope_parameters") ? "rope_parameters" : "rope_scaling"),
               own = all.child(compressed ? "compress" : "main");
  const bool parted = all.has("compress"), scaled = parted || compressed;
  ConfigReader& scaling = parted ? own : all;
  const double base = compressed ? reader.number("compress_rope_theta", kTheta, 160000)
                                 : reader.number("rope_theta", kTheta, 10000),
               theta = parted ? own.number("rope_theta", kTheta, base) : base;
  auto table = std::make_shared<RopeTable>();
  table->inv_freq = plain_frequencies(theta, width);
  if (scaled &&
      scaling.choice(scaling.has("rope_type") ? "rope_type" : "type", {"default", "yarn"}, "default") == "yarn") {
    YarnScaling yarn;
    yarn.factor = scaling.number("factor", {1, 1e6});
    yarn.fast = scaling.number("beta_fast", {1e-6, 1e6}, 32);
    yarn.slow = scaling.number("beta_slow", {1e-6, 1e6}, 1);
    yarn.original = static_cast<double>(scaling.integer("original_max_position_embeddings", kLength));
    yarn.truncate = scaling.boolean("truncate", true);
    scale_yarn(*table, theta, yarn);
    if (scaling.number("attention_factor", {0, 1e3}, 1) != 1)
      scaling.refuse("attention_factor", "other than 1 is not supported.", ErrorCode::Unsupported);
  }
  return {true, std::move(table)};
}

CompressedMixer deepseek_v4_attention(ConfigReader& reader, float eps) {
  CompressedMixer mixer;
  mixer.heads = reader.integer("num_attention_heads", kHeads, 64);
  mixer.head_dim = reader.integer("head_dim", kWidth, 512);
  mixer.q_rank = reader.integer("q_lora_rank", kRank, 1024);
  mixer.window = reader.integer("sliding_window", kLength, 128);
  mixer.output_groups = reader.integer("o_groups", kHeads, 8);
  mixer.output_rank = reader.integer("o_lora_rank", kRank, 1024);
  divided(reader, "o_groups", mixer.heads, mixer.output_groups);
  mixer.norm_eps = eps;
  const double share = reader.number("partial_rotary_factor", {0.001, 1}, 0.125);
  mixer.rope_dim = reader.integer("qk_rope_head_dim", {2, 1 << 12},
                                  std::max<int64_t>(2, std::llround(share * static_cast<double>(mixer.head_dim))));
  if (mixer.rope_dim % 2 != 0 || mixer.rope_dim > mixer.head_dim)
    reader.refuse("qk_rope_head_dim", "must be even and no more than head_dim.");
  if (reader.integer("num_key_value_heads", kHeads, 1) != 1)
    reader.refuse("num_key_value_heads", "other than 1 is not supported.", ErrorCode::Unsupported);
  if (reader.boolean("attention_bias", false))
    reader.refuse("attention_bias", "is not supported.", ErrorCode::Unsupported);
  return mixer;
}

MoeFeedForward deepseek_v4_mixture(ConfigReader& reader) {
  const MixtureKeys keys{.experts = "n_routed_experts"};
  MoeFeedForward part = plain_mixture(reader, keys, {256, 6, 2048});
  const bool plain = reader.choice("scoring_func", {"sqrtsoftplus", "sigmoid"}, "sqrtsoftplus") == "sigmoid";
  part.score = plain ? RouterScore::Sigmoid : RouterScore::SqrtSoftplus;
  part.eps = 1e-20f;
  part.scale = static_cast<float>(reader.number("routed_scaling_factor", kRatio, 1.5));
  part.limit = static_cast<float>(reader.number("swiglu_limit", {1e-3, 1e6}, 10));
  if (reader.integer("n_shared_experts", {0, 64}, 1) != 1)
    reader.refuse("n_shared_experts", "other than 1 is not supported.", ErrorCode::Unsupported);
  part.shared_width = part.width;
  check_mixture(reader, keys, part);
  return part;
}

/// Of each layer whether its experts go by the token: as mlp_layer_types says, otherwise the first ones.
std::vector<bool> hashed_layers(ConfigReader& reader, size_t layers) {
  std::vector<bool> hashed(layers);
  if (!reader.has("mlp_layer_types")) {
    const auto first = static_cast<size_t>(reader.integer("num_hash_layers", {0, 1 << 12}, kHashed));
    std::fill_n(hashed.begin(), std::min(first, layers), true);
    return hashed;
  }
  const nlohmann::json& named = reader.json()["mlp_layer_types"];
  if (reader.array_size("mlp_layer_types") < layers)
    reader.refuse("mlp_layer_types", "must name each of the " + std::to_string(layers) + " layers.");
  for (size_t layer = 0; layer < layers && reader.ok(); ++layer) {
    hashed[layer] = named[layer] == "hash_moe";
    if (!hashed[layer] && named[layer] != "moe")
      reader.refuse("mlp_layer_types", "may hold hash_moe and moe only.");
  }
  return hashed;
}

ParallelStreams streams_of(ConfigReader& reader) {
  ParallelStreams streams;
  streams.rule = ParallelStreams::Rule::HyperConnections;
  streams.count = reader.integer("hc_mult", {2, 64}, 4);
  streams.turns = reader.integer("hc_sinkhorn_iters", {1, 1000}, 20);
  streams.eps = static_cast<float>(reader.number("hc_eps", {0, 1}, 1e-6));
  return streams;
}

ModelSpec deepseek_v4_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  spec.streams = streams_of(reader);
  CompressedMixer mixer = deepseek_v4_attention(reader, spec.norm.eps);
  MoeFeedForward part = deepseek_v4_mixture(reader);
  const auto layers = static_cast<size_t>(layer_count(reader));
  const std::vector<Reach> reaches = reaches_of(reader, layers);
  const std::vector<bool> hashed = hashed_layers(reader, layers);
  const RopeSpec near = rotation(reader, false, mixer.rope_dim), far = rotation(reader, true, mixer.rope_dim);
  const int64_t index_heads = reader.integer("index_n_heads", kHeads, 64);
  mixer.index_dim = reader.integer("index_head_dim", {mixer.rope_dim, 1 << 12}, 128);
  mixer.entries = reader.integer("index_topk", {1, 1 << 20}, 512);
  for (size_t layer = 0; layer < layers && reader.ok(); ++layer) {
    const Reach reach = reaches[layer];
    mixer.block = block_of(reader, reach);
    mixer.overlaps = reach == Reach::Sparse;
    mixer.index_heads = mixer.overlaps ? index_heads : 0;
    mixer.rope = reach == Reach::Window ? near : far;
    part.hashed = hashed[layer];
    part.correction = !part.hashed;
    spec.blocks.push_back({mixer, part, Block::Residual::Pre, false});
  }
  return spec;
}

/// The experts of the ids are whole numbers.
void deepseek_v4_place(const Block& block, const std::string& part, TensorRows& rows, std::string&) {
  if (part == "ffn.router.table")
    rows.below = block.ffn()->as<MoeFeedForward>()->experts;
}

const NamePairs kDeepseekV4Whole{{"final_norm.", "norm."},
                                 {"hyper.weight", "hc_head_fn"},
                                 {"hyper.scale", "hc_head_scale"},
                                 {"hyper.base", "hc_head_base"}};

const NamePairs kDeepseekV4Part{{"mixer_norm.", "attn_norm."},
                                {"mixer_hyper.weight", "hc_attn_fn"},
                                {"mixer_hyper.scale", "hc_attn_scale"},
                                {"mixer_hyper.base", "hc_attn_base"},
                                {"ffn_hyper.weight", "hc_ffn_fn"},
                                {"ffn_hyper.scale", "hc_ffn_scale"},
                                {"ffn_hyper.base", "hc_ffn_base"},
                                {"mixer.q_a_proj.", "attn.wq_a."},
                                {"mixer.q_a_norm.", "attn.q_norm."},
                                {"mixer.q_b_proj.", "attn.wq_b."},
                                {"mixer.kv_proj.", "attn.wkv."},
                                {"mixer.kv_norm.", "attn.kv_norm."},
                                {"mixer.o_a_proj.", "attn.wo_a."},
                                {"mixer.o_b_proj.", "attn.wo_b."},
                                {"mixer.sinks", "attn.attn_sink"},
                                {"mixer.compressed.entry_kv_proj.", "attn.compressor.wkv."},
                                {"mixer.compressed.entry_gate_proj.", "attn.compressor.wgate."},
                                {"mixer.compressed.entry_places", "attn.compressor.ape"},
                                {"mixer.compressed.entry_norm.", "attn.compressor.norm."},
                                {"mixer.compressed.index_kv_proj.", "attn.indexer.compressor.wkv."},
                                {"mixer.compressed.index_gate_proj.", "attn.indexer.compressor.wgate."},
                                {"mixer.compressed.index_places", "attn.indexer.compressor.ape"},
                                {"mixer.compressed.index_norm.", "attn.indexer.compressor.norm."},
                                {"mixer.compressed.index_q_proj.", "attn.indexer.wq_b."},
                                {"mixer.compressed.index_weights_proj.", "attn.indexer.weights_proj."},
                                {"ffn.router.correction", "ffn.gate.bias"},
                                {"ffn.router.table", "ffn.gate.tid2eid"},
                                {"ffn.router.", "ffn.gate."},
                                {"ffn.experts.gate_proj.", "ffn.experts.{}.w1."},
                                {"ffn.experts.up_proj.", "ffn.experts.{}.w3."},
                                {"ffn.experts.down_proj.", "ffn.experts.{}.w2."},
                                {"ffn.shared.gate_proj.", "ffn.shared_experts.w1."},
                                {"ffn.shared.up_proj.", "ffn.shared_experts.w3."},
                                {"ffn.shared.down_proj.", "ffn.shared_experts.w2."}};

} // namespace

ModelFamily family::deepseek_v4() {
  return {
      .types = {{"deepseek_v4", deepseek_v4_read, "deepseek_v4"}},
      .names = {{"deepseek_v4", "layers.", kDeepseekV4Whole, kDeepseekV4Part, {}, {}, deepseek_v4_place}},
  };
}

} // namespace pareto::config
