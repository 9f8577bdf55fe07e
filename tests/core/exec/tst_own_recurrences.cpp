// SPDX-License-Identifier: GPL-3.0-or-later
// Models that are trained while a text is read, where no public code made a golden: Titans' memory against the
// equations of its paper, with the gradient taken from its loss by differences, and against the delta rule, which it is
// without momentum and forgetting and of which there are goldens.
#include "core/formats/tensor_source.h"
#include "core/model/architectures/recurrences.h"
#include "tests/core/exec/executors.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

#include <array>
#include <cmath>
#include <complex>
#include <map>

using namespace pareto;

namespace {

constexpr int kTokens = 11, kHeads = 2, kKeys = 5, kWidth = 3;

struct Titans {
  std::vector<float> q, k, v, step, log_momentum, log_keep;
};

Titans some_titans(float momentum, float keep) {
  auto noise = [seed = 7u](size_t count) mutable {
    std::vector<float> values(count);
    for (float& value : values) {
      seed = seed * 1664525u + 1013904223u;
      value = static_cast<float>(seed >> 8) * 0x1p-23f - 1;
    }
    return values;
  };
  Titans t{noise(kTokens * kHeads * kKeys), noise(kTokens * kHeads * kKeys), noise(kTokens * kHeads * kWidth),
           noise(kTokens * kHeads),         noise(kTokens * kHeads),         noise(kTokens * kHeads)};
  for (float& each : t.k)
    each /= std::sqrt(static_cast<float>(kKeys));
  for (float& each : t.step)
    each = 0.5f + 0.4f * each;
  for (auto* logs : {&t.log_momentum, &t.log_keep}) // the second half varies from token to token
    for (float& each : *logs)
      each = std::log(logs == &t.log_momentum ? momentum : keep) + 0.2f * (each - 1);
  return t;
}

Result<std::vector<float>> run(Executor& executor, const Graph& graph,
                               const std::map<std::string, std::vector<float>>& values) {
  struct None : TensorSource {
    Format stored(const WeightDecl&) const override { return Format::F32; }
    Status read_rows(const WeightDecl& weight, int64_t, int64_t, std::span<float>) override {
      return fail(ErrorCode::NotFound, weight.name);
    }
  } none;
  PARETO_TRY_ASSIGN(weights, executor.load(graph, none, {}));
  PARETO_TRY_ASSIGN(state, executor.new_state(graph, {}, 1, kTokens, kTokens));
  PARETO_TRY_ASSIGN(program, executor.compile(graph, *weights));
  for (const NamedTensor& input : graph.inputs())
    PARETO_TRY(program->set_input(input.name, values.at(input.name)));
  const std::array<int32_t, 1> count{kTokens}, zero{0};
  StepInput input;
  input.count = count;
  input.position = input.slot = zero;
  PARETO_TRY(program->run(*state, input));
  const auto out = program->output("o");
  return std::vector<float>(out.begin(), out.end());
}

std::map<std::string, std::vector<float>> inputs_of(const Titans& t) {
  return {{"q", t.q}, {"k", t.k}, {"v", t.v}, {"step", t.step}, {"momentum", t.log_momentum}, {"keep", t.log_keep}};
}

Graph titans_graph() {
  Graph g({1, kTokens, Phase::Prefill});
  std::vector<Tensor> in(kFastInputs);
  in[kFastQ] = g.input("q", {1, kTokens, kHeads, kKeys});
  in[kFastK] = g.input("k", {1, kTokens, kHeads, kKeys});
  in[kFastV] = g.input("v", {1, kTokens, kHeads, kWidth});
  in[kFastStep] = g.input("step", {1, kTokens, kHeads});
  in[kFastMomentum] = g.input("momentum", {1, kTokens, kHeads});
  in[kFastKeep] = g.input("keep", {1, kTokens, kHeads});
  FastWeightsSpec spec;
  spec.training = InnerTraining::Momentum;
  g.mark_output("o", g.fast_weights(in, spec));
  return g;
}

Graph delta_graph() {
  Graph g({1, kTokens, Phase::Prefill});
  std::vector<Tensor> in(kMatrixInputs);
  in[kMatrixQ] = g.input("q", {1, kTokens, kHeads, kKeys});
  in[kMatrixK] = g.input("k", {1, kTokens, kHeads, kKeys});
  in[kMatrixV] = g.input("v", {1, kTokens, kHeads, kWidth});
  in[kMatrixBeta] = g.input("step", {1, kTokens, kHeads});
  g.mark_output("o", g.matrix_recurrence(in, {Decay::None, Removal::Delta}));
  return g;
}

using Memory = std::array<double, kKeys * kWidth>;

/// 1/2 |M^T k - v|^2, the loss that surprises.
double loss(const Memory& memory, const float* k, const float* v) {
  double sum = 0;
  for (int j = 0; j < kWidth; ++j) {
    double answer = 0;
    for (int i = 0; i < kKeys; ++i)
      answer += static_cast<double>(k[i]) * memory[static_cast<size_t>(i * kWidth + j)];
    sum += 0.5 * (answer - static_cast<double>(v[j])) * (answer - static_cast<double>(v[j]));
  }
  return sum;
}

/// Equations 13 and 14 of arXiv 2501.00663, one head after the other; the gradient by central differences.
std::vector<float> by_the_paper(const Titans& t) {
  std::vector<float> out(kTokens * kHeads * kWidth);
  for (int h = 0; h < kHeads; ++h) {
    Memory memory{}, surprise{};
    for (int token = 0; token < kTokens; ++token) {
      const auto at = static_cast<size_t>(token * kHeads + h);
      const float *q = t.q.data() + at * kKeys, *k = t.k.data() + at * kKeys, *v = t.v.data() + at * kWidth;
      Memory next = surprise;
      for (size_t i = 0; i < memory.size(); ++i) {
        Memory up = memory, down = memory;
        up[i] += 1e-4;
        down[i] -= 1e-4;
        const double gradient = (loss(up, k, v) - loss(down, k, v)) / 2e-4;
        next[i] = std::exp(static_cast<double>(t.log_momentum[at])) * surprise[i] -
                  static_cast<double>(t.step[at]) * gradient;
      }
      surprise = next;
      for (size_t i = 0; i < memory.size(); ++i)
        memory[i] = std::exp(static_cast<double>(t.log_keep[at])) * memory[i] + surprise[i];
      for (int j = 0; j < kWidth; ++j) {
        double read = 0;
        for (int i = 0; i < kKeys; ++i)
          read += static_cast<double>(q[i]) * memory[static_cast<size_t>(i * kWidth + j)];
        out[at * kWidth + static_cast<size_t>(j)] = static_cast<float>(read);
      }
    }
  }
  return out;
}

/// v [B,T,2P], real parts first; modes that fade and turn at their own rates, one by more than half a turn a token.
constexpr int kModes = 3;
const std::array<double, kModes> kFades{-0.01, -0.2, -1.5}, kTurns{0.3, -2.0, 5.0};

Graph turning_graph() {
  Graph g({1, kTokens, Phase::Prefill});
  const auto of_modes = [&](const std::array<double, kModes>& values) {
    return g.literal({values.begin(), values.end()}, {kModes});
  };
  g.mark_output(
      "o", recurrence::turning_scan(g, g.input("q", {1, kTokens, 2 * kModes}), of_modes(kFades), of_modes(kTurns)));
  return g;
}

std::vector<float> in_complex_numbers(const std::vector<float>& v) {
  std::vector<float> out(v.size());
  std::array<std::complex<double>, kModes> h{};
  for (size_t t = 0; t < kTokens; ++t)
    for (size_t n = 0; n < kModes; ++n) {
      const size_t re = t * 2 * kModes + n, im = re + kModes;
      h[n] = std::exp(std::complex<double>(kFades[n], kTurns[n])) * h[n] + std::complex<double>(v[re], v[im]);
      out[re] = static_cast<float>(h[n].real());
      out[im] = static_cast<float>(h[n].imag());
    }
  return out;
}

} // namespace

class OwnRecurrencesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void titans_follows_its_paper_data() { test::add_executors(); }
  void titans_follows_its_paper() {
    QFETCH(QString, executor_name);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const Titans titans = some_titans(0.8f, 0.95f);
    const auto got = run(*executor, titans_graph(), inputs_of(titans));
    REQUIRE(got);
    QVERIFY(test::relative_error(*got, by_the_paper(titans)) < 1e-5);
  }

  void titans_without_momentum_is_the_delta_rule_data() { test::add_executors(); }
  void titans_without_momentum_is_the_delta_rule() {
    QFETCH(QString, executor_name);
    EXECUTOR_OR_SKIP(executor, executor_name);
    Titans titans = some_titans(0.8f, 0.95f);
    std::fill(titans.log_momentum.begin(), titans.log_momentum.end(), -200.0f);
    std::fill(titans.log_keep.begin(), titans.log_keep.end(), 0.0f);
    const auto got = run(*executor, titans_graph(), inputs_of(titans)),
               wanted = run(*executor, delta_graph(), inputs_of(titans));
    REQUIRE(got);
    REQUIRE(wanted);
    QVERIFY(test::relative_error(*got, *wanted) < 1e-5);
  }

  void turning_modes_are_complex_numbers_data() { test::add_executors(); }
  void turning_modes_are_complex_numbers() {
    QFETCH(QString, executor_name);
    EXECUTOR_OR_SKIP(executor, executor_name);
    std::vector<float> v = some_titans(0.8f, 0.95f).q;
    v.resize(kTokens * 2 * kModes);
    const auto got = run(*executor, turning_graph(), {{"q", v}});
    REQUIRE(got);
    QVERIFY(test::relative_error(*got, in_complex_numbers(v)) < 1e-5);
  }
};

PARETO_TEST(OwnRecurrencesTest)
#include "tst_own_recurrences.moc"
