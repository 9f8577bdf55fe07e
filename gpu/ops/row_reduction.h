// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/gpu_program.h"

namespace pareto::gpu {

/// Reductions of whole rows: one workgroup each.
Status add_row_reduction(Compilation& c, const Node& node, Shader shader, uint32_t lanes);

} // namespace pareto::gpu
