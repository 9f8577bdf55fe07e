// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/measurement.h"
#include "core/quality/score.h"
#include "core/result.h"
#include "core/study/study.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pareto {

class Database;
class Statement;

/// How a run ended. Open: it goes on, or its program was killed.
enum class RunEnd : uint8_t { Open, Complete, Stopped };

/// What could be read of a table, and of everything else one sentence that names it.
template <class Row>
struct Rows : std::vector<Row> {
  std::vector<std::string> problems;
};

/// Everything measured, appended as it comes and committed before it is shown (SQLite, WAL, synchronous FULL): a kill
/// at any moment loses nothing that was seen. Every row carries a checksum over all its columns, which is compared when
/// it is read, and opening looks at the structure of the file: what differs from what was stored is left out and named.
/// The engine is the only writer; older stores are brought up to date when it opens them, after a copy was put beside
/// them (FILE.version-N.backup).
class RunStore {
public:
  enum class Mode : uint8_t { ReadWrite, ReadOnly };
  /// Read-only opens more: files of a newer version, damaged ones and those in folders that may not be written.
  static Result<std::unique_ptr<RunStore>> open(const std::string& path, Mode mode = Mode::ReadWrite);
  ~RunStore();

  struct Run {
    int64_t id = 0;
    std::string study;       ///< JSON
    std::string calibration; ///< JSON
    std::string started_utc, completed_utc, stopped_utc;
    RunEnd end = RunEnd::Open; ///< stores older than version 3 call a stopped run complete
  };
  struct StoredResult {
    int64_t run = 0;
    Measurement measurement;
  };
  /// All of it, each table read once.
  struct Contents {
    std::vector<Run> runs;
    std::vector<StoredResult> results; ///< in the order they were measured
    std::vector<Score> scores;
    std::vector<std::string> problems; ///< one sentence for whatever is missing above
  };
  Contents read() const;

  Result<int64_t> begin_run(const Study& study, const std::string& calibration_json);
  /// Replaces what begin_run() stored: limits of further devices become known while a run goes on.
  Status set_calibration(int64_t run, const std::string& calibration_json);
  /// Its number among all results: with the run's, what `reproduce` takes.
  Result<int64_t> append(int64_t run, const Measurement& measurement);
  /// The first end holds. What was measured stays, whichever it is.
  Status finish_run(int64_t run, RunEnd end);
  Result<Rows<Run>> runs() const;
  Result<Rows<Measurement>> results(int64_t run) const;
  /// Qualities measured on own texts; they belong to the store, not to a run.
  Status append_score(const Score& score);
  Result<Rows<Score>> scores() const;
  /// All of it, times included, in a file of its own; a writer may go on meanwhile. What is damaged here is left out
  /// there.
  Status copy_to(const std::string& path) const;

private:
  explicit RunStore(std::unique_ptr<Database> database);
  Status migrate(int64_t from); ///< to the newest version, from none or an older one
  Status move_samples() const;
  Status end_by(const char* sql, int64_t run) const;
  Status insert_run(const Run& run) const;
  Result<int64_t> insert_result(int64_t row, int64_t run, const Measurement& measurement) const;
  Result<Rows<StoredResult>> all_results() const;
  Status copy_readable(const std::string& path) const;

  std::unique_ptr<Database> m_database;
  int64_t m_version = 0;
  std::vector<std::string> m_problems; ///< of the file as a whole
  bool m_damaged = false;
};

} // namespace pareto
