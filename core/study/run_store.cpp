// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/run_store.h"

#include "core/formats/strict_json.h"
#include "core/measure/sampling.h"
#include "core/platform/files.h"
#include "core/study/database.h"
#include "core/study/protocol/measurement_json.h"
#include "core/study/write_ahead_log.h"

#include <sqlite3.h>

#include <bit>
#include <cstring>
#include <filesystem>

namespace pareto {

namespace {

constexpr int64_t kVersion = 5;
constexpr uintmax_t kSmallestDatabase = 512; ///< one page of the smallest size

constexpr const char* kSchema = R"(
CREATE TABLE runs(id INTEGER PRIMARY KEY, study TEXT NOT NULL, calibration TEXT NOT NULL, started_utc TEXT NOT NULL, completed_utc TEXT);
CREATE TABLE results(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), model TEXT NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL);
PRAGMA user_version = 1;
)";
/// Version 2: scores on own texts.
constexpr const char* kScores = R"(
CREATE TABLE scores(id INTEGER PRIMARY KEY, model TEXT NOT NULL, task TEXT NOT NULL, event TEXT NOT NULL);
PRAGMA user_version = 2;
)";
/// Version 3: a run that a person stopped is not complete.
constexpr const char* kStopped = R"(
ALTER TABLE runs ADD COLUMN stopped_utc TEXT;
PRAGMA user_version = 3;
)";
/// Version 4: what was measured is known by its fingerprint, rows by their checksum; samples lie beside the event,
/// where they need not be parsed. No index: a damaged one would hide rows.
constexpr const char* kChecked = R"(
DROP INDEX IF EXISTS results_by_run;
ALTER TABLE runs ADD COLUMN checksum TEXT;
ALTER TABLE results ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
ALTER TABLE results ADD COLUMN samples BLOB;
ALTER TABLE results ADD COLUMN checksum TEXT;
ALTER TABLE scores ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
ALTER TABLE scores ADD COLUMN checksum TEXT;
PRAGMA user_version = 4;
)";

/// Version 5: every repetition with its witness. Rows of version 4 keep their checksums: sealing them anew would call
/// damaged ones sound.
constexpr const char* kWitnessed = R"(
ALTER TABLE results ADD COLUMN repetitions BLOB;
PRAGMA user_version = 5;
)";
constexpr int64_t kSealedSince = 4; ///< rows of earlier versions have no checksum

// What checksums are of: every column of a row.
#define PARETO_RUN_DIGEST "digest(id, study, calibration, started_utc, completed_utc, stopped_utc)"
#define PARETO_SAMPLES_DIGEST "digest(id, run, model, fingerprint, kind, event, samples)"
#define PARETO_RESULT_DIGEST                                                                                           \
  "CASE WHEN repetitions IS NULL THEN " PARETO_SAMPLES_DIGEST                                                          \
  " ELSE digest(id, run, model, fingerprint, kind, event, samples, repetitions) END"
#define PARETO_SCORE_DIGEST "digest(id, model, fingerprint, task, event)"

constexpr const char* kSealRun = "UPDATE runs SET checksum = " PARETO_RUN_DIGEST " WHERE id = ?1";
constexpr const char* kSealAll =
    "UPDATE runs SET checksum = " PARETO_RUN_DIGEST "; UPDATE results SET checksum = " PARETO_SAMPLES_DIGEST
    "; UPDATE scores SET checksum = " PARETO_SCORE_DIGEST ";";

