// SPDX-License-Identifier: GPL-3.0-or-later
// Switching by length: ranges against every length looked at, waits against every assignment.
#include "core/decide/policy/policy.h"
#include "core/decide/words/policy_words.h"
#include "tests/support/full_study.h"
#include "tests/support/models.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace pareto;
using test::kAttention, test::kMamba2;

namespace {

Contender named(size_t i) { return {std::string(1, static_cast<char>('a' + i)), "cpu"}; }

/// Contenders one after the other, each once, some lengths undecided.
struct Steps {
  std::vector<int64_t> begins; ///< ascending, the first is the first length
  std::vector<std::optional<Contender>> who;
  std::optional<Contender> at(int64_t tokens) const {
    const auto after = std::upper_bound(begins.begin(), begins.end(), tokens);
    return who[static_cast<size_t>(after - begins.begin()) - 1];
  }
};

Steps random_steps(std::mt19937& random, int64_t first, int64_t last) {
  Steps steps{{first}, {}};
  const size_t count = 1 + random() % 5;
  for (size_t i = 1; i < count; ++i)
    steps.begins.push_back(std::uniform_int_distribution<int64_t>(first + 1, last)(random));
  std::sort(steps.begins.begin(), steps.begins.end());
  steps.begins.erase(std::unique(steps.begins.begin(), steps.begins.end()), steps.begins.end());
  const size_t open = random() % 8; // at most one stretch is undecided
  for (size_t i = 0; i < steps.begins.size(); ++i)
    steps.who.push_back(i == open ? std::nullopt : std::optional(named(i)));
  return steps;
}

Comparison at(int64_t context, int64_t answer_tokens) {
  Comparison comparison;
  comparison.at = {context, 1, answer_tokens};
  comparison.task = "zero_shot_avg"; // printed without intervals: nobody is surely worse
  return comparison;
}

/// Two models whose waits cross: one quick at the beginning, the other flat.
Evidence crossing(double slope, double flat, bool published = true) {
  Study study;
  study.models = {kAttention, kMamba2};
  study.workload = {2048, 2, 1, Waits::Person, 0};
  study.cost.lengths = Lengths::LongTail;
  Evidence evidence(study, {}, published ? test::publishedResults() : nullptr);
  for (int64_t tokens = 128; tokens <= 262'144; tokens *= 2) {
    const auto length = static_cast<double>(tokens);
    test::add_rounds(evidence, test::decode(kAttention, 1, tokens, 10 + slope * length));
    test::add_rounds(evidence, test::prefill(kAttention, 1, tokens, 0.005 * length));
    test::add_rounds(evidence, test::decode(kMamba2, 1, tokens, flat));
    test::add_rounds(evidence, test::prefill(kMamba2, 1, tokens, 0.005 * length));
  }
  return evidence;
}

} // namespace

