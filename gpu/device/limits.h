// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/devices.h"
#include "gpu/device/device.h"

namespace pareto::gpu {

/// Copy bandwidth inside device memory (bytes read plus written) and multiply-adds in registers: the best of the passes
/// that fit in the time.
Result<DeviceLimits> measure_limits(Device& device, double seconds);

} // namespace pareto::gpu
