// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of nodes that the Vulkan executor runs in one dispatch, against the same nodes one by one.
#include "core/exec/model_runner.h"
#include "core/model/catalogue.h"
#include "tests/gpu/graph_steps.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <numeric>

using namespace pareto;

namespace {

constexpr float kSame = 1e-6; ///< of the peak
constexpr int kSequences = 2;

/// One executor with its patterns and one without, of a device or of what stands for a GPU.
struct Pair {
  test::Validated with, without;
  Pair(const test::Validated& beside, bool as_hardware, bool profile = false) {
    VulkanOptions options;
    options.as_hardware = as_hardware;
    options.profile = profile;
    with = test::validated_executor(beside, options);
    options.fusions = FusionSet::none();
    without = test::validated_executor(beside, options);
  }
};

Tensor token_input(Graph& g, const char* name, int64_t width) {
  return g.input(name, {g.shape().batch, g.shape().tokens, width});
}

Tensor matrix(Graph& g, const char* name, int64_t out, int64_t in) {
  return g.weight(name, {out, in}, WeightUse::Matrix);
}

/// A product whose input was computed in the step, as those of models are: software kernels read it as texels.
Tensor product(Graph& g, int64_t in, int64_t out, bool bias) {
  const Tensor x = g.unary(token_input(g, "x", in), UnaryFunction::Affine, 0.5f, 0.1f);
  return g.matmul(x, matrix(g, "w", out, in), bias ? g.weight("b", {out}, WeightUse::Vector) : Tensor{});
}

struct Form {
  int64_t in, out;
  Precision precision;
};
constexpr Form kForms[] = {{20, 37, Precision::F32}, {33, 64, Precision::F16}, {64, 5, Precision::F32}};

using Record = std::function<void(Graph&, int64_t in, int64_t out)>;

void activated(Graph& g, int64_t in, int64_t out, UnaryFunction function) {
  const Tensor y = product(g, in, out, true);
  g.mark_output("o", g.unary(y.reshape({y.shape[0], y.shape[1], out, 1}), function, 0.5f, 0.25f)
                         .reshape({y.shape[0], y.shape[1], out}));
}

/// The stream beside the product is a slice, so its rows lie apart.
void added(Graph& g, int64_t in, int64_t out, bool first) {
  const Tensor stream = g.unary(token_input(g, "r", out + 3), UnaryFunction::Tanh).slice(2, 1, out),
               y = product(g, in, out, false);
  g.mark_output("o", first ? g.add(y, stream) : g.add(stream, y));
}

/// A row that every token adds.
void added_to_all(Graph& g, int64_t in, int64_t out) {
  const Tensor row = g.weight("row", {out}, WeightUse::Vector);
  g.mark_output("o", g.add(product(g, in, out, true), row));
}

Graph recorded(const Record& record, int tokens, int64_t in, int64_t out) {
  Graph graph({kSequences, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
  record(graph, in, out);
  return graph;
}

/// Seeded values for every weight.
class SomeWeights : public TensorSource {
public:
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t first, int64_t, std::span<float> out) override {
    const int64_t width = weight.shape.back();
    for (size_t i = 0; i < out.size(); ++i)
      out[i] = test::noise(weight.name, first * width + static_cast<int64_t>(i));
    return {};
  }
};

Result<std::vector<float>> outputs(Executor& executor, const Record& record, int tokens, int64_t in, int64_t out,
                                   Precision precision) {
  SomeWeights source;
  const LoadOptions options{precision, Format::F32};
  const Graph graph = recorded(record, tokens, in, out);
  PARETO_TRY_ASSIGN(weights, executor.load(graph, source, options));
  PARETO_TRY_ASSIGN(state, executor.new_state(graph, options, kSequences, 64, tokens));
  PARETO_TRY_ASSIGN(program, executor.compile(graph, *weights));
  for (const NamedTensor& input : graph.inputs()) {
    std::vector<float> values(static_cast<size_t>(input.tensor.shape.elements()));
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = test::noise(input.name, static_cast<int64_t>(i));
    PARETO_TRY(program->set_input(input.name, values));
  }
  const std::vector<int32_t> count(kSequences, tokens), position(kSequences, 0), slot{0, 1};
  PARETO_TRY(program->run(*state, {{}, count, position, slot, {}, true}));
  const auto found = program->output("o");
  return std::vector<float>(found.begin(), found.end());
}

int64_t dispatches(const VulkanExecutor& executor) {
  int64_t all = 0;
  for (const auto& [name, time] : executor.operation_times())
    all += name == "inputs" || name == "outputs" ? 0 : time.dispatches;
  return all;
}

} // namespace

class VulkanFused : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { m_device = test::validated_executor(); }
  void cleanupTestCase() { m_device = {}; }

