// SPDX-License-Identifier: GPL-3.0-or-later
// Every built-in architecture against the CPU executor: batches, odd lengths, decode after prefill, narrow weights.
#include "core/exec/model_runner.h"
#include "tests/core/exec/catalogue_checks.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

#include <algorithm>
#include <cmath>

using namespace pareto;

namespace {

constexpr int kBatch = 3;

std::vector<int32_t> some_tokens(int64_t count, int64_t vocab, int64_t salt) {
  std::vector<int32_t> tokens;
  for (int64_t i = 0; i < count; ++i)
    tokens.push_back(static_cast<int32_t>((i * 31 + salt * 17 + 5) % vocab));
  return tokens;
}

struct Trace {
  std::vector<float> logits; ///< of all steps, last rows
  std::vector<int32_t> chosen;
};

/// Reads steps of the given lengths with the same tokens whatever was chosen.
Result<Trace> trace(Executor& executor, const std::string& id, LoadOptions options, const std::vector<int>& steps,
                    int64_t capacity = 64) {
  PARETO_TRY_ASSIGN(opened, open_model(id));
  PARETO_TRY_ASSIGN(model, LoadedModel::load(executor, opened, options, 7));
  PARETO_TRY_ASSIGN(state, model->new_state(kBatch, capacity, *std::max_element(steps.begin(), steps.end())));
  SequenceBatch sequence(*model, *state, kBatch);
  Trace out;
  for (size_t i = 0; i < steps.size(); ++i) {
    PARETO_TRY_ASSIGN(program, sequence.step(some_tokens(int64_t{kBatch} * steps[i], model->model().spec().vocab,
                                                         static_cast<int64_t>(i)),
                                             LogitRows::Last));
    const auto logits = program->output("logits");
    const auto next = program->output_i32("next_token");
    out.logits.insert(out.logits.end(), logits.begin(), logits.end());
    out.chosen.insert(out.chosen.end(), next.begin(), next.end());
  }
  return out;
}

} // namespace

class VulkanModels : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    m_plain = test::validated_executor();
    VulkanOptions options;
    options.as_hardware = true;
    options.always_stage = true;
    m_hardware = test::validated_executor(m_plain, options);
    auto cpu = make_executor("cpu");
    QVERIFY(cpu.has_value());
    m_cpu = std::move(cpu).value();
  }
  void cleanupTestCase() {
    m_plain = {};
    m_hardware = {};
  }

  void agreesWithCpu_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("precision");
    QTest::addColumn<bool>("as_hardware");
    test::OneOfEachFamily chosen; // of the kernels that are chosen for this device, which under CI is no GPU
    for (const Architecture& a : architectures())
      for (bool hardware : {false, true})
        if (hardware || chosen(a))
          QTest::addRow("%s %s", a.id.c_str(), hardware ? "GPU kernels" : "device kernels")
              << QString::fromStdString(a.id + "@probe") << static_cast<int>(Precision::F32) << hardware;
    for (const char* id : {"softmax-attention@probe", "mamba2@probe"})
      for (Precision precision : {Precision::F16, Precision::BF16})
        if (find_architecture(std::string(id).substr(0, std::string(id).find('@'))))
          QTest::addRow("%s %s", id, to_string(precision)) << QString(id) << static_cast<int>(precision) << false;
  }

  void agreesWithCpu() {
    QFETCH(QString, id);
    QFETCH(int, precision);
    QFETCH(bool, as_hardware);
    auto& vulkan = as_hardware ? m_hardware : m_plain;
    if (!vulkan.executor)
      QSKIP(vulkan.skip.c_str());
    compare(id, static_cast<Precision>(precision), 64, *vulkan.executor);
  }

  void historyInPieces_agreesWithCpu_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("precision");
    QTest::addColumn<int>("capacity");
    QTest::addColumn<int>("limit");
    QTest::addColumn<bool>("as_hardware");
    const int f32 = static_cast<int>(Precision::F32), f16 = static_cast<int>(Precision::F16);
    for (bool hardware : {false, true}) { // 2047 rows of a head: pieces start between two aligned addresses
      QTest::addRow("three heads a piece, hardware %d", hardware)
          << "softmax-attention@probe" << f32 << 2047 << 800'000 << hardware;
      QTest::addRow("one head a piece, hardware %d", hardware)
          << "softmax-attention@probe" << f32 << 2047 << 300'000 << hardware;
      QTest::addRow("float16, hardware %d", hardware)
          << "softmax-attention@probe" << f16 << 2047 << 300'000 << hardware;
      QTest::addRow("a window, hardware %d", hardware) << "sliding-window@probe" << f32 << 512 << 56'000 << hardware;
    }
  }

  void historyInPieces_agreesWithCpu() {
    QFETCH(QString, id);
    QFETCH(int, precision);
    QFETCH(int, capacity);
    QFETCH(int, limit);
    QFETCH(bool, as_hardware);
    VulkanOptions options;
    options.binding_limit = limit;
    options.as_hardware = as_hardware;
    VALIDATED_OR_SKIP(vulkan, m_plain, options);
    const auto opened = open_model(id.toStdString());
    const Graph graph = opened->model.record({1, 1, Phase::Decode});
    const auto cut = [&](const StateDecl& s) {
      return s.kind != StateKind::Replace && kBatch * s.shape.elements() *
                                                     (s.kind == StateKind::Ring ? s.window + 13 : capacity) *
                                                     (precision == 0 ? 4 : 2) >
                                                 limit;
    };
    QVERIFY(std::any_of(graph.states().begin(), graph.states().end(), cut)); // otherwise nothing is tested
    compare(id, static_cast<Precision>(precision), capacity, *vulkan.executor);
  }

  void entryBeyondOneBinding_isRefusedWithFigures() {
    VulkanOptions options;
    options.binding_limit = 100'000;
    VALIDATED_OR_SKIP(vulkan, m_plain, options);
    const auto refused = [&](const char* id, int sequences, int64_t capacity) {
      const auto opened = open_model(id);
      const auto model = LoadedModel::load(*vulkan.executor, *opened, {}, 7);
      if (!model)
        return model.error();
      const auto state = (*model)->new_state(sequences, capacity, 1);
      return state ? Error{} : state.error();
    };
    const Error head = refused("softmax-attention@probe", 1, 2047), batch = refused("gated-deltanet@probe", 64, 16);
    QVERIFY2(head.code == ErrorCode::OutOfMemory && head.message.find("one head of 2047 tokens") != std::string::npos,
             head.message.c_str());
    QVERIFY2(batch.code == ErrorCode::OutOfMemory && batch.message.find("64 sequences") != std::string::npos,
             batch.message.c_str());
    test::check_messages(*vulkan.executor);
  }

