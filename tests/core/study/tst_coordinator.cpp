// SPDX-License-Identifier: GPL-3.0-or-later
// What the coordinator measures and stores, in which order, and what it does when the study changes on the way.
#include "core/study/protocol/measurement_json.h"
#include "tests/core/study/coordinator_fixture.h"

#include <QtTest>

#include <atomic>
#include <thread>

using namespace pareto;
using namespace pareto::test;
using nlohmann::json;

class TestCoordinator : public QObject, private CoordinatorFixture {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { share_cache(); }
  void init() { begin(); }
  void study_is_measured_and_stored();
  void result_is_stored_before_it_is_shown();
  void drift_is_checked_data();
  void drift_is_checked();
  void an_added_model_is_measured_first();
  void a_changed_study_goes_on_with_its_workers();
  void a_change_that_cannot_be_ends_with_its_reason();
  void disturbed_cells_are_measured_once_more_data();
  void disturbed_cells_are_measured_once_more();
  void what_cannot_be_is_measured_once_more_data();
  void what_cannot_be_is_measured_once_more();
  void prompts_are_read_alike_by_all_models();
};

void TestCoordinator::study_is_measured_and_stored() {
  const Status done = run(two_models());
  QVERIFY2(done, done ? "" : done.error().message.c_str());
  QCOMPARE(m_events.front()["event"], "started");
  QCOMPARE(m_events.back()["event"], "finished");
  const auto results = of_kind("result");
  QVERIFY(results.size() >= kResults); // two models, decode and prefill, and decode again
  for (const json& event : results) {
    QVERIFY2(event["error"].is_null(), event.dump().c_str());
    QCOMPARE(event["preview"], true);
    QVERIFY(event["kind"] == "decode" ? event["tpot_ms"]["p50"].get<double>() > 0
                                      : event["ttft_ms"]["median"].get<double>() > 0);
  }
  const auto progress = of_kind("progress");
  QCOMPARE(progress.size(), results.size());
  QCOMPARE(progress.back()["done"].get<size_t>(), results.size() - 1);
  QVERIFY(progress.front()["remaining_s"].get<double>() > 0);
  auto store = RunStore::open(m_options.store_path, RunStore::Mode::ReadOnly);
  QVERIFY(store);
  QVERIFY((*store)->runs()->front().end == RunEnd::Complete);
  const auto stored = (*store)->results((*store)->runs()->front().id);
  QVERIFY(stored && stored->size() == results.size());
  for (size_t i = 0; i < results.size(); ++i) {
    json shown = results[i];
    shown.erase("run");
    QCOMPARE(to_json((*stored)[i]), shown);
  }
}

void TestCoordinator::result_is_stored_before_it_is_shown() {
  size_t shown = 0, behind = 0;
  m_options.emit = [&](const protocol::RunEvent& event) {
    const auto* result = std::get_if<protocol::Measured>(&event);
    if (!result)
      return;
    ++shown;
    auto store = RunStore::open(m_options.store_path, RunStore::Mode::ReadOnly);
    behind += !store || (*store)->results(*result->run)->size() < shown;
  };
  QVERIFY(run(two_models()));
  QVERIFY(shown > 0);
  QCOMPARE(behind, size_t{0});
}

void TestCoordinator::drift_is_checked_data() {
  QTest::addColumn<double>("again_ms");
  QTest::addColumn<QString>("flag");
  QTest::newRow("same") << 2.0 << QString();
  QTest::newRow("within 5 %") << 2.08 << QString();
  QTest::newRow("slower") << 2.5 << QString("drift 25 %");
  QTest::newRow("faster") << 1.8 << QString("drift -10 %");
}

void TestCoordinator::drift_is_checked() {
  QFETCH(double, again_ms);
  QFETCH(QString, flag);
  // A worker whose decode takes 2 ms at first and another time when the first model's first cell comes again.
  const QByteArray again = R"(*'"decode"'*'"mamba2@probe"'*) [ -e "$mark" ] && ms=AGAIN; : > "$mark" ;;)";
  behave(quiet_worker(QByteArray(again).replace("AGAIN", QByteArray::number(again_ms))));
  QVERIFY(run(two_models()));
  const auto results = of_kind("result");
  QCOMPARE(results.size(), kResults);
  for (size_t i = 0; i < results.size(); ++i) {
    QVERIFY2(results[i]["error"].is_null(), results[i].dump().c_str());
    const json expected =
        i + 2 == results.size() && !flag.isEmpty() ? json::array({flag.toStdString()}) : json::array();
    QCOMPARE(results[i]["noise"], expected);
  }
}

