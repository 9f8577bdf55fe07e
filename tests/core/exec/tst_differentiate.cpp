// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/evaluate.h"
#include "core/formats/seeded_source.h"
#include "core/graph/passes/differentiate.h"
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/gated.h"
#include "core/model/feed_forward/plain.h"
#include "core/model/model.h"
#include "tests/core/exec/executors.h"
#include "tests/core/exec/gradient_cases.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <numeric>
#include <random>

using namespace pareto;

namespace {

constexpr double kTolerance = 1e-6; ///< of the largest gradient of a weight

/// A recorded loss with the values of its weights and the step it is computed for.
struct Problem {
  Graph graph;
  Tensor loss;
  NamedValues given;
  std::vector<int32_t> tokens, count, position, slot;

  StepInput step() const {
    StepInput input;
    input.tokens = tokens;
    input.count = count;
    input.position = position;
    input.slot = slot;
    return input;
  }
  std::vector<WeightId> weights() const {
    std::vector<WeightId> all(graph.weights().size());
    std::iota(all.begin(), all.end(), 0);
    return all;
  }
};

/// Sequences of different length, `vocab` for their token ids.
Problem problem_of(Graph graph, Tensor loss, int64_t vocab) {
  graph.mark_output("loss", loss);
  Problem problem{std::move(graph), loss, {}, {}, {}, {}, {}};
  const StepShape& shape = problem.graph.shape();
  for (int b = 0; b < shape.batch; ++b) {
    problem.count.push_back(shape.tokens - 2 * b);
    problem.position.push_back(0);
    problem.slot.push_back(b);
  }
  for (int i = 0; i < shape.batch * shape.tokens; ++i)
    problem.tokens.push_back(static_cast<int32_t>((7 * i + 3) % vocab)); // some ids come twice
  return problem;
}

Result<double> loss_of(const Problem& problem) {
  PARETO_TRY_ASSIGN(values, evaluate(problem.graph, problem.given, problem.step()));
  return values.at("loss")[0];
}

Result<NamedValues> gradients_of(const Problem& problem) {
  PARETO_TRY_ASSIGN(graph, differentiate(problem.graph, problem.loss, problem.weights()));
  return evaluate(graph, problem.given, problem.step());
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (double value : values)
    most = std::max(most, std::abs(value));
  return most;
}

/// d loss / d (t along `direction`) at t = 0, by the central difference of fourth order: the l2 norms of small keys
/// bend so much that the one of second order is itself off by 1e-5.
Result<double> slope_along(Problem problem, const std::string& weight, const std::vector<double>& direction) {
  constexpr double kStep = 1e-5;
  const std::vector<double> at = problem.given.at(weight);
  double slope = 0;
  for (const auto& [steps, factor] : {std::pair{-2, 1.0}, {-1, -8.0}, {1, 8.0}, {2, -1.0}}) {
    for (size_t i = 0; i < at.size(); ++i)
      problem.given[weight][i] = at[i] + steps * kStep * direction[i];
    PARETO_TRY_ASSIGN(loss, loss_of(problem));
    slope += factor * loss / (12 * kStep);
  }
  return slope;
}

/// The largest error of the gradients of a weight, of its largest gradient: at up to `elements` of its elements, spread
/// over it, and along one direction through all of them.
Result<double> error_of(const Problem& problem, const std::string& weight, const std::vector<double>& gradient,
                        size_t elements) {
  const double scale = largest(gradient);
  if (scale == 0)
    return fail(ErrorCode::Internal, "the gradient of " + weight + " is zero everywhere");
  double worst = 0;
  const size_t stride = std::max<size_t>(1, gradient.size() / elements);
  for (size_t i = 0; i < gradient.size(); i += stride) {
    std::vector<double> direction(gradient.size(), 0);
    direction[i] = 1;
    PARETO_TRY_ASSIGN(slope, slope_along(problem, weight, direction));
    worst = std::max(worst, std::abs(slope - gradient[i]) / scale);
  }
  const std::vector<double> direction = test::values_for("direction", static_cast<int64_t>(gradient.size()));
  PARETO_TRY_ASSIGN(slope, slope_along(problem, weight, direction));
  const double wanted = std::inner_product(gradient.begin(), gradient.end(), direction.begin(), 0.0);
  return std::max(worst, std::abs(slope - wanted) / (scale * std::sqrt(static_cast<double>(gradient.size()))));
}

/// The largest error over all weights of a problem.
Result<double> worst_error(const Problem& problem, size_t elements) {
  PARETO_TRY_ASSIGN(gradients, gradients_of(problem));
  double worst = 0;
  for (const WeightDecl& weight : problem.graph.weights()) {
    PARETO_TRY_ASSIGN(error, error_of(problem, weight.name, gradients.at(gradient_name(weight)), elements));
    worst = std::max(worst, error);
  }
  return worst;
}

Problem problem_of(const test::GradientCase& one) {
  Graph g({2, 5, Phase::Prefill});
  const Tensor y = one.record(g);
  const Tensor weighted = g.mul(y, g.literal(test::values_for("loss", y.shape.elements()), y.shape));
  const Tensor loss = y.shape.elements() == 1 ? y : g.reduce_sum(weighted.reshape({1, y.shape.elements()}));
  Problem problem = problem_of(std::move(g), loss, test::kCaseVocab);
  for (const WeightDecl& weight : problem.graph.weights())
    problem.given[weight.name] = test::values_for(weight.name, weight.shape.elements());
  problem.given["targets"] = {3, 0, -1, 6, 2, 5, 5, 1, 4, 4}; // one is missing, two lie beyond the shorter sequence
  return problem;
}

FeedForward gated(int64_t width) { return swiglu(width); }

/// Grouped heads, rotary positions, a window in the second layer, tied embeddings.
ModelSpec small_transformer() {
  auto table = std::make_shared<RopeTable>();
  table->inv_freq = {1, 0.1};
  AttentionMixer full;
  full.heads = 4;
  full.kv_heads = 2;
  full.head_dim = 4;
  full.rope = {false, table};
  full.qk_norm = AttentionMixer::QkNorm::PerHead;
  AttentionMixer windowed = full;
  windowed.window = 3;
  windowed.qkv_bias = true;
  ModelSpec spec;
  spec.vocab = 19;
  spec.hidden = 12;
  spec.blocks = {{full, gated(10)}, {windowed, PlainFeedForward{9, UnaryFunction::GeluTanh, true}}};
  spec.norm.one_plus = true;
  spec.tied = true;
  return spec;
}

/// Short convolutions, scalar decay, delta rule, shared key heads, gated output.
ModelSpec small_gated_delta_net() {
  DeltaNetMixer mixer;
  mixer.heads = 2;
  mixer.value_heads = 4;
  mixer.key_dim = 3;
  mixer.value_dim = 5;
  mixer.decay = mixer.gate = true;
  DeltaNetMixer negative = mixer;
  negative.negative_eigenvalues = true;
  ModelSpec spec;
  spec.vocab = 19;
  spec.hidden = 12;
  spec.blocks = {{mixer, gated(10)}, {negative, gated(7)}};
  return spec;
}

/// The next-token loss of a model with seeded weights.
Problem problem_of(const ModelSpec& spec) {
  Graph g = Model(spec).record({2, 9, Phase::Prefill}, LogitRows::All);
  const Tensor logits = g.outputs().front().tensor;
  const Tensor loss = g.cross_entropy(logits, g.input("targets", {2, 9}, Kind::I32));
  Problem problem = problem_of(std::move(g), loss, spec.vocab);
  const auto source = make_seeded_source(11);
  for (const WeightDecl& weight : problem.graph.weights()) {
    std::vector<float> values(static_cast<size_t>(weight.shape.elements()));
    if (source->read_rows(weight, 0, weight.shape[0], values))
      problem.given[weight.name].assign(values.begin(), values.end());
  }
  for (size_t i = 0; i < problem.tokens.size(); ++i)
    problem.given["targets"].push_back(static_cast<double>((5 * i + 1) % static_cast<size_t>(spec.vocab)));
  return problem;
}

} // namespace

