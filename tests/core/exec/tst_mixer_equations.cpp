// SPDX-License-Identifier: GPL-3.0-or-later
// Mixers of which no public code made a golden, against the equations of their papers in another form than the one they
// run in: S4D as the convolution that it is, MetaLA as a sum over all earlier tokens.
#include "core/formats/tensor_source.h"
#include "core/model/catalogue.h"
#include "core/model/layer_context.h"
#include "tests/core/exec/executors.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

#include <array>
#include <cmath>
#include <complex>
#include <numbers>

using namespace pareto;

namespace {

constexpr int kTokens = 13;
constexpr int64_t kHidden = 6;

/// In [-1, 1), the same for the same name.
std::vector<double> values(const std::string& name, int64_t count) {
  uint32_t seed = 1;
  for (const char each : name)
    seed = seed * 31 + static_cast<unsigned char>(each);
  std::vector<double> all;
  for (int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    all.push_back(static_cast<double>(static_cast<float>(seed >> 8) * 0x1p-23f - 1));
  }
  return all;
}

/// Parameters by their name within the mixer; steps and decays in the range they have in models.
std::vector<double> parameter(const std::string& name, int64_t count) {
  std::vector<double> all = values(name, count);
  for (double& each : all)
    each = static_cast<double>(static_cast<float>(name == "log_step" ? each - 1.5 : each));
  return all;
}

class Parameters : public TensorSource {
public:
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    const int64_t width = weight.shape.elements() / weight.shape[0];
    const std::vector<double> all =
        parameter(weight.name.substr(weight.name.find("mixer.") + 6), weight.shape.elements());
    for (int64_t i = 0; i < count * width; ++i)
      out[static_cast<size_t>(i)] = static_cast<float>(all[static_cast<size_t>(begin * width + i)]);
    return {};
  }
};

/// A mixer with some of its settings said.
Mixer mixer_with(const std::string& id, const std::vector<std::pair<const char*, int64_t>>& settings) {
  const FieldTable& table = find_architecture(id)->fields;
  Part part = table.fresh();
  for (const auto& [key, value] : settings)
    table.row(key).set(part, value);
  return Mixer(std::move(part));
}

Result<std::vector<float>> run(Executor& executor, const Mixer& mixer) {
  ModelSpec model;
  model.hidden = kHidden;
  Graph g({1, kTokens, Phase::Prefill});
  LayerContext context{g, model};
  g.push_scope("layers.0.mixer");
  g.mark_output("o", mixer.record(context, g.input("x", {1, kTokens, kHidden})));
  Parameters source;
  PARETO_TRY_ASSIGN(weights, executor.load(g, source, {}));
  PARETO_TRY_ASSIGN(state, executor.new_state(g, {}, 1, kTokens, kTokens));
  PARETO_TRY_ASSIGN(program, executor.compile(g, *weights));
  const auto x = values("x", kTokens * kHidden);
  PARETO_TRY(program->set_input("x", std::vector<float>(x.begin(), x.end())));
  const std::array<int32_t, 1> count{kTokens}, zero{0};
  StepInput input;
  input.count = count;
  input.position = input.slot = zero;
  PARETO_TRY(program->run(*state, input));
  const auto o = program->output("o");
  return std::vector<float>(o.begin(), o.end());
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// W x + b, row by row of [out, in].
std::vector<double> linear(const std::string& name, const std::vector<double>& x, int64_t out, bool bias) {
  const auto in = static_cast<int64_t>(x.size());
  const auto weight = parameter(name + ".weight", out * in), add = parameter(name + ".bias", out);
  std::vector<double> y(static_cast<size_t>(out));
  for (int64_t i = 0; i < out; ++i) {
    y[static_cast<size_t>(i)] = bias ? add[static_cast<size_t>(i)] : 0;
    for (int64_t j = 0; j < in; ++j)
      y[static_cast<size_t>(i)] += weight[static_cast<size_t>(i * in + j)] * x[static_cast<size_t>(j)];
  }
  return y;
}

/// y = K * u + D u with K_l = 2 Re sum_n C_n (e^{dt A_n} - 1) / A_n e^{l dt A_n} (arXiv 2206.11893, sections 3 and 4).
std::vector<float> convolved(int64_t modes) {
  using Complex = std::complex<double>;
  const int64_t all = kHidden * modes;
  const auto log_step = parameter("log_step", kHidden), log_decay = parameter("log_decay", all),
             turn = parameter("turn", all), c_re = parameter("C_re", all), c_im = parameter("C_im", all),
             skip = parameter("D", kHidden), u = values("x", kTokens * kHidden);
  std::vector<float> out;
  for (int64_t t = 0; t < kTokens; ++t) {
    std::vector<double> line;
    for (int64_t h = 0; h < kHidden; ++h) {
      const double step = std::exp(log_step[static_cast<size_t>(h)]);
      double y = skip[static_cast<size_t>(h)] * u[static_cast<size_t>(t * kHidden + h)];
      for (int64_t l = 0; l <= t; ++l)
        for (int64_t n = 0; n < modes; ++n) {
          const auto at = static_cast<size_t>(h * modes + n);
          const Complex a(-std::exp(log_decay[at]), turn[at] + std::numbers::pi * static_cast<double>(n)),
              c(c_re[at], c_im[at]);
          const Complex kernel = c * (std::exp(step * a) - 1.0) / a * std::exp(static_cast<double>(l) * step * a);
          y += 2 * kernel.real() * u[static_cast<size_t>((t - l) * kHidden + h)];
        }
      line.push_back(0.5 * y * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (y + 0.044715 * y * y * y))));
    }
    const auto both = linear("o_proj", line, 2 * kHidden, true);
    for (size_t i = 0; i < kHidden; ++i)
      out.push_back(static_cast<float>(both[i] * sigmoid(both[i + kHidden])));
  }
  return out;
}

