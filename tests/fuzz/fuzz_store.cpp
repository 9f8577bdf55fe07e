// SPDX-License-Identifier: GPL-3.0-or-later
// A results file from anywhere: opened to look at and to write on, read whole, continued.
#include "core/study/run_store.h"
#include "tests/fuzz/seeds.h"

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace pareto;

namespace {

namespace fs = std::filesystem;

void require(bool condition) {
  if (!condition)
    std::abort();
}

/// A folder in memory where there is one, removed at the end; it holds the file and what SQLite puts beside it.
class Folder {
public:
  Folder() {
    std::string name =
        (fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) / "pareto-fuzz-XXXXXX";
    require(mkdtemp(name.data()) != nullptr);
    m_path = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
  }
  std::string file() const { return m_path / "study.sqlite"; }
  void clear() const {
    for (const auto& entry : fs::directory_iterator(m_path))
      fs::remove(entry.path());
  }

private:
  fs::path m_path;
};

const Folder& folder() {
  static const Folder one;
  return one;
}

void check(const Error& error) { require(!error.message.empty() && error.message.back() == '.'); }

Measurement measurement(int64_t context) {
  Measurement m;
  m.key = {CellKey::Kind::Decode, "mamba2@125m", "cpu", "f32", 8, context, 0};
  m.tpot_ms = Estimate{1.25, Interval{1.2, 1.3}, 300};
  m.samples_ms = {1.2, 1.3};
  m.time_utc = "2026-01-02T03:04:05Z";
  return m;
}

Score score() {
  Score s;
  s.model = "mamba2@125m";
  s.precision = "f16";
  s.value = 1.5;
  s.n = 128;
  return s;
}

void read_all(const RunStore& store) {
  if (const auto scores = store.scores(); !scores)
    check(scores.error());
  const auto runs = store.runs();
  if (!runs)
    return check(runs.error());
  for (size_t i = 0; i < runs->size() && i < 16; ++i)
    if (const auto results = store.results((*runs)[i].id); !results)
      check(results.error());
}

void continue_it(RunStore& store) {
  const auto run = store.begin_run(quick_look(), "{}");
  if (!run)
    return check(run.error());
  const auto row = store.append(*run, measurement(512));
  for (const Status& status :
       {row ? Status() : Status(row.error()), store.append_score(score()), store.finish_run(*run, RunEnd::Stopped)})
    if (!status)
      check(status.error());
}

void execute(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  require(sqlite3_open(path.c_str(), &database) == SQLITE_OK &&
          sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

/// Small pages: more of a small file means something.
std::string seed(const char* before, bool filled, const char* after) {
  folder().clear();
  execute(folder().file(), before);
  if (filled) {
    auto store = RunStore::open(folder().file());
    require(store.has_value());
    read_all(**store);
    for (int i = 0; i < 2; ++i)
      continue_it(**store);
  }
  execute(folder().file(), after);
  std::ifstream in(folder().file(), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

constexpr const char* kSmallPages = "PRAGMA page_size=512; VACUUM;";
constexpr const char* kFirstVersion = "PRAGMA page_size=512;"
                                      "CREATE TABLE runs(id INTEGER PRIMARY KEY, study TEXT NOT NULL, calibration TEXT "
                                      "NOT NULL, started_utc TEXT NOT NULL, completed_utc TEXT);"
                                      "CREATE TABLE results(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES "
                                      "runs(id), model TEXT NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL);"
                                      "CREATE INDEX results_by_run ON results(run);"
                                      "INSERT INTO runs VALUES(1, '{}', '{}', '2025-01-01T00:00:00Z', NULL);"
                                      "INSERT INTO results VALUES(1, 1, 'a', 'decode', '{\"kind\":\"decode\"}');"
                                      "PRAGMA user_version = 1;";
/// A table's place taken by a view that never ends, and a trigger on what is written.
constexpr const char* kEndlessView = "ALTER TABLE scores RENAME TO kept;"
                                     "CREATE VIEW scores AS WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 "
                                     "FROM c) SELECT id, 'm' AS model, 't' AS task, '{}' AS event FROM c;";
constexpr const char* kTrigger = "CREATE TRIGGER endless AFTER INSERT ON results BEGIN INSERT INTO results(run, model, "
                                 "kind, event) SELECT run, model, kind, event FROM results; END;";

} // namespace

std::vector<std::string> fuzz::seeds() {
  return {seed(kSmallPages, true, ""), seed(kSmallPages, true, "PRAGMA journal_mode=DELETE"),
          seed(kFirstVersion, false, ""), seed(kSmallPages, true, kEndlessView), seed(kSmallPages, true, kTrigger)};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  folder().clear();
  std::ofstream(folder().file(), std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  for (const RunStore::Mode mode : {RunStore::Mode::ReadOnly, RunStore::Mode::ReadWrite}) {
    auto store = RunStore::open(folder().file(), mode);
    if (!store) {
      check(store.error());
      continue;
    }
    read_all(**store);
    if (mode == RunStore::Mode::ReadWrite)
      continue_it(**store);
  }
  return 0;
}
