// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// What a block is chosen by, from the logits l = scale q . k of the query heads that share a key: l itself (MoBA,
/// arXiv 2502.13189), max(l, 0) (the lightning indexer of DeepSeek-V3.2, 2512.02556), or its softmax over the whole
/// blocks of the past (NSA, 2502.11089, equations 8 to 10).
enum class BlockScore : uint8_t { Plain, Relu, Softmax };

/// Chooses blocks of the past for each token and head of keys. Blocks have `block` tokens, counted from the beginning
/// of the sequence; each has one key, that of its last token. The first `first` and the last `local` blocks, the
/// token's own one included, are taken always; of the others, where whole, the best by the sum of their scores over the
/// query heads of the group (times the head's weight), ties to the lower index, `chosen` together. inputs: q [B,T,H,K];
/// k [B,T,G,K], or `again` an entry of blocks that an earlier node keeps; weights? [B,T,H]. Query head h is
/// scored with key h / (H/G). output: I32 [B,T,G,chosen], ascending; -1 behind the last where there are fewer. state:
/// an Append entry of a row for each block, [G,K].
struct SelectBlocksSpec {
  BlockScore score = BlockScore::Plain;
  int64_t block = 1;
  int64_t chosen = 1;
  int64_t first = 0, local = 0;
  float scale = 1;
  bool again = false;
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

} // namespace pareto
