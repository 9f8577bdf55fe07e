// SPDX-License-Identifier: GPL-3.0-or-later
// `run` from outside: a small study into a store, stopped, killed, and without its parent.
#include "core/study/protocol/measurement_json.h"
#include "core/study/run_store.h"
#include "tests/app/engine_process.h"
#include "tests/support/deep.h"
#include "tests/support/processes.h"
#include "tests/support/program.h"

#include <QtTest>

#include <csignal>

using nlohmann::json;
using namespace pareto;
using test::children_of, test::running;

namespace {

constexpr const char* kSmall =
    R"({"paretoscope_study":1,"name":"Small","models":["mamba2@probe","gla@probe"],"precision":"f32","contexts":[16],"batches":[1,2],
  "prompts":[8],"rounds":2,"seconds_per_cell":0.05,"workload":{"prompt_tokens":16,"requests":1}})";
constexpr size_t kQuickResults = 10, kRefined = 8; ///< of a round of it: four places of two models, and decode again
constexpr const char* kEndless =
    R"({"paretoscope_study":1,"name":"Endless","models":["mamba2@probe","gla@probe"],"precision":"f32","contexts":[16,32],"batches":[1],
  "prompts":[8],"rounds":0,"seconds_per_cell":0.02,"workload":{"prompt_tokens":16,"requests":1}})";

} // namespace

class TestEngineRun : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }
  void small_study_is_stored_and_shown();
  void a_stored_value_is_measured_again();
  void second_run_is_appended();
  void text_for_people();
  void another_study_is_gone_on_with();
  void stop_signal_ends_it_in_order_data();
  void stop_signal_ends_it_in_order();
  void R10_1000_killed_engines_lose_nothing_that_was_emitted();
  void killed_engine_takes_its_workers_along();
  void killed_worker_ends_its_cell_only();

private:
  QString study(const char* text) const {
    const QString path = m_folder->filePath("study.json");
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
      file.write(text);
    return path;
  }
  QString store() const { return m_folder->filePath("results.sqlite"); }
  /// Starts the endless study and waits for its first result.
  bool start(QProcess& process, QByteArray& seen) const;
  QTemporaryDir m_cache;
  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestEngineRun::initTestCase() {
  qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
  QCOMPARE(run_engine({"devices"}).code, 0); // calibrates once
}

