// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"
#include "core/exec/reference/softmax_attention.h"

#include <algorithm>

namespace pareto::reference {

namespace {

/// What one sequence has kept, heads side by side; `gates` is empty where nothing is forgotten, `shared` where each
/// head has its whole keys.
struct History {
  RowMatrix keys, values, gates, shared;
};

/// u_t = v_t - b_t sum over the earlier s of p'_s u_s, in place of v_t (arXiv 2505.19488, equation 4).
void erase(const Step& step, int64_t b, int64_t t, int64_t h, History& history) {
  const int64_t position = step.position(b) + t;
  if (position == 0)
    return;
  const View q = input(step, kAttentionQ), v = input(step, kAttentionV);
  const auto head = columns_of(h, v.extent(3));
  const RowMatrix k = history.keys(Eigen::seqN(0, position), columns_of(h, q.extent(3))),
                  past = history.values(Eigen::seqN(0, position), head);
  const VectorXd read =
      past.transpose() * shares(step.spec<AttentionSpec>(), k * q.row(b, t, h), ArrayXd::Zero(position), nullptr);
  const RowMatrix u = (v.row(b, t, h) - input(step, kAttentionErase)(b, t, h) * read).transpose();
  history.values(position, head) = rounded(step, u);
}

/// k_s <- (I - u u^T) k_s of the keys of each head before `position` (arXiv 2505.16381, section 3.2).
void reflect(const Step& step, int64_t b, int64_t t, RowMatrix& keys) {
  const View u = input(step, kAttentionReflect);
  for (int64_t h = 0; u && h < u.extent(2); ++h) {
    auto before = keys(Eigen::seqN(0, step.position(b) + t), columns_of(h, u.extent(3)));
    const VectorXd along = before * u.row(b, t, h);
    before -= along * u.row(b, t, h).transpose();
  }
}

/// Scores q . k of the keys that are seen, and what the gates between them and the query add to the logits.
struct Scores {
  VectorXd scores;
  ArrayXd fade;
};

Scores scores_of(const RowMatrix& k, const VectorXd& q, const RowMatrix& gates, const Eigen::RowVectorXd& now) {
  if (gates.cols() == 0)
    return {k * q, ArrayXd::Zero(k.rows())};
  const RowMatrix between = -(gates.rowwise() - now);
  if (gates.cols() == 1)
    return {k * q, between.col(0).array()};
  return {(k.array() * between.array().exp()).matrix() * q, ArrayXd::Zero(k.rows())};
}

/// Running sums of the log gates, past and present: [past + count, heads * width].
RowMatrix gates_of(const Step& step, int64_t b) {
  const View forget = input(step, kAttentionForget);
  if (!forget)
    return {};
  const int64_t count = step.count(b),
                width = forget.elements() / (input(step, kAttentionQ).extent(0) * forget.extent(1));
  RowMatrix present(count, width);
  present = forget.copy(width).middleRows(b * forget.extent(1), count);
  return with_past(step, 2, b, step.position(b), present);
}

History history_of(const Step& step, int64_t b) {
  const bool prefix = step.spec<AttentionSpec>().value_prefix > 0;
  History past{cached(step, kAttentionK, 0, b), {}, gates_of(step, b), {}};
  past.values = prefix ? past.keys : cached(step, kAttentionV, 1, b);
  if (step.node.inputs[kAttentionShared])
    past.shared = cached(step, kAttentionShared, 1, b);
  return past;
}

/// Keys of one head: its own channels, and behind them those it shares.
RowMatrix keys_of(const Step& step, const History& past, int64_t head, const std::vector<int64_t>& seen) {
  const int64_t kept = attention_extents(step.node).key_row, shared = past.shared.cols(),
                own = step.node.inputs[kAttentionQ].shape[3] - shared;
  RowMatrix keys(static_cast<Eigen::Index>(seen.size()), own + shared);
  keys.leftCols(own) = past.keys(seen, columns_of(head, kept, own));
  if (shared > 0)
    keys.rightCols(shared) = past.shared(seen, Eigen::all);
  return keys;
}

/// Those of `seen`, which ascend, of the blocks of so many rows that are listed, as often as these are.
std::vector<int64_t> among_chosen(const std::vector<int64_t>& seen, int64_t block, const VectorMap& chosen) {
  std::vector<int64_t> read;
  for (const double id : chosen) {
    const int64_t begin = static_cast<int64_t>(id) * block;
    if (id >= 0)
      read.insert(read.end(), std::lower_bound(seen.begin(), seen.end(), begin),
                  std::lower_bound(seen.begin(), seen.end(), begin + block));
  }
  return read;
}

} // namespace

/// o_t = sum over the visible s of softmax_s(scale q_t . k_s) v_s (arXiv 1706.03762, eq. 1), or as the spec's rule and
/// the optional inputs say. The cache holds every k and v so far, heads side by side; of latent attention every k,
/// whose first channels are v (arXiv 2405.04434).
void attention(const Step& step) {
  const auto& spec = step.spec<AttentionSpec>();
  const View q = input(step, kAttentionQ), sink = input(step, kAttentionSink), r = input(step, kAttentionProbe),
             chosen = input(step, kAttentionChosen), y = output(step),
             mass = spec.mass ? View(step, step.node.outputs[kAttentionMass]) : y;
  const int64_t heads = attention_extents(step.node).kv_heads, group = q.extent(2) / heads,
                sharing = chosen ? heads / chosen.extent(2) : 1; // heads of keys that go by one choice
  for (int64_t b = 0; b < q.extent(0); ++b) {
    History past = history_of(step, b);
    const int64_t wide = past.values.cols() / heads; // of a value where it is kept
    const int64_t gate = past.gates.cols() / q.extent(2);
    for (int64_t t = 0; t < step.count(b); ++t) {
      const int64_t position = step.position(b) + t;
      const std::vector<int64_t> all = visible(spec, position, step.position(b), past.keys.rows());
      reflect(step, b, t, past.keys);
      for (int64_t h = 0; h < q.extent(2); ++h) {
        if (step.node.inputs[kAttentionErase])
          erase(step, b, t, h, past);
        const std::vector<int64_t> seen =
            chosen ? among_chosen(all, spec.block / spec.stride, chosen.row(b, t, h / group / sharing)) : all;
        const RowMatrix k = keys_of(step, past, h / group, seen),
                        v = past.values(seen, columns_of(h / group, wide, y.extent(3)));
        const Scores s = gate == 0 ? scores_of(k, q.row(b, t, h), {}, {})
                                   : scores_of(k, q.row(b, t, h), past.gates(seen, columns_of(h, gate)),
                                               past.gates(position, columns_of(h, gate)));
        const VectorXd p = shares(spec, s.scores, s.fade, sink ? &sink(h) : nullptr);
        if (spec.mass)
          mass(b, t, h, 0) = log_mass(logits(spec, s.scores));
        const VectorXd c = r ? VectorXd(k * r.row(b, t, h)) : VectorXd(VectorXd::Zero(p.size()));
        y.row(b, t, h) = (1 + p.dot(c)) * (v.transpose() * p) - v.transpose() * p.cwiseProduct(c);
      }
    }
    if (spec.again)
      continue;
    step.keep(0, b, as_state(past.keys));
    if (spec.value_prefix == 0)
      step.keep(1, b, as_state(past.values));
    if (gate > 0)
      step.keep(2, b, as_state(past.gates));
    if (past.shared.cols() > 0)
      step.keep(1, b, as_state(past.shared));
  }
}

} // namespace pareto::reference
