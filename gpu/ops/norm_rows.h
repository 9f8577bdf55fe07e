// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/gpu_program.h"

namespace pareto::gpu {

/// Norm and gated norm: `gate`, `bias` absent where there is none.
Status add_norm(Compilation& c, const Node& node, const NormSpec& spec, const Tensor& gate, uint32_t gate_mode,
                UnaryFunction activation, const Tensor& weight, const Tensor& bias);

} // namespace pareto::gpu
