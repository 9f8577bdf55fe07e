// SPDX-License-Identifier: GPL-3.0-or-later
// Devices that are not there, memory that runs out, accounting, state, steps that must not be remembered.
#include "core/exec/devices.h"
#include "core/exec/model_runner.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

#include <cmath>

using namespace pareto;

namespace {

Result<std::unique_ptr<LoadedModel>> load_probe(Executor& executor, const char* id = "gated-deltanet@probe") {
  PARETO_TRY_ASSIGN(opened, open_model(id));
  return LoadedModel::load(executor, opened, {}, 1);
}

} // namespace

class VulkanDevice : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_device = test::validated_executor(); }
  void cleanupTestCase() { m_device = {}; }

  void missingDevice_isOneSentence() {
    if (test::test_device() < 0)
      QSKIP("no Vulkan driver on this machine");
    register_vulkan();
    const auto executor = make_executor("vulkan:9");
    QVERIFY(!executor.has_value());
    QCOMPARE(executor.error().code, ErrorCode::NotFound);
    const std::string& message = executor.error().message;
    QVERIFY2(message.find("vulkan:9") != std::string::npos && message.find("vulkan:0") != std::string::npos,
             message.c_str());
    QCOMPARE(message.find('\n'), std::string::npos);
  }

  void badName_isRefused_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"vulkan:", "vulkan:x", "vulkan:-1", "vulkan:0x", "vulkan:99999999999"})
      QTest::newRow(name) << name;
  }
  void badName_isRefused() {
    QFETCH(QString, name);
    register_vulkan();
    const auto executor = make_executor(name.toStdString());
    QVERIFY(!executor.has_value());
    QCOMPARE(executor.error().code, ErrorCode::InvalidArgument);
  }

  void devices_areNamed() {
    if (test::test_device() < 0)
      QSKIP("no Vulkan driver on this machine");
    register_vulkan();
    const auto devices = other_devices();
    QVERIFY(!devices.empty());
    for (const DeviceFacts& facts : devices) {
      QVERIFY(!facts.name.empty() && !facts.driver.empty() && facts.memory_bytes > 0);
      QCOMPARE(facts.software, facts.type == "software");
    }
  }

  void absurdState_endsWithReason() {
    VALIDATED_OR_SKIP(vulkan, m_device);
    const auto model = load_probe(*vulkan.executor, "softmax-attention@probe");
    QVERIFY(model.has_value());
    for (int64_t capacity : {int64_t{1} << 24, int64_t{1} << 30}) {
      const auto state = (*model)->new_state(64, capacity, 1);
      QVERIFY(!state.has_value());
      QCOMPARE(state.error().code, ErrorCode::OutOfMemory);
      QVERIFY(state.error().message.find("MiB") != std::string::npos);
    }
    test::check_messages(*vulkan.executor);
  }

  void manyStates_runOutOfMemory() {
    VALIDATED_OR_SKIP(vulkan, m_device);
    if (!vulkan_devices()[static_cast<size_t>(test::test_device())].software)
      QSKIP("the memory of a GPU that a desktop uses is not filled on purpose");
    const auto model = load_probe(*vulkan.executor, "softmax-attention@probe");
    QVERIFY(model.has_value());
    const int64_t before = vulkan.executor->used_bytes();
    {
      std::vector<std::unique_ptr<State>> held;
      Status status;
      while (status && held.size() < 4096) { // each below the limit of one binding
        auto state = (*model)->new_state(1, 1 << 17, 1);
        status = state ? Status() : Status(state.error());
        if (state)
          held.push_back(std::move(state).value());
      }
      QVERIFY2(!status, "4096 states of 64 MiB fitted");
      QCOMPARE(status.error().code, ErrorCode::OutOfMemory);
      QVERIFY(status.error().message.find("MiB") != std::string::npos);
    }
    QCOMPARE(vulkan.executor->used_bytes(), before);
    test::check_messages(*vulkan.executor);
  }

  void accounting_returnsToZero() {
    VALIDATED_OR_SKIP(vulkan, m_device);
    QCOMPARE(vulkan.executor->used_bytes(), int64_t{0});
    {
      auto model = load_probe(*vulkan.executor);
      QVERIFY(model.has_value());
      QVERIFY(vulkan.executor->used_bytes() >= (*model)->weights().bytes());
      auto state = (*model)->new_state(2, 32, 8);
      QVERIFY(state.has_value());
      SequenceBatch sequence(**model, **state, 2);
      const std::vector<int32_t> tokens(16, 3);
      QVERIFY(sequence.step(tokens, LogitRows::Last).has_value());
    }
    QCOMPARE(vulkan.executor->used_bytes(), int64_t{0});
    test::check_messages(*vulkan.executor);
  }

  void snapshot_returnsExactly() {
    VALIDATED_OR_SKIP(vulkan, m_device);
    auto model = load_probe(*vulkan.executor);
    QVERIFY(model.has_value());
    auto state = (*model)->new_state(1, 32, 4);
    QVERIFY(state.has_value());
    SequenceBatch sequence(**model, **state, 1);
    QVERIFY(sequence.step(std::vector<int32_t>{1, 2, 3, 4}, LogitRows::Last).has_value());
    const auto saved = (*state)->snapshot();
    QVERIFY(saved != nullptr);
    const auto once = [&] {
      const auto program = sequence.step(std::vector<int32_t>{5}, LogitRows::Last);
      const auto logits = (*program)->output("logits");
      return std::vector<float>(logits.begin(), logits.end());
    };
    const auto first = once();
    QVERIFY((*state)->restore(*saved).has_value());
    sequence.set_position(4);
    QCOMPARE(once(), first); // bit for bit: the same list in the same order
    (*state)->reset();
    sequence.set_position(4);
    QVERIFY(once() != first);
    test::check_messages(*vulkan.executor);
  }

  void uncommittedStep_leavesStateAlone_data() {
    QTest::addColumn<QString>("id");
    for (const char* id :
         {"gated-deltanet@probe", "mamba@probe", "rwkv7@probe", "hgrn@probe", "softmax-attention@probe"})
      QTest::newRow(id) << id;
  }
  void uncommittedStep_leavesStateAlone() {
    QFETCH(QString, id);
    VALIDATED_OR_SKIP(vulkan, m_device);
    auto model = load_probe(*vulkan.executor, qPrintable(id));
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    auto state = (*model)->new_state(1, 32, 4);
    QVERIFY(state.has_value());
    const std::vector<int32_t> count{2}, slot{0}, tokens{4, 9};
    std::vector<int32_t> position{0};
    StepInput input;
    input.tokens = tokens;
    input.count = count;
    input.position = position;
    input.slot = slot;
    auto program = (*model)->program({1, 2, Phase::Prefill}, LogitRows::Last);
    QVERIFY(program.has_value());
    QVERIFY((*program)->run(**state, input).has_value());
    position[0] = 2;
    input.commit = false;
    std::vector<std::vector<float>> logits;
    for (int repeat = 0; repeat < 2; ++repeat) {
      QVERIFY((*program)->run(**state, input).has_value());
      const auto out = (*program)->output("logits");
      logits.emplace_back(out.begin(), out.end());
    }
    QCOMPARE(logits[1], logits[0]);
    test::check_messages(*vulkan.executor);
  }

  void shortRows_areIgnoredBehindTheirCount() {
    VALIDATED_OR_SKIP(vulkan, m_device);
    auto model = load_probe(*vulkan.executor);
    QVERIFY(model.has_value());
    const auto run = [&](int32_t filler) {
      auto state = (*model)->new_state(2, 32, 4);
      const std::vector<int32_t> tokens{1, 2, 3, 4, 5, filler, filler, filler}, count{4, 1}, position{0, 0}, slot{1, 0};
      StepInput input;
      input.tokens = tokens;
      input.count = count;
      input.position = position;
      input.slot = slot;
      auto program = (*model)->program({2, 4, Phase::Prefill}, LogitRows::Last);
      if (!(*program)->run(**state, input))
        return std::vector<float>();
      const auto out = (*program)->output("logits");
      return std::vector<float>(out.begin(), out.end());
    };
    const auto first = run(0);
    QVERIFY(!first.empty());
    QCOMPARE(run(17), first);
    test::check_messages(*vulkan.executor);
  }

  void timestamps_nameOperations() {
    VulkanOptions options;
    options.profile = true;
    VALIDATED_OR_SKIP(vulkan, m_device, options);
    auto model = load_probe(*vulkan.executor);
    QVERIFY(model.has_value());
    auto state = (*model)->new_state(1, 32, 4);
    SequenceBatch sequence(**model, **state, 1);
    QVERIFY(sequence.step(std::vector<int32_t>{1, 2, 3}, LogitRows::Last).has_value());
    const auto profile = vulkan.executor->operation_times();
    QVERIFY(profile.count("matmul") == 1 && profile.count("matrix_recurrence") == 1);
    QVERIFY(profile.at("matmul").dispatches > 0 && profile.at("matmul").seconds >= 0);
    test::check_messages(*vulkan.executor);
  }

  void limits_arePositive() {
    VALIDATED_OR_SKIP(vulkan, m_device);
    const auto limits = vulkan.executor->measure_limits(0.02);
    QVERIFY2(limits.has_value(), limits ? "" : limits.error().message.c_str());
    QVERIFY(limits->copy_bytes_per_s > 0 && limits->flops_per_s > 0);
    QCOMPARE(vulkan.executor->used_bytes(), int64_t{0});
    test::check_messages(*vulkan.executor);
  }

private:
  test::Validated m_device; ///< whose kernels all of them share
};

PARETO_TEST(VulkanDevice)
#include "tst_vulkan_device.moc"
