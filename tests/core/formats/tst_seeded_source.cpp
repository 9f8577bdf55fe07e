// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/seeded_source.h"
#include "core/numeric/half.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <cstring>

using namespace pareto;

namespace {

using Rule = Init::Rule;

std::vector<float> values_of(uint64_t seed, const WeightDecl& weight) {
  std::vector<float> values(static_cast<size_t>(weight.shape.elements()));
  return make_seeded_source(seed)->read_rows(weight, 0, weight.shape[0], values) ? values : std::vector<float>{};
}

WeightDecl vector_of(Rule rule, double a, double b) { return {"v", {100, 16}, WeightUse::Vector, {rule, a, b}}; }

} // namespace

class SeededSourceTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void seeds_data() {
    QTest::addColumn<int>("rule");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("normal") << static_cast<int>(Rule::Normal) << 0.0 << 0.5;
    QTest::newRow("uniform") << static_cast<int>(Rule::Uniform) << -1.0 << 2.0;
    QTest::newRow("log uniform") << static_cast<int>(Rule::LogUniform) << 1.0 << 16.0;
    QTest::newRow("inverse softplus") << static_cast<int>(Rule::InverseSoftplusLogUniform) << 0.001 << 0.1;
  }

  void seeds() {
    QFETCH(int, rule);
    QFETCH(double, low);
    QFETCH(double, high);
    for (const WeightUse use : {WeightUse::Vector, WeightUse::Matrix}) {
      const WeightDecl weight{"layers.3.w", {70, 40}, use, {static_cast<Rule>(rule), low, high}};
      WeightDecl other = weight;
      other.name = "layers.4.w";
      const auto values = values_of(1, weight);
      QVERIFY(values == values_of(1, weight));
      QVERIFY(values != values_of(2, weight));
      QVERIFY(values != values_of(1, other));
    }
  }

  /// However a weight is read, its values are the same: rows, single rows, and packed panels at every precision.
  void rows_and_panels() {
    for (const int64_t columns : {1, 16, 33, 2000}) {
      const WeightDecl weight{"w", {37, columns}, WeightUse::Matrix, {}};
      const auto values = values_of(3, weight);
      const auto source = make_seeded_source(3);
      std::vector<float> row(static_cast<size_t>(columns));
      REQUIRE(source->read_rows(weight, 21, 1, row));
      QVERIFY(std::equal(row.begin(), row.end(), values.begin() + 21 * columns));
      for (const Format format : {Format::F32, Format::F16, Format::BF16}) {
        const auto unit = static_cast<size_t>(block_bytes(format));
        std::vector<std::byte> panel(static_cast<size_t>(columns) * 16 * unit, std::byte{0xee});
        for (int64_t index = 0; index < 3; ++index) {
          QVERIFY(source->read_panel(weight, index, format, panel));
          for (int64_t k = 0; k < columns; ++k)
            for (int64_t r = 0; r < 16; ++r) {
              const int64_t wanted_row = index * 16 + r;
              const float wanted = wanted_row < 37 ? values[static_cast<size_t>(wanted_row * columns + k)] : 0;
              const std::byte* at = panel.data() + static_cast<size_t>(k * 16 + r) * unit;
              uint16_t bits = 0;
              float got = 0;
              if (format == Format::F32) {
                std::memcpy(&got, at, 4);
                QCOMPARE(got, wanted);
                continue;
              }
              std::memcpy(&bits, at, 2);
              QCOMPARE(bits, format == Format::F16 ? float_to_half(wanted) : float_to_bfloat16(wanted));
            }
        }
      }
    }
  }

  void spread_of_matrices() {
    const WeightDecl weight{"w", {512, 256}, WeightUse::Matrix, {}};
    const auto values = values_of(4, weight);
    double mean = 0, square = 0;
    for (const float value : values) {
      mean += static_cast<double>(value);
      square += static_cast<double>(value) * static_cast<double>(value);
    }
    mean /= static_cast<double>(values.size());
    const double deviation = std::sqrt(square / static_cast<double>(values.size()));
    QVERIFY2(std::abs(deviation * 16 - 1) < 0.02, qPrintable(QString::number(deviation))); // 1/sqrt(256)
    QVERIFY(std::abs(mean) < 0.002);
    const WeightDecl table{"embed.weight", {512, 256}, WeightUse::Matrix, {Rule::Normal, 0, 0.02}};
    double peak = 0;
    for (const float value : values_of(4, table))
      peak = std::max(peak, std::abs(static_cast<double>(value)));
    QVERIFY(peak > 0.06 && peak < 0.12);
    // rows differ from each other: a stack of equal rows would have equal logits
    for (size_t r = 1; r < 512; ++r)
      QVERIFY(!std::equal(values.begin(), values.begin() + 256, values.begin() + static_cast<std::ptrdiff_t>(r * 256)));
  }

  void rules() {
    for (const float value : values_of(1, vector_of(Rule::Zeros, 0, 0)))
      QCOMPARE(value, 0.0f);
    for (const float value : values_of(1, vector_of(Rule::Ones, 0, 0)))
      QCOMPARE(value, 1.0f);
    for (const float value : values_of(1, vector_of(Rule::Uniform, -2, 3)))
      QVERIFY(value > -2 && value < 3);
    for (const float value : values_of(1, vector_of(Rule::LogUniform, 1, 16)))
      QVERIFY(value > 0 && value < std::log(16.0f));
    const auto range = values_of(1, vector_of(Rule::LogRange, 0, 0));
    for (size_t i = 0; i < range.size(); ++i)
      QCOMPARE(range[i], std::log(static_cast<float>(i % 16 + 1)));
    for (const float value : values_of(1, vector_of(Rule::InverseSoftplusLogUniform, 0.001, 0.1))) {
      const double step = std::log1p(std::exp(static_cast<double>(value)));
      QVERIFY(step > 0.00099 && step < 0.101);
    }
    double mean = 0;
    for (const float value : values_of(1, vector_of(Rule::Normal, 5, 0.1)))
      mean += static_cast<double>(value) / 1600;
    QVERIFY(std::abs(mean - 5) < 0.02);
  }

  void only_plain_matrices_have_panels() {
    const auto source = make_seeded_source(1);
    std::vector<std::byte> panel(16 * 16 * 4);
    QVERIFY(!source->read_panel(vector_of(Rule::Normal, 0, 1), 0, Format::F32, panel));
    QVERIFY(!source->read_panel({"w", {16, 16}, WeightUse::Matrix, {Rule::Uniform, 0, 1}}, 0, Format::F32, panel));
  }
};

PARETO_TEST(SeededSourceTest)
#include "tst_seeded_source.moc"
