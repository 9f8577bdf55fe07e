// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/half.h"
#include "tests/core/exec/instruction_sets.h"
#include "tests/support/program.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

using namespace pareto;
using namespace pareto::test;

/// 16-bit conversions of every instruction set round as IEEE 754 says: to nearest, ties to even.
class TestHalfKernels : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void roundToNearestEven_data();
  void roundToNearestEven();
  void widenEveryPattern_data();
  void widenEveryPattern();
};

void TestHalfKernels::roundToNearestEven_data() { add_sets({Format::F16, Format::BF16}); }

void TestHalfKernels::roundToNearestEven() {
  QFETCH(QString, set);
  QFETCH(int, type);
  if (lacks(set))
    QSKIP("This processor has no AVX2.");
  const bool half = static_cast<Format>(type) == Format::F16;
  std::vector<float> values{
      0,     -0.0f,    65504,    65519.99f, 65520,     -1e30f,       INFINITY,         -INFINITY,
      6e-8f, 2.98e-8f, 2.99e-8f, 6.1e-5f,   6.103e-5f, 1 + 0x1p-11f, 1 + 3 * 0x1p-11f, -1 - 0x1p-11f};
  std::mt19937 random(7);
  for (int i = 0; i < 20011; ++i) // an odd count: the tail is converted too
    values.push_back(std::ldexp(static_cast<float>(static_cast<int32_t>(random())) * 0x1p-31f,
                                static_cast<int>(random() % 44) - 27));
  std::vector<uint16_t> out(values.size());
  kernels_of(set).narrow(static_cast<Format>(type), values.data(), out.data(), static_cast<int64_t>(values.size()));
  for (size_t i = 0; i < values.size(); ++i) {
    const uint16_t expected = half ? float_to_half(values[i]) : float_to_bfloat16(values[i]);
    QVERIFY2(out[i] == expected, qPrintable(QString("%1: %2, not %3")
                                                .arg(static_cast<double>(values[i]), 0, 'g', 12)
                                                .arg(out[i], 0, 16)
                                                .arg(expected, 0, 16)));
  }
}

void TestHalfKernels::widenEveryPattern_data() { add_sets({Format::F16, Format::BF16}); }

void TestHalfKernels::widenEveryPattern() {
  QFETCH(QString, set);
  QFETCH(int, type);
  if (lacks(set))
    QSKIP("This processor has no AVX2.");
  const bool half = static_cast<Format>(type) == Format::F16;
  std::vector<uint16_t> patterns(0x10000);
  std::iota(patterns.begin(), patterns.end(), uint16_t{0});
  std::vector<float> out(patterns.size());
  kernels_of(set).widen(static_cast<Format>(type), patterns.data(), out.data(), static_cast<int64_t>(patterns.size()));
  for (size_t i = 0; i < patterns.size(); ++i) {
    const float expected = half ? half_to_float(patterns[i]) : bfloat16_to_float(patterns[i]);
    const bool same = std::isnan(expected) ? std::isnan(out[i])
                                           : std::bit_cast<uint32_t>(out[i]) == std::bit_cast<uint32_t>(expected);
    QVERIFY2(same, qPrintable(QString::number(patterns[i], 16)));
  }
}

PARETO_TEST(TestHalfKernels)
#include "tst_half_kernels.moc"
