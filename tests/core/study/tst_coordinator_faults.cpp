// SPDX-License-Identifier: GPL-3.0-or-later
// The coordinator with workers that die, lie and hang, without memory, without a store, and stopped at any moment.
#include "core/exec/devices.h"
#include "tests/core/study/coordinator_fixture.h"
#include "tests/support/deep.h"
#include "tests/support/processes.h"

#include <QtTest>

#include <random>

using namespace pareto;
using namespace pareto::test;
using nlohmann::json;

class TestCoordinatorFaults : public QObject, private CoordinatorFixture {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { share_cache(); }
  void init() { begin(); }
  void bad_workers_end_their_cell_only_data();
  void bad_workers_end_their_cell_only();
  void missing_engine_is_each_cells_reason();
  void memory_is_refused_with_figures();
  void device_memory_is_refused_with_figures();
  void limits_of_a_device_are_stored();
  void stop_is_prompt_data();
  void stop_is_prompt();
  void stopped_run_keeps_what_it_measured_data();
  void stopped_run_keeps_what_it_measured();
  void R14_500_cancels_lose_nothing_and_leak_nothing();
  void a_hung_worker_is_replaced_data();
  void a_hung_worker_is_replaced();
  void a_slow_worker_that_lives_is_waited_for();
  void unknown_model_refuses_the_study();
  void store_that_fails_ends_the_study();
};

void TestCoordinatorFaults::bad_workers_end_their_cell_only_data() {
  QTest::addColumn<QByteArray>("script");
  QTest::addColumn<QString>("says");
  const auto first_time = [](const char* what) {
    return QByteArray("if [ ! -e \"$mark\" ]; then : > \"$mark\"\n") + what + "\nfi\nexec \"$real\" worker\n";
  };
  QTest::newRow("dies while loading") << first_time("kill -9 $$") << "signal 9";
  QTest::newRow("dies while measuring") << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; kill -9 $$")
                                        << "signal 9";
  QTest::newRow("exits with a code") << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; exit 7")
                                     << "exit code 7";
  QTest::newRow("loses a file's end") << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; kill -BUS $$")
                                      << "signal 7 (SIGBUS)); a file it reads may have been shortened";
  QTest::newRow("tells of a lost end")
      << first_time(
             "read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo "
             "'{\"event\":\"error\",\"code\":\"io\",\"message\":\"m.gguf was shortened while it was read.\"}'; exit 3")
      << "m.gguf was shortened";
  QTest::newRow("measures less than nothing")
      << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo "
                    "'{\"event\":\"result\",\"kind\":\"decode\",\"model\":\"mamba2@probe\",\"device\":\"cpu\","
                    "\"precision\":\"f32\",\"batch\":1,"
                    "\"context\":16,\"prompt_tokens\":0,\"tpot_ms\":{\"p50\":-5}}'; exec sleep 100")
      << "tpot_ms is negative";
  QTest::newRow("dies in the middle of a line")
      << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; printf '{\"event\":\"resu'; kill -9 $$")
      << "signal 9";
  QTest::newRow("answers rubbish")
      << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo rubbish; exec sleep 100") << "no event";
  QTest::newRow("answers an array")
      << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo '[1]'; exec sleep 100") << "no event";
  QTest::newRow("answers about another cell")
      << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo "
                    "'{\"event\":\"result\",\"kind\":\"decode\",\"model\":\"x\",\"device\":\"cpu\",\"precision\":"
                    "\"f32\",\"batch\":1,"
                    "\"context\":1,\"prompt_tokens\":0}'; exec sleep 100")
      << "another cell";
  QTest::newRow("answers without a cell") << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo "
                                                        "'{\"event\":\"result\"}'; exec \"$real\" worker")
                                          << "another cell";
  QTest::newRow("refuses to load")
      << first_time("read -r l; echo '{\"event\":\"error\",\"message\":\"No device today.\"}'; read -r l")
      << "No device today.";
  QTest::newRow("loses its device")
      << first_time(
             "read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo "
             "'{\"event\":\"error\",\"code\":\"device_lost\",\"message\":\"The device was lost.\",\"where\":\"\"}'; "
             "while read -r l; do case $l in *quit*) exit 0;; *) echo '{\"event\":\"error\",\"message\":\"asked "
             "again\"}';; esac; done")
      << "The device was lost.";
  QTest::newRow("gives a reason of the wrong type")
      << first_time("read -r l; echo '{\"event\":\"error\",\"message\":[1],\"where\":{}}'; read -r l") << "no reason";
  QTest::newRow("says things nobody asked for")
      << first_time("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo '{\"event\":\"heartbeat\"}'; echo '{}'; "
                    "echo '{\"event\":5}'; kill -9 $$")
      << "signal 9";
}

