// SPDX-License-Identifier: GPL-3.0-or-later
// Mixers of which no public code made a golden, against the equations of their papers in another form than the one they
// run in: S4D as the convolution that it is, MetaLA as a sum over all earlier tokens, Mamba-3 (of which there is a
// golden with one input and output a head) as its authors write it.
#include "core/formats/tensor_source.h"
#include "core/model/catalogue.h"
#include "core/model/layer_context.h"
#include "tests/core/exec/executors.h"
#include "tests/core/exec/named_values.h"
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

std::vector<double> values(const std::string& name, int64_t count) {
  const std::vector<float> all = test::named_values(name, count);
  return {all.begin(), all.end()};
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

std::vector<double> token(const std::vector<double>& all, int64_t t) {
  return {all.begin() + t * kHidden, all.begin() + (t + 1) * kHidden};
}

using Complex = std::complex<double>;

/// What is kept of a mode over a step and what it takes of an input (arXiv 2206.11893, section 3.1).
std::pair<Complex, Complex> one_step(Complex a, double step, bool bilinear) {
  const Complex half = a * step / 2.0, held = std::exp(step * a);
  if (bilinear)
    return {(1.0 + half) / (1.0 - half), step / (1.0 - half)};
  return {held, (held - 1.0) / a};
}

/// y = K * u + D u with K_l = 2 Re sum_n C_n b_n a_n^l, a and b of zero-order hold: e^{dt A_n}, (e^{dt A_n} - 1) / A_n
/// (arXiv 2206.11893, sections 3 and 4), or of the bilinear rule.
std::vector<float> convolved(int64_t modes, bool bilinear) {
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
          const auto [keep, gain] = one_step(a, step, bilinear);
          const Complex kernel = c * gain * std::pow(keep, static_cast<double>(l));
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

/// A Mamba-3 mixer of `rank` inputs and outputs a head, by its settings' names.
std::vector<std::pair<const char*, int64_t>> mamba3_settings(int64_t rank, bool normed) {
  return {{"heads", 2}, {"head_dim", 3}, {"state", 8}, {"groups", 1}, {"rank", rank}, {"norm", normed ? 1 : 0}};
}

using Rows = std::vector<std::vector<double>>;

/// x / sqrt(mean(x^2) + 1e-5) times w.
std::vector<double> normed_by(const std::vector<double>& x, const std::vector<double>& w, size_t at) {
  double squares = 1e-5;
  for (const double each : x)
    squares += each * each / static_cast<double>(x.size());
  std::vector<double> y;
  for (size_t i = 0; i < x.size(); ++i)
    y.push_back(x[i] / std::sqrt(squares) * w[at + i]);
  return y;
}

/// S_t = e^{A dt} (S_{t-1} + (1 - l) dt sum_r B_{t-1,r} x_{t-1,r}^T) + l dt sum_r B_{t,r} x_{t,r}^T, y_r = S_t^T
/// C_{t,r} + D x_{t,r} through its own gate, sum_r o_r y_r (arXiv 2603.15569, sections 3.1 to 3.3).
class Mamba3ByToken {
public:
  Mamba3ByToken(int64_t rank, bool normed) : m_rank(static_cast<size_t>(rank)), m_normed(normed) {}

  std::vector<float> run() {
    const auto x = values("x", kTokens * kHidden);
    std::vector<float> out;
    for (int64_t t = 0; t < kTokens; ++t) {
      const auto wide = static_cast<int64_t>(2 * kAll + 2 * m_rank * kModes + 3 * kBoth + kTurns);
      m_now = linear("in_proj", token(x, t), wide, false);
      std::vector<double> line;
      for (size_t h = 0; h < kBoth; ++h)
        for (const double each : head(h))
          line.push_back(each);
      for (const double each : linear("out_proj", line, kHidden, false))
        out.push_back(static_cast<float>(each));
    }
    return out;
  }

private:
  static constexpr size_t kBoth = 2, kWidth = 3, kModes = 8, kTurns = 2, kAll = kBoth * kWidth;

  double weight(const char* name, size_t h, size_t r, size_t p) const {
    return m_rank == 1 ? 1
                       : parameter(name, static_cast<int64_t>(kBoth * m_rank * kWidth))[(h * m_rank + r) * kWidth + p];
  }

  /// B or C of a head, of each rank.
  Rows modes(const std::string& name, size_t from, size_t h) const {
    const auto bias = parameter(name + "_bias", static_cast<int64_t>(kBoth * m_rank * kModes)),
               scale = parameter(name + "_norm.weight", kModes);
    Rows all;
    for (size_t r = 0; r < m_rank; ++r) {
      const auto at = m_now.begin() + static_cast<std::ptrdiff_t>(from + r * kModes);
      std::vector<double> row = normed_by({at, at + kModes}, scale, 0);
      for (size_t n = 0; n < kModes; ++n)
        row[n] += bias[(h * m_rank + r) * kModes + n];
      for (size_t j = 0; j < kTurns; ++j) {
        const std::complex<double> turned = Complex(row[2 * j], row[2 * j + 1]) * std::polar(1.0, m_angles[h][j]);
        row[2 * j] = turned.real();
        row[2 * j + 1] = turned.imag();
      }
      all.push_back(row);
    }
    return all;
  }

  std::vector<double> head(size_t h) {
    const size_t scalars = 2 * kAll + 2 * m_rank * kModes;
    const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
    const double dt = softplus(m_now[scalars + h] + parameter("dt_bias", kBoth)[h]),
                 keep = std::exp(-std::max(softplus(m_now[scalars + kBoth + h]), 1e-4) * dt),
                 share = sigmoid(m_now[scalars + 2 * kBoth + h]);
    for (size_t j = 0; j < kTurns; ++j)
      m_angles[h][j] += std::numbers::pi * std::tanh(m_now[scalars + 3 * kBoth + j]) * dt;
    const Rows b = modes("B", 2 * kAll, h), c = modes("C", 2 * kAll + m_rank * kModes, h);
    Rows x(m_rank, std::vector<double>(kWidth));
    for (size_t r = 0; r < m_rank; ++r)
      for (size_t p = 0; p < kWidth; ++p)
        x[r][p] = m_now[kAll + h * kWidth + p] * weight("mimo_x", h, r, p);
    for (size_t n = 0; n < kModes; ++n)
      for (size_t p = 0; p < kWidth; ++p) {
        double before = 0, now = 0;
        for (size_t r = 0; r < m_rank; ++r) {
          before += m_b[h].empty() ? 0 : m_b[h][r][n] * m_x[h][r][p];
          now += b[r][n] * x[r][p];
        }
        double& s = m_state[h][n][p];
        s = keep * (s + (1 - share) * dt * before) + share * dt * now;
      }
    m_b[h] = b;
    m_x[h] = x;
    return read(h, c, x);
  }

  std::vector<double> read(size_t h, const Rows& c, const Rows& x) const {
    std::vector<double> out(kWidth);
    for (size_t r = 0; r < m_rank; ++r) {
      std::vector<double> y(kWidth);
      for (size_t p = 0; p < kWidth; ++p) {
        y[p] = parameter("D", kBoth)[h] * x[r][p];
        for (size_t n = 0; n < kModes; ++n)
          y[p] += m_state[h][n][p] * c[r][n];
      }
      if (m_normed)
        y = normed_by(y, parameter("norm.weight", kAll), h * kWidth);
      for (size_t p = 0; p < kWidth; ++p) {
        const double gate = m_now[h * kWidth + p] * weight("mimo_z", h, r, p);
        out[p] += weight("mimo_o", h, r, p) * y[p] * gate * sigmoid(gate);
      }
    }
    return out;
  }

  size_t m_rank;
  bool m_normed;
  std::vector<double> m_now; ///< what the input projection makes of the token
  std::array<std::array<double, kTurns>, kBoth> m_angles{};
  std::array<std::array<std::array<double, kWidth>, kModes>, kBoth> m_state{};
  std::array<Rows, kBoth> m_b, m_x; ///< of the token before
};

} // namespace

class MixerEquationsTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void s4d_is_a_convolution_data() { test::add_executors(); }
  void s4d_is_a_convolution() {
    QFETCH(QString, executor_name);
    EXECUTOR_OR_SKIP(executor, executor_name);
    std::vector<std::vector<float>> both;
    for (const bool bilinear : {false, true}) {
      const auto got = run(*executor, mixer_with("s4d", {{"modes", 3}, {"discretisation", bilinear ? 1 : 0}}));
      REQUIRE(got);
      COMPARE_LOGITS(*got, convolved(3, bilinear), 2e-5);
      both.push_back(*got);
    }
    QVERIFY(test::relative_error(both[1], both[0]) > 1e-3);
  }

  void mamba3_takes_up_and_gives_several_data() { test::add_executors(); }
  void mamba3_takes_up_and_gives_several() {
    QFETCH(QString, executor_name);
    EXECUTOR_OR_SKIP(executor, executor_name);
    for (const int64_t rank : {1, 2, 3})
      for (const bool normed : {false, true}) {
        const auto got = run(*executor, mixer_with("mamba3", mamba3_settings(rank, normed)));
        REQUIRE(got);
        COMPARE_LOGITS(*got, Mamba3ByToken(rank, normed).run(), 2e-5);
      }
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
