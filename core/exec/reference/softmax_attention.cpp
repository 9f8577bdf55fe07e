// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/softmax_attention.h"

#include "core/numeric/half.h"

#include <cmath>

namespace pareto::reference {

namespace {

double round_to_cache(double value, Format cache) {
  const auto single = static_cast<float>(value);
  switch (cache) {
  case Format::F16: return static_cast<double>(half_to_float(float_to_half(single)));
  case Format::BF16: return static_cast<double>(bfloat16_to_float(float_to_bfloat16(single)));
  default: return value; // float32 at least; no cache is kept in blocks
  }
}

} // namespace

RowMatrix rounded(const Step& step, const RowMatrix& rows) {
  return rows.unaryExpr([&](double element) { return round_to_cache(element, step.cache); });
}

RowMatrix cached(const Step& step, size_t which, int64_t sequence) {
  const View x = input(step, 1 + which);
  const int64_t count = step.count(sequence), heads = x.extent(2), width = x.extent(3);
  RowMatrix present(count, heads * width);
  for (int64_t h = 0; h < heads; ++h)
    present(Eigen::all, columns_of(h, width)) = rounded(step, x.head(sequence, h).topRows(count));
  return with_past(step, which, sequence, step.position(sequence), present);
}

std::vector<int64_t> visible(const AttentionSpec& spec, int64_t position, int64_t total) {
  std::vector<int64_t> seen;
  for (int64_t s = 0; s < (spec.causal ? position + 1 : total); ++s)
    if (spec.window == 0 || s > position - spec.window || s < spec.pinned)
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

VectorXd probabilities(const AttentionSpec& spec, const VectorXd& scores, const double* sink) {
  const ArrayXd l = logits(spec, scores);
  const double peak = sink ? std::max(*sink, l.maxCoeff()) : l.maxCoeff();
  const ArrayXd p = (l - peak).exp();
  return p / (p.sum() + (sink ? std::exp(*sink - peak) : 0));
}

} // namespace pareto::reference
