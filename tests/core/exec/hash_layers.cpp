// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/exec/hash_layers.h"

#include "core/formats/tensor_source.h"
#include "core/model/layer_context.h"
#include "tests/core/exec/named_values.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <string>

namespace pareto::test {

namespace {

constexpr int kHashSequences = 3;
constexpr int64_t kHashTokens = 7, kHashHidden = 9, kHashVocabulary = 23;

/// A layer in which the router only weighs.
MoeFeedForward hash_layer(RouterScore score, int64_t chosen) {
  MoeFeedForward part;
  part.experts = 5;
  part.chosen = chosen;
  part.width = 11;
  part.score = score;
  part.hashed = true;
  return part;
}

/// Parameters by their name within the layer. The table: numbers of experts, some with a fraction and some outside,
/// which are cut.
std::vector<float> hash_parameter(const std::string& name, int64_t count, int64_t experts) {
  std::vector<float> all = named_values(name, count);
  if (name == "router.table")
    for (float& each : all)
      each = (each + 1) / 2 * static_cast<float>(experts + 1) - 0.5f;
  return all;
}

class HashParameters : public TensorSource {
public:
  explicit HashParameters(int64_t experts) : m_experts(experts) {}
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    const int64_t all = weight.shape.elements(), width = all / weight.shape[0];
    const auto values = hash_parameter(weight.name.substr(weight.name.find("ffn.") + 4), all, m_experts);
    std::copy_n(values.begin() + begin * width, count * width, out.begin());
    return {};
  }

private:
  int64_t m_experts;
};

/// What a sequence holds at a position.
int32_t hash_token(int sequence, int64_t position) {
  return static_cast<int32_t>((position * 5 + sequence * 8 + position * position) % kHashVocabulary);
}
std::vector<float> hash_row(int sequence, int64_t position) {
  return named_values("x" + std::to_string(sequence) + "," + std::to_string(position), kHashHidden);
}

Graph hash_graph(const MoeFeedForward& part, int tokens) {
  ModelSpec model;
  model.hidden = kHashHidden;
  model.vocab = kHashVocabulary;
  Graph g({kHashSequences, tokens, tokens == 1 ? Phase::Decode : Phase::Prefill});
  LayerContext context{g, model};
  g.push_scope("layers.0.ffn");
  g.mark_output("o", record_feed_forward(context, g.input("x", {kHashSequences, tokens, kHashHidden}), part));
  return g;
}

/// The inputs of one step: what each sequence holds from its position on, and noise behind its end.
struct HashStep {
  std::vector<int32_t> tokens, count, position, slot;
  std::vector<float> x;

  HashStep(int length, std::vector<int32_t> at) : position(std::move(at)) {
    for (int b = 0; b < kHashSequences; ++b) {
      count.push_back(b + 1 == kHashSequences && length > 1 ? length - 1 : length); // the last one is ragged
      slot.push_back(kHashSequences - 1 - b);
      for (int t = 0; t < length; ++t) {
        const bool valid = t < count.back();
        tokens.push_back(hash_token(valid ? b : b + 1, position[static_cast<size_t>(b)] + t));
        const std::vector<float> row = hash_row(valid ? b : b + 1, position[static_cast<size_t>(b)] + t);
        x.insert(x.end(), row.begin(), row.end());
      }
    }
  }
  StepInput input() const {
    StepInput input;
    input.tokens = tokens;
    input.count = count;
    input.position = position;
    input.slot = slot;
    return input;
  }
};

using HashRows = std::vector<std::vector<float>>; ///< by sequence, its tokens one after the other

/// All sequences read in steps of so many tokens.
Result<HashRows> hash_outputs(Executor& executor, const MoeFeedForward& part, const std::vector<int>& steps) {
  HashParameters source(part.experts);
  const Graph first = hash_graph(part, steps.front());
  PARETO_TRY_ASSIGN(weights, executor.load(first, source, {}));
  PARETO_TRY_ASSIGN(state, executor.new_state(first, {}, kHashSequences, kHashTokens, static_cast<int>(kHashTokens)));
  HashRows all(kHashSequences);
  std::vector<int32_t> position(kHashSequences, 0);
  for (const int tokens : steps) {
    const Graph graph = hash_graph(part, tokens);
    PARETO_TRY_ASSIGN(program, executor.compile(graph, *weights));
    const HashStep step(tokens, position);
    PARETO_TRY(program->set_input("x", step.x));
    PARETO_TRY(program->run(*state, step.input()));
    const auto made = program->output("o");
    for (size_t b = 0; b < kHashSequences; ++b) {
      const auto begin = made.begin() + static_cast<std::ptrdiff_t>(b) * tokens * kHashHidden;
      all[b].insert(all[b].end(), begin, begin + step.count[b] * kHashHidden);
      position[b] += step.count[b];
    }
  }
  return all;
}

/// The layer by hand: y = sum over the id's experts e of w_e expert_e(x), + the shared part.
class HashByHand {
public:
  explicit HashByHand(const MoeFeedForward& part) : m_part(part) {}

