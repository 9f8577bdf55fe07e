// SPDX-License-Identifier: GPL-3.0-or-later
// What is measured in which order in each round of a study, and how long it may take.
#include "core/formats/model_footprint.h"
#include "core/study/plan.h"
#include "tests/core/study/study_support.h"
#include "tests/support/program.h"

#include <QtTest>

#include <map>
#include <set>

using namespace pareto;
using test::small;

class TestStudyPlan : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void quick_round_begins_with_the_workloads_place();
  void a_grid_that_holds_the_workloads_place_has_it_once();
  void what_is_reused_is_a_place_of_its_own();
  void rounds_interleave_the_models_at_each_place();
  void one_model_is_measured_once_a_round();
  void what_memory_does_not_hold_is_measured_model_by_model();
  void what_has_no_value_comes_first();
  void every_cell_is_in_every_round();
  void every_model_is_measured_on_every_device();
  void quick_rounds_are_preview_data();
  void quick_rounds_are_preview();
  void time_left_grows_with_work();
  void patience_has_a_floor();
  void coverage_counts_cells_once();
};

void TestStudyPlan::quick_round_begins_with_the_workloads_place() {
  const auto plan = plan_round(small(), 0);
  const std::vector<CellKey> places = workload_places(small());
  QCOMPARE(places.size(), size_t{2});
  QVERIFY(places[0].kind == CellKey::Kind::Decode && places[0].context == small().workload.prompt_tokens);
  QVERIFY(places[1].kind == CellKey::Kind::Prefill && places[1].prompt_tokens == small().workload.prompt_tokens);
  size_t i = 0;
  for (const std::string& model : small().models) // one model at a time, in the document's order
    for (CellKey place : places) {
      place.model = model;
      place.device = "cpu";
      QVERIFY(plan[i].key == place && plan[i].early && plan[i].preview && !plan[i].again);
      QCOMPARE(options_of(small(), plan[i]).rules.least, 2);
      QCOMPARE(options_of(small(), plan[i]).rules.most, 2);
      ++i;
    }
  QVERIFY(std::none_of(plan.begin() + static_cast<std::ptrdiff_t>(i), plan.end(),
                       [](const PlannedCell& cell) { return cell.early; }));
  for (size_t back = small().models.size(); const std::string& model : small().models) { // and ends with it
    const PlannedCell& last = plan[plan.size() - back--];
    QVERIFY(last.again && !last.early && last.key.model == model && last.key.kind == CellKey::Kind::Decode);
    QCOMPARE(options_of(small(), last).rules.least, 8);
  }
}

void TestStudyPlan::a_grid_that_holds_the_workloads_place_has_it_once() {
  Study study = small();
  study.workload.requests = 8;
  study.workload.prompt_tokens = 128; // where the grid measures decode
  const auto cells = [](const std::vector<PlannedCell>& plan) {
    std::set<CellKey> keys;
    for (const PlannedCell& cell : plan)
      keys.insert(cell.key);
    return keys.size();
  };
  QCOMPARE(cells(plan_round(small(), 0)), size_t{3 * (2 * 2 + 1 + 2)});
  QCOMPARE(cells(plan_round(study, 0)), size_t{3 * (2 * 2 + 1 + 1)});
}

/// What is left to read takes the difference of both prompts, in the same rounds.
void TestStudyPlan::what_is_reused_is_a_place_of_its_own() {
  Study study = small();
  study.workload.reused_share = 0.75;
  const std::vector<CellKey> places = workload_places(study);
  QCOMPARE(places.size(), size_t{3});
  QVERIFY(places[2].kind == CellKey::Kind::Prefill && places[2].batch == study.workload.requests);
  QCOMPARE(places[2].prompt_tokens, study.workload.prompt_tokens * 3 / 4);
  const auto plan = plan_round(study, 0);
  QVERIFY(plan[2].early && plan[2].key.prompt_tokens == places[2].prompt_tokens);
  QVERIFY(plan.back().again && plan.back().key.kind == CellKey::Kind::Decode);
}