void TestCoordinatorFaults::bad_workers_end_their_cell_only() {
  QFETCH(QByteArray, script);
  QFETCH(QString, says);
  behave(script);
  const Status done = run(two_models());
  QVERIFY2(done, done ? "" : done.error().message.c_str());
  const auto results = of_kind("result");
  QVERIFY(results.size() >= kResults);
  const std::string reason = results.front()["error"].is_string() ? results.front()["error"].get<std::string>() : "";
  QVERIFY2(QString::fromStdString(reason).contains(says), reason.c_str());
  QCOMPARE(results.front()["source"], "missing");
  QVERIFY(results.front()["tpot_ms"].is_null());
  for (size_t i = 1; i < results.size(); ++i)
    QVERIFY2(results[i]["error"].is_null(), results[i].dump().c_str()); // a new worker took over
}

void TestCoordinatorFaults::missing_engine_is_each_cells_reason() {
  m_options.engine_path = "/nonexistent/engine";
  QVERIFY(run(two_models()));
  for (const json& event : of_kind("result"))
    QVERIFY2(event["error"].is_string() &&
                 QString::fromStdString(event["error"].get<std::string>()).contains("/nonexistent/engine"),
             event.dump().c_str());
}

/// A family of devices with little memory of their own; only the coordinator knows it, the worker is a stand-in.
void register_toy(int64_t memory, int64_t free) {
  DeviceFamily family;
  family.prefix = "toy";
  family.list = [memory, free] {
    DeviceFacts facts;
    facts.device = "toy:0";
    facts.name = "Toy";
    facts.type = "discrete GPU";
    facts.memory_bytes = memory;
    facts.free_bytes = free;
    return std::vector{facts};
  };
  register_device_family(family);
}

void TestCoordinatorFaults::device_memory_is_refused_with_figures() {
  Study study = two_models();
  study.devices = {"cpu", "toy:0"};
  for (const int64_t free : {int64_t{128} << 20, int64_t{-1}}) { // as the driver says, and by the size of the device
    init();
    register_toy(int64_t{128} << 20, free); // the headroom alone
    QVERIFY(run(study));
    for (const json& event : of_kind("result")) {
      const bool toy = event["device"] == "toy:0";
      QCOMPARE(event["error"].is_null(), !toy);
      if (toy)
        QVERIFY2(QRegularExpression("needs \\d+ MiB .* 0 MiB are free on toy:0")
                     .match(QString::fromStdString(event["error"].get<std::string>()))
                     .hasMatch(),
                 event.dump().c_str());
    }
    QVERIFY(of_kind("result").size() >= 2 * kResults);
  }
}

void TestCoordinatorFaults::limits_of_a_device_are_stored() {
  register_toy(int64_t{8} << 30, int64_t{8} << 30);
  Calibration limits;
  limits.processor = "Toy";
  limits.type = "discrete GPU";
  limits.roofline.bytes_per_s = 3e11;
  limits.roofline.flops_per_s = 2e12;
  limits.memory_bytes = int64_t{8} << 30;
  const std::string loaded = json{{"event", "loaded"}, {"limits", to_json(limits)}}.dump();
  behave("while read line; do case \"$line\" in *'\"load\"'*) echo \"$line\" >> $mark; echo '" +
         QByteArray::fromStdString(loaded) +
         "';; *measure*) echo \"$line\" >> $mark; echo '{\"event\":\"error\",\"message\":\"no\"}';; *) exit;; esac; "
         "done\n");
  Study study = two_models();
  study.devices = {"toy:0"};
  QVERIFY(run(study));
  QCOMPARE(of_kind("limits").size(), size_t{1}); // measured once, told to the second worker
  QCOMPARE(of_kind("limits")[0]["device"], "toy:0");
  QFile asked(m_folder->filePath("mark"));
  QVERIFY(asked.open(QIODevice::ReadOnly));
  int measures = 0;
  for (const QByteArray& line : asked.readAll().split('\n'))
    if (line.contains("measure")) {
      ++measures;
      QCOMPARE(json::parse(line.toStdString())["calibration"]["read_bytes_per_s"].get<double>(), 3e11);
    }
  QVERIFY(measures > 2);
  auto store = RunStore::open(m_options.store_path, RunStore::Mode::ReadOnly);
  const json stored = json::parse((*store)->runs()->front().calibration);
  QVERIFY(calibration_from_json(stored)); // still the CPU's
  const auto again = calibration_from_json(stored["devices"]["toy:0"]);
  QVERIFY(again && again->type == "discrete GPU" && again->memory_bytes == limits.memory_bytes);
}

