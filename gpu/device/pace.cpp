// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/pace.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

constexpr double kSubmitSeconds = 0.2; ///< a tenth of the common watchdog: the guess may be ten times too high
constexpr double kSlowest = 64; ///< beyond it a step was held up by something else (a machine asleep, a debugger)

} // namespace

Pace Pace::of(const PhysicalDevice& device, double forced_s) {
  Pace pace;
  const bool card =
      device.properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU; // rates of the slowest with Vulkan 1.2
  pace.m_roofline = card ? Roofline{1e11, 5e11} : Roofline{2e10, 5e10};
  pace.m_submit_s = forced_s > 0 ? forced_s : device.software() ? 0 : kSubmitSeconds;
  return pace;
}

double Pace::expected_seconds(double operations, double bytes) const {
  return m_slowness * m_roofline.seconds(bytes, operations);
}

void Pace::learn(double expected, double seconds, size_t submits) {
  const bool too_long = m_submit_s > 0 && expected > 0 && seconds > m_submit_s * static_cast<double>(submits);
  if (too_long)
    m_slowness = std::clamp(m_slowness * seconds / expected, m_slowness, kSlowest);
}

} // namespace pareto::gpu
