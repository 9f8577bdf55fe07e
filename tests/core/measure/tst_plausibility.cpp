// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold between the values of a run: planted violations are found and named, noise is not accused.
#include "core/formats/opened_models.h"
#include "core/measure/plausibility.h"
#include "core/numeric/statistics.h"
#include "tests/support/deep.h"
#include "tests/support/measurements.h"
#include "tests/support/program.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace pareto;

namespace {

constexpr const char *kConstant = "mamba2@probe", *kGrowing = "softmax-attention@probe",
                     *kWindowed = "sliding-window@probe";

PlausibilityFacts facts(const CellKey& key) {
  static std::map<std::string, Footprint> known;
  if (!known.count(key.model))
    known.emplace(key.model, *footprint_once(key.model, load_options(Precision::F16)));
  return {&known.at(key.model), {}, 0};
}

/// Fills what the runner would have filled from the samples.
Measurement estimated(Measurement m) {
  (m.key.kind == CellKey::Kind::Decode ? m.tpot_ms : m.ttft_ms) =
      estimate_median(m.samples_ms, m.preview ? 1 << 30 : 10);
  return m;
}
Measurement decoded(const char* model, int batch, int64_t context, double ms, bool preview = false) {
  return estimated(test::decode(model, batch, context, ms, preview));
}
Measurement prefilled(int batch, int64_t prompt, double ms) {
  return estimated(test::prefill(kGrowing, batch, prompt, ms));
}

using Cells = std::vector<Measurement>;
using Found = std::vector<Suspicion>;

/// A run of two models at four contexts and two numbers of requests, and prompts, all of one cost: nothing is nearer to
/// falling or to growing than what does neither.
Cells flat_study(std::mt19937_64& random, int samples, double noise) {
  std::normal_distribution<double> normal(0, noise);
  Cells cells;
  const auto add = [&](Measurement m) {
    m.samples_ms.clear();
    for (int i = 0; i < samples; ++i)
      m.samples_ms.push_back(10 * std::exp(normal(random)));
    m.preview = samples < 10;
    cells.push_back(estimated(std::move(m)));
  };
  for (const char* model : {kConstant, kGrowing})
    for (int batch : {1, 8}) {
      for (int64_t context : {512, 2048, 4096, 8192})
        add(test::decode(model, batch, context, 10));
      for (int64_t prompt : {128, 512})
        add(test::measured(model, CellKey::Kind::Prefill, batch, prompt, 10));
    }
  return cells;
}

} // namespace

class PlausibilityTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void a_plausible_run_has_no_suspects() {
    const Cells cells{decoded(kConstant, 1, 512, 10), decoded(kConstant, 1, 8192, 10.4),
                      decoded(kConstant, 8, 512, 14), decoded(kGrowing, 1, 512, 9),
                      decoded(kGrowing, 1, 8192, 30), decoded(kGrowing, 8, 512, 20),
                      prefilled(1, 128, 50),          prefilled(1, 512, 180),
                      prefilled(4, 128, 190)};
    QCOMPARE(suspicions(cells, facts), Found{});
    QCOMPARE(suspicions({}, facts), Found{});
  }

  void a_constant_state_costs_the_same_data() {
    QTest::addColumn<double>("odd");
    QTest::addColumn<bool>("accused");
    QTest::newRow("same") << 10.0 << false;
    QTest::newRow("within 10 %") << 10.8 << false;
    QTest::newRow("slower") << 11.6 << true;
    QTest::newRow("much slower") << 50.0 << true;
    QTest::newRow("faster") << 8.5 << true;
  }
  void a_constant_state_costs_the_same() {
    QFETCH(double, odd);
    QFETCH(bool, accused);
    for (size_t place : {size_t{0}, size_t{1}, size_t{3}}) {
      Cells cells;
      for (int64_t context : {512, 2048, 4096, 8192})
        cells.push_back(decoded(kConstant, 1, context, cells.size() == place ? odd : 10));
      QCOMPARE(suspicions(cells, facts), (accused ? Found{{place, Plausibility::ConstantState}} : Found{}));
    }
  }

  void of_two_the_slower_one_is_accused() {
    QCOMPARE(suspicions(Cells{decoded(kConstant, 1, 512, 13), decoded(kConstant, 1, 4096, 10)}, facts),
             (Found{{0, Plausibility::ConstantState}}));
    QCOMPARE(suspicions(Cells{decoded(kConstant, 1, 512, 10), decoded(kConstant, 1, 4096, 13)}, facts),
             (Found{{1, Plausibility::ConstantState}}));
  }

  void a_growing_state_may_cost_more() {
    QCOMPARE(suspicions(Cells{decoded(kGrowing, 1, 512, 10), decoded(kGrowing, 1, 4096, 90)}, facts), Found{});
    QCOMPARE(suspicions(Cells{decoded(kGrowing, 1, 512, 20), decoded(kGrowing, 1, 4096, 15)}, facts),
             (Found{{0, Plausibility::MoreTakesLonger}}));
  }

  /// A window grows until it is full, and is constant from there.
  void a_window_is_constant_once_it_is_full() {
    const Footprint* footprint = facts(decoded(kWindowed, 1, 1, 1).key).footprint;
    int64_t full = 1;
    while (footprint->state(1, full + 1).total() != footprint->state(1, 1 << 20).total())
      full *= 2;
    QVERIFY(full > 8);
    const Cells growing{decoded(kWindowed, 1, full / 8, 10), decoded(kWindowed, 1, full, 15)},
        constant{decoded(kWindowed, 1, full, 10), decoded(kWindowed, 1, 4 * full, 15)};
    QCOMPARE(suspicions(growing, facts), Found{});
    QCOMPARE(suspicions(constant, facts), (Found{{1, Plausibility::ConstantState}}));
  }

  void one_that_is_off_is_told_from_those_it_contradicts() {
    const Cells slow{decoded(kGrowing, 1, 512, 10), decoded(kGrowing, 1, 1024, 30), decoded(kGrowing, 1, 2048, 12),
                     decoded(kGrowing, 1, 4096, 14)},
        fast{decoded(kGrowing, 1, 512, 10), decoded(kGrowing, 1, 1024, 12), decoded(kGrowing, 1, 2048, 3),
             decoded(kGrowing, 1, 4096, 14)};
    QCOMPARE(suspicions(slow, facts), (Found{{1, Plausibility::MoreTakesLonger}}));
    QCOMPARE(suspicions(fast, facts), (Found{{2, Plausibility::MoreTakesLonger}}));
  }

  void more_requests_and_longer_prompts_take_longer() {
    QCOMPARE(suspicions(Cells{decoded(kConstant, 1, 512, 20), decoded(kConstant, 8, 512, 15)}, facts),
             (Found{{0, Plausibility::MoreTakesLonger}}));
    QCOMPARE(suspicions(Cells{prefilled(1, 128, 90), prefilled(1, 512, 70)}, facts),
             (Found{{0, Plausibility::MoreTakesLonger}}));
    QCOMPARE(suspicions(Cells{prefilled(1, 128, 90), prefilled(4, 128, 70)}, facts),
             (Found{{0, Plausibility::MoreTakesLonger}}));
  }

  void other_devices_precisions_and_models_are_other_matters() {
    Cells cells{decoded(kConstant, 1, 512, 50), decoded(kConstant, 1, 512, 10), decoded(kGrowing, 1, 1024, 10),
                decoded(kConstant, 1, 1024, 10)};
    cells[1].key.device = "vulkan:0";
    cells[3].key.precision = "q8";
    QCOMPARE(suspicions(cells, facts), Found{});
  }

  void what_is_no_value_says_nothing() {
    Cells cells{decoded(kConstant, 1, 512, 50), decoded(kConstant, 1, 2048, 10), decoded(kConstant, 1, 4096, 70)};
    cells[0].condition = Condition::Disturbed;
    cells[2].error = "It ended.";
    cells.push_back(test::decode(kConstant, 1, 8192, 10)); // without a value
    cells.back().samples_ms.clear();
    QCOMPARE(suspicions(cells, facts), Found{});
  }

  void the_last_of_a_cell_counts() {
    Cells cells{decoded(kConstant, 1, 512, 50), decoded(kConstant, 1, 2048, 10), decoded(kConstant, 1, 512, 10)};
    QCOMPARE(suspicions(cells, facts), Found{}); // measured again, and right
    cells[2] = decoded(kConstant, 1, 512, 50);
    cells[2].condition = Condition::Suspect;
    QCOMPARE(suspicions(cells, facts), (Found{{2, Plausibility::ConstantState}})); // measured again, and it stays
  }

  void wide_intervals_and_previews_are_not_enough() {
    Cells wide{estimated(test::decode(kConstant, 1, 512, 10, false, 0.4)),
               estimated(test::decode(kConstant, 1, 2048, 11.5, false, 0.4))};
    QCOMPARE(suspicions(wide, facts), Found{});
    QCOMPARE(suspicions(Cells{decoded(kConstant, 1, 512, 10, true), decoded(kConstant, 1, 2048, 12, true)}, facts),
             Found{});
    QCOMPARE(suspicions(Cells{decoded(kConstant, 1, 512, 10, true), decoded(kConstant, 1, 2048, 13, true)}, facts),
             (Found{{1, Plausibility::ConstantState}}));
  }

  void nothing_beats_the_machine_data() {
    QTest::addColumn<double>("bytes");
    QTest::addColumn<double>("flops");
    QTest::addColumn<QString>("precision");
    QTest::addColumn<bool>("accused");
    // limits: 10 GB/s and 100 GFLOP/s; 100 ms are 1 GB beyond a cache of 32 MiB, and 10 GFLOP
    QTest::newRow("at its limits") << 1.0e9 << 1.0e10 << "f16" << false;
    QTest::newRow("a calibration errs") << 1.2e9 << 1.2e10 << "f16" << false;
    QTest::newRow("too many bytes") << 1.4e9 << 1.0e9 << "f16" << true;
    QTest::newRow("too many bytes, packed") << 1.4e9 << 1.0e9 << "q4" << true;
    QTest::newRow("too many operations") << 1.0e9 << 1.4e10 << "bf16" << true;
    QTest::newRow("integers are quicker") << 1.0e9 << 1.4e10 << "q8" << false;
  }
  void nothing_beats_the_machine() {
    QFETCH(double, bytes);
    QFETCH(double, flops);
    QFETCH(QString, precision);
    QFETCH(bool, accused);
    Measurement cell = decoded(kConstant, 2, 512, 100);
    cell.key.precision = precision.toStdString();
    cell.bytes_per_token = bytes / 2;
    cell.flops_per_token = flops / 2;
    const auto limited = [](const CellKey&) { return PlausibilityFacts{nullptr, {1e10, 1e11}, 32 << 20}; };
    QCOMPARE(suspicions(Cells{cell}, limited), (accused ? Found{{0, Plausibility::WithinTheMachine}} : Found{}));
    QCOMPARE(suspicions(Cells{cell}, facts), Found{}); // limits not known
  }

  void what_a_cache_holds_is_not_read() {
    Measurement cell = decoded(kConstant, 1, 512, 1);
    cell.bytes_per_token = 60 << 20; // 60 GB/s
    const auto cached = [](int64_t bytes) {
      return [bytes](const CellKey&) { return PlausibilityFacts{nullptr, {1e10, 1e13}, bytes}; };
    };
    QCOMPARE(suspicions(Cells{cell}, cached(64 << 20)), Found{});
    QCOMPARE(suspicions(Cells{cell}, cached(0)), Found{}); // not known: a large one
    QCOMPARE(suspicions(Cells{cell}, cached(8 << 20)).size(), size_t{1});
  }

  void noise_of_3_percent_is_not_accused_data() {
    QTest::addColumn<int>("samples");
    for (int samples : {1, 2, 8, 10, 20})
      QTest::addRow("%d samples", samples) << samples;
  }
  void noise_of_3_percent_is_not_accused() {
    QFETCH(int, samples);
    std::mt19937_64 random(static_cast<uint64_t>(samples));
    const int draws = test::deep(1000, 10'000);
    int accused = 0;
    for (int i = 0; i < draws; ++i)
      accused += !suspicions(flat_study(random, samples, 0.03), facts).empty();
    QCOMPARE(accused, 0);
  }

  void planted_among_noise_is_found() {
    std::mt19937_64 random(5);
    const int draws = test::deep(200, 2000);
    int found = 0;
    for (int i = 0; i < draws; ++i) {
      Cells cells = flat_study(random, 12, 0.03);
      const size_t place = random() % 4; // a decode of the constant state
      for (double& sample : cells[place].samples_ms)
        sample *= 1.3;
      cells[place] = estimated(cells[place]);
      const Found suspects = suspicions(cells, facts);
      found += suspects == Found{{place, Plausibility::ConstantState}} ||
               suspects == Found{{place, Plausibility::MoreTakesLonger}};
    }
    QVERIFY2(found >= 99 * draws / 100, qPrintable(QString::number(found)));
  }

  void every_rule_has_words() {
    QCOMPARE(std::string(to_string(Plausibility::ConstantState)), std::string("constant state"));
    QCOMPARE(std::string(to_string(Plausibility::MoreTakesLonger)), std::string("more takes longer"));
    QCOMPARE(std::string(to_string(Plausibility::WithinTheMachine)), std::string("machine's limits"));
  }
};

PARETO_TEST(PlausibilityTest)
#include "tst_plausibility.moc"
