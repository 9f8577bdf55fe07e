// SPDX-License-Identifier: GPL-3.0-or-later
// `decide` from outside: statements of a stored study, for people and for programs, and what it refuses.
#include "core/decide/kept_rule.h"
#include "core/decide/metric_table.h"
#include "core/platform/files.h"
#include "core/study/run_store.h"
#include "tests/app/engine_process.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"

#include <QtTest>

using nlohmann::json;
using namespace pareto;

class TestEngineDecide : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void text_for_people();
  void statements_for_programs();
  void the_answer_and_how_sure_it_is();
  void limits_and_axes_are_taken();
  void what_the_study_keeps_is_used();
  void devices_of_one_model();
  void refused_data();
  void refused();
  void a_store_that_is_not_there_is_an_error();

private:
  EngineRun decide(const QStringList& more = {}) const {
    return run_engine(
        QStringList{"decide", m_folder.filePath("study.json"), "--store", m_folder.filePath("results.sqlite")} + more);
  }
  QTemporaryDir m_folder;
};

void TestEngineDecide::initTestCase() {
  Study study;
  study.models = {"softmax-attention@1.3b", "mamba2@1.3b"};
  study.contexts = {512, 2048, 4096};
  QVERIFY(write_study(m_folder.filePath("study.json").toStdString(), study));
  const auto store = RunStore::open(m_folder.filePath("results.sqlite").toStdString());
  QVERIFY(store);
  const auto run = (*store)->begin_run(study, "{}");
  QVERIFY(run);
  for (const Measurement& measurement : test::fullStudy(study))
    QVERIFY((*store)->append(*run, measurement));
  for (const std::string& model : study.models) // the prompt of the place one looks at
    QVERIFY((*store)->append(*run, test::complete(test::prefill(model, 8, 2048, 5000), 5000)));
  QVERIFY((*store)->finish_run(*run, RunEnd::Complete));
}

void TestEngineDecide::text_for_people() {
  const EngineRun run = decide();
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QVERIFY2(run.error.isEmpty(), qPrintable(run.error));
  QVERIFY2(
      run.out.startsWith("At 2,048 tokens and 8 simultaneous requests, choose Transformer++: the shortest wait per "
                         "answer without a sure loss of quality, "),
      qPrintable(run.out));
  QVERIFY2(run.out.contains("Mamba-2 surely at 2,048–4,096 tokens, elsewhere no decisive difference"),
           qPrintable(run.out));
  QVERIFY(!run.out.contains("{\"event\""));
}

void TestEngineDecide::statements_for_programs() {
  const EngineRun run = decide({"--json"});
  QVERIFY2(run.code == 0 && run.all_json, qPrintable(run.error));
  QStringList kinds;
  for (const json& statement : run.of_kind("statement")) {
    kinds << QString::fromStdString(statement["kind"].get<std::string>());
    QVERIFY(statement["text"].get<std::string>().size() > 10);
    if (kinds.size() <= 6)
      QVERIFY(statement["figures"].is_array() && statement["sure"].is_string());
  }
  QCOMPARE(kinds, (QStringList{"verdict", "choice", "crossings", "memory", "qualities", "provenance", "ceiling", "wait",
                               "wait", "flip", "flip", "flip", "flip", "next"}));
  const std::vector<json> shortlist = run.of_kind("shortlist");
  QCOMPARE(shortlist.size(), size_t(2));
  QCOMPARE(shortlist[0]["group"].get<std::string>(), std::string("choose"));
  QCOMPARE(shortlist[1]["group"].get<std::string>(),
           std::string("loses_quality")); // much faster, and half as often right
  QCOMPARE(shortlist[1]["model"].get<std::string>(), std::string("mamba2@1.3b"));
  for (const json& place : shortlist) {
    QCOMPARE(place["state"].get<std::string>(), std::string("quiet"));
    QVERIFY(place["wait_ms"].contains("ci95") && place["quality"]["metric"] == "fda_acc" && place["why"].is_string());
  }
  const json verdict = run.of_kind("statement").front();
  for (const json& figure : verdict["figures"]) {
    QCOMPARE(figure["size"].get<std::string>(), std::string("1.3b"));
    QVERIFY(figure["value"].is_number() && figure["context_tokens"] == 2048 && figure["requests"] == 8);
    QVERIFY(figure["source"] == "modelled" || figure["ci95"].size() == 2); // memory is exact
  }
}

void TestEngineDecide::the_answer_and_how_sure_it_is() {
  const EngineRun run = decide({"--json", "--answer", "2"});
  const std::vector<json> verdicts = run.of_kind("verdict");
  QCOMPARE(verdicts.size(), size_t(1));
  const json& verdict = verdicts.front();
  QVERIFY(verdict["verdict"] == "trial" && verdict["headline"] == "keep" && verdict["rests_on"].size() == 2);
  QVERIFY(std::count(verdict["missing"].begin(), verdict["missing"].end(), json("quality_of_size")) == 1);
  QCOMPARE(verdict["next"]["kind"].get<std::string>(), std::string("own_model"));
  const EngineRun map = decide({"--json", "--map"});
  QVERIFY2(map.code == 0 && map.all_json, qPrintable(map.error));
  const std::vector<json> statements = map.of_kind("statement");
  const auto cells = std::count_if(statements.begin(), statements.end(),
                                   [](const json& statement) { return statement["kind"] == "map"; });
  QCOMPARE(cells, std::ptrdiff_t(12 * 7));
  const EngineRun text = decide({"--answer", "2"});
  QVERIFY2(text.out.contains("Keep Transformer++ here") && text.out.contains("Worth a trial. Rests on "),
           qPrintable(text.out));
  const EngineRun late = decide({"--json"}); // at 150 tokens; that takes no quality to say
  QVERIFY(late.of_kind("verdict").front()["headline"] == "none_in_time" &&
          late.of_kind("verdict").front()["verdict"] == "supported");
}

