// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/devices.h"
#include "core/formats/model_footprint.h"
#include "core/formats/strict_json.h"
#include "core/platform/memory.h"
#include "core/study/coordinator.h"
#include "core/study/plan.h"
#include "core/study/study.h"
#include "tests/support/program.h"

#include <QtTest>

#include <map>
#include <set>

using namespace pareto;

namespace {

nlohmann::json parsed(const QByteArray& text) {
  const auto json = parse_strict_json(text.toStdString(), "test");
  return json ? *json : nlohmann::json();
}

Study small() {
  Study study;
  study.models = {"softmax-attention@probe", "mamba2@probe", "gla@probe"};
  study.contexts = {64, 128};
  study.batches = {1, 8};
  study.prompts = {32};
  return study;
}

} // namespace

class TestStudy : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void defaults_fill_in();
  void every_field_round_trips();
  void a_study_that_states_no_cost_is_as_earlier_versions_wrote_it();
  void bad_documents_data();
  void bad_documents();
  void what_is_named_twice_counts_once();
  void file_round_trip();
  void unwritable_file_is_one_sentence();
  void missing_file_is_one_sentence();
  void baseline_is_the_first_unless_named();
  void quick_look_opens_everywhere();
  void quick_round_begins_with_the_workloads_place();
  void a_grid_that_holds_the_workloads_place_has_it_once();
  void what_is_reused_is_a_place_of_its_own();
  void rounds_interleave_the_models_at_each_place();
  void one_model_is_measured_once_a_round();
  void what_memory_does_not_hold_is_measured_model_by_model();
  void what_has_no_value_comes_first();
  void every_cell_is_in_every_round();
  void every_model_is_measured_on_every_device();
  void devices_are_one_or_several();
  void quick_rounds_are_preview_data();
  void quick_rounds_are_preview();
  void time_left_grows_with_work();
  void too_large_study_falls_back_as_a_whole();
  void patience_has_a_floor();
  void a_path_has_no_size();
  void coverage_counts_cells_once();
  void the_memory_that_decides_is_that_of_the_device_that_runs();
  void room_leaves_something_to_the_rest();
};

void TestStudy::defaults_fill_in() {
  const auto study = study_from_json(parsed(R"({"paretoscope_study":1,"models":["mamba2@125m"]})"), "s.json");
  QVERIFY2(study, study ? "" : study.error().message.c_str());
  QCOMPARE(study->models, std::vector<std::string>{"mamba2@125m"});
  QCOMPARE(study->contexts, (std::vector<int64_t>{512, 2048, 4096}));
  QCOMPARE(study->precision, std::string("f16"));
  QVERIFY(study->quick);
}

void TestStudy::every_field_round_trips() {
  Study study = small();
  study.name = "Name \"with\" ünïcode";
  study.baseline = "gla@probe";
  study.precision = "bf16";
  study.quick = false;
  study.rounds = 7;
  study.seconds_per_cell = 0.25;
  study.quality_group = "q";
  study.fallback_size = "pilot";
  study.fallback_group = "g";
  study.workload = {600, 99, 3, Waits::Overnight, 0.25};
  study.target = "rtx-4090";
  study.watts = 65.5;
  study.cost.currency = Currency::JPY;
  study.cost.lengths = Lengths::Counted;
  study.cost.counted = {{0.25, 100, 20}, {0.75, 4000, 300}};
  study.cost.counted_from = "mail.csv";
  study.cost.loads = {{"gla@probe", "cpu", "f16", 2.5, 2.55, 10, 600, 99, "load.jsonl", "2026-11-29"}};
  for (const CostFieldRow& row : cost_field_table()) // every one of them, with all that can stand beside it
    study.cost[row.field] = {row.low,
                             row.low,
                             row.high,
                             row.unit == CostUnit::Money ? Currency::EUR : Currency::USD,
                             InputSource::Priced,
                             "list",
                             "2026-11-09"};
  const auto back = study_from_json(to_json(study), "s.json");
  QVERIFY2(back, back ? "" : back.error().message.c_str());
  QCOMPARE(to_json(*back), to_json(study));
  QVERIFY(back->cost == study.cost);
}

