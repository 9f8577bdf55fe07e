// SPDX-License-Identifier: GPL-3.0-or-later
// `machines`, `fit`, `import` and `published` from outside: for people and for programs, and what they refuse.
#include "core/study/run_store.h"
#include "core/study/study.h"
#include "tests/app/engine_process.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

using nlohmann::json;
using namespace pareto;

class TestEngineTargets : public QObject {
  Q_OBJECT
private:
  static QString fixture(const char* name) {
    return QString::fromStdString(test::golden(std::string("imports/") + name));
  }
  EngineRun import(const char* name, const QStringList& more = {}) const {
    return run_engine(QStringList{"import", fixture(name), "--store", m_folder.filePath("results.sqlite")} + more);
  }
  QTemporaryDir m_folder;

private Q_SLOTS:
  void machines_with_their_sources() {
    const EngineRun text = run_engine({"machines", "--on", "rtx-4090"});
    QVERIFY2(text.code == 0, qPrintable(text.error));
    QVERIFY2(text.out.startsWith("rtx-4090") && text.out.contains("source: ") && text.out.contains("GB/s"),
             qPrintable(text.out));
    const EngineRun run = run_engine({"machines", "--json"});
    QCOMPARE(run.code, 0);
    QCOMPARE(run.of_kind("machine").size(), size_t{54});
    for (const json& machine : run.of_kind("machine"))
      QVERIFY(machine["bandwidth_bytes_per_s"].is_null() || !machine["sources"].empty());
  }

  void a_wait_there_is_a_band() {
    const EngineRun run = run_engine({"machines", "--on", "h200-sxm-141gb,core-i9-13900k", "--model",
                                      "softmax-attention@70b", "--prompt", "4096", "--json"});
    QVERIFY2(run.code == 0, qPrintable(run.error));
    const auto waits = run.of_kind("target_wait");
    QCOMPARE(waits.size(), size_t{2});
    const json& wait = waits[0]["wait_ms"];
    QVERIFY(wait["band"][0].get<double>() < wait["value"].get<double>() &&
            wait["value"].get<double>() < wait["band"][1].get<double>());
    QVERIFY(waits[0]["source"] == "modelled" && waits[0]["writing"]["proof"].is_string());
    QVERIFY(waits[1]["wait_ms"].is_null() && waits[1]["source"] == "missing" && waits[1]["why"].is_string());
    const auto said = run.of_kind("statement");
    QCOMPARE(said.size(), size_t{1});
    QVERIFY(said[0]["kind"] == "coverage" && said[0]["runs"] > 400 && said[0]["outside"] < 50);
    QCOMPARE(run.of_kind("coverage").size(), size_t{7});
  }

  void what_fits() {
    const EngineRun run = run_engine({"fit", "--models", "softmax-attention@70b,mamba2@1.3b", "--on",
                                      "rtx-4090,h200-sxm-141gb,apple-m1-7gpu", "--tokens", "8192", "--json"});
    QVERIFY2(run.code == 0, qPrintable(run.error));
    const auto places = run.of_kind("fit");
    QCOMPARE(places.size(), size_t{2 * 4}); // this computer first
    QVERIFY(places[0]["machine"] == "here" && places[0]["memory_bytes"] > 1e8);
    QVERIFY(places[1]["machine"] == "rtx-4090" && places[1]["requests"] == 0 && places[1]["machines"] >= 2);
    QVERIFY(places[2]["requests"] >= 1 && places[3]["requests"].is_null());
    QVERIFY(places[6]["requests"] > 1000);
    const EngineRun text = run_engine({"fit", "--on", "rtx-4090"});
    QVERIFY2(text.out.contains("does not fit: ") && text.out.contains(" requests fit"), qPrintable(text.out));
  }

