// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

namespace {

/// Running sums of a softmax over tokens, channel by channel, in a part of the state: the greatest logit, the sum of
/// e^(logit - it) and that of e^(logit - it) x.
class WeightedSums {
public:
  WeightedSums(double* state, int64_t width)
      : m_peak(state, width), m_sum(state + width, width), m_acc(state + 2 * width, width) {}

  void clear() {
    m_peak.setConstant(static_cast<double>(kNoMass));
    m_sum.setZero();
    m_acc.setZero();
  }
  void copy(const WeightedSums& other) {
    m_peak = other.m_peak;
    m_sum = other.m_sum;
    m_acc = other.m_acc;
  }
  void add(const ArrayXd& logits, const ArrayXd& x) {
    const ArrayXd peak = m_peak.max(logits), old = (m_peak - peak).exp(), fresh = (logits - peak).exp();
    m_peak = peak;
    m_sum = m_sum * old + fresh;
    m_acc = m_acc * old + fresh * x;
  }
  ArrayXd mean() const { return m_acc / m_sum; }
  ArrayXd mean_with(const WeightedSums& other) const {
    const ArrayXd peak = m_peak.max(other.m_peak), own = (m_peak - peak).exp(), its = (other.m_peak - peak).exp();
    return (m_acc * own + other.m_acc * its) / (m_sum * own + other.m_sum * its);
  }

private:
  Eigen::Map<ArrayXd> m_peak, m_sum, m_acc;
};

/// y_t = sum over the tokens s of the block up to t of softmax_s(logits) x_s; overlapping, over the first channels of
/// the block before as well (DeepSeek-V4's report, equations 9 to 12 and 20 to 23).
void weighted_head(const Step& step, int64_t b, int64_t h, double* state) {
  const auto& spec = step.spec<PoolBlocksSpec>();
  const View x = input(step, 0), logits = input(step, 1), y = output(step);
  const int64_t width = y.extent(3);
  WeightedSums before(state, width), next(state + (spec.overlaps ? 3 * width : 0), width),
      own(state + (spec.overlaps ? 6 * width : 0), width);
  for (int64_t t = 0; t < step.count(b); ++t) {
    const int64_t position = step.position(b) + t;
    const ArrayXd present = x.row(b, t, h), weights = logits.row(b, t, h);
    if (position % spec.block == 0) {
      if (spec.overlaps && position == 0)
        before.clear();
      else if (spec.overlaps)
        before.copy(next);
      if (spec.overlaps)
        next.clear();
      own.clear();
    }
    own.add(weights.tail(width), present.tail(width));
    if (spec.overlaps)
      next.add(weights.head(width), present.head(width));
    y.row(b, t, h) = (spec.overlaps ? own.mean_with(before) : own.mean()).matrix();
  }
}

/// The mean, or the least and the greatest, of the block up to each token.
void plain_head(const Step& step, int64_t b, int64_t h, double* state) {
  const auto& spec = step.spec<PoolBlocksSpec>();
  const View x = input(step, 0), y = output(step);
  const int64_t width = x.extent(3);
  VectorMap held(state, y.extent(3));
  for (int64_t t = 0; t < step.count(b); ++t) {
    const int64_t before = (step.position(b) + t) % spec.block; // tokens of the block
    const VectorXd present = x.row(b, t, h);
    if (spec.summary == BlockSummary::Mean) {
      held = before == 0 ? present : VectorXd(held + present);
      y.row(b, t, h) = held / static_cast<double>(before + 1);
      continue;
    }
    held.head(width) = before == 0 ? present : VectorXd(held.head(width).cwiseMin(present));
    held.tail(width) = before == 0 ? present : VectorXd(held.tail(width).cwiseMax(present));
    y.row(b, t, h) = held;
  }
}

} // namespace

/// y_t = mean, or least and greatest, of x_s over the s of t's block up to t (mean: MoBA, arXiv 2502.13189,
/// section 2.2; bounds: Quest, 2406.10774, section 3.3), or a weighted mean. The state is the sum, or the bounds, of
/// the block that is not finished.
void pool_blocks(const Step& step) {
  const bool weighted = step.spec<PoolBlocksSpec>().summary == BlockSummary::Weighted;
  const View x = input(step, 0);
  for (int64_t b = 0; b < x.extent(0); ++b) {
    std::vector<double> state = step.state(0, b);
    const int64_t each = static_cast<int64_t>(state.size()) / x.extent(2);
    for (int64_t h = 0; h < x.extent(2); ++h)
      (weighted ? weighted_head : plain_head)(step, b, h, state.data() + h * each);
    step.keep(0, b, std::move(state));
  }
}

} // namespace pareto::reference
