// SPDX-License-Identifier: GPL-3.0-or-later
// The engine binary from outside: every verb for people and for programs, exit codes, errors, what it links.
#include "core/formats/safetensors.h"
#include "tests/app/engine_process.h"
#include "tests/support/program.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using nlohmann::json;

class TestEngine : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8()); }
  void verbs_for_people_data();
  void verbs_for_people();
  void verbs_for_programs_data();
  void verbs_for_programs();
  void errors_are_one_sentence_data();
  void errors_are_one_sentence();
  void usage();
  void devices_tells_the_machine();
  void device_names_measure_nothing();
  void recalibrate_stores_new_figures();
  void every_architecture_is_described();
  void the_survey_is_told();
  void describe_counts();
  void generate_repeats_and_stays_in_the_vocabulary();
  void generate_answers_several_at_once();
  void bench_times_a_whole_process_to_its_first_token();
  void bench_of_a_device();
  void logits_are_written_and_splits_agree();
  void measure_gives_every_cell();
  void measure_says_prefilled();
  void measure_refuses_what_does_not_fit();
  void measure_serves_what_arrives();
  void measure_reuses_what_was_read();
  void measure_models_joules_by_watts();
  void worker_speaks_lines();
  void links_glibc_only();

private:
  QTemporaryDir m_cache, m_out;
};

void TestEngine::verbs_for_people_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QString>("shows");
  QTest::newRow("architectures") << QStringList{"architectures"} << "gated-deltanet";
  QTest::newRow("devices") << QStringList{"devices"} << "GFLOP/s";
  QTest::newRow("describe") << QStringList{"describe", "mamba2@probe"} << "parameters";
  QTest::newRow("generate") << QStringList{"generate", "mamba2@probe", "--tokens-in", "1,2,3", "--tokens", "4"} << ",";
  QTest::newRow("measure") << QStringList{"measure", "mamba2@probe", "--context", "16", "--generate",
                                          "8",       "--repeat",     "2"}
                           << "TPOT";
  QTest::newRow("prefill") << QStringList{"measure", "mamba2@probe", "--prompt", "16", "--repeat", "2"} << "TTFT";
  QTest::newRow("verify") << QStringList{"verify", PARETO_GOLDEN_DIR "/ops", "--device", "cpu"} << " pass, 0 fail";
}

void TestEngine::verbs_for_people() {
  QFETCH(QStringList, words);
  QFETCH(QString, shows);
  const EngineRun run = run_engine(words);
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QVERIFY2(run.out.contains(shows), qPrintable(run.out));
  QVERIFY2(run.error.isEmpty(), qPrintable(run.error));
  QVERIFY(!run.out.contains("{\"event\""));
}

void TestEngine::verbs_for_programs_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QString>("event");
  QTest::newRow("architectures") << QStringList{"architectures"} << "architecture";
  QTest::newRow("devices") << QStringList{"devices"} << "device";
  QTest::newRow("describe") << QStringList{"describe", "mamba2@probe"} << "model";
  QTest::newRow("generate") << QStringList{"generate", "mamba2@probe", "--tokens-in", "1"} << "generated";
  QTest::newRow("measure") << QStringList{"measure", "mamba2@probe", "--context", "16", "--generate",
                                          "8",       "--repeat",     "2"}
                           << "result";
  QTest::newRow("verify") << QStringList{"verify", PARETO_GOLDEN_DIR "/ops"} << "summary";
}

