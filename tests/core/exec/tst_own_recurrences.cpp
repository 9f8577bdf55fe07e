// SPDX-License-Identifier: GPL-3.0-or-later
// Models that are trained while a text is read, where no public code made a golden: Titans' memory against the
// equations of its paper, with the gradient taken from its loss by differences, and against the delta rule, which it is
// without momentum and forgetting and of which there are goldens; complex modes against sums over the past.
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

constexpr int kOwnTokens = 11, kOwnHeads = 2, kOwnKeys = 5, kOwnWidth = 3;

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
  Titans t{noise(kOwnTokens * kOwnHeads * kOwnKeys),
           noise(kOwnTokens * kOwnHeads * kOwnKeys),
           noise(kOwnTokens * kOwnHeads * kOwnWidth),
           noise(kOwnTokens * kOwnHeads),
           noise(kOwnTokens * kOwnHeads),
           noise(kOwnTokens * kOwnHeads)};
  for (float& each : t.k)
    each /= std::sqrt(static_cast<float>(kOwnKeys));
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
  PARETO_TRY_ASSIGN(state, executor.new_state(graph, {}, 1, kOwnTokens, kOwnTokens));
  PARETO_TRY_ASSIGN(program, executor.compile(graph, *weights));
  for (const NamedTensor& input : graph.inputs())
    PARETO_TRY(program->set_input(input.name, values.at(input.name)));
  const std::array<int32_t, 1> count{kOwnTokens}, zero{0};
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
  Graph g({1, kOwnTokens, Phase::Prefill});
  std::vector<Tensor> in(kFastInputs);
  in[kFastQ] = g.input("q", {1, kOwnTokens, kOwnHeads, kOwnKeys});
  in[kFastK] = g.input("k", {1, kOwnTokens, kOwnHeads, kOwnKeys});
  in[kFastV] = g.input("v", {1, kOwnTokens, kOwnHeads, kOwnWidth});
  in[kFastStep] = g.input("step", {1, kOwnTokens, kOwnHeads});
  in[kFastMomentum] = g.input("momentum", {1, kOwnTokens, kOwnHeads});
  in[kFastKeep] = g.input("keep", {1, kOwnTokens, kOwnHeads});
  FastWeightsSpec spec;
  spec.training = InnerTraining::Momentum;
  g.mark_output("o", g.fast_weights(in, spec));
  return g;
}

Graph delta_graph() {
  Graph g({1, kOwnTokens, Phase::Prefill});
  std::vector<Tensor> in(kMatrixInputs);
  in[kMatrixQ] = g.input("q", {1, kOwnTokens, kOwnHeads, kOwnKeys});
  in[kMatrixK] = g.input("k", {1, kOwnTokens, kOwnHeads, kOwnKeys});
  in[kMatrixV] = g.input("v", {1, kOwnTokens, kOwnHeads, kOwnWidth});
  in[kMatrixBeta] = g.input("step", {1, kOwnTokens, kOwnHeads});
  g.mark_output("o", g.matrix_recurrence(in, {Decay::None, Removal::Delta}));
  return g;
}

using Memory = std::array<double, kOwnKeys * kOwnWidth>;

/// 1/2 |M^T k - v|^2, the loss that surprises.
double loss(const Memory& memory, const float* k, const float* v) {
  double sum = 0;
  for (int j = 0; j < kOwnWidth; ++j) {
    double answer = 0;
    for (int i = 0; i < kOwnKeys; ++i)
      answer += static_cast<double>(k[i]) * memory[static_cast<size_t>(i * kOwnWidth + j)];
    sum += 0.5 * (answer - static_cast<double>(v[j])) * (answer - static_cast<double>(v[j]));
  }
  return sum;
}

