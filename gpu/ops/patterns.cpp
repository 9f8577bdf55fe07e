// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

// Patterns whose nodes go one by one here: each would take a kernel that binds two matrices at once, or one whose
// workgroups hold whole heads or rows.
const GpuPattern patterns::gated_product{nullptr};
const GpuPattern patterns::sibling_products{nullptr};
const GpuPattern patterns::norm_product{nullptr};
const GpuPattern patterns::conv_norm{nullptr};
const GpuPattern patterns::rope_cache{nullptr};
const GpuPattern patterns::recurrence_norm{nullptr};

} // namespace pareto::gpu
