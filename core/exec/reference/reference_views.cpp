// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

RowMatrix View::copy(int64_t columns) const {
  RowMatrix dense(elements() / columns, columns);
  if (dense.size() == 0)
    return dense;
  const int64_t width = m_shape.rank() > 0 ? m_shape.back() : 1, stride = m_shape.rank() > 0 ? m_strides.back() : 1;
  Tensor starts; // of every run along the last axis
  starts.shape = m_shape;
  starts.strides = m_strides;
  if (m_shape.rank() > 0)
    starts.shape[-1] = 1;
  double* to = dense.data();
  for_each_element(starts, [&](int64_t from) {
    for (int64_t i = 0; i < width; ++i)
      *to++ = m_base[from + i * stride];
  });
  return dense;
}

std::vector<View> gradients(const Step& step) {
  std::vector<View> all;
  auto next = step.node.outputs.begin();
  for (auto of = step.node.inputs.begin() + 1; of != step.node.inputs.end(); ++of) {
    all.emplace_back(step, *of && of->kind == Kind::Real ? *next++ : Tensor{});
    if (all.back())
      all.back().dense(1).setZero();
  }
  return all;
}

ExpertRows rows_of_expert(const Step& step, const View& offsets, const View& order, int64_t expert, int64_t sequence) {
  const double choices = static_cast<double>(order.elements()) / static_cast<double>(step.input.count.size());
  ExpertRows rows{static_cast<int64_t>(offsets(expert)), 0};
  for (auto row = static_cast<int64_t>(offsets(expert)); row < static_cast<int64_t>(offsets(expert + 1)); ++row) {
    const auto of = static_cast<int64_t>(order(row) / choices);
    rows.first += of < sequence ? 1 : 0;
    rows.count += of == sequence ? 1 : 0;
  }
  return rows;
}

RowMatrix with_past(const Step& step, size_t which, int64_t sequence, int64_t past, const RowMatrix& present) {
  std::vector<double> rows = step.state(which, sequence);
  rows.resize(static_cast<size_t>(past * present.cols()));
  RowMatrix all(past + present.rows(), present.cols());
  all.topRows(past) = Eigen::Map<const RowMatrix>(rows.data(), past, present.cols());
  all.bottomRows(present.rows()) = present;
  return all;
}

} // namespace pareto::reference
