// SPDX-License-Identifier: GPL-3.0-or-later
// Values of a step as Eigen's matrices and arrays, in place. Private to the reference: Eigen is slow to compile.
#pragma once

#include "core/exec/reference/step.h"

#include <Eigen/Core>

#include <cassert>

namespace pareto::reference {

using Eigen::ArrayXd;
using Eigen::VectorXd;
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowArray = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using VectorMap = Eigen::Map<VectorXd>;
using MatrixMap = Eigen::Map<RowMatrix, 0, Eigen::OuterStride<>>;

/// A tensor seen through its strides. Absent optional inputs are false, their vectors and matrices empty.
class View {
public:
  View(const Step& step, const Tensor& tensor)
      : m_base(tensor ? step.values[static_cast<size_t>(tensor.id)].data() + tensor.offset : nullptr),
        m_shape(tensor.shape), m_strides(tensor.strides) {}

  explicit operator bool() const { return m_base != nullptr; }
  int64_t extent(int axis) const { return m_shape[axis]; }
  int64_t elements() const { return m_base ? m_shape.elements() : 0; }

  template <class... Index>
  double& operator()(Index... index) const {
    return *at(index...);
  }

  /// The last axis behind the leading indices.
  template <class... Index>
  VectorMap row(Index... index) const {
    return m_base ? VectorMap(at(index...), m_shape.back()) : VectorMap(nullptr, 0);
  }
  /// The last two axes behind the leading indices: row(index...) is one row of it.
  template <class... Index>
  MatrixMap matrix(Index... index) const {
    return matrix_of(-2, at(index...));
  }
  /// [T, D] of one head of one sequence of [B,T,H,D].
  MatrixMap head(int64_t sequence, int64_t head) const { return matrix_of(1, at(sequence, int64_t{0}, head)); }

  /// A dense copy, row-major, in rows of `columns`; any strides will do.
  RowMatrix copy(int64_t columns) const;
  /// The same of all elements.
  ArrayXd copy() const { return copy(1).reshaped().array(); }
  /// A dense tensor in place, in rows of `columns`: what operations write.
  MatrixMap dense(int64_t columns) const {
    return {m_base, m_shape.elements() / columns, columns, Eigen::OuterStride<>(columns)};
  }

private:
  template <class... Index>
  double* at(Index... index) const {
    [[maybe_unused]] int axis = 0;
    int64_t offset = 0;
    ((offset += index * m_strides[axis++]), ...);
    return m_base + offset;
  }
  MatrixMap matrix_of(int rows, double* from) const {
    assert(m_strides[-1] == 1 || m_shape[-1] == 1);
    return {from, m_shape[rows], m_shape[-1], Eigen::OuterStride<>(m_strides[rows])};
  }

  double* m_base;
  Dims m_shape, m_strides;
};

inline View input(const Step& step, size_t which) { return {step, step.node.inputs[which]}; }
inline View output(const Step& step) { return {step, step.node.output()}; }
/// What a backward operation makes, set to zero: the gradients of its inputs behind the first, absent ones where it
/// makes none.
std::vector<View> gradients(const Step& step);

/// A dense matrix in rows of another length.
inline Eigen::Map<RowMatrix> in_rows_of(int64_t columns, RowMatrix& x) {
  return {x.data(), x.size() / columns, columns};
}

/// Which of the rows in the order of experts (of a route of this step) are of one expert and one sequence.
struct ExpertRows {
  int64_t first, count;
};
ExpertRows rows_of_expert(const Step& step, const View& offsets, const View& order, int64_t expert, int64_t sequence);

/// Rows of a state entry, its oldest first, then those of the present: [past + count, width].
RowMatrix with_past(const Step& step, size_t which, int64_t sequence, int64_t past, const RowMatrix& present);
/// Rows in the order a state entry keeps them.
inline std::vector<double> as_state(const RowMatrix& rows) { return {rows.data(), rows.data() + rows.size()}; }

/// Sums of the columns of x in rows of another length.
inline Eigen::RowVectorXd sums(int64_t columns, RowMatrix x) { return in_rows_of(columns, x).colwise().sum(); }

/// f(x), element by element.
template <class Array>
typename Array::PlainObject apply(const UnarySpec& spec, const Array& x) {
  return x.unaryExpr([&spec](double element) { return apply_unary(spec, element); });
}
/// f'(x), element by element.
template <class Array>
typename Array::PlainObject slope(const UnarySpec& spec, const Array& x) {
  return x.unaryExpr([&spec](double element) { return unary_derivative(spec, element); });
}

} // namespace pareto::reference