void TestStudyPlan::rounds_interleave_the_models_at_each_place() {
  for (int round : {1, 2, 3}) {
    const auto plan = plan_round(small(), round);
    std::vector<std::string> order = small().models;
    if (round % 2 == 1) // back and forth: slow drift hits every model from both sides
      std::reverse(order.begin(), order.end());
    const std::vector<std::string> there = order;
    order.insert(order.end(), there.rbegin(), there.rend()); // and within the round, too
    QCOMPARE(plan.size() % order.size(), size_t{0});
    for (size_t i = 0; i < plan.size(); ++i) {
      QCOMPARE(plan[i].key.model, order[i % order.size()]);
      QCOMPARE(plan[i].again, i % order.size() >= order.size() / 2);
      QCOMPARE(plan[i].turns, 2);
      CellKey place = plan[i].key, of_the_first = plan[i / order.size() * order.size()].key;
      place.model = of_the_first.model;
      QVERIFY(place == of_the_first);
    }
    QVERIFY(plan.front().key.context == small().workload.prompt_tokens); // the workload's place first
  }
}

void TestStudyPlan::one_model_is_measured_once_a_round() {
  Study study = small();
  study.models.resize(1);
  for (const PlannedCell& cell : plan_round(study, 1))
    QVERIFY(cell.turns == 1 && !cell.again); // nobody to compare it with
}

void TestStudyPlan::what_memory_does_not_hold_is_measured_model_by_model() {
  PlanFacts facts;
  facts.holds_all = [](const CellKey& place) { return place.context < 4000; };
  Study study = small();
  study.contexts = {16, 4000};
  study.batches = {1};
  const auto plan = plan_round(study, 1, facts);
  std::vector<std::string> heavy;
  bool seen = false;
  for (const PlannedCell& cell : plan) {
    const bool is_heavy = cell.key.context == 4000;
    QVERIFY(is_heavy || !seen); // after the others
    seen = seen || is_heavy;
    if (is_heavy)
      heavy.push_back(cell.key.model);
  }
  std::vector<std::string> order = study.models;
  std::reverse(order.begin(), order.end());
  std::vector<std::string> there_and_back = order;
  there_and_back.insert(there_and_back.end(), order.rbegin(), order.rend());
  QCOMPARE(heavy, there_and_back);
  QCOMPARE(std::count_if(plan.begin(), plan.end(),
                         [](const PlannedCell& cell) { return cell.again && cell.key.context == 4000; }),
           3);
  const auto quick = plan_round(study, 0, facts); // loading costs, and someone waits
  QCOMPARE(std::count_if(quick.begin(), quick.end(), [](const PlannedCell& c) { return c.key.context == 4000; }), 3);
}

void TestStudyPlan::what_has_no_value_comes_first() {
  Study study = small();
  const std::string added = study.models.back();
  PlanFacts facts;
  facts.is_stored = [&](const CellKey& key) { return key.model != added; };
  const auto all = plan_round(study, 0, facts);
  QCOMPARE(all.size(), plan_round(study, 0).size());
  size_t old = 0;
  for (const PlannedCell& cell : all) {
    QVERIFY(cell.key.model != added || old == 0);
    old += cell.key.model != added;
  }
  QVERIFY(all.front().early && all.front().key.model == added);
  facts.goes_on = true; // rounds follow that refine what stands
  for (const PlannedCell& cell : plan_round(study, 0, facts))
    QCOMPARE(cell.key.model, added);
  QCOMPARE(plan_round(study, 1, facts).size(), plan_round(study, 1).size()); // all of them take part
  facts.is_stored = [](const CellKey&) { return true; };
  QVERIFY(plan_round(study, 0, facts).empty());
  facts.goes_on = false;
  QCOMPARE(plan_round(study, 0, facts).size(), plan_round(study, 0).size()); // asked again, measured again
}

void TestStudyPlan::every_cell_is_in_every_round() {
  for (int round : {0, 1, 2}) {
    std::map<CellKey, int> counts;
    for (const PlannedCell& cell : plan_round(small(), round)) {
      counts[cell.key] += !cell.again;
      QCOMPARE(cell.round, round);
    }
    QCOMPARE(counts.size(), size_t{3 * (2 * 2 + 1 + 2)});
    for (const auto& [key, count] : counts)
      QCOMPARE(count, 1);
  }
}

