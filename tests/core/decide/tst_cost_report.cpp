// SPDX-License-Identifier: GPL-3.0-or-later
// What a month costs in four ways: worked by hand, against brute force, and the same bytes for the same inputs.
#include "core/decide/cost/cost_event.h"
#include "core/decide/cost/report.h"
#include "core/decide/words/cost_words.h"
#include "core/formats/strict_json.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace pareto;
using F = CostField;

namespace {

/// 10,000 requests of 1,000 + 200 tokens a day on 30 days, a tenth of them in the busiest hour; a machine that answers
/// 0.1 requests a second and takes 4 s of its time for each.
CostInputs stated() {
  CostInputs inputs;
  inputs[F::RequestsPerDay] = entered(10'000);
  inputs[F::BusiestHourShare] = entered(0.1);
  inputs[F::DaysPerMonth] = entered(30);
  inputs[F::MachinePrice] = entered(9600);
  inputs[F::LifetimeYears] = entered(4);
  inputs[F::OwnStaff] = entered(500);
  inputs[F::OwnMigration] = entered(3600);
  inputs[F::HorizonYears] = entered(3);
  inputs[F::Pue] = entered(1.5);
  inputs[F::ElectricityPrice] = entered(0.2);
  inputs[F::IdleWatts] = entered(100);
  inputs[F::BusyWatts] = entered(400);
  inputs[F::RentedPerHour] = entered(2);
  inputs[F::RentedSpeed] = entered(5);
  inputs[F::RentedStaff] = entered(300);
  inputs[F::RentedMigration] = entered(0);
  inputs[F::ApiInput] = entered(0.5);
  inputs[F::ApiOutput] = entered(2);
  inputs[F::ApiStaff] = entered(100);
  inputs[F::ApiMigration] = entered(720);
  inputs[F::TodayPerRequest] = entered(0.05);
  return inputs;
}

const LengthMix kLengths1200{{1, 1000, 200}};

Capacity machine(double per_s = 0.1, double service_s = 4) {
  Capacity capacity;
  capacity.per_s = capacity.low = capacity.high = per_s;
  capacity.source = Source::Modelled;
  capacity.service_s = service_s;
  capacity.at_once = 1;
  return capacity;
}

CostReport report_of(const CostInputs& inputs, const Capacity& capacity = machine(), bool overnight = false) {
  return cost_report(inputs, kLengths1200, capacity, overnight ? 28'800 : 10, overnight);
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b)); }

const WayCost& of(const CostReport& report, Way way) { return report.of(way); }

/// The same by counting machines one after the other.
double by_hand(const CostLine& line, int64_t volume) {
  double machines = 0;
  if (std::isfinite(line.machine_per_day)) {
    machines = 1;
    while (machines * line.machine_per_day < static_cast<double>(volume) * (1 - 1e-12))
      ++machines;
  }
  return line.fixed + line.per_machine * machines + line.per_request * static_cast<double>(volume) * line.days;
}

CostLine random_line(std::mt19937& random) {
  const auto of = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
  CostLine line;
  line.fixed = of(0, 500);
  line.per_request = random() % 3 == 0 ? 0 : of(0, 0.05);
  if (random() % 3 != 0) {
    line.per_machine = of(0, 400);
    line.machine_per_day = std::floor(of(3, 700)) + (random() % 2 == 0 ? 0.5 : 0);
  }
  return line;
}

std::string bytes_of(const CostReport& report) {
  const Voice english;
  std::string all = capacity_event(report, capacity_text(english, report)).dump();
  for (const Way way : kAllWays)
    all += way_event(report, way, way_text(english, report, way)).dump() +
           payback_event(report, way, payback_text(english, report, way)).dump();
  for (const Crossing& crossing : report.crossings)
    all += crossing_event(crossing, crossing_text(english, crossing)).dump();
  for (const Swing& swing : report.tornado)
    all += swing_event(swing, swing_text(english, report, swing)).dump();
  return all;
}

} // namespace

class TestCost : public QObject {
  Q_OBJECT
private Q_SLOTS:
  // --- Twenty-four worked by hand; the comments are the calculation.

