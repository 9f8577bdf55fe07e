// SPDX-License-Identifier: GPL-3.0-or-later
// Models that serve from worker processes: real ones, and stand-ins that die, lie and hang.
#include "core/measure/switching_server.h"
#include "core/study/serving_crew.h"
#include "tests/core/study/coordinator_fixture.h"
#include "tests/support/processes.h"

#include <QtTest>

#include <csignal>
#include <unistd.h>

using namespace pareto;
using namespace pareto::test;

namespace {

/// One after the other, each to an idle machine; the first and every other one goes to the first model.
const std::vector<Arrival> kArrivals{{0, 40, 5}, {100, 100, 3}, {200, 33, 1}, {300, 16, 4}};

ServingRules rules_of(int slots) {
  ServingRules rules;
  rules.slots = slots;
  rules.chunk = 32;
  return rules;
}

Assignment by_turns(size_t requests) {
  Assignment assignment{{{"softmax-attention@probe", "cpu"}, {"mamba2@probe", "cpu"}}, {}};
  for (size_t i = 0; i < requests; ++i)
    assignment.of.push_back(i % 2);
  return assignment;
}

} // namespace

class TestServingCrew : public QObject, private CoordinatorFixture {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { share_cache(); }
  void init() { begin(); }
  void each_model_serves_its_requests_in_its_own_process();
  void a_worker_that_waits_does_not_spin();
  void the_seconds_are_the_workers_own();
  void a_worker_that_fails_is_named_data();
  void a_worker_that_fails_is_named();
  void a_worker_killed_between_steps_is_named();
  void a_hung_worker_is_named_data();
  void a_hung_worker_is_named();
  void memory_is_refused_before_anything_is_loaded();
  void models_that_cannot_serve_are_refused();
  void stop_is_prompt();

private:
  Result<std::unique_ptr<ServingCrew>> start(const std::vector<Arrival>& arrivals = kArrivals, int slots = 1) const {
    return ServingCrew::start(by_turns(arrivals.size()), arrivals, "f32", rules_of(slots), m_options);
  }
  static Result<ServingRun> serve_all(ServingCrew& crew, const std::vector<Arrival>& arrivals = kArrivals) {
    SwitchingServer both(crew.servers(), [](size_t request) { return request % 2; });
    return serve(arrivals, both, rules_of(1));
  }
  /// Of a crew that could not even start, or of its run.
  Result<ServingRun> start_and_serve() const {
    PARETO_TRY_ASSIGN(crew, start());
    return serve_all(*crew);
  }
};

void TestServingCrew::each_model_serves_its_requests_in_its_own_process() {
  {
    const auto crew = start();
    QVERIFY2(crew, crew ? "" : crew.error().message.c_str());
    QCOMPARE(children_of(getpid()).size(), 2);
    const auto run = serve_all(**crew);
    QVERIFY2(run, run ? "" : run.error().message.c_str());
    for (size_t i = 0; i < kArrivals.size(); ++i) {
      QVERIFY(run->requests[i].wait() > 0);
      QCOMPARE(run->requests[i].answer_tokens, kArrivals[i].answer_tokens);
    }
    const auto workers = (*crew)->workers();
    QCOMPARE(workers.size(), size_t{2});
    for (const ServingCrew::Worker& worker : workers) {
      QCOMPARE(worker.requests, int64_t{2});
      QVERIFY(worker.peak_rss_bytes > 1 << 20);
    }
    QCOMPARE(workers[1].id.first, std::string("mamba2@probe"));
  }
  QVERIFY(!has_children());
}

/// A team's threads sleep a moment after its last step, and the process waits for its next line.
void TestServingCrew::a_worker_that_waits_does_not_spin() {
  const auto crew = start();
  QVERIFY(crew && serve_all(**crew));
  QTest::qSleep(100);
  const QList<qint64> workers = children_of(getpid());
  QCOMPARE(workers.size(), 2);
  QList<qint64> before;
  for (const qint64 worker : workers)
    before << cpu_ticks(worker);
  QTest::qSleep(1000); // 100 ticks and more of a thread that spins
  for (qsizetype i = 0; i < workers.size(); ++i)
    QVERIFY2(before[i] >= 0 && cpu_ticks(workers[i]) - before[i] <= 2, qPrintable(QString::number(before[i])));
}

/// The stand-in takes half a second to say that a step took a millisecond.
void TestServingCrew::the_seconds_are_the_workers_own() {
  behave(R"(while read -r line; do
  case "$line" in
  *'"load"'*) echo '{"event":"loaded"}' ;;
  *'"serve"'*) echo '{"event":"serving","state_bytes":1}' ;;
  *'"step"'*) sleep 0.5; echo '{"event":"stepped","seconds":0.001,"tokens":[1]}' ;;
  *) exit 0 ;;
  esac
done
)");
  const std::vector<Arrival> arrivals{{0, 16, 2}, {10, 16, 1}};
  const auto crew = start(arrivals);
  QVERIFY(crew);
  const auto run = serve_all(**crew, arrivals);
  QVERIFY2(run, run ? "" : run.error().message.c_str());
  QVERIFY(std::abs(run->requests[0].wait() - 0.002) < 1e-9 && std::abs(run->requests[1].wait() - 0.001) < 1e-9);
}

