// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/device_list.h"

#include "core/formats/strict_json.h"
#include "ui/engine/engine_client.h"

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kPatience = 1000; ///< milliseconds a killed engine has to end

std::string textOf(const nlohmann::json& event, const char* key) {
  const auto found = event.find(key);
  return found != event.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int64_t bytesOf(const nlohmann::json& event, const char* key, int64_t otherwise) {
  const auto found = event.find(key);
  return found != event.end() && found->is_number_integer() ? found->get<int64_t>() : otherwise;
}

/// A `device` event; the oracle is no device to measure on.
std::optional<DeviceFacts> factsOf(const QByteArray& line) {
  const auto event = parse_strict_json({line.constData(), static_cast<size_t>(line.size())}, "engine");
  if (!event || !event->is_object() || textOf(*event, "event") != "device" || textOf(*event, "device") == "reference")
    return std::nullopt;
  DeviceFacts facts;
  facts.device = textOf(*event, "device");
  facts.name = textOf(*event, "processor");
  facts.type = textOf(*event, "type");
  facts.driver = textOf(*event, "driver");
  facts.software = facts.type == "software";
  facts.memory_bytes = bytesOf(*event, "memory_bytes", 0);
  facts.free_bytes = bytesOf(*event, "free_bytes", -1);
  facts.problem = textOf(*event, "reason");
  return facts;
}

} // namespace

DeviceList::DeviceList(QString enginePath, QObject* parent)
    : QObject(parent), m_enginePath(std::move(enginePath)) {
  connect(&m_process, &QProcess::finished, this, &DeviceList::take);
  connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) // the other kinds are followed by finished()
      Q_EMIT changed();
  });
}

DeviceList::~DeviceList() {
  m_process.disconnect(this);
  if (m_process.state() == QProcess::NotRunning)
    return;
  m_process.kill();
  m_process.waitForFinished(kPatience);
}

void DeviceList::ask() {
  if (m_process.state() != QProcess::NotRunning)
    return;
  if (m_enginePath.isEmpty()) {
    Q_EMIT changed();
    return;
  }
  m_process.start(m_enginePath, QStringList{QStringLiteral("devices"), QStringLiteral("--names"), QStringLiteral("--json")} + EngineClient::withParent(), QIODevice::ReadOnly);
}

void DeviceList::take() {
  std::vector<DeviceFacts> found;
  for (const QByteArray& line : m_process.readAllStandardOutput().split('\n'))
    if (auto facts = factsOf(line))
      found.push_back(std::move(*facts));
  if (!found.empty()) {
    m_devices = std::move(found);
    m_known = true;
  }
  Q_EMIT changed();
}

const DeviceFacts* DeviceList::find(const std::string& device) const {
  const auto found = std::find_if(m_devices.begin(), m_devices.end(), [&](const DeviceFacts& facts) { return facts.device == device && facts.problem.empty(); });
  return found == m_devices.end() ? nullptr : &*found;
}

} // namespace pareto::ui
