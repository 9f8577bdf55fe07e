// SPDX-License-Identifier: GPL-3.0-or-later
// What was shown is never lost: kills, full disks, folders without permission, files of others.
#include "core/study/measurement_json.h"
#include "core/study/run_store.h"

#include <QtTest>

#include <csignal>

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace pareto;

namespace {

Measurement numbered(int64_t number) {
  Measurement m;
  m.key = {CellKey::Kind::Decode, "mamba2@probe", "cpu", "f32", 1, number, 0};
  m.tpot_ms = Estimate{1.0 + static_cast<double>(number) / 1024, Interval{1, 2}, 12};
  m.samples_ms.assign(40, static_cast<double>(number));
  return m;
}

Study study() {
  Study s;
  s.models = {"mamba2@probe"};
  return s;
}

/// A file system whose disk is full, or whose writes fail, after so many writes. Everything else is the real one.
struct FaultyDisk {
  static inline int writes_left = -1; ///< -1: never fails
  static inline int code = SQLITE_FULL;
  static inline int writes = 0;
  struct File {
    sqlite3_file base;
    sqlite3_file* real;
  };
  static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }
  static bool fails() {
    ++writes;
    return writes_left >= 0 && writes > writes_left;
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    auto* base = static_cast<sqlite3_vfs*>(vfs->pAppData);
    auto* mine = reinterpret_cast<File*>(file);
    mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
    mine->base.pMethods = nullptr;
    const int result = base->xOpen(base, name, mine->real, flags, out);
    if (mine->real->pMethods)
      mine->base.pMethods = methods();
    return result;
  }

  static const sqlite3_io_methods* methods() {
    static sqlite3_io_methods m = [] {
      sqlite3_io_methods x{};
      x.iVersion = 2;
      x.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
      x.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, n, at); };
      x.xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
        if (!fails())
          return real(f)->pMethods->xWrite(real(f), from, n, at);
        if (n > 1) // a short write: half of it reaches the disk
          static_cast<void>(real(f)->pMethods->xWrite(real(f), from, n / 2, at));
        return code;
      };
      x.xTruncate = [](sqlite3_file* f, sqlite3_int64 n) { return real(f)->pMethods->xTruncate(real(f), n); };
      x.xSync = [](sqlite3_file* f, int flags) { return real(f)->pMethods->xSync(real(f), flags); };
      x.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) { return real(f)->pMethods->xFileSize(real(f), n); };
      x.xLock = [](sqlite3_file* f, int l) { return real(f)->pMethods->xLock(real(f), l); };
      x.xUnlock = [](sqlite3_file* f, int l) { return real(f)->pMethods->xUnlock(real(f), l); };
      x.xCheckReservedLock = [](sqlite3_file* f, int* r) { return real(f)->pMethods->xCheckReservedLock(real(f), r); };
      x.xFileControl = [](sqlite3_file* f, int op, void* a) { return real(f)->pMethods->xFileControl(real(f), op, a); };
      x.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
      x.xDeviceCharacteristics = [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); };
      x.xShmMap = [](sqlite3_file* f, int p, int n, int e, void volatile** to) { return real(f)->pMethods->xShmMap(real(f), p, n, e, to); };
      x.xShmLock = [](sqlite3_file* f, int o, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), o, n, flags); };
      x.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
      x.xShmUnmap = [](sqlite3_file* f, int d) { return real(f)->pMethods->xShmUnmap(real(f), d); };
      return x;
    }();
    return &m;
  }

  /// Makes it the file system every database of this program uses.
  static void install() {
    static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
    vfs.pAppData = sqlite3_vfs_find(nullptr);
    vfs.szOsFile += static_cast<int>(sizeof(File));
    vfs.zName = "faulty";
    vfs.xOpen = open;
    sqlite3_vfs_register(&vfs, 1);
  }
  static void healthy() { writes_left = -1; }
  static void fail_after(int count, int with) {
    writes = 0;
    writes_left = count;
    code = with;
  }
};

/// Appends numbered results until it is killed; says each number on the pipe once append() has returned.
[[noreturn]] void write_until_killed(const std::string& path, int pipe_end) {
  auto store = RunStore::open(path);
  auto run = store ? (*store)->begin_run(study(), "{}") : Result<int64_t>(store.error());
  if (!run)
    _exit(3);
  for (int64_t number = 0;; ++number) {
    if (!(*store)->append(*run, numbered(number)) || write(pipe_end, &number, sizeof number) != sizeof number)
      _exit(4);
  }
}

std::vector<int64_t> read_numbers(int pipe_end) {
  std::vector<int64_t> numbers;
  int64_t number = 0;
  while (read(pipe_end, &number, sizeof number) == sizeof number)
    numbers.push_back(number);
  return numbers;
}

bool one_sentence(const std::string& message) { return !message.empty() && message.back() == '.' && message.find('\n') == std::string::npos; }

} // namespace

class TestRunStore : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { FaultyDisk::install(); }
  void init() {
    FaultyDisk::healthy();
    m_folder = std::make_unique<QTemporaryDir>();
  }
  void append_and_reopen();
  void two_runs_stay_apart();
  void a_stopped_run_is_not_complete();
  void hostile_texts_are_kept();
  void bytes_that_are_no_utf8_do_not_end_it();
  void writes_are_synchronous();
  void reader_sees_what_is_appended_meanwhile();
  void scores_come_back();
  void an_older_store_is_brought_up_to_date();
  void an_older_store_is_copied_before_it_is_changed();
  void samples_of_an_older_store_are_moved();
  void newer_version_is_only_read();
  void not_a_store_is_one_sentence_data();
  void not_a_store_is_one_sentence();
  void database_of_others_is_left_alone();
  void programs_in_the_file_do_not_run_data();
  void programs_in_the_file_do_not_run();
  void damaged_pages_are_one_sentence();
  void a_damaged_row_hides_no_other_data();
  void a_damaged_row_hides_no_other();
  void flipped_bits_never_give_other_data();
  void flipped_bits_of_a_log_never_lose_results_silently();
  void what_lies_behind_a_damaged_page_is_read();
  void a_copy_holds_everything_with_its_times();
  void a_copy_is_taken_while_the_engine_writes();
  void a_copy_onto_a_full_disk_leaves_what_was_there();
  void a_copy_of_a_damaged_file_holds_what_can_be_read();
  void folder_that_is_not_there();
  void folder_without_permission();
  void finished_study_opens_from_a_read_only_folder();
  void killed_study_opens_from_a_read_only_folder();
  void disk_fills_up_at_every_write_data();
  void disk_fills_up_at_every_write();
  void kill_loses_nothing_that_was_emitted();

