// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feed_forward/gated.h"
#include "core/model/model_spec.h"
#include "core/result.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// The Transformer++ of a size; the other architectures of that size are fitted to its parameter count.
struct ShapeSize {
  std::string name;
  int64_t vocab, hidden, layers, heads, kv_heads, ffn, window;
  bool tied;
};

/// A shape that published results were obtained with; 0 = as the Transformer++ of that size has it.
struct PublishedShape {
  std::string size;
  int64_t hidden = 0, layers = 0, ffn = 0, heads = 0;
};

/// How the shapes of an architecture are made: what its layers are, and what of it was published.
struct ShapeRule {
  using MixerOf = Mixer (*)(const ShapeSize& size, int64_t hidden);
  std::vector<MixerOf> mixers; ///< of consecutive layers, repeated through the stack
  using FeedForwardOf = FeedForward (*)(int64_t width);
  FeedForwardOf ffn = swiglu; ///< null: none; not its width but the layers, then the width of the stream are fitted
  /// Of consecutive layers, repeated likewise, where they differ (null: that one has none). `ffn` null: the layers are
  /// fitted, and widths are those of the size.
  std::vector<FeedForwardOf> ffns{};
  int64_t ffn_parts = 1; ///< experts among which that width is shared out: it is fitted in steps of whole experts
  StreamNorm norm{};
  bool pre_norm = false;    ///< the first block normalises the embedding
  bool sets_budget = false; ///< the Transformer++ itself
  bool masks = false;       ///< its models denoise: the last id of the vocabulary is the mask
  std::vector<PublishedShape> published{};
  std::vector<MixerOf> beside{};     ///< second mixers of consecutive layers, which read what the first one reads
  std::vector<const char*> shared{}; ///< names under which consecutive layers share their weights; null: their own

  /// Layers after which mixers and feed-forward parts both begin again.
  int64_t period() const {
    int64_t layers = 1;
    for (const size_t each : {mixers.size(), ffns.size(), beside.size(), shared.size()})
      layers = std::lcm(layers, std::max<int64_t>(1, static_cast<int64_t>(each)));
    return layers;
  }
};

/// A layer of a stack `hidden` wide by the rule; `width`: of its feed-forward part.
Block block_of(const ShapeRule& rule, const ShapeSize& size, int64_t layer, int64_t hidden, int64_t width);

/// Heads of about `wanted` channels, at least one, dividing the width.
int64_t heads_of(int64_t width, int64_t wanted);
/// Of shapes narrower than this everything is small: heads, states, ranks.
inline constexpr int64_t kSmallWidth = 512;

/// "probe", "pilot", "125m", "340m", "1.3b": those that are measured here.
const std::vector<std::string>& size_names();
/// "7b", "13b", "34b", "70b", "405b": for memory by formula and speed by band. They open like the others; a machine
/// that holds one can measure it.
const std::vector<std::string>& formula_size_names();

/// The shape behind "ID@SIZE". Shapes of published-quality.json where there is one, otherwise assumed
/// (spec.assumed_shape), fitted to the parameter count of the softmax-attention shape of that size.
Result<ModelSpec> built_in_model(std::string_view id, std::string_view size);

/// Whether ID@SIZE has a shape: true of everything in architectures(), false of every other word.
bool has_built_in_shape(std::string_view id);

/// A Llama-like of the same vocabulary, tying and parameter count (within 3 %). DESIGN section 5.
ModelSpec matching_baseline(const ModelSpec& model);

int64_t parameter_count(const ModelSpec& spec);

} // namespace pareto
