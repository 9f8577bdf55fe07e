// SPDX-License-Identifier: GPL-3.0-or-later
// What attention and its gradient share.
#pragma once

#include "core/exec/reference/reference_views.h"

#include <vector>

namespace pareto::reference {

/// Rows as the cache keeps them, rounded to its type.
RowMatrix rounded(const Step& step, const RowMatrix& rows);

/// Keys (0) or values (1) of one sequence, past and present: [past + count, kv heads * width], rounded.
RowMatrix cached(const Step& step, size_t which, int64_t sequence);

/// Columns of one head, the first of them where a key's value is a part of it.
inline auto columns_of(int64_t head, int64_t width, int64_t first) { return Eigen::seqN(head * width, first); }
/// Columns of one head.
inline auto columns_of(int64_t head, int64_t width) { return Eigen::seqN(head * width, width); }

/// Positions that the query at `position` sees, of `total`; in order.
std::vector<int64_t> visible(const AttentionSpec& spec, int64_t position, int64_t total);

/// The logits of scores q . k: scaled, and capped by c tanh(. / c) where asked for (Gemma 2, arXiv 2408.00118). An
/// infinite score is no mask: it becomes NaN.
ArrayXd logits(const AttentionSpec& spec, const VectorXd& scores);

/// Their derivatives by the scores.
ArrayXd logit_slopes(const AttentionSpec& spec, const VectorXd& scores);

/// softmax of the logits; a sink is one more logit, without value (arXiv 2309.17453, learned as in gpt-oss).
VectorXd probabilities(const AttentionSpec& spec, const VectorXd& scores, const double* sink);

} // namespace pareto::reference