void TestEngine::verbs_for_programs() {
  QFETCH(QStringList, words);
  QFETCH(QString, event);
  const EngineRun run = run_engine(words + QStringList{"--json"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QVERIFY2(run.all_json, qPrintable(run.out));
  QVERIFY2(!run.of_kind(event.toUtf8()).empty(), qPrintable(run.out));
}

void TestEngine::errors_are_one_sentence_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QString>("says");
  const auto row = [](const QString& words, const char* says) {
    QTest::newRow(qPrintable(words)) << words.split(' ') << QString(says);
  };
  row("mesure x", "measure");
  row("describe", "exactly one");
  row("describe a b", "exactly one");
  row("describe mamba2@125x", "125");
  row("describe mambo2@probe", "architectures` lists them all");
  row("describe Mamba-2@probe", "did you mean 'mamba2'?");
  row("describe /no/such/file", "/no/such/file");
  row("describe mamba2@probe --precision f61", "f16");
  row("describe mamba2@probe --precison f16", "--precision");
  row("describe mamba2@probe --precision", "needs a value");
  row("measure mamba2@probe --device tpu", "cpu");
  row("measure mamba2@probe --device vulkan:99", "Vulkan");
  row("measure mamba2@probe --context -1", "--context");
  row("measure mamba2@probe --context 1,,2", "--context");
  row("measure mamba2@probe --batch 0", "--batch");
  row("measure mamba2@probe --batch 99999999999999999999", "--batch");
  row("measure mamba2@probe --repeat x", "--repeat");
  row("measure mamba2@probe --state warm", "seeded");
  row("generate mamba2@probe", "--tokens-in");
  row("generate mamba2@probe --tokens-in 1,999999", "vocabulary");
  row("generate mamba2@probe --prompt hello", "--tokens-in");
  row("evaluate mamba2@probe --text /no/such/text", "/no/such/text");
  row("evaluate mamba2@probe", "--text");
  row("evaluate mamba2@probe --text /etc/hostname", "no trained weights");
  row("evaluate mamba2@probe --text /etc/hostname --task sing", "lookup");
  row("logits mamba2@probe --tokens 1,2", "--out");
  row("logits mamba2@probe --tokens 1,2 --out /no/such/folder/x.safetensors", "/no/such/folder");
  row("verify /no/such/folder", "/no/such/folder");
  row("run /no/such/study.json", "--store");
  row("run /no/such/study.json --store /tmp/x.sqlite", "/no/such/study.json");
  row("run quick-look --store /no/such/folder/x.sqlite", "/no/such/folder");
  row("devices --recalibrat", "--recalibrate");
  row("bench --cell nothing", "--cell");
  row("bench --only nothing", "decode-f32");
  row("bench --models mamba2@probe", "--device");
  row("bench --device vulkan:99", "Vulkan");
  row("bench --device gpu", "gpu");
}

void TestEngine::errors_are_one_sentence() {
  QFETCH(QStringList, words);
  QFETCH(QString, says);
  const EngineRun people = run_engine(words);
  QVERIFY(people.code != 0);
  QVERIFY2(people.error.contains(says), qPrintable(people.error));
  QCOMPARE(people.error.count('\n'), 1);
  QVERIFY2(people.error.startsWith("paretoscope-engine: "), qPrintable(people.error));
  const EngineRun programs = run_engine(words + QStringList{"--json"});
  QVERIFY(programs.code != 0);
  if (words.back() == "--precision")
    return; // "--json" was taken for its value, which is an error as well
  QVERIFY2(programs.all_json, qPrintable(programs.out));
  const auto errors = programs.of_kind("error");
  QCOMPARE(errors.size(), size_t{1});
  QVERIFY(QString::fromStdString(errors.front()["message"].get<std::string>()).contains(says));
  QVERIFY(errors.front()["code"].is_string() && errors.front()["where"].is_string());
}

void TestEngine::usage() {
  const EngineRun nothing = run_engine({});
  QCOMPARE(nothing.code, 2);
  QVERIFY(nothing.out.isEmpty() && nothing.error.contains("measure"));
  const EngineRun help = run_engine({"--help"});
  QCOMPARE(help.code, 0);
  for (const char* verb : {"architectures", "devices", "describe", "evaluate", "generate", "logits", "measure", "run",
                           "tokenize", "worker", "verify", "bench"})
    QVERIFY2(help.out.contains(QRegularExpression(QString("\n  %1 +[A-Z].*\\.\n").arg(verb))),
             verb); // with its line of explanation
}

void TestEngine::devices_tells_the_machine() {
  const EngineRun run = run_engine({"devices", "--json"});
  const auto devices = run.of_kind("device");
  QVERIFY(devices.size() >= 2);
  QCOMPARE(devices[0]["device"], "cpu");
  QVERIFY(devices[0]["instruction_set"] == "avx2" || devices[0]["instruction_set"] == "baseline");
  for (const char* key : {"threads", "read_bytes_per_s", "flops_per_s", "memory_bytes", "free_bytes"})
    QVERIFY2(devices[0][key].get<double>() > 0, key);
  QFile cpu("/proc/cpuinfo");
  QVERIFY(cpu.open(QIODevice::ReadOnly));
  const QByteArray flags = cpu.readAll();
  if (flags.contains(" avx2") && flags.contains(" fma") && flags.contains(" f16c") && flags.contains(" bmi2"))
    QCOMPARE(devices[0]["instruction_set"], "avx2"); // the fast set, not a silent fallback
}

void TestEngine::device_names_measure_nothing() {
  const EngineRun run = run_engine({"devices", "--names", "--json"});
  QCOMPARE(run.code, 0);
  const auto devices = run.of_kind("device");
  QVERIFY(!devices.empty());
  QCOMPARE(devices[0]["device"], "cpu");
  QVERIFY(devices[0]["memory_bytes"].get<double>() > 0);
  for (const auto& device : devices) {
    QVERIFY2(!device.contains("flops_per_s"), device.dump().c_str());
    QVERIFY(!device["processor"].get<std::string>().empty());
    QVERIFY(device["device"].is_string() != device.contains("reason")); // named, or with the reason why it is not
    if (device.contains("software") && !device.contains("reason"))
      QCOMPARE(device["software"].get<bool>(), device["type"] == "software");
  }
}

void TestEngine::recalibrate_stores_new_figures() {
  const auto figure = [](const QStringList& words) {
    return run_engine(words).of_kind("device").front()["flops_per_s"].get<double>();
  };
  const double first = figure({"devices", "--json"});
  QCOMPARE(figure({"devices", "--json"}), first);
  const double fresh = figure({"devices", "--recalibrate", "--json"});
  QVERIFY(fresh != first);
  QCOMPARE(figure({"devices", "--json"}), fresh);
}

void TestEngine::every_architecture_is_described() {
  const auto all = run_engine({"architectures", "--json"}).of_kind("architecture");
  QVERIFY(all.size() >= 14);
  for (const json& a : all) {
    for (const char* key : {"id", "name", "family", "sizes", "paper", "source"})
      QVERIFY2(a.contains(key) && !a[key].empty(), key);
    QVERIFY(!a["nature"]["kernels"].empty() && a["knowledge"]["support"].size() == 4);
    const QString id = QString::fromStdString(a["id"].get<std::string>());
    const EngineRun run = run_engine({"describe", id + "@probe", "--json"});
    QVERIFY2(run.code == 0, qPrintable(id + run.error));
    QCOMPARE(run.of_kind("model").front()["architecture"], a["id"]);
  }
}

/// By section in words, entry by entry with --json, and both count the same.
void TestEngine::the_survey_is_told() {
  const EngineRun words = run_engine({"architectures", "--survey"}),
                  lines = run_engine({"architectures", "--survey", "--json"});
  QVERIFY2(words.code == 0, qPrintable(words.error));
  const auto entries = lines.of_kind("survey_entry");
  const json whole = lines.of_kind("survey").front();
  QCOMPARE(whole["entries"].get<size_t>(), entries.size());
  QVERIFY(words.out.contains(QStringLiteral("%1 representatives of arXiv 2508.09834").arg(entries.size())));
  QVERIFY(words.out.contains(QLatin1String("2.3 State space model: ")));
  const auto runs = std::count_if(entries.begin(), entries.end(), [](const json& e) { return e["class"] == "runs"; });
  QCOMPARE(static_cast<int64_t>(runs), whole["counts"]["runs"].get<int64_t>());
}

void TestEngine::describe_counts() {
  const json f32 = run_engine({"describe", "softmax-attention@probe", "--json"}).of_kind("model").front();
  const json f16 =
      run_engine({"describe", "softmax-attention@probe", "--precision", "f16", "--json"}).of_kind("model").front();
  QCOMPARE(f32["parameters"], f16["parameters"]);
  QCOMPARE(f32["cache_bytes_per_token"].get<int64_t>(), 2 * f16["cache_bytes_per_token"].get<int64_t>());
  QVERIFY(f16["weight_bytes"].get<int64_t>() < f32["weight_bytes"].get<int64_t>());
  QCOMPARE(f32["state_bytes"].get<int64_t>(), int64_t{0});
  QVERIFY(f32["window"].is_null());
  QVERIFY(run_engine({"describe", "mamba2@probe", "--json"}).of_kind("model").front()["state_bytes"].get<int64_t>() >
          0);
}

void TestEngine::generate_repeats_and_stays_in_the_vocabulary() {
  const QStringList words{"generate", "gated-deltanet@probe", "--tokens-in", "5,6,7", "--tokens", "20", "--json"};
  const EngineRun once = run_engine(words), again = run_engine(words);
  QVERIFY2(once.code == 0, qPrintable(once.error));
  const auto generated = once.of_kind("generated").front()["tokens"].get<std::vector<int>>();
  QCOMPARE(generated.size(), size_t{20});
  QCOMPARE(once.of_kind("token").size(), size_t{20});
  for (int token : generated)
    QVERIFY(token >= 0 && token < 128);
  QVERIFY(once.of_kind("token") == again.of_kind("token")); // the last event holds times
}

/// The first of them is the answer that it is alone; each has a state of its own.
void TestEngine::generate_answers_several_at_once() {
  for (const char* model : {"gated-deltanet@probe", "softmax-attention@probe", "masked-diffusion@probe"}) {
    const QStringList words{"generate", model, "--tokens-in", "5,6,7", "--tokens", "12", "--json"};
    const EngineRun one = run_engine(words), three = run_engine(words + QStringList{"--requests", "3"});
    QVERIFY2(one.code == 0 && three.code == 0, qPrintable(one.error + three.error));
    const nlohmann::json alone = one.of_kind("generated").front(), first = three.of_kind("generated").front();
    QVERIFY2(alone["tokens"] == first["tokens"], model);
    QCOMPARE(three.of_kind("token").size(), size_t{12});
    QVERIFY2(first["state_bytes"].get<int64_t>() >= 2 * alone["state_bytes"].get<int64_t>(), model);
  }
}

void TestEngine::bench_of_a_device() {
  const auto devices = run_engine({"devices", "--json"}).of_kind("device");
  if (std::none_of(devices.begin(), devices.end(), [](const nlohmann::json& d) { return d["device"] == "vulkan:0"; }))
    QSKIP("no Vulkan driver on this machine");
  const QStringList words{
      "bench", "--device", "vulkan:0", "--only", "rates,operations", "--models", "softmax-attention@probe,gla@probe"};
  const EngineRun bench = run_engine(words + QStringList{"--json"});
  QVERIFY2(bench.code == 0 && bench.all_json, qPrintable(bench.error + bench.out));
  const auto device = bench.of_kind("device"), rates = bench.of_kind("rate"), operations = bench.of_kind("operation");
  QCOMPARE(device.size(), size_t{1});
  QVERIFY(device.front()["processor"].is_string() && device.front()["driver"].is_string() &&
          device.front()["read_bytes_per_s"].get<double>() > 0);
  QCOMPARE(rates.size(), size_t{2});
  for (const auto& rate : rates)
    QVERIFY2(rate["prefill_tokens_per_s"]["median"].get<double>() > 0 &&
                 rate["decode_tokens_per_s"]["median"].get<double>() > 0,
             rate.dump().c_str());
  if (!bench.of_kind("missing").empty())
    QSKIP(bench.of_kind("missing").front()["reason"].get<std::string>().c_str()); // a driver without timestamps
  std::map<std::pair<std::string, std::string>, std::string> model_of;
  for (const auto& o : operations) {
    QVERIFY2(o["seconds"].get<double>() > 0 && o["dispatches"].get<int>() > 0 && o["bytes"].get<double>() > 0,
             o.dump().c_str());
    QVERIFY2(model_of
                 .emplace(std::pair(o["phase"].get<std::string>(), o["operation"].get<std::string>()),
                          o["model"].get<std::string>())
                 .second,
             o.dump().c_str()); // each once
  }
  for (const char* phase : {"prefill", "decode"}) {
    QCOMPARE((model_of[{phase, "matmul"}]), std::string("softmax-attention@probe"));
    QCOMPARE((model_of[{phase, "attention"}]), std::string("softmax-attention@probe"));
    QCOMPARE((model_of[{phase, "matrix_recurrence"}]), std::string("gla@probe"));
  }
  const EngineRun people = run_engine(words);
  QVERIFY2(people.code == 0 && people.out.contains("GFLOP/s") && people.out.contains("tokens/s"),
           qPrintable(people.out));
}

void TestEngine::bench_times_a_whole_process_to_its_first_token() {
  const EngineRun bench =
      run_engine({"bench", "--only", "start", "--json"}); // its exit code says whether the goal was met: no matter here
  const auto figures = bench.of_kind("bench");
  QCOMPARE(figures.size(), size_t{1});
  QVERIFY2(figures.front()["value"].is_number() && figures.front()["value"].get<double>() > 0, qPrintable(bench.out));
}

void TestEngine::logits_are_written_and_splits_agree() {
  const auto logits = [&](const char* name, const QStringList& more) -> std::vector<float> {
    const QString file = m_out.filePath(name);
    const EngineRun run =
        run_engine(QStringList{"logits", "hgrn2@probe", "--tokens", "1,2,3,4,5,6,7", "--out", file} + more);
    if (run.code != 0)
      return {};
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
      return {};
    const QByteArray bytes = in.readAll();
    quint64 header = 0;
    std::memcpy(&header, bytes.constData(), 8);
    const json described = json::parse(bytes.mid(8, static_cast<qsizetype>(header)).toStdString());
    if (described["logits"]["dtype"] != "F32" || described["logits"]["shape"] != json::array({7, 128}))
      return {};
    std::vector<float> values(7 * 128);
    std::memcpy(values.data(), bytes.constData() + 8 + header, values.size() * 4);
    return values;
  };
  const auto whole = logits("whole.safetensors", {}), split = logits("split.safetensors", {"--split", "3,1"}),
             exact = logits("exact.safetensors", {"--device", "reference"});
  QVERIFY(!whole.empty() && !split.empty() && !exact.empty());
  float peak = 0, apart = 0, off = 0;
  for (size_t i = 0; i < whole.size(); ++i) {
    peak = std::max(peak, std::abs(exact[i]));
    apart = std::max(apart, std::abs(whole[i] - split[i]));
    off = std::max(off, std::abs(whole[i] - exact[i]));
  }
  QVERIFY2(peak > 0 && apart <= 2e-4f * peak && off <= 2e-4f * peak,
           qPrintable(QString("%1 %2 %3").arg(peak).arg(apart).arg(off)));
}

void TestEngine::measure_gives_every_cell() {
  const EngineRun run =
      run_engine({"measure", "softmax-attention@probe", "--precision", "f16", "--prompt", "16,32", "--context", "8,64",
                  "--batch", "1,3", "--generate", "8", "--repeat", "5", "--json"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  const auto results = run.of_kind("result");
  QCOMPARE(results.size(), size_t{8});
  for (const json& r : results) {
    QCOMPARE(r["precision"], "f16");
    QCOMPARE(r["source"], "measured");
    const bool decode = r["kind"] == "decode";
    QCOMPARE(r["ttft_ms"].is_null(), decode);
    QCOMPARE(r["tpot_ms"].is_null(), !decode);
    QVERIFY(r[decode ? "decode_tokens_per_s" : "prefill_tokens_per_s"].get<double>() > 0);
    QVERIFY(r["weight_bytes"].get<int64_t>() > 0 && r["state_bytes"].get<int64_t>() > 0 &&
            r["peak_rss_bytes"].get<int64_t>() > 0);
    QVERIFY(r["condition"] == "disturbed" || // other programs run beside tests
            (decode ? r["tpot_ms"]["n"].get<int>() >= 40 && r["tpot_ms"]["ci95"].is_array()
                    : r["ttft_ms"]["n"].get<int>() >= 5));
    QVERIFY(decode ? r["state"] == "seeded" : r["state"] == "prefilled");
  }
}

void TestEngine::measure_says_prefilled() {
  const EngineRun run = run_engine({"measure", "sliding-window@probe", "--context", "600", "--generate", "8",
                                    "--repeat", "2", "--state", "prefilled", "--json"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QCOMPARE(run.of_kind("result").front()["state"], "prefilled");
}

void TestEngine::measure_refuses_what_does_not_fit() {
  const EngineRun run = run_engine({"measure", "softmax-attention@probe", "--context", "16777216,16", "--batch", "1024",
                                    "--generate", "8", "--repeat", "1", "--json"});
  QVERIFY(run.code != 0);
  const auto results = run.of_kind("result");
  QCOMPARE(results.size(), size_t{2});
  QVERIFY2(QRegularExpression("needs \\d+ MiB .*\\d+ MiB are free")
               .match(QString::fromStdString(results[0]["error"].get<std::string>()))
               .hasMatch(),
           qPrintable(run.out));
  QCOMPARE(results[0]["source"], "missing");
  QVERIFY(results[1]["error"].is_null()); // the next cell was measured
  QCOMPARE(run.of_kind("error").size(), size_t{1});
}

void TestEngine::measure_serves_what_arrives() {
  const QStringList words{"measure",    "mamba2@probe", "--arrivals", "poisson:40", "--duration", "2s",      "--prompt",
                          "9",          "--generate",   "5",          "--slots",    "3",          "--chunk", "4",
                          "--patience", "5m",           "--seed",     "3",          "--watts",    "65",      "--json"};
  const EngineRun run = run_engine(words + QStringList{"--find-load"});
  QVERIFY2(run.code == 0 && run.all_json, qPrintable(run.error));
  const json served = run.of_kind("served").front();
  QCOMPARE(served["seed"], 3);
  QCOMPARE(served["patience_s"], 300.0);
  const int requests = served["requests"].get<int>();
  QVERIFY(requests > 58 && requests == served["wait_ms"]["n"] && requests == served["tpot_ms"]["n"]);
  QVERIFY(!served["wait_p95_ms"].is_null() && served["wait_p99_ms"].is_null());
  QVERIFY(served["ttft_ms"]["median"] < served["wait_ms"]["median"]);
  QVERIFY(served["energy_source"] == "measured" || served["energy_source"] == "modelled"); // counters, or --watts
  QVERIFY(served["joules_per_answer"].get<double>() > 0);
  QCOMPARE(served["goodput_per_s"], served["answered_per_s"]); // nobody waits five minutes
  QVERIFY(!run.of_kind("load_trial").empty());
  QCOMPARE(run.of_kind("load").size(), size_t{1});
  QVERIFY(run.of_kind("load").front()["failed_per_s"].is_null()); // all at once are answered in that time
  QCOMPARE(run_engine(words).of_kind("served").front()["requests"], requests);
}

void TestEngine::measure_reuses_what_was_read() {
  const EngineRun run = run_engine({"measure", "softmax-attention@probe", "--reuse", "0.75", "--prompt", "64",
                                    "--batch", "1,2", "--repeat", "3", "--json"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  const auto reuse = run.of_kind("reuse");
  QCOMPARE(reuse.size(), size_t{2});
  QCOMPARE(reuse[0]["reused_tokens"], 48);
  QCOMPARE(reuse[1]["snapshot_bytes"].get<int64_t>(), 2 * reuse[0]["snapshot_bytes"].get<int64_t>());
  QVERIFY(reuse[0]["restore_ms"]["median"] < reuse[0]["ttft_ms"]["median"]);
}

void TestEngine::measure_models_joules_by_watts() {
  const EngineRun run =
      run_engine({"measure", "mamba2@probe", "--context", "16", "--generate", "8", "--watts", "80", "--json"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  const json energy = run.of_kind("result").front()["energy"];
  if (energy["source"] == "measured")
    QSKIP("this machine counts its energy");
  QCOMPARE(energy["source"], "modelled");
  QCOMPARE(energy["from"], "rated 80 W");
  const double ms = run.of_kind("result").front()["tpot_ms"]["p50"].get<double>();
  QVERIFY(std::abs(energy["joules_per_token"].get<double>() / (80 * ms / 1e3) - 1) < 1e-6);
}

void TestEngine::worker_speaks_lines() {
  const EngineRun run =
      run_engine({"worker"}, "rubbish\n{\"cmd\":\"load\",\"model\":\"mamba2@probe\",\"device\":\"cpu\",\"precision\":"
                             "\"f32\"}\n{\"cmd\":\"park\"}\n{\"cmd\":\"quit\"}\nignored\n");
  QCOMPARE(run.code, 0);
  QVERIFY(run.all_json);
  QCOMPARE(run.events.size(), size_t{3});
  QCOMPARE(run.events[0]["event"], "error");
  QCOMPARE(run.events[1]["event"], "loaded");
  QCOMPARE(run.events[2]["event"], "parked");
  QCOMPARE(run_engine({"worker"}).code, 0); // the end of its input is its end
}

void TestEngine::links_glibc_only() {
  if (PARETO_SANITIZED)
    QSKIP("a sanitized build links its run-time library");
  QProcess ldd;
  ldd.start("ldd", {PARETO_ENGINE});
  if (!ldd.waitForFinished())
    QSKIP("there is no ldd here");
  const QStringList lines = QString::fromUtf8(ldd.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
  QVERIFY(lines.size() >= 2);
  const QRegularExpression glibc("^\\s*(linux-vdso\\.so|lib(c|m|pthread|dl|rt)\\.so|/lib64/ld-linux)");
  for (const QString& line : lines)
    QVERIFY2(glibc.match(line).hasMatch(), qPrintable(line));
}

PARETO_TEST(TestEngine)
#include "tst_engine.moc"
