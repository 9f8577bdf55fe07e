// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/device_list.h"

#include <algorithm>

namespace pareto::ui {

DeviceList::DeviceList(QString enginePath, QObject* parent) : QObject(parent), m_process(std::move(enginePath)) {
  m_process.converse<protocol::DeviceEvent>([this](const protocol::DeviceEvent& event) { take(event); });
  connect(&m_process, &EngineProcess::ended, this, &DeviceList::finish);
}

void DeviceList::ask() {
  if (m_process.isRunning())
    return;
  m_found.clear();
  m_process.start({QStringLiteral("devices"), QStringLiteral("--names"), QStringLiteral("--json")});
}

/// The oracle is no device to measure on.
void DeviceList::take(const protocol::DeviceEvent& event) {
  if (const auto* seen = std::get_if<protocol::DeviceSeen>(&event); seen && seen->facts.device != "reference")
    m_found.push_back(seen->facts);
}

void DeviceList::finish() {
  if (!m_found.empty()) {
    m_devices = std::move(m_found);
    m_known = true;
  }
  Q_EMIT changed();
}

const DeviceFacts* DeviceList::find(const std::string& device) const {
  const auto found = std::find_if(m_devices.begin(), m_devices.end(), [&](const DeviceFacts& facts) {
    return facts.device == device && facts.problem.empty();
  });
  return found == m_devices.end() ? nullptr : &*found;
}

} // namespace pareto::ui
