// SPDX-License-Identifier: GPL-3.0-or-later
// Steps cut into short submits, dispatches cut between workgroups: the same results to the last bit, as many submits as
// promised, one for a short step, and finer cuts where a device proves slower than guessed.
#include "core/exec/model_runner.h"
#include "gpu/device/command_list.h"
#include "tests/gpu/vulkan_faults.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

#include <algorithm>
#include <numeric>

using namespace pareto;

namespace {

constexpr int kTokens = 75;

gpu::PhysicalDevice device_of(VkPhysicalDeviceType type) {
  gpu::PhysicalDevice device;
  device.properties.deviceType = type;
  return device;
}

} // namespace

class VulkanPace : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    test::start_faults({}); // counts what it is asked for
    m_device = test::validated_executor();
  }
  void cleanupTestCase() { m_device = {}; }
  void cleanup() { test::stop_faults(); }

  void guesses() {
    const gpu::Pace card = gpu::Pace::of(device_of(VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU), 0),
                    laptop = gpu::Pace::of(device_of(VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU), 0);
    for (const gpu::Pace& pace : {card, laptop})
      QVERIFY(pace.submit_seconds() > 0 && pace.submit_seconds() <= 0.2);
    QVERIFY(laptop.expected_seconds(1e9, 0) > card.expected_seconds(1e9, 0));
    QCOMPARE(card.expected_seconds(1e9, 1e9), std::max(card.expected_seconds(1e9, 0), card.expected_seconds(0, 1e9)));
    const gpu::PhysicalDevice software = device_of(VK_PHYSICAL_DEVICE_TYPE_CPU);
    QCOMPARE(gpu::Pace::of(software, 0).submit_seconds(), 0.0); // nobody watches it
    QCOMPARE(gpu::Pace::of(software, 0.5).submit_seconds(), 0.5);
  }

  void learnsFromSubmitsThatTookTooLong() {
    gpu::Pace pace = gpu::Pace::of(device_of(VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU), 0);
    const double before = pace.expected_seconds(1e10, 0);
    pace.learn(0.001, 0.19, 1); // slower than expected, but short
    pace.learn(0.1, 1.9, 10);
    QCOMPARE(pace.slowness(), 1.0);
    pace.learn(0.2, 0.8, 1);
    QCOMPARE(pace.slowness(), 4.0);
    QCOMPARE(pace.expected_seconds(1e10, 0), 4 * before);
    pace.learn(0.8, 0.4, 1); // one faster step proves nothing
    QCOMPARE(pace.slowness(), 4.0);
    pace.learn(0.001, 3600, 1); // a machine that slept
    QVERIFY(pace.slowness() <= 64);
  }

  void cutSteps_giveTheSame_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<bool>("as_hardware");
    for (const char* model :
         {"softmax-attention@probe", "mamba@probe", "gated-deltanet@probe", "rg-lru@probe", "hybrid-samba@probe"})
      for (bool hardware : {false, true})
        QTest::addRow("%s%s", model, hardware ? ", as on a GPU" : "") << model << hardware;
  }
  void cutSteps_giveTheSame() {
    QFETCH(QString, model);
    QFETCH(bool, as_hardware);
    VulkanOptions options;
    options.as_hardware = as_hardware;
    const Run whole = run(model, options);
    if (!whole.skip.empty())
      QSKIP(whole.skip.c_str());
    QVERIFY2(whole.problem.empty(), whole.problem.c_str());
    QCOMPARE(whole.prefill_submits, 1);
    QCOMPARE(whole.decode_submits, 1);
    QCOMPARE(whole.cut_dispatches, 0);
    options.submit_seconds = 5e-7;
    const Run cut = run(model, options);
    QVERIFY2(cut.problem.empty(), cut.problem.c_str());
    QVERIFY2(cut.prefill_submits > 100, qPrintable(QString::number(cut.prefill_submits)));
    QVERIFY2(cut.cut_dispatches > 20, qPrintable(QString::number(cut.cut_dispatches)));
    QCOMPARE(cut.logits.size(), whole.logits.size());
    for (size_t i = 0; i < cut.logits.size(); ++i)
      QVERIFY2(
          cut.logits[i] == whole.logits[i],
          qPrintable(QString("value %1: %2 and %3").arg(i).arg(double(cut.logits[i])).arg(double(whole.logits[i]))));
  }

  /// Every workgroup of a cut dispatch writes its own place, along one axis and along two.
  void cutGroups_keepTheirNumbers() {
    gpu::DeviceOptions options;
    options.index = test::test_device();
    options.validation = true; // the stand-ins call what stands behind one kind of device only
    options.submit_seconds = 1e-6;
    if (!m_device.executor)
      QSKIP(m_device.skip.c_str());
    test::start_faults({});
    const auto device = gpu::Device::open(options);
    QVERIFY(device.has_value());
    for (const auto& [across, down] : {std::pair{35u, 1u}, std::pair{7u, 5u}}) {
      test::fault_calls.clear();
      const auto written = groups_written(**device, across, down);
      QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
      QCOMPARE(std::count(written->begin(), written->end(), 0.0f), 0);
      QCOMPARE(test::fault_calls["vkCmdDispatchBase"], down > 1 ? 5 : 35);
    }
  }

  /// A software device is far slower than any GPU: the second step of the same shape is recorded anew, in more submits.
  void slowDevice_getsShorterSubmits() {
    VulkanOptions options;
    options.submit_seconds = 2e-3;
    const Run first = run("softmax-attention@probe", options, 1);
    if (!first.skip.empty())
      QSKIP(first.skip.c_str());
    QVERIFY2(first.problem.empty(), first.problem.c_str());
    const Run second = run("softmax-attention@probe", options, 2);
    QVERIFY2(second.problem.empty(), second.problem.c_str());
    QVERIFY2(second.prefill_submits > first.prefill_submits,
             qPrintable(QString("%1, %2").arg(first.prefill_submits).arg(second.prefill_submits)));
  }