void TestCoordinatorFaults::memory_is_refused_with_figures() {
  Study study = two_models();
  study.models = {"softmax-attention@probe"};
  study.contexts = {16, 1 << 24};
  study.batches = {1024};
  study.prompts.clear();
  QVERIFY(run(study));
  int refused = 0, measured = 0;
  for (const json& event : of_kind("result")) {
    if (event["error"].is_null()) {
      ++measured;
      continue;
    }
    ++refused;
    QVERIFY2(QRegularExpression("needs \\d+ MiB .*\\d+ MiB are free")
                 .match(QString::fromStdString(event["error"].get<std::string>()))
                 .hasMatch(),
             event.dump().c_str());
  }
  QCOMPARE(refused, 1);
  // The workload's place, and 1,024 requests of 16 tokens; once more what was disturbed beside this test.
  QVERIFY2(measured >= 4, qPrintable(QString::number(measured)));
}

void TestCoordinatorFaults::stop_is_prompt_data() {
  QTest::addColumn<QByteArray>("script");
  QTest::newRow("while loading") << QByteArray("exec sleep 1000\n");
  QTest::newRow("while measuring") << QByteArray(
      "read -r l; echo '{\"event\":\"loaded\"}'; read -r l; exec sleep 1000\n");
  QTest::newRow("a worker that ignores its end")
      << QByteArray("trap '' TERM HUP; read -r l; echo '{\"event\":\"loaded\"}'; while :; do sleep 1; done\n");
}

void TestCoordinatorFaults::stop_is_prompt() {
  QFETCH(QByteArray, script);
  behave(script);
  std::atomic<bool> stop = false;
  m_options.stopped = [&] { return stop.load(); };
  std::thread later([&] {
    QTest::qSleep(300);
    stop = true;
  });
  const Status done = run(two_models()); // a hang here ends the test by its time limit
  later.join();
  QVERIFY2(done, done ? "" : done.error().message.c_str());
  QCOMPARE(m_events.back()["event"], "finished");
  QCOMPARE(m_events.back()["stopped"], true);
  QVERIFY(of_kind("result").empty()); // a stopped cell is no failed cell
  QVERIFY(of_kind("round").empty());
  const auto store = RunStore::open(m_options.store_path, RunStore::Mode::ReadOnly);
  QVERIFY(store && (*store)->runs()->front().end == RunEnd::Stopped);
}

void TestCoordinatorFaults::stopped_run_keeps_what_it_measured_data() {
  QTest::addColumn<int>("after");
  QTest::addColumn<bool>("stopped");
  QTest::newRow("in the middle") << 2 << true;
  QTest::newRow("when everything was measured") << static_cast<int>(kResults) << false;
}

void TestCoordinatorFaults::stopped_run_keeps_what_it_measured() {
  QFETCH(int, after);
  QFETCH(bool, stopped);
  behave(quiet_worker());
  int results = 0;
  m_options.emit = [&](const protocol::RunEvent& event) {
    m_events.push_back(to_json(event));
    results += std::holds_alternative<protocol::Measured>(event);
  };
  m_options.stopped = [&] { return results >= after; };
  QVERIFY(run(two_models()));
  QCOMPARE(m_events.back()["stopped"], stopped);
  const auto store = RunStore::open(m_options.store_path, RunStore::Mode::ReadOnly);
  const auto runs = (*store)->runs();
  QVERIFY(runs && runs->size() == 1);
  QCOMPARE(int(runs->front().end), int(stopped ? RunEnd::Stopped : RunEnd::Complete));
  QCOMPARE((*store)->results(runs->front().id)->size(), static_cast<size_t>(after));
}

namespace {

qsizetype open_files() {
  return QDir("/proc/self/fd").entryList(QDir::NoDotAndDotDot | QDir::Files | QDir::System).size();
}

} // namespace

