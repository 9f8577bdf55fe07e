// SPDX-License-Identifier: GPL-3.0-or-later
// What the matrix recurrence and its gradient share: one head of one sequence.
#pragma once

#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// Inputs of one head at one token; absent ones are empty.
struct HeadInputs {
  VectorMap q, k, v, a, b;
  VectorXd decay;   ///< D_t = diag(decay), [K]
  VectorXd columns; ///< S D_t instead, [V]; empty where the decay is not by column
  double beta = 1;
};

/// The inputs of the whole operation, shared among heads as the spec says.
class MatrixInputs {
public:
  /// `first`: which input of the node is q; the others follow.
  MatrixInputs(const Step& step, const MatrixRecurrenceSpec& spec, size_t first = 0);
  int64_t heads() const { return m_in[kMatrixV].extent(2); }
  int64_t keys() const { return m_in[kMatrixQ].extent(3); }
  int64_t width() const { return m_in[kMatrixV].extent(3); }
  /// Which of its own heads an input lends to `head`.
  int64_t own_head(MatrixInput which, int64_t head) const { return head * m_in[which].extent(2) / heads(); }
  VectorMap query(int64_t sequence, int64_t token, int64_t head, int64_t read) const;
  /// `write`: which of the token's; the first one carries the decay. q is the first query.
  HeadInputs at(int64_t sequence, int64_t token, int64_t head, int64_t write = 0) const;

private:
  const MatrixRecurrenceSpec& m_spec;
  std::vector<View> m_in;
};

/// S <- D S + b (a^T S) + k v^T, or with the delta rule S <- D S + k beta (v - (D S)^T k)^T.
void update(const MatrixRecurrenceSpec& spec, const HeadInputs& in, Eigen::Ref<RowMatrix> s);

} // namespace pareto::reference
