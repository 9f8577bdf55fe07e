// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>

namespace pareto {

inline constexpr int kMaxRank = 5;

/// Up to kMaxRank extents or strides, outermost first. Plain value, comparable. Of an axis that it does not have it
/// ends the recording (RecordingError); one without axes, as an absent tensor's, reads as zeros.
class Dims {
public:
  Dims() = default;
  Dims(std::initializer_list<int64_t> values);

  int rank() const { return m_rank; }
  int64_t operator[](int axis) const { return m_values[place(axis)]; } ///< -1: the innermost
  int64_t& operator[](int axis) { return m_values[place(axis)]; }
  int64_t back() const { return (*this)[-1]; }
  void push_back(int64_t value) { m_values[static_cast<size_t>(m_rank++)] = value; }
  /// Product of all extents; 1 for rank 0.
  int64_t elements() const;
  bool operator==(const Dims& other) const;

private:
  size_t place(int axis) const {
    const int at = axis < 0 ? axis + m_rank : axis;
    if (at < 0 || at >= (m_rank > 0 ? m_rank : kMaxRank))
      refuse(axis);
    return static_cast<size_t>(at);
  }
  [[noreturn]] void refuse(int axis) const;

  std::array<int64_t, kMaxRank> m_values{};
  int m_rank = 0;
};

/// Row-major strides, in elements, of a dense tensor of this shape.
Dims dense_strides(const Dims& shape);

/// `Real` is float32 on CPU and Vulkan and double in the reference executor.
enum class Kind : uint8_t { Real, I32 };

/// A handle: which value of the graph, seen through which strides. Never data.
/// Views (slice, reshape, permute, broadcast) are made here and cost nothing at run time.
/// Invariant for every operation but the elementwise ones: the innermost axis has stride 1.
struct Tensor {
  int32_t id = -1; ///< index into Graph::values(); -1 = absent (an optional input not given)
  Kind kind = Kind::Real;
  Dims shape;
  Dims strides;       ///< in elements; 0 along a broadcast axis
  int64_t offset = 0; ///< in elements, from the start of the value

  explicit operator bool() const { return id >= 0; }
  bool dense() const;
  /// Same elements, new shape; asserts that the elements are dense along the merged axes
  /// (splitting or merging axes whose strides are compatible is fine on a strided view).
  Tensor reshape(const Dims& new_shape) const;
  /// Of elements that there are; otherwise the recording ends.
  Tensor slice(int axis, int64_t begin, int64_t count) const;
  Tensor permute(std::initializer_list<int> axes) const;
  /// Repeats axes of extent 1 (stride 0); missing leading axes are added.
  Tensor broadcast(const Dims& new_shape) const;
};

/// Calls visit(storage index) for every element of a view, in row-major order.
void for_each_element(const Tensor& view, const std::function<void(int64_t)>& visit);

} // namespace pareto
