// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/trade_off.h"
#include "core/formats/strict_json.h"
#include "tests/support/measurements.h"
#include "tests/support/models.h"
#include "tests/support/program.h"

#include <QTest>

using namespace pareto;
using test::decode;
using test::kAttention, test::kMamba2, test::kGdn, test::kHybrid;

namespace {

const AxisChoice kTime{Metric::Tpot, {}}, kLookups{Metric::Quality, "fda_acc"}; // 52.2, 25.3, 23.7, 52.0 right of 100
const OperatingPoint kAt{2048, 8, 150};

Evidence with(double attention, double mamba2, double gdn, double hybrid, bool preview = false) {
  Study study;
  study.models = {kAttention, kMamba2, kGdn, kHybrid};
  const std::string file = PARETO_RESOURCE_DIR "/published/published-quality.json";
  Evidence evidence(study, {},
                    std::make_shared<const PublishedResults>(*PublishedResults::parse(*read_strict_json(file), file)));
  const double ms[] = {attention, mamba2, gdn, hybrid};
  for (size_t i = 0; i < 4; ++i)
    test::add_rounds(evidence, decode(study.models[i], 8, 2048, ms[i], preview));
  return evidence;
}

const TradeOffPoint& point(const TradeOff& result, const std::string& model) {
  for (const TradeOffPoint& p : result.points)
    if (p.model == model)
      return p;
  qFatal("no point");
}

QStringList frontier(const TradeOff& result) {
  QStringList ids;
  for (size_t i : result.frontier)
    ids << QString::fromStdString(result.points[i].model);
  return ids;
}

TradeOff of_models(const Evidence& evidence, const AxisChoice& x, const AxisChoice& y, const OperatingPoint& at,
                   const Limits& limits) {
  return trade_off(evidence, models_at(evidence, at), x, y, at, limits);
}

} // namespace