  std::vector<double> operator()(const std::vector<double>& x, int32_t token) const {
    const std::vector<double> scores = scored(product("router", x, m_part.experts, 0, m_part.router_bias));
    const std::vector<int64_t> experts = experts_of(token);
    std::vector<double> weights;
    double sum = static_cast<double>(m_part.eps);
    for (const int64_t e : experts)
      sum += weights.emplace_back(scores[static_cast<size_t>(e)]);
    std::vector<double> y(kHashHidden, 0);
    for (size_t j = 0; j < experts.size(); ++j) {
      const double weight = weights[j] / (m_part.normalised ? sum : 1) * static_cast<double>(m_part.scale) *
                            (m_part.gains ? parameter("router.gains", m_part.experts)[experts[j]] : 1);
      add(y, expert("experts.", x, m_part.width, experts[j], m_part.bias), weight);
    }
    if (m_part.shared_width > 0)
      add(y, expert("shared.", x, m_part.shared_width, 0, false), 1);
    return y;
  }

private:
  struct Values {
    std::vector<float> all;
    double operator[](int64_t at) const { return static_cast<double>(all[static_cast<size_t>(at)]); }
  };
  Values parameter(const std::string& name, int64_t count) const {
    return {hash_parameter(name, count, m_part.experts)};
  }

  std::vector<int64_t> experts_of(int32_t token) const {
    const Values table = parameter("router.table", kHashVocabulary * m_part.chosen);
    std::vector<int64_t> all;
    for (int64_t j = 0; j < m_part.chosen; ++j)
      all.push_back(std::clamp(static_cast<int64_t>(std::floor(table[token * m_part.chosen + j])), int64_t{0},
                               m_part.experts - 1));
    return all;
  }

  /// Rows from `first` of all that are named so, `count` of them.
  std::vector<double> product(const std::string& name, const std::vector<double>& x, int64_t count, int64_t first,
                              bool bias) const {
    const auto in = static_cast<int64_t>(x.size());
    const Values weight = parameter(name + ".weight", (first + count) * in),
                 more = parameter(name + ".bias", first + count);
    std::vector<double> y;
    for (int64_t i = first; i < first + count; ++i) {
      double sum = bias ? more[i] : 0;
      for (int64_t j = 0; j < in; ++j)
        sum += weight[i * in + j] * x[static_cast<size_t>(j)];
      y.push_back(sum);
    }
    return y;
  }

  std::vector<double> scored(std::vector<double> logits) const {
    double all = 0;
    for (const double each : logits)
      all += std::exp(each);
    for (double& each : logits)
      each = m_part.score == RouterScore::Softmax   ? std::exp(each) / all
             : m_part.score == RouterScore::Sigmoid ? 1 / (1 + std::exp(-each))
                                                    : std::sqrt(std::log(1 + std::exp(each)));
    return logits;
  }

  double activated(double x) const {
    return m_part.activation == UnaryFunction::Relu ? std::max(0.0, x) : x / (1 + std::exp(-x));
  }

  std::vector<double> expert(const std::string& of, const std::vector<double>& x, int64_t width, int64_t e,
                             bool bias) const {
    std::vector<double> inside = product(of + "up_proj", x, width, e * width, bias);
    if (m_part.gated) {
      const std::vector<double> gate = product(of + "gate_proj", x, width, e * width, bias);
      const double limit = m_part.limit > 0 ? static_cast<double>(m_part.limit) : INFINITY;
      for (size_t i = 0; i < inside.size(); ++i)
        inside[i] = activated(std::min(gate[i], limit)) * std::clamp(inside[i], -limit, limit);
    } else {
      for (double& each : inside)
        each = activated(each);
    }
    return product(of + "down_proj", inside, kHashHidden, e * kHashHidden, bias);
  }

  static void add(std::vector<double>& y, const std::vector<double>& more, double weight) {
    for (size_t i = 0; i < y.size(); ++i)
      y[i] += weight * more[i];
  }

  const MoeFeedForward& m_part;
};

} // namespace

std::vector<HashCase> hash_cases() {
  MoeFeedForward paper = hash_layer(RouterScore::Softmax, 1);
  paper.gated = paper.normalised = false;
  paper.activation = UnaryFunction::Relu;
  MoeFeedForward deepseek = hash_layer(RouterScore::SqrtSoftplus, 3);
  deepseek.eps = 1e-20f;
  deepseek.scale = 1.5f;
  deepseek.limit = 0.5f;
  deepseek.shared_width = 13;
  MoeFeedForward other = hash_layer(RouterScore::Sigmoid, 2);
  other.bias = other.router_bias = other.gains = true;
  return {{"one plain expert", paper}, {"three of DeepSeek-V4", deepseek}, {"two with biases and gains", other}};
}

void check_hash_layer(Executor& executor, const MoeFeedForward& part, double tolerance) {
  const HashByHand by_hand(part);
  const std::vector<int> cuts[] = {{kHashTokens}, std::vector<int>(kHashTokens, 1), {3, 1, 2, 1}};
  for (const std::vector<int>& steps : cuts) {
    const auto got = hash_outputs(executor, part, steps);
    QVERIFY2(got, got ? "" : got.error().message.c_str());
    for (int b = 0; b < kHashSequences; ++b) {
      const std::vector<float>& rows = (*got)[static_cast<size_t>(b)];
      QVERIFY(rows.size() >= static_cast<size_t>((kHashTokens - 2) * kHashHidden));
      for (size_t i = 0; i < rows.size(); ++i) {
        const auto position = static_cast<int64_t>(i) / kHashHidden;
        const std::vector<float> row = hash_row(b, position);
        const double wanted =
            by_hand({row.begin(), row.end()}, hash_token(b, position))[i % static_cast<size_t>(kHashHidden)];
        QVERIFY2(std::abs(static_cast<double>(rows[i]) - wanted) <= tolerance * std::max(1.0, std::abs(wanted)),
                 qPrintable(QString("sequence %1, position %2, steps of %3: %4, not %5")
                                .arg(b)
                                .arg(position)
                                .arg(steps.front())
                                .arg(static_cast<double>(rows[i]))
                                .arg(wanted)));
      }
    }
  }
}

} // namespace pareto::test
