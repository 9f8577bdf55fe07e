// SPDX-License-Identifier: GPL-3.0-or-later
// Joules on an axis: at counted cells, between them, beyond them, modelled by watts, and why there are none.
#include "core/decide/axis.h"
#include "core/decide/power_grid.h"
#include "core/decide/quantity_math.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/sentences.h"
#include "tests/support/measurements.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>

using namespace pareto;
using test::decode;
using test::prefill;

namespace {

const std::string kCounted = "mamba2@pilot";

Energy counted(double joules, double spread = 0.02) {
  return {joules,           joules + 0.1,     10.0,
          Source::Measured, "RAPL package-0", Interval{joules * (1 - spread), joules * (1 + spread)}};
}

Measurement with_energy(Measurement measurement, const Energy& energy) {
  measurement.energy = energy;
  return measurement;
}

/// 20 ms a step of 8 requests and 500 ms a prompt of 2,048 tokens: 0.5 J a token given, 0.01 J a token read.
Evidence counted_cells(const std::optional<Energy>& decoding = counted(0.5),
                       const std::optional<Energy>& reading = counted(0.01)) {
  Study study;
  study.models = {kCounted};
  Evidence evidence(study, {}, nullptr);
  Measurement step = decode(kCounted, 8, 2048, 20), prompt = prefill(kCounted, 8, 2048, 500);
  step.energy = decoding;
  prompt.energy = reading;
  evidence.add(step);
  evidence.add(prompt);
  return evidence;
}

bool near(const std::optional<double>& a, double b) { return a && std::abs(*a - b) <= 1e-6 * std::abs(b); }

Quantity time_of(double ms) {
  Quantity q;
  q.value = ms;
  q.ci95 = Interval{ms * 0.9, ms * 1.1};
  q.source = Source::Measured;
  q.n = 20;
  return q;
}

} // namespace

