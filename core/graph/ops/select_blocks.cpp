// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/ops/select_blocks.h"

#include "core/graph/operation.h"

#include <algorithm>

namespace pareto {

namespace {

Signature keyless(const Node& node, const SelectBlocksSpec& spec) {
  const Tensor& q = node.inputs[0];
  const Comb& comb = spec.comb;
  Signature s({q.shape[0], q.shape[1], spec.heads, spec.chosen});
  s.outputs[0].kind = Kind::I32;
  s.require(!node.inputs[1] && !node.inputs[2] && !spec.again && spec.heads >= 1,
            "select_blocks takes no keys and no weights, but heads, where it scores none");
  s.require(spec.block >= 1 && spec.first >= 0 && spec.local >= 0 &&
                spec.chosen >= std::max<int64_t>(1, spec.first + spec.local),
            "select_blocks chooses the blocks that are taken always, at least");
  s.require(comb.reach == 0 ||
                (spec.score == BlockScore::Plain && spec.local == 0 && comb.step >= 1 && comb.levels >= 1 &&
                 comb.levels <= kMostCombLevels && spec.chosen >= spec.first + comb.levels * comb.most()),
            "select_blocks has room for all levels of a comb, and takes no other blocks than these and the first");
  return s;
}

Signature select_blocks_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<SelectBlocksSpec>(node.spec);
  const Tensor &q = node.inputs[0], &k = node.inputs[1], &weights = node.inputs[2];
  if (spec.keyless())
    return keyless(node, spec);
  const int64_t keys = k.shape[-2];
  Signature s({q.shape[0], q.shape[1], keys, spec.chosen});
  s.outputs[0].kind = Kind::I32;
  if (!spec.again)
    s.states.push_back({{}, StateKind::Append, {keys, k.shape[-1]}, 0, 0, false, spec.block});
  s.require(q.shape.rank() == 4 && k.shape.rank() == (spec.again ? 2 : 4), "select_blocks takes q and k by heads");
  s.require(q.shape[3] == k.shape[-1] && q.shape[2] % keys == 0, "select_blocks takes k as wide as q, and even groups");
  s.require(!weights || (weights.shape.rank() == 3 && weights.shape[2] == q.shape[2] && weights.strides[-1] == 1),
            "select_blocks takes a weight of each query head");
  s.require(spec.block >= 1 && spec.first >= 0 && spec.local >= 0 &&
                spec.chosen >= std::max<int64_t>(1, spec.first + spec.local),
            "select_blocks chooses the blocks that are taken always, at least");
  return s;
}

/// The logits of all whole blocks of the past.
double select_blocks_flops(const Node& node, int64_t context) {
  const Tensor& q = node.inputs[0];
  const auto& spec = std::get<SelectBlocksSpec>(node.spec);
  if (spec.keyless())
    return 0;
  double blocks = 0;
  for (int64_t t = 0; t < q.shape[1]; ++t)
    blocks += static_cast<double>((context + t + 1) / spec.block);
  return (2 * static_cast<double>(q.shape[3]) + 3) * blocks * static_cast<double>(q.shape[0] * q.shape[2]);
}

/// Without keys nothing but a shape.
int64_t select_blocks_reads(const Node& node, const Tensor& input) {
  return std::get<SelectBlocksSpec>(node.spec).keyless() ? 0 : input.shape.elements();
}

} // namespace

BlockRange block_range(const SelectBlocksSpec& spec, int64_t position) {
  BlockRange range{};
  const int64_t whole = (position + 1) / spec.block;
  range.end = position / spec.block + 1;
  range.begin = std::min(spec.first, range.end);
  range.tail = std::max(range.begin, range.end - spec.local);
  range.stop = std::clamp(whole, range.begin, range.tail);
  return range;
}

CombLevel comb_level(const SelectBlocksSpec& spec, int64_t position, int64_t head, int64_t level) {
  const Comb& comb = spec.comb;
  const int64_t own = position / spec.block, reach = comb.reach << level, step = comb.step << level,
                begin = comb.segments ? own / reach * reach : std::max<int64_t>(0, own - reach + 1),
                low = std::max(begin, std::min(spec.first, own + 1));
  if (low > own || (comb.segments && (own - head) % step != 0))
    return {own, 0, step};
  const int64_t back = (own - low) / step;
  return {own - back * step, back + 1, step};
}

constinit const Operation operations::select_blocks{.signature = select_blocks_signature,
                                                    .flops = select_blocks_flops,
                                                    .reads = select_blocks_reads,
                                                    .mixes_tokens = true};

} // namespace pareto
