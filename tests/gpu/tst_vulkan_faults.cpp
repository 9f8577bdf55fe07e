// SPDX-License-Identifier: GPL-3.0-or-later
// A device that fails at the N-th call: the cell ends with a reason of the right kind, nothing is freed that may be in
// use, and the next cell is measured.
#include "core/exec/model_runner.h"
#include "core/measure/device_bench.h"
#include "core/measure/runner.h"
#include "core/study/protocol/protocol.h"
#include "core/study/worker.h"
#include "gpu/device/context.h"
#include "tests/gpu/vulkan_faults.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <set>

using namespace pareto;
using test::Fault;

namespace {

constexpr const char* kModel = "hybrid-samba@probe"; // a scan, a convolution, a window

std::string device_name() { return "vulkan:" + std::to_string(test::test_device()); }

CellKey cell(CellKey::Kind kind) {
  CellKey key;
  key.kind = kind;
  key.model = kModel;
  key.device = device_name();
  (kind == CellKey::Kind::Decode ? key.context : key.prompt_tokens) = 8;
  return key;
}

struct Outcome {
  std::vector<Error> errors;
  bool loaded = false;
  int measured = 0;
  int64_t left_bytes = 0; ///< of device memory, when the model is gone
};

void note(Outcome& outcome, const Result<Measurement>& measured) {
  if (measured)
    ++outcome.measured;
  else
    outcome.errors.push_back(measured.error());
}

/// Loads, measures a decode and a prefill cell, the decode cell once more.
void measure_cells(Executor& executor, Outcome& outcome) {
  const auto opened = open_model(kModel);
  auto model = LoadedModel::load(executor, *opened, {}, 1);
  if (!model) {
    outcome.errors.push_back(model.error());
    return;
  }
  outcome.loaded = true;
  MeasureOptions options;
  options.preview = true;
  options.rules.warm_up = 0;
  options.rules.least = options.rules.most = 2;         // the same calls every time
  options.witnesses = [](bool) { return Witnesses(); }; // nothing is repeated because others were busy
  for (CellKey::Kind kind : {CellKey::Kind::Decode, CellKey::Kind::Prefill, CellKey::Kind::Decode})
    note(outcome, measure_cell(**model, cell(kind), options, {}));
}

/// What a worker does.
Outcome work() {
  Outcome outcome;
  auto executor = make_executor(device_name());
  if (!executor) {
    outcome.errors.push_back(executor.error());
    return outcome;
  }
  measure_cells(**executor, outcome);
  outcome.left_bytes = find_device_family(device_name())->used_bytes(**executor);
  return outcome;
}

/// What each function of a device may fail with, and the kind of reason it must give.
struct Failure {
  VkResult result;
  ErrorCode code;
};
std::vector<Failure> failures_of(const std::string& function) {
  std::vector<Failure> failures{{VK_ERROR_OUT_OF_DEVICE_MEMORY, ErrorCode::OutOfMemory}};
  if (function == "vkMapMemory")
    failures = {{VK_ERROR_MEMORY_MAP_FAILED, ErrorCode::OutOfMemory}};
  if (function == "vkAllocateDescriptorSets")
    failures.push_back({VK_ERROR_OUT_OF_POOL_MEMORY, ErrorCode::OutOfMemory});
  if (function == "vkAllocateMemory")
    failures.push_back({VK_ERROR_TOO_MANY_OBJECTS, ErrorCode::OutOfMemory});
  if (function == "vkQueueSubmit" || function == "vkWaitForFences")
    failures.push_back({VK_ERROR_DEVICE_LOST, ErrorCode::DeviceLost});
  if (function == "vkWaitForFences")
    failures.push_back({VK_TIMEOUT, ErrorCode::DeviceLost});
  if (function == "vkResetFences") // a fence that cannot be reset makes every later wait worthless
    failures = {{VK_ERROR_OUT_OF_DEVICE_MEMORY, ErrorCode::DeviceLost}};
  return failures;
}

/// Their failure is no error: the cache on disk is only slower next time, and a device that goes is waited for in vain.
const std::set<std::string> kHarmless{"vkGetPipelineCacheData", "vkDeviceWaitIdle"};

/// Numbers of calls to fail at, the ends among them: every one up to a number, then spread evenly. A further way to
/// fail at the same calls is tried at the ends and in the middle.
std::vector<int> positions(int calls, bool first_way) {
  const int pieces = qEnvironmentVariableIsSet("PARETO_DEEP") ? 40 : first_way ? 16 : 2;
  std::set<int> all;
  for (int i = 0; i <= pieces; ++i)
    all.insert(std::max(1, calls * i / pieces));
  return {all.begin(), all.end()};
}

} // namespace

