// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/engine_process.h"
#include "tests/support/checkpoint_parts.h"
#include "tests/support/program.h"

using nlohmann::json;
using pareto::test::Checkpoint;
using pareto::test::Folder;

namespace {

const Checkpoint& llama() {
  static const Checkpoint model = Checkpoint::golden("llama");
  return model;
}

QStringList command(const QString& verb, const Folder& folder) {
  const QString path = QString::fromStdString(folder.path());
  const QStringList rest = verb == "logits"     ? QStringList{"--tokens", "1,2,3", "--out", path + "/out.safetensors"}
                           : verb == "prompt"   ? QStringList{"--prompt", "a", "--tokens", "1"}
                           : verb == "ids"      ? QStringList{"--tokens-in", "1,2,3", "--tokens", "1"}
                           : verb == "evaluate" ? QStringList{"--text", path + "/text.txt", "--context", "16"}
                           : verb == "measure"
                               ? QStringList{"--context", "8", "--generate", "1", "--repeat", "1", "--seconds", "1"}
                               : QStringList{};
  return QStringList{verb == "prompt" || verb == "ids" ? "generate" : verb, path} + rest;
}

/// The refusal or warning of a command: on standard error, and as an event with --json.
bool says(const EngineRun& run, const QString& word, const char* event) {
  bool found = false;
  for (const json& each : run.of_kind(event))
    found = found || QString::fromStdString(each["message"].get<std::string>()).contains(word);
  return found && run.error.contains(word);
}

} // namespace

/// Every command about folders whose weights are not read, are missing, or hold more than the model has a place for.
class EngineFoldersTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void unread_weights_data() {
    QTest::addColumn<QString>("verb");
    QTest::addColumn<QString>("file");
    for (const char* verb : {"logits", "prompt", "evaluate", "ids", "measure", "describe"})
      for (const char* file :
           {"pytorch_model.bin", "consolidated.00.pth", "flax_model.msgpack", "adapter_model.safetensors"})
        QTest::addRow("%s, %s", verb, file) << verb << file;
  }

  /// What a model says is refused, what it costs is measured; both name the file.
  void unread_weights() {
    QFETCH(QString, verb);
    QFETCH(QString, file);
    Folder folder;
    folder.put("config.json", llama().config)
        .put(file.toStdString(), std::string("PK\x03\x04"))
        .put("text.txt", std::string("a text"));
    const EngineRun run = run_engine(command(verb, folder) + QStringList{"--json"});
    if (verb == "logits" || verb == "prompt" || verb == "evaluate") {
      QCOMPARE(run.code, 1);
      QVERIFY2(says(run, file, "error"), qPrintable(run.error));
      QVERIFY(!QFile::exists(QString::fromStdString(folder.at("out.safetensors"))));
      return;
    }
    QCOMPARE(run.code, 0);
    QVERIFY2(says(run, file, "warning"), qPrintable(run.error));
    QCOMPARE(run.of_kind("warning").front()["code"], json("seeded_weights"));
    const char* answer = verb == "measure" ? "result" : verb == "ids" ? "generated" : "model";
    QCOMPARE(run.of_kind(answer).front()["weights"], json("seeded"));
    if (verb != "describe")
      QVERIFY(run_engine(command(verb, folder)).out.contains("weights seeded"));
  }

  void bare_configurations_data() {
    QTest::addColumn<QString>("verb");
    QTest::addColumn<bool>("answers");
    for (const char* verb : {"logits", "prompt", "evaluate"})
      QTest::newRow(verb) << verb << false;
    for (const char* verb : {"ids", "measure", "describe"})
      QTest::newRow(verb) << verb << true;
  }

  void bare_configurations() {
    QFETCH(QString, verb);
    QFETCH(bool, answers);
    Folder folder;
    folder.put("config.json", llama().config).put("text.txt", std::string("a text"));
    const EngineRun run = run_engine(command(verb, folder) + QStringList{"--json"});
    QCOMPARE(run.code, answers ? 0 : 1);
    QVERIFY(answers ? run.of_kind("warning").empty() : says(run, "has no weights beside its configuration", "error"));
  }

  void unused_tensors_data() {
    QTest::addColumn<QString>("verb");
    for (const char* verb : {"logits", "ids", "measure", "describe"})
      QTest::newRow(verb) << verb;
  }

  /// Computed, and said each time: on standard error with and without --json.
  void unused_tensors() {
    QFETCH(QString, verb);
    Checkpoint model = llama();
    const char* name = "model.layers.0.self_attn.q_proj.bias";
    model.parts.push_back({name, "F32", {1}, "\1\1\1\1"});
    Folder folder;
    folder.put(model);
    const EngineRun run = run_engine(command(verb, folder) + QStringList{"--json"});
    QCOMPARE(run.code, 0);
    QVERIFY(says(run, name, "warning"));
    QVERIFY(run.all_json);
    const EngineRun text = run_engine(command(verb, folder));
    QVERIFY(text.error.contains(name) && !text.out.contains(name));
    if (verb == "measure")
      QCOMPARE(run.of_kind("result").front()["weights"], json("checkpoint"));
  }

  /// A study says it once for each of its models.
  void studies_warn() {
    Checkpoint model = llama();
    model.parts.push_back({"lm_head.bias", "F32", {1}, "\1\1\1\1"});
    Folder folder;
    folder.put(model);
    folder.put("study.json", json{{"paretoscope_study", 1},
                                  {"name", "x"},
                                  {"models", {folder.path()}},
                                  {"contexts", {8}},
                                  {"batches", {1}},
                                  {"prompts", json::array()},
                                  {"rounds", 1},
                                  {"seconds_per_cell", 1}});
    const EngineRun run = run_engine({"run", QString::fromStdString(folder.at("study.json")), "--store",
                                      QString::fromStdString(folder.at("store.sqlite")), "--rounds", "1", "--json"});
    QVERIFY2(says(run, "lm_head.bias", "warning"), qPrintable(run.error));
    QCOMPARE(run.of_kind("warning").front()["model"], json(folder.path()));
  }

  void built_in_shapes_answer() {
    Folder folder;
    const EngineRun run = run_engine({"logits", "mamba2@probe", "--tokens", "1,2", "--out",
                                      QString::fromStdString(folder.at("x.safetensors")), "--json"});
    QCOMPARE(run.code, 0);
    QVERIFY(run.of_kind("warning").empty());
  }
};

PARETO_TEST(EngineFoldersTest)
#include "tst_engine_folders.moc"