void TestStudyPlan::every_model_is_measured_on_every_device() {
  Study study = small();
  const size_t cells = plan_round(study, 0).size();
  study.devices = {"cpu", "vulkan:0"};
  const auto plan = plan_round(study, 0);
  QCOMPARE(plan.size(), 2 * cells);
  for (size_t i = 0; i < cells; ++i) { // the same cells, one device after the other
    QCOMPARE(plan[i].key.device, std::string("cpu"));
    CellKey there = plan[i].key;
    there.device = "vulkan:0";
    QCOMPARE(plan[cells + i].key, there);
  }
}

void TestStudyPlan::quick_rounds_are_preview_data() {
  QTest::addColumn<bool>("quick");
  QTest::addColumn<int>("round");
  QTest::addColumn<bool>("preview");
  QTest::newRow("quick first") << true << 0 << true;
  QTest::newRow("quick second") << true << 1 << false;
  QTest::newRow("thorough first") << false << 0 << false;
}

void TestStudyPlan::quick_rounds_are_preview() {
  QFETCH(bool, quick);
  QFETCH(int, round);
  QFETCH(bool, preview);
  Study study = small();
  study.quick = quick;
  study.seconds_per_cell = 2;
  for (const PlannedCell& cell : plan_round(study, round)) {
    QCOMPARE(cell.preview, preview);
    const MeasureOptions options = options_of(study, cell);
    QCOMPARE(options.preview, preview);
    QCOMPARE(options.rules.budget_seconds, preview ? 2.0 : 1.0); // there and back
    if (preview && cell.key.kind == CellKey::Kind::Decode && !cell.early)
      QVERIFY(options.rules.least >= 8); // at least eight steps
    if (!preview)
      QVERIFY(cell.turns * options.rules.least >= 5 && options.rules.warm_up >= 1);
    PlannedCell sliced = cell;
    sliced.how = Reading::Slices;
    QVERIFY(preview || cell.turns * options_of(study, sliced).rules.least == 2); // of each, and rounds are pooled
  }
}

void TestStudyPlan::time_left_grows_with_work() {
  const Study study = small();
  const auto opened = open_model(study.models.front());
  QVERIFY(opened);
  const auto footprint = footprint_of(*opened, {});
  QVERIFY(footprint);
  const Calibration calibration{"p", "avx2", 2, 1e10, 1e11, 0};
  PlannedCell near{plan_round(study, 0).front()}, far = near;
  far.key.context = 1 << 20;
  const MeasureOptions options = options_of(study, near);
  const double soon = expected_seconds(*footprint, near, options, calibration),
               late = expected_seconds(*footprint, far, options, calibration);
  QVERIFY(soon > 0 && late > soon);
  QVERIFY(std::isfinite(expected_seconds(*footprint, near, options, Calibration{}))); // an unknown machine
}

void TestStudyPlan::patience_has_a_floor() {
  QCOMPARE(Patience().seconds(0.01), 300.0);
  QCOMPARE(Patience().seconds(100), 5000.0); // a long cell may take long
  QVERIFY(expected_load_seconds(int64_t{14} << 30) > expected_load_seconds(1 << 20));
}

void TestStudyPlan::coverage_counts_cells_once() {
  const Study study = small();
  std::vector<Measurement> measured;
  const auto coverage = [&] {
    return coverage_of(study, [&](const CellKey& key) {
      return std::any_of(measured.begin(), measured.end(), [&](const Measurement& m) { return m.key == key; });
    });
  };
  QCOMPARE(coverage().measured, size_t{0});
  std::set<CellKey> cells;
  for (const PlannedCell& cell : plan_round(study, 0)) {
    Measurement m;
    m.key = cell.key;
    measured.push_back(m);
    cells.insert(cell.key);
  }
  QVERIFY(measured.size() > cells.size()); // the workload's place comes again
  QCOMPARE(coverage(), (Coverage{cells.size(), cells.size()}));
  const CellKey first = measured.front().key;
  for (Measurement& m : measured)
    if (m.key == first)
      m.key.context = 12345; // of another plan
  QCOMPARE(coverage(), (Coverage{cells.size() - 1, cells.size()}));
}

PARETO_TEST(TestStudyPlan)
#include "tst_study_plan.moc"
