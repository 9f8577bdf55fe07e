// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/run_store.h"

#include "core/checkpoint/strict_json.h"
#include "core/measure/sampling.h"
#include "core/platform/files.h"
#include "core/study/measurement_json.h"

#include <filesystem>

#include <sqlite3.h>

namespace pareto {

namespace {

constexpr int kVersion = 3;
constexpr int kBusyMilliseconds = 5000;
constexpr uintmax_t kSmallestDatabase = 512; ///< one page of the smallest size

constexpr const char* kSchema = R"(
CREATE TABLE runs(id INTEGER PRIMARY KEY, study TEXT NOT NULL, calibration TEXT NOT NULL, started_utc TEXT NOT NULL, completed_utc TEXT);
CREATE TABLE results(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), model TEXT NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL);
CREATE INDEX results_by_run ON results(run);
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

/// A prepared statement that ends with its scope.
class Statement {
public:
  Statement(sqlite3* database, const char* sql) { sqlite3_prepare_v2(database, sql, -1, &m_statement, nullptr); }
  ~Statement() { sqlite3_finalize(m_statement); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& bind(int index, const std::string& text) {
    sqlite3_bind_text(m_statement, index, text.c_str(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind(int index, int64_t value) {
    sqlite3_bind_int64(m_statement, index, value);
    return *this;
  }
  int step() { return m_statement ? sqlite3_step(m_statement) : SQLITE_ERROR; }
  std::string text(int column) const {
    const unsigned char* value = sqlite3_column_text(m_statement, column);
    return value ? reinterpret_cast<const char*>(value) : std::string();
  }
  int64_t integer(int column) const { return sqlite3_column_int64(m_statement, column); }
  bool null(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

private:
  sqlite3_stmt* m_statement = nullptr;
};

Error store_error(sqlite3* database, const std::string& what) {
  const int code = sqlite3_errcode(database);
  const std::string remedy = code == SQLITE_FULL     ? " The disk is full: free some space; nothing stored so far is lost."
                             : code == SQLITE_READONLY ? " The file is read-only: save the study elsewhere."
                             : code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? " The file is damaged: take a copy of it and begin a new one."
                                                       : "";
  return fail(ErrorCode::Io, what + ": " + sqlite3_errmsg(database) + "." + remedy);
}

/// A path may hold bytes that are no UTF-8; they must not end the program.
std::string text_of(const nlohmann::json& json) { return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

} // namespace

namespace {

/// PRAGMA user_version; the statement ends before anything is written: an open read would lock the journal mode.
int64_t version_of(sqlite3* database) {
  Statement pragma(database, "PRAGMA user_version");
  return pragma.step() == SQLITE_ROW ? pragma.integer(0) : -1;
}

bool holds_tables(sqlite3* database) {
  Statement tables(database, "SELECT count(*) FROM sqlite_master");
  return tables.step() != SQLITE_ROW || tables.integer(0) > 0;
}

/// What a hostile file may hold in a table's place, and no version of this program writes: a view that never ends, a trigger
/// on what is written, a virtual table.
Status only_tables(sqlite3* database, const std::string& path) {
  Statement programs(database, "SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'");
  if (programs.step() != SQLITE_ROW)
    return store_error(database, "The results file " + path + " could not be read");
  if (programs.integer(0) > 0)
    return fail(ErrorCode::InvalidFile, path + " holds views or triggers, which this program never writes; it is not opened.", path);
  return {};
}

/// A WAL file in a folder that may not be written (a medium, an archive) opens only as immutable; that is true of it when
/// no writer has left a journal beside it.
sqlite3* open_immutable(const std::string& path) {
  std::string uri = "file:";
  constexpr const char* kHex = "0123456789ABCDEF";
  for (unsigned char c : path)
    if (c == '%' || c == '?' || c == '#' || c < 0x20)
      uri += {'%', kHex[c >> 4], kHex[c & 15]};
    else
      uri += static_cast<char>(c);
  sqlite3* database = nullptr;
  sqlite3_open_v2((uri + "?immutable=1").c_str(), &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
  return database;
}

} // namespace

Result<std::unique_ptr<RunStore>> RunStore::open(const std::string& name, Mode mode) {
  PARETO_TRY_ASSIGN(path, plain_file_name(name, "The results file"));
  std::error_code ignored;
  if (const auto size = std::filesystem::file_size(path, ignored); !ignored && size > 0 && size < kSmallestDatabase) // SQLite would take it for an empty one
    return fail(ErrorCode::InvalidFile, path + " is not a results file of this program; choose another name.", path);
  sqlite3* database = nullptr;
  const int flags = mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int opened = sqlite3_open_v2(path.c_str(), &database, flags, nullptr);
  std::unique_ptr<RunStore> store(new RunStore(database));
  if (opened != SQLITE_OK)
    return store_error(database, "The results file " + path + " could not be opened");
  sqlite3_busy_timeout(database, kBusyMilliseconds);
  int64_t version = version_of(database);
  if (version < 0 && mode == Mode::ReadOnly && (sqlite3_errcode(database) == SQLITE_CANTOPEN || sqlite3_errcode(database) == SQLITE_READONLY) && !std::filesystem::exists(path + "-wal", ignored)) {
    database = open_immutable(path);
    store.reset(new RunStore(database));
    version = version_of(database);
  }
  if (version < 0 && sqlite3_errcode(database) != SQLITE_NOTADB)
    return store_error(database, "The results file " + path + " could not be read");
  if (version < 0 || (version == 0 && (mode == Mode::ReadOnly || holds_tables(database))))
    return fail(ErrorCode::InvalidFile, path + " is not a results file of this program; choose another name.", path);
  PARETO_TRY(only_tables(database, path));
  if (version > kVersion)
    return fail(ErrorCode::Unsupported, path + " was written by a newer version of this program; update it to open the file.", path);
  if (mode == Mode::ReadWrite) {
    PARETO_TRY(store->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"));
    if (version < kVersion)
      PARETO_TRY(store->migrate());
  }
  return store;
}

RunStore::~RunStore() { sqlite3_close_v2(m_database); }

Status RunStore::execute(const char* sql) const {
  if (sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return store_error(m_database, "The results could not be stored");
  return {};
}

Status RunStore::migrate() {
  PARETO_TRY(execute("BEGIN IMMEDIATE"));
  const int64_t now = version_of(m_database); // another program may have been quicker
  Status made = now == 0 ? execute(kSchema) : Status{};
  if (made && now < 2)
    made = execute(kScores);
  if (made && now < 3)
    made = execute(kStopped);
  if (!made) {
    static_cast<void>(execute("ROLLBACK"));
    return made;
  }
  return execute("COMMIT");
}

Result<int64_t> RunStore::begin_run(const Study& study, const std::string& calibration_json) {
  Statement insert(m_database, "INSERT INTO runs(study, calibration, started_utc) VALUES(?, ?, ?)");
  if (insert.bind(1, text_of(to_json(study))).bind(2, calibration_json).bind(3, utc_now()).step() != SQLITE_DONE)
    return store_error(m_database, "The run could not be stored");
  return sqlite3_last_insert_rowid(m_database);
}

Status RunStore::set_calibration(int64_t run, const std::string& calibration_json) {
  Statement update(m_database, "UPDATE runs SET calibration = ? WHERE id = ?");
  if (update.bind(1, calibration_json).bind(2, run).step() != SQLITE_DONE)
    return store_error(m_database, "The limits of a device could not be stored");
  return {};
}

Status RunStore::append(int64_t run, const Measurement& measurement) {
  Statement insert(m_database, "INSERT INTO results(run, model, kind, event) VALUES(?, ?, ?, ?)");
  const std::string kind = measurement.key.kind == CellKey::Kind::Decode ? "decode" : "prefill";
  if (insert.bind(1, run).bind(2, measurement.key.model).bind(3, kind).bind(4, text_of(to_json(measurement))).step() != SQLITE_DONE)
    return store_error(m_database, "A result could not be stored");
  return {};
}

Status RunStore::finish_run(int64_t run, RunEnd end) {
  if (end == RunEnd::Open)
    return fail(ErrorCode::Internal, "A run cannot be ended as open.");
  Statement update(m_database, end == RunEnd::Stopped ? "UPDATE runs SET stopped_utc = ? WHERE id = ? AND completed_utc IS NULL AND stopped_utc IS NULL"
                                                      : "UPDATE runs SET completed_utc = ? WHERE id = ? AND completed_utc IS NULL AND stopped_utc IS NULL");
  if (update.bind(1, utc_now()).bind(2, run).step() != SQLITE_DONE)
    return store_error(m_database, "The end of the run could not be stored");
  return {};
}

Result<std::vector<RunStore::Run>> RunStore::runs() const {
  const bool knows_stops = version_of(m_database) >= 3; // an older store may be opened for reading
  Statement select(m_database, knows_stops ? "SELECT id, study, calibration, started_utc, completed_utc, stopped_utc FROM runs ORDER BY id"
                                           : "SELECT id, study, calibration, started_utc, completed_utc, NULL FROM runs ORDER BY id");
  std::vector<Run> all;
  int code = 0;
  while ((code = select.step()) == SQLITE_ROW)
    all.push_back({select.integer(0), select.text(1), select.text(2), select.text(3), !select.null(5) ? RunEnd::Stopped : !select.null(4) ? RunEnd::Complete : RunEnd::Open});
  if (code != SQLITE_DONE)
    return store_error(m_database, "The runs could not be read");
  return all;
}

Result<std::vector<Measurement>> RunStore::results(int64_t run) const {
  Statement select(m_database, "SELECT id, event FROM results WHERE run = ? ORDER BY id");
  select.bind(1, run);
  std::vector<Measurement> all;
  int code = 0;
  while ((code = select.step()) == SQLITE_ROW) {
    PARETO_TRY_ASSIGN(event, parse_strict_json(select.text(1), "result " + std::to_string(select.integer(0))));
    PARETO_TRY_ASSIGN(measurement, measurement_from_json(event));
    all.push_back(std::move(measurement));
  }
  if (code != SQLITE_DONE)
    return store_error(m_database, "The results could not be read");
  return all;
}

Status RunStore::append_score(const Score& score) {
  Statement insert(m_database, "INSERT INTO scores(model, task, event) VALUES(?, ?, ?)");
  if (insert.bind(1, score.model).bind(2, to_string(score.task)).bind(3, text_of(to_json(score))).step() != SQLITE_DONE)
    return store_error(m_database, "A score could not be stored");
  return {};
}

Result<std::vector<Score>> RunStore::scores() const {
  std::vector<Score> all;
  if (version_of(m_database) < 2) // an older store, opened for reading
    return all;
  Statement select(m_database, "SELECT id, event FROM scores ORDER BY id");
  int code = 0;
  while ((code = select.step()) == SQLITE_ROW) {
    PARETO_TRY_ASSIGN(event, parse_strict_json(select.text(1), "score " + std::to_string(select.integer(0))));
    PARETO_TRY_ASSIGN(score, score_from_json(event));
    all.push_back(std::move(score));
  }
  if (code != SQLITE_DONE)
    return store_error(m_database, "The scores could not be read");
  return all;
}

} // namespace pareto
