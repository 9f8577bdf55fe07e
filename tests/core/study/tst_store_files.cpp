// SPDX-License-Identifier: GPL-3.0-or-later
// Files of other versions, damaged ones, and copies: what is read is what was stored, or it is named.
#include "tests/core/study/store_files.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace pareto;
using namespace pareto::test;

class TestStoreFiles : public QObject, private StoreFixture {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { FaultyDisk::install(); }
  void init() { begin(); }
  void an_older_store_is_copied_before_it_is_changed();
  void samples_of_an_older_store_are_moved();
  void newer_version_is_only_read();
  void a_damaged_row_hides_no_other_data();
  void a_damaged_row_hides_no_other();
  void flipped_bits_of_a_file_never_change_a_value_silently();
  void flipped_bits_of_a_log_never_lose_results_silently();
  void a_log_that_was_begun_again_and_torn_is_sound();
  void what_lies_behind_a_damaged_page_is_read();
  void a_copy_holds_everything_with_its_times();
  void a_copy_onto_a_link_keeps_the_link();
  void a_pipe_beside_it_is_not_waited_for();
  void a_copy_is_taken_while_the_engine_writes();
  void a_copy_onto_a_full_disk_leaves_what_was_there();
  void a_copy_of_a_damaged_file_holds_what_can_be_read();
  void damaged_pages_are_one_sentence();
};

void TestStoreFiles::an_older_store_is_copied_before_it_is_changed() {
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

void TestStoreFiles::samples_of_an_older_store_are_moved() {
  write_version_3(path(), 5);
  run_sql(path(),
          "INSERT INTO results(run, model, kind, event) VALUES(1, 'x', 'decode', '{\"kind\":')"); // was never readable
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
    sqlite3_exec(
        database, sql, [](void* to, int, char**, char**) { return ++*static_cast<int*>(to), 0; }, &count, nullptr);
    sqlite3_close(database);
    return count;
  };
  QCOMPARE(events("SELECT 1 FROM results WHERE event LIKE '%samples_ms%'"), 0);
  QCOMPARE(events("SELECT 1 FROM results WHERE length(samples) = 320"), 5);
}

void TestStoreFiles::newer_version_is_only_read() {
  {
    auto store = RunStore::open(path());
    const auto run = (*store)->begin_run(study(), "{}");
    QVERIFY(run && (*store)->append(*run, numbered(1)));
  }
  run_sql(path(), "CREATE TABLE future(x); ALTER TABLE results ADD COLUMN future TEXT; PRAGMA user_version = 99;");
  const QByteArray before = bytes_of(path());
  const auto refused = RunStore::open(path());
  QVERIFY(!refused);
  QCOMPARE(refused.error().code, ErrorCode::Unsupported);
  QVERIFY2(one_sentence(refused.error().message) && refused.error().message.find("newer version") != std::string::npos,
           refused.error().message.c_str());
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

void TestStoreFiles::a_damaged_row_hides_no_other_data() {
  QTest::addColumn<QByteArray>("sql");
  QTest::addColumn<QByteArray>("named");
  QTest::newRow("event") << QByteArray("UPDATE results SET event = replace(event, '1.00', '1.01') WHERE id = 3")
                         << QByteArray("result 3");
  QTest::newRow("event that is no JSON") << QByteArray("UPDATE results SET event = '{\"kind\":' WHERE id = 3")
                                         << QByteArray("result 3");
  QTest::newRow("another run") << QByteArray("UPDATE results SET run = 7 WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("another model") << QByteArray("UPDATE results SET model = 'x' WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("another kind") << QByteArray("UPDATE results SET kind = 'prefill' WHERE id = 3")
                                << QByteArray("result 3");
  QTest::newRow("another fingerprint") << QByteArray("UPDATE results SET fingerprint = 'f' WHERE id = 3")
                                       << QByteArray("result 3");
  QTest::newRow("fewer samples") << QByteArray("UPDATE results SET samples = substr(samples, 9) WHERE id = 3")
                                 << QByteArray("result 3");
  QTest::newRow("no samples") << QByteArray("UPDATE results SET samples = NULL WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("checksum") << QByteArray("UPDATE results SET checksum = NULL WHERE id = 3") << QByteArray("result 3");
  QTest::newRow("another number") << QByteArray("UPDATE results SET id = 33 WHERE id = 3") << QByteArray("result 33");
  QTest::newRow("score") << QByteArray("UPDATE scores SET task = 'lookup'") << QByteArray("score 1");
  QTest::newRow("run") << QByteArray("UPDATE runs SET calibration = '{\"a\":1}'") << QByteArray("run 1");
  QTest::newRow("end of the run") << QByteArray("UPDATE runs SET completed_utc = 'x'") << QByteArray("run 1");
}

void TestStoreFiles::a_damaged_row_hides_no_other() {
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
  QVERIFY2(contents.problems.front().rfind(named.toStdString() + " ", 0) == 0 &&
               one_sentence(contents.problems.front()),
           contents.problems.front().c_str());
  QCOMPARE(contents.runs.size() + contents.results.size() + contents.scores.size(), size_t{6}); // of seven
  QVERIFY((*store)->append(1, numbered(9)));                                                    // and it goes on
  QCOMPARE((*store)->read().problems.size(), size_t{1});
}

/// R-store: whatever bit of the file changes, it is either as it was, or what is missing is named.
void TestStoreFiles::flipped_bits_of_a_file_never_change_a_value_silently() {
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
  const int copies = deep(300, 3000);
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
  qInfo("%d copies: %d as they were, %d with what is missing named, %d refused with a sentence", copies, equal, named,
        refused);
  QVERIFY(named > copies / 4);
}

/// A killed engine leaves its log beside the file: SQLite would take a damaged frame for the log's end.
void TestStoreFiles::flipped_bits_of_a_log_never_lose_results_silently() {
  QVERIFY(write_and_die(path()));
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
    QVERIFY2(contents.problems.empty(), contents.problems.empty() ? "" : contents.problems.front().c_str());
    QVERIFY(contents.results.size() >= 19);
  }
  unsigned random = 5;
  const auto next = [&] { return (random = random * 1664525u + 1013904223u) >> 8; };
  int named = 0;
  for (int i = 0; i < 60; ++i) {
    QByteArray bytes = log;
    const qsizetype at = i < 4 ? i * 8
                               : static_cast<qsizetype>(next()) %
                                     (bytes.size() - kFrame); // not the last one's: nothing follows that tells
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << next() % 8));
    const auto contents = opened(bytes);
    if (contents.problems.empty())
      QVERIFY2(told(contents) == before, qPrintable(QString("byte %1 of the log loses results").arg(at)));
    else
      ++named;
    if (!contents.problems.empty() && i % 20 == 0) {
      const auto refused = RunStore::open(copy);
      QVERIFY2(!refused && refused.error().message.find("is damaged") != std::string::npos,
               refused ? "nothing may be added" : refused.error().message.c_str());
    }
  }
  QVERIFY2(named > 50, qPrintable(QString::number(named)));
}

