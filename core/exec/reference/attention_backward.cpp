// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"
#include "core/exec/reference/softmax_attention.h"

namespace pareto::reference {

/// With p = softmax(l), l_s = c tanh(scale q . k_s / c) or scale q . k_s (+ F_t - F_s, gradients dl_s and -dl_s): dv_s
/// = sum over the queries of p_s do, dl_s = p_s (do . v_s - o . do), dq = sum of dscore_s k_s, dk_s = sum over the
/// queries of dscore_s q; the sink, whose value is zero, gets -p_sink (o . do). The form without stored probabilities
/// of FlashAttention-2, arXiv 2307.08691, algorithm 2.
void attention_backward(const Step& step) {
  const AttentionSpec& spec = step.spec<AttentionBackwardSpec>().of;
  const View dy = input(step, 0), q = input(step, 1), k = input(step, 2), v = input(step, 3), sink = input(step, 4),
             forget = input(step, 1 + kAttentionForget);
  const std::vector<View> d = gradients(step);
  const int64_t group = q.extent(2) / k.extent(2);
  for (int64_t b = 0; b < q.extent(0); ++b)
    for (int64_t h = 0; h < q.extent(2); ++h) {
      const RowMatrix keys = rounded(step, k.head(b, h / group)),
                      values = v ? rounded(step, v.head(b, h / group)) : RowMatrix(keys.leftCols(spec.value_prefix));
      MatrixMap dkeys = d[1].head(b, h / group);
      auto dvalues = (v ? d[2].head(b, h / group) : dkeys).leftCols(values.cols());
      for (int64_t t = 0; t < step.count(b); ++t) {
        const std::vector<int64_t> seen = visible(spec, t, 0, step.count(b));
        const RowMatrix ks = keys(seen, Eigen::all), vs = values(seen, Eigen::all);
        ArrayXd fade = ArrayXd::Zero(ks.rows());
        for (size_t i = 0; forget && i < seen.size(); ++i)
          fade[static_cast<Eigen::Index>(i)] = forget(b, t, h) - forget(b, seen[i], h);
        const VectorXd scores = ks * q.row(b, t, h), p = shares(spec, scores, fade, sink ? &sink(h) : nullptr);
        const VectorXd dp = vs * dy.row(b, t, h);
        const ArrayXd dlogit = p.array() * (dp.array() - p.dot(dp));
        const VectorXd dscore = dlogit * logit_slopes(spec, scores);
        d[0].row(b, t, h) = ks.transpose() * dscore;
        dkeys(seen, Eigen::all) += dscore * q.row(b, t, h).transpose();
        dvalues(seen, Eigen::all) += p * dy.row(b, t, h).transpose();
        for (size_t i = 0; forget && i < seen.size(); ++i) {
          d[kAttentionForget](b, t, h) += dlogit[static_cast<Eigen::Index>(i)];
          d[kAttentionForget](b, seen[i], h) -= dlogit[static_cast<Eigen::Index>(i)];
        }
        if (sink)
          d[3](h) -= (1 - p.sum()) * p.dot(dp);
      }
    }
}

} // namespace pareto::reference
