// SPDX-License-Identifier: GPL-3.0-or-later
// A script that stands for the engine, and the event lines it says.
#pragma once

#include "core/measure/calibration.h"
#include "core/study/protocol/measurement_json.h"
#include "core/study/study.h"

#include <QDir>
#include <QFile>
#include <QString>

namespace pareto::test {

/// An executable shell script in `folder`; `body` sees STUDY and STORE as $2 and $4.
inline QString fakeEngine(const QString& folder, const QString& body) {
  const QString path = QDir(folder).filePath(QStringLiteral("engine-%1.sh").arg(qHash(body)));
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly))
    return {};
  file.write("#!/bin/sh\n" + body.toUtf8() + "\n");
  file.close();
  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  return path;
}

inline QString sayLine(const nlohmann::json& event) {
  QString text = QString::fromStdString(event.dump());
  return QStringLiteral("printf '%s\\n' '") + text.replace(QLatin1Char('\''), QStringLiteral("'\\''")) +
         QStringLiteral("'\n");
}

inline nlohmann::json startedEvent(const Study& study) {
  Calibration calibration;
  calibration.processor = "Test processor";
  calibration.instruction_set = "avx2";
  calibration.threads = 2;
  calibration.roofline.bytes_per_s = 20e9;
  calibration.roofline.flops_per_s = 200e9;
  return {{"event", "started"},
          {"run", 1},
          {"study", to_json(study)},
          {"calibration", to_json(calibration)},
          {"store", "x"}};
}

/// Answers `devices` with a CPU, a software device vulkan:0 and one that cannot be used; for the start of a fake
/// engine's body.
inline QString answersDevices() {
  const nlohmann::json cpu{
      {"event", "device"}, {"device", "cpu"}, {"processor", "Test processor"}, {"memory_bytes", 16'000'000'000}},
      oracle{{"event", "device"}, {"device", "reference"}, {"processor", "Test processor"}},
      soft{{"event", "device"},    {"device", "vulkan:0"}, {"processor", "Soft GPU (v1)"},   {"type", "software"},
           {"driver", "soft 1.0"}, {"software", true},     {"memory_bytes", 16'000'000'000}, {"free_bytes", nullptr}},
      old{{"event", "device"},
          {"device", nullptr},
          {"processor", "Old GPU"},
          {"type", "discrete GPU"},
          {"reason", "It offers Vulkan 1.1; 1.2 is needed: update its driver."}};
  return QStringLiteral("if [ \"$1\" = devices ]; then\n") + sayLine(cpu) + sayLine(oracle) + sayLine(soft) +
         sayLine(old) + QStringLiteral("exit 0\nfi\n");
}

inline nlohmann::json progressEvent(const CellKey& cell, int done, int total) {
  return {{"event", "progress"},   {"round", 0},         {"done", done}, {"total", total},
          {"cell", to_json(cell)}, {"remaining_s", 61.0}};
}

} // namespace pareto::test