void TestEngineDecide::limits_and_axes_are_taken() {
  const EngineRun none = decide({"--json", "--limit", "most_tpot_ms=1"});
  QCOMPARE(none.of_kind("statement").front()["says"].get<std::string>(), std::string("none_meets_limits"));
  const EngineRun axes =
      decide({"--json", "--across", "memory", "--up", "decode_rate", "--context", "512", "--requests", "1"});
  QVERIFY2(axes.code == 0, qPrintable(axes.error));
  const json figure = axes.of_kind("statement")[1]["figures"][0];
  QVERIFY(figure["metric"] == "memory" && figure["context_tokens"] == 512 && figure["requests"] == 1);
  const EngineRun curve = decide({"--curve", "ttft"});
  QVERIFY2(curve.out.contains("the curves of Time to first token"), qPrintable(curve.out));
}

/// Limits, goal and task that the window saved with the study hold, but for those that are asked otherwise; which is
/// said.
void TestEngineDecide::what_the_study_keeps_is_used() {
  const auto first = [](const EngineRun& run) { return run.of_kind("rule").front(); };
  QCOMPARE(first(decide({"--json"}))["given"], json(false));
  QCOMPARE(first(decide({"--json"}))["limits"], to_json(default_limits()));
  const auto read = read_study(m_folder.filePath("study.json").toStdString());
  QVERIFY(read);
  json document = to_json(*read);
  keep_rule(document, {{{Metric::Tpot, 1}, {Metric::Memory, 8e9}}, Goal::LeastMemory, "zero_shot_avg"});
  const QString kept = m_folder.filePath("kept.json");
  QVERIFY(replace_file(kept.toStdString(), document.dump()));
  const auto with = [&](const QStringList& more) {
    return run_engine(QStringList{"decide", kept, "--store", m_folder.filePath("results.sqlite"), "--json"} + more);
  };
  const EngineRun saved = with({});
  QVERIFY2(saved.code == 0, qPrintable(saved.error));
  QCOMPARE(saved.of_kind("statement").front()["says"].get<std::string>(), std::string("none_meets_limits"));
  QCOMPARE(first(saved)["limits"], json({{"most_tpot_ms", 1.0}, {"most_memory_bytes", 8e9}}));
  QVERIFY(first(saved)["goal"] == "memory" && first(saved)["task"] == "zero_shot_avg");
  const EngineRun asked = with({"--limit", "most_tpot_ms=none", "--goal", "wait"});
  QCOMPARE(first(asked)["limits"], json({{"most_memory_bytes", 8e9}}));
  QVERIFY(first(asked)["goal"] == "wait" && first(asked)["given"] == true && first(asked)["task"] == "zero_shot_avg");
  QVERIFY(asked.of_kind("statement").front()["says"] != "none_meets_limits");
  const EngineRun people = run_engine({"decide", kept, "--store", m_folder.filePath("results.sqlite")});
  QVERIFY2(people.out.contains("Decided by --limit most_memory_bytes=8000000000.0,most_tpot_ms=1.0, --goal memory, "
                               "--task zero_shot_avg: as the study keeps it."),
           qPrintable(people.out));
}

void TestEngineDecide::devices_of_one_model() {
  const EngineRun run = decide({"--json", "--devices-for", "mamba2@1.3b"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QCOMPARE(run.of_kind("shortlist").size(), size_t(1)); // the study has one device
}

void TestEngineDecide::refused_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QString>("says");
  QTest::newRow("metric") << QStringList{"--across", "memry"} << "did you mean memory";
  QTest::newRow("limit") << QStringList{"--limit", "most_tpt_ms=3"} << "did you mean most_tpot_ms";
  QTest::newRow("number") << QStringList{"--limit", "most_tpot_ms=fast"} << "KEY=NUMBER";
  QTest::newRow("device") << QStringList{"--device", "vulkan:7"} << "vulkan:7";
  QTest::newRow("model") << QStringList{"--devices-for", "mamba2@1.4b"} << "did you mean mamba2@1.3b";
  QTest::newRow("curve") << QStringList{"--curve", "memory"} << "--curve";
}

void TestEngineDecide::refused() {
  QFETCH(QStringList, words);
  QFETCH(QString, says);
  const EngineRun run = decide(words);
  QVERIFY(run.code != 0 && run.out.isEmpty());
  QVERIFY2(run.error.contains(says) && run.error.count('\n') == 1, qPrintable(run.error));
  const EngineRun events = decide(words + QStringList{"--json"});
  QVERIFY(events.code != 0 && events.of_kind("error").size() == 1);
}

void TestEngineDecide::a_store_that_is_not_there_is_an_error() {
  const QString missing = m_folder.filePath("nowhere.sqlite");
  const EngineRun run = run_engine({"decide", "quick-look", "--store", missing});
  QVERIFY2(run.code == 1 && run.error.contains("nowhere.sqlite"), qPrintable(run.error));
  QVERIFY(!QFile::exists(missing)); // it is only read
  const EngineRun none = run_engine({"decide", "quick-look"});
  QVERIFY2(none.code == 1 && none.error.contains("--store"), qPrintable(none.error));
}

PARETO_TEST(TestEngineDecide)
#include "tst_engine_decide.moc"
