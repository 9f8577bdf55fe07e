// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/matrix_state.h"

#include <cmath>

namespace pareto::reference {

MatrixInputs::MatrixInputs(const Step& step, const MatrixRecurrenceSpec& spec, size_t first) : m_spec(spec) {
  for (size_t which = 0; which < kMatrixInputs; ++which)
    m_in.push_back(input(step, first + which));
}

HeadInputs MatrixInputs::at(int64_t sequence, int64_t token, int64_t head) const {
  const auto own = [&](MatrixInput which) {
    return m_in[which] ? m_in[which].row(sequence, token, own_head(which, head)) : VectorMap(nullptr, 0);
  };
  const View &log_decay = m_in[kMatrixLogDecay], &beta = m_in[kMatrixBeta];
  HeadInputs in{own(kMatrixQ), own(kMatrixK), own(kMatrixV), own(kMatrixA), own(kMatrixB), VectorXd::Ones(keys())};
  switch (m_spec.decay) {
  case Decay::None: break;
  case Decay::Constant: in.decay.setConstant(std::exp(log_decay(head))); break;
  case Decay::Scalar: in.decay.setConstant(std::exp(log_decay(sequence, token, head))); break;
  case Decay::Key: in.decay = own(kMatrixLogDecay).array().exp(); break;
  }
  if (beta)
    in.beta = beta(sequence, token, head);
  return in;
}

void update(const MatrixRecurrenceSpec& spec, const HeadInputs& in, Eigen::Ref<RowMatrix> s) {
  VectorXd write = in.v;
  VectorXd low; // a^T S, before the decay
  if (spec.removal == Removal::LowRank)
    low = s.transpose() * in.a;
  s.array().colwise() *= in.decay.array();
  if (spec.removal == Removal::Delta)
    write = in.beta * (in.v - s.transpose() * in.k);
  s += in.k * write.transpose();
  if (spec.removal == Removal::LowRank)
    s += in.b * low.transpose();
}

} // namespace pareto::reference
