// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/sample_charts.h"

#include "ui/charts/marks.h"
#include "ui/words/format.h"

#include <cmath>
#include <limits>

namespace pareto::ui {

namespace {

struct Model {
  const char* architecture;
  const char* name;
};

constexpr Model kModels[] = {{"softmax-attention", "Transformer++"},
                             {"mamba2", "Mamba-2"},
                             {"gated-deltanet", "Gated DeltaNet"},
                             {"hgrn2", "HGRN2"},
                             {"retnet", "RetNet"}};

SeriesSpec series(const Model& model) {
  SeriesSpec result;
  result.architecture = QString::fromLatin1(model.architecture);
  result.model = result.architecture + QStringLiteral("@1.3b");
  result.name = QString::fromLatin1(model.name);
  result.family = familyOf(result.architecture);
  return result;
}

SeriesSpec hybrid() {
  SeriesSpec result;
  result.architecture = QStringLiteral("gated-deltanet-window");
  result.model = QStringLiteral("gdn-h1@1.3b");
  result.name = QStringLiteral("Gated DeltaNet + window");
  result.family = QStringLiteral("hybrid");
  return result;
}

QStringList provenance() {
  return {QStringLiteral("AMD EPYC 7B13, 2 cores, AVX2, CPU; measured 24 November 2026"),
          QStringLiteral("1.3 B parameters, float16 weights, float32 arithmetic; shape assumed: RetNet"),
          QStringLiteral(
              "time: median of 12 runs or more, 95 % interval; quality: published in arXiv 2412.06464, Table 3")};
}

void addPoint(ChartSpec& chart, SeriesSpec line, double x, double y, double dx, double dy, MarkFill fill) {
  PointSpec point;
  point.x = x;
  point.y = y;
  if (dx > 0)
    point.xInterval = Interval{x - dx, x + dx};
  if (dy > 0)
    point.yInterval = Interval{y - dy, y + dy};
  point.fill = fill;
  point.label = line.name;
  point.hover = line.name + QStringLiteral("\nTime per output token: ") +
                formatEstimate(x, point.xInterval, AxisFormat::Milliseconds) + QStringLiteral("\nFDA: ") +
                formatEstimate(y, point.yInterval, AxisFormat::Number);
  chart.rows << QStringList{line.model, line.name, QString::number(x), QString::number(y)};
  line.points << point;
  chart.series << line;
}

double millisecondsAt(int model, double tokens) {
  constexpr double kFixed[] = {62, 71, 78, 84, 74}, kSlope[] = {0.021, 0.00004, 0.00006, 0.00002, 0.00005};
  return kFixed[model] + kSlope[model] * tokens;
}

} // namespace

ChartSpec sampleTradeOff() {
  ChartSpec chart;
  chart.id = QStringLiteral("trade-off");
  chart.sentence = QStringLiteral(
      "At 2,048 tokens and 8 simultaneous requests the hybrid answers FDA look-ups as well as full attention "
      "(52 of 100) in 30 % less time; Mamba-2 is faster still and finds 4.");
  chart.x = {QStringLiteral("Time per output token"),
             QStringLiteral("ms"),
             AxisFormat::Milliseconds,
             false,
             0,
             150,
             Better::Lower,
             false,
             QStringLiteral("TPOT: time between two tokens of one answer.")};
  chart.y = {QStringLiteral("FDA look-ups"),
             QStringLiteral("right of 100"),
             AxisFormat::Number,
             false,
             0,
             62,
             Better::Higher,
             true,
             QStringLiteral("Published in arXiv 2412.06464, Table 3.")};
  chart.columns = {QStringLiteral("model"), QStringLiteral("name"), QStringLiteral("tpot_ms"),
                   QStringLiteral("fda_acc")};
  addPoint(chart, series(kModels[0]), 118, 52, 6, 4.4, MarkFill::Measured);
  addPoint(chart, series(kModels[1]), 71.5, 4, 2, 1.6, MarkFill::Measured);
  addPoint(chart, series(kModels[2]), 79, 12, 3, 2.9, MarkFill::Interpolated);
  addPoint(chart, series(kModels[3]), 84.6, 11.4, 4, 2.8, MarkFill::Imported);
  addPoint(chart, series(kModels[4]), 96, 17, 14, 3.3, MarkFill::Modelled);
  addPoint(chart, hybrid(), 82.3, 52, 3, 4.4, MarkFill::Measured);
  chart.series[4].points[0].faded = true;
  chart.series[3].points[0].surelyDominated = true;
  chart.series[5].selected = true;
  chart.frontier = {{71.5, 4}, {79, 12}, {82.3, 52}};
  chart.guides = {{Qt::Vertical, 90, QStringLiteral("limit 90 ms")}};
  chart.badge = QStringLiteral("PREVIEW");
  chart.provenance = provenance();
  chart.accessibleText = QStringLiteral("Six models. The hybrid takes 82.3 ms a token with 52 of 100 right.");
  return chart;
}

ChartSpec sampleLatency() {
  ChartSpec chart;
  chart.id = QStringLiteral("latency");
  chart.sentence = QStringLiteral("At 8 simultaneous requests Mamba-2 answers faster than full attention from 430 "
                                  "tokens on (95 % interval 390–480).");
  chart.x = {QStringLiteral("Context length"),
             QStringLiteral("tokens"),
             AxisFormat::Tokens,
             true,
             128,
             65536,
             Better::Unstated,
             false,
             {}};
  chart.y = {QStringLiteral("Time per output token"),
             QStringLiteral("ms"),
             AxisFormat::Milliseconds,
             true,
             50,
             1800,
             Better::Lower,
             false,
             {}};
  chart.columns = {QStringLiteral("model"), QStringLiteral("context_tokens"), QStringLiteral("tpot_ms")};
  for (const int model : {0, 1, 2, 4}) {
    SeriesSpec line = series(kModels[model]);
    line.line = true;
    line.dashed = model == 4;
    for (int i = 0; i <= 9; ++i) {
      PointSpec point;
      point.x = 128 << i;
      point.y = millisecondsAt(model, point.x);
      const double width = i > 6 ? 0.18 : 0.04;
      point.yInterval = Interval{point.y * (1 - width), point.y * (1 + width)};
      point.fill = i > 6 ? MarkFill::Modelled : i % 2 == 0 ? MarkFill::Measured : MarkFill::Interpolated;
      point.hover = line.name + QLatin1Char('\n') + formatEstimate(point.y, point.yInterval, AxisFormat::Milliseconds);
      chart.rows << QStringList{line.model, QString::number(point.x), QString::number(point.y)};
      line.points << point;
    }
    chart.series << line;
  }
  chart.stripes = {{430, Interval{390, 480}, QStringLiteral("430 tokens")},
                   {760, Interval{690, 850}, QStringLiteral("760 tokens")}};
  chart.guides = {{Qt::Vertical, 2048, QStringLiteral("2,048")}, {Qt::Horizontal, 200, QStringLiteral("limit 200 ms")}};
  chart.badge = QStringLiteral("MODELLED");
  chart.provenance = provenance();
  return chart;
}

ChartSpec sampleMemory() {
  ChartSpec chart;
  chart.id = QStringLiteral("memory");
  chart.sentence =
      QStringLiteral("At 65,536 tokens and 8 requests Transformer++ needs 105 GB; Mamba-2 stays at 2.8 GB.");
  chart.x = {QStringLiteral("Context length"),
             QStringLiteral("tokens"),
             AxisFormat::Tokens,
             true,
             128,
             65536,
             Better::Unstated,
             false,
             {}};
  chart.y = {QStringLiteral("Memory: weights and cache"),
             QStringLiteral("bytes"),
             AxisFormat::Bytes,
             true,
             2e9,
             1.3e11,
             Better::Lower,
             false,
             {}};
  chart.columns = {QStringLiteral("model"), QStringLiteral("context_tokens"), QStringLiteral("memory_bytes")};
  for (const int model : {0, 1, 2, 3, 4}) {
    SeriesSpec line = series(kModels[model]);
    line.line = true;
    line.marks = false;
    SeriesSpec checks = series(kModels[model]);
    for (int i = 0; i <= 36; ++i) {
      PointSpec point;
      point.x = 128 * std::pow(2, i / 4.0);
      point.y = 2.6e9 + (model == 0 ? 196608.0 * 8 * point.x : model * 5e7);
      point.hover = line.name + QLatin1Char('\n') + formatValue(point.y, AxisFormat::Bytes);
      chart.rows << QStringList{line.model, QString::number(point.x), QString::number(point.y, 'f', 0)};
      line.points << point;
      if (i == 8 || i == 16) {
        point.y *= 1.04;
        checks.points << point;
      }
    }
    chart.series << line << checks;
  }
  chart.provenance = provenance();
  return chart;
}

ChartSpec sampleEmpty() {
  ChartSpec chart = sampleTradeOff();
  chart.series.clear();
  chart.frontier.clear();
  chart.guides.clear();
  chart.rows.clear();
  chart.badge.clear();
  chart.sentence = QStringLiteral("Nothing measured yet.");
  chart.emptyText = QStringLiteral("Choose two or more models on the left and press Run: the first point appears "
                                   "within ten seconds, and nothing here is sent anywhere.");
  return chart;
}

ChartSpec sampleLarge(int count, bool scattered) {
  ChartSpec chart;
  chart.id = QStringLiteral("large");
  chart.sentence = QStringLiteral("Many points.");
  chart.x = {QStringLiteral("Step"),
             {},
             AxisFormat::Number,
             false,
             0,
             static_cast<double>(count),
             Better::Unstated,
             false,
             {}};
  chart.y = {QStringLiteral("Value"), {}, AxisFormat::Number, false, -2, 2, Better::Unstated, false, {}};
  chart.columns = {QStringLiteral("step"), QStringLiteral("value")};
  SeriesSpec line = series(kModels[1]);
  line.line = !scattered;
  line.marks = scattered;
  for (int i = 0; i < count; ++i) {
    PointSpec point;
    point.x = i;
    point.y = std::sin(i * 0.01) + 0.9 * std::sin(i * 12.9898) * std::cos(i * 78.233);
    chart.rows << QStringList{QString::number(i), QString::number(point.y, 'g', 17)};
    line.points << point;
  }
  chart.series << line;
  return chart;
}

ChartSpec sampleJapanese() {
  ChartSpec chart = sampleTradeOff();
  chart.sentence = QStringLiteral(
      "2,048 トークン・同時 8 要求では、ハイブリッドは全注意と同じ正答数(100 問中 52)を 30 % 短い時間で返します。");
  chart.x.title = QStringLiteral("出力トークンあたりの時間");
  chart.y.title = QStringLiteral("FDA 検索");
  chart.y.unit = QStringLiteral("100 問中の正答");
  chart.badge = QStringLiteral("速報");
  chart.provenance = {QStringLiteral("AMD EPYC 7B13、2 コア、AVX2、CPU。2026 年 11 月 24 日に測定"),
                      QStringLiteral("13 億パラメータ、float16 の重み"),
                      QStringLiteral("時間:12 回以上の中央値と 95 % 信頼区間。品質:arXiv 2412.06464 表 3 で公開")};
  return chart;
}

ChartSpec sampleOdd(const QString& what) {
  const auto is = [&](const char* name) { return what == QLatin1String(name); };
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();
  if (is("default"))
    return {};
  if (is("empty"))
    return sampleEmpty();
  if (is("10,000 line") || is("10,000 cloud"))
    return sampleLarge(10'000, is("10,000 cloud"));
  ChartSpec spec = sampleLatency();
  PointSpec& point = spec.series[0].points[3];
  if (is("one point")) {
    spec = sampleTradeOff();
    spec.series.resize(1);
    spec.x.low = spec.x.high = spec.series[0].points[0].x;
  } else if (is("no range")) {
    spec.x.low = spec.y.high = kNan;
  } else if (is("NaN")) {
    point.y = kNan;
    spec.series[1].points[0].x = kNan;
    point.yInterval = Interval{kNan, kNan};
    spec.stripes[0].at = kNan;
    spec.guides[0].at = kInf;
  } else if (is("infinite")) {
    point.y = kInf;
    point.yInterval = Interval{-kInf, kInf};
  } else if (is("zero on log")) {
    point.y = 0;
    spec.series[1].points[2].y = -3;
  } else if (is("all without place")) {
    for (SeriesSpec& series : spec.series)
      for (PointSpec& p : series.points)
        p.y = -1;
    spec.emptyText = QStringLiteral("Nothing can be drawn.");
  } else if (is("huge linear")) {
    spec.y.logarithmic = false;
    spec.y.low = -std::numeric_limits<double>::max();
    spec.y.high = std::numeric_limits<double>::max();
    point.y = 1e300;
  } else if (is("huge log")) {
    spec.y.low = 1e-300;
    spec.y.high = 1e300;
    point.y = 1e-299;
  } else if (is("tiny range")) {
    spec.y.logarithmic = false;
    spec.y.low = 70;
    spec.y.high = std::nextafter(70.0, 71.0);
  } else if (is("interval below zero on log")) {
    point.yInterval = Interval{-5, 200};
  } else if (is("frontier NaN")) {
    spec.frontier = {{kNan, 1}, {200, 100}, {300, kInf}, {400, 200}};
  } else if (is("stripe outside")) {
    spec.stripes = {{1, Interval{-4, 1e9}, QStringLiteral("outside")}, {1e12, {}, QStringLiteral("far")}};
  } else if (is("forty series")) {
    for (int i = 0; i < 36; ++i)
      spec.series << spec.series[i % 4];
  } else if (is("long names")) {
    spec.series[0].name = QString(500, QLatin1Char('m'));
    spec.sentence = spec.y.title = spec.badge = spec.stripes[0].label = spec.series[0].name;
  }
  return spec;
}

} // namespace pareto::ui
