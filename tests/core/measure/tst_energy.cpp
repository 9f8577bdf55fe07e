// SPDX-License-Identifier: GPL-3.0-or-later
// Joules of a stretch of repetitions against counters whose joules are known.
#include "core/measure/metered_server.h"
#include "core/measure/sampling.h"
#include "core/study/protocol/measurement_json.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <limits>

using namespace pareto;

namespace {

/// Joules of a hand, and what was asked of it.
class FakeCounter : public EnergyCounter {
public:
  explicit FakeCounter(const std::string& label) {
    name = label;
    step_seconds = 0;
  }
  Status start() override {
    ++started;
    from = now;
    return broken ? Status(fail(ErrorCode::Io, "The counter is gone.")) : Status();
  }
  Result<double> joules() override {
    if (broken)
      return fail(ErrorCode::Io, "The counter is gone.");
    return now - from;
  }
  void stop() override { ++stopped; }
  double longest_seconds() const override { return longest; }

  double now = 0, from = 0, longest = std::numeric_limits<double>::infinity();
  int started = 0, stopped = 0;
  bool broken = false;
};

struct CountedMachine {
  EnergyCounters counters;
  FakeCounter* add(const std::string& name, Powered powered = Powered::Processor,
                   std::vector<std::string> called = {}) {
    auto counter = std::make_unique<FakeCounter>(name);
    counter->powered = powered;
    counter->called = std::move(called);
    counters.all.push_back(std::move(counter));
    return static_cast<FakeCounter*>(counters.all.back().get());
  }
};

SamplingRules repeated(int count, int warm_up) {
  SamplingRules rules;
  rules.least = rules.most = count;
  rules.warm_up = warm_up;
  rules.budget_seconds = 1e9;
  return rules;
}

/// Some real time, so that stretches have a length.
void wait(double seconds) {
  const double end = now_seconds() + seconds;
  while (now_seconds() < end) {
  }
}

bool nearly(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)); }

} // namespace

