// SPDX-License-Identifier: GPL-3.0-or-later
// Result files of other tools: one fixture each, made after the formats they publish, and what may be wrong with one.
#include "core/formats/strict_json.h"
#include "core/study/imports/import.h"
#include "core/study/protocol/measurement_json.h"
#include "core/study/run_store.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace pareto;
using nlohmann::json;

namespace {

const ImportHints kEverything{"a model", "a machine", "q8", 4};

std::string fixture(const char* name) { return test::golden(std::string("imports/") + name); }
json document(const char* name) { return *read_strict_json(fixture(name)); }

Result<Imported> imported(const json& run, const ImportHints& hints = kEverything) {
  return import_results(run.dump(), "bench.json", hints);
}

ImportHints on(const char* machine, const char* precision) {
  ImportHints hints;
  hints.machine = machine;
  hints.precision = precision;
  return hints;
}

} // namespace

class TestImports : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void llama_bench() {
    const auto all = import_file(fixture("llama-bench.json"));
    REQUIRE(all);
    QCOMPARE(all->tool, std::string("llama-bench"));
    QCOMPARE(all->cells.size(), size_t{2});
    const Measurement &reading = all->cells[0], &writing = all->cells[1];
    QVERIFY(reading.key ==
            (CellKey{CellKey::Kind::Prefill, "llama-2-7b.Q4_0.gguf", "NVIDIA GeForce RTX 4090", "q4", 1, 0, 512}));
    QVERIFY(writing.key ==
            (CellKey{CellKey::Kind::Decode, "llama-2-7b.Q4_0.gguf", "NVIDIA GeForce RTX 4090", "q4", 1, 512, 0}));
    QCOMPARE(reading.source, Source::Imported);
    QVERIFY(reading.ttft_ms->value == 36150917 / 1e6); // the middle one of five
    QVERIFY(*reading.prefill_tokens_per_s == 14150.436318);
    QVERIFY(writing.tpot_ms->value == 782845120 / 1e6 / 128);
    QVERIFY(*writing.decode_tokens_per_s == 163.505790);
    QCOMPARE(writing.samples_ms.size(), size_t{5});
    QCOMPARE(writing.weight_bytes, int64_t{3825065984});
    QCOMPARE(writing.time_utc, std::string("2026-10-05T08:14:24Z"));
    QCOMPARE(all->left_out.size(), size_t{1}); // -pg
    QVERIFY(all->left_out.front().find("run 3") != std::string::npos);
  }

  void vllm_bench() {
    const auto all = import_file(fixture("vllm-bench.jsonl"), on("rtx-4090", "bf16"));
    REQUIRE(all);
    QCOMPARE(all->tool, std::string("vLLM bench serve"));
    QCOMPARE(all->cells.size(), size_t{4});
    const Measurement &reading = all->cells[0], &writing = all->cells[1];
    QVERIFY(reading.key ==
            (CellKey{CellKey::Kind::Prefill, "meta-llama/Llama-3.1-8B-Instruct", "rtx-4090", "bf16", 8, 0, 1024}));
    QCOMPARE(writing.key.context, int64_t{1024});
    QVERIFY(reading.ttft_ms->value == 171.40251094 && !reading.ttft_ms->ci95);
    QCOMPARE(reading.ttft_ms->n, 200);
    QVERIFY(writing.tpot_ms->value == 15.08391735 && *writing.tpot_p99_ms == 15.71192044);
    QVERIFY(!writing.tpot_p95_ms);
    QVERIFY(*writing.decode_tokens_per_s == 487.144082);
    QCOMPARE(writing.generated_tokens, int64_t{150});
    QCOMPARE(reading.time_utc, std::string("2026-07-15T10:15:30"));
    const Measurement& detailed = all->cells[2]; // with the time of each request: an interval
    QCOMPARE(detailed.key.batch, 1);
    QVERIFY(detailed.ttft_ms->value == 41.1 && detailed.ttft_ms->ci95);
    QVERIFY(detailed.ttft_ms->ci95->low >= 40.8 && detailed.ttft_ms->ci95->high <= 41.4);
  }

  void aiperf() {
    const auto all = import_file(fixture("aiperf.json"), on("l40s", "f16"));
    REQUIRE(all);
    QCOMPARE(all->tool, std::string("AIPerf"));
    QCOMPARE(all->cells.size(), size_t{2});
    QVERIFY(all->cells[0].key == (CellKey{CellKey::Kind::Prefill, "Qwen/Qwen3-8B", "l40s", "f16", 16, 0, 2048}));
    QVERIFY(all->cells[0].ttft_ms->value == 233.81729364);
    QCOMPARE(all->cells[0].ttft_ms->n, 256);
    QVERIFY(all->cells[1].tpot_ms->value == 18.04918273);
    QVERIFY(*all->cells[1].tpot_p95_ms == 18.81827364 && *all->cells[1].tpot_p99_ms == 19.21827364);
    QVERIFY(*all->cells[1].decode_tokens_per_s == 812.74104600);
    QCOMPARE(all->cells[1].time_utc, std::string("2026-06-17T16:08:57"));
  }

  /// Its predecessor, another version of it, and another unit.
  void aiperf_siblings() {
    json run = document("aiperf.json");
    run.erase("aiperf_version");
    run["input_config"] = {{"model", {"Qwen/Qwen3-8B"}}, {"perf_analyzer", {{"stimulus", {{"concurrency", 3}}}}}};
    const auto genai = imported(run, on("l4", "f16"));
    REQUIRE(genai);
    QCOMPARE(genai->cells[0].key.batch, 3);
    QCOMPARE(genai->cells[0].key.model, std::string("Qwen/Qwen3-8B"));
    run["input_config"] = {
        {"endpoint", {{"model_names", {"m"}}}},
        {"phases", {{{"name", "warmup"}, {"concurrency", 1}}, {{"name", "profiling"}, {"concurrency", 9}}}}};
    run["time_to_first_token"] = {{"unit", "s"}, {"p50", 0.25}};
    const auto phased = imported(run, on("l4", "f16"));
    REQUIRE(phased);
    QCOMPARE(phased->cells[0].key.batch, 9);
    QVERIFY(phased->cells[0].ttft_ms->value == 250);
    run["time_to_first_token"]["unit"] = "fortnights";
    const auto strange = imported(run, on("l4", "f16"));
    REQUIRE(strange);
    QCOMPARE(strange->cells.size(), size_t{1});
    json wrapped{{"records", {{"ttft", {{"unit", "ms"}, {"avg", 18.26}}}, {"input_sequence_length", {{"avg", 550}}}}}};
    const auto mean = imported(wrapped);
    REQUIRE(mean);
    QVERIFY(mean->cells[0].ttft_ms->value == 18.26);
    QCOMPARE(mean->cells[0].noise, std::vector<std::string>{"mean"});
    run["was_cancelled"] = true;
    REQUIRE_REFUSED(imported(run, on("l4", "f16")), "was cancelled");
  }

  void guide_llm() {
    const auto all = import_file(fixture("guidellm.json"), on("a10g", "q4"));
    REQUIRE(all);
    QCOMPARE(all->tool, std::string("GuideLLM"));
    QCOMPARE(all->cells.size(), size_t{4});
    QCOMPARE(all->cells[0].key.batch, 1);
    QVERIFY(all->cells[0].ttft_ms->value == 33.58459472656);
    QVERIFY(all->cells[1].tpot_ms->value == 8.38918273645); // between tokens, the first not counted in
    QVERIFY(*all->cells[1].tpot_p99_ms == 8.76182736);
    QCOMPARE(all->cells[0].time_utc, std::string("2026-06-15T08:32:25Z"));
    QCOMPARE(all->cells[2].key.batch, 32);
    QVERIFY(all->cells[3].tpot_ms->value == 13.31827364);
    QCOMPARE(all->cells[3].tpot_ms->n, 1038);
  }

  /// A rate has no number of requests at once: the mean that was being answered.
  void guide_llm_rates() {
    json run = document("guidellm.json");
    run["benchmarks"][1]["config"]["strategy"] = {{"type_", "constant"}, {"rate", 12.0}};
    run["benchmarks"][1]["metrics"]["request_concurrency"]["successful"]["mean"] = 6.6;
    const auto all = imported(run, on("a10g", "q4"));
    REQUIRE(all);
    QCOMPARE(all->cells[2].key.batch, 7);
  }

  /// Measured there: the events of this program's own command.
  void own_results() {
    Measurement m;
    m.key = {CellKey::Kind::Decode, "mamba2@1.3b", "cpu", "q4", 8, 2048, 0};
    m.fingerprint = "0123";
    m.device_name = "AMD EPYC 9755 128-Core Processor";
    m.tpot_ms = Estimate{1.0 / 3, Interval{0.3, 0.4}, 20};
    m.samples_ms = {0.3, 1.0 / 3, 0.4};
    m.time_utc = "2026-11-02T03:04:05Z";
    Measurement failed = m;
    failed.error = "Out of memory.";
    const std::string lines = R"({"event":"progress","done":1})"
                              "\n" +
                              to_json(m).dump() + "\n" + to_json(failed).dump() + "\n";
    const auto all = import_results(lines, "there.jsonl");
    REQUIRE(all);
    QCOMPARE(all->cells.size(), size_t{1});
    QCOMPARE(all->cells[0].key.device, m.device_name); // "cpu" is another one here
    QCOMPARE(all->cells[0].source, Source::Imported);
    QCOMPARE(all->cells[0].fingerprint, m.fingerprint);
    QVERIFY(all->cells[0].tpot_ms->value == 1.0 / 3 && all->cells[0].samples_ms == m.samples_ms);
    QCOMPARE(all->left_out.size(), size_t{1});
    const auto named = import_results(lines, "there.jsonl", on("epyc-9755", "q4"));
    REQUIRE(named);
    QCOMPARE(named->cells[0].key.device, std::string("epyc-9755"));
  }

  void lines_arrays_and_single_runs_read_alike() {
    const json runs = document("llama-bench.json");
    const auto array = imported(runs), one = imported(runs[1]);
    const auto lines = import_results(runs[0].dump() + "\n\n" + runs[1].dump() + "\r\n", "bench.jsonl", kEverything);
    REQUIRE(array);
    REQUIRE(one);
    REQUIRE(lines);
    QCOMPARE(lines->cells.size(), size_t{2});
    QVERIFY(to_json(lines->cells[1]) == to_json(array->cells[1]));
    QVERIFY(to_json(one->cells[0]) == to_json(array->cells[1]));
  }

  void what_is_missing_is_asked_for_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("vllm")
        << "vllm-bench.jsonl"
        << "vllm-bench.jsonl, run 1 (vLLM bench serve) does not say the machine and the precision of the "
           "weights; add --on and --precision.";
    QTest::newRow("aiperf")
        << "aiperf.json"
        << "aiperf.json (AIPerf) does not say the machine and the precision of the weights; add --on "
           "and --precision.";
    QTest::newRow("guidellm") << "guidellm.json"
                              << "does not say the machine and the precision of the weights";
  }

  void what_is_missing_is_asked_for() {
    QFETCH(QString, file);
    QFETCH(QString, sentence);
    REQUIRE_REFUSED(import_file(fixture(file.toUtf8().constData())), sentence.toStdString());
  }

  void a_load_without_a_number_is_asked_for() {
    const std::string lines = test::read_file(fixture("vllm-bench.jsonl"));
    json run = *parse_strict_json(lines.substr(0, lines.find('\n')), "x");
    run["max_concurrency"] = nullptr;
    REQUIRE_REFUSED(imported(run, on("l4", "q4")), "does not say how many requests it had at once; add --requests.");
    ImportHints hints = on("l4", "q4");
    hints.requests = 200;
    const auto all = imported(run, hints);
    REQUIRE(all);
    QCOMPARE(all->cells[0].key.batch, 200);
  }

  void formats_nobody_keeps_are_asked_for() {
    json run = document("llama-bench.json")[1];
    run["model_type"] = "llama 7B Q5_K - Medium";
    REQUIRE_REFUSED(imported(run, {}), "does not say the precision of the weights; add --precision.");
    run["model_type"] = "llama 7B BF16";
    const auto bf16 = imported(run, {});
    REQUIRE(bf16);
    QCOMPARE(bf16->cells[0].key.precision, std::string("bf16"));
    run["gpu_info"] = "";
    const auto cpu = imported(run, {});
    REQUIRE(cpu);
    QCOMPARE(cpu->cells[0].key.device, std::string("AMD Ryzen 9 7950X 16-Core Processor"));
  }

  void missing_figures_leave_a_run_out() {
    json run = document("llama-bench.json")[1];
    run.erase("samples_ns");
    const auto mean = imported(run);
    REQUIRE(mean);
    QVERIFY(mean->cells[0].tpot_ms->value == 782846926 / 1e6 / 128);
    QCOMPARE(mean->cells[0].noise, std::vector<std::string>{"mean"});
    run.erase("avg_ns");
    REQUIRE_REFUSED(imported(run), "bench.json states no time to the first token and none per token");
    json guide = document("guidellm.json");
    guide["benchmarks"][0]["metrics"].erase("inter_token_latency_ms");
    guide["benchmarks"][1]["metrics"].erase("prompt_token_count");
    const auto rest = imported(guide);
    REQUIRE(rest);
    QCOMPARE(rest->cells.size(), size_t{2}); // reading of the first; writing of the second, whose depth is not known
  }

  void hostile_files_get_one_sentence_data() {
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray llama = QByteArray::fromStdString(test::read_file(fixture("llama-bench.json")));
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("TTFT 12 ms\n");
    QTest::newRow("cut off") << llama.left(llama.size() / 2);
    QTest::newRow("no runs") << QByteArray("[]");
    QTest::newRow("a number") << QByteArray("17");
    QTest::newRow("another document") << QByteArray(R"({"paretoscope_study":1})");
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QTest::newRow("twice the same key") << QByteArray(R"({"n_prompt":1,"n_prompt":2,"n_gen":0,"avg_ts":1})");
    QTest::newRow("no benchmarks") << QByteArray(R"({"benchmarks":[{"metrics":17}]})");
    QTest::newRow("strings for numbers") << QByteArray(
        R"({"n_prompt":"512","n_gen":"0","avg_ts":"fast","samples_ns":["a"]})");
    QTest::newRow("impossible numbers") << QByteArray(
        R"({"n_prompt":0,"n_gen":128,"n_depth":-5,"avg_ts":-1,"samples_ns":[-5,0],"avg_ns":1e999})");
    QTest::newRow("a huge prompt") << QByteArray(R"({"n_prompt":9e18,"n_gen":0,"avg_ts":1,"samples_ns":[5]})");
    QTest::newRow("NaN") << QByteArray(R"({"completed":NaN,"median_ttft_ms":Infinity})");
    QTest::newRow("a broken result") << QByteArray(R"({"event":"result","kind":"decode","model":"m"})");
    QTest::newRow("a result below nothing") << QByteArray(
        R"({"event":"result","kind":"decode","model":"m","device":"cpu","precision":"q4","batch":1,"context":5,"prompt_tokens":0,"tpot_ms":{"p50":-1}})");
    QTest::newRow("too many at once") << QByteArray(
        R"({"completed":5,"median_ttft_ms":1,"max_concurrency":1e18,"total_input_tokens":5})");
  }

  void hostile_files_get_one_sentence() {
    QFETCH(QByteArray, bytes);
    ImportHints hints = kEverything;
    hints.requests.reset();
    const auto all = import_results({bytes.constData(), static_cast<size_t>(bytes.size())}, "bench.json", hints);
    QVERIFY(!all);
    const QString said = QString::fromStdString(all.error().message);
    QVERIFY2(said.contains("bench.json") && !said.contains('\n') && said.size() < 400, qPrintable(said));
  }

  /// As the store keeps it, and gives it back.
  void stored_to_the_last_digit() {
    QTemporaryDir folder;
    const auto store = RunStore::open(test::inside(folder, "results.sqlite"));
    REQUIRE(store);
    const auto all = import_file(fixture("guidellm.json"), on("a10g", "q4"));
    REQUIRE(all);
    const auto run = (*store)->begin_run(Study(), "{}");
    REQUIRE(run);
    for (const Measurement& cell : all->cells)
      REQUIRE((*store)->append(*run, cell));
    const RunStore::Contents contents = (*store)->read();
    QCOMPARE(contents.results.size(), all->cells.size());
    for (size_t i = 0; i < all->cells.size(); ++i) {
      Measurement stored = contents.results[i].measurement;
      stored.run = stored.row = 0;
      QVERIFY(to_json(stored) == to_json(all->cells[i]));
    }
  }
};

PARETO_TEST(TestImports)
#include "tst_imports.moc"
