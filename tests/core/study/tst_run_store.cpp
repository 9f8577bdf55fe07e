// SPDX-License-Identifier: GPL-3.0-or-later
// What was shown is never lost: kills, full disks, folders without permission, files of others.
#include "tests/core/study/store_files.h"
#include "tests/support/program.h"

#include <QtTest>

#include <sqlite3.h>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace pareto;
using namespace pareto::test;

namespace {

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

/// A result as it was given to the store: without the place it has there.
nlohmann::json given(Measurement stored) {
  stored.run = stored.row = 0;
  return to_json(stored);
}

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
  void not_a_store_is_one_sentence_data();
  void not_a_store_is_one_sentence();
  void database_of_others_is_left_alone();
  void programs_in_the_file_do_not_run_data();
  void programs_in_the_file_do_not_run();
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
      QCOMPARE(given((*results)[static_cast<size_t>(i)]), to_json(numbered(i)));
  }
}

void TestRunStore::two_runs_stay_apart() {
  auto store = RunStore::open(path());
  QVERIFY(store);
  const auto first = (*store)->begin_run(study(), "{}"), second = (*store)->begin_run(study(), "{}");
  QVERIFY(first && second && *first != *second);
  QVERIFY((*store)->append(*first, numbered(1)) && (*store)->append(*second, numbered(2)) &&
          (*store)->append(*first, numbered(3)));
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
    QVERIFY((*store)->finish_run(*stopped, RunEnd::Complete) &&
            (*store)->finish_run(*complete, RunEnd::Stopped)); // too late
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
  QCOMPARE(given(results->front()), to_json(m));
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
  // The journal is a property of the file; synchronous one of each connection, so the syncs themselves are not seen
  // here.
  sqlite3* other = nullptr;
  QCOMPARE(sqlite3_open(path().c_str(), &other), SQLITE_OK);
  std::string journal;
  sqlite3_exec(
      other, "PRAGMA journal_mode",
      [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) = values[0];
        return 0;
      },
      &journal, nullptr);
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
                          "CREATE TABLE runs(id INTEGER PRIMARY KEY, study TEXT NOT NULL, calibration TEXT NOT NULL, "
                          "started_utc TEXT NOT NULL, completed_utc TEXT);"
                          "CREATE TABLE results(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), "
                          "model TEXT NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL);"
                          "CREATE INDEX results_by_run ON results(run); PRAGMA user_version = 1;"
                          "INSERT INTO runs(study, calibration, started_utc, completed_utc) VALUES('{}', '{}', "
                          "'2025-01-01T00:00:00Z', '2025-01-01T00:01:00Z');",
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
    QVERIFY2(one_sentence(store.error().message) &&
                 QString::fromStdString(store.error().message).contains("results.sqlite"),
             store.error().message.c_str());
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
    QVERIFY2(QString::fromStdString(store.error().message).contains("not a results file"),
             store.error().message.c_str());
  }
}

void TestRunStore::programs_in_the_file_do_not_run_data() {
  QTest::addColumn<QByteArray>("sql");
  QTest::newRow("a view that never ends") << QByteArray("ALTER TABLE scores RENAME TO kept; CREATE VIEW scores AS WITH "
                                                        "RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c) "
                                                        "SELECT id, 'm' AS model, 't' AS task, '{}' AS event FROM c;");
  QTest::newRow("a trigger that never ends")
      << QByteArray("CREATE TRIGGER more AFTER INSERT ON results BEGIN INSERT INTO results(run, model, kind, event) "
                    "SELECT run, model, kind, event FROM results; END;");
  QTest::newRow("a virtual table of no module")
      << QByteArray("PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES('table', 'v', 'v', 0, 'CREATE "
                    "VIRTUAL TABLE v USING nothing()');");
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

void TestRunStore::folder_that_is_not_there() {
  const auto store = RunStore::open(m_folder->filePath("no/such/folder/x.sqlite").toStdString());
  QVERIFY(!store);
  QVERIFY2(one_sentence(store.error().message) &&
               QString::fromStdString(store.error().message).contains("no/such/folder"),
           store.error().message.c_str());
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
    _exit(store ? 1
          : one_sentence(store.error().message) && store.error().message.find("results.sqlite") != std::string::npos
              ? 0
              : 2);
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
    Result<int64_t> last = 0;
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
    QCOMPARE(given((*results)[static_cast<size_t>(i)]), to_json(numbered(i)));
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
    std::vector<int64_t> emitted;
    if (int64_t number = 0; kill_number / 2 % 2 == 1 && read(ends[0], &number, sizeof number) == sizeof number)
      emitted.push_back(number); // half of them are at work by then, however slow the machine
    random = random * 1664525u + 1013904223u;
    usleep(random / 65536u % 60'000); // at any moment, opening included
    ::kill(child, SIGKILL);
    for (int64_t number : read_numbers(ends[0]))
      emitted.push_back(number);
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
    QVERIFY2(results->size() >= emitted.size(),
             qPrintable(QString("%1 emitted, %2 stored").arg(emitted.size()).arg(results->size())));
    for (size_t i = 0; i < results->size(); ++i)
      QCOMPARE((*results)[i].key.context, static_cast<int64_t>(i));
    QVERIFY(runs->back().end == RunEnd::Open);
  }
  QVERIFY2(emitted_in_all > 10, qPrintable(QString::number(emitted_in_all))); // the kills did hit writers at work
}

PARETO_TEST(TestRunStore)
#include "tst_run_store.moc"
