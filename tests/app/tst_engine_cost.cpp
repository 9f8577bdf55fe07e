// SPDX-License-Identifier: GPL-3.0-or-later
// `cost` from outside: four ways for people and for programs, what is stated by options, and what it refuses.
#include "core/study/run_store.h"
#include "tests/app/engine_process.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"

#include <QtTest>

using nlohmann::json;
using namespace pareto;

class TestEngineCost : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void text_for_people();
  void events_for_programs();
  void same_inputs_same_bytes();
  void what_was_stated_is_saved();
  void the_price_list();
  void offers_lengths_and_loads_are_taken();
  void refused_data();
  void refused();

private:
  EngineRun cost(const QStringList& more = {}, const char* study = "study.json") const {
    return run_engine(QStringList{"cost", m_folder.filePath(study), "--store", m_folder.filePath("results.sqlite"),
                                  "--today", "2026-11-29"} +
                      more);
  }
  QString write(const char* name, const QByteArray& text) const {
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName() : QString();
  }
  static json way(const EngineRun& run, const char* name) {
    for (const json& event : run.of_kind("cost_way"))
      if (event["way"] == name)
        return event;
    return {};
  }
  const QStringList m_stated{"--set", "requests_per_day=10000,api_input=0.5,api_output=2,today_per_request=0.05"};
  QTemporaryDir m_folder;
};

void TestEngineCost::initTestCase() {
  Study study;
  study.models = {"softmax-attention@1.3b", "mamba2@1.3b"};
  study.workload = {2048, 2, 1, Waits::Person, 0};
  QVERIFY(write_study(m_folder.filePath("study.json").toStdString(), study));
  const auto store = RunStore::open(m_folder.filePath("results.sqlite").toStdString());
  QVERIFY(store);
  const auto run = (*store)->begin_run(study, "{}");
  QVERIFY(run);
  for (const std::string& model : study.models)
    for (const Measurement& m : {test::decode(model, 1, 2048, 100), test::prefill(model, 1, 2048, 900)})
      QVERIFY((*store)->append(*run, test::complete(m, m.samples_ms.front())));
  QVERIFY((*store)->finish_run(*run, RunEnd::Complete));
}

void TestEngineCost::text_for_people() {
  const EngineRun run = cost(m_stated);
  QVERIFY2(run.code == 0 && run.error.isEmpty(), qPrintable(run.error));
  QVERIFY2(run.out.contains("API by the token costs least of the 2 ways that are priced: 308 USD a month"),
           qPrintable(run.out)); // 1.028e-3 * 3e5
  QVERIFY(run.out.contains("Own machine: not stated: Price of a machine"));
  QVERIFY(run.out.contains("queueing model M/G/1"));
  QVERIFY(run.out.contains("Payback: state what an answered request is worth."));
  QVERIFY(!run.out.contains("{\"event\""));
}

void TestEngineCost::events_for_programs() {
  const EngineRun run = cost(m_stated + QStringList{"--json"});
  QVERIFY2(run.code == 0 && run.all_json, qPrintable(run.error));
  QCOMPARE(run.of_kind("cost").front()["cheapest"], json("api"));
  QCOMPARE(run.of_kind("cost_way").size(), size_t(4));
  QVERIFY(std::abs(way(run, "api")["month"]["value"].get<double>() - 308.4) < 1e-6);
  QCOMPARE(way(run, "own")["missing"], json::array({"machine_price"}));
  const json capacity = run.of_kind("cost_capacity").front();
  QVERIFY(capacity["source"] == "modelled" && capacity["at_once"] == 1);
  QVERIFY(std::abs(capacity["service_s"].get<double>() - 1) < 0.05 && capacity["per_s"].get<double>() > 0.5);
  const std::vector<json> crossings = run.of_kind("cost_crossing");
  QVERIFY(crossings.size() == 1 && crossings.front()["always"] == 1);
  QVERIFY(!run.of_kind("cost_swing").empty());
  const std::vector<json> inputs = run.of_kind("cost_input");
  QCOMPARE(inputs.size(), kCostFields);
  for (const json& input : inputs)
    QVERIFY(input["source"].is_string() && input.contains("date") && input["old"].is_boolean());
}

void TestEngineCost::same_inputs_same_bytes() {
  const QStringList words = m_stated + QStringList{"--json"};
  QCOMPARE(cost(words).out, cost(words).out);
}

