// SPDX-License-Identifier: GPL-3.0-or-later
// The document of a study: what is read, what is refused, and what it becomes where memory is short.
#include "core/exec/devices.h"
#include "core/formats/open_model.h"
#include "core/formats/strict_json.h"
#include "core/platform/memory.h"
#include "core/study/coordinator.h"
#include "tests/core/study/study_support.h"
#include "tests/support/program.h"

#include <QtTest>

using namespace pareto;
using test::small;

namespace {

nlohmann::json parsed(const QByteArray& text) {
  const auto json = parse_strict_json(text.toStdString(), "test");
  return json ? *json : nlohmann::json();
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
  void devices_are_one_or_several();
  void too_large_study_falls_back_as_a_whole();
  void a_path_has_no_size();
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
