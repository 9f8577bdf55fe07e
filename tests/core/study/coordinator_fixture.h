// SPDX-License-Identifier: GPL-3.0-or-later
// A coordinator with real workers, or with stand-ins that die, lie and hang: small shell programs that behave badly in
// one way and otherwise hand over to the real worker.
#pragma once

#include "core/study/coordinator.h"
#include "core/study/protocol/protocol.h"
#include "core/study/run_store.h"
#include "tests/support/program.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace pareto::test {

/// Of a quick round of two_models(), at least: where other programs run beside this test, what they disturbed is
/// measured once more. Tests that need the exact number measure with quiet_worker().
inline constexpr size_t kResults = 6;

inline Study two_models() {
  Study study;
  study.models = {"mamba2@probe", "gla@probe"};
  study.precision = "f32";
  study.contexts = {16};
  study.batches = {1};
  study.prompts = {16};
  study.workload.prompt_tokens = 16;
  study.workload.requests = 1;
  study.seconds_per_cell = 0.05;
  return study;
}

/// Says 2 ms to everything, where `cases` say nothing else by $cell, $ms and $c.
inline QByteArray quiet_worker(const QByteArray& cases = "-) ;;") {
  return QByteArray(R"(
while read -r line; do
  case "$line" in
  *'"cmd":"load"'*) echo '{"event":"loaded"}' ;;
  *'"cmd":"quit"'*) exit 0 ;;
  *) cell=${line#*'"cell":{'}; cell=${cell%%'}'*}; ms=2.0; c=quiet
     case "$cell" in CASES esac
     echo "{\"event\":\"result\",$cell,\"source\":\"measured\",\"condition\":\"$c\",\"samples_ms\":[$ms],\"tpot_ms\":{\"p50\":$ms,\"n\":1}}" ;;
  esac
done
)")
      .replace("CASES", cases);
}

/// What both tests start from: a folder and options of their own, and what was told.
class CoordinatorFixture {
protected:
  /// Once a test: calibrated once for all.
  void share_cache() const { qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8()); }
  /// Before each function.
  void begin() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_events.clear();
    m_options = {};
    m_options.store_path = m_folder->filePath("results.sqlite").toStdString();
    m_options.engine_path = PARETO_ENGINE;
    m_options.rounds = 1;
    m_options.limits = cached_calibration; // nothing here is about a machine that gets faster
    m_options.emit = [this](const protocol::RunEvent& event) { m_events.push_back(to_json(event)); };
  }
  Status run(const Study& study) { return run_study(study, m_options); }
  std::vector<nlohmann::json> of_kind(const char* event) const {
    std::vector<nlohmann::json> found;
    for (const nlohmann::json& e : m_events)
      if (e["event"] == event)
        found.push_back(e);
    return found;
  }
  /// A worker that runs `script` (with $real the real engine, $mark a file that tells the first start from later ones).
  void behave(const QByteArray& script) {
    const QString path = m_folder->filePath("worker");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("#!/bin/sh\nreal=" PARETO_ENGINE "\nmark=" + m_folder->filePath("mark").toUtf8() + "\n" + script);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    file.close();
    m_options.engine_path = path.toStdString();
  }
  /// Seconds as a worker's script writes them into $mark.clock; 0 while it has written none.
  void let_the_worker_tell_the_time() {
    m_options.clock = [path = m_folder->filePath("mark.clock")] {
      QFile clock(path);
      return clock.open(QIODevice::ReadOnly) ? clock.readAll().trimmed().toDouble() : 0.0;
    };
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  CoordinatorOptions m_options;
  std::vector<nlohmann::json> m_events;

private:
  QTemporaryDir m_cache;
};

} // namespace pareto::test
