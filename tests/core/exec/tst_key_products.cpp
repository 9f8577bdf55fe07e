// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/exec/instruction_sets.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace pareto;
using namespace pareto::test;

/// Queries against the keys of a tile, and weights against its values, of every instruction set, read as they are
/// stored where it has a conversion: what float64 gives.
class TestKeyProducts : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void keys_data();
  void keys();
  void values_data();
  void values();
  void infiniteKeys_data();
  void infiniteKeys();
};

namespace {

/// Numbers that `type` holds, and the bytes that hold them.
struct Stored {
  std::vector<float> values;
  std::vector<char> bytes;
};

Stored stored(const cpu::Kernels& kernels, Format type, int64_t n, std::mt19937& random) {
  std::normal_distribution<float> normal;
  Stored s{std::vector<float>(static_cast<size_t>(n)), std::vector<char>(static_cast<size_t>(format_bytes(type, n)))};
  for (float& x : s.values)
    x = normal(random);
  kernels.narrow(type, s.values.data(), s.bytes.data(), n);
  kernels.widen(type, s.bytes.data(), s.values.data(), n);
  return s;
}

std::vector<float> some(int64_t n, std::mt19937& random) {
  std::normal_distribution<float> normal;
  std::vector<float> x(static_cast<size_t>(n));
  for (float& v : x)
    v = normal(random);
  return x;
}

} // namespace

void TestKeyProducts::keys_data() { add_sets({Format::F32, Format::F16, Format::BF16, Format::Q8_0}); }

void TestKeyProducts::keys() {
  QFETCH(QString, set);
  QFETCH(int, type);
  if (lacks(set))
    QSKIP("This processor has no AVX2.");
  const auto format = static_cast<Format>(type);
  const cpu::Kernels& kernels = kernels_of(set);
  std::mt19937 random(11);
  for (int64_t width : {1, 5, 8, 16, 24, 32, 64, 120, 192})
    for (int64_t rows : {1, 2, 3, 4, 5, 9})
      for (int64_t count : {1, 3, 4, 7, 63, 64}) {
        if (width % block_elements(format) != 0)
          continue;
        const Stored keys = stored(kernels, format, count * width, random);
        const std::vector<float> q = some(rows * width, random);
        std::vector<float> out(static_cast<size_t>(rows * cpu::kKeyTile), NAN),
            scratch(static_cast<size_t>(cpu::key_products_scratch(width)));
        kernels.key_products({q.data(), rows, width, keys.bytes.data(), format, count, out.data(), scratch.data()});
        for (int64_t row = 0; row < rows; ++row)
          for (int64_t key = 0; key < count; ++key) {
            double right = 0, size = 0;
            for (int64_t i = 0; i < width; ++i) {
              const double term = double{q[static_cast<size_t>(row * width + i)]} *
                                  double{keys.values[static_cast<size_t>(key * width + i)]};
              right += term;
              size += std::abs(term);
            }
            const double got = out[static_cast<size_t>(row * cpu::kKeyTile + key)];
            QVERIFY2(
                std::abs(got - right) <= 1e-6 * size,
                qPrintable(
                    QString("width %1, row %2 of %3, key %4 of %5").arg(width).arg(row).arg(rows).arg(key).arg(count)));
          }
      }
}

void TestKeyProducts::values_data() { add_sets({Format::F32, Format::F16, Format::BF16}); }

void TestKeyProducts::values() {
  QFETCH(QString, set);
  QFETCH(int, type);
  if (lacks(set))
    QSKIP("This processor has no AVX2.");
  const auto format = static_cast<Format>(type);
  const cpu::Kernels& kernels = kernels_of(set);
  std::mt19937 random(13);
  for (int64_t width : {16, 64, 112})
    for (int64_t rows : {1, 2, 3, 4})
      for (int64_t count : {1, 7, 64}) {
        const Stored values = stored(kernels, format, count * width, random);
        const std::vector<float> weights = some(rows * cpu::kKeyTile, random), before = some(rows * width, random);
        std::vector<float> out = before;
        cpu::Product sum{weights.data(), cpu::kKeyTile, values.bytes.data(), width, out.data(), width, rows, width,
                         count,          true};
        sum.b_type = format;
        kernels.product(sum);
        for (int64_t row = 0; row < rows; ++row)
          for (int64_t i = 0; i < width; ++i) {
            const auto at = static_cast<size_t>(row * width + i);
            double right = before[at], size = std::abs(right);
            for (int64_t key = 0; key < count; ++key) {
              const double term = double{weights[static_cast<size_t>(row * cpu::kKeyTile + key)]} *
                                  double{values.values[static_cast<size_t>(key * width + i)]};
              right += term;
              size += std::abs(term);
            }
            QVERIFY2(std::abs(out[at] - right) <= 1e-6 * size,
                     qPrintable(QString("width %1, rows %2, count %3").arg(width).arg(rows).arg(count)));
          }
      }
}

void TestKeyProducts::infiniteKeys_data() { add_sets({Format::F32, Format::F16, Format::BF16}); }

/// An overflow in a cache must reach whoever looks for it.
void TestKeyProducts::infiniteKeys() {
  QFETCH(QString, set);
  QFETCH(int, type);
  if (lacks(set))
    QSKIP("This processor has no AVX2.");
  const auto format = static_cast<Format>(type);
  const cpu::Kernels& kernels = kernels_of(set);
  constexpr int64_t kWidth = 32;
  std::vector<float> keys(4 * kWidth, 1), q(kWidth, 1), out(cpu::kKeyTile),
      scratch(static_cast<size_t>(cpu::key_products_scratch(kWidth)));
  keys[kWidth + 5] = INFINITY;
  std::vector<char> bytes(static_cast<size_t>(format_bytes(format, 4 * kWidth)));
  kernels.narrow(format, keys.data(), bytes.data(), 4 * kWidth);
  kernels.key_products({q.data(), 1, kWidth, bytes.data(), format, 4, out.data(), scratch.data()});
  QCOMPARE(out[0], 32.0f);
  QVERIFY(std::isinf(out[1]));
  QCOMPARE(out[2], 32.0f);
}

PARETO_TEST(TestKeyProducts)
#include "tst_key_products.moc"
