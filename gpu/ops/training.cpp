// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

// What only training graphs hold: refused by name, training runs on the CPU.
#define PARETO_REFUSED(Name, name) const GpuOperation ops::name{refuse, no_scratch};
PARETO_TRAINING_OPERATIONS(PARETO_REFUSED)
#undef PARETO_REFUSED

} // namespace pareto::gpu
