// SPDX-License-Identifier: GPL-3.0-or-later
// Summaries of blocks, choices among them and attention to what was chosen against the reference executor in odd
// shapes, on the kernels of this device, on those of a GPU, and with histories cut into pieces; steps that are not
// remembered among them.
#include "core/model/architectures/sparse_attention.h"
#include "tests/core/exec/random_operations.h"
#include "tests/core/exec/sequences.h"
#include "tests/gpu/graph_steps.h"
#include "tests/support/deep.h"
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

/// All patterns that choose without keys, and a cache that evicts, one head's result added to the other's.
Graph patterns(int tokens) {
  Graph g({test::kBatch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
  const auto input = [&](const char* name, int64_t heads, int64_t width) {
    return g.input(name, {test::kBatch, tokens, heads, width});
  };
  const sparse::Heads heads{input("q", 4, 16), input("k", 2, 16), input("v", 2, 12), {}};
  const AttentionSpec spec{.scale = 0.25f};
  const auto scoped = [&](const char* scope, auto read) {
    g.push_scope(scope);
    const Tensor made = read();
    g.pop_scope();
    return made;
  };
  const Tensor window = scoped("window", [&] { return sparse::dilated_window(g, heads, spec, 5, 3, 2); }),
               random = scoped("random",
                               [&] {
                                 return sparse::random_blocks(g, heads, spec, {5, 1, 2, 2, 9});
                               }),
               segments = scoped("segments", [&] { return sparse::dilated_segments(g, heads, spec, 4, 3); }),
               kept = g.evicting_attention(heads.q, heads.k, heads.v, {0.25f, 16, 8}),
               last = scoped("last", [&] {
                 return g.evicting_attention(heads.q, heads.k, heads.v, {0.25f, 12, 1, EvictBy::Last, true});
               });
  g.mark_output("o", g.add(g.add(g.add(window, random), g.add(segments, kept)), last));
  return g;
}

float value_of(const std::string& name, int64_t at, int64_t) { return 1.6f * test::noise(name, at); }

} // namespace

class VulkanSparse : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    m_sides = test::Sides::with_pieces(kPieces);
    QVERIFY(m_sides.reference);
  }
  void cleanupTestCase() { m_sides = {}; }

  void shapes_data() {
    test::add_operations({"pool_blocks", "select_blocks", "chosen_attention", "shared_attention", "joined_attention",
                          "keyless_blocks", "pattern_attention", "evicting_attention"});
  }

  void shapes() {
    QFETCH(int, which);
    const auto seeds = static_cast<uint32_t>(test::deep(6, 16));
    for (uint32_t seed = 0; seed < seeds; ++seed) {
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
    QTest::addColumn<int>("which");
    QTest::newRow("three branches") << 0;
    QTest::newRow("bounds of blocks") << 1;
    QTest::newRow("patterns and eviction") << 2;
  }

  /// Long steps and single ones, each run without being remembered before.
  void rehearsedSteps() {
    QFETCH(int, which);
    const test::StepGraph record = which == 0 ? three_branches : which == 1 ? bounded_blocks : patterns;
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
