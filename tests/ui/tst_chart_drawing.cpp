// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart looks like: lines, labels, marks, odd charts, both themes.
#include "tests/support/program.h"
#include "tests/ui/chart_view_test.h"
#include "tests/ui/sample_charts.h"
#include "ui/charts/chart_painter.h"
#include "ui/charts/chart_panel.h"
#include "ui/charts/mark_painter.h"
#include "ui/export/chart_exporter.h"

#include <QLabel>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace pareto;
using namespace pareto::test;
using namespace pareto::ui;

class TestChartDrawing : public ChartViewTest {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void qtChartsTraps();
  void solidLinesStopWhereModelled();
  void labelsNeverOverlap_data();
  void labelsNeverOverlap();
  void labelsOfRowsStayInThem();
  void whatStandsBesideABlockIsWhole();
  void directionsGoBeforeWordsAreCut();
  void frontierTurnsByDirection();
  void marksOfOnePlaceStandSideBySide();
  void namesWithPlusSignsStayWhole();
  void oddSpecsAreDrawn_data();
  void oddSpecsAreDrawn();
  void lightAndDark();
};

void TestChartDrawing::initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

void TestChartDrawing::qtChartsTraps() {
  ChartView view;
  view.setSpec(sampleLatency());
  show(view);
  QVERIFY(view.canvas().item()->inherits("QChart"));
  QCOMPARE(view.canvas().item()->property("animationOptions").toInt(), 0);
  QCOMPARE(view.dragMode(), QGraphicsView::NoDrag); // a drag is a zoom of our own, and a rubber band would eat clicks
  const QObjectList lines = libraryParts(view, "QAbstractSeries");
  QVERIFY(!lines.isEmpty());
  for (const QObject* line : lines)
    QCOMPARE(line->property("useOpenGL"), QVariant(false));
  QCOMPARE(view.canvas().item()->property("plotArea").toRectF(), view.chartScene().plot());
}

void TestChartDrawing::solidLinesStopWhereModelled() {
  ChartView view;
  const ChartSpec spec = sampleLatency();
  view.setSpec(spec);
  show(view);
  QList<QPolygonF> lines = view.canvas().lines();
  QCOMPARE(lines.size(), spec.series.size()); // one solid run each
  for (qsizetype s = 0; s < spec.series.size(); ++s) {
    const QPointF last = lines[s].last();
    QVERIFY(std::fabs(last.x() - std::log10(8192)) < 1e-6); // the last measured length
    QVERIFY(std::fabs(std::pow(10, last.y()) - spec.series[s].points[6].y) < 1e-6 * spec.series[s].points[6].y);
  }
  ChartSpec less = spec;
  less.series.resize(1);
  view.setSpec(less);
  QCOMPARE(view.canvas().lines().size(), 1);
}

void TestChartDrawing::labelsNeverOverlap_data() {
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("height");
  QTest::newRow("usual") << 800 << 500;
  QTest::newRow("large") << 1800 << 1000;
  QTest::newRow("small") << 420 << 300;
  QTest::newRow("tiny") << 260 << 180;
}

void TestChartDrawing::labelsNeverOverlap() {
  QFETCH(int, width);
  QFETCH(int, height);
  for (const ChartSpec& spec : {sampleTradeOff(), sampleLatency(), sampleMemory(), sampleJapanese()}) {
    const QRectF canvas(0, 0, width, height);
    const ChartScene scene(spec, screenStyle(QFont(), false), canvas);
    QVERIFY(!scene.labels().isEmpty());
    for (qsizetype i = 0; i < scene.labels().size(); ++i) {
      QVERIFY(canvas.contains(scene.labels()[i].box));
      for (qsizetype k = 0; k < i; ++k)
        QVERIFY2(!scene.labels()[i].box.adjusted(0, 1, 0, -1).intersects(scene.labels()[k].box.adjusted(0, 1, 0, -1)),
                 qPrintable(scene.labels()[i].text + QStringLiteral(" on ") + scene.labels()[k].text));
    }
  }
  if (width >= 800) { // where there is room nothing is left out
    const ChartScene scene(sampleTradeOff(), screenStyle(QFont(), false), {0, 0, double(width), double(height)});
    QCOMPARE(scene.labels().size(), 7);
  }
}

