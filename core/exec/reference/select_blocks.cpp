// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"
#include "core/exec/reference/softmax_attention.h"

#include <algorithm>
#include <numeric>

namespace pareto::reference {

namespace {

/// What one query head gives each block, from its logits with them.
ArrayXd block_scores(BlockScore kind, const ArrayXd& logits) {
  switch (kind) {
  case BlockScore::Plain: return logits;
  case BlockScore::Relu: return logits.max(0.0);
  case BlockScore::Softmax:
  case BlockScore::Random: break;
  }
  const ArrayXd p = (logits - logits.maxCoeff()).exp();
  return p / p.sum();
}

/// The blocks that are taken always, and of the others the best.
std::vector<int64_t> chosen_blocks(const SelectBlocksSpec& spec, const BlockRange& range, const ArrayXd& sums) {
  std::vector<int64_t> open(static_cast<size_t>(range.stop - range.begin));
  std::iota(open.begin(), open.end(), range.begin);
  std::stable_sort(open.begin(), open.end(), [&](int64_t a, int64_t b) { return sums(a) > sums(b); });
  std::vector<int64_t> chosen(static_cast<size_t>(range.begin));
  std::iota(chosen.begin(), chosen.end(), 0);
  chosen.insert(chosen.end(), open.begin(),
                open.begin() + std::min(range.open(spec), static_cast<int64_t>(open.size())));
  for (int64_t c = range.tail; c < range.end; ++c)
    chosen.push_back(c);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

/// What is chosen without a key: at random, or a comb behind the first blocks.
std::vector<int64_t> keyless_blocks(const SelectBlocksSpec& spec, int64_t position, int64_t head) {
  const BlockRange range = block_range(spec, position);
  const int64_t own = position / spec.block, whole = (position + 1) / spec.block;
  if (spec.comb.reach == 0) {
    ArrayXd scores(whole);
    for (int64_t c = 0; c < whole; ++c)
      scores(c) = static_cast<double>(
          random_score(spec.seed, static_cast<uint32_t>(head), static_cast<uint32_t>(own), static_cast<uint32_t>(c)));
    return chosen_blocks(spec, range, scores);
  }
  std::vector<int64_t> chosen(static_cast<size_t>(range.begin));
  std::iota(chosen.begin(), chosen.end(), 0);
  for (int64_t level = 0; level < spec.comb.levels; ++level) {
    const CombLevel tooth = comb_level(spec, position, head, level);
    for (int64_t i = 0; i < tooth.count; ++i)
      chosen.push_back(tooth.first + i * tooth.step);
  }
  return chosen;
}

void select_keyless(const Step& step, const SelectBlocksSpec& spec) {
  const View ids = output(step);
  ids.dense(1).setConstant(-1);
  for (int64_t b = 0; b < ids.extent(0); ++b)
    for (int64_t t = 0; t < step.count(b); ++t)
      for (int64_t g = 0; g < spec.heads; ++g) {
        const std::vector<int64_t> chosen = keyless_blocks(spec, step.position(b) + t, g);
        for (size_t i = 0; i < chosen.size(); ++i)
          ids(b, t, g, static_cast<int64_t>(i)) = static_cast<double>(chosen[i]);
      }
}

} // namespace

/// The best whole blocks of the past by the sum over a group of heads of w_h f(scale q_h . k_c): NSA, arXiv 2502.11089,
/// equations 8 to 11; MoBA, 2502.13189, equations 5 to 7; DeepSeek-V3.2, 2512.02556, equation 1.
void select_blocks(const Step& step) {
  const auto& spec = step.spec<SelectBlocksSpec>();
  if (spec.keyless())
    return select_keyless(step, spec);
  const Tensor& k = step.node.inputs[1];
  const View q = input(step, 0), weights = input(step, 2), ids = output(step);
  const int64_t heads = k.shape[-2], width = k.shape[-1], group = q.extent(2) / heads;
  ids.dense(1).setConstant(-1);
  for (int64_t b = 0; b < q.extent(0); ++b) {
    const RowMatrix keys = history(step, 0, k, b, spec.block);
    for (int64_t t = 0; t < step.count(b); ++t) {
      const int64_t position = step.position(b) + t, whole = (position + 1) / spec.block;
      for (int64_t g = 0; g < heads; ++g) {
        ArrayXd sums = ArrayXd::Zero(whole);
        for (int64_t h = g * group; whole > 0 && h < (g + 1) * group; ++h) {
          const VectorXd dots = keys(Eigen::seqN(0, whole), columns_of(g, width)) * q.row(b, t, h);
          sums += (weights ? weights(b, t, h) : 1.0) *
                  block_scores(spec.score, static_cast<double>(spec.scale) * dots.array());
        }
        const std::vector<int64_t> chosen = chosen_blocks(spec, block_range(spec, position), sums);
        for (size_t i = 0; i < chosen.size(); ++i)
          ids(b, t, g, static_cast<int64_t>(i)) = static_cast<double>(chosen[i]);
      }
    }
    if (!spec.again)
      step.keep(0, b, as_state(keys));
  }
}

} // namespace pareto::reference
