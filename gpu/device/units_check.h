// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/device/device.h"

#include <memory>

namespace pareto::gpu {

/// Multiplies on the device's matrix units and on the host in float64. Where the units cannot or are further off than
/// float32 arithmetic would be, the device keeps to ordinary arithmetic and knows why. An error: the device itself
/// failed.
Status check_matrix_units(const std::shared_ptr<Device>& device);

} // namespace pareto::gpu