class TestEnergy : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void warm_up_is_not_counted() {
    CountedMachine machine;
    FakeCounter& counter = *machine.add("RAPL package-0");
    EnergyMeter meter({}, machine.counters);
    int calls = 0;
    const auto once = [&]() -> Status {
      counter.now += calls++ < 3 ? 1000 : 6; // joules of a repetition
      wait(1e-4);
      return {};
    };
    int prepared = 0;
    const auto prepare = [&]() -> Status {
      ++prepared;
      return {};
    };
    REQUIRE(sample(repeated(20, 3), {once, meter.with(prepare, 3), {}}, {}));
    const Energy energy = meter.finish(4, 0);
    QCOMPARE(prepared, 23);
    QCOMPARE(int(energy.source), int(Source::Measured));
    QCOMPARE(energy.from, std::string("RAPL package-0"));
    QVERIFY(nearly(energy.joules_per_token, 1.5) && nearly(energy.whole_joules_per_token, 1.5) && !energy.idle_watts);
    QVERIFY(energy.ci95 && nearly(energy.ci95->low, 1.5) && nearly(energy.ci95->high, 1.5)); // all alike
    QVERIFY(counter.started == 1 && counter.stopped > 0);
  }

  /// Every step of a trace takes 2 J, whatever it does: an answer costs as many as steps there were, and the time in
  /// which nothing happened costs nothing.
  void answers_that_are_served_cost_their_steps() {
    struct Steps : Server {
      FakeCounter* counter = nullptr;
      Result<double> step(const ServingStep&) override {
        counter->now += 2;
        wait(1e-4);
        return 1e-4;
      }
    };
    CountedMachine machine;
    Steps steps;
    steps.counter = machine.add("RAPL package-0");
    EnergyMeter meter({}, machine.counters);
    MeteredServer server(steps, meter);
    const std::vector<Arrival> arrivals{{0, 256, 4}, {3600, 128, 1}};
    const auto run = serve(arrivals, server, {});
    REQUIRE(run);
    QCOMPARE(run->steps, int64_t{2 + 3 + 1}); // two chunks, of which the last gives a token, three more, one chunk
    const Energy energy = server.energy_per_answer(*run);
    QCOMPARE(int(energy.source), int(Source::Measured));
    QVERIFY2(nearly(energy.whole_joules_per_token, 6.0), qPrintable(QString::number(energy.whole_joules_per_token)));

    EnergyCounters none;
    EnergyMeter rated({.gpu = false, .called = {}, .idle_watts = {}, .idle_from = {}, .rated_watts = 50.0}, none);
    MeteredServer unmetered(steps, rated);
    const auto again = serve(arrivals, unmetered, {});
    REQUIRE(again);
    const Energy modelled = unmetered.energy_per_answer(*again);
    QCOMPARE(int(modelled.source), int(Source::Modelled));
    QVERIFY(nearly(modelled.joules_per_token, 50.0 * again->busy_seconds / 2));
  }

  void counters_of_a_machine_are_summed() {
    CountedMachine machine;
    FakeCounter &first = *machine.add("RAPL package-0"), &second = *machine.add("RAPL package-0 memory");
    FakeCounter& gpu = *machine.add("NVML X", Powered::Gpu, {"NVIDIA X"});
    EnergyMeter meter({}, machine.counters);
    QCOMPARE(meter.from(), std::string("RAPL package-0, RAPL package-0 memory"));
    meter.before_repetition(0);
    wait(1e-4);
    first.now = 3;
    second.now = 1;
    gpu.now = 100;
    QCOMPARE(meter.finish(2, 0).joules_per_token, 2.0);
    QCOMPARE(gpu.started, 0);
    EnergyMeter both({true, "NVIDIA X (open)", {}, {}, {}}, machine.counters);
    both.before_repetition(0);
    wait(1e-4);
    gpu.now += 100;
    QCOMPARE(both.finish(1, 0).joules_per_token, 100.0);
  }

  void idle_is_taken_off_and_both_are_told() {
    CountedMachine machine;
    FakeCounter& counter = *machine.add("RAPL package-0");
    EnergyPlace place;
    place.idle_watts = 10;
    place.idle_from = "RAPL package-0";
    EnergyMeter meter(place, machine.counters);
    const double begin = now_seconds();
    meter.before_repetition(0);
    wait(0.02);
    counter.now = 100;
    const Energy energy = meter.finish(10, 0);
    const double most = now_seconds() - begin;
    QCOMPARE(energy.whole_joules_per_token, 10.0);
    QCOMPARE(*energy.idle_watts, 10.0);
    QVERIFY(energy.joules_per_token >= (100 - 10 * most) / 10 && energy.joules_per_token <= (100 - 10 * 0.02) / 10);
    QVERIFY(!energy.ci95);      // one stretch
    place.idle_from = "NVML X"; // of other counters
    EnergyMeter other(place, machine.counters);
    other.before_repetition(0);
    wait(1e-4);
    counter.now += 1;
    QVERIFY(!other.finish(1, 0).idle_watts);
  }

  /// A prompt of 1,000 tokens in slices: their watts over the time that all of it takes.
  void parts_count_by_their_watts() {
    CountedMachine machine;
    FakeCounter& counter = *machine.add("RAPL package-0");
    EnergyMeter meter({}, machine.counters);
    const double begin = now_seconds();
    for (int i = 0; i < 10; ++i) {
      meter.before_repetition(0);
      wait(1e-3);
      counter.now += 0.1;
    }
    const Energy energy = meter.finish_parts(1000, 5);
    const double most = now_seconds() - begin; // 1 J in this time at most, and in 10 ms at least; 5 s of that
    QVERIFY(energy.joules_per_token <= 5 / 0.01 / 1000 && energy.joules_per_token >= 5 / most / 1000 * (1 - 1e-9));
    EnergyPlace place;
    place.rated_watts = 40;
    CountedMachine none;
    EnergyMeter rated(place, none.counters);
    rated.before_repetition(0);
    QVERIFY(nearly(rated.finish_parts(1000, 5).joules_per_token, 0.2));
  }

  /// Two series on one meter, each with its own warm-up; what lies between them takes a hundred joules.
  void what_lies_between_series_is_not_counted() {
    CountedMachine machine;
    FakeCounter& counter = *machine.add("RAPL package-0");
    EnergyMeter meter({}, machine.counters);
    for (int series = 0; series < 3; ++series) {
      const auto prepare = meter.with({}, 2);
      for (int call = 0; call < 12; ++call) {
        REQUIRE(prepare());
        counter.now += call < 2 ? 1000 : 1 + series;
        wait(1e-4);
      }
      meter.pause();
      counter.now += 100;
      wait(1e-3);
    }
    const Energy energy = meter.finish(1, 0);
    QCOMPARE(energy.joules_per_token, 2.0);
    QVERIFY(energy.ci95 && energy.ci95->low < 2 && energy.ci95->high > 2);
  }

  void less_than_idle_is_nothing() {
    CountedMachine machine;
    machine.add("RAPL package-0");
    EnergyPlace place;
    place.idle_watts = 1000;
    place.idle_from = "RAPL package-0";
    EnergyMeter meter(place, machine.counters);
    meter.before_repetition(0);
    wait(1e-3);
    const Energy energy = meter.finish(1, 0);
    QVERIFY(energy.joules_per_token == 0 && energy.whole_joules_per_token == 0);
  }

  void intervals_hold_the_ratio() {
    CountedMachine machine;
    FakeCounter& counter = *machine.add("RAPL package-0");
    EnergyMeter meter({}, machine.counters);
    uint32_t seed = 1;
    double all = 0;
    for (int i = 0; i < 640; ++i) {
      meter.before_repetition(0);
      seed = seed * 1664525u + 1013904223u;
      const double joules = 1 + static_cast<double>(seed >> 8) / (1 << 24);
      counter.now += joules;
      all += joules;
    }
    const Energy energy = meter.finish(1, 0);
    QVERIFY(nearly(energy.joules_per_token, all / 640));
    QVERIFY(energy.ci95 && energy.ci95->low < all / 640 && energy.ci95->high > all / 640);
    QVERIFY(energy.ci95->high - energy.ci95->low < 0.1 && energy.ci95->high - energy.ci95->low > 0.02);
  }

  /// Long cells read their counters again and again; the total stays exact.
  void many_repetitions() {
    CountedMachine machine;
    FakeCounter& counter = *machine.add("RAPL package-0");
    EnergyMeter meter({}, machine.counters);
    for (int i = 0; i < 20'000; ++i) {
      meter.before_repetition(0);
      counter.now += 0.5;
    }
    const Energy energy = meter.finish(1, 0);
    QCOMPARE(energy.joules_per_token, 0.5);
    QVERIFY(energy.ci95 && nearly(energy.ci95->low, 0.5) && nearly(energy.ci95->high, 0.5));
  }

  void too_short_a_stretch_is_missing() {
    CountedMachine machine;
    FakeCounter& counter = *machine.add("NVML X");
    counter.step_seconds = 100;
    EnergyMeter meter({}, machine.counters);
    meter.before_repetition(0);
    counter.now = 5;
    const Energy energy = meter.finish(1, 0);
    QCOMPARE(int(energy.source), int(Source::Missing));
    QVERIFY2(energy.from.find("tells 5 % only over 2e+03 s") != std::string::npos, energy.from.c_str());
  }

  void a_gap_that_hides_a_wrap_is_missing() {
    CountedMachine machine;
    machine.add("RAPL package-0")->longest = 1e-3;
    EnergyMeter meter({}, machine.counters);
    meter.before_repetition(0);
    wait(2e-3);
    const Energy energy = meter.finish(1, 0);
    QVERIFY2(energy.source == Source::Missing && energy.from.find("more than once") != std::string::npos,
             energy.from.c_str());
  }

  void reasons_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("fragment");
    QTest::newRow("none") << 0 << "This machine shows no energy counter; give its watts";
    QTest::newRow("refused") << 1 << "Only root may";
    QTest::newRow("broken") << 2 << "The counter is gone.";
    QTest::newRow("gpu without") << 3 << "No energy counter of NVIDIA X";
    QTest::newRow("two alike") << 4 << "2 devices are called NVIDIA X";
  }
  /// And with watts that a person gave, joules by them.
  void reasons() {
    QFETCH(int, kind);
    QFETCH(QString, fragment);
    CountedMachine machine;
    EnergyPlace place;
    if (kind == 1)
      machine.counters.refused = "Only root may read that.";
    if (kind >= 2)
      machine.add("RAPL package-0")->broken = kind == 2;
    if (kind >= 3) {
      place.gpu = true;
      place.called = "NVIDIA X";
    }
    for (int i = 0; kind == 4 && i < 2; ++i)
      machine.add("NVML NVIDIA X", Powered::Gpu, {"NVIDIA X"});
    EnergyMeter plain(place, machine.counters);
    plain.before_repetition(0);
    const Energy missing = plain.finish(8, 0.5);
    QCOMPARE(int(missing.source), int(Source::Missing));
    QVERIFY2(missing.from.find(fragment.toStdString()) != std::string::npos, missing.from.c_str());
    QVERIFY(missing.from.ends_with("."));
    place.rated_watts = 65;
    EnergyMeter rated(place, machine.counters);
    rated.before_repetition(0);
    const Energy modelled = rated.finish(8, 0.5);
    QCOMPARE(int(modelled.source), int(Source::Modelled));
    QCOMPARE(modelled.from, std::string("rated 65 W"));
    QVERIFY(nearly(modelled.joules_per_token, 65 * 0.5 / 8) && !modelled.ci95 && !modelled.idle_watts);
    QCOMPARE(modelled.whole_joules_per_token, modelled.joules_per_token);
  }

  void nothing_was_repeated() {
    CountedMachine machine;
    machine.add("RAPL package-0");
    EnergyMeter meter({}, machine.counters);
    QCOMPARE(int(meter.finish(1, 0).source), int(Source::Missing));
  }

  void the_lowest_idle_counts() {
    CountedMachine machine;
    FakeCounter& counter = *machine.add("RAPL package-0");
    Calibration calibration;
    QVERIFY(add_idle("cpu", calibration, machine.counters));
    QVERIFY(calibration.idle_watts && *calibration.idle_watts == 0 && calibration.idle_from == "RAPL package-0");
    QVERIFY(!add_idle("cpu", calibration, machine.counters)); // not lower
    calibration.idle_watts = 5;
    QVERIFY(add_idle("cpu", calibration, machine.counters));
    calibration.idle_from = "NVML X";
    QVERIFY(add_idle("cpu", calibration, machine.counters)); // of other counters
    counter.broken = true;
    QVERIFY(!add_idle("cpu", calibration, machine.counters));
    CountedMachine none;
    QVERIFY(!add_idle("cpu", calibration, none.counters));
  }

  void idle_travels_with_the_calibration() {
    Calibration calibration{"Processor", "avx2", 2, {1e10, 1e11}};
    QVERIFY(!to_json(calibration).contains("idle_watts"));
    calibration.idle_watts = 12.5;
    calibration.idle_from = "RAPL package-0";
    const auto back = calibration_from_json(to_json(calibration));
    REQUIRE(back);
    QVERIFY(back->idle_watts == 12.5 && back->idle_from == "RAPL package-0");
    nlohmann::json odd = to_json(calibration);
    odd["idle_watts"] = -1;
    QVERIFY(!calibration_from_json(odd)->idle_watts);
  }

  void energy_travels_with_the_measurement() {
    Measurement m;
    m.key.model = "mamba2@probe";
    m.energy = Energy{0.5, 0.75, 20.0, Source::Measured, "RAPL package-0", Interval{0.4, 0.6}};
    const auto counted = measurement_from_json(to_json(m));
    REQUIRE(counted);
    QVERIFY(counted->energy && counted->energy->ci95 && counted->energy->ci95->high == 0.6);
    QVERIFY(counted->energy->whole_joules_per_token == 0.75 && counted->energy->idle_watts == 20.0);
    m.energy = Energy{0, 0, std::nullopt, Source::Missing, "Only root may read that."};
    QVERIFY(to_json(m)["energy"]["joules_per_token"].is_null()); // a missing value is null, never 0
    const auto missing = measurement_from_json(to_json(m));
    REQUIRE(missing);
    QVERIFY(missing->energy->source == Source::Missing && missing->energy->from == "Only root may read that.");
    nlohmann::json odd = to_json(m);
    odd["energy"] = {{"joules_per_token", -1.0}, {"source", "measured"}, {"from", "x"}};
    QVERIFY(!measurement_from_json(odd));
  }
};

PARETO_TEST(TestEnergy)
#include "tst_energy.moc"