bool TestEngineRun::start(QProcess& process, QByteArray& seen) const {
  process.start(PARETO_ENGINE, {"run", study(kEndless), "--store", store(), "--json"});
  while (!seen.contains("\"event\":\"result\"")) {
    if (!process.waitForReadyRead(60'000))
      return false;
    seen += process.readAllStandardOutput();
  }
  return true;
}

void TestEngineRun::small_study_is_stored_and_shown() {
  const EngineRun run = run_engine({"run", study(kSmall), "--store", store(), "--json"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QVERIFY(run.all_json);
  const auto results = run.of_kind("result");
  QVERIFY(results.size() >= kQuickResults + kRefined); // what was disturbed beside this test is measured once more
  QCOMPARE(run.of_kind("round").size(), size_t{2});
  for (const json& r : results) {
    QVERIFY2(r["error"].is_null(), r.dump().c_str());
    QVERIFY(r["preview"].get<bool>() == (r["round"] == 0) || r["condition"] == "disturbed");
  }
  auto opened = RunStore::open(store().toStdString(), RunStore::Mode::ReadOnly);
  QVERIFY(opened);
  const auto runs = (*opened)->runs();
  QVERIFY(runs && runs->size() == 1 && runs->front().end == RunEnd::Complete);
  QVERIFY(json::parse(runs->front().calibration)["flops_per_s"].get<double>() > 0);
  const auto stored = (*opened)->results(runs->front().id);
  QVERIFY(stored && stored->size() == results.size());
  for (size_t i = 0; i < results.size(); ++i) {
    json shown = results[i];
    shown.erase("run");
    QCOMPARE(to_json((*stored)[i]), shown);
  }
}

/// Whether the two agree is the machine's to say; that it is judged, and the exit code with it, is not.
void TestEngineRun::a_stored_value_is_measured_again() {
  const EngineRun run = run_engine({"run", study(kSmall), "--store", store(), "--json"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  const auto results = run.of_kind("result");
  const auto full = std::find_if(results.begin(), results.end(), [](const json& r) { return r["round"] == 1; });
  QVERIFY(full != results.end());
  const QString value = QString::fromStdString((*full)["reproduce"].get<std::string>());
  const EngineRun again = run_engine({"reproduce", value, "--store", store(), "--json"});
  const auto told = again.of_kind("reproduced");
  QVERIFY2(told.size() == 1, qPrintable(again.error));
  const std::map<std::string, int> codes{{"agree", 0}, {"disagree", 4}, {"not_comparable", 5}, {"not_judged", 5}};
  QCOMPARE(again.code, codes.at(told.front()["outcome"].get<std::string>()));
  QCOMPARE(told.front()["cell"]["model"], (*full)["model"]);
  QVERIFY(told.front()["ratio"].get<double>() > 0);
  QCOMPARE(told.front().contains("reason"), codes.at(told.front()["outcome"].get<std::string>()) == 5);
  const EngineRun people = run_engine({"reproduce", value, "--store", store()});
  QVERIFY2(people.out.contains("stored  ") && people.out.contains("now     ") &&
               people.out.contains("of the stored value"),
           qPrintable(people.out));
  for (const QStringList& wrong :
       {QStringList{"reproduce", "1:9999", "--store", store()}, QStringList{"reproduce", "first", "--store", store()},
        QStringList{"reproduce", value}, QStringList{"reproduce", value, "--store", "none"}})
    QCOMPARE(run_engine(wrong).code, 1);
}

void TestEngineRun::second_run_is_appended() {
  for (int expected = 1; expected <= 2; ++expected) {
    QCOMPARE(run_engine({"run", study(kSmall), "--store", store(), "--rounds", "1"}).code, 0);
    auto opened = RunStore::open(store().toStdString(), RunStore::Mode::ReadOnly);
    QVERIFY(opened);
    QCOMPARE((*opened)->runs()->size(), static_cast<size_t>(expected));
    QVERIFY((*opened)->results(expected)->size() >= kQuickResults);
  }
}

void TestEngineRun::text_for_people() {
  const EngineRun run = run_engine({"run", study(kSmall), "--store", store(), "--rounds", "1"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QVERIFY2(run.out.contains("TPOT") && run.out.contains("TTFT") && run.out.contains("preview") &&
               !run.out.contains("{\""),
           qPrintable(run.out));
}

/// With --follow: what comes on standard input is measured instead; what is no command is said and changes nothing.
void TestEngineRun::another_study_is_gone_on_with() {
  QProcess process;
  process.start(PARETO_ENGINE, {"run", study(kEndless), "--store", store(), "--json", "--follow"});
  QByteArray seen;
  while (!seen.contains("\"event\":\"result\"")) {
    QVERIFY(process.waitForReadyRead(60'000));
    seen += process.readAllStandardOutput();
  }
  json change{{"cmd", "change"}, {"study", json::parse(kSmall)}};
  process.write("{\"cmd\":\"dance\"}\n" + QByteArray::fromStdString(change.dump()) + "\n");
  process.closeWriteChannel();
  QVERIFY(process.waitForFinished(120'000)); // the endless one has ended
  QCOMPARE(process.exitCode(), 0);
  seen += process.readAllStandardOutput();
  QCOMPARE(seen.count("\"event\":\"started\""), 2);
  QCOMPARE(seen.count("\"event\":\"finished\""), 1);
  QVERIFY2(seen.contains("There is no run command 'dance'"), seen.constData());
  const auto opened = RunStore::open(store().toStdString(), RunStore::Mode::ReadOnly);
  QVERIFY(opened);
  const auto results = (*opened)->results(2);
  QVERIFY(results && results->size() >= kRefined);
}

void TestEngineRun::stop_signal_ends_it_in_order_data() {
  QTest::addColumn<int>("signal");
  QTest::newRow("SIGTERM") << SIGTERM;
  QTest::newRow("SIGINT") << SIGINT;
}

void TestEngineRun::stop_signal_ends_it_in_order() {
  QFETCH(int, signal);
  QProcess process;
  QByteArray seen;
  QVERIFY(start(process, seen));
  ::kill(static_cast<pid_t>(process.processId()), signal);
  QVERIFY(process.waitForFinished(30'000));
  QCOMPARE(process.exitStatus(), QProcess::NormalExit);
  QCOMPARE(process.exitCode(), 0);
  seen += process.readAllStandardOutput();
  const QByteArray last = seen.trimmed().split('\n').back();
  const json event = json::parse(last.toStdString());
  QCOMPARE(event["event"], "finished");
  QCOMPARE(event["stopped"], true);
  const auto opened = RunStore::open(store().toStdString(), RunStore::Mode::ReadOnly);
  QVERIFY(opened && (*opened)->runs()->front().end == RunEnd::Stopped);
  QCOMPARE((*opened)->results(1)->size(), static_cast<size_t>(seen.count("\"event\":\"result\"")));
}

void TestEngineRun::R10_1000_killed_engines_lose_nothing_that_was_emitted() {
  const int kills = test::deep(8, 1000);
  size_t shown_in_all = 0;
  for (int i = 0; i < kills; ++i) {
    QProcess process;
    QByteArray seen;
    QVERIFY(start(process, seen));
    QTest::qWait(i * 37 % 150);
    process.kill(); // SIGKILL
    QVERIFY(process.waitForFinished());
    seen += process.readAllStandardOutput();
    if (!seen.endsWith('\n'))
      seen.truncate(seen.lastIndexOf('\n') + 1);
    std::vector<json> shown;
    for (const QByteArray& line : seen.split('\n'))
      if (line.contains("\"event\":\"result\""))
        shown.push_back(json::parse(line.toStdString()));
    auto opened = RunStore::open(store().toStdString(), RunStore::Mode::ReadOnly);
    QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
    const auto stored = (*opened)->results(i + 1);
    QVERIFY(stored);
    QVERIFY2(stored->size() >= shown.size(),
             qPrintable(QString("%1 shown, %2 stored").arg(shown.size()).arg(stored->size())));
    for (size_t j = 0; j < shown.size(); ++j) {
      shown[j].erase("run");
      QCOMPARE(to_json((*stored)[j]), shown[j]);
    }
    QVERIFY((*opened)->runs()->back().end == RunEnd::Open);
    shown_in_all += shown.size();
  }
  QVERIFY(shown_in_all >= static_cast<size_t>(kills));
}

void TestEngineRun::killed_engine_takes_its_workers_along() {
  QProcess process;
  QByteArray seen;
  QVERIFY(start(process, seen));
  const QList<qint64> workers = children_of(process.processId());
  QVERIFY(!workers.isEmpty());
  process.kill();
  QVERIFY(process.waitForFinished());
  for (qint64 worker : workers)
    QTRY_VERIFY_WITH_TIMEOUT(!running(worker), 20'000);
}

void TestEngineRun::killed_worker_ends_its_cell_only() {
  QProcess process;
  QByteArray seen;
  QVERIFY(start(process, seen));
  // The next cell may fall between two looks, so workers are killed until a cell has said so.
  for (int i = 0; i < 200 && !seen.contains("signal 9"); ++i) {
    for (qint64 worker : children_of(process.processId()))
      ::kill(static_cast<pid_t>(worker), SIGKILL);
    process.waitForReadyRead(200);
    seen += process.readAllStandardOutput();
  }
  QVERIFY(seen.contains("signal 9"));
  const qsizetype at = seen.size();
  while (!seen.mid(at).contains("\"error\":null")) { // and it goes on measuring
    QVERIFY(process.waitForReadyRead(60'000));
    seen += process.readAllStandardOutput();
  }
  process.terminate();
  QVERIFY(process.waitForFinished(30'000));
  QCOMPARE(process.exitCode(), 0);
}

PARETO_TEST(TestEngineRun)
#include "tst_engine_run.moc"
