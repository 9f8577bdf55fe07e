// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/gpu_program.h"

namespace pareto::gpu {

/// The stored matrix behind a weight. Unsupported when it is not declared as one.
Result<const StoredMatrix*> matrix_of(const Compilation& c, const Node& node, const Tensor& view);
/// One piece of a matrix, whole.
Binding piece_binding(const StoredMatrix& matrix, const MatrixPiece& piece);

inline constexpr int64_t kFewRows = 8;  ///< rows up to which each weight is best read once for all of them
inline constexpr int64_t kLaneRows = 8; ///< rows of x one lane of a software kernel takes

} // namespace pareto::gpu
