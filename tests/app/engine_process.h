// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/strict_json.h"

#include <QProcess>
#include <QStringList>

#include <vector>

/// One finished call of the engine.
struct EngineRun {
  int code = -1;
  QString out, error;
  std::vector<nlohmann::json> events; ///< when every line of `out` is an object
  bool all_json = true;

  std::vector<nlohmann::json> of_kind(const char* name) const {
    std::vector<nlohmann::json> found;
    for (const nlohmann::json& e : events)
      if (e.contains("event") && e["event"] == name)
        found.push_back(e);
    return found;
  }
};

inline EngineRun run_engine(const QStringList& words, const QByteArray& input = {}) {
  QProcess process;
  process.start(PARETO_ENGINE, words);
  process.write(input);
  process.closeWriteChannel();
  EngineRun run;
  if (!process.waitForFinished(120'000)) {
    process.kill();
    process.waitForFinished();
    return run;
  }
  run.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -process.exitCode();
  run.out = QString::fromUtf8(process.readAllStandardOutput());
  run.error = QString::fromUtf8(process.readAllStandardError());
  for (const QString& line : run.out.split('\n', Qt::SkipEmptyParts)) {
    const auto json = pareto::parse_strict_json(line.toStdString(), "line");
    if (json && json->is_object())
      run.events.push_back(*json);
    else
      run.all_json = false;
  }
  return run;
}
