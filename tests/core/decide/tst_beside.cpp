// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside what: curves of scores, memory that cells took, tests of quality, whom the limits keep out.
#include "core/decide/memory_taken.h"
#include "core/decide/scores.h"
#include "core/decide/statements.h"
#include "tests/support/full_study.h"
#include "tests/support/models.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace pareto;
using test::decode;
using test::kAttention, test::kMamba2, test::kGdn, test::kSmall;
using test::prefill;

namespace {

Evidence evidence_of(std::vector<std::string> models, std::vector<std::string> devices = {"cpu"}) {
  Study study;
  study.models = std::move(models);
  study.devices = std::move(devices);
  return Evidence(study, {}, test::publishedResults());
}

Score score(const std::string& model, double value, const std::string& file = "a.txt", int64_t context = 1024) {
  Score score;
  score.model = model;
  score.precision = "f16";
  score.context = context;
  score.file = file;
  score.value = value;
  score.curve = {{512, value + 0.1, 512}, {context, value, 512}};
  return score;
}

Measurement took(const std::string& model, const std::string& device, int batch, int64_t context,
                 std::optional<int64_t> process, std::optional<int64_t> own) {
  Measurement m = decode(model, batch, context, 20);
  m.key.device = device;
  m.peak_rss_bytes = process;
  m.device_bytes = own;
  return m;
}

/// As each limit was asked by itself, over a trade-off of its own.
Exclusion asked_alone(const Evidence& evidence, const Comparison& comparison, Metric limit) {
  Exclusion excluded;
  for (const TradeOffPoint& point : trade_off(evidence, comparison).points)
    if (std::count(point.failed.begin(), point.failed.end(), limit) > 0)
      excluded.failed.push_back(point.contender());
    else if (std::count(point.unknown.begin(), point.unknown.end(), limit) > 0)
      excluded.unknown.push_back(point.contender());
  return excluded;
}

} // namespace

