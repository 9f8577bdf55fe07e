// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/calibration.h"

namespace pareto {

/// The roofline of any device: the CPU's stored one, or copy bandwidth and multiply-adds measured now on a device that
/// an upper layer registered (core/exec/devices.h). `processor` is the device's own name, `instruction_set` its family.
Result<Calibration> calibration_of(const std::string& device, double seconds = 0.6);

} // namespace pareto