constexpr int64_t kHeads = 2, kKeys = 3, kValues = 4, kTaps = 3;

struct Projected {
  std::vector<double> q, keep, v, gate;
};

/// Of the token at t, behind its convolution.
Projected projected(int64_t t) {
  const auto x = values("x", kTokens * kHidden), taps = parameter("conv.weight", kHidden * kTaps);
  std::vector<double> line;
  for (int64_t d = 0; d < kHidden; ++d) {
    double sum = 0;
    for (int64_t j = 0; j < kTaps; ++j)
      if (const int64_t from = t - kTaps + 1 + j; from >= 0)
        sum += taps[static_cast<size_t>(d * kTaps + j)] * x[static_cast<size_t>(from * kHidden + d)];
    line.push_back(sum * sigmoid(sum));
  }
  Projected p{linear("q_proj", line, kHeads * kKeys, false), linear("a_proj", line, kHeads * kKeys, false),
              linear("v_proj", line, kHeads * kValues, false), linear("g_proj", line, kHeads * kValues, true)};
  for (double& each : p.keep)
    each = std::pow(sigmoid(each), 1.0 / 16);
  return p;
}

/// o_t = sum_s (q_t . prod_{s<j<=t} a_j (1 - a_s)) v_s / sqrt(K) + sigmoid((q_t . w (1 - a_t)) v_t), normalised head by
/// head, times silu(gate) (arXiv 2411.10741, section 4).
std::vector<float> over_all_tokens() {
  std::vector<Projected> tokens;
  std::vector<float> out;
  const auto augment = parameter("augment", kHeads * kKeys);
  for (int64_t t = 0; t < kTokens; ++t) {
    tokens.push_back(projected(t));
    const Projected& now = tokens.back();
    std::vector<double> line(static_cast<size_t>(kHeads * kValues));
    for (int64_t h = 0; h < kHeads; ++h) {
      std::array<double, kKeys> left;
      left.fill(1);
      std::array<double, kValues> o{};
      double own = 0;
      for (int64_t s = t; s >= 0; --s) {
        double share = 0;
        for (int64_t i = 0; i < kKeys; ++i) {
          const auto at = static_cast<size_t>(h * kKeys + i);
          const double keep = tokens[static_cast<size_t>(s)].keep[at];
          share += now.q[at] * left[static_cast<size_t>(i)] * (1 - keep);
          own += s == t ? now.q[at] * augment[at] * (1 - keep) : 0;
          left[static_cast<size_t>(i)] *= keep;
        }
        for (size_t d = 0; d < kValues; ++d)
          o[d] +=
              share / std::sqrt(double{kKeys}) * tokens[static_cast<size_t>(s)].v[static_cast<size_t>(h * kValues) + d];
      }
      double mean = 0, spread = 0;
      for (size_t d = 0; d < kValues; ++d) {
        o[d] += sigmoid(own * now.v[static_cast<size_t>(h * kValues) + d]);
        mean += o[d] / kValues;
      }
      for (const double each : o)
        spread += (each - mean) * (each - mean) / kValues;
      for (size_t d = 0; d < kValues; ++d) {
        const auto at = static_cast<size_t>(h * kValues) + d;
        line[at] = (o[d] - mean) / std::sqrt(spread + 1e-5) * now.gate[at] * sigmoid(now.gate[at]);
      }
    }
    for (const double each : linear("o_proj", line, kHidden, false))
      out.push_back(static_cast<float>(each));
  }
  return out;
}

} // namespace

class MixerEquationsTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void s4d_is_a_convolution_data() { test::add_executors(); }
  void s4d_is_a_convolution() {
    QFETCH(QString, executor_name);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const auto got = run(*executor, mixer_with("s4d", {{"modes", 3}}));
    REQUIRE(got);
    COMPARE_LOGITS(*got, convolved(3), 2e-5);
  }

  void metala_sums_over_all_tokens_data() { test::add_executors(); }
  void metala_sums_over_all_tokens() {
    QFETCH(QString, executor_name);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const auto got =
        run(*executor,
            mixer_with("metala", {{"heads", kHeads}, {"key_dim", kKeys}, {"value_dim", kValues}, {"conv", kTaps}}));
    REQUIRE(got);
    COMPARE_LOGITS(*got, over_all_tokens(), 2e-5);
  }
};

PARETO_TEST(MixerEquationsTest)
#include "tst_mixer_equations.moc"
