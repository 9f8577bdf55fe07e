// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quality/score.h"
#include "core/result.h"
#include "core/study/measurement.h"
#include "core/study/study.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;

namespace pareto {

/// How a run ended. Open: it goes on, or its program was killed.
enum class RunEnd : uint8_t { Open, Complete, Stopped };

/// Everything measured, appended as it comes and committed before it is shown (SQLite, WAL, synchronous FULL): a kill at
/// any moment loses nothing that was seen.
class RunStore {
public:
  enum class Mode { ReadWrite, ReadOnly };
  static Result<std::unique_ptr<RunStore>> open(const std::string& path, Mode mode = Mode::ReadWrite);
  ~RunStore();

  struct Run {
    int64_t id = 0;
    std::string study;       ///< JSON
    std::string calibration; ///< JSON
    std::string started_utc;
    RunEnd end = RunEnd::Open; ///< stores older than version 3 call a stopped run complete
  };
  Result<int64_t> begin_run(const Study& study, const std::string& calibration_json);
  /// Replaces what begin_run() stored: limits of further devices become known while a run goes on.
  Status set_calibration(int64_t run, const std::string& calibration_json);
  Status append(int64_t run, const Measurement& measurement);
  /// The first end holds. What was measured stays, whichever it is.
  Status finish_run(int64_t run, RunEnd end);
  Result<std::vector<Run>> runs() const;
  /// In the order they were measured; a row that cannot be read is an error that names it.
  Result<std::vector<Measurement>> results(int64_t run) const;
  /// Qualities measured on own texts; they belong to the store, not to a run.
  Status append_score(const Score& score);
  Result<std::vector<Score>> scores() const;

private:
  explicit RunStore(sqlite3* database)
      : m_database(database) {}
  Status execute(const char* sql) const;
  Status migrate(); ///< to the newest version, from none or an older one
  sqlite3* m_database;
};

} // namespace pareto