/// A path may hold bytes that are no UTF-8; they must not end the program.
std::string text_of(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Samples are stored as the machine holds them.
static_assert(std::endian::native == std::endian::little, "the store's samples are little-endian");

template <class Value>
std::vector<Value> values_of(const std::string& blob) {
  std::vector<Value> values(blob.size() / sizeof(Value));
  std::memcpy(values.data(), blob.data(), values.size() * sizeof(Value));
  return values;
}

/// A repetition as it lies in the store.
struct StoredRepetition {
  double ms, missed_s, others_s, stolen_s, pressure_s;
  int64_t switches, used;
};

std::vector<StoredRepetition> stored(const std::vector<Repetition>& repetitions) {
  std::vector<StoredRepetition> all;
  for (const auto& [ms, w, used] : repetitions)
    all.push_back({ms, w.missed_s, w.others_s, w.stolen_s, w.pressure_s, w.switches, used ? 1 : 0});
  return all;
}

std::vector<Repetition> repetitions_of(const std::string& blob) {
  std::vector<Repetition> all;
  for (const StoredRepetition& s : values_of<StoredRepetition>(blob))
    all.push_back({s.ms, {s.missed_s, s.others_s, s.stolen_s, s.pressure_s, s.switches}, s.used != 0});
  return all;
}

const char* kind_of(const Measurement& measurement) {
  return measurement.key.kind == CellKey::Kind::Decode ? "decode" : "prefill";
}

/// A transaction that is undone unless it is committed.
class Transaction {
public:
  explicit Transaction(const Database& database)
      : m_database(database), m_begun(database.execute("BEGIN IMMEDIATE", kStoring)) {}
  ~Transaction() {
    if (m_begun && !m_ended)
      static_cast<void>(m_database.execute("ROLLBACK", kStoring));
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  const Status& begun() const { return m_begun; }
  Status commit() {
    const Status done = m_database.execute("COMMIT", kStoring);
    m_ended = done.has_value();
    return done;
  }

private:
  static constexpr const char* kStoring = "The results could not be stored";
  const Database& m_database;
  Status m_begun;
  bool m_ended = false;
};

Error not_a_store(const std::string& path) {
  return fail(ErrorCode::InvalidFile, path + " is not a results file of this program; choose another name.", path);
}

Error damaged_file(const std::string& path) {
  return fail(ErrorCode::InvalidFile,
              path + " is damaged, and nothing can be added to it. Save the study under another name to go on with "
                     "what can be read of it.",
              path);
}

/// Reads a table from its beginning to its end, or where that is damaged, to the damage from both sides. `take` says
/// why a row cannot be used, or nothing.
template <class Row, class Take>
Result<Rows<Row>> read_table(const Database& database, const std::string& select, const char* what, const Take& take) {
  Rows<Row> rows;
  int64_t last = INT64_MIN;
  const auto scan = [&](const std::string& sql, auto&& into) {
    Statement statement(database, sql.c_str());
    int code = 0;
    while ((code = statement.step()) == SQLITE_ROW) {
      const int64_t id = statement.integer(0);
      const auto row = take(statement);
      if (row)
        into.push_back(std::move(*row));
      else
        rows.problems.push_back(std::string(what) + " " + std::to_string(id) + " is left out: " + row.error().message);
      last = std::max(last, id);
    }
    return code;
  };
  const int code = scan(select + " ORDER BY id", static_cast<std::vector<Row>&>(rows));
  if (code == SQLITE_DONE)
    return rows;
  const Error broken = database.error("Not every " + std::string(what) + " could be read");
  if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB)
    return broken;
  std::vector<Row> behind; // the damage
  scan(select + " WHERE id > " + std::to_string(last) + " ORDER BY id DESC", behind);
  rows.insert(rows.end(), std::make_move_iterator(behind.rbegin()), std::make_move_iterator(behind.rend()));
  rows.problems.push_back(broken.message);
  return rows;
}

Error changed() { return fail(ErrorCode::InvalidFile, "it is not what was stored."); }

} // namespace

RunStore::RunStore(std::unique_ptr<Database> database) : m_database(std::move(database)) {}
RunStore::~RunStore() = default;

