// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/normalised.h"

namespace pareto::reference {

namespace {

/// Softmax of the rows of each matrix, then columns and rows in turns (arXiv 2512.24880, section 4.2).
void balance(const NormSpec& spec, Eigen::Map<RowMatrix> groups) {
  const int64_t side = matrix_side(groups.cols());
  const auto eps = static_cast<double>(spec.eps);
  for (int64_t g = 0; g < groups.rows(); ++g) {
    Eigen::Map<RowArray> m(groups.row(g).data(), side, side);
    m = (m.colwise() - m.rowwise().maxCoeff().eval()).exp();
    m.colwise() /= m.rowwise().sum().eval();
    m += eps;
    for (int64_t turn = 0; turn < spec.turns; ++turn) {
      if (turn > 0)
        m.colwise() /= m.rowwise().sum().eval() + eps;
      m.rowwise() /= m.colwise().sum().eval() + eps;
    }
  }
}

/// What each group x is multiplied by.
ArrayXd factors(NormKind kind, double eps, const Eigen::Map<RowMatrix>& x) {
  const auto width = static_cast<double>(x.cols());
  switch (kind) {
  case NormKind::Rms: // arXiv 1910.07467, eq. 4
  case NormKind::Layer: return (x.rowwise().squaredNorm().array() / width + eps).sqrt().inverse(); // 1607.06450, eq. 4
  case NormKind::L2: return (x.rowwise().squaredNorm().array() + eps).sqrt().inverse();
  case NormKind::SumAbs: return x.rowwise().lpNorm<1>().array().max(eps).inverse();
  case NormKind::Sum: break;
  case NormKind::Sinkhorn: return ArrayXd::Ones(x.rows());            // they are what they shall be
  case NormKind::Softmax: return x.rowwise().sum().array().inverse(); // of exponentials
  case NormKind::Levels: return x.rowwise().lpNorm<Eigen::Infinity>().array().max(eps) / 127; // of whole numbers
  }
  return (x.rowwise().sum().array() + eps).inverse();
}

/// u of dx = f (dn - u (n . dn)), for groups of x (centred) and n = f x.
RowMatrix directions(const NormSpec& spec, const Eigen::Map<RowMatrix>& x, const RowMatrix& n) {
  switch (spec.kind) {
  case NormKind::Rms:
  case NormKind::Layer: return n / static_cast<double>(n.cols());
  case NormKind::L2: return n;
  case NormKind::SumAbs: // no slope where eps stands in for the sum
    return (x.rowwise().lpNorm<1>().array() > static_cast<double>(spec.eps)).cast<double>().matrix().asDiagonal() *
           RowMatrix(x.unaryExpr([](double e) { return e < 0 ? -1.0 : 1.0; }));
  case NormKind::Sum:
  case NormKind::Levels:
  case NormKind::Sinkhorn:
  case NormKind::Softmax: break;
  }
  return RowMatrix::Ones(n.rows(), n.cols());
}

void centre(Eigen::Map<RowMatrix> groups) { groups.colwise() -= groups.rowwise().mean().eval(); }

/// What the groups are before they are multiplied by their factor.
void prepare(NormKind kind, Eigen::Map<RowMatrix> groups) {
  if (kind == NormKind::Layer)
    centre(groups);
  if (kind == NormKind::Softmax)
    groups = (groups.colwise() - groups.rowwise().maxCoeff().eval()).array().exp();
}

} // namespace

RowMatrix normalised(const NormSpec& spec, RowMatrix x) {
  auto groups = in_rows_of(spec.group > 0 ? spec.group : x.cols(), x);
  prepare(spec.kind, groups);
  if (spec.kind == NormKind::Sinkhorn)
    balance(spec, groups);
  const ArrayXd f = factors(spec.kind, static_cast<double>(spec.eps), groups);
  if (spec.kind == NormKind::Levels)
    groups = (groups.array().colwise() / f).round();
  groups.array().colwise() *= f;
  return x;
}

RowMatrix normalised_backward(const NormSpec& spec, RowMatrix x, RowMatrix dn) {
  const int64_t width = spec.group > 0 ? spec.group : x.cols();
  auto groups = in_rows_of(width, x), d = in_rows_of(width, dn);
  prepare(spec.kind, groups);
  const ArrayXd f = factors(spec.kind, static_cast<double>(spec.eps), groups);
  const RowMatrix n = f.matrix().asDiagonal() * groups, u = directions(spec, groups, n);
  const VectorXd along = n.cwiseProduct(d).rowwise().sum();
  d -= along.asDiagonal() * u;
  if (spec.kind == NormKind::Softmax) // dx = n (dn - n . dn): the exponentials are their own slope
    d = n.cwiseProduct(d);
  else
    d.array().colwise() *= f;
  if (spec.kind == NormKind::Layer)
    centre(d);
  return dn;
}

} // namespace pareto::reference
