// SPDX-License-Identifier: GPL-3.0-or-later
// `replay` from outside: two small models, each in a worker process, and a policy between them that is made up.
#include "core/decide/policy/replay.h"
#include "core/study/run_store.h"
#include "tests/app/engine_process.h"
#include "tests/support/full_study.h"
#include "tests/support/processes.h"
#include "tests/support/program.h"

#include <QtTest>

#include <csignal>

using nlohmann::json;
using namespace pareto;

class TestEngineReplay : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void both_models_serve();
  void the_same_seed_is_the_same_requests();
  void a_killed_worker_ends_it_with_its_model_and_reason();
  void without_a_decision_there_is_nothing_to_replay();

private:
  EngineRun replay(const QStringList& more = {}) const {
    return run_engine(
        QStringList{"replay", m_folder.filePath("study.json"), "--store", m_folder.filePath("results.sqlite")} + more);
  }
  QTemporaryDir m_folder;
};

void TestEngineReplay::initTestCase() {
  Study study;
  study.models = {"softmax-attention@probe", "mamba2@probe"};
  study.workload = {256, 4, 1, Waits::Person, 0};
  study.quality_group = "none"; // by waits alone
  study.cost.lengths = Lengths::Counted;
  study.cost.counted = {{0.5, 128, 4}, {0.5, 512, 4}};
  QVERIFY(write_study(m_folder.filePath("study.json").toStdString(), study));
  const auto store = RunStore::open(m_folder.filePath("results.sqlite").toStdString());
  QVERIFY(store);
  const auto run = (*store)->begin_run(study, "{}");
  QVERIFY(run);
  for (int64_t tokens = 128; tokens <= 1024; tokens *= 2)
    for (const bool attention : {true, false})
      for (const Measurement& m : {test::decode(attention ? study.models[0] : study.models[1], 1, tokens,
                                                attention ? 0.02 * double(tokens) : 5),
                                   test::prefill(attention ? study.models[0] : study.models[1], 1, tokens, 10)})
        for (const Measurement& each : test::rounds(m))
          QVERIFY((*store)->append(*run, test::complete(each, each.samples_ms.front())));
  QVERIFY((*store)->finish_run(*run, RunEnd::Complete));
}

void TestEngineReplay::both_models_serve() {
  const EngineRun run = replay({"--requests", "8", "--json"});
  QVERIFY2(run.code == 0 && run.all_json, qPrintable(run.error));
  const std::vector<json> told = run.of_kind("replay");
  QCOMPARE(told.size(), size_t(1));
  const json& replayed = told.front();
  QCOMPARE(replayed["requests"], json(8));
  QVERIFY2(replayed["served"].size() == 2, qPrintable(run.out));
  QVERIFY(replayed["replayed_ms"].get<double>() > 0 && replayed["predicted_ms"].get<double>() > 0);
  QVERIFY(replayed["ratio"]["median"].get<double>() > 0 && replayed["ratio"]["n"] == 8);
  const EngineRun text = replay({"--requests", "2"});
  QVERIFY2(text.out.contains("Switch at ") && text.out.contains("predicted "), qPrintable(text.out));
}

/// Short prompts go to attention and long ones to the other, as the made-up curves cross between them.
void TestEngineReplay::the_same_seed_is_the_same_requests() {
  json first;
  for (const int64_t seed : {3, 3, 4}) {
    const EngineRun run = replay({"--requests", "12", "--seed", QString::number(seed), "--json"});
    QVERIFY2(run.code == 0, qPrintable(run.error));
    const json told = run.of_kind("replay").front();
    int64_t shorter = 0;
    for (const Arrival& each : drawn_requests({{0.5, 128, 4}, {0.5, 512, 4}}, 12, static_cast<uint64_t>(seed)))
      shorter += each.prompt_tokens == 128;
    QCOMPARE(told["served"], (json{{"softmax-attention@probe", shorter}, {"mamba2@probe", 12 - shorter}}));
    QCOMPARE(told["workers"], json(2));
    int64_t together = 0;
    for (const auto& [model, bytes] : told["worker_peak_rss_bytes"].items()) {
      QVERIFY2(bytes.get<int64_t>() > 1 << 20, model.c_str());
      together += bytes.get<int64_t>();
    }
    QCOMPARE(told["peak_rss_bytes"], json(together));
    if (first.is_null())
      first = told;
    QCOMPARE(told["predicted_ms"] == first["predicted_ms"] && told["served"] == first["served"], seed == 3);
  }
}

void TestEngineReplay::a_killed_worker_ends_it_with_its_model_and_reason() {
  QProcess engine;
  engine.start(PARETO_ENGINE, {"replay", m_folder.filePath("study.json"), "--store",
                               m_folder.filePath("results.sqlite"), "--requests", "10000"});
  QVERIFY(engine.waitForStarted());
  QList<qint64> workers;
  QTRY_VERIFY_WITH_TIMEOUT((workers = test::children_of(engine.processId())).size() == 2, 60'000);
  ::kill(static_cast<pid_t>(workers.last()), SIGKILL);
  QVERIFY(engine.waitForFinished(60'000));
  const QString error = QString::fromUtf8(engine.readAllStandardError());
  QVERIFY(engine.exitStatus() == QProcess::NormalExit && engine.exitCode() == 1);
  QVERIFY2(QRegularExpression("Serving (softmax-attention|mamba2)@probe failed: The measuring process ended early "
                              "\\(signal 9 \\(SIGKILL\\)\\); it may have run out of memory\\.")
               .match(error)
               .hasMatch(),
           qPrintable(error));
  for (const qint64 worker : workers)
    QTRY_VERIFY_WITH_TIMEOUT(!test::running(worker), 20'000);
}

void TestEngineReplay::without_a_decision_there_is_nothing_to_replay() {
  Study study;
  study.models = {"gla@probe", "retnet@probe"};
  QVERIFY(write_study(m_folder.filePath("other.json").toStdString(), study));
  const EngineRun run =
      run_engine({"replay", m_folder.filePath("other.json"), "--store", m_folder.filePath("results.sqlite")});
  QVERIFY2(run.code == 1 && run.error.contains("no length is decided"), qPrintable(run.error));
}

PARETO_TEST(TestEngineReplay)
#include "tst_engine_replay.moc"