  void machines_are_whole() { // 0.1/s * 3600 / 0.1 = 3,600 a day each; 10,000 take 2.8
    QCOMPARE(of(report_of(stated()), Way::Own).machines.value, 3.0);
    CostInputs inputs = stated();
    inputs[F::RequestsPerDay] = entered(7200);
    QCOMPARE(of(report_of(inputs), Way::Own).machines.value, 2.0); // exactly two
    inputs[F::RequestsPerDay] = entered(7201);
    QCOMPARE(of(report_of(inputs), Way::Own).machines.value, 3.0);
    inputs[F::RequestsPerDay] = entered(1);
    QCOMPARE(of(report_of(inputs), Way::Own).machines.value, 1.0);
  }

  void own_month() {
    // machines 3 * 9600 / 48 = 600; staff 500; migration 3600 / 36 = 100
    // idle: 3 * 0.1 kW * 730.5 h * 1.5 * 0.2 = 65.745
    // work: (400 - 100) W * 4 s = 1200 J; 300,000 requests: 1200 * 3e5 / 3.6e6 * 1.5 * 0.2 = 30
    QVERIFY(near(of(report_of(stated()), Way::Own).month.value, 600 + 500 + 100 + 65.745 + 30));
  }

  void own_marginal() { // of a thousand: 1000 * 1200 / 3.6e6 * 1.5 * 0.2 = 0.1
    QVERIFY(near(of(report_of(stated()), Way::Own).marginal.value, 0.1));
  }

  void own_per_thousand() { QVERIFY(near(of(report_of(stated()), Way::Own).per_thousand.value, 1295.745 / 300)); }

  void own_investment() { QVERIFY(near(of(report_of(stated()), Way::Own).investment.value, 3 * 9600 + 3600)); }

