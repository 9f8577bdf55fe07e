// SPDX-License-Identifier: GPL-3.0-or-later
// Routers, products of experts, rows side by side and what is taken token by token by one workgroup, against the
// reference executor in odd shapes, on the kernels of this device, on those of a GPU, and with matrices cut into pieces
// in which experts begin and end anywhere.
#include "tests/core/exec/hash_layers.h"
#include "tests/core/exec/random_operations.h"
#include "tests/core/exec/sequences.h"
#include "tests/gpu/graph_steps.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"

using namespace pareto;

namespace {

constexpr int64_t kPieces = 1 << 17; ///< bytes of one binding where matrices come in pieces; some values are larger

} // namespace

class VulkanExperts : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    m_sides = test::Sides::with_pieces(kPieces);
    QVERIFY(m_sides.reference);
  }
  void cleanupTestCase() { m_sides = {}; }

  void shapes_data() {
    test::add_operations({"route", "experts", "concat", "position_embed", "matrix_recurrence", "slstm", "fast_weights",
                          "ridge_solve", "dense_route", "expert_sequences", "causal_conv", "token_shift"});
  }

  void shapes() {
    QFETCH(int, which);
    int cut = 0;
    const auto seeds = static_cast<uint32_t>(test::deep(6, 16));
    for (uint32_t seed = 0; seed < seeds; ++seed) {
      test::Random random(seed);
      test::RandomOperation one = test::random_operations()[static_cast<size_t>(which)].second(random);
      if (one.options.weights == Precision::Q8 || one.options.weights == Precision::Q4)
        one.options.weights = Precision::F16; // the device keeps no blocks
      const auto wanted = test::run_operation(*m_sides.reference, one, seed);
      REQUIRE(wanted);
      for (size_t side = 0; side < m_sides.vulkan.size(); ++side) {
        if (!m_sides.vulkan[side].executor)
          QSKIP(m_sides.vulkan[side].skip.c_str());
        const auto got = test::run_operation(*m_sides.vulkan[side].executor, one, seed);
        if (!got && side == 2 && got.error().message.find("in one binding") != std::string::npos)
          continue;
        cut += side == 2;
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
    QVERIFY2(cut >= 4, "too few shapes were run in pieces");
    for (auto& vulkan : m_sides.vulkan)
      if (vulkan.executor)
        test::check_messages(*vulkan.executor);
  }

  void hash_layers_data() {
    QTest::addColumn<int>("which");
    const auto cases = test::hash_cases();
    for (size_t i = 0; i < cases.size(); ++i)
      QTest::newRow(cases[i].name) << static_cast<int>(i);
  }

  /// Against the layer by hand.
  void hash_layers() {
    QFETCH(int, which);
    for (auto& vulkan : m_sides.vulkan) {
      if (!vulkan.executor)
        QSKIP(vulkan.skip.c_str());
      test::check_hash_layer(*vulkan.executor, test::hash_cases()[static_cast<size_t>(which)].part, 2e-5);
      test::check_messages(*vulkan.executor);
    }
  }

private:
  test::Sides m_sides;
};

PARETO_TEST(VulkanExperts)
#include "tst_vulkan_experts.moc"
