// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/gpu_program.h"

namespace pareto::gpu {

/// What the elementwise shader is specialised to and given.
struct Elementwise {
  uint32_t mode = 0; ///< f(x), f(x, y) or f(x) y
  uint32_t function = 0;
  float a = 1, b = 0;
};

/// One dispatch over all elements of the node's output.
Status add_elementwise(Compilation& c, const Node& node, const Elementwise& e);

} // namespace pareto::gpu