void TestStudy::a_study_that_states_no_cost_is_as_earlier_versions_wrote_it() {
  QVERIFY(!to_json(small()).contains("cost"));
  const auto plain = study_from_json(
      parsed(R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"requests_per_day":20000,"currency":"JPY",
        "machine_price":900000}})"),
      "s.json");
  QVERIFY2(plain, plain ? "" : plain.error().message.c_str());
  QVERIFY(plain->cost[CostField::MachinePrice] == entered(900'000, Currency::JPY)); // in that of the results
  QVERIFY(*plain->cost[CostField::RequestsPerDay].value == 20'000);
  QVERIFY(plain->cost[CostField::LifetimeYears].source == InputSource::Assumed);
  QVERIFY(!plain->cost[CostField::BenefitPerRequest].value);
}

void TestStudy::bad_documents_data() {
  QTest::addColumn<QByteArray>("document");
  QTest::addColumn<QString>("says");
  const auto row = [](const char* name, const QByteArray& document, const char* says) {
    QTest::newRow(name) << document << QString(says);
  };
  row("array", "[]", "$");
  row("text", "\"study\"", "$");
  row("null", "null", "$");
  row("no version", R"({"models":["a@probe"]})", "paretoscope_study");
  row("version 2", R"({"paretoscope_study":2,"models":["a@probe"]})", "paretoscope_study");
  row("version text", R"({"paretoscope_study":"1","models":["a@probe"]})", "paretoscope_study");
  row("no models", R"({"paretoscope_study":1})", "models");
  row("models empty", R"({"paretoscope_study":1,"models":[]})", "models");
  row("models text", R"({"paretoscope_study":1,"models":"a@probe"})", "models");
  row("models numbers", R"({"paretoscope_study":1,"models":[1]})", "models");
  row("models blank", R"({"paretoscope_study":1,"models":[""]})", "models");
  row("misspelt key", R"({"paretoscope_study":1,"models":["a@probe"],"context":[1]})", "contexts");
  row("unknown key", R"({"paretoscope_study":1,"models":["a@probe"],"colour":"red"})", "colour");
  row("5,000 contexts",
      QByteArray(R"({"paretoscope_study":1,"models":["a@probe"],"contexts":[8)") + QByteArray(",8").repeated(4999) +
          "]}",
      "at most 64 numbers; it holds 5000");
  row("65 batches",
      QByteArray(R"({"paretoscope_study":1,"models":["a@probe"],"batches":[8)") + QByteArray(",8").repeated(64) + "]}",
      "batches");
  row("negative seconds", R"({"paretoscope_study":1,"models":["a@probe"],"seconds_per_cell":-1})", "seconds_per_cell");
  row("no watts", R"({"paretoscope_study":1,"models":["a@probe"],"watts":0})", "watts");
  row("many watts", R"({"paretoscope_study":1,"models":["a@probe"],"watts":1e9})", "watts");
  row("watts in words", R"({"paretoscope_study":1,"models":["a@probe"],"watts":"65 W"})", "watts");
  row("precision", R"({"paretoscope_study":1,"models":["a@probe"],"precision":"f61"})", "f16");
  row("precision number", R"({"paretoscope_study":1,"models":["a@probe"],"precision":16})", "precision");
  row("context negative", R"({"paretoscope_study":1,"models":["a@probe"],"contexts":[-1]})", "contexts");
  row("context huge", R"({"paretoscope_study":1,"models":["a@probe"],"contexts":[99999999999]})", "contexts");
  row("context fraction", R"({"paretoscope_study":1,"models":["a@probe"],"contexts":[1.5]})", "contexts");
  row("contexts text", R"({"paretoscope_study":1,"models":["a@probe"],"contexts":"128"})", "contexts");
  row("batch zero", R"({"paretoscope_study":1,"models":["a@probe"],"batches":[0]})", "batches");
  row("batch huge", R"({"paretoscope_study":1,"models":["a@probe"],"batches":[1025]})", "batches");
  row("batches empty", R"({"paretoscope_study":1,"models":["a@probe"],"batches":[]})", "batches");
  row("prompt zero", R"({"paretoscope_study":1,"models":["a@probe"],"prompts":[0]})", "prompts");
  row("nothing to do", R"({"paretoscope_study":1,"models":["a@probe"],"contexts":[],"prompts":[]})",
      "nothing would be measured");
  row("rounds negative", R"({"paretoscope_study":1,"models":["a@probe"],"rounds":-1})", "rounds");
  row("rounds text", R"({"paretoscope_study":1,"models":["a@probe"],"rounds":"1"})", "rounds");
  row("seconds zero", R"({"paretoscope_study":1,"models":["a@probe"],"seconds_per_cell":0})", "seconds_per_cell");
  row("quick number", R"({"paretoscope_study":1,"models":["a@probe"],"quick":1})", "quick");
  row("answer tokens zero", R"({"paretoscope_study":1,"models":["a@probe"],"answer_tokens":0})", "answer_tokens");
  row("name number", R"({"paretoscope_study":1,"models":["a@probe"],"name":5})", "name");
  row("cost text", R"({"paretoscope_study":1,"models":["a@probe"],"cost":"much"})", "$.cost");
  row("cost unknown", R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"machine_prize":1}})", "machine_price");
  row("cost too low", R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"pue":0.5}})", "$.cost.pue");
  row("cost words", R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"pue":{"value":"1"}}})", "$.cost.pue.value");
  row("cost range", R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"pue":{"value":1.5,"low":1.6}}})",
      "$.cost.pue.low");
  row("cost currency", R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"currency":"GBP"}})", "$.cost.currency");
  row("cost currency of a count",
      R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"pue":{"value":1.5,"currency":"EUR"}}})",
      "$.cost.pue.currency");
  row("cost shares",
      R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"counted":[{"share":0.5,"prompt_tokens":1,"answer_tokens":1}]}})",
      "add up to 1");
  row("cost counted nothing", R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"lengths":"counted"}})",
      "$.cost.counted");
  row("cost load", R"({"paretoscope_study":1,"models":["a@probe"],"cost":{"loads":[{"model":"a@probe","per_s":0}]}})",
      "$.cost.loads[0].per_s");
  row("device list", R"({"paretoscope_study":1,"models":["a@probe"],"device":["cpu"]})", "device");
}