private:
  std::string path() const { return m_folder->filePath("results.sqlite").toStdString(); }
  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRunStore::append_and_reopen() {
  {
    auto store = RunStore::open(path());
    QVERIFY(store);
    const auto run = (*store)->begin_run(study(), R"({"threads":2})");
    QVERIFY(run);
    for (int i = 0; i < 25; ++i)
      QVERIFY((*store)->append(*run, numbered(i)));
    QVERIFY((*store)->finish_run(*run, RunEnd::Complete));
  }
  for (RunStore::Mode mode : {RunStore::Mode::ReadOnly, RunStore::Mode::ReadWrite}) {
    auto store = RunStore::open(path(), mode);
    QVERIFY2(store, store ? "" : store.error().message.c_str());
    const auto runs = (*store)->runs();
    QVERIFY(runs && runs->size() == 1);
    QVERIFY(runs->front().end == RunEnd::Complete);
    QCOMPARE(runs->front().calibration, std::string(R"({"threads":2})"));
    QCOMPARE(nlohmann::json::parse(runs->front().study), to_json(study()));
    const auto results = (*store)->results(runs->front().id);
    QVERIFY(results && results->size() == 25);
    for (int i = 0; i < 25; ++i)
      QCOMPARE(to_json((*results)[static_cast<size_t>(i)]), to_json(numbered(i)));
  }
}

void TestRunStore::two_runs_stay_apart() {
  auto store = RunStore::open(path());
  QVERIFY(store);
  const auto first = (*store)->begin_run(study(), "{}"), second = (*store)->begin_run(study(), "{}");
  QVERIFY(first && second && *first != *second);
  QVERIFY((*store)->append(*first, numbered(1)) && (*store)->append(*second, numbered(2)) && (*store)->append(*first, numbered(3)));
  QCOMPARE((*store)->results(*first)->size(), size_t{2});
  QCOMPARE((*store)->results(*second)->front().key.context, int64_t{2});
  QVERIFY((*store)->results(99)->empty());
  QVERIFY((*store)->finish_run(*second, RunEnd::Complete));
  const auto runs = (*store)->runs();
  QVERIFY((*runs)[0].end == RunEnd::Open && (*runs)[1].end == RunEnd::Complete);
}

void TestRunStore::a_stopped_run_is_not_complete() {
  {
    auto store = RunStore::open(path());
    QVERIFY(store);
    const auto stopped = (*store)->begin_run(study(), "{}"), complete = (*store)->begin_run(study(), "{}");
    QVERIFY(stopped && complete && (*store)->append(*stopped, numbered(1)));
    QVERIFY(!(*store)->finish_run(*stopped, RunEnd::Open));
    QVERIFY((*store)->finish_run(*stopped, RunEnd::Stopped) && (*store)->finish_run(*complete, RunEnd::Complete));
    QVERIFY((*store)->finish_run(*stopped, RunEnd::Complete) && (*store)->finish_run(*complete, RunEnd::Stopped)); // too late
  }
  const auto reader = RunStore::open(path(), RunStore::Mode::ReadOnly);
  const auto runs = (*reader)->runs();
  QVERIFY(runs && runs->size() == 2);
  QVERIFY((*runs)[0].end == RunEnd::Stopped && (*runs)[1].end == RunEnd::Complete);
  QCOMPARE((*reader)->results((*runs)[0].id)->size(), size_t{1}); // what was measured stays
}

