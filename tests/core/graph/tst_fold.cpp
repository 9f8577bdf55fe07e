// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/fold.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace pareto;

namespace {

/// Weight "w" counts 0, 1, 2, ...; others are refused.
Result<std::vector<float>> read_counting(const WeightDecl& decl) {
  if (decl.name != "w")
    return fail(ErrorCode::NotFound, "There is no weight " + decl.name + ".");
  std::vector<float> values(static_cast<size_t>(decl.shape.elements()));
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(i);
  return values;
}

} // namespace

/// Weights-only nodes are evaluated once, in double.
class FoldTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void unary_functions_data() {
    QTest::addColumn<int>("function");
    QTest::addColumn<double>("x");
    QTest::addColumn<double>("wanted");
    const auto row = [](const char* name, UnaryFunction function, double x, double wanted) {
      QTest::newRow(name) << static_cast<int>(function) << x << wanted;
    };
    row("identity", UnaryFunction::Identity, -1.5, -1.5);
    row("silu", UnaryFunction::Silu, 1, 0.7310585786300049);
    row("gelu tanh", UnaryFunction::GeluTanh, 1, 0.8411919906082768);
    row("gelu erf", UnaryFunction::GeluErf, 1, 0.8413447460685429);
    row("sigmoid", UnaryFunction::Sigmoid, -2, 0.11920292202211755);
    row("relu", UnaryFunction::Relu, -2, 0);
    row("relu squared", UnaryFunction::ReluSquared, 3, 9);
    row("relu squared below zero", UnaryFunction::ReluSquared, -3, 0);
    row("tanh", UnaryFunction::Tanh, 0.5, 0.46211715726000975);
    row("exp", UnaryFunction::Exp, 1, 2.718281828459045);
    row("log", UnaryFunction::Log, 2, 0.6931471805599453);
    row("log sigmoid", UnaryFunction::LogSigmoid, -100, -100);
    row("log sigmoid near zero", UnaryFunction::LogSigmoid, 40, -4.248354255291589e-18);
    row("softplus", UnaryFunction::Softplus, 1, 1.3132616875182228);
    row("softplus far up", UnaryFunction::Softplus, 800, 800);
    row("elu+1 below", UnaryFunction::EluPlusOne, -1, 0.36787944117144233);
    row("elu+1 above", UnaryFunction::EluPlusOne, 2, 3);
    row("minGRU candidate above", UnaryFunction::MinGruCandidate, 2, 2.5);
    row("minGRU candidate below", UnaryFunction::MinGruCandidate, -2, 0.11920292202211755);
    row("affine", UnaryFunction::Affine, 3, 2.25); // a = 0.5, b = 0.75
    row("clamp below", UnaryFunction::Clamp, -3, 0.5);
    row("clamp above", UnaryFunction::Clamp, 3, 0.75);
    row("soft cap", UnaryFunction::SoftCap, 0.5, 0.3807970779778824);
    row("reciprocal", UnaryFunction::Reciprocal, 4, 0.25);
    row("cosine", UnaryFunction::Cosine, 2, -0.4161468365471424);
    row("sine", UnaryFunction::Sine, -2, -0.9092974268256817);
  }

  void unary_functions() {
    QFETCH(int, function);
    QFETCH(double, x);
    QFETCH(double, wanted);
    const double got = apply_unary({static_cast<UnaryFunction>(function), 0.5f, 0.75f}, x);
    QVERIFY2(std::abs(got - wanted) <= 1e-12 * std::max(1e-6, std::abs(wanted)),
             qPrintable(QString::number(got, 'g', 17)));
  }

  void binary_functions() {
    QCOMPARE(apply_binary(BinaryFunction::Add, 6, 3), 9.0);
    QCOMPARE(apply_binary(BinaryFunction::Sub, 6, 3), 3.0);
    QCOMPARE(apply_binary(BinaryFunction::Mul, 6, 3), 18.0);
    QCOMPARE(apply_binary(BinaryFunction::Div, 6, 3), 2.0);
  }

  /// HGRN's bounds: softmax over layers, running sum, minus the first row.
  void lower_bounds() {
    Graph g({1, 1, Phase::Decode});
    const Tensor running = g.cumulative_sum_rows(g.softmax_rows(g.weight("w", {3, 2}, WeightUse::Vector)));
    const Tensor bound = g.sub(running.slice(0, 2, 1), running.slice(0, 0, 1));
    const auto folded = fold_constants(g, read_counting);
    REQUIRE(folded);
    // both columns differ by 2 from row to row: softmax 1, e^2, e^4 over their sum
    const double sum = 1 + std::exp(2.0) + std::exp(4.0);
    const auto& rows = folded->at(g.constant_key(running.id));
    const double wanted[] = {1 / sum, 1 / sum, (1 + std::exp(2.0)) / sum, (1 + std::exp(2.0)) / sum, 1, 1};
    for (size_t i = 0; i < 6; ++i)
      QVERIFY(std::abs(rows[i] - wanted[i]) < 1e-12);
    for (double value : folded->at(g.constant_key(bound.id)))
      QVERIFY(std::abs(value - (1 - 1 / sum)) < 1e-12);
  }

  void views_and_broadcasts() {
    Graph g({1, 1, Phase::Decode});
    const Tensor w = g.weight("w", {2, 3}, WeightUse::Vector);
    const Tensor turned = g.unary(w.permute({1, 0}), UnaryFunction::Identity);
    const Tensor scaled = g.mul(w, g.literal({10, 100}, {2, 1}));
    const auto folded = fold_constants(g, read_counting);
    REQUIRE(folded);
    QCOMPARE(folded->at(g.constant_key(turned.id)), (std::vector<double>{0, 3, 1, 4, 2, 5}));
    QCOMPARE(folded->at(g.constant_key(scaled.id)), (std::vector<double>{0, 10, 20, 300, 400, 500}));
  }

  void live_nodes_are_left_alone() {
    Graph g({1, 1, Phase::Decode});
    g.mark_output("y", g.unary(g.input("x", {4}), UnaryFunction::Exp));
    const auto folded = fold_constants(g, read_counting);
    REQUIRE(folded);
    QVERIFY(folded->empty());
  }

  void an_unreadable_weight_is_an_error() {
    Graph g({1, 1, Phase::Decode});
    g.unary(g.weight("elsewhere", {4}, WeightUse::Vector), UnaryFunction::Exp);
    REQUIRE_REFUSED(fold_constants(g, read_counting), "no weight elsewhere");
  }

  /// What another graph of the model reads is kept; what only folding reads is not.
  void unread_weights_are_held() {
    Graph g({1, 1, Phase::Decode});
    const Tensor folded = g.weight("folded", {4}, WeightUse::Vector), read = g.weight("read", {4}, WeightUse::Vector),
                 unread = g.weight("unread", {4}, WeightUse::Vector);
    const Tensor made = g.unary(folded, UnaryFunction::Exp);
    g.mark_output("y", g.mul(g.mul(g.input("x", {4}), made), read));
    QCOMPARE(held_constants(g), (std::vector<int32_t>{made.id, read.id, unread.id}));
  }
};

PARETO_TEST(FoldTest)
#include "tst_fold.moc"