class TestTradeOff : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void frontier_is_ordered_by_x() {
    const TradeOff result = of_models(with(90, 30, 35, 60), kTime, kLookups, kAt, {});
    // Attention's 52.2 look-ups and the hybrid's 52.0 are equal within error, and it is surely slower.
    QCOMPARE(frontier(result), (QStringList{"mamba2@1.3b", "hybrid-gdn-swa@1.3b"}));
    QCOMPARE(int(point(result, kAttention).standing), int(Standing::Possible));
    QCOMPARE(point(result, kAttention).dominated_by, kHybrid);
  }

  void a_point_worse_on_both_far_ends_is_surely_dominated() {
    // Gated DeltaNet 23.7 (21.3-26.3) against the hybrid's 52.0 (49.1-54.9): slower and worse.
    const TradeOff result = of_models(with(90, 30, 70, 60), kTime, kLookups, kAt, {});
    QCOMPARE(int(point(result, kGdn).standing), int(Standing::SurelyDominated));
  }

  void overlapping_quality_leaves_it_possible() {
    // Against Mamba-2 (25.3, interval 22.8-28.0) alone the difference in look-ups is not settled.
    const TradeOff result = of_models(with(90, 30, 35, 60), kTime, kLookups, kAt, {});
    QCOMPARE(int(point(result, kGdn).standing), int(Standing::Possible));
    QCOMPARE(point(result, kGdn).dominated_by, kMamba2);
  }

  void previews_stand_nowhere() {
    const TradeOff result = of_models(with(90, 30, 70, 60, true), kTime, kLookups, kAt, {});
    QVERIFY(result.frontier.empty());
    for (const TradeOffPoint& p : result.points)
      QVERIFY(p.complete() && p.standing == Standing::Excluded && p.failed.empty());
  }

  void published_averages_without_interval_are_never_surely_dominated() {
    const TradeOff result = of_models(with(90, 30, 70, 60), kTime, {Metric::Quality, "zero_shot_avg"}, kAt, {});
    for (const TradeOffPoint& p : result.points)
      QVERIFY(p.standing != Standing::SurelyDominated);
  }

  void limits_exclude_and_say_which() {
    Limits limits;
    limits[Metric::Tpot] = 65;
    limits[Metric::Quality] = 40;
    const TradeOff result = of_models(with(90, 30, 35, 60), kTime, kLookups, kAt, limits);
    QCOMPARE(frontier(result), QStringList{"hybrid-gdn-swa@1.3b"});
    QCOMPARE(point(result, kAttention).failed, std::vector<Metric>{Metric::Tpot});
    QCOMPARE(point(result, kMamba2).failed, std::vector<Metric>{Metric::Quality});
    QCOMPARE(int(point(result, kMamba2).standing), int(Standing::Excluded));
  }

  void a_limit_does_not_fail_what_was_not_measured() {
    Study study;
    study.models = {kAttention, kMamba2};
    Evidence evidence(study, {}, nullptr);
    evidence.add(decode(kAttention, 8, 2048, 90));
    evidence.add(decode(kMamba2, 8, 2048, 30));
    Limits limits;
    limits[Metric::AnswerTime] = 1; // nobody read a prompt, so nobody knows the time of an answer
    limits[Metric::Memory] = 1e12;
    const TradeOff result = of_models(evidence, kTime, {Metric::Memory, {}}, kAt, limits);
    QVERIFY(result.frontier.empty()); // it is not promised either
    for (const TradeOffPoint& p : result.points) {
      QVERIFY(p.failed.empty());
      QCOMPARE(p.unknown, std::vector<Metric>{Metric::AnswerTime});
      QCOMPARE(int(p.standing), int(Standing::Excluded));
    }
  }

  void a_quality_limit_says_nothing_at_a_length_that_was_not_tested() {
    Evidence evidence = with(90, 30, 35, 60);
    for (const std::string& model : {kAttention, kMamba2, kGdn, kHybrid})
      evidence.add(decode(model, 8, 16'384, 200));
    Limits limits;
    limits[Metric::Quality] = 40;
    const TradeOff here = of_models(evidence, kTime, kLookups, kAt, limits); // tested to 2,048 tokens
    QCOMPARE(point(here, kMamba2).failed, std::vector<Metric>{Metric::Quality});
    const TradeOff further = of_models(evidence, kTime, kLookups, {16'384, 8, 150}, limits);
    QVERIFY(further.frontier.empty());
    for (const TradeOffPoint& p : further.points) {
      QCOMPARE(int(p.y.reach), int(Reach::Beyond));
      QCOMPARE(p.y.tested_to, int64_t{2048});
      QVERIFY(p.failed.empty() && p.unknown == std::vector<Metric>{Metric::Quality});
    }
    const TradeOff unstated = of_models(evidence, kTime, {Metric::Quality, "zero_shot_avg"}, {16'384, 8, 150}, {});
    QCOMPARE(unstated.points[0].y.tested_to, int64_t{0}); // the table names no length
    QVERIFY(!unstated.frontier.empty());
    const TradeOff named = of_models(evidence, kTime, {Metric::Quality, "ruler_s_niah_1@8192"}, {8192, 8, 150}, {});
    QCOMPARE(named.points[1].y.tested_to, int64_t{8192});
    QCOMPARE(int(named.points[1].y.reach), int(Reach::Exact));
  }

  void memory_limit_uses_the_formula() {
    Limits limits;
    limits[Metric::Memory] = 4e9; // the Transformer's cache alone is 3.2 GB at 8 requests of 2048 tokens
    const TradeOff result = of_models(with(90, 30, 35, 60), kTime, kLookups, kAt, limits);
    QCOMPARE(point(result, kAttention).failed, std::vector<Metric>{Metric::Memory});
    QVERIFY(point(result, kMamba2).failed.empty());
  }

  void perplexity_is_better_when_lower() {
    const Evidence evidence = with(90, 30, 35, 60);
    QVERIFY(!higher_is_better(evidence, {Metric::Quality, "wikitext_ppl"}));
    QVERIFY(higher_is_better(evidence, kLookups));
    const TradeOff result = of_models(evidence, kTime, {Metric::Quality, "wikitext_ppl"}, kAt, {});
    // WikiText: Transformer++ 18.53, Mamba2 16.56, Gated DeltaNet 16.42, H1 16.07.
    QCOMPARE(frontier(result), (QStringList{"mamba2@1.3b", "gated-deltanet@1.3b", "hybrid-gdn-swa@1.3b"}));
  }

  void beyond_the_measured_range_stays_off_the_frontier() {
    Evidence evidence = with(90, 30, 35, 60);
    const TradeOff result = of_models(evidence, kTime, kLookups, {65536, 8, 150}, {});
    QVERIFY(result.frontier.empty());
    for (const TradeOffPoint& p : result.points)
      QCOMPARE(int(p.standing), int(Standing::Excluded));
  }

  void one_model_on_two_devices_is_a_trade_off_of_devices() {
    Study study;
    study.models = {kAttention};
    study.devices = {"cpu", "vulkan:0"};
    const std::string file = PARETO_RESOURCE_DIR "/published/published-quality.json";
    Evidence evidence(
        study, {}, std::make_shared<const PublishedResults>(*PublishedResults::parse(*read_strict_json(file), file)));
    Measurement slow = test::decode(kAttention, 8, 2048, 90), fast = test::decode(kAttention, 8, 2048, 30);
    fast.key.device = "vulkan:0";
    evidence.add(slow);
    evidence.add(fast);
    const TradeOff result =
        trade_off(evidence, {{kAttention, "cpu"}, {kAttention, "vulkan:0"}}, kTime, kLookups, kAt, {});
    QCOMPARE(result.points.size(), size_t{2});
    QCOMPARE(int(result.points[1].standing), int(Standing::Frontier));
    QCOMPARE(int(result.points[0].standing), int(Standing::SurelyDominated)); // one model, one quality, and slower
    QCOMPARE(result.points[0].dominated_on, std::string("vulkan:0"));
    QVERIFY(result.points[0].same_quality && !result.points[1].same_quality);
    QCOMPARE(of_models(evidence, kTime, kLookups, {2048, 8, 150, "vulkan:0"}, {}).points.front().device,
             std::string("vulkan:0"));
  }

  /// Two devices of one model, and a second model exactly as good and as fast as the first device.
  static Evidence two_devices(double cpu_ms, double gpu_ms, double spread = 0.02, bool preview = false) {
    Study study;
    study.models = {kAttention, kHybrid};
    study.devices = {"cpu", "vulkan:0"};
    const std::string file = PARETO_RESOURCE_DIR "/published/published-quality.json";
    Evidence evidence(
        study, {}, std::make_shared<const PublishedResults>(*PublishedResults::parse(*read_strict_json(file), file)));
    Measurement cpu = decode(kAttention, 8, 2048, cpu_ms, preview, spread),
                gpu = decode(kAttention, 8, 2048, gpu_ms, preview, spread);
    gpu.key.device = "vulkan:0";
    test::add_rounds(evidence, cpu);
    test::add_rounds(evidence, gpu);
    test::add_rounds(evidence, decode(kHybrid, 8, 2048, gpu_ms, preview, spread));
    return evidence;
  }
  static Standing slower_device(const Evidence& evidence, const std::string& metric) {
    return trade_off(evidence, {{kAttention, "cpu"}, {kAttention, "vulkan:0"}}, kTime, {Metric::Quality, metric}, kAt,
                     {})
        .points[0]
        .standing;
  }

  void of_one_model_only_the_cost_decides() {
    QCOMPARE(int(slower_device(two_devices(90, 30), "fda_acc")), int(Standing::SurelyDominated));
    QCOMPARE(int(slower_device(two_devices(90, 30), "zero_shot_avg")),
             int(Standing::SurelyDominated)); // published without an interval
    QCOMPARE(int(slower_device(two_devices(90, 30, 0.02, true), "fda_acc")),
             int(Standing::Excluded)); // a preview settles nothing
    // The axes the other way round.
    const TradeOff turned =
        trade_off(two_devices(90, 30), {{kAttention, "cpu"}, {kAttention, "vulkan:0"}}, kLookups, kTime, kAt, {});
    QCOMPARE(int(turned.points[0].standing), int(Standing::SurelyDominated));
  }

  void another_model_of_nearly_the_same_quality_is_not_the_same_model() {
    // 52.2 against 52.0 with wide intervals: faster for sure, but which one is right more often is not settled.
    const TradeOff result =
        trade_off(two_devices(30, 90), {{kAttention, "cpu"}, {kHybrid, "cpu"}}, kTime, kLookups, kAt, {});
    QCOMPARE(int(point(result, kHybrid).standing), int(Standing::Possible));
    QVERIFY(!point(result, kHybrid).same_quality);
  }

  void on_two_measured_axes_one_model_is_judged_like_any_other() {
    const TradeOff result = trade_off(two_devices(90, 30), {{kAttention, "cpu"}, {kAttention, "vulkan:0"}}, kTime,
                                      {Metric::DecodeRate, {}}, kAt, {});
    QCOMPARE(int(result.points[0].standing), int(Standing::SurelyDominated));
    QVERIFY(!result.points[0].same_quality);
  }

  void an_equal_point_dominates_nobody() {
    const TradeOff result = of_models(with(60, 60, 60, 60), {Metric::Tpot, {}}, {Metric::Tpot, {}}, kAt, {});
    QCOMPARE(result.frontier.size(), size_t(4));
  }
};

PARETO_TEST(TestTradeOff)
#include "tst_trade_off.moc"
