// SPDX-License-Identifier: GPL-3.0-or-later
// describe's receipt of memory, and that every command shows the same figures.
#include "core/decide/evidence.h"
#include "core/decide/words/names.h"
#include "tests/app/engine_process.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

using nlohmann::json;

namespace {

const char* const kFields[] = {"weight_bytes", "growing_bytes", "windowed_bytes", "fixed_bytes", "total_bytes"};

int64_t whole(const json& event, const char* field) { return event.at(field).get<int64_t>(); }

} // namespace

class TestEngineMemory : public QObject {
  Q_OBJECT

private Q_SLOTS:
  /// What DATA names beside memory by formula prints that very number.
  void the_command_of_a_value() {
    pareto::Study study;
    study.models = {"softmax-attention@1.3b", "mamba2@1.3b"};
    const pareto::Evidence evidence(study, {}, nullptr);
    for (const std::string& model : study.models) {
      const pareto::OperatingPoint at{2048, 8, 150};
      QStringList words =
          QString::fromStdString(pareto::memory_command(model, study.precision, at)).split(QLatin1Char(' '));
      QCOMPARE(words.takeFirst(), QStringLiteral("paretoscope-engine"));
      const EngineRun run = run_engine(words + QStringList{"--json"});
      QVERIFY2(run.code == 0, qPrintable(run.error));
      QCOMPARE(static_cast<double>(whole(run.of_kind("memory").front(), "total_bytes")),
               *evidence.value(model, pareto::Metric::Memory, at).value);
    }
  }

