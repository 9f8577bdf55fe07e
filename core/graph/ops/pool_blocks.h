// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// What stands for a block of tokens: their mean, the least and then the greatest of each channel, or their mean by a
/// softmax over the tokens, channel by channel.
enum class BlockSummary : uint8_t { Mean, Bounds, Weighted };

/// Summaries of blocks of `block` tokens, counted from the beginning of the sequence: y_t is that of the tokens of t's
/// block up to t, so at the last token of a block that of all of it. inputs: x [B,T,H,W]; logits, of weighted means
/// only, as x. Output [B,T,H,W], of bounds [B,T,H,2W] with the least first. state: [H,W or 2W], the sum or bounds of
/// the block that is not finished; of weighted means [H,3W], per channel the greatest logit, the sum of e^(logit - it)
/// and that of e^(logit - it) x. Weighted means may overlap: x and logits are [B,T,H,2W] then and one softmax goes over
/// the first W channels of the block before and the last W of the token's own, where the first block has its own alone
/// (DeepSeek-V4, compressed sparse attention). Their state is [H,9W]: those sums of the block before, of the same
/// channels of this one, and of its last channels.
struct PoolBlocksSpec {
  int64_t block = 1;
  BlockSummary summary = BlockSummary::Mean;
  bool overlaps = false;
  bool operator==(const PoolBlocksSpec&) const = default;
};

} // namespace pareto
