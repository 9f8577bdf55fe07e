// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

// Over weights only, folded at load: a running step meets none.
const CpuOperation ops::softmax{refuse, no_scratch};

} // namespace pareto::cpu
