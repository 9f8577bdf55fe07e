// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/field.h"
#include "core/model/shapes.h"

namespace pareto {

/// Which earlier tokens a token reads, whatever the text says.
enum class AttentionPattern : uint8_t {
  Window,   ///< the last ones and the first ones; some heads with gaps: Longformer, arXiv 2004.05150
  Random,   ///< the first blocks, the last ones and a few at random: BigBird, 2007.14062
  Segments, ///< segments that grow, ever more thinly: LongNet, 2307.02486
  Fixed,    ///< its own block, and the last token of each earlier one: Sparse Transformer, 1904.10509
};

/// Softmax attention over a fixed pattern of the past, as a decoder has it: nothing behind the token is seen.
struct PatternAttentionMixer {
  AttentionPattern pattern{};
  int64_t heads = 1, kv_heads = 1, head_dim = 64;
  RopeSpec rope; ///< no table = not rotated
  bool qkv_bias = false;
  int64_t window = 512;  ///< tokens that Window sees, of the shortest segment, or of a block of Fixed
  int64_t far_heads = 0; ///< key heads, the last ones: of Window those with gaps, of Fixed those that read last tokens
  int64_t dilation = 2;  ///< of them: one token of so many is seen
  int64_t first = 0;     ///< tokens (Window) or blocks (Random) of the beginning that all see
  int64_t block = 64, local = 2, random = 3, seed = 0; ///< of Random
  int64_t levels = 3; ///< of Segments: each twice as long and as thin as the one before
};

std::string_view mixer_id(const PatternAttentionMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const PatternAttentionMixer& mixer);

/// Its settings, as the architecture of that pattern has them.
FieldTable pattern_attention_fields(AttentionPattern pattern);
/// The heads of the Transformer++ of that size, over a quarter of its window, or segments that reach as far as it does.
template <AttentionPattern pattern>
Mixer pattern_attention_shape(const ShapeSize& size, int64_t hidden);

} // namespace pareto
