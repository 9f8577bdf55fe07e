// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/executor.h"
#include "core/exec/verify/operation_cases.h"
#include "core/graph/operation.h"
#include "tests/core/exec/executors.h"
#include "tests/core/exec/random_operations.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <functional>
#include <map>
#include <set>

using namespace pareto;

namespace {

/// The cases of each operation, by the manifest: all of them must pass.
std::map<QString, std::set<std::string>> golden_cases() {
  std::map<QString, std::set<std::string>> cases;
  const auto manifest = nlohmann::json::parse(test::read_file(test::golden("ops/manifest.json")));
  for (const auto& entry : manifest["cases"])
    cases[QString::fromStdString(entry["op"].get<std::string>())].insert(entry["case"].get<std::string>());
  return cases;
}

/// Those whose reference is no plain recurrence, so that it made no single step.
const QStringList kWithoutDecode{"abc", "based", "rebased", "deltaformer", "log_linear_attn", "nsa", "dsa"};

/// Every golden on one executor, run once.
const std::vector<CaseResult>& results_of(const QString& name, Executor& executor) {
  static std::map<QString, std::vector<CaseResult>> all;
  auto& results = all[name];
  if (results.empty())
    if (auto run = verify_operations(test::golden("ops"), executor))
      results = std::move(*run);
  return results;
}

/// A folder with the golden of one case and a manifest of it.
void copy_case(const QTemporaryDir& folder, const std::string& file, const std::function<void(std::string&)>& change,
               const std::function<void(nlohmann::json&)>& change_manifest = {}) {
  std::string bytes = test::read_file(test::golden("ops/" + file));
  change(bytes);
  QVERIFY(test::write_file(test::inside(folder, file), bytes));
  nlohmann::json manifest = nlohmann::json::parse(test::read_file(test::golden("ops/manifest.json"))), one = manifest;
  one["cases"] = nlohmann::json::array();
  for (const auto& entry : manifest["cases"])
    if (entry["file"] == file)
      one["cases"].push_back(entry);
  QCOMPARE(one["cases"].size(), size_t{1});
  if (change_manifest)
    change_manifest(one["cases"][0]);
  QVERIFY(test::write_file(test::inside(folder, "manifest.json"), one.dump()));
}

} // namespace