/// Ten names over little height: each value is said in its own row, beside its interval.
void TestChartDrawing::labelsOfRowsStayInThem() {
  ChartSpec spec;
  spec.x.high = 63;
  spec.y.low = -0.6;
  spec.y.high = 9.4;
  for (int row = 0; row < 10; ++row) {
    const double x = row < 5 ? 4 + 3 * row : 46 + row;
    spec.y.categories << QStringLiteral("Architecture %1").arg(row);
    SeriesSpec series;
    series.model = QString::number(row);
    series.points << PointSpec{};
    series.points[0].x = x;
    series.points[0].y = row;
    series.points[0].xInterval = Interval{x - 3, x + 3};
    series.points[0].label = QStringLiteral("%1 (49.2–55.1)").arg(x);
    spec.series << series;
  }
  for (const double height : {210.0, 300.0}) {
    const ChartScene scene(spec, screenStyle(QFont(), false), {0, 0, 700, height});
    QCOMPARE(scene.labels().size(), 10);
    for (const SceneLabel& label : scene.labels()) {
      const PointSpec& point = spec.series[label.model.toInt()].points[0];
      QCOMPARE(label.box.center().y(), scene.toPixel(point.x, point.y).y());
      const double low = scene.toPixel(point.xInterval->low, point.y).x(),
                   high = scene.toPixel(point.xInterval->high, point.y).x();
      QVERIFY2(label.box.left() >= high || label.box.right() <= low, qPrintable(label.text));
    }
  }
}

void TestChartDrawing::whatStandsBesideABlockIsWhole() {
  ChartSpec spec;
  spec.x.high = 1.1;
  BlockSpec block;
  block.right = block.top = 1;
  block.beside = QStringLiteral("2.12 min, disturbed · and what may be left away where there is too little room");
  spec.blocks << block;
  for (const double width : {300.0, 400.0, 800.0}) {
    const ChartScene scene(spec, screenStyle(QFont(), false), {0, 0, width, 300});
    const QString beside = scene.beside(scene.spec().blocks[0]).join(QLatin1Char(' '));
    QVERIFY2(beside.startsWith(QStringLiteral("2.12 min, disturbed")) && !beside.contains(QChar(0x2026)),
             qPrintable(beside));
    QVERIFY(scene.plot().width() >= 0.4 * width);
  }
}

void TestChartDrawing::directionsGoBeforeWordsAreCut() {
  ChartSpec spec;
  spec.x.title = QStringLiteral("Time per answer of 500 tokens");
  spec.x.better = Better::Lower;
  const ChartStyle style = screenStyle(QFont(), false);
  const double title = QFontMetricsF(style.strong).horizontalAdvance(spec.x.title);
  const auto shown = [&](double more) {
    return ChartScene(spec, style, {0, 0, title + more, 300}).title(Qt::Horizontal);
  };
  QVERIFY(shown(300).startsWith(spec.x.title) && shown(300).size() > spec.x.title.size());
  QCOMPARE(shown(60), spec.x.title);
}

void TestChartDrawing::frontierTurnsByDirection() {
  ChartSpec spec = sampleTradeOff();
  const QRectF canvas(0, 0, 800, 500);
  const auto corner = [&] { return ChartScene(spec, screenStyle(QFont(), false), canvas).frontier().first()[1]; };
  const ChartScene scene(spec, screenStyle(QFont(), false), canvas);
  // Less time is better: between two corners the left one's quality is what can be had.
  QVERIFY(std::fabs(corner().x() - scene.toPixel(79, 4).x()) < 0.01 &&
          std::fabs(corner().y() - scene.toPixel(79, 4).y()) < 0.01);
  spec.x.better = Better::Higher;
  QVERIFY(std::fabs(corner().x() - scene.toPixel(71.5, 12).x()) < 0.01 &&
          std::fabs(corner().y() - scene.toPixel(71.5, 12).y()) < 0.01);
}

