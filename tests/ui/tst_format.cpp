// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "ui/charts/chart_scale.h"
#include "ui/charts/clip.h"
#include "ui/style.h"
#include "ui/words/format.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace pareto;
using namespace pareto::ui;

class TestFormat : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void values_data();
  void values();
  void localesWriteTheSameDigits();
  void linesEndBetweenWords();
  void estimates();
  void parameters_data();
  void parameters();
  void durations_data();
  void durations();
  void ticksAreRound_data();
  void ticksAreRound();
  void ticksFit();
  void rangesAreRepaired_data();
  void rangesAreRepaired();
  void segmentsAreClipped();
  void polylinesAreClipped();
  void polygonsAreClipped();
  void thinningKeepsExtremes();
  void palettes();
};

void TestFormat::values_data() {
  QTest::addColumn<double>("value");
  QTest::addColumn<int>("format");
  QTest::addColumn<QString>("text");
  const auto row = [](double value, AxisFormat format, const char* text) {
    QTest::addRow("%s", text) << value << static_cast<int>(format) << QString::fromUtf8(text);
  };
  row(12.34, AxisFormat::Milliseconds, "12.3 ms");
  row(0, AxisFormat::Milliseconds, "0 ms");
  row(0.05, AxisFormat::Milliseconds, "50.0 µs");
  row(0.1234, AxisFormat::Milliseconds, "0.123 ms");
  row(999.4, AxisFormat::Milliseconds, "999 ms");
  row(999.6, AxisFormat::Milliseconds, "1.00 s");
  row(12'345, AxisFormat::Milliseconds, "12.3 s");
  row(1'200'000, AxisFormat::Milliseconds, "20 min");
  row(72e6, AxisFormat::Milliseconds, "20 h");
  row(59'000, AxisFormat::Milliseconds, "59.0 s");
  row(90'000, AxisFormat::Milliseconds, "1.5 min");
  row(1e7, AxisFormat::Milliseconds, "2.78 h"); // never 166.67 min
  row(3 * 86'400e3, AxisFormat::Milliseconds, "3 d");
  row(3.25 * 86'400e3, AxisFormat::Milliseconds, "3.25 d");
  row(512, AxisFormat::Bytes, "512 B");
  row(1536, AxisFormat::Bytes, "1.54 kB");
  row(999'600'000, AxisFormat::Bytes, "1.00 GB");
  row(1.42e9, AxisFormat::Bytes, "1.42 GB");
  row(340e6, AxisFormat::Bytes, "340 MB");
  row(2e12, AxisFormat::Bytes, "2.00 TB");
  row(2048, AxisFormat::Tokens, "2,048");
  row(65'536, AxisFormat::Tokens, "65,536");
  row(3127.4, AxisFormat::Tokens, "3,130");
  row(1'048'576, AxisFormat::Tokens, "1.05 M");
  row(52, AxisFormat::Number, "52");
  row(51.86, AxisFormat::Number, "51.9");
  row(9999, AxisFormat::Number, "9,999");
  row(12'345, AxisFormat::Number, "12.3 k");
  row(-12'345, AxisFormat::Number, "-12.3 k");
  row(2.5e6, AxisFormat::Number, "2.50 M");
  row(51.86, AxisFormat::Percent, "51.9 %");
  row(100, AxisFormat::Percent, "100 %");
  row(85.16, AxisFormat::Rate, "85.2");
  row(NAN, AxisFormat::Bytes, "–");
  row(INFINITY, AxisFormat::Number, "–");
}

void TestFormat::values() {
  QFETCH(double, value);
  QFETCH(int, format);
  QFETCH(QString, text);
  QCOMPARE(formatValue(value, static_cast<AxisFormat>(format), QLocale(QLocale::English)), text);
}

void TestFormat::localesWriteTheSameDigits() {
  const QLocale ja(QLocale::Japanese, QLocale::Japan), de(QLocale::German);
  QCOMPARE(formatValue(65'536, AxisFormat::Tokens, ja), QStringLiteral("65,536"));
  QCOMPARE(formatValue(12.34, AxisFormat::Milliseconds, ja), QStringLiteral("12.3 ms"));
  QCOMPARE(formatValue(1.42e9, AxisFormat::Bytes, ja), QStringLiteral("1.42 GB"));
  QCOMPARE(formatValue(12.34, AxisFormat::Milliseconds, de), QStringLiteral("12,3 ms")); // the locale is really used
  QCOMPARE(formatTick(1500, unit_for(2000, AxisFormat::Milliseconds), 500, AxisFormat::Milliseconds, de),
           QStringLiteral("1,5 s"));
}

void TestFormat::estimates() {
  const QLocale en(QLocale::English);
  QCOMPARE(formatEstimate(12.34, Interval{11.9, 12.81}, AxisFormat::Milliseconds, en),
           QStringLiteral("12.3 ms (11.9–12.8)"));
  QCOMPARE(formatEstimate(12.34, {}, AxisFormat::Milliseconds, en), QStringLiteral("12.3 ms"));
  QCOMPARE(formatEstimate(999, Interval{980, 1020}, AxisFormat::Milliseconds, en),
           QStringLiteral("999 ms (980–1,020)"));
  QCOMPARE(formatEstimate(3127.4, Interval{2904.2, 3311.9}, AxisFormat::Tokens, en),
           QStringLiteral("3,130 (2,900–3,310)"));
  QCOMPARE(formatEstimate(12.34, Interval{NAN, 13}, AxisFormat::Milliseconds, en), QStringLiteral("12.3 ms"));
}

void TestFormat::parameters_data() {
  QTest::addColumn<qint64>("count");
  QTest::addColumn<QString>("text");
  QTest::newRow("billions") << qint64{1'345'423'360} << QStringLiteral("1.3 B");
  QTest::newRow("whole billion") << qint64{999'600'000} << QStringLiteral("1 B");
  QTest::newRow("many billions") << qint64{70'553'706'496} << QStringLiteral("71 B");
  QTest::newRow("millions") << qint64{340'100'000} << QStringLiteral("340 M");
  QTest::newRow("few millions") << qint64{3'140'000} << QStringLiteral("3.1 M");
  QTest::newRow("thousands") << qint64{98'304} << QStringLiteral("98 k");
  QTest::newRow("few") << qint64{12} << QStringLiteral("12");
}

void TestFormat::parameters() {
  QFETCH(qint64, count);
  QFETCH(QString, text);
  QCOMPARE(formatParameters(count, QLocale(QLocale::English)), text);
  QCOMPARE(formatTimes(5.53, QLocale(QLocale::English)), QStringLiteral("5.5"));
  QCOMPARE(formatTimes(12.4, QLocale(QLocale::English)), QStringLiteral("12"));
}

void TestFormat::durations_data() {
  QTest::addColumn<double>("seconds");
  QTest::addColumn<QString>("text");
  QTest::newRow("none") << 0.0 << QStringLiteral("0 s");
  QTest::newRow("short") << 2.34 << QStringLiteral("2.3 s");
  QTest::newRow("seconds") << 59.4 << QStringLiteral("59 s");
  QTest::newRow("minutes") << 130.2 << QStringLiteral("2 min 10 s");
  QTest::newRow("rounds into minutes") << 59.6 << QStringLiteral("1 min 0 s");
  QTest::newRow("hours") << 7260.0 << QStringLiteral("2 h 1 min");
  QTest::newRow("not known") << double(NAN) << QStringLiteral("–");
  QTest::newRow("endless") << 1e300 << QStringLiteral("over 1,000,000 h");
}

void TestFormat::durations() {
  QFETCH(double, seconds);
  QFETCH(QString, text);
  QCOMPARE(formatDuration(seconds, QLocale(QLocale::English)), text);
}

namespace {

AxisSpec axis(AxisFormat format, bool logarithmic, double low, double high) {
  AxisSpec result;
  result.format = format;
  result.logarithmic = logarithmic;
  result.low = low;
  result.high = high;
  return result;
}

QStringList labels(const QList<Tick>& ticks) {
  QStringList result;
  for (const Tick& tick : ticks)
    result << tick.label;
  return result;
}

} // namespace

void TestFormat::ticksAreRound_data() {
  QTest::addColumn<int>("format");
  QTest::addColumn<bool>("logarithmic");
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  QTest::addColumn<int>("most");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* name, AxisFormat f, bool log, double low, double high, int most,
                      const char* expected) {
    QTest::newRow(name) << static_cast<int>(f) << log << low << high << most << QString::fromUtf8(expected);
  };
  row("linear ms", AxisFormat::Milliseconds, false, 0, 150, 5, "0 ms|50 ms|100 ms|150 ms");
  row("linear s", AxisFormat::Milliseconds, false, 0, 2000, 5, "0.0 s|0.5 s|1.0 s|1.5 s|2.0 s");
  row("linear min", AxisFormat::Milliseconds, false, 0, 1.2e6, 5, "0 min|5 min|10 min|15 min|20 min");
  row("thousands", AxisFormat::Number, false, 0, 20'000, 5, "0|5,000|10,000|15,000|20,000");
  row("millions", AxisFormat::Number, false, 0, 2e7, 5, "0|5 M|10 M|15 M|20 M");
  row("minutes in seconds", AxisFormat::Milliseconds, false, 0, 130e3, 8, "0 s|20 s|40 s|60 s|80 s|100 s|120 s");
  row("fraction", AxisFormat::Number, false, 0, 0.5, 6, "0.0|0.1|0.2|0.3|0.4|0.5");
  row("negative", AxisFormat::Number, false, -1, 1, 5, "-1.0|-0.5|0.0|0.5|1.0");
  row("log 1-2-5", AxisFormat::Milliseconds, true, 50, 1800, 6, "0.05 s|0.1 s|0.2 s|0.5 s|1 s");
  row("log amounts", AxisFormat::Number, true, 1, 2e6, 8, "1|10|100|1,000|10,000|100,000|1,000,000");
  row("log amounts, far apart", AxisFormat::Number, true, 1, 2e7, 8, "1|10|100|1,000|10 k|100 k|1 M|10 M");
  row("log times beyond five minutes", AxisFormat::Milliseconds, true, 1000, 400e3, 14,
      "1 s|2 s|5 s|10 s|20 s|1 min|2 min|5 min");
  row("log times to five minutes", AxisFormat::Milliseconds, true, 1000, 280e3, 14,
      "1 s|2 s|5 s|10 s|20 s|50 s|100 s|200 s");
  row("decades", AxisFormat::Bytes, true, 1e6, 1e11, 6, "1 MB|10 MB|100 MB|1 GB|10 GB|100 GB");
  row("every second decade", AxisFormat::Bytes, true, 1e6, 1e11, 3, "1 MB|100 MB|10 GB");
  row("powers of two", AxisFormat::Tokens, true, 128, 1024, 6, "128|256|512|1,024");
  row("powers of four", AxisFormat::Tokens, true, 128, 65536, 5, "256|1,024|4,096|16,384|65,536");
  row("requests", AxisFormat::Tokens, true, 1, 64, 8, "1|2|4|8|16|32|64");
  row("log times", AxisFormat::Milliseconds, true, 1000, 2e7, 14,
      "1 s|2 s|5 s|10 s|20 s|1 min|2 min|5 min|10 min|20 min|1 h|2 h|5 h");
  row("log times, few", AxisFormat::Milliseconds, true, 100, 2e7, 6, "100 ms|1 s|10 s|1 min|10 min|1 h");
  row("log times to days", AxisFormat::Milliseconds, true, 60e3, 1e9, 8, "1 min|10 min|1 h|10 h|24 h|10 d");
  row("inside a decade", AxisFormat::Milliseconds, true, 42, 48, 5, "42 ms|44 ms|46 ms|48 ms");
}

void TestFormat::ticksAreRound() {
  QFETCH(int, format);
  QFETCH(bool, logarithmic);
  QFETCH(double, low);
  QFETCH(double, high);
  QFETCH(int, most);
  QFETCH(QString, expected);
  const AxisSpec spec = axis(static_cast<AxisFormat>(format), logarithmic, low, high);
  QCOMPARE(labels(ticks(spec, fullRange(spec, {}), most, QLocale(QLocale::English))).join(QLatin1Char('|')), expected);
}

void TestFormat::ticksFit() {
  const auto extent = [](const QString& label) { return label.size() * 8.0; };
  for (const bool logarithmic : {false, true})
    for (const double length : {30.0, 120.0, 500.0, 2000.0}) {
      const AxisSpec spec = axis(AxisFormat::Milliseconds, logarithmic, 1, 70'000);
      const AxisRange range = fullRange(spec, {});
      const QList<Tick> found = fittingTicks(spec, range, length, 10, extent, QLocale(QLocale::English));
      QVERIFY(!found.isEmpty());
      for (qsizetype i = 1; i < found.size(); ++i) {
        const double distance = (found[i].at - found[i - 1].at) / range.span() * length;
        QVERIFY(distance >= (extent(found[i].label) + extent(found[i - 1].label)) / 2 + 10);
      }
    }
}

void TestFormat::rangesAreRepaired_data() {
  QTest::addColumn<bool>("logarithmic");
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  QTest::newRow("NaN") << false << double(NAN) << 1.0;
  QTest::newRow("inverted") << false << 5.0 << 1.0;
  QTest::newRow("empty") << false << 5.0 << 5.0;
  QTest::newRow("infinite") << false << 0.0 << double(INFINITY);
  QTest::newRow("overflow") << false << -std::numeric_limits<double>::max() << std::numeric_limits<double>::max();
  QTest::newRow("log zero") << true << 0.0 << 10.0;
  QTest::newRow("log negative") << true << -5.0 << 10.0;
}

void TestFormat::rangesAreRepaired() {
  QFETCH(bool, logarithmic);
  QFETCH(double, low);
  QFETCH(double, high);
  const AxisSpec spec = axis(AxisFormat::Number, logarithmic, low, high);
  for (const QList<double>& values : {QList<double>{}, QList<double>{3}, QList<double>{3, NAN, 9}}) {
    const AxisRange range = fullRange(spec, values);
    QVERIFY(std::isfinite(range.span()) && range.span() > 0);
    for (const double value : values)
      if (std::isfinite(value))
        QVERIFY(toAxis(value, spec) > range.low && toAxis(value, spec) < range.high);
    QVERIFY(!ticks(spec, range, 6).isEmpty());
  }
}

void TestFormat::segmentsAreClipped() {
  const QRectF area(0, 0, 10, 10);
  QCOMPARE(clipSegment({-5, 5, 15, 5}, area).value(), QLineF(0, 5, 10, 5));
  QCOMPARE(clipSegment({2, 2, 3, 3}, area).value(), QLineF(2, 2, 3, 3));
  QCOMPARE(clipSegment({5, 5, 5, 50}, area).value(), QLineF(5, 5, 5, 10));
  QVERIFY(!clipSegment({-5, 2, 2, -5}, area)); // passes the corner outside
  QVERIFY(!clipSegment({11, 0, 11, 10}, area));
  QVERIFY(!clipSegment({NAN, 0, 1, 1}, area));
  QVERIFY(!clipSegment({0, 0, INFINITY, 1}, area));
}

void TestFormat::polylinesAreClipped() {
  const QRectF area(0, 0, 10, 10);
  const QPolygonF wave{{1, 5}, {3, 15}, {5, 5}, {6, 5}, {NAN, 1}, {8, 5}, {9, 5}};
  const QList<QPolygonF> parts = clipPolyline(wave, area);
  QCOMPARE(parts.size(), 3);
  QCOMPARE(parts[0], QPolygonF({{1, 5}, {2, 10}}));
  QCOMPARE(parts[1], QPolygonF({{4, 10}, {5, 5}, {6, 5}}));
  QCOMPARE(parts[2], QPolygonF({{8, 5}, {9, 5}}));
}

void TestFormat::polygonsAreClipped() {
  const QRectF area(0, 0, 10, 10);
  const QPolygonF clipped = clipPolygon({{-5, 2}, {20, 2}, {20, 8}, {-5, 8}}, area);
  QCOMPARE(clipped.boundingRect(), QRectF(0, 2, 10, 6));
  QVERIFY(clipPolygon({{20, 20}, {30, 20}, {30, 30}}, area).isEmpty());
}

void TestFormat::thinningKeepsExtremes() {
  QPolygonF line;
  for (int i = 0; i < 100'000; ++i)
    line << QPointF(i / 100.0, i == 43'210 ? 500.0 : std::sin(i * 0.1));
  const QPolygonF thin = thinned(line);
  QVERIFY(thin.size() <= 4 * 1000);
  QCOMPARE(thin.boundingRect(), line.boundingRect());
  QCOMPARE(thin.first(), line.first());
  QCOMPARE(thin.last(), line.last());
  QCOMPARE(thinned({{NAN, 1}, {1, 2}}).size(), 2); // ends, and keeps what it does not understand
}

void TestFormat::palettes() {
  QVERIFY(isDark(darkApplicationPalette()));
  QVERIFY(!isDark(QPalette(QColor(240, 240, 240))));
  for (const bool dark : {false, true}) {
    const ChartColors colors = chartColors(dark);
    for (const QColor& color : {QColor(86, 180, 233), QColor(240, 228, 66), QColor(0, 0, 0), QColor(255, 255, 255)}) {
      const QColor text = readable(color, colors.background);
      QVERIFY(dark ? text.lightness() > 110 : text.lightness() < 170);
    }
  }
}

/// Parts that no line may divide, a bar between them.
void TestFormat::linesEndBetweenWords() {
  const auto parts = [](const QString& text) {
    QString marked = unbroken(text);
    if (withoutMarks(marked) != text || unbroken(marked) != marked)
      return QStringLiteral("not the same text");
    for (const char16_t mark : {u'\u2060', u'\u00a0'})
      marked.replace(QChar(mark), QLatin1Char('_'));
    return marked;
  };
  QCOMPARE(parts(QStringLiteral("7 B and more")), QStringLiteral("7_B and more"));
  QCOMPARE(parts(QStringLiteral("96 % in 10 s, 3 sizes")), QStringLiteral("96_% in 10_s, 3 sizes"));
  QCOMPARE(parts(QStringLiteral("Transformer++")), QStringLiteral("Transformer_+_+"));
  QCOMPARE(parts(QStringLiteral("Gated DeltaNet-H1 on FDA look-ups")),
           QStringLiteral("Gated DeltaNet-_H1 on FDA look-ups"));
  QCOMPARE(parts(QStringLiteral("397 USD a month")), QStringLiteral("397_USD a month"));
  QCOMPARE(withoutStraySpaces(QStringLiteral("8.52 MB です。 速度のみ。 · 品質")),
           QStringLiteral("8.52 MB です。速度のみ。 · 品質"));
  const auto title = [](const QString& text) {
    return headline(text).remove(QChar(0x2060)).replace(QChar(0xA0), QLatin1Char('_'));
  };
  QCOMPARE(title(QStringLiteral("API by the token costs least here: 397 USD a month")), // no last line of one word
           QStringLiteral("API by the token costs least here: 397_USD_a_month"));
  QCOMPARE(title(QStringLiteral("Own machine costs less from about 51,000 requests a day on (40,000–67,000).")),
           QStringLiteral("Own machine costs less from about 51,000 requests a day on_(40,000–67,000)."));
  QCOMPARE(title(QStringLiteral("It rests on a_name_that_is_surprisingly_long x")),
           QStringLiteral("It rests on a_name_that_is_surprisingly_long x"));
  QCOMPARE(parts(QStringLiteral("待ち時間の差")), QStringLiteral("待_ち_時_間_の_差"));
  QCOMPARE(parts(QStringLiteral("計算式による")), QStringLiteral("計_算_式_に_よ_る"));
  QCOMPARE(parts(QStringLiteral("2,048 トークンまで")), QStringLiteral("2,048_ト_ー_ク_ン_ま_で"));
  QCOMPARE(parts(QStringLiteral("Mamba-2 は速い")), QStringLiteral("Mamba-_2_は_速_い"));
  QCOMPARE(parts(QStringLiteral("20 か所では")), QStringLiteral("20_か_所_で_は"));
  QCOMPARE(parts(QStringLiteral("約 2,000 トークンから")), QStringLiteral("約_2,000_ト_ー_ク_ン_か_ら"));
  QCOMPARE(parts(QStringLiteral("同時 1 件")), QStringLiteral("同_時_1_件"));
  QCOMPARE(parts(QStringLiteral("Gated DeltaNet-H1 は")), QStringLiteral("Gated_DeltaNet-_H1_は"));
  QCOMPARE(parts(QStringLiteral("Gated DeltaNet-H1 is")), QStringLiteral("Gated DeltaNet-_H1 is"));
  QCOMPARE(parts(QStringLiteral("正答/100 問")), QStringLiteral("正_答_/_100_問"));
  QCOMPARE(parts(QStringLiteral("794 ms (792–796)")), QStringLiteral("794_ms (792–_796)"));
  QCOMPARE(withoutStraySpaces(QStringLiteral("10.1 年 で 自社のマシン は API より 10 秒 以内")),
           QStringLiteral("10.1 年で自社のマシンは API より 10 秒以内"));
  QCOMPARE(withoutStraySpaces(QStringLiteral("品質は不明です。 代わりにメモリを示しています。 Mamba-2 は速い。")),
           QStringLiteral("品質は不明です。代わりにメモリを示しています。Mamba-2 は速い。"));
  QCOMPARE(withoutStraySpaces(QStringLiteral("これは 10.1 年 で回収、Mamba-2 は 1 s")),
           QStringLiteral("これは 10.1 年で回収、Mamba-2 は 1 s")); // a place whose value ends in Japanese
  const QString endless(60, QChar(0x8a66));                         // a line ends somewhere in it
  QVERIFY(parts(endless).size() - endless.size() < 58);
}

PARETO_TEST(TestFormat)
#include "tst_format.moc"
