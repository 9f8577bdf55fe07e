// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/softmax_attention.h"

#include "core/numeric/format_codec.h"

#include <cmath>

namespace pareto::reference {

namespace {

/// sigma(l_s) prod over the later j of 1 - sigma(l_j), from the last key to the first (arXiv 2410.17980, equation 3).
VectorXd broken_sticks(const ArrayXd& logits) {
  VectorXd p(logits.size());
  double left = 0; // ln of what the later keys left over
  for (Eigen::Index s = logits.size() - 1; s >= 0; --s) {
    const double gone = std::max(logits[s], 0.0) + std::log1p(std::exp(-std::abs(logits[s]))); // -ln(1 - sigma)
    p[s] = std::exp(logits[s] - gone + left);
    left -= gone;
  }
  return p;
}

} // namespace

RowMatrix rounded(const Step& step, const RowMatrix& rows) {
  StateDecl row;
  row.kind = StateKind::Append;
  row.shape = {1, rows.cols()};
  const Format kept = row_format(row, step.cache);
  if (kept == Format::F32)
    return rows; // float32 at least
  std::vector<float> single(rows.data(), rows.data() + rows.size());
  round_to(kept, single);
  return Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
             single.data(), rows.rows(), rows.cols())
      .cast<double>();
}

RowMatrix history(const Step& step, size_t which, const Tensor& x, int64_t sequence, int64_t block) {
  const int64_t heads = x.shape[-2], width = x.shape[-1], begin = step.position(sequence),
                end = begin + step.count(sequence), past = begin / block, rows = end / block;
  if (!step.node.states[which].keeps()) {
    const std::vector<double>& kept = step.state(which, sequence);
    return Eigen::Map<const RowMatrix>(kept.data(), rows, heads * width);
  }
  const bool exact = step.entries[static_cast<size_t>(step.node.entry(which))].decl.exact;
  RowMatrix present(rows - past, heads * width);
  for (int64_t h = 0; h < heads; ++h)
    for (int64_t row = past; row < rows; ++row) {
      const RowMatrix own = View(step, x).row(sequence, (row + 1) * block - 1 - begin, h).transpose();
      present(row - past, columns_of(h, width)) = exact ? own : rounded(step, own);
    }
  return with_past(step, which, sequence, past, present);
}

RowMatrix cached(const Step& step, AttentionInput input, size_t entry, int64_t sequence) {
  return history(step, entry, step.node.inputs[input], sequence, step.spec<AttentionSpec>().stride);
}

std::vector<int64_t> visible(const AttentionSpec& spec, int64_t position, int64_t begin, int64_t total) {
  std::vector<int64_t> seen;
  const int64_t until = spec.rule == AttentionRule::StickBreaking ? position
                        : spec.causal && spec.stride > 1          ? (position + 1) / spec.stride
                                                                  : spec.until(position, total);
  for (int64_t s = 0; s < until; ++s)
    if (s >= spec.first_seen(position, begin) || s < spec.pinned)
      seen.push_back(s);
  return seen;
}

ArrayXd logits(const AttentionSpec& spec, const VectorXd& scores) {
  const ArrayXd scaled = scores.array().isFinite().select(static_cast<double>(spec.scale) * scores.array(), NAN);
  const auto cap = static_cast<double>(spec.softcap);
  return cap > 0 ? ArrayXd(cap * (scaled / cap).tanh()) : scaled;
}

ArrayXd logit_slopes(const AttentionSpec& spec, const VectorXd& scores) {
  const auto scale = static_cast<double>(spec.scale), cap = static_cast<double>(spec.softcap);
  if (cap > 0)
    return scale * (1 - (scale * scores.array() / cap).tanh().square());
  return ArrayXd::Constant(scores.size(), scale);
}

VectorXd shares(const AttentionSpec& spec, const VectorXd& scores, const ArrayXd& fade, const double* sink) {
  const ArrayXd l = logits(spec, scores) + fade;
  if (spec.rule == AttentionRule::StickBreaking)
    return broken_sticks(l);
  if (l.size() == 0)
    return l;
  const double peak = sink ? std::max(*sink, l.maxCoeff()) : l.maxCoeff();
  const ArrayXd p = (l - peak).exp();
  return p / (p.sum() + (sink ? std::exp(*sink - peak) : 0));
}

double log_mass(const ArrayXd& logits) {
  if (logits.size() == 0)
    return static_cast<double>(kNoMass);
  const double peak = logits.maxCoeff();
  return peak + std::log((logits - peak).exp().sum());
}

} // namespace pareto::reference
