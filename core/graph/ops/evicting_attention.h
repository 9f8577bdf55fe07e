// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// Softmax attention over a cache of fixed size, which evicts what was attended to least (H2O, arXiv 2306.14048). A key
/// head keeps `budget` tokens: the last `recent` ones, and of those before them the ones with the greatest sums of
/// attention. Token by token, so that a prompt is read as it would be token by token: the token that leaves the recent
/// ones takes a free place, or that of the one with the least sum (the first of them) where its own is greater, or is
/// gone; the present token takes its place; then every query head of the key head attends, and what it gives each token
/// that is kept is added to that one's sum. (The published code reads a prompt whole before it first evicts.)
/// inputs: q [B,T,H,K], k [B,T,Hkv,K], v [B,T,Hkv,V]. Output [B,T,H,V]. states, in float32: keys [Hkv,budget,K], values
/// [Hkv,budget,V], sums [Hkv,budget] (Replace). Row p mod recent holds the token at p of the recent ones, the rows
/// behind the others; of a text of n tokens the first min(n, budget) rows are held.
struct EvictingAttentionSpec {
  float scale = 1;
  int64_t budget = 2, recent = 1;
  bool operator==(const EvictingAttentionSpec&) const = default;
};
enum EvictingState : int { kEvictingKeys, kEvictingValues, kEvictingSums };

} // namespace pareto