/// The operation goldens, made by public code, on every executor and instruction set.
class OperationsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// Every operation that a step can meet is among the random ones, which hold the CPU against the reference.
  void every_operation_is_drawn() {
    std::set<Op> drawn;
    test::Random random(1);
    for (const auto& [name, make] : test::random_operations()) {
      Graph graph({1, 3, Phase::Prefill});
      make(random).record(graph);
      for (const Node& node : graph.nodes()) {
        drawn.insert(node.op);
        QVERIFY2(node.states.empty() || operation(node.op).mixes_tokens, to_string(node.op));
      }
    }
#define PARETO_OP(Name, name) Op::Name,
    const std::set<Op> elsewhere{Op::Softmax, Op::CumulativeSum, // folded at load
                                 PARETO_TRAINING_OPERATIONS(PARETO_OP)};
#undef PARETO_OP
    for (size_t op = 0; op < kOpCount; ++op)
      QVERIFY2(drawn.count(static_cast<Op>(op)) + elsewhere.count(static_cast<Op>(op)) > 0,
               to_string(static_cast<Op>(op)));
  }

  void instruction_sets() {
    QCOMPARE(QString::fromStdString(cpu_instruction_set()), QString(cpu_info().avx2 ? "avx2" : "baseline"));
    QVERIFY(test::executor_named("baseline"));
    QCOMPARE(test::executor_named("avx2") != nullptr, cpu_info().avx2);
    REQUIRE_REFUSED(make_cpu_executor({.threads = 1, .instruction_set = "sse9"}), "the sets are baseline and avx2");
  }

  void goldens_data() {
    QVERIFY(golden_cases().size() >= 53); // one that went missing would pass silently
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<QString>("op");
    for (const char* executor : test::kExecutors)
      for (const auto& [op, cases] : golden_cases())
        QTest::addRow("%s on %s", qPrintable(op), executor) << executor << op;
  }

  void goldens() {
    QFETCH(QString, executor_name);
    QFETCH(QString, op);
    EXECUTOR_OR_SKIP(executor, executor_name);
    std::set<std::string> cases;
    for (const CaseResult& result : results_of(executor_name, *executor)) {
      if (result.op != op.toStdString())
        continue;
      QVERIFY2(result.status == CaseResult::Status::Pass, (result.name + ": " + result.reason).c_str());
      QVERIFY(!result.worst_tensor.empty());
      cases.insert(result.name);
    }
    QVERIFY(cases == golden_cases().at(op));
    QVERIFY2(cases.count("small") && cases.count("medium"), "a case of this operation is missing");
    QCOMPARE(cases.count("decode") == 0, kWithoutDecode.contains(op));
  }

  void nothing_fails_data() {
    QTest::addColumn<QString>("executor_name");
    for (const char* executor : test::kExecutors)
      QTest::newRow(executor) << executor;
  }

  void nothing_fails() {
    QFETCH(QString, executor_name);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const auto& results = results_of(executor_name, *executor);
    QVERIFY(results.size() > 140);
    for (const CaseResult& result : results) {
      QVERIFY2(result.status != CaseResult::Status::Fail,
               (result.op + " " + result.name + ": " + result.reason).c_str());
      QVERIFY2(result.status == CaseResult::Status::Pass || !result.reason.empty(), "unsupported without a reason");
    }
  }

  /// The baseline and AVX2 kernels are different code: bitwise equal results everywhere would mean that one runs for
  /// both.
  void instruction_sets_differ() {
    if (!cpu_info().avx2)
      QSKIP("this processor has no AVX2");
    const auto baseline = test::executor_named("baseline"), avx2 = test::executor_named("avx2");
    const auto &a = results_of("baseline", *baseline), &b = results_of("avx2", *avx2);
    QCOMPARE(a.size(), b.size());
    int different = 0;
    for (size_t i = 0; i < a.size(); ++i)
      different += a[i].max_abs_error != b[i].max_abs_error;
    QVERIFY(different > 10);
  }

  void R6_kernels_equal_float64_in_2432_cases_data() {
    QTest::addColumn<int>("operation");
    QTest::addColumn<int>("shapes");
    const int shapes = test::deep(64, 640), count = static_cast<int>(test::random_operations().size());
    QVERIFY(count * 64 * 2 >= 2432); // each on two instruction sets
    for (int i = 0; i < count; ++i)
      QTest::addRow("%s, %d shapes", test::random_operations()[static_cast<size_t>(i)].first, shapes) << i << shapes;
  }

  /// Operation x stored type x instruction set x odd shapes, prefill, decode and prefill again on one state.
  void R6_kernels_equal_float64_in_2432_cases() {
    QFETCH(int, operation);
    QFETCH(int, shapes);
    const auto reference = test::executor_named("reference");
    const auto make = test::random_operations()[static_cast<size_t>(operation)].second;
    std::vector<std::pair<const char*, std::unique_ptr<Executor>>> sets;
    for (const char* set : {"baseline", "avx2"})
      if (auto executor = test::executor_named(set, 1))
        sets.emplace_back(set, std::move(executor));
    for (int i = 0; i < shapes; ++i) {
      const auto seed = static_cast<uint32_t>(operation * 10'000 + i);
      test::Random random(seed);
      const test::RandomOperation one = make(random);
      const auto wanted = test::run_operation(*reference, one, seed);
      REQUIRE(wanted);
      for (const auto& [set, executor] : sets) {
        const auto got = test::run_operation(*executor, one, seed);
        REQUIRE(got);
        const double error = test::relative_error(*got, *wanted);
        QVERIFY2(error <= one.tolerance || *got == *wanted,
                 qPrintable(QString("case %1 on %2, weights %3, batch %4, steps of %5: the error is %6 of the peak")
                                .arg(i)
                                .arg(set, to_string(one.options.weights))
                                .arg(one.batch)
                                .arg(one.steps.front())
                                .arg(error)));
      }
    }
  }

  void a_wrong_golden_fails() {
    QTemporaryDir folder;
    copy_case(folder, "rmsnorm__small.safetensors", [](std::string& bytes) {
      const float wrong = 1234; // the last element of the data belongs to an output
      std::memcpy(bytes.data() + bytes.size() - 4, &wrong, 4);
    });
    const auto executor = test::executor_named("baseline");
    const auto results = verify_operations(folder.path().toStdString(), *executor);
    REQUIRE(results);
    QVERIFY(results->front().status == CaseResult::Status::Fail);
    QVERIFY(results->front().max_abs_error > 1000);
    QCOMPARE(results->front().reason, std::string("y is outside its tolerance"));
  }

  void bad_manifests_data() {
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    for (const char* field : {"op", "case", "file", "params", "outputs"}) {
      QTest::addRow("%s missing", field) << QString("/") + field << QString();
      QTest::addRow("%s of the wrong type", field) << QString("/") + field << "5";
    }
    QTest::newRow("an output of another name") << "/outputs"
                                               << R"({"z": {"rtol": 1, "atol": 1}})";
    QTest::newRow("no tolerance") << "/outputs/y"
                                  << "{}";
    QTest::newRow("file elsewhere") << "/file"
                                    << R"("nothing.safetensors")";
    QTest::newRow("another operation's file") << "/file"
                                              << R"("rmsnorm__small.safetensors")";
    QTest::newRow("another operation") << "/op"
                                       << R"("attn_causal")";
  }

  /// A manifest is a file like any other: what is wrong with it is a sentence, never an end of the program.
  void bad_manifests() {
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QTemporaryDir folder;
    copy_case(
        folder, "rmsnorm__small.safetensors", [](std::string&) {},
        [&](nlohmann::json& entry) {
          if (value.isEmpty())
            entry.erase(pointer.mid(1).toStdString());
          else
            entry[nlohmann::json::json_pointer(pointer.toStdString())] = nlohmann::json::parse(value.toStdString());
        });
    const auto executor = test::executor_named("baseline");
    const auto results = verify_operations(folder.path().toStdString(), *executor);
    if (QString(QTest::currentDataTag()) == "another operation's file")
      REQUIRE(results); // the control: this row changes nothing
    else
      QVERIFY(!results || results->front().status == CaseResult::Status::Fail);
  }

  void no_manifest() {
    QTemporaryDir folder;
    const auto executor = test::executor_named("reference");
    REQUIRE_REFUSED(verify_operations(folder.path().toStdString(), *executor), "manifest.json cannot be opened");
    QVERIFY(test::write_file(test::inside(folder, "manifest.json"), "[]"));
    REQUIRE_REFUSED(verify_operations(folder.path().toStdString(), *executor), "has no list of cases");
  }
};

PARETO_TEST(OperationsTest)
#include "tst_operations.moc"