Result<std::unique_ptr<RunStore>> RunStore::open(const std::string& name, Mode mode) {
  PARETO_TRY_ASSIGN(path, plain_file_name(name, "The results file"));
  std::error_code ignored;
  if (const auto size = std::filesystem::file_size(path, ignored);
      !ignored && size > 0 && size < kSmallestDatabase) // SQLite would take it for an empty one
    return not_a_store(path);
  const bool cut = log_is_damaged(path);
  PARETO_TRY_ASSIGN(database, cut && mode == Mode::ReadWrite
                                  ? Result<std::unique_ptr<Database>>(damaged_file(path))
                                  : Database::open(path, mode == Mode::ReadOnly ? Database::Mode::ReadOnly
                                                                                : Database::Mode::ReadWrite));
  const int64_t version = database->version();
  if (version < 0 && sqlite3_errcode(database->handle()) != SQLITE_NOTADB)
    return database->error("The results file " + path + " could not be read");
  if (version < 0 || (version == 0 && (mode == Mode::ReadOnly || database->holds_tables())))
    return not_a_store(path);
  if (database->holds_programs())
    return fail(ErrorCode::InvalidFile,
                path + " holds views or triggers, which this program never writes, or is damaged at its beginning; it "
                       "is not opened.",
                path);
  if (version > kVersion && mode == Mode::ReadWrite)
    return fail(ErrorCode::Unsupported,
                path + " was written by a newer version of this program, which alone can add to it; update this one.",
                path);
  std::unique_ptr<RunStore> store(new RunStore(std::move(database)));
  store->m_version = version;
  if (version > kVersion)
    store->m_problems.push_back(path + " was written by a newer version of this program; what this one understands is "
                                       "shown, and nothing can be added.");
  store->m_damaged = cut || (version > 0 && !store->m_database->damage().empty());
  if (store->m_damaged && mode == Mode::ReadWrite)
    return damaged_file(path);
  if (store->m_damaged)
    store->m_problems.push_back(cut ? path +
                                          "-wal, the log beside the results file, is damaged; the last results may be "
                                          "missing. Save the study under another name to go on with what is shown."
                                    : path + " is damaged; what can be read of it is shown. Save the study under "
                                             "another name to go on with that.");
  if (mode == Mode::ReadWrite) {
    if (version > 0 && version < kVersion) // before anything is changed
      PARETO_TRY(store->m_database->copy_to(path + ".version-" + std::to_string(version) + ".backup"));
    PARETO_TRY(store->m_database->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                                          "The results could not be stored"));
    if (version < kVersion)
      PARETO_TRY(store->migrate(version));
  }
  return store;
}

/// Another program may be quicker: what it has done is not done again.
Status RunStore::migrate(int64_t from) {
  Transaction transaction(*m_database);
  PARETO_TRY(transaction.begun());
  static constexpr const char* kSteps[] = {kSchema, kScores, kStopped, kChecked, kWitnessed};
  from = std::max(from, m_database->version());
  for (int64_t step = from; step < kVersion; ++step)
    PARETO_TRY(m_database->execute(kSteps[step], "The results file could not be brought up to date"));
  if (from > 0 && from < kSealedSince) {
    PARETO_TRY(move_samples());
    PARETO_TRY(m_database->execute(kSealAll, "The results file could not be brought up to date"));
  }
  PARETO_TRY(transaction.commit());
  m_version = kVersion;
  return {};
}

/// Out of the events of earlier versions; events that cannot be read stay as they are.
Status RunStore::move_samples() const {
  Statement select(*m_database, "SELECT id, event FROM results");
  int code = 0;
  while ((code = select.step()) == SQLITE_ROW) {
    auto event = parse_strict_json(select.text(1), "result");
    const auto measurement = event ? measurement_from_json(*event) : Result<Measurement>(event.error());
    if (!measurement)
      continue;
    event->erase("samples_ms");
    Statement update(*m_database, "UPDATE results SET event = ?2, samples = ?3 WHERE id = ?1");
    if (update.bind(1, select.integer(0))
            .bind(2, text_of(*event))
            .bind_blob(3, measurement->samples_ms.data(), measurement->samples_ms.size() * sizeof(double))
            .step() != SQLITE_DONE)
      return m_database->error("The results file could not be brought up to date");
  }
  return code == SQLITE_DONE ? Status() : Status(m_database->error("The results file could not be brought up to date"));
}

Result<int64_t> RunStore::begin_run(const Study& study, const std::string& calibration_json) {
  Transaction transaction(*m_database);
  PARETO_TRY(transaction.begun());
  PARETO_TRY(insert_run({0, text_of(to_json(study)), calibration_json, utc_now(), {}, {}, RunEnd::Open}));
  const int64_t id = sqlite3_last_insert_rowid(m_database->handle());
  PARETO_TRY(transaction.commit());
  return id;
}

/// `run.id` 0 = the next one.
Status RunStore::insert_run(const Run& run) const {
  Statement insert(*m_database, "INSERT INTO runs(id, study, calibration, started_utc, completed_utc, stopped_utc) "
                                "VALUES(nullif(?1, 0), ?2, ?3, ?4, nullif(?5, ''), nullif(?6, ''))");
  insert.bind(1, run.id)
      .bind(2, run.study)
      .bind(3, run.calibration)
      .bind(4, run.started_utc)
      .bind(5, run.completed_utc)
      .bind(6, run.stopped_utc);
  if (insert.step() != SQLITE_DONE)
    return m_database->error("The run could not be stored");
  Statement seal(*m_database, kSealRun);
  return seal.bind(1, sqlite3_last_insert_rowid(m_database->handle())).step() == SQLITE_DONE
             ? Status()
             : Status(m_database->error("The run could not be stored"));
}

