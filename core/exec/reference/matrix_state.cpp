// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/matrix_state.h"

#include <cmath>

namespace pareto::reference {

MatrixInputs::MatrixInputs(const Step& step, const MatrixRecurrenceSpec& spec, size_t first) : m_spec(spec) {
  for (size_t which = 0; which < kMatrixInputs; ++which)
    m_in.push_back(input(step, first + which));
}

VectorMap MatrixInputs::query(int64_t sequence, int64_t token, int64_t head, int64_t read) const {
  return m_in[kMatrixQ].row(sequence, token * m_spec.reads + read, own_head(kMatrixQ, head));
}

HeadInputs MatrixInputs::at(int64_t sequence, int64_t token, int64_t head, int64_t write) const {
  const int64_t written = token * m_spec.writes + write;
  const auto row = [&](MatrixInput which, int64_t at) {
    return m_in[which] ? m_in[which].row(sequence, at, own_head(which, head)) : VectorMap(nullptr, 0);
  };
  const View &log_decay = m_in[kMatrixLogDecay], &beta = m_in[kMatrixBeta];
  HeadInputs in{query(sequence, token, head, 0),
                row(kMatrixK, written),
                row(kMatrixV, written),
                row(kMatrixA, written),
                row(kMatrixB, written),
                VectorXd::Ones(keys()),
                VectorXd()};
  switch (write == 0 ? m_spec.decay : Decay::None) {
  case Decay::None: break;
  case Decay::Constant: in.decay.setConstant(std::exp(log_decay(head))); break;
  case Decay::Scalar: in.decay.setConstant(std::exp(log_decay(sequence, token, head))); break;
  case Decay::Key: in.decay = row(kMatrixLogDecay, token).array().exp(); break;
  case Decay::Value: in.columns = row(kMatrixLogDecay, token).array().exp(); break;
  }
  if (beta)
    in.beta = beta(sequence, written, head);
  return in;
}

void update(const MatrixRecurrenceSpec& spec, const HeadInputs& in, Eigen::Ref<RowMatrix> s) {
  VectorXd write = in.v;
  VectorXd low; // a^T S, before the decay
  if (spec.removal == Removal::LowRank)
    low = s.transpose() * in.a;
  s.array().colwise() *= in.decay.array();
  if (in.columns.size() > 0)
    s.array().rowwise() *= in.columns.transpose().array();
  if (spec.removal == Removal::Delta)
    write = in.beta * (in.v - s.transpose() * in.k);
  if (spec.removal == Removal::LowRank && in.b.size() == 0)
    write = in.v - low;
  s += in.k * write.transpose();
  if (in.b.size() > 0)
    s += in.b * low.transpose();
}

} // namespace pareto::reference