  void real_models_data() {
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"rwkv7-2.9b", "recurrentgemma-2b", "mistral-7b-v0.1", "llama-3.1-8b", "mamba-codestral-7b", "gpt2"})
      QTest::newRow(name) << name;
  }

  /// Items add up to the whole, layers to the items, and the whole is what is known of the model.
  void real_models() {
    QFETCH(QString, name);
    const auto expected = pareto::read_strict_json(pareto::test::golden("configs/expected.json"));
    REQUIRE(expected);
    const json& facts = (*expected)[name.toStdString()];
    const EngineRun run = run_engine(
        {"describe", QString::fromStdString(pareto::test::golden("configs/")) + name + ".json", "--precision", "f16",
         "--context", "1000,4096,32768", "--batch", "3", "--layers", "--memory", "24GB", "--json"});
    QVERIFY2(run.code == 0 && run.all_json, qPrintable(run.error));
    const json model = run.of_kind("model").front();
    const auto receipts = run.of_kind("memory"), layers = run.of_kind("layer");
    QCOMPARE(receipts.size(), size_t{3});
    for (const json& receipt : receipts) {
      const int64_t context = whole(receipt, "context"), state = whole(receipt, "growing_bytes") +
                                                                 whole(receipt, "windowed_bytes") +
                                                                 whole(receipt, "fixed_bytes");
      QCOMPARE(whole(receipt, "batch"), int64_t{3});
      QCOMPARE(whole(receipt, "weight_bytes"), whole(model, "weight_bytes"));
      QCOMPARE(whole(receipt, "total_bytes"), whole(receipt, "weight_bytes") + state);
      const int64_t window = facts["window"].is_null() ? context : facts["window"].get<int64_t>();
      QCOMPARE(whole(receipt, "growing_bytes") + whole(receipt, "windowed_bytes"),
               3 * facts["cache_bytes_per_token_f16"].get<int64_t>() * std::min(context, window));
      if (facts.contains("memory_f16") && facts["memory_f16"].contains(std::to_string(context)))
        QCOMPARE(state, 3 * facts["memory_f16"][std::to_string(context)].get<int64_t>());
      QCOMPARE(whole(receipt, "memory_bytes"), int64_t{24'000'000'000});
      QCOMPARE(whole(receipt, "requests_fit"),
               std::max<int64_t>(0, (24'000'000'000 - whole(receipt, "weight_bytes")) / (state / 3)));
      QVERIFY(whole(receipt, "activation_bytes") > 0);
      json sums = json::object();
      int64_t parts = 0;
      for (const json& layer : layers)
        if (layer["context"] == context) {
          for (const char* field : kFields)
            sums[field] = sums.value(field, int64_t{0}) + whole(layer, field);
          QVERIFY(!layer["kind"].get<std::string>().empty());
          parts += layer["layer"].is_null() ? 0 : 1;
        }
      for (const char* field : kFields)
        QCOMPARE(whole(sums, field), whole(receipt, field));
      QCOMPARE(parts, whole(model, "layers"));
    }
  }

  void a_table_for_people() {
    const EngineRun run = run_engine({"describe", "griffin@probe", "--layers"});
    const EngineRun hybrid = run.code == 0 ? run : run_engine({"describe", "mamba2@probe", "--layers"});
    QVERIFY2(hybrid.code == 0, qPrintable(hybrid.error));
    QVERIFY(hybrid.out.contains("At ") && hybrid.out.contains(" tokens: ") && hybrid.out.contains("weights, MB") &&
            hybrid.out.contains("embedding") && hybrid.out.contains("sum "));
    QVERIFY(!hybrid.out.contains("{\"event\""));
    const EngineRun fit = run_engine({"describe", "mamba2@probe", "--context", "128", "--memory", "1 MiB"});
    QVERIFY2(fit.code == 0 && fit.out.contains("of this length fit in 1 MiB."), qPrintable(fit.out));
  }

  void sizes_that_are_none() {
    for (const char* size : {"", "GB", "24 apples", "-1GB", "inf", "1e30TB", "24G B x"}) {
      const EngineRun run = run_engine({"describe", "mamba2@probe", "--memory", size});
      QVERIFY2(run.code != 0 && run.error.contains("--memory"), size);
    }
    QVERIFY(run_engine({"describe", "mamba2@probe", "--context", "0"}).code != 0);
    QVERIFY(run_engine({"describe", "mamba2@probe", "--batch", "0", "--layers"}).code != 0);
  }

  void every_command_says_the_same_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("precision");
    for (const char* model : {"gguf/models/llama-q4_1-tied/model.gguf", "gguf/models/llama-mixed-k/model.gguf",
                              "hf/mistral-window", "hf/fla-rwkv7", "hf/llama-bf16"})
      for (const char* precision : {"f32", "bf16", "q4"})
        QTest::addRow("%s at %s", model, precision) << QString::fromStdString(pareto::test::golden(model)) << precision;
  }

  /// describe, measure and generate: bytes of weights, and of a state of one length.
  void every_command_says_the_same() {
    QFETCH(QString, model);
    QFETCH(QString, precision);
    const EngineRun told = run_engine({"describe", model, "--precision", precision, "--context", "20", "--json"});
    QVERIFY2(told.code == 0, qPrintable(told.error));
    const json memory = told.of_kind("memory").front();
    const int64_t state = whole(memory, "total_bytes") - whole(memory, "weight_bytes");
    const EngineRun measured = run_engine({"measure", model, "--precision", precision, "--prompt", "20", "--context",
                                           "20", "--repeat", "1", "--generate", "2", "--json"});
    QVERIFY2(measured.code == 0, qPrintable(measured.error));
    for (const json& result : measured.of_kind("result")) {
      QCOMPARE(whole(result, "weight_bytes"), whole(memory, "weight_bytes"));
      QCOMPARE(whole(result, "state_bytes"), state);
    }
    const EngineRun generated =
        run_engine({"generate", model, "--precision", precision, "--tokens-in", "5", "--tokens", "19", "--json"});
    QVERIFY2(generated.code == 0, qPrintable(generated.error));
    const json answer = generated.of_kind("generated").front();
    QCOMPARE(whole(answer, "weight_bytes"), whole(memory, "weight_bytes"));
    QCOMPARE(whole(answer, "state_bytes"), state); // a prompt of one token: windows hold no more than they must
  }
};

PARETO_TEST(TestEngineMemory)
#include "tst_engine_memory.moc"
