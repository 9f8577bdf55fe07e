// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/device_calibration.h"

#include "core/exec/devices.h"
#include "core/measure/energy_meter.h"
#include "core/measure/sampling.h"

namespace pareto {

Result<Calibration> calibration_of(const std::string& device, double seconds) {
  const DeviceFamily* family = find_device_family(device);
  if (!family)
    return cached_calibration();
  Calibration calibration;
  const double start = now_seconds();
  PARETO_TRY_ASSIGN(limits, family->measure(device, seconds));
  const DeviceFacts facts = facts_of_device(device).value_or(DeviceFacts{});
  calibration.processor = facts.name.empty() ? device : facts.name;
  calibration.type = facts.type.empty() ? family->prefix : facts.type;
  calibration.memory_bytes = facts.memory_bytes;
  calibration.instruction_set = family->prefix;
  calibration.roofline = limits.roofline();
  calibration.matrix_units = limits.units;
  add_idle(device, calibration);
  calibration.seconds = now_seconds() - start;
  return calibration;
}

} // namespace pareto
