// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

// Over weights only, folded at load: a running step meets none.
const GpuOperation ops::softmax{refuse, no_scratch};

} // namespace pareto::gpu
