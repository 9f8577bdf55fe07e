// SPDX-License-Identifier: GPL-3.0-or-later
// A step whose commands are recorded is replayed without asking the heap for anything. Drivers may: only what the
// program's own code asks for counts.
#include "tests/core/exec/counted_step.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"

#include <QDir>

using namespace pareto;

namespace {

constexpr int kPrompt = 19;

long own(Program& program, State& state, const test::CountedStep& step) {
  return test::allocations_of(program, state, step, test::own_allocations_made);
}

} // namespace

class VulkanAllocations : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    VulkanOptions options;
    options.device = test::test_device();
    if (options.device < 0)
      QSKIP("no Vulkan driver on this machine (mesa-vulkan-drivers has one)");
    auto made = make_vulkan_executor(options); // the validation layer's allocations would be in the way
    REQUIRE(made);
    m_executor = std::move(made).value();
  }

  void our_own_are_told_from_others() {
    const long own_before = test::own_allocations_made, before = test::allocations_made;
    const auto one = std::make_unique<int>(1);
    QCOMPARE(test::own_allocations_made - own_before, 1L);
    QVERIFY(test::allocations_made - before >= 1L);
  }

  void no_replayed_step_allocates_data() {
    QTest::addColumn<QString>("model");
    for (const Architecture& architecture : architectures())
      QTest::newRow(architecture.id.c_str()) << QString::fromStdString(architecture.id + "@probe");
    const QDir goldens(QString::fromStdString(test::golden("hf")));
    if (test::deep(0, 1) == 0) // other stacks of the same operations; tst_allocations takes all of them on the CPU
      return;
    for (const QString& name : goldens.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      if (open_model(goldens.filePath(name).toStdString()))
        QTest::newRow(qPrintable(name)) << goldens.filePath(name);
  }

  void no_replayed_step_allocates() {
    QFETCH(QString, model);
    const auto opened = open_model(model.toStdString());
    REQUIRE(opened);
    const auto loaded = LoadedModel::load(*m_executor, *opened, load_options(Precision::F16));
    REQUIRE(loaded);
    const int64_t vocab = opened->model.spec().vocab;
    const StepShape prompt{2, kPrompt, Phase::Prefill}, decode{2, 1, Phase::Decode};
    const auto state = (*loaded)->new_state(2, kPrompt + 8, kPrompt);
    REQUIRE(state);
    const auto prefill = (*loaded)->program(prompt, LogitRows::Last),
               token = (*loaded)->program(decode, LogitRows::Last);
    REQUIRE(prefill);
    REQUIRE(token);
    QVERIFY(own(**prefill, **state, test::CountedStep(prompt, vocab, 0, false)) > 0); // recorded now
    QCOMPARE(own(**prefill, **state, test::CountedStep(prompt, vocab, 0, true)), 0L);
    QVERIFY(own(**token, **state, test::CountedStep(decode, vocab, kPrompt, false)) > 0);
    for (int at = kPrompt; at < kPrompt + 3; ++at)
      QCOMPARE(own(**token, **state, test::CountedStep(decode, vocab, at, true)), 0L);
  }

private:
  std::unique_ptr<VulkanExecutor> m_executor;
};

PARETO_TEST(VulkanAllocations)
#include "tst_vulkan_allocations.moc"
