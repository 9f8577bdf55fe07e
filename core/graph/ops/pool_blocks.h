// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// What stands for a block of tokens: their mean, or the least and then the greatest of each channel.
enum class BlockSummary : uint8_t { Mean, Bounds };

/// Summaries of blocks of `block` tokens, counted from the beginning of the sequence: y_t is that of the tokens of t's
/// block up to t, so at the last token of a block that of all of it. input: x [B,T,H,W]. Output [B,T,H,W], of bounds
/// [B,T,H,2W] with the least first. state: [H,W or 2W], the sum or bounds of the block that is not finished.
struct PoolBlocksSpec {
  int64_t block = 1;
  BlockSummary summary = BlockSummary::Mean;
  bool operator==(const PoolBlocksSpec&) const = default;
};

} // namespace pareto