class TestBeside : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void the_newest_curve_of_each_model_stands_beside_the_chosen() {
    const Evidence evidence = evidence_of({kAttention, kMamba2, kGdn, kSmall});
    const std::vector<Score> scores{score(kMamba2, 1.5),
                                    score(kMamba2, 1.4),
                                    score(kAttention, 1.3),
                                    score(kSmall, 1.1),               // of another size
                                    score(kGdn, 1.0, "b.txt"),        // of another text
                                    score(kGdn, 1.0, "a.txt", 2048)}; // and of another context
    const Score chosen = score(kAttention, 1.2);
    const auto lines = beside(evidence, chosen, scores);
    QCOMPARE(lines.size(), size_t(2));
    QVERIFY(lines[0] == &chosen && lines[1] == &scores[1]);
    Score task = scores[1];
    task.task = Score::Task::Lookup;
    Score precision = scores[1];
    precision.precision = "q8";
    QVERIFY(!same_question(task, chosen) && !same_question(precision, chosen) && same_question(scores[0], chosen));
  }

  void without_a_curve_nothing_stands_anywhere() {
    const Evidence evidence = evidence_of({kAttention, kMamba2});
    Score chosen = score(kAttention, 1.2);
    chosen.curve.clear();
    QVERIFY(beside(evidence, chosen, {score(kMamba2, 1)}).empty());
    Score other = score(kMamba2, 1);
    other.curve.clear();
    QCOMPARE(beside(evidence, score(kAttention, 1.2), {other}).size(), size_t(1));
  }

  void a_text_is_read_better_or_not() {
    Score reads = score(kMamba2, 1.2);
    QVERIFY(gains_from_context(reads));
    reads.curve.back().value = reads.curve.front().value;
    QVERIFY(!gains_from_context(reads));
  }

  void cells_took_memory_along_the_curve_one_looks_at() {
    Evidence evidence = evidence_of({kAttention}, {"cpu", "vulkan:0"});
    evidence.add(took(kAttention, "cpu", 8, 2048, 5'000, 9));
    evidence.add(took(kAttention, "cpu", 8, 512, 3'000, {}));
    evidence.add(took(kAttention, "cpu", 8, 4096, {}, {}));   // nobody said
    evidence.add(took(kAttention, "cpu", 1, 1024, 77, {}));   // another load
    evidence.add(took(kAttention, "cpu", 8, 512, 3'500, {})); // measured again
    evidence.add(took(kAttention, "vulkan:0", 8, 512, 1, 42));
    Comparison comparison;
    const auto by_context = memory_taken(evidence, comparison, {kAttention, "cpu"});
    QCOMPARE(by_context.size(), size_t(2));
    QVERIFY(by_context[0].at == 512 && by_context[0].bytes.value == 3'500 && by_context[0].cell.batch == 8);
    QVERIFY(by_context[1].at == 2048 && by_context[1].bytes.value == 5'000 && by_context[1].bytes.n == 1 &&
            by_context[1].bytes.source == Source::Measured);
    const auto own = memory_taken(evidence, comparison, {kAttention, "vulkan:0"});
    QVERIFY(own.size() == 1 && own[0].bytes.value == 42);
    comparison.along = Along::Requests;
    comparison.at.context = 1024;
    const auto by_requests = memory_taken(evidence, comparison, {kAttention, "cpu"});
    QVERIFY(by_requests.size() == 1 && by_requests[0].at == 1 && by_requests[0].bytes.value == 77);
    QCOMPARE(std::string(to_string(measured_on("cpu"))), std::string("process_peak"));
    QCOMPARE(std::string(to_string(measured_on("vulkan:0"))), std::string("device"));
  }

  void tests_of_own_texts_come_first_and_the_questions_choose() {
    Evidence evidence = evidence_of({kAttention, kMamba2});
    QVERIFY(!known_tests(evidence).empty());
    const std::string chosen = *first_test(evidence); // the first question's
    QCOMPARE(chosen, quality_tasks().front().metrics.front());
    evidence.add(score(kAttention, 1.2));
    QCOMPARE(known_tests(evidence).front(), std::string("own:bits_per_byte@1024"));
    QCOMPARE(*first_test(evidence), chosen);
    Study study = evidence.study();
    study.quality_group = "nobody's";
    evidence.set_study(study);
    QCOMPARE(first_test(evidence), std::optional<std::string>("own:bits_per_byte@1024"));
    QVERIFY(!first_test(evidence_of({})) || !known_tests(evidence_of({})).empty());
  }

  void one_trade_off_says_whom_every_limit_keeps_out() {
    std::mt19937 random(14);
    const auto value = [&](double low, double high) {
      return std::uniform_real_distribution<double>(low, high)(random);
    };
    int named = 0;
    for (int study = 0; study < 40; ++study) {
      Evidence evidence = evidence_of({kAttention, kMamba2, kGdn, kSmall});
      for (const std::string& model : evidence.models()) {
        if (value(0, 1) < 0.8)
          evidence.add(decode(model, 8, 2048, value(10, 100)));
        if (value(0, 1) < 0.6)
          evidence.add(prefill(model, 8, 2048, value(100, 1000)));
      }
      Comparison comparison;
      comparison.limits = {{Metric::Tpot, value(10, 100)},
                           {Metric::AnswerTime, value(2'000, 16'000)},
                           {Metric::Memory, value(1e9, 6e9)},
                           {Metric::Quality, value(20, 60)}};
      const Exclusions all = exclusions(evidence, comparison);
      for (const MetricRow& row : metric_table()) {
        const Exclusion one = asked_alone(evidence, comparison, row.metric);
        const auto found = all.find(row.metric);
        const Exclusion same = found == all.end() ? Exclusion() : found->second;
        QVERIFY(same.failed == one.failed && same.unknown == one.unknown);
        named += static_cast<int>(one.failed.size() + one.unknown.size());
      }
    }
    QVERIFY(named > 100);
  }
};

PARETO_TEST(TestBeside)
#include "tst_beside.moc"