Status RunStore::set_calibration(int64_t run, const std::string& calibration_json) {
  Transaction transaction(*m_database);
  PARETO_TRY(transaction.begun());
  Statement update(*m_database, "UPDATE runs SET calibration = ?2 WHERE id = ?1"), seal(*m_database, kSealRun);
  if (update.bind(1, run).bind(2, calibration_json).step() != SQLITE_DONE || seal.bind(1, run).step() != SQLITE_DONE)
    return m_database->error("The limits of a device could not be stored");
  return transaction.commit();
}

Result<int64_t> RunStore::append(int64_t run, const Measurement& measurement) {
  return insert_result(0, run, measurement);
}

/// `row` 0 = the next one.
Result<int64_t> RunStore::insert_result(int64_t row, int64_t run, const Measurement& measurement) const {
  // The number of the next row is part of what is hashed, so it is found first; both in one statement.
  Statement insert(*m_database,
                   "INSERT INTO results(id, run, model, fingerprint, kind, event, samples, repetitions, checksum) "
                   "SELECT n, ?1, ?2, ?3, ?4, ?5, ?6, ?7, CASE WHEN ?7 IS NULL THEN digest(n, ?1, ?2, ?3, ?4, ?5, ?6) "
                   "ELSE digest(n, ?1, ?2, ?3, ?4, ?5, ?6, ?7) END "
                   "FROM (SELECT coalesce(nullif(?8, 0), max(id) + 1, 1) AS n FROM results)");
  nlohmann::json event = to_json(measurement);
  for (const char* beside : {"samples_ms", "repetitions", "reproduce"})
    event.erase(beside);
  insert.bind(1, run)
      .bind(2, measurement.key.model)
      .bind(3, measurement.fingerprint)
      .bind(4, kind_of(measurement))
      .bind(5, text_of(event));
  insert.bind_blob(6, measurement.samples_ms.data(), measurement.samples_ms.size() * sizeof(double));
  if (const auto repetitions = stored(measurement.repetitions); !repetitions.empty())
    insert.bind_blob(7, repetitions.data(), repetitions.size() * sizeof(StoredRepetition));
  insert.bind(8, row);
  if (insert.step() != SQLITE_DONE)
    return m_database->error("A result could not be stored");
  return sqlite3_last_insert_rowid(m_database->handle());
}

Status RunStore::finish_run(int64_t run, RunEnd end) {
  if (end == RunEnd::Open)
    return fail(ErrorCode::Internal, "A run cannot be ended as open.");
  return end_by(
      end == RunEnd::Stopped
          ? "UPDATE runs SET stopped_utc = ?2 WHERE id = ?1 AND completed_utc IS NULL AND stopped_utc IS NULL"
          : "UPDATE runs SET completed_utc = ?2 WHERE id = ?1 AND completed_utc IS NULL AND stopped_utc IS NULL",
      run);
}

Status RunStore::end_by(const char* sql, int64_t run) const {
  Transaction transaction(*m_database);
  PARETO_TRY(transaction.begun());
  Statement update(*m_database, sql), seal(*m_database, kSealRun);
  if (update.bind(1, run).bind(2, utc_now()).step() != SQLITE_DONE || seal.bind(1, run).step() != SQLITE_DONE)
    return m_database->error("The end of the run could not be stored");
  return transaction.commit();
}

Result<Rows<RunStore::Run>> RunStore::runs() const {
  const char* select =
      m_version < 3 ? "SELECT id, study, calibration, started_utc, completed_utc, NULL, 1 FROM runs"
      : m_version < 4
          ? "SELECT id, study, calibration, started_utc, completed_utc, stopped_utc, 1 FROM runs"
          : "SELECT id, study, calibration, started_utc, completed_utc, stopped_utc, checksum IS " PARETO_RUN_DIGEST
            " FROM runs";
  return read_table<Run>(*m_database, select, "run", [this](const Statement& row) -> Result<Run> {
    if (row.integer(6) == 0 && m_version <= kVersion)
      return changed();
    return Run{row.integer(0),
               row.text(1),
               row.text(2),
               row.text(3),
               row.text(4),
               row.text(5),
               !row.null(5)   ? RunEnd::Stopped
               : !row.null(4) ? RunEnd::Complete
                              : RunEnd::Open};
  });
}

