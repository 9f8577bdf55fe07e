// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/matrices.h"

namespace pareto::gpu {

Result<const StoredMatrix*> matrix_of(const Compilation& c, const Node& node, const Tensor& view) {
  const Value& info = c.graph.values()[static_cast<size_t>(view.id)];
  const StoredMatrix* matrix = info.origin == Value::Origin::Weight
                                   ? c.weights.matrix(c.graph.weights()[static_cast<size_t>(info.index)].name)
                                   : nullptr;
  if (!matrix)
    return fail(ErrorCode::Unsupported, "A matrix product's weight must be declared as a matrix (" + node.scope + ").");
  return matrix;
}

Binding piece_binding(const StoredMatrix& matrix, const MatrixPiece& piece) {
  return {&piece.buffer, 0, static_cast<VkDeviceSize>(piece.rows * format_bytes(matrix.type, matrix.stride * 4)),
          Access::Constant};
}

} // namespace pareto::gpu
