// SPDX-License-Identifier: GPL-3.0-or-later
// What was shown is never lost: kills, full disks, folders without permission.
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

} // namespace

class TestRunStoreFaults : public QObject, private StoreFixture {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { FaultyDisk::install(); }
  void init() { begin(); }
  void folder_that_is_not_there();
  void folder_without_permission();
  void finished_study_opens_from_a_read_only_folder();
  void killed_study_opens_from_a_read_only_folder();
  void disk_fills_up_at_every_write_data();
  void disk_fills_up_at_every_write();
  void kill_loses_nothing_that_was_emitted();
};

void TestRunStoreFaults::folder_that_is_not_there() {
  const auto store = RunStore::open(m_folder->filePath("no/such/folder/x.sqlite").toStdString());
  QVERIFY(!store);
  QVERIFY2(one_sentence(store.error().message) &&
               QString::fromStdString(store.error().message).contains("no/such/folder"),
           store.error().message.c_str());
  QVERIFY(!RunStore::open(m_folder->path().toStdString())); // a folder is no file
}

void TestRunStoreFaults::folder_without_permission() {
  chmod(m_folder->path().toUtf8(), 0555);
  const int status = as_anybody([this] {
    const auto store = RunStore::open(path());
    return store ? 1
           : one_sentence(store.error().message) && store.error().message.find("results.sqlite") != std::string::npos
               ? 0
               : 2;
  });
  chmod(m_folder->path().toUtf8(), 0755);
  if (status == kKeepsRoot)
    QSKIP("this process may not give up root's rights");
  QCOMPARE(status, 0);
}

void TestRunStoreFaults::finished_study_opens_from_a_read_only_folder() {
  {
    auto store = RunStore::open(path());
    QVERIFY(store);
    const auto run = (*store)->begin_run(study(), "{}");
    QVERIFY(run && (*store)->append(*run, numbered(1)));
  }
  chmod(path().c_str(), 0444);
  chmod(m_folder->path().toUtf8(), 0555);
  const int status = as_anybody([this] {
    const auto store = RunStore::open(path(), RunStore::Mode::ReadOnly);
    const auto results = store ? (*store)->results(1) : Result<Rows<Measurement>>(store.error());
    if (!results)
      qWarning("%s", results.error().message.c_str());
    return results && results->size() == 1 ? 0 : 1;
  });
  chmod(m_folder->path().toUtf8(), 0755);
  if (status == kKeepsRoot)
    QSKIP("this process may not give up root's rights");
  QCOMPARE(status, 0);
}

/// Its engine was killed: the last results are in the log alone, and nobody may write it back.
void TestRunStoreFaults::killed_study_opens_from_a_read_only_folder() {
  QVERIFY(write_and_die(path()));
  QVERIFY(QFileInfo(QString::fromStdString(path() + "-wal")).size() > 0);
  QFile::remove(QString::fromStdString(path() + "-shm")); // as on a medium
  for (const char* suffix : {"", "-wal"})
    chmod((path() + suffix).c_str(), 0444);
  chmod(m_folder->path().toUtf8(), 0555);
  const int status = as_anybody([this] {
    bool good = false;
    if (const auto store = RunStore::open(path(), RunStore::Mode::ReadOnly)) {
      const auto results = (*store)->results(1);
      good = results && results->size() == 20 && !(*store)->append(1, numbered(20));
    } else {
      qWarning("%s", store.error().message.c_str());
    }
    return good ? 0 : 1;
  });
  chmod(m_folder->path().toUtf8(), 0755);
  if (status == kKeepsRoot)
    QSKIP("this process may not give up root's rights");
  QCOMPARE(status, 0);
  QCOMPARE(QDir(QDir::tempPath()).entryList({"paretoscope-results-*"}, QDir::Dirs).size(), 0); // the copy is gone
}

void TestRunStoreFaults::disk_fills_up_at_every_write_data() {
  QTest::addColumn<int>("after");
  QTest::addColumn<int>("code");
  for (int after = 0; after < 30; ++after) {
    QTest::addRow("full after %d writes", after) << after << SQLITE_FULL;
    QTest::addRow("broken after %d writes", after) << after << SQLITE_IOERR_WRITE;
  }
}

void TestRunStoreFaults::disk_fills_up_at_every_write() {
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

void TestRunStoreFaults::kill_loses_nothing_that_was_emitted() {
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

PARETO_TEST(TestRunStoreFaults)
#include "tst_run_store_faults.moc"