class VulkanFaults : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    if (test::test_device() < 0)
      QSKIP("no Vulkan driver on this machine");
    qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
    register_vulkan();
    const auto context = gpu::Context::create(false);
    QVERIFY(context.has_value());
    m_context = *context;
    test::start_faults({}, test::Kernels::Empty);
    const Outcome outcome = work();
    QVERIFY2(outcome.errors.empty(), outcome.errors.empty() ? "" : outcome.errors.front().message.c_str());
    QCOMPARE(outcome.measured, 3);
    m_calls = test::fault_calls;
    test::stop_faults();
  }
  void cleanup() { test::stop_faults(); }

  /// Every function, every way it may fail, from its first to its last call. What comes after is measured once for each
  /// way.
  void failingCall_endsTheCellOnly() {
    int injections = 0;
    std::set<std::pair<std::string, int>> points;
    for (const auto& [function, calls] : m_calls) {
      if (!can_fail(function))
        continue;
      const std::vector<Failure> failures = failures_of(function);
      for (const Failure& failure : failures)
        for (int nth : positions(calls, &failure == &failures.front())) {
          const Fault fault{function, nth, failure.result,
                            function == "vkAllocateMemory"}; // one refusal is met by a smaller block
          fails(fault, failure.code);
          if (nth == calls)
            measuresAgain(fault);
          ++injections;
          points.emplace(function, nth);
          if (QTest::currentTestFailed())
            return;
        }
    }
    qInfo("%d injected failures at %zu calls", injections, points.size());
    QVERIFY2(points.size() >= 200, qPrintable(QString::number(points.size())));
  }

  /// The work of a device that does not answer may still run: nothing of it is freed, and a new device works beside it.
  void abandonedDevice_keepsEverything() {
    test::start_faults({"vkWaitForFences", m_calls.at("vkWaitForFences"), VK_TIMEOUT});
    {
      const Outcome outcome = work();             // all its objects end here
      QCOMPARE(outcome.errors.size(), size_t{1}); // the last cell
      QCOMPARE(outcome.errors.front().code, ErrorCode::DeviceLost);
    }
    QCOMPARE(test::faults_raised, 1);
    for (const char* function : {"vkDestroyDevice", "vkFreeMemory", "vkDestroyPipeline"})
      QVERIFY2(test::fault_calls.count(function) == 0, function);
    // Programs that had ended before are gone; the device's own fence and the one still waited for must not be.
    QVERIFY2(test::fault_calls["vkDestroyFence"] <= m_calls.at("vkDestroyFence") - 2,
             qPrintable(QString::number(test::fault_calls["vkDestroyFence"])));
    test::stop_faults();
    QCOMPARE(work().measured, 3);
  }

  /// With the layers watching: what fails while work is under way frees nothing too early, and all memory comes back.
  void failure_leavesNoMessage_data() {
    QTest::addColumn<QString>("function");
    QTest::addColumn<int>("result");
    QTest::newRow("submit without memory") << "vkQueueSubmit" << int(VK_ERROR_OUT_OF_DEVICE_MEMORY);
    QTest::newRow("wait without memory") << "vkWaitForFences" << int(VK_ERROR_OUT_OF_HOST_MEMORY);
    QTest::newRow("no descriptors") << "vkAllocateDescriptorSets" << int(VK_ERROR_OUT_OF_POOL_MEMORY);
    QTest::newRow("recording fails") << "vkEndCommandBuffer" << int(VK_ERROR_OUT_OF_HOST_MEMORY);
    QTest::newRow("memory cannot be seen") << "vkMapMemory" << int(VK_ERROR_MEMORY_MAP_FAILED);
  }
  void failure_leavesNoMessage() {
    QFETCH(QString, function);
    QFETCH(int, result);
    test::start_faults({});
    VALIDATED_OR_SKIP(vulkan);
    const auto opened = open_model("softmax-attention@probe");
    auto model = LoadedModel::load(*vulkan.executor, *opened, {}, 1);
    QVERIFY(model.has_value());
    auto state = (*model)->new_state(1, 1 << 16, 4); // more than a block: mapping is needed again
    QVERIFY(state.has_value());
    SequenceBatch sequence(**model, **state, 1);
    QVERIFY(sequence.step(std::vector<int32_t>{1, 2, 3, 4}, LogitRows::Last).has_value());
    const std::string name = function.toStdString();
    test::fault = {name, test::fault_calls[name] + 1, static_cast<VkResult>(result)};
    if (name == "vkMapMemory")
      QVERIFY(!(*model)->new_state(1, 1 << 18, 4).has_value());
    else
      QVERIFY(!sequence.step(std::vector<int32_t>{5, 6}, LogitRows::Last).has_value());
    QCOMPARE(test::faults_raised, 1);
    QVERIFY(sequence.step(std::vector<int32_t>{5, 6, 7}, LogitRows::Last).has_value()); // the same model goes on
    *state = nullptr;
    *model = nullptr;
    QCOMPARE(vulkan.executor->used_bytes(), int64_t{0});
    test::check_messages(*vulkan.executor);
  }

  /// The worker's answers: a lost device ends the cell with its own code and the session takes the next load.
  void workerSession_goesOnAfterDeviceLoss() {
    std::vector<nlohmann::json> events;
    WorkerSession session([&](const protocol::WorkerEvent& event) { events.push_back(to_json(event)); });
    const std::string load =
        nlohmann::json{{"cmd", "load"}, {"model", kModel}, {"device", device_name()}, {"precision", "f32"}}.dump();
    const std::string measure =
        nlohmann::json{
            {"cmd", "measure"}, {"cell", to_cell_json()}, {"preview", true}, {"rules", {{"least", 1}, {"most", 2}}}}
            .dump();
    test::start_faults({});
    QVERIFY(session.handle(load));
    QVERIFY(session.handle(measure));
    QCOMPARE(events.back()["event"], "result");
    test::fault = {"vkWaitForFences", test::fault_calls["vkWaitForFences"] + 1, VK_ERROR_DEVICE_LOST};
    QVERIFY(session.handle(measure));
    QCOMPARE(events.back()["event"], "error");
    QCOMPARE(events.back()["code"], "device_lost");
    QVERIFY(!events.back()["message"].get<std::string>().empty());
    QVERIFY(session.handle(measure)); // nothing is loaded any more
    QCOMPARE(events.back()["code"], "invalid_argument");
    QVERIFY(session.handle(load));
    QVERIFY(session.handle(measure));
    QCOMPARE(events.back()["event"], "result");
  }

  void deviceWithoutTimestamps_isOneSentence() {
    gpu::Alterations alterations;
    alterations.instance = [](gpu::InstanceApi& api) {
      s_families = api.vkGetPhysicalDeviceQueueFamilyProperties;
      api.vkGetPhysicalDeviceQueueFamilyProperties = &families_without_clock;
    };
    gpu::alter_api(std::move(alterations));
    DeviceBenchOptions options;
    options.device = device_name();
    options.only = {"operations"};
    options.models = {kModel};
    std::vector<std::string> reasons;
    int operations = 0;
    options.emit_device = [](const DeviceFacts&, const Result<Calibration>&) {};
    options.emit_operation = [&](const OperationFigure&) { ++operations; };
    options.emit_missing = [&](const std::string&, const std::string& reason) { reasons.push_back(reason); };
    const Status done = run_device_bench(options);
    QVERIFY2(done.has_value(), done ? "" : done.error().message.c_str());
    QCOMPARE(operations, 0);
    QCOMPARE(reasons.size(), size_t{1});
    QVERIFY2(reasons.front().find("timestamps") != std::string::npos, reasons.front().c_str());
  }