/// Stopped at a random one of the many looks a run takes: while its worker starts, loads, measures, or between two
/// cells.
void TestCoordinatorFaults::R14_500_cancels_lose_nothing_and_leak_nothing() {
  const int cancels = test::deep(12, 500);
  std::mt19937 random(14);
  int stopped_runs = 0, results_in_all = 0;
  qint64 longest = 0;
  for (int i = 0; i < cancels; ++i) {
    m_events.clear();
    int looks = static_cast<int>(random() % 24);
    QElapsedTimer since_asked;
    m_options.stopped = [&] {
      if (looks-- == 0)
        since_asked.start();
      return looks < 0;
    };
    const qsizetype files = open_files();
    const Status done = run(two_models());
    QVERIFY2(done, done ? "" : done.error().message.c_str());
    longest = std::max(longest, since_asked.isValid() ? since_asked.elapsed() : 0);
    QVERIFY2(open_files() == files && !has_children(),
             qPrintable(QString("cancel %1 leaves a file or a process behind").arg(i)));
    QCOMPARE(m_events.back()["event"], "finished");
    const bool stopped = m_events.back()["stopped"].get<bool>();
    stopped_runs += stopped;
    const auto store = RunStore::open(m_options.store_path, RunStore::Mode::ReadOnly);
    QVERIFY(store);
    const auto runs = (*store)->runs();
    QVERIFY(runs && runs->size() == static_cast<size_t>(i) + 1);
    QCOMPARE(int(runs->back().end), int(stopped ? RunEnd::Stopped : RunEnd::Complete));
    const auto stored = (*store)->results(runs->back().id);
    const auto shown = of_kind("result");
    QVERIFY(stored && stored->size() == shown.size());
    for (size_t j = 0; j < shown.size(); ++j)
      QVERIFY2(shown[j]["error"].is_null(), shown[j].dump().c_str()); // a stopped cell is no failed cell
    results_in_all += static_cast<int>(shown.size());
  }
  qInfo("%d of %d runs were stopped, %d results kept; the longest took %lld ms from the question to the end",
        stopped_runs, cancels, results_in_all, static_cast<long long>(longest));
  QVERIFY(stopped_runs * 4 >= cancels);
}

void TestCoordinatorFaults::a_hung_worker_is_replaced_data() {
  QTest::addColumn<QByteArray>("script");
  QTest::newRow("while loading") << QByteArray("read -r l\n");
  QTest::newRow("while measuring") << QByteArray("read -r l; echo '{\"event\":\"loaded\"}'; read -r l\n");
  QTest::newRow("after a sign of life") << QByteArray(
      "read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo '{\"event\":\"alive\"}'\n");
}

void TestCoordinatorFaults::a_hung_worker_is_replaced() {
  QFETCH(QByteArray, script);
  behave("if [ ! -e \"$mark\" ]; then : > \"$mark\"\n" + script + // from here on 1000 s pass every second
         "s=0; while :; do s=$((s+1000)); echo $s > $mark.clock; sleep 1; done\nfi\nexec \"$real\" worker\n");
  let_the_worker_tell_the_time();
  const Status done = run(two_models());
  QVERIFY2(done, done ? "" : done.error().message.c_str());
  QCOMPARE(m_events.back()["stopped"], false);
  const auto results = of_kind("result");
  QVERIFY(results.size() >= kResults);
  const QString reason =
      QString::fromStdString(results.front()["error"].is_string() ? results.front()["error"].get<std::string>() : "");
  QVERIFY2(QRegularExpression("said nothing for \\d000 s where about 1 s were expected").match(reason).hasMatch(),
           qPrintable(reason));
  for (size_t i = 1; i < results.size(); ++i)
    QVERIFY2(results[i]["error"].is_null(), results[i].dump().c_str());
}

/// Five times 250 s without an answer, but never 300 without a word.
void TestCoordinatorFaults::a_slow_worker_that_lives_is_waited_for() {
  behave(R"(if [ -e "$mark" ]; then exec "$real" worker; fi
: > "$mark"
read -r line; echo '{"event":"loaded"}'; read -r line
for s in 250 500 750 1000 1250; do echo $s > $mark.clock; echo '{"event":"alive"}'; sleep 0.4; done
cell=${line#*'"cell":{'}; cell=${cell%%'}'*}
echo "{\"event\":\"result\",$cell,\"source\":\"measured\",\"samples_ms\":[2.0],\"tpot_ms\":{\"p50\":2.0,\"n\":1}}"
)");
  let_the_worker_tell_the_time();
  QVERIFY(run(two_models()));
  const auto results = of_kind("result");
  QVERIFY(!results.empty());
  QVERIFY2(results.front()["error"].is_null(), results.front().dump().c_str());
  QCOMPARE(results.front()["tpot_ms"]["p50"].get<double>(), 2.0);
}

void TestCoordinatorFaults::unknown_model_refuses_the_study() {
  Study study = two_models();
  study.models.push_back("mamba22@probe");
  const Status done = run(study);
  QVERIFY(!done);
  QVERIFY2(QString::fromStdString(done.error().message).contains("mamba2"), done.error().message.c_str());
  QVERIFY(m_events.empty());
}

void TestCoordinatorFaults::store_that_fails_ends_the_study() {
  m_options.store_path = "/nonexistent/results.sqlite";
  const Status done = run(two_models());
  QVERIFY(!done);
  QVERIFY(QString::fromStdString(done.error().message).contains("/nonexistent/results.sqlite"));
}

PARETO_TEST(TestCoordinatorFaults)
#include "tst_coordinator_faults.moc"