void TestServingCrew::a_worker_that_fails_is_named_data() {
  QTest::addColumn<QByteArray>("script");
  QTest::addColumn<QString>("says");
  const auto loaded = [](const char* then) {
    return QByteArray("read -r l; echo '{\"event\":\"loaded\"}'; read -r l; ") + then + "\n";
  };
  const auto serving = [&](const char* then) {
    return loaded("echo '{\"event\":\"serving\",\"state_bytes\":1}'; read -r l; ") + then + "\n";
  };
  QTest::newRow("dies while loading") << QByteArray("kill -9 $$\n")
                                      << "signal 9 (SIGKILL)); it may have run out of memory.";
  QTest::newRow("refuses to load")
      << QByteArray("read -r l; echo '{\"event\":\"error\",\"message\":\"No device today.\"}'; read -r l\n")
      << "No device today.";
  QTest::newRow("refuses to serve") << loaded("echo '{\"event\":\"error\",\"message\":\"No room.\"}'; read -r l")
                                    << "No room.";
  QTest::newRow("dies in a step") << serving("kill -9 $$") << "signal 9 (SIGKILL)); it may have run out of memory.";
  QTest::newRow("exits in a step") << serving("exit 7") << "ended early (exit code 7); it gave no reason.";
  QTest::newRow("refuses a step")
      << serving("echo '{\"event\":\"error\",\"message\":\"Logits are not finite.\"}'; read -r l")
      << "Logits are not finite.";
  QTest::newRow("answers rubbish") << serving("echo rubbish; exec sleep 100") << "no event";
  QTest::newRow("takes no time") << serving("echo '{\"event\":\"stepped\"}'; exec sleep 100") << "another step";
  QTest::newRow("gives tokens of others")
      << serving("echo '{\"event\":\"stepped\",\"seconds\":1,\"tokens\":[1,2]}'; exec sleep 100") << "another step";
}

void TestServingCrew::a_worker_that_fails_is_named() {
  QFETCH(QByteArray, script);
  QFETCH(QString, says);
  behave(script);
  const auto run = start_and_serve();
  QVERIFY(!run);
  const QString reason = QString::fromStdString(run.error().message);
  QVERIFY2(reason.startsWith("Serving softmax-attention@probe failed: ") && reason.contains(says), qPrintable(reason));
  QVERIFY(!has_children());
}

void TestServingCrew::a_worker_killed_between_steps_is_named() {
  const auto crew = start();
  QVERIFY(crew && serve_all(**crew));
  const QList<qint64> workers = children_of(getpid());
  ::kill(static_cast<pid_t>(std::max(workers[0], workers[1])), SIGKILL); // the second that was started, but for a wrap
  const auto again = serve_all(**crew);
  QVERIFY(!again);
  QVERIFY2(QRegularExpression("Serving \\S+@probe failed: The measuring process ended early \\(signal 9")
               .match(QString::fromStdString(again.error().message))
               .hasMatch(),
           again.error().message.c_str());
  const auto gone = serve_all(**crew); // what it knew is lost: no other takes its place
  QVERIFY(!gone && QString::fromStdString(gone.error().message).contains("has ended"));
}

void TestServingCrew::a_hung_worker_is_named_data() {
  QTest::addColumn<QByteArray>("script");
  QTest::newRow("while loading") << QByteArray("read -r l\n");
  QTest::newRow("in a step") << QByteArray(
      "read -r l; echo '{\"event\":\"loaded\"}'; read -r l; echo '{\"event\":\"serving\"}'; read -r l\n");
}

void TestServingCrew::a_hung_worker_is_named() {
  QFETCH(QByteArray, script);
  // From here on 1000 s pass every second; the second worker is well.
  behave("if [ ! -e \"$mark\" ]; then : > \"$mark\"\n" + script +
         "s=0; while :; do s=$((s+1000)); echo $s > $mark.clock; sleep 1; done\nfi\nexec \"$real\" worker\n");
  let_the_worker_tell_the_time();
  const auto run = start_and_serve();
  QVERIFY(!run);
  QVERIFY2(QRegularExpression("Serving softmax-attention@probe failed: .*said nothing for \\d000 s")
               .match(QString::fromStdString(run.error().message))
               .hasMatch(),
           run.error().message.c_str());
}

void TestServingCrew::memory_is_refused_before_anything_is_loaded() {
  m_options.engine_path = "/nonexistent/engine";
  const auto crew = start({{0, int64_t{1} << 20, 4}, {1, 16, 4}}, 1024);
  QVERIFY(!crew && crew.error().code == ErrorCode::OutOfMemory);
  QVERIFY2(QRegularExpression("^Holding all models at once needs \\d+ MiB with the weights and \\d+ MiB are free")
               .match(QString::fromStdString(crew.error().message))
               .hasMatch(),
           crew.error().message.c_str());
  const auto without_engine = start();
  QVERIFY(!without_engine && QString::fromStdString(without_engine.error().message).contains("/nonexistent/engine"));
}

void TestServingCrew::models_that_cannot_serve_are_refused() {
  Assignment one{{{"no-such@probe", "cpu"}}, {0}};
  QVERIFY(!ServingCrew::start(one, {{0, 16, 4}}, "f32", rules_of(1), m_options));
  one.models = {{"mamba2@probe", "tpu"}};
  const auto device = ServingCrew::start(one, {{0, 16, 4}}, "f32", rules_of(1), m_options);
  QVERIFY(!device && QString::fromStdString(device.error().message).startsWith("Serving mamba2@probe failed: "));
  QVERIFY(!ServingCrew::start(one, {{0, 16, 4}}, "f61", rules_of(1), m_options));
}

void TestServingCrew::stop_is_prompt() {
  behave("exec sleep 1000\n");
  int looks = 0;
  m_options.stopped = [&] { return ++looks > 3; };
  const auto crew = start(); // a hang here ends the test by its time limit
  QVERIFY(!crew && crew.error().code == ErrorCode::Cancelled);
  QCOMPARE(crew.error().message, std::string("Stopped."));
  QVERIFY(!has_children());
}

PARETO_TEST(TestServingCrew)
#include "tst_serving_crew.moc"
