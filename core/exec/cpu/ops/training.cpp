// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

// What only training graphs hold. The trainer brings the kernels; until then each is refused by name.
#define PARETO_REFUSED(Name, name) const CpuOperation ops::name{refuse, no_scratch};
PARETO_TRAINING_OPERATIONS(PARETO_REFUSED)
#undef PARETO_REFUSED

} // namespace pareto::cpu
