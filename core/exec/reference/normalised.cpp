// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/normalised.h"

namespace pareto::reference {

namespace {

/// What each group x is multiplied by.
ArrayXd factors(NormKind kind, double eps, const Eigen::Map<RowMatrix>& x) {
  const auto width = static_cast<double>(x.cols());
  switch (kind) {
  case NormKind::Rms: // arXiv 1910.07467, eq. 4
  case NormKind::Layer: return (x.rowwise().squaredNorm().array() / width + eps).sqrt().inverse(); // 1607.06450, eq. 4
  case NormKind::L2: return (x.rowwise().squaredNorm().array() + eps).sqrt().inverse();
  case NormKind::SumAbs: return x.rowwise().lpNorm<1>().array().max(eps).inverse();
  case NormKind::Sum: break;
  }
  return (x.rowwise().sum().array() + eps).inverse();
}

} // namespace

RowMatrix normalised(const NormSpec& spec, RowMatrix x) {
  auto groups = in_rows_of(spec.group > 0 ? spec.group : x.cols(), x);
  if (spec.kind == NormKind::Layer)
    groups.colwise() -= groups.rowwise().mean().eval();
  groups.array().colwise() *= factors(spec.kind, static_cast<double>(spec.eps), groups);
  return x;
}

} // namespace pareto::reference
