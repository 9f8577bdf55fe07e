// SPDX-License-Identifier: GPL-3.0-or-later
// Selective scans and diagonal recurrences against the reference executor (float64), token by token and in chunks: odd
// lengths, single tokens, a batch of unequal lengths, a carried state, decays of exactly 0 and exactly 1.
#include "tests/gpu/graph_steps.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

#include <array>
#include <cmath>
#include <limits>

using namespace pareto;
using test::kBatch;

namespace {

constexpr int kChannels = 20;

struct Form {
  int modes = 0;                             ///< of a selective scan; 0: a diagonal recurrence
  bool first = false, second = false;        ///< optional inputs, or the recurrence's first two switches
  bool log_sum = false, read_before = false; ///< its others
  bool angles = false;                       ///< a sum of angles
  bool turning = false;                      ///< complex modes of a diagonal recurrence; `first`: of complex inputs
};

/// Steps and gates that now and then forget everything and now and then keep everything.
float value_of(const std::string& name, int64_t at, int64_t) {
  const float x = test::noise(name, at);
  if (name == "g")
    return x > 0.9f ? -std::numeric_limits<float>::infinity() : x < -0.8f ? 0.0f : -0.1f * (x + 0.9f);
  if (name == "delta")
    return x > 0.9f ? 40.0f : x < -0.8f ? -200.0f : 2 * x - 3;
  return x;
}

Tensor scan(Graph& g, const Form& form, int tokens) {
  const auto per_channel = [&](const char* name) { return g.input(name, {kBatch, tokens, kChannels}); };
  std::vector<double> rates, ones(kChannels, 0.75);
  for (int i = 0; i < kChannels * form.modes; ++i)
    rates.push_back(-0.05 * (1 + i % form.modes) * (1 + i / form.modes % 3));
  // As in a model: slices of one product, which lies among the activations.
  const Tensor both = g.unary(g.input("bc", {kBatch, tokens, 2 * form.modes + 4}), UnaryFunction::Tanh);
  std::vector<Tensor> in(kScanInputs);
  in[kScanU] = per_channel("u");
  in[kScanDelta] = per_channel("delta");
  in[kScanA] = g.literal(rates, {kChannels, form.modes});
  in[kScanB] = both.slice(2, 4, form.modes);
  in[kScanC] = both.slice(2, 4 + form.modes, form.modes);
  if (form.first)
    in[kScanD] = g.literal(ones, {kChannels});
  if (form.second) {
    in[kScanZ] = per_channel("z");
    in[kScanBias] = g.literal(ones, {kChannels});
  }
  return g.selective_scan(in);
}

Tensor turning(Graph& g, const Form& form, int tokens) {
  std::vector<Tensor> in(kDiagonalInputs);
  in[kDiagonalX] = g.input("x", {kBatch, tokens, form.first ? 2 * kChannels : kChannels});
  const auto of_modes = [&](auto value) {
    std::vector<double> all;
    for (int i = 0; i < kChannels * form.modes; ++i)
      all.push_back(value(0.05 * (1 + i % 7), 0.4 * (i % 11)));
    return g.literal(all, {form.modes, kChannels});
  };
  in[kDiagonalKeepRe] = of_modes([](double fade, double turn) { return std::exp(-fade) * std::cos(turn); });
  in[kDiagonalKeepIm] = of_modes([](double fade, double turn) { return std::exp(-fade) * std::sin(turn); });
  in[kDiagonalReadRe] = of_modes([](double fade, double) { return fade; });
  in[kDiagonalReadIm] = of_modes([](double fade, double turn) { return fade - 0.1 * turn; });
  DiagonalRecurrenceSpec spec;
  spec.modes = form.modes;
  spec.complex = form.first;
  return g.diagonal_recurrence(in, spec);
}

Graph record(const Form& form, int tokens) {
  Graph g({kBatch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
  const auto diagonal = [&] {
    const Tensor decay = form.angles ? Tensor{} : g.input("g", {kBatch, tokens, kChannels});
    const Tensor h = g.diagonal_recurrence(g.input("x", {kBatch, tokens, kChannels}), decay,
                                           {form.first, form.second, form.log_sum, form.read_before, form.angles});
    if (form.angles)
      return g.unary(h, UnaryFunction::Cosine);                   // half a turn either way is one angle
    return form.log_sum ? g.unary(h, UnaryFunction::Sigmoid) : h; // the logarithm of nothing has no peer
  };
  g.mark_output("o", form.turning ? turning(g, form, tokens) : form.modes > 0 ? scan(g, form, tokens) : diagonal());
  return g;
}

} // namespace

class VulkanScan : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    VulkanOptions software;
    software.profile = true;
    VulkanOptions chunked = software;
    chunked.as_hardware = true;
    VulkanOptions whole = chunked;
    whole.chunk_bytes = 1; // no room for chunks
    m_sides = test::Sides::open({software, chunked, whole});
    QVERIFY(m_sides.reference);
  }
  void cleanupTestCase() { m_sides = {}; }

