// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor.h"

#include <array>
#include <cstdint>

namespace pareto::cpu {

/// Rows (the last axis) of a view, addressed by one running index; leading axes are merged where their strides allow.
class Rows {
public:
  Rows() = default;
  Rows(float* base, const Tensor& view);
  int64_t count() const { return m_count; }
  int64_t width() const { return m_width; }
  /// Distance between consecutive rows when it is the same everywhere; 0 when it is not (or there is one row).
  int64_t stride() const { return m_rank <= 1 ? m_strides[0] : 0; }
  bool uniform() const { return m_rank <= 1; }
  float* operator[](int64_t row) const {
    if (m_rank <= 1)
      return m_base + row * m_strides[0];
    int64_t at = 0;
    for (int axis = m_rank - 1; axis > 0; --axis) {
      at += row % m_extents[static_cast<size_t>(axis)] * m_strides[static_cast<size_t>(axis)];
      row /= m_extents[static_cast<size_t>(axis)];
    }
    return m_base + at + row * m_strides[0];
  }

private:
  float* m_base = nullptr;
  int64_t m_count = 0, m_width = 0;
  int m_rank = 0;
  std::array<int64_t, kMaxRank> m_extents{}, m_strides{};
};

/// Loops over up to three views of one shape at once: inner runs of `inner` elements with a step of 0 or 1 each.
struct Broadcast {
  static constexpr int kViews = 3;
  int64_t outer = 1, inner = 1;
  std::array<int64_t, kViews> step{};
  std::array<int64_t, kMaxRank> extents{};
  std::array<std::array<int64_t, kMaxRank>, kViews> strides{};
  int rank = 0;

  Broadcast(const Tensor* views, int count);
  int64_t offset(int view, int64_t index) const;
};

} // namespace pareto::cpu