void TestChartDrawing::marksOfOnePlaceStandSideBySide() {
  ChartSpec spec;
  spec.x = spec.y = AxisSpec{};
  spec.x.high = spec.y.high = 100;
  for (const double y : {50.0, 50.5, 90.0}) { // two that cover each other, one that stands alone
    SeriesSpec series;
    series.sideBySide = true;
    series.points << PointSpec{};
    series.points[0].x = 50;
    series.points[0].y = y;
    spec.series << series;
  }
  ChartView view;
  view.setSpec(spec);
  show(view);
  const ChartScene& scene = view.chartScene();
  const double mark = scene.style().mark, x = scene.toPixel(50, 50).x();
  QCOMPARE(scene.marks().size(), 3);
  QVERIFY(scene.marks()[1].at.x() - scene.marks()[0].at.x() >= 0.9 * mark); // neither is hidden
  for (const SceneMark& moved : scene.marks())
    QVERIFY(std::abs(moved.at.x() - x) <= 0.51 * mark); // and each still covers its own x
  QVERIFY(std::abs(scene.marks()[0].at.x() + scene.marks()[1].at.x() - 2 * x) < 0.01); // around their place
  QCOMPARE(scene.marks()[2].at.x(), x);
  QCOMPARE(scene.marks()[0].at.y(), scene.toPixel(50, 50).y()); // the value is not touched
  for (SeriesSpec& series : spec.series)
    series.sideBySide = false;
  view.setSpec(spec);
  QCOMPARE(view.chartScene().marks()[0].at.x(), x);
}

void TestChartDrawing::namesWithPlusSignsStayWhole() {
  const QString name = QStringLiteral("Transformer++"),
                text = QStringLiteral("With Transformer++ and Transformer++ it is so.");
  for (int width = 120; width < 400; ++width) {
    const QStringList rows = wrapped(text, QFont(), width);
    QCOMPARE(rows.join(QLatin1Char(' ')), text); // the joiners are gone again
    QCOMPARE(rows.join(QLatin1Char('|')).count(name), 2);
  }
  ChartPanel panel;
  ChartSpec spec;
  spec.sentence = text;
  panel.setSpec(spec);
  const QLabel* sentence = panel.findChild<QLabel*>(QStringLiteral("sentence"));
  QVERIFY(sentence && sentence->text().contains(QStringLiteral("+\u2060+")));
  QVERIFY(!QString::fromUtf8(chartCsv(spec)).contains(QChar(0x2060)));
}

void TestChartDrawing::oddSpecsAreDrawn_data() {
  QTest::addColumn<QString>("what");
  for (const char* what :
       {"default", "empty", "one point", "no range", "NaN", "infinite", "zero on log", "all without place",
        "huge linear", "huge log", "tiny range", "10,000 line", "10,000 cloud", "interval below zero on log",
        "frontier NaN", "stripe outside", "forty series", "long names", "one pixel"})
    QTest::newRow(what) << QString::fromLatin1(what);
}

void TestChartDrawing::oddSpecsAreDrawn() {
  QFETCH(QString, what);
  const ChartSpec spec = sampleOdd(what);
  ChartView view;
  view.resize(what == QLatin1String("one pixel") ? QSize(1, 1) : QSize(500, 320));
  view.setSpec(spec);
  view.show();
  for (const SceneMark& mark : view.chartScene().marks())
    QVERIFY(view.chartScene().plot().adjusted(-1, -1, 1, 1).contains(mark.at));
  for (const SceneLine& line : view.chartScene().lines())
    for (const QPolygonF& part : line.parts)
      for (const QPointF& p : part)
        QVERIFY(view.chartScene().plot().adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(p));
  QVERIFY(!view.grab().isNull());
  view.zoomIn();
  QTest::keyClick(&view, Qt::Key_Right);
  QTest::keyClick(&view, Qt::Key_Up);
  turnWheel(view, view.rect().center(), 120);
  view.grab();
  if (what == QLatin1String("zero on log"))
    QCOMPARE(view.chartScene().withoutPlace(), 2);
  if (what == QLatin1String("all without place"))
    QVERIFY(!view.chartScene().hasData());
}

void TestChartDrawing::lightAndDark() {
  ChartView view;
  view.setSpec(sampleTradeOff());
  show(view);
  const QColor light = view.grab().toImage().pixelColor(3, view.height() / 2);
  QVERIFY(light.lightness() > 200);
  view.setPalette(darkApplicationPalette()); // Qt sends PaletteChange, as it does when the desktop turns dark
  const QColor dark = view.grab().toImage().pixelColor(3, view.height() / 2);
  QVERIFY(dark.lightness() < 60);
  QVERIFY(view.chartScene().style().colors.dark);
}

PARETO_TEST(TestChartDrawing)
#include "tst_chart_drawing.moc"
