// SPDX-License-Identifier: GPL-3.0-or-later
// The queueing model against itself by hand, against simulation of the same queue, and against continuous batching.
#include "core/decide/cost/queueing.h"
#include "core/measure/serving.h"
#include "core/numeric/statistics.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace pareto;

namespace {

/// Waits of a first-come-first-served queue by Lindley's recursion: what the formulas approximate.
std::vector<double> simulated_waits(const ServiceMix& mix, double per_s, int requests, unsigned seed) {
  std::mt19937_64 random(seed);
  std::exponential_distribution<double> gap(per_s);
  std::vector<double> shares;
  for (const ServiceClass& each : mix)
    shares.push_back(each.share);
  std::discrete_distribution<size_t> which(shares.begin(), shares.end());
  std::vector<double> waits;
  double delay = 0;
  for (int i = 0; i < requests; ++i) {
    const ServiceClass& each = mix[which(random)];
    waits.push_back(delay + each.answer_s);
    delay = std::max(0.0, delay + each.occupies_s - gap(random));
  }
  return waits;
}

/// A model whose step takes so long, whatever lies before it.
class LinearServer : public Server {
public:
  LinearServer(double per_prompt_token, double step, double per_row)
      : m_prompt(per_prompt_token), m_step(step), m_row(per_row) {}
  Result<double> step(const ServingStep& step) override {
    double tokens = 0;
    for (const ServedRow& row : step.rows)
      tokens += static_cast<double>(row.tokens);
    return step.prefill ? m_prompt * tokens : m_step + m_row * static_cast<double>(step.rows.size());
  }

private:
  double m_prompt, m_step, m_row;
};

const ServiceMix kAlike{{1, 1, 1}};
const ServiceMix kTwoKinds{{0.9, 0.2, 0.8}, {0.1, 2.0, 8.0}};
const ServiceMix kBatched{{1, 0.25, 2}}; // eight at once in two seconds

} // namespace

class TestQueueing : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void means_by_hand() {
    QCOMPARE(mean_service_s(kTwoKinds), 0.9 * 0.2 + 0.1 * 2.0);
    QCOMPARE(utilisation(kAlike, 0.5), 0.5);
    QCOMPARE(mean_delay_s(kAlike, 0.5), 0.5);       // M/D/1: rho s / (2 (1 - rho))
    QCOMPARE(mean_delay_s(kAlike, 0.8), 0.8 / 0.4); // 2 s
    const double squares = 0.9 * 0.04 + 0.1 * 4;
    QCOMPARE(mean_delay_s(kTwoKinds, 1), squares / (2 * (1 - 0.38)));
    QVERIFY(std::isinf(mean_delay_s(kAlike, 1)) && std::isinf(wait_quantile_s(kAlike, 1.2)));
    QCOMPARE(late_share(kAlike, 1, 1e9), 1.0);
  }

  void p95_by_hand() {
    // M/D/1 at rho 0.8: t + (E[D] / rho) ln(rho / 0.05) = 1 + 2.5 ln 16
    QVERIFY(std::abs(wait_quantile_s(kAlike, 0.8) - (1 + 2.5 * std::log(16))) < 1e-6);
    // hardly any load: nobody waits but for the answer itself
    QVERIFY(std::abs(wait_quantile_s(kBatched, 0.1) - 2) < 1e-6);
    // of two kinds the slow one is more than a twentieth: p95 lies among its answers
    QVERIFY(std::abs(wait_quantile_s(kTwoKinds, 1e-9) - 8) < 1e-6);
    QVERIFY(std::abs(wait_quantile_s({{0.96, 0.2, 0.8}, {0.04, 2, 8}}, 1e-9) - 0.8) < 1e-6);
  }

  void capacity_is_the_load_whose_p95_is_the_patience() {
    for (const ServiceMix& mix : {kAlike, kTwoKinds, kBatched})
      for (const double patience : {8.5, 10.0, 60.0}) {
        const double load = capacity_per_s(mix, patience);
        QVERIFY(load > 0 && utilisation(mix, load) < 1);
        QVERIFY(std::abs(wait_quantile_s(mix, load) / patience - 1) < 1e-3);
      }
    QCOMPARE(capacity_per_s(kAlike, 0.9), 0.0);    // not even alone
    QCOMPARE(capacity_per_s(kTwoKinds, 7.9), 0.0); // a tenth is always late
    QVERIFY(capacity_per_s(kAlike, 1e6) > 0.999);  // whoever has all the time keeps the machine busy
  }

  void capacity_grows_with_patience_and_falls_with_service() {
    double before = 0;
    for (double patience = 1.1; patience < 100; patience *= 1.3) {
      const double load = capacity_per_s(kAlike, patience);
      QVERIFY(load > before);
      before = load;
    }
    QVERIFY(capacity_per_s({{1, 1.1, 1.1}}, 10) < capacity_per_s({{1, 1, 1}}, 10));
  }

  void simulation_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("rho");
    for (int kind = 0; kind < 3; ++kind)
      for (const double rho : {0.3, 0.5, 0.7, 0.8, 0.9})
        QTest::addRow("%d at %g", kind, rho) << kind << rho;
  }

  /// M/D/1, M/G/1 of two kinds, and batches, simulated: a million requests each.
  void simulation() {
    QFETCH(int, kind);
    QFETCH(double, rho);
    const ServiceMix& mix = kind == 0 ? kAlike : kind == 1 ? kTwoKinds : kBatched;
    const double per_s = rho / mean_service_s(mix);
    const std::vector<double> waits = simulated_waits(mix, per_s, 1'000'000, 16);
    double sum = 0, answers = 0;
    for (const double wait : waits)
      sum += wait;
    for (const ServiceClass& each : mix)
      answers += each.share * each.answer_s;
    const double delay = sum / static_cast<double>(waits.size()) - answers;
    QVERIFY2(std::abs(delay / mean_delay_s(mix, per_s) - 1) < 0.08, qPrintable(QString::number(delay)));
    const double seen = quantile(waits, 0.95), said = wait_quantile_s(mix, per_s);
    QVERIFY2(said / seen > 0.95 && said / seen < 1.15, qPrintable(QString("%1 for %2").arg(said).arg(seen)));
  }

  /// The capacity that the model states for eight at once, against continuous batching of the very same step times.
  void continuous_batching_carries_what_the_model_says() {
    constexpr int kSlots = 8, kPrompt = 256, kAnswer = 64;
    constexpr double kPerToken = 2e-4, kStep = 0.01, kRow = 0.001, kPatience = 10;
    const double all = kSlots * kPrompt * kPerToken + (kAnswer - 1) * (kStep + kRow * kSlots);
    const double said = capacity_per_s({{1, all / kSlots, all}}, kPatience);
    LinearServer server(kPerToken, kStep, kRow);
    ServingRules rules;
    rules.slots = kSlots;
    rules.patience_seconds = kPatience;
    PoissonArrivals process;
    process.per_second = said;
    process.seconds = 4000;
    process.prompt_tokens = kPrompt;
    process.answer_tokens = kAnswer;
    const auto arrivals = arrivals_of(process);
    QVERIFY(arrivals);
    const auto kept = try_load(*arrivals, said * 0.97, server, rules);
    QVERIFY2(kept && kept->kept, "the model promises more than a server keeps");
    const auto too_much = try_load(*arrivals, said * 1.15, server, rules);
    QVERIFY2(too_much && !too_much->kept, "the model promises far less than a server keeps");
  }
};

PARETO_TEST(TestQueueing)
#include "tst_queueing.moc"
