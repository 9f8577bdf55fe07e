// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pareto::gpu {

/// The module with the cooperative matrices of SPV_NV_cooperative_matrix, the only form Debian 12's glslc writes,
/// turned into those of SPV_KHR_cooperative_matrix, which drivers of all makers take. The Khronos form tells apart what
/// a matrix is used for (left, right, sum); here that follows from the products, so the three must differ in size or
/// component.
Result<std::vector<uint32_t>> khronos_matrices(std::span<const uint32_t> module);

} // namespace pareto::gpu
