// SPDX-License-Identifier: GPL-3.0-or-later
// `phrases` from outside: for people and for programs.
#include "core/study/run_store.h"
#include "tests/app/engine_process.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"

#include <QtTest>

using nlohmann::json;
using namespace pareto;

class TestEnginePhrases : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void for_people();
  void for_programs();
  void without_a_store();

private:
  EngineRun phrases(const QStringList& more = {}) const {
    return run_engine(
        QStringList{"phrases", m_folder.filePath("study.json"), "--store", m_folder.filePath("results.sqlite")} + more);
  }
  QTemporaryDir m_folder;
};

void TestEnginePhrases::initTestCase() {
  Study study;
  study.models = {"softmax-attention@1.3b", "mamba2@1.3b"};
  study.workload = {2048, 2, 1, Waits::Person, 0};
  study.cost[CostField::RequestsPerDay] = entered(1000);
  study.cost[CostField::MachinePrice] = entered(4800);
  study.cost[CostField::ApiInput] = entered(1);
  study.cost[CostField::ApiOutput] = entered(2);
  QVERIFY(write_study(m_folder.filePath("study.json").toStdString(), study));
  const auto store = RunStore::open(m_folder.filePath("results.sqlite").toStdString());
  QVERIFY(store);
  const auto run = (*store)->begin_run(study, "{}");
  QVERIFY(run);
  for (const std::string& model : study.models)
    for (const Measurement& m : {test::decode(model, 1, 2048, 100), test::prefill(model, 1, 2048, 900)})
      for (const Measurement& each : test::rounds(m))
        QVERIFY((*store)->append(*run, test::complete(each, each.samples_ms.front())));
  QVERIFY((*store)->finish_run(*run, RunEnd::Complete));
}

void TestEnginePhrases::for_people() {
  const EngineRun run = phrases();
  QVERIFY2(run.code == 0 && run.error.isEmpty(), qPrintable(run.error));
  QVERIFY2(run.out.contains("people wait 1.00 s for an answer, no longer than the 10 s they accept."),
           qPrintable(run.out));
  QVERIFY(run.out.contains("API by the token costs "));
  QVERIFY(run.out.contains("Limited, 10 % of the requests (100 a day)"));
  QVERIFY(run.out.contains("To see a difference of 3 of 100"));
}

void TestEnginePhrases::for_programs() {
  const EngineRun run = phrases({"--json"});
  QVERIFY2(run.code == 0 && run.all_json, qPrintable(run.error));
  QVERIFY(run.of_kind("phrase").size() >= 3);
  for (const json& phrase : run.of_kind("phrase"))
    QVERIFY(phrase["figures"].is_array() && phrase["sure"].is_string() &&
            phrase["text"].get<std::string>().size() > 20);
  QCOMPARE(run.of_kind("plan").size(), size_t(4));
  QCOMPARE(run.of_kind("pilot_size").size(), size_t(5));
  QCOMPARE(phrases({"--json"}).out, run.out);
}

void TestEnginePhrases::without_a_store() {
  const EngineRun run = run_engine({"phrases", m_folder.filePath("study.json")});
  QVERIFY2(run.code == 1 && run.error.contains("--store"), qPrintable(run.error));
}

PARETO_TEST(TestEnginePhrases)
#include "tst_engine_phrases.moc"