class TestPolicy : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// Every length of 600 random maps.
  void ranges_are_those_of_every_length() {
    std::mt19937 random(16);
    for (int trial = 0; trial < 600; ++trial) {
      const int64_t first = 16, last = 4096;
      const Steps steps = random_steps(random, first, last);
      const auto ranges = policy_ranges([&](int64_t tokens) { return steps.at(tokens); }, first, last);
      const bool decided = std::any_of(steps.who.begin(), steps.who.end(), [](const auto& who) { return who; });
      QCOMPARE(ranges.empty(), !decided);
      std::optional<Contender> serving;
      for (const auto& who : steps.who) // before anything is decided: whoever is first
        if (!serving)
          serving = who;
      for (int64_t tokens = first; decided && tokens <= last; ++tokens) {
        const auto chosen = steps.at(tokens);
        serving = chosen ? chosen : serving;
        QVERIFY(serves(ranges, tokens) == *serving);
      }
      for (size_t i = 0; i < ranges.size(); ++i) {
        QVERIFY(ranges[i].from <= ranges[i].to && ranges[i].decided == steps.at(ranges[i].from).has_value());
        QCOMPARE(ranges[i].from, i == 0 ? first : ranges[i - 1].to + 1);
      }
      QVERIFY(!decided || ranges.back().to == last);
    }
  }

  void nobody_decided_is_no_policy() {
    QVERIFY(policy_ranges([](int64_t) { return std::optional<Contender>(); }, 128, 4096).empty());
  }

  void switching_is_the_best_of_all_assignments_data() {
    QTest::addColumn<double>("slope");
    QTest::addColumn<double>("flat");
    std::mt19937 random(3);
    std::uniform_real_distribution<double> slope(0.002, 0.02), flat(20, 60);
    for (int i = 0; i < 8; ++i) {
      const double a = slope(random), b = flat(random);
      QTest::addRow("%.4f %.1f", a, b) << a << b;
    }
  }

  /// Every assignment of ten lengths to two models: none has a shorter mean wait, but for what lies within error.
  void switching_is_the_best_of_all_assignments() {
    QFETCH(double, slope);
    QFETCH(double, flat);
    const Evidence evidence = crossing(slope, flat);
    const Comparison here = at(2048, 2);
    const PolicyReport report = policy_report(evidence, here);
    QVERIFY(report.switches() && report.ranges.front().serves.model == kAttention &&
            report.ranges.back().serves.model == kMamba2);
    double best = INFINITY;
    for (unsigned mask = 0; mask < 1u << report.mix.size(); ++mask) {
      double wait = 0;
      for (size_t i = 0; i < report.mix.size(); ++i) {
        const std::string& model = mask >> i & 1 ? kMamba2 : kAttention;
        wait += report.mix[i].share * *evidence
                                           .value(model, Metric::AnswerTime,
                                                  {report.mix[i].prompt_tokens, 1, report.mix[i].answer_tokens, "cpu"})
                                           .value;
      }
      best = std::min(best, wait);
    }
    QVERIFY(*report.switching.wait.value >= best * (1 - 1e-12));
    QVERIFY2(*report.switching.wait.value <= best * 1.03, qPrintable(QString::number(*report.switching.wait.value)));
    QVERIFY(report.best && *report.saved_share() >= -0.01);
    for (const Blend& single : report.singles)
      QVERIFY(*single.wait.value >= best * (1 - 1e-12));
  }

  void holding_both_takes_the_memory_of_both() {
    const PolicyReport report = policy_report(crossing(0.01, 30), at(2048, 2));
    QCOMPARE(report.singles.size(), size_t(2));
    const auto bytes = [](const Blend& blend) { return *blend.memory.value; };
    QVERIFY(bytes(report.switching) > std::max(bytes(report.singles[0]), bytes(report.singles[1])));
    QVERIFY(bytes(report.switching) < bytes(report.singles[0]) + bytes(report.singles[1])); // attention: short ones
    QVERIFY(!report.fits); // nobody knows this machine's memory
  }

  void costs_are_of_the_machine_that_switches() {
    Evidence evidence = crossing(0.01, 30);
    CostInputs cost = evidence.study().cost;
    cost[CostField::RequestsPerDay] = entered(100'000);
    cost[CostField::MachinePrice] = entered(4800);
    evidence.set_cost(cost);
    const PolicyReport report = policy_report(evidence, at(2048, 2));
    QVERIFY(report.switching.cost.quantity.value);
    for (const Blend& single : report.singles)
      QVERIFY(*report.switching.cost.quantity.value <= *single.cost.quantity.value * 1.01);
  }

  void said_in_words() {
    const Evidence evidence = crossing(0.01, 30);
    const Comparison here = at(2048, 2);
    const PolicyReport report = policy_report(evidence, here);
    const Voice english;
    const Speech speech{english, evidence, here};
    QVERIFY2(policy_headline(speech, report).find("Mamba-2") != std::string::npos,
             policy_headline(speech, report).c_str());
    const Evidence unknown = crossing(0.01, 30, false); // of nobody a quality is known
    const std::string switched = policy_headline({english, unknown, here}, policy_report(unknown, here));
    QVERIFY2(switched.ends_with("No quality of these models is known."), switched.c_str());
    QVERIFY(range_text(speech, report.ranges.front()).find("Transformer++") != std::string::npos);
    QVERIFY(blend_text(speech, report, report.switching).find("wait") != std::string::npos);
  }
};

PARETO_TEST(TestPolicy)
#include "tst_policy.moc"
