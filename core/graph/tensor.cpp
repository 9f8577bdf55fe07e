// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/tensor.h"

#include "core/graph/recording_error.h"

#include <cassert>
#include <string>

namespace pareto {

namespace {

/// "[2, 8]"
std::string shape_text(const Dims& shape) {
  std::string text;
  for (int axis = 0; axis < shape.rank(); ++axis)
    text += (axis > 0 ? ", " : "") + std::to_string(shape[axis]);
  return "[" + text + "]";
}

} // namespace

Dims::Dims(std::initializer_list<int64_t> values) {
  assert(values.size() <= kMaxRank);
  for (int64_t value : values)
    push_back(value);
}

void Dims::refuse(int axis) const {
  throw RecordingError("there is no axis " + std::to_string(axis) + " of " + shape_text(*this));
}

int64_t Dims::elements() const {
  int64_t product = 1;
  for (int axis = 0; axis < m_rank; ++axis)
    product *= (*this)[axis];
  return product;
}

bool Dims::operator==(const Dims& other) const {
  if (m_rank != other.m_rank)
    return false;
  for (int axis = 0; axis < m_rank; ++axis)
    if ((*this)[axis] != other[axis])
      return false;
  return true;
}

Dims dense_strides(const Dims& shape) {
  Dims strides = shape;
  int64_t step = 1;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

bool Tensor::dense() const {
  int64_t step = 1;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    if (shape[axis] != 1 && strides[axis] != step)
      return false;
    step *= shape[axis];
  }
  return true;
}

Tensor Tensor::reshape(const Dims& new_shape) const {
  assert(new_shape.elements() == shape.elements());
  Tensor view = *this;
  view.shape = new_shape;
  view.strides = new_shape;
  // Walks both shapes from the innermost axis; every new axis must lie inside one run of compatible old axes.
  int old_axis = shape.rank() - 1;
  int64_t remaining = 1; // elements of the current run not yet given to new axes
  int64_t step = 1;
  for (int axis = new_shape.rank() - 1; axis >= 0; --axis) {
    const int64_t extent = new_shape[axis];
    if (extent == 1) {
      view.strides[axis] = axis + 1 == new_shape.rank() ? 1 : 0; // innermost: what operations ask for
      continue;
    }
    if (remaining == 1) {
      while (old_axis > 0 && shape[old_axis] == 1)
        --old_axis;
      step = strides[old_axis];
      remaining = shape[old_axis--];
    }
    [[maybe_unused]] int64_t span = step * remaining;
    while (remaining % extent != 0) {
      while (old_axis >= 0 && shape[old_axis] == 1)
        --old_axis;
      assert(old_axis >= 0 && strides[old_axis] == span && "reshape of an incompatible view");
      remaining *= shape[old_axis];
      span = strides[old_axis] * shape[old_axis];
      --old_axis;
    }
    view.strides[axis] = step;
    step *= extent;
    remaining /= extent;
  }
  return view;
}

Tensor Tensor::slice(int axis, int64_t begin, int64_t count) const {
  Tensor view = *this;
  if (axis < -shape.rank() || axis >= shape.rank() || begin < 0 || count < 1 || begin + count > shape[axis])
    throw RecordingError("slice: there are no " + std::to_string(count) + " elements from " + std::to_string(begin) +
                         " on along axis " + std::to_string(axis) + " of " + shape_text(shape));
  view.offset += begin * strides[axis];
  view.shape[axis] = count;
  return view;
}

Tensor Tensor::permute(std::initializer_list<int> axes) const {
  assert(static_cast<int>(axes.size()) == shape.rank());
  Tensor view = *this;
  int to = 0;
  for (int from : axes) {
    view.shape[to] = shape[from];
    view.strides[to] = strides[from];
    ++to;
  }
  return view;
}

Tensor Tensor::broadcast(const Dims& new_shape) const {
  Tensor view = *this;
  view.shape = new_shape;
  view.strides = new_shape;
  const int missing = new_shape.rank() - shape.rank();
  assert(missing >= 0);
  for (int axis = 0; axis < new_shape.rank(); ++axis) {
    const int from = axis - missing;
    const bool repeated = from < 0 || (shape[from] == 1 && new_shape[axis] != 1);
    assert(repeated || shape[from] == new_shape[axis]);
    view.strides[axis] = repeated ? 0 : strides[from];
  }
  return view;
}

void for_each_element(const Tensor& view, const std::function<void(int64_t)>& visit) {
  int64_t index[kMaxRank] = {};
  const int rank = view.shape.rank();
  const int64_t total = view.shape.elements();
  for (int64_t count = 0; count < total; ++count) {
    int64_t at = view.offset;
    for (int axis = 0; axis < rank; ++axis)
      at += index[axis] * view.strides[axis];
    visit(at);
    for (int axis = rank - 1; axis >= 0 && ++index[axis] == view.shape[axis]; --axis)
      index[axis] = 0;
  }
}

} // namespace pareto