void TestEngineCost::what_was_stated_is_saved() {
  const EngineRun run = cost(
      {"--set", "requests_per_day=20000,machine_price=900000JPY,busiest_hour_share=0.1:0.08:0.2,yen_per_dollar=150",
       "--currency", "JPY", "--save", m_folder.filePath("saved.json")});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  const auto saved = read_study(m_folder.filePath("saved.json").toStdString());
  QVERIFY(saved);
  QVERIFY(saved->cost[CostField::MachinePrice] == entered(900'000, Currency::JPY));
  QVERIFY(*saved->cost[CostField::BusiestHourShare].high == 0.2 && saved->cost.currency == Currency::JPY);
  const EngineRun again = cost({"--json"}, "saved.json");
  QCOMPARE(again.of_kind("cost").front()["cheapest"], json("own"));
  const EngineRun taken = cost({"--json", "--set", "machine_price="}, "saved.json");
  QVERIFY(taken.of_kind("cost").front()["cheapest"].is_null());
}

void TestEngineCost::the_price_list() {
  const EngineRun run = cost({"--prices", "--json"});
  QVERIFY2(run.code == 0 && run.all_json, qPrintable(run.error));
  QCOMPARE(run.of_kind("price").size(), size_t(129));
  QVERIFY(std::count_if(run.events.begin(), run.events.end(), [](const json& price) { return price["old"] == true; }) >
          14);
}

void TestEngineCost::offers_lengths_and_loads_are_taken() {
  const EngineRun offer = cost({"--offer", "l4, Modal", "--set", "rented_speed=4,requests_per_day=10000", "--json"});
  QVERIFY2(offer.code == 0, qPrintable(offer.error));
  const json rented = way(offer, "rented");
  QVERIFY(rented["gap"] == "none" && rented["month"]["low"] == rented["month"]["value"]); // 0.80 is the least asked
  QVERIFY(rented["month"]["high"].get<double>() > rented["month"]["value"].get<double>());
  const QString csv = write("l.csv", "prompt_characters,answer_characters\n8000,400\n");
  const EngineRun lengths = cost(m_stated + QStringList{"--lengths", csv, "--language", "ja", "--json"});
  QVERIFY2(lengths.code == 0 && lengths.error.contains("rule of thumb"), qPrintable(lengths.error));
  QCOMPARE(lengths.of_kind("cost_capacity").front()["lengths"].front()["prompt_tokens"], json(8000));
  const QString log = write(
      "load.jsonl",
      R"({"event":"load","model":"softmax-attention@1.3b","device":"cpu","precision":"f16","kept_per_s":2.5,"failed_per_s":2.6,"patience_s":10})");
  const EngineRun loads = cost({"--loads", log, "--model", "softmax-attention@1.3b", "--json"});
  const json capacity = loads.of_kind("cost_capacity").front();
  QVERIFY(capacity["source"] == "measured" && capacity["per_s"] == 2.5 && capacity["high"] == 2.6);
}

void TestEngineCost::refused_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QString>("says");
  QTest::newRow("key") << QStringList{"--set", "machine_prize=3"} << "did you mean machine_price";
  QTest::newRow("number") << QStringList{"--set", "machine_price=much"} << "KEY=NUMBER";
  QTest::newRow("range") << QStringList{"--set", "pue=0.2"} << "from 1 to 5";
  QTest::newRow("ends") << QStringList{"--set", "pue=1.2:1.3:1.4"} << "KEY=NUMBER";
  QTest::newRow("two") << QStringList{"--set", "pue=1.2:1.3"} << "KEY=NUMBER";
  QTest::newRow("model") << QStringList{"--model", "mamba2@1.4b"} << "did you mean mamba2@1.3b";
  QTest::newRow("device") << QStringList{"--device", "vulkan:7"} << "vulkan:7";
  QTest::newRow("offer") << QStringList{"--offer", "l4, Modl"} << "did you mean l4, Modal";
  QTest::newRow("currency") << QStringList{"--currency", "GBP"} << "JPY, USD or EUR";
  QTest::newRow("day") << QStringList{"--today", "soon"} << "--today";
  QTest::newRow("lengths") << QStringList{"--lengths", "nowhere.csv"} << "nowhere.csv";
  QTest::newRow("counted") << QStringList{"--lengths", "counted"} << "no counted lengths";
}

void TestEngineCost::refused() {
  QFETCH(QStringList, words);
  QFETCH(QString, says);
  const EngineRun run = cost(words);
  QVERIFY(run.code != 0 && run.out.isEmpty());
  QVERIFY2(run.error.contains(says) && run.error.count('\n') == 1, qPrintable(run.error));
}

PARETO_TEST(TestEngineCost)
#include "tst_engine_cost.moc"
