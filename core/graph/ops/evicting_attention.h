// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// What a token's worth is, by which it stays: all that queries have given it since it came (H2O, arXiv 2306.14048), or
/// what the last one gave it (TOVA, arXiv 2401.06104).
enum class EvictBy : uint8_t { Sum, Last };

/// Softmax attention over a cache of fixed size, which evicts what was attended to least. A key head keeps `budget`
/// tokens: the last `recent` ones, and of those before them the ones of the greatest worth. Token by token, so that a
/// prompt is read as it would be token by token: the token that leaves the recent ones takes a free place, or that of
/// the one of least worth (the first of them) where its own is greater, or is gone; the present token takes its place;
/// then every query head of the key head attends, and what it gives each token that is kept is added to that one's
/// worth, or, by the last query, becomes it. (H2O's published code reads a prompt whole before it first evicts; TOVA
/// counts what is left behind a step, one less than `budget`, and has one recent token.) inputs: q [B,T,H,K], k
/// [B,T,Hkv,K], v [B,T,Hkv,V]. Output [B,T,H,V]. states, in float32: keys [Hkv,budget,K], values [Hkv,budget,V], worths
/// [Hkv,budget] (Replace). Row p mod recent holds the token at p of the recent ones, the rows behind the others; of a
/// text of n tokens the first min(n, budget) rows are held.
struct EvictingAttentionSpec {
  float scale = 1;
  int64_t budget = 2, recent = 1;
  EvictBy by = EvictBy::Sum;
  bool together = false; ///< all key heads keep the same tokens, by the sum of what they give (TOVA)
  bool operator==(const EvictingAttentionSpec&) const = default;

  /// Key heads, of so many, that choose as one.
  int64_t choosing(int64_t key_heads) const { return together ? key_heads : 1; }
};
enum EvictingState : int { kEvictingKeys, kEvictingValues, kEvictingWorths };

} // namespace pareto
