// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/verify/checkpoint_cases.h"
#include "core/formats/strict_json.h"
#include "core/model/catalogue.h"
#include "core/model/feed_forward/list.h"
#include "tests/core/exec/executors.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <cstring>
#include <set>

using namespace pareto;

namespace {

/// Types of transformers, and of flash-linear-attention (folders "fla-...").
const std::set<std::string> kTransformers{
    "llama",        "mistral",          "qwen2",         "qwen3",      "phi3",
    "gpt2",         "gpt_neox",         "olmo2",         "mamba",      "falcon_mamba",
    "mamba2",       "recurrent_gemma",  "mixtral",       "qwen3_moe",  "olmoe",
    "granitemoe",   "granitemoehybrid", "gpt_oss",       "dots1",      "glm4_moe",
    "ernie4_5_moe", "hunyuan_v1_moe",   "minimax_m2",    "exaone_moe", "afmoe",
    "deepseek_v2",  "deepseek_v3",      "glm4_moe_lite", "lfm2_moe"};
const std::set<std::string> kFla{"transformer",    "linear_attn", "retnet", "gla",    "hgrn",  "hgrn2", "delta_net",
                                 "gated_deltanet", "rwkv7",       "mamba",  "mamba2", "samba", "mla"};

QStringList folders_to_match() {
  QStringList found;
  const QDir root(QString::fromStdString(test::golden("hf")));
  for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    const auto config = read_strict_json(test::golden("hf/" + name.toStdString() + "/config.json"));
    const std::string type = config ? config->value("model_type", std::string()) : std::string();
    if ((name.startsWith("fla-") ? kFla : kTransformers).count(type) > 0)
      found.append(name);
  }
  return found;
}

} // namespace

/// Tiny checkpoints of every supported type against the logits of public code: whole prompt, split, and one by one.
class CheckpointsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void every_folder_is_tested() {
    QCOMPARE(folders_to_match().size(), 56); // a folder that went missing would pass silently
    std::set<std::string> types;
    for (const QString& name : folders_to_match()) {
      const auto config = read_strict_json(test::golden("hf/" + name.toStdString() + "/config.json"));
      REQUIRE(config);
      types.insert((name.startsWith("fla-") ? "fla-" : "") + (*config)["model_type"].get<std::string>());
    }
    QCOMPARE(types.size(), kTransformers.size() + kFla.size());
  }

  /// Each mixer of the catalogue is a layer of a checkpoint here; a new one without a golden fails.
  void every_architecture_has_a_golden() {
    std::set<std::string> without{"mingru"}; // no public code to make one with: the float64 reference stands alone
    std::set<std::string> seen;
    const QDir root(QString::fromStdString(test::golden("hf")));
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      if (const auto model = open_model(test::golden("hf/" + name.toStdString())))
        for (const Block& block : model->model.spec().blocks)
          seen.insert(architecture_of(block));
    for (const Architecture& each : architectures())
      if (!each.fields.rows.empty())
        QVERIFY2(seen.count(each.id) + without.count(each.id) == 1, each.id.c_str());
  }

  /// The same of every kind of feed-forward part.
  void every_feed_forward_kind_has_a_golden() {
    std::set<std::string_view> seen;
    const QDir root(QString::fromStdString(test::golden("hf")));
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      if (const auto model = open_model(test::golden("hf/" + name.toStdString())))
        for (const Block& block : model->model.spec().blocks)
          if (const FeedForward* part = block.ffn())
            seen.insert(part->kind().id);
    for (const FeedForwardKind& each : feed_forwards())
      QVERIFY2(seen.count(each.id) == 1, each.id.c_str());
  }

  void logits_data() {
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<QString>("folder");
    for (const char* executor : {"reference", "baseline", "avx2"})
      for (const QString& folder : folders_to_match())
        QTest::addRow("%s on %s", qPrintable(folder), executor) << executor << folder;
  }

  void logits() {
    QFETCH(QString, executor_name);
    QFETCH(QString, folder);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const CaseResult result = verify_checkpoint(test::golden("hf/" + folder.toStdString()), *executor);
    QVERIFY2(result.status == CaseResult::Status::Pass, (result.worst_tensor + ": " + result.reason).c_str());
  }

  /// The other folders say what they are.
  void others_are_unsupported() {
    const QStringList ours = folders_to_match();
    const QDir root(QString::fromStdString(test::golden("hf")));
    const auto executor = test::executor_named("baseline");
    int others = 0;
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
      if (ours.contains(name))
        continue;
      const CaseResult result = verify_checkpoint(test::golden("hf/" + name.toStdString()), *executor);
      QVERIFY2(result.status != CaseResult::Status::Fail, (name.toStdString() + ": " + result.reason).c_str());
      QVERIFY2(result.status == CaseResult::Status::Pass || result.reason.find("$.model_type") != std::string::npos,
               result.reason.c_str());
      ++others;
    }
    QVERIFY(others > 30);
  }

  void wrong_logits_fail() {
    QTemporaryDir folder;
    for (const char* file : {"config.json", "model.safetensors", "expected.safetensors"}) {
      std::string bytes = test::read_file(test::golden(std::string("hf/llama/") + file));
      if (std::string(file) == "model.safetensors") // one weight off by far
        std::memset(bytes.data() + bytes.size() - 64, 0x40, 64);
      QVERIFY(test::write_file(test::inside(folder, file), bytes));
    }
    const auto executor = test::executor_named("baseline");
    const CaseResult result = verify_checkpoint(folder.path().toStdString(), *executor);
    QVERIFY(result.status == CaseResult::Status::Fail);
    QVERIFY2(result.reason.find("of the peak logit") != std::string::npos, result.reason.c_str());
  }
};

QTEST_APPLESS_MAIN(CheckpointsTest)
#include "tst_checkpoints.moc"
