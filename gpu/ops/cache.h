// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/gpu_program.h"

namespace pareto::gpu {

/// Work that rounds the rows of x [B,T,H,W] to the cache type and stores them in the state entry `index`: of every
/// token, or of the last one of each block of `block` tokens.
Status store_rows(Compilation& c, const Node& node, const Tensor& x, int32_t index, int64_t block);

} // namespace pareto::gpu