/// Gradients against central differences, in float64 from end to end.
class DifferentiateTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void operations_data() {
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < test::gradient_cases().size(); ++i)
      QTest::newRow(test::gradient_cases()[i].name.c_str()) << static_cast<int>(i);
  }

  /// Every element of every input and weight.
  void operations() {
    QFETCH(int, index);
    const auto error = worst_error(problem_of(test::gradient_cases()[static_cast<size_t>(index)]), 1'000'000);
    REQUIRE(error);
    qInfo("largest error %.1e of the scale", *error);
    QVERIFY2(*error <= kTolerance, qPrintable(QString("the error is %1 of the scale").arg(*error)));
  }

  void models_data() {
    QTest::addColumn<bool>("transformer");
    QTest::newRow("Transformer") << true;
    QTest::newRow("gated DeltaNet") << false;
  }

  /// Of every weight 5 elements and one direction through all; then a step down the gradient.
  void models() {
    QFETCH(bool, transformer);
    Problem problem = problem_of(transformer ? small_transformer() : small_gated_delta_net());
    const auto error = worst_error(problem, 5);
    REQUIRE(error);
    qInfo("largest error %.1e of the scale, %zu weights", *error, problem.graph.weights().size());
    QVERIFY2(*error <= kTolerance, qPrintable(QString("the error is %1 of the scale").arg(*error)));

    const auto before = loss_of(problem);
    const auto gradients = gradients_of(problem);
    REQUIRE(before);
    REQUIRE(gradients);
    QVERIFY(std::abs(gradients->at("loss")[0] - *before) < 1e-12); // the same forward nodes
    constexpr double kRate = 0.05;
    for (const WeightDecl& weight : problem.graph.weights())
      for (size_t i = 0; i < problem.given[weight.name].size(); ++i)
        problem.given[weight.name][i] -= kRate * gradients->at(gradient_name(weight))[i];
    const auto after = loss_of(problem);
    REQUIRE(after);
    qInfo("loss %.4f, after one step %.4f", *before, *after);
    QVERIFY(*after < *before - 1e-3);
  }

  /// Only what is asked for, and the same as among all.
  void one_weight_of_many() {
    const Problem problem = problem_of(small_transformer());
    const auto all = gradients_of(problem);
    REQUIRE(all);
    const WeightId last = problem.weights().back();
    const auto graph = differentiate(problem.graph, problem.loss, std::span(&last, 1));
    REQUIRE(graph);
    const auto one = evaluate(*graph, problem.given, problem.step());
    REQUIRE(one);
    const std::string name = gradient_name(problem.graph.weights().back());
    QCOMPARE(one->size(), problem.graph.outputs().size() + 1);
    QVERIFY(one->at(name) == all->at(name));
  }

  /// -exp(A_log) is folded for inference; a training step computes it from the weights it is given.
  void live_weights_are_not_folded() {
    const Problem problem = problem_of(small_gated_delta_net());
    const auto graph = differentiate(problem.graph, problem.loss, problem.weights());
    REQUIRE(graph);
    QVERIFY(graph->trains() && !problem.graph.trains());
    int folded = 0;
    for (const Node& node : problem.graph.nodes()) {
      folded += problem.graph.constant(node);
      QVERIFY(!graph->constant(node.output().id));
    }
    QCOMPARE(folded, 4); // exp and its sign, in two layers
  }

  /// The reference runs a training graph as any other; an executor that does not train says which operation it lacks.
  void executors() {
    const Problem problem = problem_of(small_gated_delta_net());
    const auto graph = differentiate(problem.graph, problem.loss, problem.weights());
    const auto wanted = gradients_of(problem);
    REQUIRE(graph);
    REQUIRE(wanted);
    const auto source = make_seeded_source(11);
    const auto reference = test::executor_named("reference");
    const auto weights = reference->load(*graph, *source, {});
    REQUIRE(weights);
    const auto state = reference->new_state(*graph, {}, 2, 9, 9);
    REQUIRE(state);
    const auto program = reference->compile(*graph, **weights);
    REQUIRE(program);
    REQUIRE((*program)->set_input(
        "targets", std::vector<float>(problem.given.at("targets").begin(), problem.given.at("targets").end())));
    REQUIRE((*program)->run(**state, problem.step()));
    for (const WeightDecl& weight : problem.graph.weights()) {
      const std::vector<double>& gradient = wanted->at(gradient_name(weight));
      const auto got = (*program)->output(gradient_name(weight));
      QCOMPARE(got.size(), gradient.size());
      for (size_t i = 0; i < got.size(); ++i)
        QVERIFY2(std::abs(static_cast<double>(got[i]) - gradient[i]) <= 1e-6 * largest(gradient), weight.name.c_str());
    }
    const auto cpu = test::executor_named("baseline");
    const auto packed = cpu->load(*graph, *source, {});
    REQUIRE(packed);
    REQUIRE_REFUSED(cpu->compile(*graph, **packed), "The CPU executor has no operation cross_entropy.");
  }

  void what_has_no_gradient_is_named() {
    Graph g({1, 3, Phase::Prefill});
    g.push_scope("layers.1.mixer");
    const Tensor x = g.weight("x", {1, 3, 4}, WeightUse::Vector);
    const Tensor shifted = g.reduce_sum(g.token_shift(x, "shift").reshape({1, 12}));
    const Tensor other =
        g.reduce_sum(g.unary(g.weight("y", {4}, WeightUse::Vector), UnaryFunction::Exp).reshape({1, 4}));
    g.pop_scope();
    const WeightId first = 0;
    REQUIRE_REFUSED(differentiate(g, shifted, std::span(&first, 1)),
                    "There is no gradient yet of token_shift in layers.1.mixer.");
    REQUIRE_REFUSED(differentiate(g, other, std::span(&first, 1)), "The loss does not depend on the weight x.");
    REQUIRE_REFUSED(differentiate(g, x, std::span(&first, 1)), "A loss is one number; this tensor has 12.");
    const WeightId second = 1;
    REQUIRE(differentiate(g, other, std::span(&second, 1))); // what lies beside the way to the loss does not matter
  }

  void a_training_step_starts_at_the_beginning() {
    Problem problem = problem_of(small_transformer());
    const auto graph = differentiate(problem.graph, problem.loss, problem.weights());
    REQUIRE(graph);
    problem.position = {0, 1};
    problem.count = {9, 8};
    REQUIRE_REFUSED(evaluate(*graph, problem.given, problem.step()),
                    "reads its sequences from their beginning; this one starts at token 1");
  }

  void missing_values_are_named() {
    Problem problem = problem_of(small_transformer());
    problem.given.erase("targets");
    REQUIRE_REFUSED(loss_of(problem), "No values are given for 'targets'.");
    problem.given["targets"] = {1};
    REQUIRE_REFUSED(loss_of(problem), "'targets' takes 18 values; 1 were given.");
  }
};

PARETO_TEST(DifferentiateTest)
#include "tst_differentiate.moc"