/// Equations 13 and 14 of arXiv 2501.00663, one head after the other; the gradient by central differences.
std::vector<float> by_the_paper(const Titans& t) {
  std::vector<float> out(kOwnTokens * kOwnHeads * kOwnWidth);
  for (int h = 0; h < kOwnHeads; ++h) {
    Memory memory{}, surprise{};
    for (int token = 0; token < kOwnTokens; ++token) {
      const auto at = static_cast<size_t>(token * kOwnHeads + h);
      const float *q = t.q.data() + at * kOwnKeys, *k = t.k.data() + at * kOwnKeys, *v = t.v.data() + at * kOwnWidth;
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
      for (int j = 0; j < kOwnWidth; ++j) {
        double read = 0;
        for (int i = 0; i < kOwnKeys; ++i)
          read += static_cast<double>(q[i]) * memory[static_cast<size_t>(i * kOwnWidth + j)];
        out[at * kOwnWidth + static_cast<size_t>(j)] = static_cast<float>(read);
      }
    }
  }
  return out;
}

/// Modes of three channels that fade and turn at their own rates, some by more than half a turn a token; `each` of a
/// channel.
constexpr size_t kChannels = 3;
using Number = std::complex<double>;

std::vector<Number> some_modes(const char* which, size_t each) {
  std::vector<Number> all; // [modes, channels]
  for (size_t i = 0; i < each * kChannels; ++i) {
    const double x = static_cast<double>(i);
    all.push_back(which == std::string("keep") ? std::exp(Number(-0.01 - 0.3 * x, 0.3 + 1.7 * x))
                                               : Number(0.5 - 0.2 * x, 0.1 * x));
  }
  return all;
}

Graph modes_graph(size_t each, bool complex) {
  Graph g({1, kOwnTokens, Phase::Prefill});
  const auto of_modes = [&](const char* which) {
    const auto part = [&](bool imaginary) {
      std::vector<double> values;
      for (const Number& value : some_modes(which, each))
        values.push_back(imaginary ? value.imag() : value.real());
      return g.literal(values, {static_cast<int64_t>(each), static_cast<int64_t>(kChannels)});
    };
    const Tensor re = part(false);
    return recurrence::Complex{re, part(true)};
  };
  const int64_t width = static_cast<int64_t>(kChannels) * (complex ? 2 : 1);
  const recurrence::Complex keep = of_modes("keep"), read = of_modes("read");
  g.mark_output("o", recurrence::driven_modes(g, g.input("q", {1, kOwnTokens, width}), keep, read, complex));
  return g;
}

/// y_t = sum over s <= t and the modes of c a^(t - s) x_s: without a state.
std::vector<float> summed_modes(const std::vector<float>& x, size_t each, bool complex) {
  const size_t width = complex ? 2 * kChannels : kChannels;
  const auto keep = some_modes("keep", each), read = some_modes("read", each);
  std::vector<float> out(x.size());
  for (size_t t = 0; t < kOwnTokens; ++t)
    for (size_t d = 0; d < kChannels; ++d) {
      Number sum = 0;
      for (size_t s = 0; s <= t; ++s)
        for (size_t n = 0; n < each; ++n)
          sum += read[n * kChannels + d] * std::pow(keep[n * kChannels + d], static_cast<double>(t - s)) *
                 Number(static_cast<double>(x[s * width + d]),
                        complex ? static_cast<double>(x[s * width + kChannels + d]) : 0.0);
      out[t * width + d] = static_cast<float>(sum.real());
      if (complex)
        out[t * width + kChannels + d] = static_cast<float>(sum.imag());
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

  void driven_modes_are_sums_over_the_past_data() { test::add_executors(); }
  void driven_modes_are_sums_over_the_past() {
    QFETCH(QString, executor_name);
    EXECUTOR_OR_SKIP(executor, executor_name);
    for (const size_t each : {size_t{1}, size_t{4}, size_t{7}})
      for (const bool complex : {false, true}) {
        std::vector<float> x = some_titans(0.8f, 0.95f).q;
        x.resize(kOwnTokens * kChannels * (complex ? 2 : 1));
        const auto got = run(*executor, modes_graph(each, complex), {{"q", x}});
        REQUIRE(got);
        QVERIFY(test::relative_error(*got, summed_modes(x, each, complex)) < 1e-5);
      }
  }
};

PARETO_TEST(OwnRecurrencesTest)
#include "tst_own_recurrences.moc"