private:
  bool can_fail(const std::string& function) const {
    return m_results.count(function) > 0 && kHarmless.count(function) == 0;
  }

  static QByteArray describe(const Fault& fault) {
    return QByteArray::fromStdString(fault.function) + " call " + QByteArray::number(fault.nth) + " gives " +
           QByteArray::number(int(fault.result));
  }

  void fails(const Fault& wanted, ErrorCode code) {
    const QByteArray what = describe(wanted);
    test::start_faults(wanted, test::Kernels::Empty);
    const Outcome outcome = work();
    const int raised = test::faults_raised;
    test::stop_faults();
    QVERIFY2(raised > 0, what + ": the call was not reached");
    QVERIFY2(!outcome.errors.empty(), what + ": nobody noticed");
    for (const Error& error : outcome.errors) {
      QVERIFY2(error.code == code, what + ": " + to_string(error.code) + ": " + error.message.c_str());
      QVERIFY2(!error.message.empty() && error.message.find('\n') == std::string::npos, what);
    }
    if (outcome.loaded && code != ErrorCode::DeviceLost && !wanted.lasting) // the loaded model measures the other cells
      QVERIFY2(outcome.measured == 2, what + ": " + QByteArray::number(outcome.measured) + " cells measured");
    if (wanted.result != VK_TIMEOUT) // a device that does not answer keeps what it holds
      QVERIFY2(outcome.left_bytes == 0,
               what + ": " + QByteArray::number(qlonglong(outcome.left_bytes)) + " bytes are left");
  }

  /// In the same process, on a device opened anew; its kernels do nothing either, but where abandonedDevice ends.
  void measuresAgain(const Fault& before) {
    const QByteArray what = describe(before);
    test::start_faults({}, test::Kernels::Empty);
    const Outcome next = work();
    test::stop_faults();
    QVERIFY2(next.measured == 3,
             what + ": the next cells fail: " + (next.errors.empty() ? "" : next.errors.front().message.c_str()));
  }

  static nlohmann::json to_cell_json() {
    return {{"kind", "decode"}, {"model", kModel}, {"device", device_name()}, {"precision", "f32"},
            {"batch", 1},       {"context", 8},    {"prompt_tokens", 0}};
  }

  static VKAPI_ATTR void VKAPI_CALL families_without_clock(VkPhysicalDevice device, uint32_t* count,
                                                           VkQueueFamilyProperties* families) {
    s_families(device, count, families);
    for (uint32_t i = 0; families && i < *count; ++i)
      families[i].timestampValidBits = 0;
  }
  static inline PFN_vkGetPhysicalDeviceQueueFamilyProperties s_families = nullptr;

  QTemporaryDir m_cache;
  std::shared_ptr<gpu::Context> m_context; ///< keeps the driver loaded from one device to the next
  std::map<std::string, int> m_calls;      ///< of one undisturbed work()
  const std::set<std::string> m_results = test::functions_with_result();
};

PARETO_TEST(VulkanFaults)
#include "tst_vulkan_faults.moc"