  /// Another tool's values are in the store, and `decide` reads them as imported.
  void imported_values_decide() {
    const EngineRun run = import("llama-bench.json", {"--model", "softmax-attention@7b", "--json"});
    QVERIFY2(run.code == 0, qPrintable(run.error));
    const auto cells = run.of_kind("result");
    QCOMPARE(cells.size(), size_t{2});
    QVERIFY(cells[1]["source"] == "imported" && cells[1]["device"] == "rtx-4090" &&
            cells[1]["decode_tokens_per_s"] == 163.505790);
    QVERIFY(run.of_kind("imported")[0]["values"] == 2 && run.of_kind("warning").size() == 1);
    const auto store = RunStore::open(m_folder.filePath("results.sqlite").toStdString(), RunStore::Mode::ReadOnly);
    REQUIRE(store);
    QCOMPARE((*store)->read().results.size(), size_t{2});
    Study study;
    study.models = {"softmax-attention@7b"};
    study.devices = {"rtx-4090"};
    study.precision = "q4";
    study.workload.prompt_tokens = 512;
    study.workload.requests = 1;
    REQUIRE(write_study(m_folder.filePath("study.json").toStdString(), study));
    const EngineRun decided = run_engine(
        {"decide", m_folder.filePath("study.json"), "--store", m_folder.filePath("results.sqlite"), "--json"});
    QVERIFY2(decided.code == 0, qPrintable(decided.error));
    QVERIFY2(decided.out.contains("\"source\":\"imported\""), qPrintable(decided.out));
    const EngineRun again = run_engine({"reproduce", "1:1", "--store", m_folder.filePath("results.sqlite")});
    QVERIFY(again.code == 1 && again.error.contains("was not measured"));
  }

  /// One's own runs there narrow the band.
  void imports_narrow_the_band_of_their_machine() {
    const auto band = [&](const QStringList& more) {
      const EngineRun run = run_engine(
          QStringList{"machines", "--on", "rtx-4090", "--model", "softmax-attention@7b", "--prompt", "4096", "--json"} +
          more);
      const json tpot = run.of_kind("target_wait").at(0)["tpot_ms"];
      return tpot["band"][1].get<double>() / tpot["band"][0].get<double>();
    };
    QVERIFY(import("llama-bench.json", {"--model", "softmax-attention@7b"}).code == 0);
    QVERIFY(band({"--store", m_folder.filePath("results.sqlite")}) < band({}));
  }

  void published_comparisons() {
    const EngineRun all = run_engine({"published", "--json"});
    QVERIFY2(all.code == 0, qPrintable(all.error));
    QCOMPARE(all.of_kind("published_group").size(), size_t{118});
    const EngineRun some = run_engine({"published", "--size", "1.3", "--task", "lookup", "--json"});
    QVERIFY(!some.of_kind("published_group").empty() && some.of_kind("published_group").size() < 40);
    const EngineRun formats =
        run_engine({"published", "--group", "llama3-8b-gguf-formats", "--metric", "wikitext2_kld_to_f16"});
    QVERIFY2(formats.out.contains("q4_K_M") && formats.out.contains("nats") &&
                 formats.out.contains("llama.cpp tools/perplexity/README.md") && !formats.out.contains("arXiv ,"),
             qPrintable(formats.out));
  }

  void refused_data() {
    QTest::addColumn<QString>("says");
    const auto row = [](const char* words, const char* says) { QTest::newRow(words) << QString(says); };
    row("machines --on rtx-4091", "There is no machine 'rtx-4091'; did you mean 'rtx-4090'?");
    row("machines --model nothing@70b", "There is no built-in architecture 'nothing'");
    row("fit --models mamba2@70g", "There is no size '70g'");
    row("fit --tokens 0", "--tokens takes integers from 1 to");
    row("import nothing.json", "import needs --store FILE.sqlite");
    row("import nothing.json --store x.sqlite", "nothing.json");
    row("published --group gdn-1.3b-100", "did you mean 'gdn-1.3b-100b'?");
    row("decide quick-look --store x.sqlite --group nothing", "There is no group 'nothing'");
  }

  void refused() {
    QFETCH(QString, says);
    const EngineRun run = run_engine(QString(QTest::currentDataTag()).split(' '));
    QCOMPARE(run.code, 1);
    QVERIFY2(run.error.contains(says), qPrintable(run.error));
    QCOMPARE(run.error.count('\n'), 1);
    QVERIFY(!QFile::exists("x.sqlite"));
  }

  void what_an_import_lacks_is_asked_for() {
    const EngineRun run = import("aiperf.json");
    QCOMPARE(run.code, 1);
    QVERIFY2(run.error.contains("does not say the machine and the precision of the weights; add --on and --precision."),
             qPrintable(run.error));
  }
};

PARETO_TEST(TestEngineTargets)
#include "tst_engine_targets.moc"