  void forms_data() {
    QTest::addColumn<int>("modes");
    QTest::addColumn<bool>("first");
    QTest::addColumn<bool>("second");
    QTest::addColumn<bool>("log_sum");
    QTest::addColumn<bool>("read_before");
    QTest::addColumn<bool>("angles");
    QTest::addColumn<bool>("turning");
    const auto row = [](const char* name, const Form& form) {
      QTest::newRow(name) << form.modes << form.first << form.second << form.log_sum << form.read_before << form.angles
                          << form.turning;
    };
    row("scan, 16 modes", {16, true, true});
    row("scan, 16 modes, bare", {16, false, false});
    row("scan, 5 modes, gated", {5, false, true}); // in no groups of four
    row("scan, 3 modes, skip", {3, true, false});
    row("diagonal", {0, false, false});
    row("diagonal, factor", {0, true, false});
    row("diagonal, factor and reset", {0, true, true});
    row("diagonal, reset", {0, false, true});
    row("diagonal, old state", {0, false, false, false, true});
    row("diagonal, reset, old state", {0, false, true, false, true});
    row("logarithm", {0, false, false, true, false});
    row("logarithm, old state", {0, false, false, true, true});
    row("angles", {0, false, false, false, false, true});
    row("angles, old state", {0, false, false, false, true, true});
    row("8 complex modes", {8, false, false, false, false, false, true});
    row("5 complex modes", {5, false, false, false, false, false, true});
    row("3 complex modes, complex inputs", {3, true, false, false, false, false, true});
    row("a complex mode, complex inputs", {1, true, false, false, false, false, true});
  }

  /// 64 tokens are the first in chunks, of 16; 65 and 79 are cut into uneven ones; the shorter sequence ends inside
  /// another.
  void forms() {
    const Form form = form_of_row();
    const std::vector<std::vector<int>> plans{{1, 63, 1}, {64, 65, 1}, {79, 1, 1, 97}, {160}};
    for (const auto& steps : plans)
      for (int shorter : {0, 17}) {
        const auto wanted = run(*m_sides.reference, form, steps, shorter);
        for (auto& vulkan : m_sides.vulkan) {
          if (!vulkan.executor)
            QSKIP(vulkan.skip.c_str());
          const QString problem = test::difference(run(*vulkan.executor, form, steps, shorter), wanted, 1e-5f);
          QVERIFY2(problem.isEmpty(),
                   qPrintable(QString("%1 tokens first, %2 shorter: %3").arg(steps.front()).arg(shorter).arg(problem)));
          test::check_messages(*vulkan.executor);
        }
      }
  }

  /// Three dispatches where the device has room for more than the channels, one where it has not.
  void chunks_whereChannelsAreTooFew() {
    for (const Form& form :
         {Form{16, true, true}, Form{0, true, true}, Form{16, false, false, false, false, false, true}})
      for (int tokens : {1, 63, 64, 160}) {
        std::array<int64_t, 3> dispatches{};
        for (size_t i = 0; i < m_sides.vulkan.size(); ++i) {
          auto& vulkan = m_sides.vulkan[i];
          if (!vulkan.executor)
            QSKIP(vulkan.skip.c_str());
          vulkan.executor->clear_operation_times();
          QVERIFY(run(*vulkan.executor, form, {tokens}, 0).has_value());
          const bool selective = form.modes > 0 && !form.turning;
          dispatches[i] =
              vulkan.executor->operation_times()[selective ? "selective_scan" : "diagonal_recurrence"].dispatches;
        }
        QCOMPARE(dispatches[kSoftware], 1);
        QCOMPARE(dispatches[kWhole], 1);
        QCOMPARE(dispatches[kChunked], tokens >= 64 ? 3 : 1);
      }
  }

private:
  enum { kSoftware, kChunked, kWhole };

  static Form form_of_row() {
    QFETCH(int, modes);
    QFETCH(bool, first);
    QFETCH(bool, second);
    QFETCH(bool, log_sum);
    QFETCH(bool, read_before);
    QFETCH(bool, angles);
    QFETCH(bool, turning);
    return {modes, first, second, log_sum, read_before, angles, turning};
  }
  static Result<std::vector<float>> run(Executor& executor, const Form& form, const std::vector<int>& steps,
                                        int shorter) {
    return test::step_outputs(
        executor, [&](int tokens) { return record(form, tokens); }, value_of, steps, shorter);
  }

  test::Sides m_sides;
};

PARETO_TEST(VulkanScan)
#include "tst_vulkan_scan.moc"