Result<Rows<RunStore::StoredResult>> RunStore::all_results() const {
  const char* select = m_version < 4   ? "SELECT id, run, event, NULL, 1, NULL FROM results"
                       : m_version < 5 ? "SELECT id, run, event, samples, checksum IS " PARETO_SAMPLES_DIGEST
                                         ", NULL FROM results"
                                       : "SELECT id, run, event, samples, checksum IS (" PARETO_RESULT_DIGEST
                                         "), repetitions FROM results";
  return read_table<StoredResult>(*m_database, select, "result", [this](const Statement& row) -> Result<StoredResult> {
    if (row.integer(4) == 0 && m_version <= kVersion)
      return changed();
    PARETO_TRY_ASSIGN(event, parse_strict_json(row.text(2), "its event"));
    PARETO_TRY_ASSIGN(measurement, measurement_from_json(event));
    if (!row.null(3))
      measurement.samples_ms = values_of<double>(row.blob(3));
    if (!row.null(5))
      measurement.repetitions = repetitions_of(row.blob(5));
    measurement.run = row.integer(1);
    measurement.row = row.integer(0);
    return StoredResult{row.integer(1), std::move(measurement)};
  });
}

Result<Rows<Measurement>> RunStore::results(int64_t run) const {
  PARETO_TRY_ASSIGN(all, all_results()); // a damaged row may name another run
  Rows<Measurement> own;
  own.problems = std::move(all.problems);
  for (StoredResult& result : all)
    if (result.run == run)
      own.push_back(std::move(result.measurement));
  return own;
}

Status RunStore::append_score(const Score& score) {
  Statement insert(
      *m_database,
      "INSERT INTO scores(id, model, fingerprint, task, event, checksum) "
      "SELECT n, ?1, ?2, ?3, ?4, digest(n, ?1, ?2, ?3, ?4) FROM (SELECT coalesce(max(id), 0) + 1 AS n FROM scores)");
  insert.bind(1, score.model)
      .bind(2, score.fingerprint)
      .bind(3, to_string(score.task))
      .bind(4, text_of(to_json(score)));
  return insert.step() == SQLITE_DONE ? Status() : Status(m_database->error("A score could not be stored"));
}

Result<Rows<Score>> RunStore::scores() const {
  if (m_version < 2) // an older store, opened for reading
    return Rows<Score>();
  const char* select = m_version < 4 ? "SELECT id, event, 1 FROM scores"
                                     : "SELECT id, event, checksum IS " PARETO_SCORE_DIGEST " FROM scores";
  return read_table<Score>(*m_database, select, "score", [this](const Statement& row) -> Result<Score> {
    if (row.integer(2) == 0 && m_version <= kVersion)
      return changed();
    PARETO_TRY_ASSIGN(event, parse_strict_json(row.text(1), "its event"));
    return score_from_json(event);
  });
}

RunStore::Contents RunStore::read() const {
  Contents contents;
  contents.problems = m_problems;
  const auto take = [&](auto rows, auto& into) {
    if (!rows) {
      contents.problems.push_back(rows.error().message);
      return;
    }
    contents.problems.insert(contents.problems.end(), rows->problems.begin(), rows->problems.end());
    into = std::move(*rows);
  };
  take(runs(), contents.runs);
  take(all_results(), contents.results);
  take(scores(), contents.scores);
  return contents;
}

Status RunStore::copy_to(const std::string& name) const {
  PARETO_TRY_ASSIGN(path, plain_file_name(name, "The results file"));
  return m_damaged ? copy_readable(path) : m_database->copy_to(path);
}

/// Row by row, with the numbers and times they have.
Status RunStore::copy_readable(const std::string& path) const {
  const std::string part = path + ".readable";
  remove_database(part);
  const auto copy = [&]() -> Status {
    PARETO_TRY_ASSIGN(target, open(part));
    const Contents contents = read();
    Transaction transaction(*target->m_database);
    PARETO_TRY(transaction.begun());
    for (const Run& run : contents.runs)
      PARETO_TRY(target->insert_run(run));
    for (const StoredResult& result : contents.results)
      PARETO_TRY(target->insert_result(result.measurement.row, result.run, result.measurement));
    for (const Score& score : contents.scores)
      PARETO_TRY(target->append_score(score));
    PARETO_TRY(transaction.commit());
    return target->m_database->copy_to(path);
  };
  const Status copied = copy();
  remove_database(part);
  return copied;
}

} // namespace pareto