/// A log is written again from its beginning once it was put into the file. A writer that is killed between the head of
/// a frame and its page leaves a head of this log before a page of the one before.
void TestStoreFiles::a_log_that_was_begun_again_and_torn_is_sound() {
  QVERIFY(write_and_die(path(), [this](RunStore& store, int64_t run) {
    run_sql(path(), "PRAGMA wal_checkpoint(RESTART)");
    for (int i = 20; i < 23; ++i)
      if (!store.append(run, numbered(i)))
        _exit(1);
  }));
  QByteArray log = bytes_of(path() + "-wal");
  constexpr qsizetype kFrame = 24 + 4096;
  qsizetype at = 32;
  while (log.mid(at + 8, 8) == log.mid(16, 8))
    at += kFrame;
  QVERIFY(at > 32 && at + kFrame <= log.size()); // frames of the log before follow
  log.replace(at, 24, log.mid(at - kFrame, 24));
  QVERIFY(write_file(path() + "-wal", {log.constData(), static_cast<size_t>(log.size())}));
  const auto store = RunStore::open(path());
  QVERIFY2(store, store ? "" : store.error().message.c_str());
  QVERIFY((*store)->read().problems.empty());
  QCOMPARE((*store)->results(1)->size(), size_t{23});
}

void TestStoreFiles::what_lies_behind_a_damaged_page_is_read() {
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
  QVERIFY2(contents.results.size() > 150 && contents.results.size() < 200,
           qPrintable(QString::number(contents.results.size())));
  QVERIFY(contents.problems.size() >= 2); // the file, and the table
  for (size_t i = 1; i < contents.results.size(); ++i)
    QVERIFY(contents.results[i].measurement.key.context > contents.results[i - 1].measurement.key.context);
  QCOMPARE(contents.results.back().measurement.key.context, int64_t{199});
}

void TestStoreFiles::a_copy_holds_everything_with_its_times() {
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

void TestStoreFiles::a_copy_onto_a_link_keeps_the_link() {
  {
    auto store = RunStore::open(path());
    const auto run = (*store)->begin_run(study(), "{}");
    QVERIFY((*store)->append(*run, numbered(1)));
  }
  const QString link = m_folder->filePath("link.sqlite"), target = m_folder->filePath("target.sqlite");
  QVERIFY(QFile::link("target.sqlite", link)); // to what is not there yet, then to what is
  const auto store = RunStore::open(path(), RunStore::Mode::ReadOnly);
  for (int time = 0; time < 2; ++time) {
    const Status copied = (*store)->copy_to(link.toStdString());
    QVERIFY2(copied, copied ? "" : copied.error().message.c_str());
    QVERIFY(QFileInfo(link).isSymLink() && !QFileInfo(target).isSymLink());
    QCOMPARE((*RunStore::open(target.toStdString(), RunStore::Mode::ReadOnly))->read().results.size(), size_t{1});
  }
  QVERIFY(!(*store)->copy_to("/dev/null"));
}

void TestStoreFiles::a_pipe_beside_it_is_not_waited_for() {
  {
    auto store = RunStore::open(path());
    QVERIFY((*store)->begin_run(study(), "{}"));
  }
  run_sql(path(), "PRAGMA journal_mode = DELETE");
  QCOMPARE(mkfifo((path() + "-wal").c_str(), 0600), 0);
  static_cast<void>(RunStore::open(path(), RunStore::Mode::ReadOnly)); // whatever it says, it says it
}

void TestStoreFiles::a_copy_is_taken_while_the_engine_writes() {
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

void TestStoreFiles::a_copy_onto_a_full_disk_leaves_what_was_there() {
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

void TestStoreFiles::a_copy_of_a_damaged_file_holds_what_can_be_read() {
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

void TestStoreFiles::damaged_pages_are_one_sentence() {
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

PARETO_TEST(TestStoreFiles)
#include "tst_store_files.moc"
