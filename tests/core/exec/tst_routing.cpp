// SPDX-License-Identifier: GPL-3.0-or-later
// Expert choice by thresholds, null experts and mixture of depths against plain sums over all experts; hash layers
// against the layer by hand.
#include "core/exec/reference/evaluate.h"
#include "core/graph/cost.h"
#include "core/graph/ops/route.h"
#include "core/model/feed_forward/list.h"
#include "core/model/feed_forward/moe.h"
#include "tests/core/exec/executors.h"
#include "tests/core/exec/hash_layers.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

#include <cmath>

using namespace pareto;

namespace {

constexpr int64_t kRoutedTokens = 9, kWidth = 5;

std::vector<double> seeded_noise(size_t count, uint32_t seed) {
  std::vector<double> values(count);
  for (double& each : values) {
    seed = seed * 1664525u + 1013904223u;
    each = static_cast<double>(seed >> 8) / (1 << 23) - 1;
  }
  return values;
}

struct Outcome {
  std::vector<double> y, rest;
};

/// One product per expert, by the operations.
Outcome by_operations(const RouteSpec& spec, int64_t all, const NamedValues& given) {
  Graph g({1, kRoutedTokens, Phase::Prefill});
  const Tensor x = g.input("x", {1, kRoutedTokens, kWidth}), logits = g.input("logits", {1, kRoutedTokens, all});
  const Tensor correction = g.weight("correction", {all}, WeightUse::Vector);
  const auto routed = g.route(logits, correction, spec);
  const Tensor made = g.expert_matmul(g.expert_rows(x, routed),
                                      g.weight("w", {spec.experts * kWidth, kWidth}, WeightUse::Matrix), {}, routed);
  g.mark_output("y", g.expert_sum(made, routed[kRouteWeights], routed));
  if (routed.size() > kRouteRest)
    g.mark_output("rest", routed[kRouteRest]);
  const std::vector<int32_t> count{kRoutedTokens}, zero{0};
  StepInput input;
  input.count = count;
  input.position = input.slot = zero;
  const auto out = evaluate(g, given, input).value();
  return {out.at("y"), out.count("rest") ? out.at("rest") : std::vector<double>{}};
}

/// The same in loops: an expert asks of every token whether it takes it.
Outcome by_experts(const RouteSpec& spec, int64_t all, const NamedValues& given) {
  Outcome out{std::vector<double>(kRoutedTokens * kWidth), std::vector<double>(kRoutedTokens)};
  for (int64_t e = 0; e < all; ++e)
    for (int64_t t = 0; t < kRoutedTokens; ++t) {
      const double score = 1 / (1 + std::exp(-given.at("logits")[static_cast<size_t>(t * all + e)]));
      if (score <= -given.at("correction")[static_cast<size_t>(e)])
        continue;
      if (e >= spec.experts)
        out.rest[static_cast<size_t>(t)] += e < all - spec.nulls ? score : 0;
      for (int64_t o = 0; e < spec.experts && o < kWidth; ++o)
        for (int64_t i = 0; i < kWidth; ++i)
          out.y[static_cast<size_t>(t * kWidth + o)] +=
              score * given.at("w")[static_cast<size_t>((e * kWidth + o) * kWidth + i)] *
              given.at("x")[static_cast<size_t>(t * kWidth + i)];
    }
  return out;
}

void compare(const std::vector<double>& got, const std::vector<double>& wanted) {
  for (size_t i = 0; i < got.size(); ++i)
    QVERIFY2(std::abs(got[i] - wanted[i]) < 1e-12,
             qPrintable(QString("%1: %2, not %3").arg(i).arg(got[i]).arg(wanted[i])));
}

} // namespace

class RoutingTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void thresholds_data() {
    QTest::addColumn<int>("experts");
    QTest::addColumn<int>("zeros");
    QTest::addColumn<int>("nulls");
    QTest::newRow("expert choice") << 6 << 0 << 0;
    QTest::newRow("mixture of depths") << 1 << 0 << 0;
    QTest::newRow("zero and null experts") << 4 << 2 << 3;
  }

  /// Experts take what lies above their thresholds, whichever tokens come with it.
  void thresholds() {
    QFETCH(int, experts);
    QFETCH(int, zeros);
    QFETCH(int, nulls);
    const int64_t all = experts + zeros + nulls;
    RouteSpec spec;
    spec.experts = experts;
    spec.chosen = all;
    spec.score = RouterScore::Sigmoid;
    spec.nulls = nulls;
    spec.share = 0.5f;
    NamedValues given{{"x", seeded_noise(kRoutedTokens * kWidth, 1)},
                      {"logits", seeded_noise(static_cast<size_t>(kRoutedTokens * all), 2)},
                      {"correction", seeded_noise(static_cast<size_t>(all), 3)},
                      {"w", seeded_noise(static_cast<size_t>(experts * kWidth * kWidth), 4)}};
    for (double& each : given["correction"])
      each = -0.5 + each / 8;
    const Outcome got = by_operations(spec, all, given), wanted = by_experts(spec, all, given);
    compare(got.y, wanted.y);
    compare(got.rest, wanted.rest);
    given["logits"][3] = NAN; // no threshold hides what is not finite
    QVERIFY(std::any_of(wanted.y.begin(), wanted.y.end(), [](double value) { return value != 0; }));
    const Outcome broken = by_operations(spec, all, given);
    QVERIFY(std::any_of(broken.y.begin(), broken.y.end(), [](double value) { return std::isnan(value); }) ||
            std::any_of(broken.rest.begin(), broken.rest.end(), [](double value) { return std::isnan(value); }));
  }

  void hash_layers_data() {
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<int>("which");
    const auto cases = test::hash_cases();
    for (const char* executor : test::kExecutors)
      for (size_t i = 0; i < cases.size(); ++i)
        QTest::addRow("%s: %s", executor, cases[i].name) << QString(executor) << static_cast<int>(i);
  }

  /// Each id has its experts, whatever the router says, which only weighs them.
  void hash_layers() {
    QFETCH(QString, executor_name);
    QFETCH(int, which);
    EXECUTOR_OR_SKIP(executor, executor_name);
    test::check_hash_layer(*executor, test::hash_cases()[static_cast<size_t>(which)].part, 2e-5);
  }

  /// Null experts take their part of a choice and make nothing of it; what is normalised counts them.
  void nulls_make_nothing() {
    RouteSpec spec;
    spec.experts = 1;
    spec.chosen = 2;
    spec.nulls = 1;
    spec.normalised = true;
    NamedValues given{{"x", seeded_noise(kRoutedTokens * kWidth, 1)},
                      {"logits", std::vector<double>(kRoutedTokens * 2, 0.3)},
                      {"correction", {0, 0}},
                      {"w", seeded_noise(kWidth * kWidth, 4)}};
    const Outcome half = by_operations(spec, 2, given);
    spec.nulls = 0; // a zero expert in its place: the same sum, and a half of the input
    const Outcome zero = by_operations(spec, 2, given);
    compare(half.y, zero.y);
    compare(half.rest, std::vector<double>(kRoutedTokens, 0));
    compare(zero.rest, std::vector<double>(kRoutedTokens, 0.5));
  }

  /// The cost counts what experts take on average; a large batch reads them all.
  void cost_counts_the_share() {
    const auto spec = built_in_model("expert-choice", "125m");
    REQUIRE(spec);
    const Graph graph = Model(*spec).record({1, 1, Phase::Decode});
    const ExpertUse use = expert_uses(graph).front();
    QCOMPARE(use.experts, int64_t{8});
    QCOMPARE(use.mean, 2.0);
    QVERIFY(std::abs(distinct_experts(8, use.mean, 1) - 2) < 1e-12);
    QVERIFY(distinct_experts(8, use.mean, 64) > 7.99);
    const auto plain = built_in_model("moe", "125m");
    REQUIRE(plain);
    const double ratio = static_cast<double>(active_parameter_count(graph)) /
                         static_cast<double>(active_parameter_count(Model(*plain).record({1, 1, Phase::Decode})));
    QVERIFY2(std::abs(ratio - 1) < 0.01, qPrintable(QString::number(ratio))); // two of eight there, too
  }

  /// Seeded models take about the share that they state.
  void seeded_thresholds_keep_the_share() {
    MoeFeedForward part;
    part.experts = part.chosen = 8;
    part.width = 4;
    part.score = RouterScore::Sigmoid;
    part.correction = true;
    part.share = 0.25f;
    QVERIFY(!feed_forward::moe().fields.problem(FeedForward(part)));
    part.correction = false;
    QVERIFY(feed_forward::moe().fields.problem(FeedForward(part)));
    part.correction = true;
    ModelSpec spec = *built_in_model("expert-choice", "probe");
    const Graph graph = Model(spec).record({1, 1, Phase::Decode});
    for (const WeightDecl& weight : graph.weights())
      if (weight.name.ends_with("router.correction")) {
        QVERIFY(weight.init.a == weight.init.b); // sigmoid of the upper quartile of normal logits
        QVERIFY(std::abs(-weight.init.a - 1 / (1 + std::exp(-0.6744897501960817))) < 1e-9);
      }
  }
};

PARETO_TEST(RoutingTest)
#include "tst_routing.moc"