void TestRunStore::hostile_texts_are_kept() {
  auto store = RunStore::open(path());
  QVERIFY(store);
  Measurement m = numbered(1);
  m.key.model = "'); DROP TABLE results; --\n\"ü";
  m.error = std::string(100'000, 'x');
  const auto run = (*store)->begin_run(study(), "{}");
  QVERIFY(run && (*store)->append(*run, m));
  const auto results = (*store)->results(*run);
  QVERIFY(results);
  QCOMPARE(to_json(results->front()), to_json(m));
}

void TestRunStore::bytes_that_are_no_utf8_do_not_end_it() {
  auto store = RunStore::open(path());
  QVERIFY(store);
  Measurement m = numbered(1);
  m.key.model = "folder/\xff\xfe";
  const auto run = (*store)->begin_run(study(), "{}");
  QVERIFY(run && (*store)->append(*run, m));
  const auto results = (*store)->results(*run);
  QVERIFY(results && results->size() == 1);
}

void TestRunStore::writes_are_synchronous() {
  auto store = RunStore::open(path());
  QVERIFY(store);
  // The journal is a property of the file; synchronous one of each connection, so the syncs themselves are not seen here.
  sqlite3* other = nullptr;
  QCOMPARE(sqlite3_open(path().c_str(), &other), SQLITE_OK);
  std::string journal;
  sqlite3_exec(other, "PRAGMA journal_mode", [](void* to, int, char** values, char**) { *static_cast<std::string*>(to) = values[0]; return 0; }, &journal, nullptr);
  sqlite3_close(other);
  QCOMPARE(journal, std::string("wal"));
}

void TestRunStore::reader_sees_what_is_appended_meanwhile() {
  auto writer = RunStore::open(path());
  QVERIFY(writer);
  const auto run = (*writer)->begin_run(study(), "{}");
  QVERIFY(run);
  auto reader = RunStore::open(path(), RunStore::Mode::ReadOnly);
  QVERIFY(reader);
  for (int i = 1; i <= 5; ++i) {
    QVERIFY((*writer)->append(*run, numbered(i)));
    QCOMPARE((*reader)->results(*run)->size(), static_cast<size_t>(i));
  }
  QVERIFY(!(*reader)->append(*run, numbered(9))); // read-only means it
}

void TestRunStore::scores_come_back() {
  Score score;
  score.model = "/models/a\xFF.gguf"; // a path may hold bytes that are no UTF-8
  score.precision = "q4";
  score.value = 1.25;
  score.file = "contract.txt";
  {
    const auto store = RunStore::open(path());
    QVERIFY((*store)->append_score(score));
    score.model = "/models/b.gguf";
    score.task = Score::Task::Lookup;
    score.value = 0.5;
    QVERIFY((*store)->append_score(score));
  }
  const auto reader = RunStore::open(path(), RunStore::Mode::ReadOnly);
  const auto scores = (*reader)->scores();
  QVERIFY2(scores.has_value(), scores ? "" : scores.error().message.c_str());
  QCOMPARE(scores->size(), size_t{2});
  QCOMPARE((*scores)[0].value, 1.25);
  QCOMPARE((*scores)[1].model, std::string("/models/b.gguf"));
  QCOMPARE(int((*scores)[1].task), int(Score::Task::Lookup));
  QVERIFY((*reader)->runs()->empty());
}

void TestRunStore::an_older_store_is_brought_up_to_date() {
  { // as version 1 wrote it
    sqlite3* database = nullptr;
    QCOMPARE(sqlite3_open(path().c_str(), &database), SQLITE_OK);
    QCOMPARE(sqlite3_exec(database,
                          "CREATE TABLE runs(id INTEGER PRIMARY KEY, study TEXT NOT NULL, calibration TEXT NOT NULL, started_utc TEXT NOT NULL, completed_utc TEXT);"
                          "CREATE TABLE results(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), model TEXT NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL);"
                          "CREATE INDEX results_by_run ON results(run); PRAGMA user_version = 1;"
                          "INSERT INTO runs(study, calibration, started_utc, completed_utc) VALUES('{}', '{}', '2025-01-01T00:00:00Z', '2025-01-01T00:01:00Z');",
                          nullptr, nullptr, nullptr),
             SQLITE_OK);
    sqlite3_close(database);
  }
  {
    const auto reader = RunStore::open(path(), RunStore::Mode::ReadOnly); // cannot change it, and need not
    QVERIFY(reader);
    QVERIFY((*reader)->scores()->empty());
    QCOMPARE((*reader)->runs()->size(), size_t{1});
    QVERIFY((*reader)->runs()->front().end == RunEnd::Complete);
  }
  Score score;
  score.model = "m";
  score.precision = "f16";
  for (int i = 1; i <= 2; ++i) { // opened a second time it is of the new version
    const auto store = RunStore::open(path());
    QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
    QCOMPARE((*store)->runs()->size(), static_cast<size_t>(i));
    QVERIFY((*store)->append_score(score));
    QCOMPARE((*store)->scores()->size(), static_cast<size_t>(i));
    QVERIFY((*store)->append(1, numbered(i)));
    const auto run = (*store)->begin_run(study(), "{}");
    QVERIFY(run && (*store)->finish_run(*run, RunEnd::Stopped));
    QVERIFY((*store)->runs()->front().end == RunEnd::Complete && (*store)->runs()->back().end == RunEnd::Stopped);
  }
}

namespace {

void run_sql(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  QCOMPARE(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  QCOMPARE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  QCOMPARE(sqlite3_close(database), SQLITE_OK);
}

QByteArray bytes_of(const std::string& path) {
  QFile file(QString::fromStdString(path));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// As version 3 wrote it: samples inside the event, no fingerprint.
void write_version_3(const std::string& path, int results) {
  run_sql(path, "CREATE TABLE runs(id INTEGER PRIMARY KEY, study TEXT NOT NULL, calibration TEXT NOT NULL, started_utc TEXT NOT NULL, completed_utc TEXT, stopped_utc TEXT);"
                "CREATE TABLE results(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), model TEXT NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL);"
                "CREATE INDEX results_by_run ON results(run);"
                "CREATE TABLE scores(id INTEGER PRIMARY KEY, model TEXT NOT NULL, task TEXT NOT NULL, event TEXT NOT NULL); PRAGMA user_version = 3;"
                "INSERT INTO runs(study, calibration, started_utc, completed_utc) VALUES('{}', '{}', '2025-01-01T00:00:00Z', '2025-01-01T00:01:00Z');");
  for (int i = 0; i < results; ++i) {
    nlohmann::json event = to_json(numbered(i));
    event.erase("fingerprint");
    run_sql(path, ("INSERT INTO results(run, model, kind, event) VALUES(1, 'mamba2@probe', 'decode', '" + event.dump() + "')").c_str());
  }
}

/// Everything the store says it holds, as one text.
std::string told(const RunStore::Contents& contents) {
  nlohmann::json all = nlohmann::json::array();
  for (const RunStore::Run& run : contents.runs)
    all.push_back({run.id, run.study, run.calibration, run.started_utc, run.completed_utc, run.stopped_utc, static_cast<int>(run.end)});
  for (const RunStore::StoredResult& result : contents.results)
    all.push_back({result.run, to_json(result.measurement)});
  for (const Score& score : contents.scores)
    all.push_back(to_json(score));
  return all.dump();
}

} // namespace

void TestRunStore::an_older_store_is_copied_before_it_is_changed() {
  write_version_3(path(), 3);
  const QByteArray before = bytes_of(path());
  QVERIFY(RunStore::open(path(), RunStore::Mode::ReadOnly));
  QCOMPARE(bytes_of(path()), before); // looking changes nothing
  const std::string backup = path() + ".version-3.backup";
  QVERIFY(!QFile::exists(QString::fromStdString(backup)));
  FaultyDisk::fail_after(3, SQLITE_FULL); // no room for the copy: nothing is changed
  QVERIFY(!RunStore::open(path()));
  FaultyDisk::healthy();
  const auto unchanged = RunStore::open(path(), RunStore::Mode::ReadOnly);
  QVERIFY(unchanged);
  QCOMPARE((*unchanged)->results(1)->size(), size_t{3});
  QVERIFY(RunStore::open(path()));
  const auto old = RunStore::open(backup, RunStore::Mode::ReadOnly);
  QVERIFY2(old, old ? "" : old.error().message.c_str());
  QCOMPARE((*old)->results(1)->size(), size_t{3});
  QCOMPARE((*old)->runs()->front().started_utc, std::string("2025-01-01T00:00:00Z"));
}

void TestRunStore::samples_of_an_older_store_are_moved() {
  write_version_3(path(), 5);
  run_sql(path(), "INSERT INTO results(run, model, kind, event) VALUES(1, 'x', 'decode', '{\"kind\":')"); // was never readable
  const auto old = (*RunStore::open(path(), RunStore::Mode::ReadOnly))->read();
  QCOMPARE(old.results.size(), size_t{5});
  QCOMPARE(old.problems.size(), size_t{1});
  const auto store = RunStore::open(path());
  QVERIFY2(store, store ? "" : store.error().message.c_str());
  const auto moved = (*store)->read();
  QCOMPARE(told(moved), told(old));
  QVERIFY(moved.results.front().measurement.fingerprint.empty()); // nobody knows which files they were of
  QCOMPARE(moved.problems.size(), size_t{1});
  QVERIFY2(moved.problems.front().find("result 6") != std::string::npos, moved.problems.front().c_str());
  const auto events = [&](const char* sql) {
    sqlite3* database = nullptr;
    sqlite3_open(path().c_str(), &database);
    int count = 0;
    sqlite3_exec(database, sql, [](void* to, int, char**, char**) { return ++*static_cast<int*>(to), 0; }, &count, nullptr);
    sqlite3_close(database);
    return count;
  };
  QCOMPARE(events("SELECT 1 FROM results WHERE event LIKE '%samples_ms%'"), 0);
  QCOMPARE(events("SELECT 1 FROM results WHERE length(samples) = 320"), 5);
}

void TestRunStore::newer_version_is_only_read() {
  {
    auto store = RunStore::open(path());
    const auto run = (*store)->begin_run(study(), "{}");
    QVERIFY(run && (*store)->append(*run, numbered(1)));
  }
  run_sql(path(), "CREATE TABLE future(x); ALTER TABLE results ADD COLUMN future TEXT; PRAGMA user_version = 5;");
  const QByteArray before = bytes_of(path());
  const auto refused = RunStore::open(path());
  QVERIFY(!refused);
  QCOMPARE(refused.error().code, ErrorCode::Unsupported);
  QVERIFY2(one_sentence(refused.error().message) && refused.error().message.find("newer version") != std::string::npos, refused.error().message.c_str());
  {
    const auto reader = RunStore::open(path(), RunStore::Mode::ReadOnly);
    QVERIFY2(reader, reader ? "" : reader.error().message.c_str());
    const auto contents = (*reader)->read();
    QCOMPARE(contents.results.size(), size_t{1});
    QCOMPARE(contents.problems.size(), size_t{1});
    QVERIFY2(contents.problems.front().find("newer version") != std::string::npos, contents.problems.front().c_str());
    QVERIFY(!(*reader)->append(1, numbered(2)));
  }
  QCOMPARE(bytes_of(path()), before);
}

void TestRunStore::not_a_store_is_one_sentence_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::newRow("text") << QByteArray("these are my notes, do not overwrite them\n").repeated(100);
  QTest::newRow("zeros") << QByteArray(8192, '\0');
  QTest::newRow("header only") << QByteArray("SQLite format 3\0", 16) + QByteArray(84, '\x7f');
  QTest::newRow("one byte") << QByteArray("x");
}

void TestRunStore::not_a_store_is_one_sentence() {
  QFETCH(QByteArray, bytes);
  for (RunStore::Mode mode : {RunStore::Mode::ReadOnly, RunStore::Mode::ReadWrite}) {
    QFile file(QString::fromStdString(path()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    const auto store = RunStore::open(path(), mode);
    QVERIFY(!store);
    QVERIFY2(one_sentence(store.error().message) && QString::fromStdString(store.error().message).contains("results.sqlite"), store.error().message.c_str());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), bytes); // whatever it was, it still is
  }
}

void TestRunStore::database_of_others_is_left_alone() {
  sqlite3* database = nullptr;
  QCOMPARE(sqlite3_open(path().c_str(), &database), SQLITE_OK);
  sqlite3_exec(database, "CREATE TABLE photos(x); INSERT INTO photos VALUES(1);", nullptr, nullptr, nullptr);
  sqlite3_close(database);
  for (RunStore::Mode mode : {RunStore::Mode::ReadOnly, RunStore::Mode::ReadWrite}) {
    const auto store = RunStore::open(path(), mode);
    QVERIFY(!store);
    QVERIFY2(QString::fromStdString(store.error().message).contains("not a results file"), store.error().message.c_str());
  }
}

void TestRunStore::programs_in_the_file_do_not_run_data() {
  QTest::addColumn<QByteArray>("sql");
  QTest::newRow("a view that never ends") << QByteArray("ALTER TABLE scores RENAME TO kept; CREATE VIEW scores AS WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c) "
                                                        "SELECT id, 'm' AS model, 't' AS task, '{}' AS event FROM c;");
  QTest::newRow("a trigger that never ends") << QByteArray("CREATE TRIGGER more AFTER INSERT ON results BEGIN INSERT INTO results(run, model, kind, event) SELECT run, model, kind, event FROM results; END;");
  QTest::newRow("a virtual table of no module") << QByteArray("PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING nothing()');");
}

void TestRunStore::programs_in_the_file_do_not_run() {
  QFETCH(QByteArray, sql);
  QVERIFY(RunStore::open(path()).has_value());
  sqlite3* other = nullptr;
  QCOMPARE(sqlite3_open(path().c_str(), &other), SQLITE_OK);
  QCOMPARE(sqlite3_exec(other, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  for (const RunStore::Mode mode : {RunStore::Mode::ReadOnly, RunStore::Mode::ReadWrite}) {
    const auto store = RunStore::open(path(), mode);
    QVERIFY(!store);
    QVERIFY2(one_sentence(store.error().message), store.error().message.c_str());
  }
}

void TestRunStore::damaged_pages_are_one_sentence() {
  int64_t run = 0;
  {
    auto store = RunStore::open(path());
    QVERIFY(store);
    run = *(*store)->begin_run(study(), "{}");
    for (int i = 0; i < 200; ++i)
      QVERIFY((*store)->append(run, numbered(i)));
  }
  QFile file(QString::fromStdString(path()));
  QVERIFY(file.open(QIODevice::ReadWrite));
  for (qint64 at = 4096; at + 4096 <= file.size(); at += 4096) {
    file.seek(at);
    file.write(QByteArray(64, '\xa5'));
  }
  file.close();
  auto store = RunStore::open(path(), RunStore::Mode::ReadOnly);
  if (!store) {
    QVERIFY2(one_sentence(store.error().message), store.error().message.c_str());
    return;
  }
  const auto contents = (*store)->read();
  QVERIFY(contents.results.empty() && !contents.problems.empty());
  for (const std::string& problem : contents.problems)
    QVERIFY2(one_sentence(problem) || problem.back() == '.', problem.c_str());
  const auto refused = RunStore::open(path()); // nothing is added to a damaged file
  QVERIFY(!refused);
  QVERIFY2(refused.error().message.find("is damaged") != std::string::npos, refused.error().message.c_str());
}

void TestRunStore::a_damaged_row_hides_no_other_data() {
  QTest::addColumn<QByteArray>("sql");
  QTest::addColumn<QByteArray>("named");
  QTest::newRow("event") << QByteArray("UPDATE results SET event = replace(event, '1.00', '1.01') WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("event that is no JSON") << QByteArray("UPDATE results SET event = '{\"kind\":' WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("another run") << QByteArray("UPDATE results SET run = 7 WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("another model") << QByteArray("UPDATE results SET model = 'x' WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("another kind") << QByteArray("UPDATE results SET kind = 'prefill' WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("another fingerprint") << QByteArray("UPDATE results SET fingerprint = 'f' WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("fewer samples") << QByteArray("UPDATE results SET samples = substr(samples, 9) WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("no samples") << QByteArray("UPDATE results SET samples = NULL WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("checksum") << QByteArray("UPDATE results SET checksum = NULL WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("another number") << QByteArray("UPDATE results SET id = 33 WHERE id = 3") << QByteArray("result 33");
  QTest::newRow("score") << QByteArray("UPDATE scores SET task = 'lookup'") << QByteArray("score 1");
  QTest::newRow("run") << QByteArray("UPDATE runs SET calibration = '{\"a\":1}'") << QByteArray("run 1");
  QTest::newRow("end of the run") << QByteArray("UPDATE runs SET completed_utc = 'x'") << QByteArray("run 1");
}

void TestRunStore::a_damaged_row_hides_no_other() {
  QFETCH(QByteArray, sql);
  QFETCH(QByteArray, named);
  {
    auto store = RunStore::open(path());
    const auto run = (*store)->begin_run(study(), "{}");
    for (int i = 0; i < 5; ++i)
      QVERIFY((*store)->append(*run, numbered(i)));
    Score score;
    score.model = "m";
    score.precision = "f16";
    QVERIFY((*store)->append_score(score));
    QVERIFY((*store)->read().problems.empty());
  }
  run_sql(path(), sql.constData());
  const auto store = RunStore::open(path());
  QVERIFY2(store, store ? "" : store.error().message.c_str());
  const auto contents = (*store)->read();
  QCOMPARE(contents.problems.size(), size_t{1});
  QVERIFY2(contents.problems.front().rfind(named.toStdString() + " ", 0) == 0 && one_sentence(contents.problems.front()), contents.problems.front().c_str());
  QCOMPARE(contents.runs.size() + contents.results.size() + contents.scores.size(), size_t{6}); // of seven
  QVERIFY((*store)->append(1, numbered(9))); // and it goes on
  QCOMPARE((*store)->read().problems.size(), size_t{1});
}

/// R-store: whatever bit of the file changes, it is either as it was, or what is missing is named.
void TestRunStore::flipped_bits_never_give_other_data() {
  {
    auto store = RunStore::open(path());
    for (int run = 0; run < 3; ++run) {
      const auto id = (*store)->begin_run(study(), R"({"threads":2})");
      for (int i = 0; i < 12; ++i) {
        Measurement m = numbered(i);
        m.fingerprint = "0123456789abcdef0123456789abcdef";
        QVERIFY((*store)->append(*id, m));
      }
      QVERIFY((*store)->finish_run(*id, run == 1 ? RunEnd::Stopped : RunEnd::Complete));
    }
    Score score;
    score.model = "m";
    score.precision = "f16";
    score.value = 1.5;
    QVERIFY((*store)->append_score(score) && (*store)->append_score(score));
  }
  const QByteArray sound = bytes_of(path());
  const std::string before = told((*RunStore::open(path(), RunStore::Mode::ReadOnly))->read());
  const int copies = qEnvironmentVariableIsSet("PARETO_DEEP") ? 3000 : 300;
  const std::string copy = m_folder->filePath("copy.sqlite").toStdString();
  unsigned random = 7;
  const auto next = [&] { return (random = random * 1664525u + 1013904223u) >> 8; };
  int named = 0, equal = 0, refused = 0;
  for (int i = 0; i < copies; ++i) {
    QByteArray bytes = sound;
    // A third of them in the file's first page: its header and its schema.
    const qsizetype at = static_cast<qsizetype>(next()) % (i % 3 == 0 ? 4096 : bytes.size());
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << next() % 8));
    QFile file(QString::fromStdString(copy));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    const auto store = RunStore::open(copy, RunStore::Mode::ReadOnly);
    if (!store) {
      QVERIFY2(one_sentence(store.error().message), store.error().message.c_str());
      ++refused;
      continue;
    }
    const auto contents = (*store)->read();
    if (contents.problems.empty())
      QVERIFY2(told(contents) == before, qPrintable(QString("copy %1: byte %2 gives other data").arg(i).arg(at)));
    contents.problems.empty() ? ++equal : ++named;
  }
  qInfo("%d copies: %d as they were, %d with what is missing named, %d refused with a sentence", copies, equal, named, refused);
  QVERIFY(named > copies / 4);
}

/// A killed engine leaves its log beside the file: SQLite would take a damaged frame for the log's end.
void TestRunStore::flipped_bits_of_a_log_never_lose_results_silently() {
  const pid_t writer = fork();
  if (writer == 0) {
    auto store = RunStore::open(path());
    const auto run = (*store)->begin_run(study(), "{}");
    for (int i = 0; i < 20; ++i)
      if (!(*store)->append(*run, numbered(i)))
        _exit(1);
    ::kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(writer, &status, 0);
  QVERIFY(WIFSIGNALED(status));
  const QByteArray file = bytes_of(path()), log = bytes_of(path() + "-wal");
  constexpr qsizetype kFrame = 24 + 4096;
  QVERIFY(log.size() > 20 * kFrame && (log.size() - 32) % kFrame == 0);
  const std::string copy = m_folder->filePath("copy.sqlite").toStdString();
  const auto opened = [&](const QByteArray& with) {
    QFile::remove(QString::fromStdString(copy + "-shm"));
    for (const auto& [suffix, bytes] : {std::pair{"", file}, std::pair{"-wal", with}}) {
      QFile out(QString::fromStdString(copy + suffix));
      if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
        qFatal("no room for a copy");
    }
    const auto store = RunStore::open(copy, RunStore::Mode::ReadOnly);
    return store ? (*store)->read() : RunStore::Contents{{}, {}, {}, {store.error().message}};
  };
  const std::string before = told(opened(log));
  QVERIFY(opened(log).problems.empty());
  for (qsizetype cut : {kFrame - 1, qsizetype{1}}) { // killed in the middle of a write: sound, and shorter
    const auto contents = opened(log.left(log.size() - cut));
    QVERIFY2(contents.problems.empty(), contents.problems.front().c_str());
    QVERIFY(contents.results.size() >= 19);
  }
  unsigned random = 5;
  const auto next = [&] { return (random = random * 1664525u + 1013904223u) >> 8; };
  int named = 0;
  for (int i = 0; i < 60; ++i) {
    QByteArray bytes = log;
    const qsizetype at = i < 4 ? i * 8 : static_cast<qsizetype>(next()) % (bytes.size() - kFrame); // not the last one's: nothing follows that tells
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << next() % 8));
    const auto contents = opened(bytes);
    if (contents.problems.empty())
      QVERIFY2(told(contents) == before, qPrintable(QString("byte %1 of the log loses results").arg(at)));
    else
      ++named;
    if (!contents.problems.empty() && i % 20 == 0) {
      const auto refused = RunStore::open(copy);
      QVERIFY2(!refused && refused.error().message.find("is damaged") != std::string::npos, refused ? "nothing may be added" : refused.error().message.c_str());
    }
  }
  QVERIFY2(named > 50, qPrintable(QString::number(named)));
}

void TestRunStore::what_lies_behind_a_damaged_page_is_read() {
  {
    auto store = RunStore::open(path());
    const auto run = (*store)->begin_run(study(), "{}");
    for (int i = 0; i < 200; ++i)
      QVERIFY((*store)->append(*run, numbered(i)));
  }
  QFile file(QString::fromStdString(path()));
  QVERIFY(file.open(QIODevice::ReadWrite) && file.size() > 40 * 4096);
  file.seek(30 * 4096);
  file.write(QByteArray(64, '\xa5'));
  file.close();
  const auto contents = (*RunStore::open(path(), RunStore::Mode::ReadOnly))->read();
  QVERIFY2(contents.results.size() > 150 && contents.results.size() < 200, qPrintable(QString::number(contents.results.size())));
  QVERIFY(contents.problems.size() >= 2); // the file, and the table
  for (size_t i = 1; i < contents.results.size(); ++i)
    QVERIFY(contents.results[i].measurement.key.context > contents.results[i - 1].measurement.key.context);
  QCOMPARE(contents.results.back().measurement.key.context, int64_t{199});
}

void TestRunStore::a_copy_holds_everything_with_its_times() {
  {
    auto store = RunStore::open(path());
    const auto run = (*store)->begin_run(study(), "{}");
    QVERIFY((*store)->append(*run, numbered(1)) && (*store)->finish_run(*run, RunEnd::Stopped));
  }
  run_sql(path(), "PRAGMA journal_mode = DELETE");
  const std::string target = m_folder->filePath("saved.sqlite").toStdString();
  for (const char* suffix : {"", "-wal"}) { // a file of that name, and what an interrupted writer left beside it
    QFile old(QString::fromStdString(target + suffix));
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write(QByteArray(4096, 'x')) == 4096);
  }
  const auto store = RunStore::open(path(), RunStore::Mode::ReadOnly);
  QTest::qSleep(1100); // stamps count seconds
  const Status copied = (*store)->copy_to(target);
  QVERIFY2(copied, copied ? "" : copied.error().message.c_str());
  QCOMPARE(told((*RunStore::open(target, RunStore::Mode::ReadOnly))->read()), told((*store)->read()));
  QVERIFY(!(*store)->runs()->front().stopped_utc.empty());
  QCOMPARE(QDir(m_folder->path()).entryList({"*.part*"}).size(), 0);
}

void TestRunStore::a_copy_is_taken_while_the_engine_writes() {
  auto writer = RunStore::open(path());
  const auto run = (*writer)->begin_run(study(), "{}");
  for (int i = 0; i < 300; ++i)
    QVERIFY((*writer)->append(*run, numbered(i)));
  const auto reader = RunStore::open(path(), RunStore::Mode::ReadOnly);
  const std::string target = m_folder->filePath("saved.sqlite").toStdString();
  QVERIFY((*reader)->copy_to(target));
  QVERIFY((*writer)->append(*run, numbered(300)));
  const auto copy = RunStore::open(target);
  QVERIFY(copy);
  QCOMPARE((*copy)->results(*run)->size(), size_t{300});
  QVERIFY((*copy)->append(*run, numbered(300))); // it is a store of its own
}

void TestRunStore::a_copy_onto_a_full_disk_leaves_what_was_there() {
  const std::string target = m_folder->filePath("saved.sqlite").toStdString();
  {
    auto old = RunStore::open(target);
    const auto run = (*old)->begin_run(study(), "{}");
    QVERIFY((*old)->append(*run, numbered(77)));
    auto store = RunStore::open(path());
    const auto other = (*store)->begin_run(study(), "{}");
    for (int i = 0; i < 50; ++i)
      QVERIFY((*store)->append(*other, numbered(i)));
  }
  const auto store = RunStore::open(path(), RunStore::Mode::ReadOnly);
  for (int after : {0, 1, 5, 15}) {
    FaultyDisk::fail_after(after, SQLITE_FULL);
    const Status copied = (*store)->copy_to(target);
    FaultyDisk::healthy();
    QVERIFY(!copied);
    QVERIFY2(copied.error().message.find("free some space") != std::string::npos, copied.error().message.c_str());
    QCOMPARE((*RunStore::open(target, RunStore::Mode::ReadOnly))->results(1)->front().key.context, int64_t{77});
    QCOMPARE(QDir(m_folder->path()).entryList({"*.part*"}).size(), 0);
  }
}

void TestRunStore::a_copy_of_a_damaged_file_holds_what_can_be_read() {
  {
    auto store = RunStore::open(path());
    const auto run = (*store)->begin_run(study(), "{}");
    for (int i = 0; i < 200; ++i)
      QVERIFY((*store)->append(*run, numbered(i)));
    QVERIFY((*store)->finish_run(*run, RunEnd::Complete));
  }
  QFile file(QString::fromStdString(path()));
  QVERIFY(file.open(QIODevice::ReadWrite));
  file.seek(30 * 4096);
  file.write(QByteArray(64, '\xa5'));
  file.close();
  const auto damaged = RunStore::open(path(), RunStore::Mode::ReadOnly);
  const std::string target = m_folder->filePath("saved.sqlite").toStdString();
  const Status copied = (*damaged)->copy_to(target);
  QVERIFY2(copied, copied ? "" : copied.error().message.c_str());
  const auto whole = RunStore::open(target); // to go on with
  QVERIFY2(whole, whole ? "" : whole.error().message.c_str());
  QVERIFY((*whole)->read().problems.empty());
  QCOMPARE(told((*whole)->read()), told((*damaged)->read()));
}

void TestRunStore::folder_that_is_not_there() {
  const auto store = RunStore::open(m_folder->filePath("no/such/folder/x.sqlite").toStdString());
  QVERIFY(!store);
  QVERIFY2(one_sentence(store.error().message) && QString::fromStdString(store.error().message).contains("no/such/folder"), store.error().message.c_str());
  QVERIFY(!RunStore::open(m_folder->path().toStdString())); // a folder is no file
}

void TestRunStore::folder_without_permission() {
  // Root may write anywhere, so a child gives its rights up first.
  chmod(m_folder->path().toUtf8(), 0555);
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(65534) != 0)
      _exit(9);
    const auto store = RunStore::open(path());
    _exit(store ? 1 : one_sentence(store.error().message) && store.error().message.find("results.sqlite") != std::string::npos ? 0 : 2);
  }
  int status = 0;
  waitpid(child, &status, 0);
  chmod(m_folder->path().toUtf8(), 0755);
  QVERIFY(WIFEXITED(status));
  if (WEXITSTATUS(status) == 9)
    QSKIP("this process may not give up root's rights");
  QCOMPARE(WEXITSTATUS(status), 0);
}

void TestRunStore::finished_study_opens_from_a_read_only_folder() {
  {
    auto store = RunStore::open(path());
    QVERIFY(store);
    const auto run = (*store)->begin_run(study(), "{}");
    QVERIFY(run && (*store)->append(*run, numbered(1)));
  }
  chmod(path().c_str(), 0444);
  chmod(m_folder->path().toUtf8(), 0555);
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(65534) != 0)
      _exit(9);
    const auto store = RunStore::open(path(), RunStore::Mode::ReadOnly);
    const auto results = store ? (*store)->results(1) : Result<Rows<Measurement>>(store.error());
    if (!results)
      qWarning("%s", results.error().message.c_str());
    _exit(results && results->size() == 1 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  chmod(m_folder->path().toUtf8(), 0755);
  QVERIFY(WIFEXITED(status));
  if (WEXITSTATUS(status) == 9)
    QSKIP("this process may not give up root's rights");
  QCOMPARE(WEXITSTATUS(status), 0);
}

/// Its engine was killed: the last results are in the log alone, and nobody may write it back.
void TestRunStore::killed_study_opens_from_a_read_only_folder() {
  const pid_t writer = fork();
  if (writer == 0) {
    auto store = RunStore::open(path());
    const auto run = (*store)->begin_run(study(), "{}");
    for (int i = 0; i < 20; ++i)
      if (!(*store)->append(*run, numbered(i)))
        _exit(1);
    ::kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(writer, &status, 0);
  QVERIFY(WIFSIGNALED(status));
  QVERIFY(QFileInfo(QString::fromStdString(path() + "-wal")).size() > 0);
  QFile::remove(QString::fromStdString(path() + "-shm")); // as on a medium
  for (const char* suffix : {"", "-wal"})
    chmod((path() + suffix).c_str(), 0444);
  chmod(m_folder->path().toUtf8(), 0555);
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(65534) != 0)
      _exit(9);
    bool good = false;
    if (const auto store = RunStore::open(path(), RunStore::Mode::ReadOnly)) {
      const auto results = (*store)->results(1);
      good = results && results->size() == 20 && !(*store)->append(1, numbered(20));
    } else {
      qWarning("%s", store.error().message.c_str());
    }
    _exit(good ? 0 : 1);
  }
  waitpid(child, &status, 0);
  chmod(m_folder->path().toUtf8(), 0755);
  QVERIFY(WIFEXITED(status));
  if (WEXITSTATUS(status) == 9)
    QSKIP("this process may not give up root's rights");
  QCOMPARE(WEXITSTATUS(status), 0);
  QCOMPARE(QDir(QDir::tempPath()).entryList({"paretoscope-results-*"}, QDir::Dirs).size(), 0); // the copy is gone
}

void TestRunStore::disk_fills_up_at_every_write_data() {
  QTest::addColumn<int>("after");
  QTest::addColumn<int>("code");
  for (int after = 0; after < 30; ++after) {
    QTest::addRow("full after %d writes", after) << after << SQLITE_FULL;
    QTest::addRow("broken after %d writes", after) << after << SQLITE_IOERR_WRITE;
  }
}

void TestRunStore::disk_fills_up_at_every_write() {
  QFETCH(int, after);
  QFETCH(int, code);
  int64_t kept = 0;
  {
    auto store = RunStore::open(path());
    QVERIFY(store);
    const auto run = (*store)->begin_run(study(), "{}");
    QVERIFY(run && (*store)->append(*run, numbered(kept++)));
    FaultyDisk::fail_after(after, code);
    Status last;
    for (int i = 0; i < 100 && last; ++i)
      if ((last = (*store)->append(*run, numbered(kept))))
        ++kept;
    QVERIFY(!last);
    QVERIFY2(one_sentence(last.error().message), last.error().message.c_str());
    if (code == SQLITE_FULL)
      QVERIFY2(QString::fromStdString(last.error().message).contains("free some space"), last.error().message.c_str());
    FaultyDisk::healthy(); // space was freed: the same store goes on
    QVERIFY((*store)->append(*run, numbered(kept++)));
  }
  auto store = RunStore::open(path());
  QVERIFY2(store, store ? "" : store.error().message.c_str());
  const auto results = (*store)->results(1);
  QVERIFY(results);
  QCOMPARE(static_cast<int64_t>(results->size()), kept);
  for (int64_t i = 0; i < kept; ++i)
    QCOMPARE(to_json((*results)[static_cast<size_t>(i)]), to_json(numbered(i)));
}

void TestRunStore::kill_loses_nothing_that_was_emitted() {
  const int kills = qEnvironmentVariableIsSet("PARETO_DEEP") ? 1000 : 30;
  size_t emitted_in_all = 0;
  unsigned random = 1;
  for (int kill_number = 0; kill_number < kills; ++kill_number) {
    int ends[2];
    QCOMPARE(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      write_until_killed(path(), ends[1]);
    }
    close(ends[1]);
    random = random * 1664525u + 1013904223u;
    usleep(random / 65536u % 60'000); // at any moment, opening included
    ::kill(child, SIGKILL);
    const std::vector<int64_t> emitted = read_numbers(ends[0]);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    QVERIFY2(WIFSIGNALED(status), qPrintable(QString("the writer ended by itself: %1").arg(status)));
    emitted_in_all += emitted.size();
    auto store = RunStore::open(path(), kill_number % 2 == 0 ? RunStore::Mode::ReadWrite : RunStore::Mode::ReadOnly);
    if (!store && emitted.empty())
      continue; // killed before its file was one
    QVERIFY2(store, store ? "" : store.error().message.c_str());
    const auto runs = (*store)->runs();
    QVERIFY(runs);
    if (runs->empty()) {
      QVERIFY(emitted.empty());
      continue;
    }
    const auto results = (*store)->results(runs->back().id);
    QVERIFY2(results, results ? "" : results.error().message.c_str());
    if (emitted.empty())
      continue; // the last run may be an earlier child's
    QVERIFY2(results->size() >= emitted.size(), qPrintable(QString("%1 emitted, %2 stored").arg(emitted.size()).arg(results->size())));
    for (size_t i = 0; i < results->size(); ++i)
      QCOMPARE((*results)[i].key.context, static_cast<int64_t>(i));
    QVERIFY(runs->back().end == RunEnd::Open);
  }
  QVERIFY2(emitted_in_all > 20, qPrintable(QString::number(emitted_in_all))); // the kills did hit writers at work
}

QTEST_APPLESS_MAIN(TestRunStore)
#include "tst_run_store.moc"
