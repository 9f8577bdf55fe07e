// SPDX-License-Identifier: GPL-3.0-or-later
// Summaries of blocks, choices among them and attention to what was chosen against the reference executor in odd
// shapes, on the kernels of this device, on those of a GPU, and with histories cut into pieces; steps that are not
// remembered among them.
#include "core/model/architectures/sparse_attention.h"
#include "tests/core/exec/random_operations.h"
#include "tests/core/exec/sequences.h"
#include "tests/gpu/graph_steps.h"
#include "tests/support/program.h"

using namespace pareto;

namespace {

constexpr int64_t kPieces = 1 << 17; ///< bytes of one binding where histories come in pieces

Graph three_branches(int tokens) {
  Graph g({test::kBatch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
  const auto input = [&](const char* name, int64_t heads, int64_t width) {
    return g.input(name, {test::kBatch, tokens, heads, width});
  };
  const auto gate = [&](const char* name) { return g.input(name, {test::kBatch, tokens, 6}); };
  g.mark_output("o", sparse::three_branches(g, input("q", 6, 20), input("k", 2, 20), input("v", 2, 20), gate("g0"),
                                            gate("g1"), gate("g2"), {0.25f, 4, 5, 7}));
  return g;
}

Graph bounded_blocks(int tokens) {
  Graph g({test::kBatch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
  const auto input = [&](const char* name, int64_t heads, int64_t width) {
    return g.input(name, {test::kBatch, tokens, heads, width});
  };
  SelectBlocksSpec choice{BlockScore::Plain, 5, 4};
  choice.local = 1;
  g.mark_output("o", sparse::block_attention(g, input("q", 4, 16), input("k", 2, 16), input("v", 2, 12), {},
                                             {.scale = 0.25f}, choice, BlockSummary::Bounds));
  return g;
}

float value_of(const std::string& name, int64_t at, int64_t) { return 1.6f * test::noise(name, at); }

} // namespace

class VulkanSparse : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    VulkanOptions hardware, cut;
    hardware.as_hardware = true;
    cut.binding_limit = kPieces;
    m_sides = test::Sides::open({{}, hardware, cut});
    QVERIFY(m_sides.reference);
  }
  void cleanupTestCase() { m_sides = {}; }

  void shapes_data() {
    QTest::addColumn<int>("which");
    int which = 0;
    for (const auto& [name, make] : test::random_operations()) {
      for (const char* wanted : {"pool_blocks", "select_blocks", "chosen_attention", "shared_attention"})
        if (std::string(name) == wanted)
          QTest::newRow(name) << which;
      ++which;
    }
  }

  void shapes() {
    QFETCH(int, which);
    for (uint32_t seed = 0; seed < 16; ++seed) {
      test::Random random(seed);
      const test::RandomOperation one = test::random_operations()[static_cast<size_t>(which)].second(random);
      const auto wanted = test::run_operation(*m_sides.reference, one, seed);
      REQUIRE(wanted);
      for (size_t side = 0; side < m_sides.vulkan.size(); ++side) {
        if (!m_sides.vulkan[side].executor)
          QSKIP(m_sides.vulkan[side].skip.c_str());
        const auto got = test::run_operation(*m_sides.vulkan[side].executor, one, seed);
        REQUIRE(got);
        const double error = test::relative_error(*got, *wanted);
        QVERIFY2(error <= one.tolerance || *got == *wanted,
                 qPrintable(QString("seed %1, side %2, batch %3, steps of %4: the error is %5 of the peak")
                                .arg(seed)
                                .arg(side)
                                .arg(one.batch)
                                .arg(one.steps.front())
                                .arg(error)));
      }
    }
    for (auto& vulkan : m_sides.vulkan)
      if (vulkan.executor)
        test::check_messages(*vulkan.executor);
  }

  void rehearsedSteps_data() {
    QTest::addColumn<bool>("bounds");
    QTest::newRow("three branches") << false;
    QTest::newRow("bounds of blocks") << true;
  }

  /// Long steps and single ones, each run without being remembered before.
  void rehearsedSteps() {
    QFETCH(bool, bounds);
    const test::StepGraph record = bounds ? bounded_blocks : three_branches;
    const std::vector<int> steps{70, 1, 33, 2, 1, 1};
    const auto want = test::step_outputs(*m_sides.reference, record, value_of, steps, 3);
    const auto rehearsed = test::step_outputs(*m_sides.reference, record, value_of, steps, 3, {}, 2);
    REQUIRE(want);
    REQUIRE(rehearsed);
    QVERIFY(*want == *rehearsed);
    const auto cpu = make_executor("cpu");
    REQUIRE(cpu);
    const QString here = test::difference(test::step_outputs(**cpu, record, value_of, steps, 3, {}, 2), want, 2e-5f);
    QVERIFY2(here.isEmpty(), qPrintable(here));
    for (auto& vulkan : m_sides.vulkan) {
      if (!vulkan.executor)
        QSKIP(vulkan.skip.c_str());
      const QString problem =
          test::difference(test::step_outputs(*vulkan.executor, record, value_of, steps, 3, {}, 2), want, 2e-5f);
      QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
  }

private:
  test::Sides m_sides;
};

PARETO_TEST(VulkanSparse)
#include "tst_vulkan_sparse.moc"