class TestPowerGrid : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// What a person states of the machine's power now stands for watts that were stated before, never for a counter.
  void stated_watts_stand_where_nothing_counts() {
    PowerGrid none, modelled, meter;
    Measurement m = decode(kCounted, 8, 2048, 20);
    m.energy = Energy{0, 0, std::nullopt, Source::Missing, "No counter."};
    none.add(8, 2048, m);
    m.energy = Energy{0.05, 0.05, std::nullopt, Source::Modelled, "rated 20 W"};
    modelled.add(8, 2048, m);
    m.energy = counted(0.5);
    meter.add(8, 2048, m);
    QVERIFY(!none.joules(time_of(20), 8, 2048).value);
    for (const PowerGrid* grid : {&none, &modelled}) {
      const Quantity q = grid->joules(time_of(20), 8, 2048, 80);
      QVERIFY(near(q.value, 80 * 0.020 / 8) && q.source == Source::Modelled && q.power == "rated 80 W");
      QVERIFY(q.ci95 && near(q.ci95->high, 80 * 0.022 / 8));
    }
    QCOMPARE(*meter.joules(time_of(20), 8, 2048, 80).value, *meter.joules(time_of(20), 8, 2048).value);
  }

  /// One place in the window: the cost's own machine, as long as it is the measured one.
  void watts_are_stated_once() {
    Study study;
    QVERIFY(!study.stated_watts());
    study.cost[CostField::BusyWatts] = entered(90);
    QCOMPARE(*study.stated_watts(), 90.0);
    study.cost[CostField::OwnSpeed] = entered(4); // another machine is bought
    QVERIFY(!study.stated_watts());
    study.cost[CostField::OwnSpeed] = entered(1);
    QCOMPARE(*study.stated_watts(), 90.0);
    study.cost[CostField::BusyWatts].source = InputSource::Modelled; // of a data sheet
    QVERIFY(!study.stated_watts());
    study.watts = 65;
    QCOMPARE(*study.stated_watts(), 65.0);
    study.models = {kCounted};
    Evidence evidence(study, {}, nullptr);
    evidence.add(decode(kCounted, 8, 2048, 20));
    QVERIFY(near(evidence.value(kCounted, Metric::Energy, {2048, 8, 150}).value,
                 65 * *evidence.value(kCounted, Metric::Tpot, {2048, 8, 150}).value / 1e3 / 8));
  }

  void counted_cells_keep_their_joules() {
    const Evidence evidence = counted_cells();
    const OperatingPoint at{2048, 8, 150};
    const Quantity token = evidence.value(kCounted, Metric::Energy, at),
                   answer = evidence.value(kCounted, Metric::AnswerEnergy, at);
    QVERIFY(near(token.value, 0.5) && near(answer.value, 2048 * 0.01 + 149 * 0.5));
    QVERIFY(token.ci95 && near(token.ci95->low, 0.49) && near(token.ci95->high, 0.51));
    QVERIFY(answer.ci95 && near(answer.ci95->low, *answer.value * 0.98));
    for (const Quantity* q : {&token, &answer}) {
      QVERIFY(q->source == Source::Measured && q->reach == Reach::Exact && !q->preview);
      QVERIFY(q->power == "RAPL package-0" && q->idle_watts == 10.0);
    }
  }

  /// Watts hardly vary: joules follow the time.
  void joules_follow_the_time() {
    PowerGrid grid;
    grid.add(8, 2048, with_energy(decode(kCounted, 8, 2048, 20), counted(0.5))); // 200 W
    const Quantity there = grid.joules(time_of(20), 8, 2048), further = grid.joules(time_of(40), 8, 4096);
    QVERIFY(std::abs(*there.value - 0.5) < 0.01 && std::abs(*further.value - 1) < 0.02);
    QVERIFY(further.ci95 && near(further.ci95->high, *further.value * 1.1 * 1.02)); // both are unsure
    const Quantity alone = grid.joules(time_of(10), 1, 2048);
    QVERIFY(std::abs(*alone.value - 2) < 0.04); // all of the machine for one request
    Quantity beyond = time_of(100);
    beyond.source = Source::Modelled;
    beyond.reach = Reach::Beyond;
    const Quantity modelled = grid.joules(beyond, 8, 65536);
    QVERIFY(modelled.source == Source::Modelled && modelled.reach == Reach::Beyond && modelled.value);
  }

  void watts_that_somebody_gave_are_modelled() {
    const Energy rated{65 * 0.02 / 8, 65 * 0.02 / 8, std::nullopt, Source::Modelled, "rated 65 W"};
    const Evidence evidence = counted_cells(rated, rated);
    const Quantity q = evidence.value(kCounted, Metric::Energy, {2048, 8, 150});
    QVERIFY(std::abs(*q.value - 65 * 0.02 / 8) < 1e-3 && q.source == Source::Modelled && q.power == "rated 65 W");
    Quantity without = q;
    without.ci95.reset();
    QVERIFY(!range_of(without)); // no formula's exact value
  }

  void the_reason_stands_in_its_place() {
    const Energy refused{0, 0, std::nullopt, Source::Missing, "Only root may read that."};
    const Quantity why = counted_cells(refused, refused).value(kCounted, Metric::Energy, {2048, 8, 150});
    QVERIFY(!why.value && why.gap == Gap::Failed && why.why == "Only root may read that.");
    const Quantity older =
        counted_cells(std::nullopt, std::nullopt).value(kCounted, Metric::AnswerEnergy, {2048, 8, 150});
    QVERIFY(!older.value && older.gap == Gap::NotMeasured);
    Study study;
    study.models = {kCounted};
    const Evidence nothing(study, {}, nullptr);
    QVERIFY(nothing.value(kCounted, Metric::Energy, {2048, 8, 150}).gap == Gap::NotMeasured);
  }

  void quiet_cells_count_before_others() {
    PowerGrid grid;
    Measurement disturbed = with_energy(decode(kCounted, 8, 2048, 20), counted(0.9));
    disturbed.condition = Condition::Disturbed;
    grid.add(8, 2048, disturbed);
    const Quantity first = grid.joules(time_of(20), 8, 2048);
    QVERIFY(std::abs(*first.value - 0.9) < 0.02 && first.preview && !first.ci95); // it orders nothing
    grid.add(8, 2048, with_energy(decode(kCounted, 8, 2048, 20), counted(0.5)));
    grid.add(8, 2048, disturbed);
    const Quantity last = grid.joules(time_of(20), 8, 2048);
    QVERIFY(std::abs(*last.value - 0.5) < 0.01 && !last.preview && last.ci95);
  }

  void no_interval_is_a_preview() {
    Energy few = counted(0.5);
    few.ci95.reset();
    const Quantity q = counted_cells(few, few).value(kCounted, Metric::Energy, {2048, 8, 150});
    QVERIFY(q.value && q.preview && !q.ci95 && !range_of(q));
  }

  void curves_of_energy() {
    Evidence evidence = counted_cells();
    evidence.add(with_energy(decode(kCounted, 8, 8192, 22), counted(0.6)));
    const Curve curve = evidence.curve(kCounted, Metric::Energy, Along::Context, {2048, 8, 150}, 2048, 8192);
    QVERIFY(curve.size() >= 2 && near(curve.front().quantity.value, 0.5) && near(curve.back().quantity.value, 0.6));
  }

  void words() {
    const Evidence evidence = counted_cells();
    const Voice voice;
    QCOMPARE(metric_title(voice, evidence, {Metric::AnswerEnergy, {}}), std::string("Energy per answer of 150 tokens"));
    QCOMPARE(metric_unit(voice, evidence, {Metric::Energy, {}}), std::string("J"));
    QCOMPARE(value_phrase(voice, evidence, {Metric::Energy, {}}, 0.5), std::string("0.500 J per output token"));
    QCOMPARE(value_phrase(voice, evidence, {Metric::AnswerEnergy, {}}, 95'000), std::string("95.0 kJ per answer"));
    QCOMPARE(number_text(voice, 0.0123, NumberFormat::Joules), std::string("12.3 mJ"));
    const auto line = [&](const Energy& energy) {
      const Evidence known = counted_cells(energy, energy);
      const Quantity q = known.value(kCounted, Metric::Energy, {2048, 8, 150});
      return provenance_lines(voice, known, provenance(known, {}, {q})).back();
    };
    QVERIFY(line(counted(0.5)).find("energy by RAPL package-0, 10.0 W of the idle machine taken off") !=
            std::string::npos);
    Energy whole = counted(0.5);
    whole.idle_watts.reset();
    QVERIFY(line(whole).find("energy by RAPL package-0, with what the idle machine takes") != std::string::npos);
    const std::string rated = line({0.1, 0.1, std::nullopt, Source::Modelled, "rated 65 W"});
    QVERIFY2(rated.find("energy modelled: time at 65 W") != std::string::npos &&
                 rated.find("memory by formula") == std::string::npos,
             rated.c_str());
  }
};

PARETO_TEST(TestPowerGrid)
#include "tst_power_grid.moc"