/// Where `run` is begun again with one model more, what the store has no value of comes before what stands is
/// improved.
void TestCoordinator::an_added_model_is_measured_first() {
  behave(quiet_worker());
  QVERIFY(run(two_models()));
  m_events.clear();
  Study study = two_models();
  study.models.emplace_back("retnet@probe");
  m_options.rounds = 2;
  QVERIFY(run(study));
  const auto results = of_kind("result");
  constexpr size_t kOfOne = kResults / 2, kRefined = 3 * 2 * 2; // decode and prefill, there and back
  QCOMPARE(results.size(), kOfOne + kRefined);
  for (size_t i = 0; i < results.size(); ++i) {
    QVERIFY2(results[i]["error"].is_null(), results[i].dump().c_str());
    QCOMPARE(results[i]["round"].get<int>(), i < kOfOne ? 0 : 1);
    if (i < kOfOne)
      QCOMPARE(results[i]["model"], "retnet@probe");
  }
}

/// Another workload, one model dropped and one added while a run goes on: a run of its own, and only the added one is
/// loaded.
void TestCoordinator::a_changed_study_goes_on_with_its_workers() {
  behave("echo start >> \"$mark\"\n" + quiet_worker());
  Study next = two_models();
  next.models = {"gla@probe", "retnet@probe"};
  next.workload.prompt_tokens = 64;
  bool said = false;
  m_options.rounds = 2;
  m_options.changed = [&]() -> std::optional<Study> {
    return of_kind("result").size() >= 5 && !std::exchange(said, true) ? std::optional(next) : std::nullopt;
  };
  const Status done = run(two_models());
  QVERIFY2(done, done ? "" : done.error().message.c_str());
  QFile starts(m_folder->filePath("mark"));
  QVERIFY(starts.open(QIODevice::ReadOnly));
  QCOMPARE(starts.readAll().count("start"), 3);

  QCOMPARE(of_kind("started").size(), size_t{2});
  QCOMPARE(of_kind("started")[1]["study"]["models"], json(next.models));
  QCOMPARE(of_kind("finished"), std::vector<json>{json({{"event", "finished"}, {"run", 2}, {"stopped", false}})});
  const auto results = of_kind("result");
  for (size_t i = 0; i < results.size(); ++i) {
    QVERIFY2(results[i]["error"].is_null(), results[i].dump().c_str());
    QCOMPARE(results[i]["run"].get<int>(), i < 5 ? 1 : 2);
    QVERIFY(i < 5 || results[i]["model"] != "mamba2@probe");
  }
  QVERIFY(results.size() > 5 + 4);
  QCOMPARE(results[5]["context"].get<int>(), 64); // the place that the workload moved to comes first
  const auto store = RunStore::open(m_options.store_path, RunStore::Mode::ReadOnly);
  QVERIFY(store);
  const auto runs = (*store)->runs();
  QVERIFY(runs && runs->size() == 2);
  QVERIFY(std::any_of(runs->begin(), runs->end(), [](const auto& each) { return each.end == RunEnd::Stopped; }) &&
          std::any_of(runs->begin(), runs->end(), [](const auto& each) { return each.end == RunEnd::Complete; }));
}

void TestCoordinator::a_change_that_cannot_be_ends_with_its_reason() {
  behave(quiet_worker());
  m_options.changed = [this]() -> std::optional<Study> {
    Study next = two_models();
    next.models = {"no-such-model@probe"};
    return of_kind("result").empty() ? std::nullopt : std::optional(next);
  };
  const Status done = run(two_models());
  QVERIFY(!done);
  QVERIFY2(done.error().message.find("no-such-model") != std::string::npos, done.error().message.c_str());
  QCOMPARE(of_kind("result").size(), size_t{1}); // kept
}

void TestCoordinator::disturbed_cells_are_measured_once_more_data() {
  QTest::addColumn<QByteArray>("when");
  QTest::addColumn<int>("more");
  QTest::newRow("one of them, once")
      << QByteArray(R"(*'"prefill"'*'"gla@probe"'*) [ -e "$mark" ] || c=disturbed; : > "$mark" ;;)") << 1;
  QTest::newRow("one of them, always") << QByteArray(R"(*'"prefill"'*'"gla@probe"'*) c=suspect ;;)") << 1;
  QTest::newRow("all of them, always") << QByteArray(R"(*) c=disturbed ;;)") << 3; // half of the round
}

