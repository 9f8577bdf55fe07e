// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/compilation.h"

namespace pareto::cpu {

/// Weight and bias of one group: shared by all groups when it is as wide as one.
inline NormRow norm_row(const Compilation& c, const NormSpec& spec, const Tensor& weight, const Tensor& bias) {
  return {static_cast<int>(spec.kind), spec.eps, c.data(weight), c.data(bias)};
}

} // namespace pareto::cpu