void TestStudy::bad_documents() {
  QFETCH(QByteArray, document);
  QFETCH(QString, says);
  const auto study = study_from_json(parsed(document), "s.json");
  QVERIFY(!study);
  const QString message = QString::fromStdString(study.error().message);
  QVERIFY2(message.contains(says), qPrintable(message));
  QVERIFY2(message.endsWith('.') && !message.contains('\n'), qPrintable(message));
}

void TestStudy::what_is_named_twice_counts_once() {
  const auto study = study_from_json(
      parsed(
          R"({"paretoscope_study":1,"models":["b@probe","a@probe","b@probe"],"contexts":[64,8,64,8],"batches":[1,1],"prompts":[4,2,4]})"),
      "s.json");
  QVERIFY2(study, study ? "" : study.error().message.c_str());
  QCOMPARE(study->models, (std::vector<std::string>{"b@probe", "a@probe"}));
  QCOMPARE(study->contexts, (std::vector<int64_t>{64, 8}));
  QCOMPARE(study->batches, std::vector<int64_t>{1});
  QCOMPARE(study->prompts, (std::vector<int64_t>{4, 2}));
}

void TestStudy::file_round_trip() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("a.json").toStdString();
  QVERIFY(write_study(path, small()));
  const auto back = read_study(path);
  QVERIFY(back);
  QCOMPARE(to_json(*back), to_json(small()));
  QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"a.json"}); // no part file stays
}

