// SPDX-License-Identifier: GPL-3.0-or-later
// What attention and its gradient share.
#pragma once

#include "core/exec/reference/reference_views.h"

#include <vector>

namespace pareto::reference {

/// Rows of one head as the cache keeps them, rounded to its type.
RowMatrix rounded(const Step& step, const RowMatrix& rows);

/// The history of state entry `which` of one sequence, rounded but where it is exact: [rows, heads * width], past and
/// present. Of `x`
/// [B,T,H,W] the rows of the last token of each block of `block` tokens are added to what earlier steps left; x may
/// also be an entry that an earlier node keeps.
RowMatrix history(const Step& step, size_t which, const Tensor& x, int64_t sequence, int64_t block);
/// That of an entry of an attention, of which `input` brings the present.
RowMatrix cached(const Step& step, AttentionInput input, size_t entry, int64_t sequence);

/// Columns of one head, the first of them where a key's value is a part of it.
inline auto columns_of(int64_t head, int64_t width, int64_t first) { return Eigen::seqN(head * width, first); }
/// Columns of one head.
inline auto columns_of(int64_t head, int64_t width) { return Eigen::seqN(head * width, width); }

/// Rows that the query at `position` sees, of a step from `begin` on and a history of `total`; in order.
std::vector<int64_t> visible(const AttentionSpec& spec, int64_t position, int64_t begin, int64_t total);

/// The logits of scores q . k: scaled, and capped by c tanh(. / c) where asked for (Gemma 2, arXiv 2408.00118). An
/// infinite score is no mask: it becomes NaN.
ArrayXd logits(const AttentionSpec& spec, const VectorXd& scores);

/// Their derivatives by the scores.
ArrayXd logit_slopes(const AttentionSpec& spec, const VectorXd& scores);

/// The share of each key by the spec's rule, `fade` added to its logit. softmax: a sink is one more logit, without
/// value (arXiv 2309.17453, learned as in gpt-oss).
VectorXd shares(const AttentionSpec& spec, const VectorXd& scores, const ArrayXd& fade, const double* sink);

/// ln sum_s e^{l_s}; kNoMass of none.
double log_mass(const ArrayXd& logits);

} // namespace pareto::reference
