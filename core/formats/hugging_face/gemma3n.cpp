// SPDX-License-Identifier: GPL-3.0-or-later
// gemma3n_text (Gemma 3n): several streams, an embedding for each layer, keys and values that later layers share, gates
// cut to their greatest values.
#include "core/formats/hugging_face/gemma_layers.h"
#include "core/formats/model_types.h"
#include "core/model/feed_forward/laurel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pareto::config {

namespace {

/// x with Phi(x) = share, by halving.
double normal_quantile(double share) {
  double low = -40, high = 40;
  for (int step = 0; step < 200; ++step) {
    const double middle = 0.5 * (low + high);
    (0.5 * std::erfc(-middle / std::numbers::sqrt2) < share ? low : high) = middle;
  }
  return low;
}

AttentionMixer gemma3n_attention(ConfigReader& reader, float eps) {
  AttentionMixer mixer;
  mixer.heads = reader.integer("num_attention_heads", kHeads, 8);
  mixer.kv_heads = reader.integer("num_key_value_heads", kHeads, 2);
  divided(reader, "num_key_value_heads", mixer.heads, mixer.kv_heads);
  mixer.head_dim = reader.integer("head_dim", kWidth, 256);
  mixer.scale = 1;
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  mixer.qk_norm_eps = eps;
  mixer.value_norm = true;
  return mixer;
}

/// One number for all layers, or one for each.
std::vector<double> for_layers(ConfigReader& reader, const char* key, size_t layers, Range<double> range,
                               double otherwise) {
  if (reader.has(key) && reader.json()[key].is_array())
    return reader.numbers(key, layers, range);
  return std::vector<double>(layers, reader.number(key, range, otherwise));
}

/// norm, attention, norm; beside it the residual of low rank, both over the root of two; then the gated part.
Block block_of(const AttentionMixer& mixer, const GatedFeedForward& part, int64_t rank) {
  const float root = std::sqrt(0.5f);
  Block block;
  block.branches.push_back({Mixer(mixer), Branch::Input::OwnNorm, true});
  block.branches.push_back({FeedForward(LaurelFeedForward{rank}), Branch::Input::NormBefore});
  block.branches.back().keeps = root;
  block.branches.back().gate = {BranchGate::Kind::Factor, root};
  block.branches.push_back({FeedForward(part), Branch::Input::OwnNorm, true});
  return block;
}

/// Shares of the gates that are cut; where nothing is said, of the first ten layers (modeling_gemma3n).
std::vector<double> sparsity_of(ConfigReader& reader, size_t layers) {
  constexpr size_t kCut = 10;
  if (reader.has("activation_sparsity_pattern"))
    return for_layers(reader, "activation_sparsity_pattern", layers, {0, 1 - 1e-9}, 0);
  std::vector<double> sparsity(layers);
  std::fill_n(sparsity.begin(), std::min(kCut, layers), 0.95);
  return sparsity;
}

ModelSpec gemma3n_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = gemma_frame(reader, {262400, 2048, 32768, 30});
  spec.streams = {reader.integer("altup_num_inputs", {1, 64}, 4), reader.integer("altup_active_idx", {0, 63}, 0),
                  reader.boolean("altup_correct_scale", true)};
  if (spec.streams.count < 2 || spec.streams.active >= spec.streams.count)
    reader.refuse("altup_active_idx", "must be one of at least two streams.");
  const std::vector<bool> slides = sliding_layers(reader, reader.integer("num_hidden_layers", kLayers, 35), 5);
  const std::vector<int64_t> sources = cache_sources(reader, slides, 15);
  const std::vector<double> widths = for_layers(reader, "intermediate_size", slides.size(), {1, 1 << 20}, 16384),
                            sparsity = sparsity_of(reader, slides.size());
  AttentionMixer mixer = gemma3n_attention(reader, spec.norm.eps);
  const GemmaRopes ropes = gemma_ropes(reader, mixer.head_dim);
  const int64_t window = reader.integer("sliding_window", kLength, 512),
                rank = reader.integer("laurel_rank", kRank, 64);
  for (size_t layer = 0; layer < slides.size() && reader.ok(); ++layer) {
    mixer.window = slides[layer] ? window : 0;
    mixer.rope = slides[layer] ? ropes.sliding : ropes.full;
    mixer.cache_of = sources[layer];
    GatedFeedForward part{static_cast<int64_t>(widths[layer]), spec.per_layer.activation, false};
    part.sparse = sparsity[layer] > 0;
    part.cut = part.sparse ? static_cast<float>(normal_quantile(sparsity[layer])) : 0;
    spec.blocks.push_back(block_of(mixer, part, rank));
  }
  return spec;
}

const NamePairs kGemma3nPart{{"mixer_norm.", "input_layernorm."},
                             {"mixer_post_norm.", "post_attention_layernorm."},
                             {"mixer.", "self_attn."},
                             {"ffn.left.", "laurel.linear_left."},
                             {"ffn.right.", "laurel.linear_right."},
                             {"ffn.norm.", "laurel.post_laurel_norm."},
                             {"ffn2_norm.", "pre_feedforward_layernorm."},
                             {"ffn2_post_norm.", "post_feedforward_layernorm."},
                             {"ffn2.", "mlp."},
                             {"altup.norm.", "altup.router_norm."},
                             {"altup.router.", "altup.modality_router."},
                             {"altup.prediction.", "altup.prediction_coefs."},
                             {"altup.correction.", "altup.correction_coefs."},
                             {"altup.scale", "altup.correct_output_scale"}};

} // namespace

ModelFamily family::gemma3n() {
  NamePairs whole = gemma_whole(), part = gemma_part();
  whole.insert(whole.end(),
               {{"altup.begin.", "model.altup_projections."}, {"altup.end.", "model.altup_unembed_projections."}});
  part.insert(part.begin(), kGemma3nPart.begin(), kGemma3nPart.end());
  return {
      .types = {{"gemma3n_text", gemma3n_read, "gemma3n"}},
      .names = {{"gemma3n", "model.layers.", whole, part}},
  };
}

} // namespace pareto::config