  void own_running() { // without 600 of machines and 100 of migration
    QVERIFY(near(of(report_of(stated()), Way::Own).line->running(10'000), 595.745));
  }

  void measured_joules_go_before_rated_power() { // 900 J: 900 * 3e5 / 3.6e6 * 0.3 = 22.5 instead of 30
    Capacity counted = machine();
    counted.joules = 900;
    QVERIFY(near(of(report_of(stated(), counted), Way::Own).month.value, 1295.745 - 7.5));
  }

  /// 20 s an answer with a patience of 10 s: here nobody is answered in time, on a machine four times as fast all are.
  void a_faster_machine_answers_where_this_one_is_too_slow() {
    Capacity slow = machine();
    slow.per_s = slow.low = slow.high = 0;
    slow.services = {{{1, 20, 20}}, {{1, 15, 30}}}; // one and two at once
    slow.patience_s = 10;
    QCOMPARE(per_s_at(slow, 1), 0.0);
    const double four = capacity_per_s({{1, 5, 5}}, 10), best = std::max(four, capacity_per_s({{1, 3.75, 7.5}}, 10));
    QVERIFY(four > 0 && near(per_s_at(slow, 4), best));
    CostInputs inputs = stated();
    QVERIFY(of(report_of(inputs, slow), Way::Own).gap == CostGap::TooSlow); // this one
    inputs[F::RentedSpeed] = entered(4);
    const WayCost rented = of(report_of(inputs, slow), Way::Rented);
    QVERIFY(rented.gap == CostGap::None);
    Capacity direct = machine();
    direct.per_s = direct.low = direct.high = best;
    inputs[F::RentedSpeed] = entered(1);
    QVERIFY(near(rented.month.value, of(report_of(inputs, direct), Way::Rented).month.value));
  }

  void joules_of_another_machine_are_rated() { // speed 2: half the seconds, 600 J: 15; 7,200 a day each: 2 machines
    CostInputs inputs = stated();
    inputs[F::OwnSpeed] = entered(2);
    Capacity counted = machine();
    counted.joules = 900;
    QVERIFY(near(of(report_of(inputs, counted), Way::Own).month.value, 400 + 500 + 100 + 43.83 + 15));
  }

  void rented_month() { // speed 5: 18,000 a day, 1 machine; 2 * 24 * 30 = 1,440 + 300
    QVERIFY(near(of(report_of(stated()), Way::Rented).month.value, 1740));
    QCOMPARE(of(report_of(stated()), Way::Rented).machines.value, 1.0);
    QCOMPARE(of(report_of(stated()), Way::Rented).marginal.value, 0.0);
  }

  void rented_for_some_hours() { // 2 * 10 * 22 + 300
    CostInputs inputs = stated();
    inputs[F::RentedHours] = entered(10);
    inputs[F::DaysPerMonth] = entered(22);
    QVERIFY(near(of(report_of(inputs), Way::Rented).month.value, 740));
  }

  void api_month() { // (1000 * 0.5 + 200 * 2) / 1e6 = 0.0009 each; 300,000: 270; staff 100; 720 / 36 = 20
    QVERIFY(near(of(report_of(stated()), Way::Api).month.value, 390));
    QVERIFY(near(of(report_of(stated()), Way::Api).marginal.value, 0.9));
    QCOMPARE(of(report_of(stated()), Way::Api).machines.value, 0.0);
  }

  void api_follows_the_mean_of_the_lengths() { // mean 2,000 + 110: 1000 + 220 -> 0.00122 each: 366 + 120
    const LengthMix mix{{0.5, 1000, 200}, {0.5, 3000, 20}};
    const CostReport report = cost_report(stated(), mix, machine(), 10, false);
    QVERIFY(near(of(report, Way::Api).month.value, 486));
  }

  void today_month() { QVERIFY(near(of(report_of(stated()), Way::Today).month.value, 15'000)); } // 300,000 * 0.05

  void overnight_has_the_night() { // 0.1/s * 28,800 s = 2,880 a night: 4 machines
    QCOMPARE(of(report_of(stated(), machine(), true), Way::Own).machines.value, 4.0);
  }

  void cheapest_is_the_api() {
    const CostReport report = report_of(stated());
    QVERIFY(report.cheapest == Way::Api && report.surely); // 390 against 1,295.745, 1,740, 15,000
  }

  void yen_by_the_stated_rate() { // 390 * 150
    CostInputs inputs = stated();
    inputs.currency = Currency::JPY;
    QVERIFY(of(report_of(inputs), Way::Api).gap == CostGap::Rates);
    QCOMPARE(of(report_of(inputs), Way::Api).missing, std::vector<F>{F::YenPerDollar});
    inputs[F::YenPerDollar] = entered(150);
    QVERIFY(near(of(report_of(inputs), Way::Api).month.value, 58'500));
  }

  void euros_into_yen_by_both_rates() { // 0.18 EUR a kWh at 0.9 EUR and 150 JPY a dollar: 30 JPY
    QVERIFY(near(*exchange(Currency::EUR, Currency::JPY, 150, 0.9), 150 / 0.9));
    CostInputs inputs = stated();
    inputs[F::ElectricityPrice] = entered(0.18, Currency::EUR);
    inputs[F::EuroPerDollar] = entered(0.9); // 0.2 USD again
    QVERIFY(near(of(report_of(inputs), Way::Own).month.value, 1295.745));
    QVERIFY(!exchange(Currency::EUR, Currency::JPY, 150, {}) && *exchange(Currency::EUR, Currency::EUR, {}, {}) == 1);
  }

  void what_is_left_out_is_named() { // power and staff: 600 + 100
    CostInputs inputs = stated();
    for (const F field : {F::OwnStaff, F::ElectricityPrice, F::IdleWatts, F::BusyWatts})
      clear(inputs, field);
    const WayCost own = of(report_of(inputs), Way::Own);
    QVERIFY(near(own.month.value, 700));
    QCOMPARE(own.left_out.size(), size_t(4));
  }

  void what_is_missing_is_named() {
    CostInputs inputs = stated();
    clear(inputs, F::MachinePrice);
    clear(inputs, F::RequestsPerDay);
    const CostReport report = report_of(inputs);
    QVERIFY(of(report, Way::Own).gap == CostGap::Inputs && !report.cheapest && report.tornado.empty());
    QCOMPARE(of(report, Way::Own).missing, (std::vector<F>{F::RequestsPerDay, F::MachinePrice}));
    QVERIFY(way_text(Voice(), report, Way::Own).find("Price of a machine") != std::string::npos);
  }

  void nobody_in_time_is_no_machine() {
    QVERIFY(of(report_of(stated(), machine(0)), Way::Own).gap == CostGap::TooSlow);
    Capacity unknown;
    QVERIFY(of(report_of(stated(), unknown), Way::Rented).gap == CostGap::NoSpeed);
    QVERIFY(of(report_of(stated(), unknown), Way::Api).gap == CostGap::None); // needs no machine
  }

  void no_payback_without_a_benefit() {
    const CostReport report = report_of(stated());
    QVERIFY(report.paybacks[0].kind == Payback::Kind::NoBenefit);
    QVERIFY(payback_text(Voice(), report, Way::Own).find("worth") != std::string::npos);
  }

  void payback_in_months() { // 300,000 * 0.01 - 595.745 = 2,404.255 a month; 32,400 / 2,404.255 = 13.476
    CostInputs inputs = stated();
    inputs[F::BenefitPerRequest] = entered(0.01);
    const Payback back = report_of(inputs).paybacks[0];
    QVERIFY(back.kind == Payback::Kind::Months && near(*back.value, 32'400 / 2404.255));
    QVERIFY(near(back.low, *back.value) && near(*back.high, *back.value));
    QCOMPARE(payback_text(Voice(), report_of(inputs), Way::Own),
             std::string("Own machine is paid back in 13.5 months by what answers are worth (0.01 USD each)."));
  }

  void payback_beyond_its_use_says_so() { // 300,000 * 0.0025 - 595.745 = 154.255 a month: 210 months; used for 48
    CostInputs inputs = stated();
    inputs[F::BenefitPerRequest] = entered(0.0025);
    const CostReport report = report_of(inputs);
    QVERIFY(near(report.paybacks[0].lasts, 48) && near(report.paybacks[0].worth, 0.0025));
    QCOMPARE(payback_text(Voice(), report, Way::Own),
             std::string("Own machine is paid back in 210 months by what answers are worth (0.0025 USD each). That is "
                         "longer than the 48 months a machine is used: in its time it is not paid back."));
    QCOMPARE(payback_in_short(Voice(), report, Way::Own),
             std::string("paid back in 210 months, after the 48 months it is used"));
  }

  void every_moved_number_has_a_unit() {
    for (const Swing& swing : report_of(stated()).tornado)
      QVERIFY2(!knob_unit(Voice(), swing.knob, Currency::USD).empty(), to_string(swing.knob));
    QVERIFY(knob_unit(Voice(), {Knob::Kind::Field, F::Pue}, Currency::USD) !=
            knob_unit(Voice(), {Knob::Kind::Field, F::OwnSpeed}, Currency::USD));
  }

  void never_at_this_volume() { // 300,000 * 0.001 = 300 < 595.745
    CostInputs inputs = stated();
    inputs[F::BenefitPerRequest] = entered(0.001);
    const CostReport report = report_of(inputs);
    QVERIFY(report.paybacks[0].kind == Payback::Kind::Never && !report.paybacks[0].value);
    QVERIFY(payback_text(Voice(), report, Way::Own)
                .find("is never paid back at this volume by what answers are worth (0.001 USD each)") !=
            std::string::npos);
  }

  void payback_as_a_range() { // benefit 0.001-0.01: at the dear end never, at the good one 13.476
    CostInputs inputs = stated();
    inputs[F::BenefitPerRequest] = {0.004, 0.001, 0.01, Currency::USD, InputSource::Entered, {}, {}};
    const Payback back = report_of(inputs).paybacks[0];
    QVERIFY(back.kind == Payback::Kind::Months && near(*back.value, 32'400 / (1200 - 595.745)));
    QVERIFY(near(back.low, 32'400 / 2404.255) && !back.high);
  }

  void ranges_are_of_all_ends_together() {
    // lifetime 3-5 years: 3 * 9600 / 60 = 480 to 800; share 0.08-0.2: 4,500 to 1,800 a day: 3 to 6 machines
    CostInputs inputs = stated();
    inputs[F::LifetimeYears] = {4.0, 3.0, 5.0, Currency::USD, InputSource::Entered, {}, {}};
    inputs[F::BusiestHourShare] = {0.1, 0.08, 0.2, Currency::USD, InputSource::Entered, {}, {}};
    const WayCost own = of(report_of(inputs), Way::Own);
    QVERIFY(near(own.month.low, 3 * 160 + 600 + 65.745 + 30));
    QVERIFY(near(own.month.high, 6 * 9600 / 36.0 + 600 + 2 * 65.745 + 30));
    QCOMPARE(own.machines.low, 3.0);
    QCOMPARE(own.machines.high, 6.0);
  }

  void break_even_by_hand() {
    // own: 500 + 100 + (200 + 21.915) a machine + 0.003 a daily request; today: 1.5 a daily request
    // one machine: 821.915 / 1.497 = 549.04
    const CostReport report = report_of(stated());
    const auto found = std::find_if(report.crossings.begin(), report.crossings.end(),
                                    [](const Crossing& c) { return c.way == Way::Own && c.other == Way::Today; });
    QVERIFY(found != report.crossings.end());
    QCOMPARE(*found->middle.first, int64_t(550));
    QCOMPARE(*found->middle.always, int64_t(550));
    QCOMPARE(crossing_text(Voice(), *found),
             std::string("Own machine costs less than Today's process from about 550 requests a day on."));
  }

  void a_second_machine_can_turn_it_back() { // 10 + 100 a machine of 100 a day, against 1.5 a request
    CostLine machines, requests;
    machines.fixed = 10;
    machines.per_machine = 100;
    machines.machine_per_day = 100;
    machines.days = requests.days = 1;
    requests.per_request = 1.5;
    const BreakEven found = break_even(machines, requests);
    QCOMPARE(*found.first, int64_t(74)); // 110 / 1.5 = 73.3
    // a second from 101 on: 210 / 1.5 = 140; a third from 201 on: 310 / 1.5 = 206.7; a fourth costs 410 < 451.5
    QCOMPARE(*found.always, int64_t(207));
    const BreakEven reverse = break_even(requests, machines);
    QVERIFY(*reverse.first == 1 && !reverse.always);
  }

  void brute_force_on_random_data() {
    std::mt19937 random(16);
    int known = 0;
    for (int trial = 0; trial < 400; ++trial) {
      const CostLine a = random_line(random), b = random_line(random);
      const BreakEven found = break_even(a, b);
      const int64_t last = std::min<int64_t>(found.looked_to, 20'000);
      std::optional<int64_t> first, always;
      for (int64_t v = 1; v <= last; ++v) {
        const bool cheaper = by_hand(a, v) < by_hand(b, v);
        if (cheaper && !first)
          first = v;
        if (!cheaper)
          always.reset();
        else if (!always)
          always = v;
      }
      const auto within = [&](const std::optional<int64_t>& v) { return v && *v <= last ? v : std::nullopt; };
      QCOMPARE(within(found.first), first);
      if (found.looked_to == last || (found.always && *found.always <= last)) {
        QCOMPARE(found.always, always);
        ++known;
      }
    }
    QVERIFY(known > 100);
  }

  void costs_rise_with_volume() {
    std::mt19937 random(7);
    for (int trial = 0; trial < 200; ++trial) {
      const CostLine line = random_line(random);
      for (int64_t v = 1; v < 3000; v += 7)
        QVERIFY(line.month(static_cast<double>(v + 7)) >= line.month(static_cast<double>(v)) &&
                near(line.month(static_cast<double>(v)), by_hand(line, v)));
    }
  }

  /// A month has 31 days and a day 24 hours: where a fifth more is not possible it is said.
  void what_cannot_be_moved_by_a_fifth_says_so() {
    const CostReport report = report_of(stated());
    const Voice english;
    bool days = false;
    for (const Swing& swing : report.tornado) {
      const bool less = swing.low > 0.8 * swing.now * 1.0001, more = swing.high < 1.2 * swing.now * 0.9999,
                 capped = !swing.stated_range && (less || more);
      const std::string said = swing_text(english, report, swing);
      QCOMPARE(!cap_text(english, report, swing).empty(), capped);
      if (swing.knob == Knob{Knob::Kind::Field, CostField::DaysPerMonth}) {
        QVERIFY2(said.find("31 days at most") != std::string::npos, said.c_str());
        days = true;
      }
    }
    QVERIFY(days);
    QVERIFY(field_help(english, CostField::DaysPerMonth).find("31 at most") != std::string::npos);
  }

  void tornado_names_what_turns_it() {
    const CostReport report = report_of(stated());
    const auto swing_of = [&](F field) {
      const auto found = std::find_if(report.tornado.begin(), report.tornado.end(), [&](const Swing& swing) {
        return swing.knob == Knob{Knob::Kind::Field, field};
      });
      return found == report.tornado.end() ? nullptr : &*found;
    };
    // API cheapest: it turns where 120 + 300,000 (1000 x + 400) / 1e6 reaches 1,295.745: x = 3.51915
    const Swing* input = swing_of(F::ApiInput);
    QVERIFY(input && input->flips_at && std::abs(*input->flips_at - (1295.745 - 120 - 120) / 300) < 1e-6);
    QVERIFY(input->then == Way::Own && !input->stated_range);
    QVERIFY(near(input->month_low, 390 - 30) && near(input->month_high, 390 + 30)); // 150 moved by a fifth
    // volume is what moves it most, and the first
    QVERIFY(report.tornado.front().knob == (Knob{Knob::Kind::Field, F::RequestsPerDay}));
    for (size_t i = 1; i < report.tornado.size(); ++i)
      QVERIFY(std::abs(report.tornado[i].month_high - report.tornado[i].month_low) <=
              std::abs(report.tornado[i - 1].month_high - report.tornado[i - 1].month_low));
    // what a flip says is so: a little before it the same way is cheapest, at it another
    for (const Swing& swing : report.tornado)
      if (swing.flips_at && swing.knob.kind == Knob::Kind::Field) {
        CostInputs there = stated();
        there[swing.knob.field] = entered(*swing.flips_at);
        QCOMPARE(report_of(there).cheapest, swing.then);
        QVERIFY(report_of(there).cheapest != report.cheapest);
      }
  }

  void same_inputs_same_bytes() {
    CostInputs inputs = stated();
    inputs[F::BenefitPerRequest] = entered(0.01);
    const std::string once = bytes_of(report_of(inputs));
    QCOMPARE(bytes_of(report_of(inputs)), once);
    const auto read = parse_strict_json(to_json(inputs).dump(), "study");
    QVERIFY(read);
    Study study;
    study.models = {"mamba2@probe"};
    study.cost = inputs;
    const auto again = study_from_json(to_json(study), "study");
    QVERIFY(again);
    QVERIFY(again->cost == inputs);
    QCOMPARE(bytes_of(report_of(again->cost)), once);
  }

  void capacity_of_measured_waits() {
    Study study;
    study.models = {"softmax-attention@1.3b"};
    study.workload = {600, 2, 1, Waits::Person, 0};
    Evidence evidence(study, {}, test::publishedResults());
    test::add_rounds(evidence, test::decode("softmax-attention@1.3b", 1, 600, 100));
    test::add_rounds(evidence, test::prefill("softmax-attention@1.3b", 1, 600, 900));
    // wait of two tokens: 900 + 100 ms; nothing is measured at more at once: formulas do not go before it
    const Contender who{"softmax-attention@1.3b", "cpu"};
    const Capacity one = capacity_of(evidence, who, length_mix(study), 10);
    QVERIFY(one.per_s && one.at_once == 1 && one.source == Source::Modelled && one.reach != Reach::Beyond);
    QVERIFY(std::abs(one.service_s - 1.0) < 0.02);
    QVERIFY(std::abs(*one.per_s / capacity_per_s({{1, one.service_s, one.service_s}}, 10) - 1) < 1e-9);
    QVERIFY(one.low <= *one.per_s && *one.per_s <= one.high && one.low < one.high);
    // eight at once in 3 s: each takes 0.375 s of the machine
    test::add_rounds(evidence, test::decode("softmax-attention@1.3b", 8, 600, 200));
    test::add_rounds(evidence, test::prefill("softmax-attention@1.3b", 8, 600, 2800));
    const Capacity eight = capacity_of(evidence, who, length_mix(study), 10);
    QVERIFY(eight.at_once == 8 && *eight.per_s > *one.per_s);
    // a load that was measured goes before both, and only at its patience and workload
    study.cost.loads = {{"softmax-attention@1.3b", "cpu", "f16", 1.5, 1.53, 10, 600, 2, "load.jsonl", "2026-11-29"}};
    evidence.set_cost(study.cost);
    const Capacity measured = capacity_of(evidence, who, length_mix(study), 10);
    QVERIFY(measured.source == Source::Measured && *measured.per_s == 1.5 && measured.high == 1.53);
    QVERIFY(capacity_of(evidence, who, length_mix(study), 20).source == Source::Modelled);
    const CostReport report = cost_report(evidence, who);
    QVERIFY(capacity_text(Voice(), report).find("measured: load.jsonl") != std::string::npos);
  }

  void an_open_month_stays_open() { // at the low end of its capacity nobody is answered in time, however many there are
    Capacity capacity = machine();
    capacity.low = 0;
    Study study;
    study.cost = stated();
    const Ranged month = ranged_of(month_cost(study, kLengths1200, capacity).quantity);
    QVERIFY(month.is_open() && month.drawn_to() == month.value && month.low <= month.value);
    QVERIFY(month_text(Voice(), month, Currency::USD).find("or more") != std::string::npos);
  }

  void nothing_measured_is_no_capacity() {
    Study study;
    study.models = {"mamba2@1.3b"};
    Evidence evidence(study, {}, nullptr);
    const CostReport report = cost_report(evidence, {"mamba2@1.3b", "cpu"});
    QVERIFY(!report.capacity.per_s && report.of(Way::Own).gap == CostGap::Inputs);
    QVERIFY(capacity_text(Voice(), report).find("not known") != std::string::npos);
  }
};

PARETO_TEST(TestCost)
#include "tst_cost_report.moc"
