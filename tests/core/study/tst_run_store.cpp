// SPDX-License-Identifier: GPL-3.0-or-later
// What is stored comes back, in its order and beside others; files that are no store of ours are left alone.
#include "tests/core/study/store_files.h"
#include "tests/support/program.h"

#include <QtTest>

#include <sqlite3.h>

using namespace pareto;
using namespace pareto::test;

class TestRunStore : public QObject, private StoreFixture {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { FaultyDisk::install(); }
  void init() { begin(); }
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

PARETO_TEST(TestRunStore)
#include "tst_run_store.moc"
