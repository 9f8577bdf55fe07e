// SPDX-License-Identifier: GPL-3.0-or-later
// What attention to chosen parts of the past is put together from; architectures and the goldens of operations record
// it.
#pragma once

#include "core/graph/graph.h"

namespace pareto::sparse {

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

/// The lightning indexer of DeepSeek-V3.2 (arXiv 2512.02556, equation 1): the `chosen` tokens with the greatest sum
/// over heads of w relu(q . k / sqrt(D)). q [B,T,H,D], k [B,T,1,D], w [B,T,H] -> I32 [B,T,1,chosen]. State: block_keys.
Tensor indexed_tokens(Graph& graph, Tensor q, Tensor k, Tensor weights, int64_t chosen);

} // namespace pareto::sparse