void TestStudy::unwritable_file_is_one_sentence() {
  const Status written = write_study("/nonexistent-folder/a.json", small());
  QVERIFY(!written);
  QCOMPARE(written.error().code, ErrorCode::Io);
  QVERIFY(QString::fromStdString(written.error().message).contains("/nonexistent-folder/a.json"));
}

void TestStudy::missing_file_is_one_sentence() {
  const auto study = read_study("/nonexistent-folder/a.json");
  QVERIFY(!study);
  QVERIFY(QString::fromStdString(study.error().message).contains("/nonexistent-folder/a.json"));
}

void TestStudy::baseline_is_the_first_unless_named() {
  Study study = small();
  QCOMPARE(study.effective_baseline(), std::string("softmax-attention@probe"));
  study.baseline = "gla@probe";
  QCOMPARE(study.effective_baseline(), std::string("gla@probe"));
  QCOMPARE(Study().effective_baseline(), std::string());
}

void TestStudy::quick_look_opens_everywhere() {
  const Study study = quick_look();
  QVERIFY(study_from_json(to_json(study), "quick look"));
  for (const std::string& id : study.models)
    QVERIFY2(open_model(id), id.c_str());
  const auto smaller = fitted_study(study, [](const std::string&) { return 1; });
  QVERIFY(smaller);
  for (const std::string& id : smaller->models)
    QVERIFY2(open_model(id), id.c_str()); // the fallback size exists for every one
}

