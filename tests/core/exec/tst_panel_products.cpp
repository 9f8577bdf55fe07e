// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/half.h"
#include "tests/core/exec/instruction_sets.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

using namespace pareto;
using namespace pareto::test;

/// Rows of x against packed weights: as few and as many as go ways of their own, of every instruction set and format.
class TestPanelProducts : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void equalFloat64_data();
  void equalFloat64();
};

namespace {

constexpr int64_t kBlock = 32;

/// Packed weights [rows, k], and what they stand for.
struct Packed {
  std::vector<uint8_t> bytes;
  std::vector<double> values;
};

int64_t whole_panels(int64_t rows) { return (rows + kPanelRows - 1) / kPanelRows; }

Packed plain(Format type, int64_t rows, int64_t k, std::mt19937& random) {
  std::normal_distribution<float> normal;
  const int64_t padded = whole_panels(rows) * kPanelRows;
  Packed made{std::vector<uint8_t>(static_cast<size_t>(padded * format_bytes(type, k))),
              std::vector<double>(static_cast<size_t>(rows * k))};
  for (int64_t row = 0; row < padded; ++row)
    for (int64_t i = 0; i < k; ++i) {
      const float x = row < rows ? normal(random) : 0;
      const int64_t at = row / kPanelRows * kPanelRows * k + i * kPanelRows + row % kPanelRows;
      const uint16_t half = type == Format::F16 ? float_to_half(x) : float_to_bfloat16(x);
      if (type == Format::F32)
        std::memcpy(made.bytes.data() + at * 4, &x, 4);
      else
        std::memcpy(made.bytes.data() + at * 2, &half, 2);
      if (row < rows)
        made.values[static_cast<size_t>(row * k + i)] = type == Format::F32   ? x
                                                        : type == Format::F16 ? half_to_float(half)
                                                                              : bfloat16_to_float(half);
    }
  return made;
}

/// Any levels: scales first, minima of Q4_1, then the levels (core/exec/cpu/kernels/kernels.h).
Packed blocks(Format type, int64_t rows, int64_t k, std::mt19937& random) {
  const int64_t panels = whole_panels(rows), bytes = panel_bytes(type, kBlock);
  Packed made{std::vector<uint8_t>(static_cast<size_t>(panels * panel_bytes(type, k))),
              std::vector<double>(static_cast<size_t>(rows * k))};
  for (int64_t block = 0; block < panels * k / kBlock; ++block) {
    uint8_t* at = made.bytes.data() + block * bytes;
    const int64_t levels = type == Format::Q4_1 ? 64 : 32;
    for (int64_t i = 0; i < levels; i += 2) {
      const uint16_t half = float_to_half(0.01f * static_cast<float>(1 + random() % 90));
      std::memcpy(at + i, &half, 2);
    }
    for (int64_t i = levels; i < bytes; ++i)
      at[i] = static_cast<uint8_t>(random());
    const auto number = [&](int64_t i) {
      uint16_t half;
      std::memcpy(&half, at + 2 * i, 2);
      return double{half_to_float(half)};
    };
    for (int64_t r = 0; r < kPanelRows; ++r)
      for (int64_t i = 0; i < kBlock; ++i) {
        const int64_t row = block / (k / kBlock) * kPanelRows + r, depth = block % (k / kBlock) * kBlock + i;
        if (row >= rows)
          continue;
        double& value = made.values[static_cast<size_t>(row * k + depth)];
        if (type == Format::Q8_0) {
          value = number(r) * static_cast<int8_t>(at[levels + i * kPanelRows + r]);
          continue;
        }
        const int both = at[levels + i % (kBlock / 2) * kPanelRows + r], level = i < kBlock / 2 ? both & 15 : both >> 4;
        value = type == Format::Q4_0 ? number(r) * (level - 8) : number(r) * level + number(kPanelRows + r);
      }
  }
  return made;
}

} // namespace

void TestPanelProducts::equalFloat64_data() {
  add_sets({Format::F32, Format::F16, Format::BF16, Format::Q8_0, Format::Q4_0, Format::Q4_1});
}

void TestPanelProducts::equalFloat64() {
  QFETCH(QString, set);
  QFETCH(int, type);
  if (lacks(set))
    QSKIP("This processor has no AVX2.");
  const auto format = static_cast<Format>(type);
  std::mt19937 random(17);
  std::normal_distribution<float> normal;
  for (int64_t k : {32, 544, 1056}) // less than a pass over the depth, and more than one and two
    for (int64_t rows : {16, 37})
      for (int64_t m : {1, 2, 3, 4, 5, 7, 12, 13, 16, 17, 31, 96, 97}) {
        const Packed weights = is_block(format) ? blocks(format, rows, k, random) : plain(format, rows, k, random);
        std::vector<float> x(static_cast<size_t>(m * k)), y(static_cast<size_t>(m * rows), NAN),
            scratch(static_cast<size_t>(cpu::product_scratch(k)));
        for (float& v : x)
          v = normal(random);
        cpu::PanelProduct p{};
        p.x = x.data();
        p.x_stride = p.k = k;
        p.m = m;
        p.panels = weights.bytes.data();
        p.type = format;
        p.last = whole_panels(rows);
        p.rows = p.y_stride = rows;
        p.y = y.data();
        p.scratch = scratch.data();
        kernels_of(set).panel_product(p);
        for (int64_t i = 0; i < m; ++i)
          for (int64_t row = 0; row < rows; ++row) {
            double right = 0, size = 0;
            for (int64_t j = 0; j < k; ++j) {
              const double term =
                  double{x[static_cast<size_t>(i * k + j)]} * weights.values[static_cast<size_t>(row * k + j)];
              right += term;
              size += std::abs(term);
            }
            const double got = y[static_cast<size_t>(i * rows + row)];
            QVERIFY2(
                std::abs(got - right) <= 2e-6 * size,
                qPrintable(QString("k %1, rows %2, m %3: %4, not %5").arg(k).arg(rows).arg(m).arg(got).arg(right)));
          }
      }
}

PARETO_TEST(TestPanelProducts)
#include "tst_panel_products.moc"
