// SPDX-License-Identifier: GPL-3.0-or-later
// The session and its devices: which take part, what is known of them, and which this machine has.
#include "ui/session/study_session.h"

#include <algorithm>

namespace pareto::ui {

/// What is known of the study's devices: their measured limits, else what the engine says of this machine's.
void StudySession::describeDevices() {
  for (const std::string& device : m_effective.devices) {
    const auto measured = m_limits.find(device);
    const DeviceFacts* facts = m_devices.find(device);
    if (measured != m_limits.end()) {
      m_evidence->set_limits(device, measured->second);
    } else if (facts && device != "cpu") {
      Calibration limits;
      limits.processor = facts->name;
      limits.type = facts->type;
      limits.memory_bytes = facts->memory_bytes;
      m_evidence->set_limits(device, limits);
    }
  }
}

/// The view falls back to the first device, and to comparing models, when the study no longer has what it shows.
void StudySession::adaptDevice() {
  const auto& devices = m_effective.devices;
  if (std::find(devices.begin(), devices.end(), m_view.at.device) == devices.end())
    m_view.at.device.clear();
  if (devices.size() < 2)
    m_view.compared = Compared::Models;
}

void StudySession::setDeviceUsed(const std::string& device, bool used) {
  Study changed = m_study;
  std::erase(changed.devices, device);
  if (used)
    changed.devices.push_back(device);
  if (changed.devices.empty()) {
    Q_EMIT studyChanged(); // whoever asked shows it ticked again
    return;
  }
  // The CPU first: it is what the others are compared with.
  std::stable_partition(changed.devices.begin(), changed.devices.end(), [](const std::string& id) { return id == "cpu"; });
  setStudy(std::move(changed));
}

/// Without the devices of another machine, as far as this machine's are known; what they gave stays shown.
Study StudySession::onThisMachine(Study study) const {
  if (m_devices.isKnown())
    std::erase_if(study.devices, [this](const std::string& device) { return device != "cpu" && !m_devices.find(device); });
  return study;
}

void StudySession::takeLimits(const std::string& device, const Calibration& limits) {
  m_limits[device] = limits;
  describeDevices();
  scheduleEvidence();
}

} // namespace pareto::ui
