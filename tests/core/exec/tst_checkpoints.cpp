// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/verify/checkpoint_cases.h"
#include "core/formats/strict_json.h"
#include "core/model/catalogue.h"
#include "core/model/feed_forward/list.h"
#include "tests/core/exec/executors.h"
#include "tests/support/edited_checkpoint.h"
#include "tests/support/program.h"

#include <QDir>

#include <cstring>
#include <set>

using namespace pareto;

namespace {

QStringList folders() {
  return QDir(QString::fromStdString(test::golden("hf"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
}

/// A step whose logits are those of the last row alone, and wrong.
class CheckpointsWrongProgram : public Program {
public:
  explicit CheckpointsWrongProgram(std::unique_ptr<Program> right) : m_right(std::move(right)) {}
  Status set_input(std::string_view name, std::span<const float> values) override {
    return m_right->set_input(name, values);
  }
  Status run(State& state, const StepInput& input) override {
    PARETO_TRY(m_right->run(state, input));
    const auto logits = m_right->output("logits");
    m_logits.assign(logits.rbegin(), logits.rend());
    return {};
  }
  std::span<const float> output(std::string_view) const override { return m_logits; }
  std::span<const int32_t> output_i32(std::string_view name) const override { return m_right->output_i32(name); }
  int64_t activation_bytes() const override { return m_right->activation_bytes(); }

private:
  std::unique_ptr<Program> m_right;
  std::vector<float> m_logits;
};

/// Right where all rows have logits, wrong where only the last one has.
class CheckpointsWrongAtTheEnd : public Executor {
public:
  std::string name() const override { return m_right->name(); }
  Result<std::unique_ptr<Weights>> load(const Model& model, TensorSource& source, LoadOptions options) override {
    return m_right->load(model, source, options);
  }
  Result<std::unique_ptr<Weights>> load(const Graph& graph, TensorSource& source, LoadOptions options) override {
    return m_right->load(graph, source, options);
  }
  Result<std::unique_ptr<Program>> compile(const Graph& graph, const Weights& weights) override {
    PARETO_TRY_ASSIGN(program, m_right->compile(graph, weights));
    if (graph.outputs().front().tensor.shape.rank() == 3)
      return program;
    return std::unique_ptr<Program>(new CheckpointsWrongProgram(std::move(program)));
  }
  Result<std::unique_ptr<State>> new_state(const Graph& graph, LoadOptions options, int slots, int64_t capacity,
                                           int largest_step) override {
    return m_right->new_state(graph, options, slots, capacity, largest_step);
  }

private:
  std::unique_ptr<Executor> m_right = test::executor_named("baseline");
};

} // namespace

/// Tiny checkpoints of every supported type against the logits of public code: whole prompt, split, and one by one.
class CheckpointsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void every_folder_is_here() {
    QVERIFY(folders().size() >= 137); // a folder that went missing would pass silently
  }

  /// Each mixer of the catalogue is a layer of a checkpoint here; a new one without a golden fails.
  void every_architecture_has_a_golden() {
    // No public model to make one with. The goldens of operations hold what these are put together from, but for
    // minGRU and minLSTM, of which the float64 reference stands alone, Titans and S5 (tst_own_recurrences), S4D and
    // MetaLA (tst_mixer_equations), patterns of attention (tst_patterns), and for shared key channels, which are held
    // against keys that have them written out (tst_state).
    std::set<std::string> without{"mingru",
                                  "minlstm",
                                  "rwkv5",
                                  "based",
                                  "rebased",
                                  "gated-deltanet-2",
                                  "slstm",
                                  "ttt-linear",
                                  "titans",
                                  "s4d",
                                  "s5",
                                  "metala",
                                  "sparse-transformer",
                                  "longformer",
                                  "bigbird",
                                  "longnet",
                                  "grouped-tied-attention",
                                  "grouped-latent-attention",
                                  "masked-diffusion",
                                  "block-diffusion"};
    std::set<std::string> seen;
    for (const QString& name : folders())
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
    for (const QString& name : folders())
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
    for (const char* executor : test::kExecutors)
      for (const QString& folder : folders())
        QTest::addRow("%s on %s", qPrintable(folder), executor) << executor << folder;
  }

  void logits() {
    QFETCH(QString, executor_name);
    QFETCH(QString, folder);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const CaseResult result = verify_checkpoint(test::golden("hf/" + folder.toStdString()), *executor);
    QVERIFY2(result.status == CaseResult::Status::Pass, (result.worst_tensor + ": " + result.reason).c_str());
    QCOMPARE(result.reason.empty(), folder != "diffusion_gemma"); // a canvas has no last row to read alone
  }

  /// A type that nobody reads is none of a model that fails.
  void other_types_are_unsupported() {
    QTemporaryDir folder;
    for (const char* file : {"config.json", "model.safetensors", "expected.safetensors"})
      QVERIFY(
          test::write_file(test::inside(folder, file), test::read_file(test::golden(std::string("hf/llama/") + file))));
    auto config = read_strict_json(test::golden("hf/llama/config.json"));
    REQUIRE(config);
    (*config)["model_type"] = "nobodys";
    QVERIFY(test::write_file(test::inside(folder, "config.json"), config->dump()));
    const CaseResult result = verify_checkpoint(folder.path().toStdString(), *test::executor_named("baseline"));
    QVERIFY2(result.status == CaseResult::Status::Unsupported, result.reason.c_str());
    QVERIFY2(result.reason.find(".model_type") != std::string::npos, result.reason.c_str());
  }

  /// The golden of Falcon-H1 has no factor but 1: factors of powers of two, undone in the weights, give its logits.
  void factors_are_those_of_the_weights() {
    QTemporaryDir folder;
    const auto divide = [](std::vector<float>& values, float by, size_t begin = 0, size_t end = SIZE_MAX) {
      for (size_t i = begin; i < std::min(end, values.size()); ++i)
        values[i] /= by;
    };
    constexpr size_t kHidden = 32, kInner = 64, kState = 16; // rows of in_proj: z, x, B, C, one step a head
    const auto edit = [&](const std::string& name, std::vector<float>& values) {
      const auto is = [&](const char* part) { return name.find(part) != std::string::npos; };
      if (is("mamba.in_proj")) {
        const size_t ends[] = {kInner, 2 * kInner, 2 * kInner + kState, 2 * kInner + 2 * kState, SIZE_MAX / kHidden};
        const float by[] = {2, 4, 0.5f, 8, 0.25f};
        for (size_t i = 0, begin = 0; i < 5; begin = ends[i++])
          divide(values, 2 * by[i], begin * kHidden, ends[i] * kHidden);
      }
      divide(values, is("mamba.out_proj")            ? 0.25f
                     : is("q_proj") || is("v_proj")  ? 2.0f
                     : is("k_proj")                  ? 8.0f
                     : is("o_proj") || is("lm_head") ? 0.5f
                     : is("gate_proj")               ? 2.0f
                     : is("down_proj")               ? 4.0f
                     : is("embed_tokens")            ? 2.0f
                                                     : 1.0f);
    };
    QVERIFY(test::edit_checkpoint("falcon_h1", folder.path().toStdString(), edit));
    auto config = read_strict_json(test::golden("hf/falcon_h1/config.json"));
    REQUIRE(config);
    for (const char* two : {"ssm_in_multiplier", "attention_in_multiplier", "embedding_multiplier"})
      (*config)[two] = 2.0;
    for (const char* half : {"attention_out_multiplier", "lm_head_multiplier"})
      (*config)[half] = 0.5;
    (*config)["key_multiplier"] = 4.0;
    (*config)["ssm_out_multiplier"] = 0.25;
    (*config)["ssm_multipliers"] = {2.0, 4.0, 0.5, 8.0, 0.25};
    (*config)["mlp_multipliers"] = {2.0, 4.0};
    QVERIFY(test::write_file(test::inside(folder, "config.json"), config->dump()));
    QVERIFY(test::write_file(test::inside(folder, "expected.safetensors"),
                             test::read_file(test::golden("hf/falcon_h1/expected.safetensors"))));
    for (const char* name : {"reference", "baseline"}) {
      const CaseResult result = verify_checkpoint(folder.path().toStdString(), *test::executor_named(name));
      QVERIFY2(result.status == CaseResult::Status::Pass, result.reason.c_str());
    }
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

  /// So does a last row that is wrong only where it is read alone, as an answer reads it.
  void wrong_last_rows_fail() {
    CheckpointsWrongAtTheEnd executor;
    const CaseResult result = verify_checkpoint(test::golden("hf/llama"), executor);
    QVERIFY(result.status == CaseResult::Status::Fail);
    QVERIFY2(result.worst_tensor.find("last rows alone") != std::string::npos, result.worst_tensor.c_str());
  }

  /// The second pass over a canvas counts as well.
  void wrong_canvases_fail() {
    QTemporaryDir folder;
    for (const char* file : {"config.json", "model.safetensors", "expected-diffusion.safetensors"}) {
      std::string bytes = test::read_file(test::golden(std::string("hf/diffusion_gemma/") + file));
      if (std::string(file) == "expected-diffusion.safetensors") // of logits_next, the last tensor
        std::memset(bytes.data() + bytes.size() - 64, 0x40, 64);
      QVERIFY(test::write_file(test::inside(folder, file), bytes));
    }
    const CaseResult result = verify_checkpoint(folder.path().toStdString(), *test::executor_named("baseline"));
    QVERIFY(result.status == CaseResult::Status::Fail);
    QVERIFY2(result.reason.find("of the peak logit") != std::string::npos, result.reason.c_str());
  }
};

PARETO_TEST(CheckpointsTest)
#include "tst_checkpoints.moc"