private:
  void compare(const QString& id, Precision type, int64_t capacity, VulkanExecutor& vulkan) {
    const LoadOptions options{type, type == Precision::F32 ? Format::F32 : Format::F16};
    const std::vector<int> steps{13, 1, 1, 5};
    const auto want = trace(*m_cpu, id.toStdString(), options, steps, capacity),
               got = trace(vulkan, id.toStdString(), options, steps, capacity);
    QVERIFY2(want.has_value(), want ? "" : want.error().message.c_str());
    QVERIFY2(got.has_value(), got ? "" : got.error().message.c_str());
    QCOMPARE(got->logits.size(), want->logits.size());
    float peak = 0, error = 0;
    for (size_t i = 0; i < want->logits.size(); ++i) {
      QVERIFY(std::isfinite(got->logits[i]));
      peak = std::max(peak, std::abs(want->logits[i]));
      error = std::max(error, std::abs(want->logits[i] - got->logits[i]));
    }
    // A narrow cache rounds sums that differ in their last bit to different neighbours.
    const float tolerance = type == Precision::F32 ? 2e-4f : 5e-3f;
    QVERIFY2(error <= tolerance * peak, qPrintable(QString("largest error %1 of the peak %2").arg(error).arg(peak)));
    compareChoices(*want, *got, error);
    test::check_messages(vulkan);
  }

  /// The same token wherever the CPU's two best logits are further apart than the error could bridge.
  static void compareChoices(const Trace& want, const Trace& got, float error) {
    const size_t vocab = want.logits.size() / want.chosen.size();
    for (size_t row = 0; row < want.chosen.size(); ++row) {
      std::vector<float> logits(want.logits.begin() + static_cast<std::ptrdiff_t>(row * vocab),
                                want.logits.begin() + static_cast<std::ptrdiff_t>((row + 1) * vocab));
      std::nth_element(logits.begin(), logits.begin() + 1, logits.end(), std::greater<>());
      if (*std::max_element(logits.begin(), logits.begin() + 1) - logits[1] > 2 * error)
        QCOMPARE(got.chosen[row], want.chosen[row]);
    }
  }

  test::Validated m_plain, m_hardware;
  std::unique_ptr<Executor> m_cpu;
};

PARETO_TEST(VulkanModels)
#include "tst_vulkan_models.moc"
