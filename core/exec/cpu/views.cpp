// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/views.h"

#include <vector>

namespace pareto::cpu {

Rows::Rows(float* base, const Tensor& view) : m_base(base), m_width(view.shape.back()) {
  m_count = m_width > 0 ? view.shape.elements() / m_width : 0;
  std::vector<std::pair<int64_t, int64_t>> axes; // extent, stride, outermost first
  for (int axis = 0; axis + 1 < view.shape.rank(); ++axis) {
    if (view.shape[axis] == 1)
      continue;
    if (!axes.empty() && axes.back().second == view.strides[axis] * view.shape[axis])
      axes.back() = {axes.back().first * view.shape[axis], view.strides[axis]};
    else
      axes.emplace_back(view.shape[axis], view.strides[axis]);
  }
  m_rank = static_cast<int>(axes.size());
  for (size_t i = 0; i < axes.size(); ++i) {
    m_extents[i] = axes[i].first;
    m_strides[i] = axes[i].second;
  }
}

Broadcast::Broadcast(const Tensor* views, int count) {
  struct Axis {
    int64_t extent;
    std::array<int64_t, kViews> strides;
  };
  std::vector<Axis> axes;
  for (int axis = 0; axis < views[0].shape.rank(); ++axis) {
    if (views[0].shape[axis] == 1)
      continue;
    Axis next{views[0].shape[axis], {}};
    for (int v = 0; v < count; ++v)
      next.strides[static_cast<size_t>(v)] = views[v].strides[axis];
    bool merges = !axes.empty();
    for (int v = 0; merges && v < count; ++v)
      merges = axes.back().strides[static_cast<size_t>(v)] == next.strides[static_cast<size_t>(v)] * next.extent;
    if (merges) {
      axes.back().extent *= next.extent;
      axes.back().strides = next.strides;
    } else {
      axes.push_back(next);
    }
  }
  const auto steps_fit = [&] {
    for (int v = 0; v < count; ++v)
      if (axes.back().strides[static_cast<size_t>(v)] > 1)
        return false;
    return true;
  };
  if (!axes.empty() && steps_fit()) {
    inner = axes.back().extent;
    step = axes.back().strides;
    axes.pop_back();
  }
  rank = static_cast<int>(axes.size());
  for (size_t i = 0; i < axes.size(); ++i) {
    extents[i] = axes[i].extent;
    outer *= axes[i].extent;
    for (size_t v = 0; v < kViews; ++v)
      strides[v][i] = axes[i].strides[v];
  }
}

int64_t Broadcast::offset(int view, int64_t index) const {
  int64_t at = 0;
  for (int axis = rank - 1; axis >= 0; --axis) {
    at += index % extents[static_cast<size_t>(axis)] * strides[static_cast<size_t>(view)][static_cast<size_t>(axis)];
    index /= extents[static_cast<size_t>(axis)];
  }
  return at;
}

} // namespace pareto::cpu