private:
  /// What a grid of groups of eight lanes wrote over zeros: no lane writes 0.
  static Result<std::vector<float>> groups_written(gpu::Device& device, uint32_t across, uint32_t down) {
    constexpr uint32_t lanes = 8;
    std::vector<float> values(size_t{lanes} * across * down);
    const auto bytes = static_cast<int64_t>(values.size() * sizeof(float));
    PARETO_TRY_ASSIGN(buffer, device.new_buffer(bytes, gpu::MemoryUse::Device));
    PARETO_TRY(device.fill_zero(buffer));
    gpu::Work work;
    PARETO_TRY_ASSIGN(kernel, device.kernels().get(gpu::Shader::PeakRate, {lanes}));
    work.kernel = kernel;
    work.bindings = {{&buffer, 0, buffer.size(), gpu::Access::Write}};
    work.push = {1, 0x3f000000}; // one round with factor 0.5
    work.groups[0] = across;
    work.groups[1] = down;
    work.operations = 1e9;
    PARETO_TRY_ASSIGN(list, gpu::CommandList::record(device, {work}));
    PARETO_TRY_ASSIGN(fence, device.new_fence());
    PARETO_TRY(list.submit(device, fence));
    PARETO_TRY(device.wait(fence, list.submits()));
    PARETO_TRY(device.download(buffer, 0, values.data(), bytes));
    return values;
  }

  struct Run {
    std::string skip, problem; ///< not empty: why there are no results
    std::vector<float> logits; ///< of the prefill, then of a token
    int prefill_submits = 0, decode_submits = 0, cut_dispatches = 0;
  };

  /// Prefills `times` times, the last of which counts, and one token behind it.
  Run run(const QString& id, const VulkanOptions& options, int times = 1) const {
    test::start_faults({});
    auto vulkan = test::validated_executor(m_device, options);
    Run out;
    if (!vulkan.executor) {
      out.skip = vulkan.skip;
      return out;
    }
    const Status done = steps(*vulkan.executor, id.toStdString(), times, out);
    if (!done)
      out.problem = done.error().message;
    for (const std::string& message : vulkan.executor->validation_messages())
      out.problem += message;
    return out;
  }

  static void append(std::vector<float>& all, const Program& program) {
    const auto logits = program.output("logits");
    all.insert(all.end(), logits.begin(), logits.end());
  }

  static Status steps(Executor& executor, const std::string& id, int times, Run& out) {
    PARETO_TRY_ASSIGN(opened, open_model(id));
    PARETO_TRY_ASSIGN(model, LoadedModel::load(executor, opened, {}, 1));
    PARETO_TRY_ASSIGN(state, model->new_state(1, 512, kTokens));
    std::vector<int32_t> prompt(kTokens);
    std::iota(prompt.begin(), prompt.end(), 3);
    for (int i = 0; i < times; ++i) {
      state->reset();
      SequenceBatch sequence(*model, *state, 1);
      out.logits.clear();
      out.prefill_submits = test::fault_calls["vkQueueSubmit"];
      PARETO_TRY_ASSIGN(prefilled, sequence.step(prompt, LogitRows::Last));
      append(out.logits, *prefilled);
      out.prefill_submits = test::fault_calls["vkQueueSubmit"] - out.prefill_submits;
      out.decode_submits = test::fault_calls["vkQueueSubmit"];
      PARETO_TRY_ASSIGN(next, sequence.step(std::vector<int32_t>{5}, LogitRows::Last));
      append(out.logits, *next);
      out.decode_submits = test::fault_calls["vkQueueSubmit"] - out.decode_submits;
    }
    out.cut_dispatches = test::fault_calls["vkCmdDispatchBase"];
    return {};
  }

  test::Validated m_device; ///< whose kernels all of them share
};

PARETO_TEST(VulkanPace)
#include "tst_vulkan_pace.moc"
