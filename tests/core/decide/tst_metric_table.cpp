// SPDX-License-Identifier: GPL-3.0-or-later
// The table of metrics against what its rows mean elsewhere: ids, columns, limits in files, crossings, values.
#include "core/decide/axis.h"
#include "core/decide/limits.h"
#include "tests/support/measurements.h"
#include "tests/support/program.h"

#include <QTest>

#include <set>

using namespace pareto;
using test::decode;
using test::prefill;

namespace {

const std::string kModel = "mamba2@pilot";

/// 20 ms a step of 8 requests, 500 ms a prompt of 2,048 tokens.
Evidence measured() {
  Study study;
  study.models = {kModel};
  Evidence evidence(study, {}, nullptr);
  evidence.add(decode(kModel, 8, 2048, 20));
  evidence.add(prefill(kModel, 8, 2048, 500));
  return evidence;
}

} // namespace

class TestMetricTable : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void every_row_is_found_by_its_id() {
    std::set<std::string> ids;
    for (const MetricRow& row : metric_table()) {
      QCOMPARE(int(*metric_from_string(to_string(row.metric))), int(row.metric));
      QCOMPARE(&row_of(row.metric), &row);
      QCOMPARE(higher_is_better(row.metric), row.higher_is_better);
      QVERIFY(ids.insert(row.id).second);
    }
    QVERIFY(!metric_from_string("happiness") && !metric_from_string(""));
  }

  void columns_name_the_unit() {
    QCOMPARE(column_of({Metric::Tpot, {}}), std::string("tpot_ms"));
    QCOMPARE(column_of({Metric::PrefillRate, {}}), std::string("prefill_rate_tokens_per_s"));
    QCOMPARE(column_of({Metric::State, {}}), std::string("state_bytes"));
    QCOMPARE(column_of({Metric::Energy, {}}), std::string("energy_j"));
    QCOMPARE(column_of({Metric::AnswerEnergy, {}}), std::string("answer_energy_j"));
    QCOMPARE(column_of({Metric::Quality, "fda_acc"}), std::string("fda_acc"));
  }

  void curves_cross_where_a_time_crosses() {
    for (const MetricRow& row : metric_table()) {
      const MetricRow& as = row_of(row.crosses_as);
      QCOMPARE(int(as.crosses_as), int(as.metric));
      QVERIFY(as.kind == row.kind && as.timed == row.timed);
      if (row.kind == MetricKind::Speed)
        QVERIFY(!as.higher_is_better && as.unit == Unit::Milliseconds);
    }
  }

  void every_metric_is_computed_from_what_was_measured() {
    const Evidence evidence = measured();
    const auto value = [&](Metric metric) { return evidence.value(kModel, metric, {2048, 8, 150}).value; };
    const double step = *value(Metric::Tpot), prompt = *value(Metric::Ttft);
    QVERIFY(std::abs(step - 20) < 0.2 && std::abs(prompt - 500) < 5);
    QCOMPARE(*value(Metric::AnswerTime), prompt + 149 * step);
    QCOMPARE(*value(Metric::DecodeRate), 1e3 * 8 / step);
    QCOMPARE(*value(Metric::PrefillRate), 1e3 * 8 * 2048 / prompt);
    QVERIFY(*value(Metric::State) > 0 && *value(Metric::Memory) > *value(Metric::State));
    QVERIFY(!value(Metric::Quality));
    QVERIFY(!value(Metric::Energy) && !value(Metric::AnswerEnergy)); // nothing counted it
  }

  /// Half of 2,048 tokens in the state already: what is read takes what the whole takes less what that half does.
  void what_is_reused_is_not_read() {
    Evidence evidence = measured();
    const OperatingPoint half{2048, 8, 150, {}, 0.5};
    const auto ttft = [&](const OperatingPoint& at) { return evidence.value(kModel, Metric::Ttft, at); };
    QVERIFY(!may_decide(ttft(half))); // the half was not measured
    evidence.add(prefill(kModel, 8, 1024, 230));
    const double whole = *ttft({2048, 8, 150}).value, first = *ttft({1024, 8, 150}).value;
    QCOMPARE(*ttft(half).value, whole - first);
    QVERIFY(may_decide(ttft(half)) && ttft(half).ci95 && ttft(half).ci95->low < whole - first);
    QCOMPARE(*evidence.value(kModel, Metric::AnswerTime, half).value,
             whole - first + 149 * *evidence.value(kModel, Metric::Tpot, half).value);
    QCOMPARE(*evidence.value(kModel, Metric::PrefillRate, half).value, 1e3 * 8 * 2048 / whole); // of reading at all
    QCOMPARE(*evidence.value(kModel, Metric::Memory, half).value,
             *evidence.value(kModel, Metric::Memory, {2048, 8, 150}).value);
    const Rounds rounds = evidence.rounds(kModel, Metric::Ttft, half);
    QVERIFY(!rounds.empty() && std::abs(rounds.begin()->second - 270) < 5);
  }

  void quality_of_another_precision_is_not_asked_of_this_study() {
    Evidence evidence = measured();
    const Quantity q = evidence.value_at("q8", kModel, Metric::Quality, {2048, 8, 150});
    QVERIFY(!q.value && q.gap == Gap::NotPublished);
  }

  void limits_survive_a_file_under_the_keys_of_always() {
    Limits limits;
    for (const MetricRow& row : metric_table())
      if (row.limit)
        limits[row.metric] = 10.0 + static_cast<double>(row.metric);
    const nlohmann::json file = to_json(limits);
    QCOMPARE(file.size(), size_t(4));
    for (const char* key : {"most_tpot_ms", "most_answer_ms", "most_memory_bytes", "least_quality"})
      QVERIFY2(file.contains(key), key);
    QCOMPARE(limits_from_json(file), limits);
  }

  void limits_of_an_older_or_newer_file_are_read_as_far_as_they_are_known() {
    QCOMPARE(limits_from_json(nlohmann::json::parse(
                 R"({"most_tpot_ms": 150, "least_quality": "forty", "most_joules": 3, "most_ttft_ms": 5})")),
             (Limits{{Metric::Tpot, 150}}));
    QVERIFY(limits_from_json(nlohmann::json::parse("[1]")).empty());
    QVERIFY(limits_from_json(nullptr).empty());
  }

  void a_limit_is_set_and_removed() {
    Limits limits = default_limits();
    QVERIFY(limits.empty()); // nobody is limited before he says so
    set_limit(limits, Metric::Memory, 3e9);
    QCOMPARE(limit_on(limits, Metric::Memory), std::optional(3e9));
    set_limit(limits, Metric::Memory, std::nullopt);
    QVERIFY(limits.empty() && !limit_on(limits, Metric::Memory));
  }
};

PARETO_TEST(TestMetricTable)
#include "tst_metric_table.moc"
