// SPDX-License-Identifier: GPL-3.0-or-later
// What attention to chosen parts of the past is put together from; architectures and the goldens of operations record
// it.
#pragma once

#include "core/graph/graph.h"

#include <vector>

namespace pareto::sparse {

/// Queries, keys and values of some heads [B,T,H,D], and the sinks of the queries where there are some.
struct Heads {
  Tensor q, k, v, sinks;

  /// Those of `count` key heads.
  Heads part(int64_t first, int64_t count) const;
};
/// What the first and the last heads read, [B,T,H,D] each, as that of all.
Tensor joined(Graph& graph, Tensor first, Tensor last);

/// Attention to whole blocks chosen by a summary of their keys, the token's own block among them (MoBA, arXiv
/// 2502.13189; Quest, 2406.10774). With bounds, a block's score is the most that any key within them could reach: sum
/// of max(q, 0) high + min(q, 0) low. q [B,T,H,K], k, v [B,T,Hkv,...], sink? [H]; `spec` without a choice. States:
/// those of the attention, pool.sums, pool.block_keys.
Tensor block_attention(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor sink, AttentionSpec spec,
                       SelectBlocksSpec choice, BlockSummary summary);

/// Sizes of the three branches of NSA.
struct ThreeBranches {
  float scale = 1;
  int64_t block = 64, chosen = 16, window = 512;
};
/// NSA, arXiv 2502.11089: over the means of blocks, over the blocks that these find most likely (with the first and the
/// last two), and over a window; each times its gate [B,T,H]. States: k_cache, v_cache, which the window reads too;
/// compressed.k_cache, compressed.v_cache, compressed.keys, compressed.values.
Tensor three_branches(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor compressed_gate, Tensor chosen_gate,
                      Tensor window_gate, const ThreeBranches& sizes);

/// The lightning indexer of DeepSeek-V3.2 (arXiv 2512.02556, equation 1): the `chosen` tokens, or blocks of so many,
/// with the greatest sum over heads of w relu(q . k / sqrt(D)), k being that of a block's last token. q [B,T,H,D], k
/// [B,T,1,D], w [B,T,H] -> I32 [B,T,1,chosen]. State: block_keys.
Tensor indexed_blocks(Graph& graph, Tensor q, Tensor k, Tensor weights, int64_t chosen, int64_t block = 1);

/// What is read of two parts of a past ({read, mass} by AttentionOutput) as one softmax over both would read it, a
/// learned logit without value of each head among them. sinks [H] -> [B,T,H,V].
Tensor read_together(Graph& graph, const std::vector<Tensor>& near, const std::vector<Tensor>& far, Tensor sinks);

/// Longformer's window with a gap between the tokens that are seen (arXiv 2004.05150): the `window` tokens t, t -
/// dilation, t - 2 dilation, ... and the `pinned` first ones. Keeps window dilation + pinned tokens. `spec`: scale and
/// softcap.
Tensor dilated_window(Graph& graph, const Heads& heads, AttentionSpec spec, int64_t window, int64_t dilation,
                      int64_t pinned);

/// BigBird's blocks (arXiv 2007.14062), seen as far as t: the `first` ones, the `local` last ones, the token's own
/// included, and `random` others, drawn for each block of tokens and head of keys.
struct RandomBlocks {
  int64_t block = 64, first = 1, local = 2, random = 3;
  uint32_t seed = 0;
};
Tensor random_blocks(Graph& graph, const Heads& heads, AttentionSpec spec, const RandomBlocks& blocks);

/// LongNet's dilated attention (arXiv 2307.02486): in segments of segment 2^i tokens every 2^i-th one, by heads in
/// turn, i < levels, weighed by the denominators of all. Keeps as many tokens as the longest segment has.
Tensor dilated_segments(Graph& graph, const Heads& heads, AttentionSpec spec, int64_t segment, int64_t levels);

} // namespace pareto::sparse
