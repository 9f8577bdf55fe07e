// SPDX-License-Identifier: GPL-3.0-or-later
// A script that stands for the engine, and the event lines it says.
#pragma once

#include "core/measure/calibration.h"
#include "core/study/measurement_json.h"
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
  return QStringLiteral("printf '%s\\n' '") + text.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QStringLiteral("'\n");
}

inline nlohmann::json startedEvent(const Study& study) {
  Calibration calibration;
  calibration.processor = "Test processor";
  calibration.instruction_set = "avx2";
  calibration.threads = 2;
  calibration.read_bytes_per_s = 20e9;
  calibration.flops_per_s = 200e9;
  return {{"event", "started"}, {"run", 1}, {"study", to_json(study)}, {"calibration", to_json(calibration)}, {"store", "x"}};
}

inline nlohmann::json progressEvent(const CellKey& cell, int done, int total) {
  return {{"event", "progress"}, {"round", 0}, {"done", done}, {"total", total}, {"cell", to_json(cell)}, {"remaining_s", 61.0}};
}

} // namespace pareto::test