void TestCoordinator::disturbed_cells_are_measured_once_more() {
  QFETCH(QByteArray, when);
  QFETCH(int, more);
  behave(quiet_worker(when));
  QVERIFY(run(two_models()));
  const auto results = of_kind("result"), progress = of_kind("progress");
  QCOMPARE(results.size(), kResults + static_cast<size_t>(more));
  QCOMPARE(progress.size(), results.size());
  QCOMPARE(progress.back()["total"].get<size_t>(), results.size());
  for (size_t i = kResults; i < results.size(); ++i)
    QVERIFY2(std::any_of(results.begin(), results.begin() + kResults,
                         [&](const json& e) { return e["condition"] != "quiet" && e["model"] == results[i]["model"]; }),
             results[i].dump().c_str());
  QCOMPARE(m_events.back()["event"], "finished");
}

void TestCoordinator::what_cannot_be_is_measured_once_more_data() {
  QTest::addColumn<QByteArray>("when");
  QTest::addColumn<int>("context");
  QTest::addColumn<QString>("in_the_end");
  QTest::addColumn<QStringList>("conditions");
  const QStringList quiet{"quiet", "quiet", "quiet"};
  QTest::newRow("nothing") << QByteArray("-) ;;") << 64 << "quiet" << quiet;
  QTest::newRow("the longer context") << QByteArray(R"(*'"context":64'*) ms=9.0 ;;)") << 64 << "suspect"
                                      << QStringList{"quiet", "quiet", "suspect", "suspect"};
  QTest::newRow("the shorter one, which came first")
      << QByteArray(R"(*'"context":16'*) ms=9.0 ;;)") << 16 << "suspect" << quiet + QStringList{"suspect"};
  QTest::newRow("once") << QByteArray(R"(*'"context":16'*) [ -e "$mark" ] || ms=9.0; : > "$mark" ;;)") << 16 << "quiet"
                        << quiet + QStringList{"quiet"};
}

/// A constant state that costs more at one context than at another.
void TestCoordinator::what_cannot_be_is_measured_once_more() {
  QFETCH(QByteArray, when);
  QFETCH(int, context);
  QFETCH(QString, in_the_end);
  QFETCH(QStringList, conditions);
  behave(quiet_worker(when));
  Study study = two_models();
  study.models = {"mamba2@probe"};
  study.contexts = {16, 64};
  study.quick = false;
  QVERIFY(run(study));
  QStringList seen;
  for (const json& result : of_kind("result"))
    seen << QString::fromStdString(result["condition"].get<std::string>());
  QCOMPARE(seen, conditions);
  const json last = of_kind("result").back();
  QCOMPARE(QString::fromStdString(last["condition"].get<std::string>()), in_the_end);
  if (in_the_end == "suspect")
    QVERIFY(last["context"] == context && last["lost_to"] == "constant state");
}

/// One that is too slow to read a prompt whole has all of them read in slices.
void TestCoordinator::prompts_are_read_alike_by_all_models() {
  Study study = two_models();
  study.models = {"softmax-attention@1.3b", "mamba2@probe"};
  study.workload.prompt_tokens = 65'536;
  study.contexts = {16};
  study.prompts = {8};
  behave(R"(
while read -r line; do
  case "$line" in
  *'"cmd":"load"'*) echo '{"event":"loaded"}' ;;
  *'"cmd":"quit"'*) exit 0 ;;
  *) echo "$line" >> $mark; echo '{"event":"error","message":"no"}' ;;
  esac
done
)");
  QVERIFY(run(study));
  QFile asked(m_folder->filePath("mark"));
  QVERIFY(asked.open(QIODevice::ReadOnly));
  int prompts = 0;
  for (const QByteArray& line : asked.readAll().split('\n')) {
    if (line.contains("\"decode\""))
      QVERIFY2(!line.contains("\"how\""), line.constData());
    if (!line.contains("\"prefill\""))
      continue;
    ++prompts;
    const json command = json::parse(line.toStdString());
    QCOMPARE(command["how"], command["cell"]["prompt_tokens"] == 8 ? "whole" : "slices");
  }
  QVERIFY(prompts >= 3); // where memory does not hold the cache of the largest, its own cells are refused
}

PARETO_TEST(TestCoordinator)
#include "tst_coordinator.moc"
