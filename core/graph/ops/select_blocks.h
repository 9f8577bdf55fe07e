// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>

namespace pareto {

/// What a block is chosen by, from the logits l = scale q . k of the query heads that share a key: l itself (MoBA,
/// arXiv 2502.13189), max(l, 0) (the lightning indexer of DeepSeek-V3.2, 2512.02556), or its softmax over the whole
/// blocks of the past (NSA, 2502.11089, equations 8 to 10). Random reads no key: its scores are random_score (BigBird,
/// 2007.14062).
enum class BlockScore : uint8_t { Plain, Relu, Softmax, Random };

/// In [0, 1), in steps of 2^-24: what head g and the tokens of block t give block c, the same on every executor.
inline float random_score(uint32_t seed, uint32_t g, uint32_t t, uint32_t c) {
  uint32_t mixed = 0;
  for (const uint32_t each : {seed, g, t, c}) {
    mixed = (mixed ^ each) * 0x9e3779b1u;
    mixed ^= mixed >> 15;
  }
  mixed *= 0x2c1b3c6du; // the last one reaches all bits as well
  mixed ^= mixed >> 13;
  return static_cast<float>(mixed >> 8) * 0x1p-24f;
}

/// Blocks at even distances from the token's own block t, whatever their keys are; reach 0: none. Level i has the
/// blocks c <= t with c = t mod step 2^i: of the last reach 2^i blocks (Longformer's dilated window, arXiv 2004.05150),
/// or with `segments` of the segment of so many blocks that t lies in, counted from the beginning, where a head g takes
/// its turn at t = g mod step 2^i and has nothing of the level otherwise. A block of several levels is listed as often:
/// attention to it then weighs the levels by their denominators (LongNet, 2307.02486, equation 9).
struct Comb {
  int64_t reach = 0, step = 1, levels = 1;
  bool segments = false;
  bool operator==(const Comb&) const = default;

  /// The most blocks that a level has.
  int64_t most() const { return (reach + step - 1) / step; }
};

inline constexpr int64_t kMostCombLevels = 16;

/// Chooses blocks of the past for each token and head of keys; where no key is read (`keyless`) for `heads` heads.
/// Blocks have `block` tokens, counted from the beginning of the sequence; each has one key, that of its last token.
/// The first `first` and the last `local` blocks, the token's own one included, are taken always; of the others, where
/// whole, the best by the sum of their scores over the query heads of the group (times the head's weight), ties to the
/// lower index, `chosen` together. inputs: q [B,T,H,K]; k [B,T,G,K], or `again` an entry of blocks that an earlier node
/// keeps; weights? [B,T,H]. Query head h is scored with key h / (H/G). output: I32 [B,T,G,chosen], ascending (of a comb
/// in each level); -1 behind the last where there are fewer. state: an Append entry of a row for each block, [G,K].
/// Keyless there is neither k nor a state, and of q only the shape counts. With a comb the first blocks are taken and
/// then its levels, of the blocks behind these.
struct SelectBlocksSpec {
  BlockScore score = BlockScore::Plain;
  int64_t block = 1;
  int64_t chosen = 1;
  int64_t first = 0, local = 0;
  float scale = 1;
  bool again = false;
  int64_t heads = 0; ///< that choose where no key is read
  uint32_t seed = 0; ///< of Random
  Comb comb{};
  bool keyless() const { return score == BlockScore::Random || comb.reach > 0; }
  bool operator==(const SelectBlocksSpec&) const = default;
};

/// Which blocks a token may choose from, and which it takes anyway: [0, begin) and [tail, end) are taken, [begin, stop)
/// can be.
struct BlockRange {
  int64_t begin, stop, tail, end;
  /// How many are left to choose.
  int64_t open(const SelectBlocksSpec& spec) const { return spec.chosen - begin - (end - tail); }
};
BlockRange block_range(const SelectBlocksSpec& spec, int64_t position);

/// What a level of the comb has: `count` blocks from `first` on, `step` apart, the token's own one the last.
struct CombLevel {
  int64_t first, count, step;
};
CombLevel comb_level(const SelectBlocksSpec& spec, int64_t position, int64_t head, int64_t level);

} // namespace pareto