void TestStudy::quick_round_begins_with_the_workloads_place() {
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

void TestStudy::a_grid_that_holds_the_workloads_place_has_it_once() {
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
void TestStudy::what_is_reused_is_a_place_of_its_own() {
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

void TestStudy::rounds_interleave_the_models_at_each_place() {
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

void TestStudy::one_model_is_measured_once_a_round() {
  Study study = small();
  study.models.resize(1);
  for (const PlannedCell& cell : plan_round(study, 1))
    QVERIFY(cell.turns == 1 && !cell.again); // nobody to compare it with
}

void TestStudy::what_memory_does_not_hold_is_measured_model_by_model() {
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

void TestStudy::what_has_no_value_comes_first() {
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

void TestStudy::every_cell_is_in_every_round() {
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

void TestStudy::every_model_is_measured_on_every_device() {
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

void TestStudy::devices_are_one_or_several() {
  Study study = small();
  QVERIFY(to_json(study)["device"] == "cpu"); // as earlier versions read it
  QVERIFY(!to_json(study).contains("devices"));
  study.devices = {"vulkan:1", "cpu"};
  nlohmann::json document = to_json(study);
  QVERIFY(!document.contains("device"));
  QCOMPARE(study_from_json(document, "s")->devices, study.devices);
  for (const nlohmann::json& bad : {nlohmann::json::array(), nlohmann::json::array({"cpu", "cpu"}),
                                    nlohmann::json::array({""}), nlohmann::json::array({3}), nlohmann::json("cpu")}) {
    document["devices"] = bad;
    const auto read = study_from_json(document, "s");
    QVERIFY2(!read && read.error().message.find("devices") != std::string::npos, bad.dump().c_str());
  }
  document = to_json(study);
  document["device"] = "cpu";
  QVERIFY(!study_from_json(document, "s"));
}

void TestStudy::quick_rounds_are_preview_data() {
  QTest::addColumn<bool>("quick");
  QTest::addColumn<int>("round");
  QTest::addColumn<bool>("preview");
  QTest::newRow("quick first") << true << 0 << true;
  QTest::newRow("quick second") << true << 1 << false;
  QTest::newRow("thorough first") << false << 0 << false;
}

void TestStudy::quick_rounds_are_preview() {
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

void TestStudy::time_left_grows_with_work() {
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

void TestStudy::too_large_study_falls_back_as_a_whole() {
  Study study = quick_look();
  const auto bytes = [](int64_t free) { return [free](const std::string&) { return std::optional(free); }; };
  const auto same = fitted_study(study, bytes(int64_t{1} << 45));
  QVERIFY(same);
  QCOMPARE(same->models, study.models);
  const auto smaller = fitted_study(study, bytes(int64_t{1} << 30));
  QVERIFY(smaller);
  QCOMPARE(smaller->models.size(), study.models.size());
  for (const std::string& id : smaller->models)
    QVERIFY2(QString::fromStdString(id).endsWith("@340m"), id.c_str());
  QCOMPARE(smaller->quality_group, study.fallback_group);
  study.fallback_size.clear(); // refuse instead: left as it is
  const auto kept = fitted_study(study, bytes(int64_t{1} << 30));
  QVERIFY(kept);
  QCOMPARE(kept->models, study.models);
  study.models = {"no-such@probe"};
  QVERIFY(!fitted_study(study, bytes(int64_t{1} << 45)));
}

void TestStudy::patience_has_a_floor() {
  QCOMPARE(Patience().seconds(0.01), 300.0);
  QCOMPARE(Patience().seconds(100), 5000.0); // a long cell may take long
  QVERIFY(expected_load_seconds(int64_t{14} << 30) > expected_load_seconds(1 << 20));
}

void TestStudy::a_path_has_no_size() {
  QCOMPARE(at_size("mamba2@1.3b", "340m"), std::string("mamba2@340m"));
  for (const char* path : {"/home/me@work/model", "folder@2/config.json", "mamba2"})
    QCOMPARE(at_size(path, "340m"), std::string(path));
  Study study = quick_look();
  study.models.push_back("/home/me@work/small"); // never opened: its name is what matters
  Study smaller = study;
  for (std::string& id : smaller.models)
    id = at_size(id, "340m");
  QVERIFY(same_but_size(study, smaller));
  smaller.models.pop_back();
  QVERIFY(!same_but_size(study, smaller));
}

void TestStudy::coverage_counts_cells_once() {
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

void TestStudy::the_memory_that_decides_is_that_of_the_device_that_runs() {
  Study study = quick_look();
  const auto room = [](const std::string& device) -> std::optional<int64_t> {
    if (device == "vulkan:1") // neither size nor free bytes known: a cell that does not fit says so itself
      return std::nullopt;
    return int64_t{1} << (device == "cpu" ? 45 : 30);
  };
  const auto small_one = [&](std::vector<std::string> devices) {
    study.devices = std::move(devices);
    return fitted_study(study, room)->models != study.models;
  };
  QVERIFY(!small_one({"cpu"}));
  QVERIFY(small_one({"vulkan:0"}));        // however much the host has
  QVERIFY(small_one({"cpu", "vulkan:0"})); // sizes never mix: the smallest device decides
  QVERIFY(!small_one({"cpu", "vulkan:1"}));
}

void TestStudy::room_leaves_something_to_the_rest() {
  const auto room = room_on("cpu");
  QVERIFY(room && *room < available_memory_bytes());
  static DeviceFacts card;
  card = {"card:0", "Card", "discrete GPU", {}, false, int64_t{8} << 30, -1, {}};
  DeviceFamily family;
  family.prefix = "card";
  family.list = [] { return std::vector<DeviceFacts>{card}; };
  register_device_family(family);
  const int64_t all = *room_on("card:0"); // the driver does not say what is free: its size
  QVERIFY(all > int64_t{7} << 30 && all < int64_t{8} << 30);
  QCOMPARE(*room_on("card:0", int64_t{1} << 30), all - (int64_t{1} << 30)); // less what this study holds
  card.free_bytes = int64_t{3} << 30;
  QVERIFY(*room_on("card:0", int64_t{1} << 30) < int64_t{3} << 30 && *room_on("card:0", int64_t{1} << 30) > int64_t{2}
                                                                                                                << 30);
  QVERIFY(!room_on("card:1")); // not on this machine
}

PARETO_TEST(TestStudy)
#include "tst_study.moc"
