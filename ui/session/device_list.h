// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/devices.h"
#include "ui/engine/engine_process.h"

#include <QObject>
#include <QString>

#include <vector>

namespace pareto::ui {

/// The devices of this machine as the engine names them, the CPU first, those that cannot be used with their reason.
/// Asking measures nothing, so that it disturbs no measurement.
class DeviceList : public QObject {
  Q_OBJECT

public:
  explicit DeviceList(QString enginePath, QObject* parent = nullptr);

  /// Asks the engine; changed() follows, also where it does not answer.
  void ask();
  /// Whether the engine has answered; until then nothing can be said to be missing.
  bool isKnown() const { return m_known; }
  const std::vector<DeviceFacts>& all() const { return m_devices; }
  /// By id ("vulkan:0"); nullptr for what this machine lacks.
  const DeviceFacts* find(const std::string& device) const;

Q_SIGNALS:
  void changed();

private:
  void take(const protocol::DeviceEvent& event);
  void finish();

  EngineProcess m_process;
  std::vector<DeviceFacts> m_devices, m_found; ///< as answered last, and as the answer comes in
  bool m_known = false;
};

} // namespace pareto::ui