  void odd_shapes_data() {
    QTest::addColumn<bool>("as_hardware");
    for (const bool hardware : {false, true})
      QTest::newRow(hardware ? "GPU kernels" : "device kernels") << hardware;
  }

  /// Every kernel of products, every place a pattern may stand in, every function.
  void odd_shapes() {
    QFETCH(bool, as_hardware);
    Pair pair(m_device, as_hardware);
    if (!pair.with.executor)
      QSKIP(pair.with.skip.c_str());
    std::vector<std::pair<std::string, Record>> records;
    for (const UnaryFunction function : {UnaryFunction::Sigmoid, UnaryFunction::GeluTanh, UnaryFunction::Affine})
      records.emplace_back("function " + std::to_string(static_cast<int>(function)),
                           [function](Graph& g, int64_t in, int64_t out) { activated(g, in, out, function); });
    records.emplace_back("sum", [](Graph& g, int64_t in, int64_t out) { added(g, in, out, false); });
    records.emplace_back("sum, the product first", [](Graph& g, int64_t in, int64_t out) { added(g, in, out, true); });
    records.emplace_back("sum with a row", added_to_all);
    for (const auto& [name, record] : records)
      for (const int tokens : {1, 7, 40}) // few rows, many rows
        for (const Form& form : kForms) {
          const auto ours = outputs(*pair.with.executor, record, tokens, form.in, form.out, form.precision),
                     theirs = outputs(*pair.without.executor, record, tokens, form.in, form.out, form.precision);
          const QString wrong = test::difference(ours, theirs, kSame);
          QVERIFY2(wrong.isEmpty(), qPrintable(QString("%1, %2 tokens, %3 to %4: %5")
                                                   .arg(QString::fromStdString(name))
                                                   .arg(tokens)
                                                   .arg(form.in)
                                                   .arg(form.out)
                                                   .arg(wrong)));
        }
    test::check_messages(*pair.with.executor);
  }

  void models_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("each_layer"); ///< dispatches saved in a layer of a decode step, at least
    QTest::newRow("softmax-attention") << "softmax-attention@probe" << 2;
    QTest::newRow("gated-deltanet") << "gated-deltanet@probe" << 2;
    QTest::newRow("rwkv7") << "rwkv7@probe" << 3;
  }

  /// Logits of prefill and decode, and how many dispatches a token takes.
  void models() {
    QFETCH(QString, id);
    QFETCH(int, each_layer);
    Pair pair(m_device, false, true);
    if (!pair.with.executor)
      QSKIP(pair.with.skip.c_str());
    const auto opened = open_model(id.toStdString());
    REQUIRE(opened);
    std::vector<float> logits[2];
    int64_t taken[2]{};
    for (const int which : {0, 1}) {
      VulkanExecutor& executor = which == 0 ? *pair.with.executor : *pair.without.executor;
      const auto model = LoadedModel::load(executor, *opened, {Precision::F32, Format::F32}, 7);
      REQUIRE(model);
      auto state = (*model)->new_state(1, 64, 19);
      REQUIRE(state);
      SequenceBatch sequence(**model, **state, 1);
      for (const int tokens : {19, 1}) {
        std::vector<int32_t> ids(static_cast<size_t>(tokens));
        std::iota(ids.begin(), ids.end(), 3);
        executor.clear_operation_times();
        const auto program = sequence.step(ids, LogitRows::Last);
        REQUIRE(program);
        const auto found = (*program)->output("logits");
        logits[which].insert(logits[which].end(), found.begin(), found.end());
      }
      taken[which] = dispatches(executor);
    }
    QCOMPARE(test::difference(logits[0], logits[1], kSame), QString());
    const auto layers = static_cast<int64_t>(opened->model.spec().blocks.size());
    qInfo("%s: %d dispatches a token with patterns, %d without, %d layers", qPrintable(id), static_cast<int>(taken[0]),
          static_cast<int>(taken[1]), static_cast<int>(layers));
    QVERIFY(taken[1] - taken[0] >= each_layer * layers);
    test::check_messages(*pair.with.executor);
  }

private:
  test::Validated m_device; ///< whose kernels all of them share
};

PARETO_TEST(VulkanFused)
#include "tst_vulkan_fused.moc"
