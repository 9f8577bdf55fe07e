// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "tests/ui/chart_view_test.h"
#include "tests/ui/sample_charts.h"
#include "ui/charts/chart_painter.h"
#include "ui/charts/chart_panel.h"
#include "ui/charts/mark_painter.h"
#include "ui/export/chart_exporter.h"
#include "ui/words/glossary.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace pareto;
using namespace pareto::test;
using namespace pareto::ui;

class TestChartView : public ChartViewTest {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void clickSelectsNearestMark();
  void clickOnLabelSelects();
  void hoverShowsTheValue();
  void wheelZoomsAtTheCursor();
  void wheelOverAnAxisZoomsItAlone();
  void dragZoomsAndClicksStayClicks();
  void doubleClickGoesBack();
  void keysWalkZoomAndSelect();
  void keysWalkAlongLines();
  void zoomSurvivesAnUpdate();
  void steadyAxesDoNotShrink();
  void zoomInsideAndLimited();
  void accessible();
  void panel();
  void tableTwin();
  void gallery();
};

void TestChartView::initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

void TestChartView::clickSelectsNearestMark() {
  ChartView view;
  view.setSpec(sampleTradeOff());
  show(view);
  QSignalSpy clicked(&view, &ChartView::modelClicked);
  for (int s = 0; s < view.spec().series.size(); ++s) {
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, pixel(view, s) + QPoint(-3, 4));
    QCOMPARE(clicked.size(), s + 1);
    QCOMPARE(clicked.last().first().toString(), view.spec().series[s].model);
  }
  clicked.clear();
  QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.chartScene().plot().topLeft().toPoint() + QPoint(20, 20));
  QTest::mouseClick(view.viewport(), Qt::RightButton, {}, pixel(view, 0));
  QCOMPARE(clicked.size(), 0);
}

void TestChartView::clickOnLabelSelects() {
  ChartView view;
  view.setSpec(sampleLatency());
  show(view);
  QSignalSpy clicked(&view, &ChartView::modelClicked);
  int labels = 0;
  const QList<SceneLabel> all = view.chartScene().labels();
  for (const SceneLabel& label : all) {
    if (label.model.isEmpty())
      continue;
    ++labels;
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                      QPointF(label.box.right() - 3, label.box.center().y()).toPoint());
    QCOMPARE(clicked.last().first().toString(), label.model);
  }
  QCOMPARE(labels, 4);
}

void TestChartView::hoverShowsTheValue() {
  ChartView view;
  ChartSpec spec = sampleTradeOff();
  spec.series[0].points[0].hover = QStringLiteral("<b>Name</b>\n118 ms");
  view.setSpec(spec);
  show(view);
  QSignalSpy hovered(&view, &ChartView::modelHovered);
  QTest::mouseMove(view.viewport(), pixel(view, 5) + QPoint(5, 5));
  QTRY_COMPARE(QToolTip::text(), spec.series[5].points[0].hover);
  QCOMPARE(hovered.last().first().toString(), spec.series[5].model);
  QTest::mouseMove(view.viewport(), pixel(view, 0));
  QTRY_VERIFY(QToolTip::text().contains(QStringLiteral("&lt;b&gt;Name"))); // a model's name is no markup
  QTest::mouseMove(view.viewport(), view.chartScene().titleBox(Qt::Vertical).center().toPoint());
  QTRY_COMPARE(QToolTip::text(), withMeanings(spec.y.tooltip, QStringLiteral("published"))); // as the title says
  QCOMPARE(hovered.last().first().toString(), QString());
}

void TestChartView::wheelZoomsAtTheCursor() {
  ChartView view;
  view.setSpec(sampleLatency());
  show(view);
  const QPoint at = view.chartScene().plot().center().toPoint() + QPoint(60, 30);
  const QPointF before = view.chartScene().toAxisPoint(at);
  const ViewRange full = view.chartScene().view();
  turnWheel(view, at, 120);
  QVERIFY(view.isZoomed());
  QVERIFY(view.chartScene().view().x.span() < full.x.span());
  QVERIFY(view.chartScene().view().y.span() < full.y.span());
  const QPointF after = view.chartScene().toAxisPoint(at);
  QVERIFY(std::fabs(after.x() - before.x()) < 1e-9 && std::fabs(after.y() - before.y()) < 1e-9);
  const QObjectList axes = libraryParts(view, "QValueAxis");
  QCOMPARE(axes.size(), 2);
  QCOMPARE(axes[0]->property("min").toDouble(), view.chartScene().view().x.low);
  QCOMPARE(axes[1]->property("min").toDouble(), view.chartScene().view().y.low);
  turnWheel(view, at, 120);
  turnWheel(view, at, 120);
  view.zoomBack(); // a turn of the wheel is one step
  QVERIFY(!view.isZoomed());
  turnWheel(view, at, -120); // nothing beyond everything
  QVERIFY(!view.isZoomed());
}

void TestChartView::wheelOverAnAxisZoomsItAlone() {
  ChartView view;
  view.setSpec(sampleLatency());
  show(view);
  const QRectF plot = view.chartScene().plot();
  const ViewRange full = view.chartScene().view();
  turnWheel(view, QPoint(qRound(plot.center().x()), qRound(plot.bottom()) + 6), 120);
  QVERIFY(view.chartScene().view().x.span() < full.x.span());
  QCOMPARE(view.chartScene().view().y, full.y);
}

void TestChartView::dragZoomsAndClicksStayClicks() {
  ChartView view;
  view.setSpec(sampleTradeOff());
  show(view);
  QSignalSpy clicked(&view, &ChartView::modelClicked);
  const QRect plot = view.chartScene().plot().toRect();
  const QPoint from = plot.topLeft() + QPoint(50, 40), to = plot.center() + QPoint(40, 50);
  const QPointF low = view.chartScene().toAxisPoint(QPointF(from.x(), to.y()));
  const QPointF high = view.chartScene().toAxisPoint(QPointF(to.x(), from.y()));
  drag(view, from, to);
  QVERIFY(view.isZoomed());
  QVERIFY(std::fabs(view.chartScene().view().x.low - low.x()) < 1);
  QVERIFY(std::fabs(view.chartScene().view().x.high - high.x()) < 1);
  QVERIFY(std::fabs(view.chartScene().view().y.high - high.y()) < 1);
  QCOMPARE(clicked.size(), 0);
  QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, pixel(view, 5)); // still a click inside the zoom
  QCOMPARE(clicked.size(), 1);
  view.resetZoom();
  // A hand that trembles by two pixels clicks.
  QTest::mousePress(view.viewport(), Qt::LeftButton, {}, pixel(view, 0));
  QTest::mouseMove(view.viewport(), pixel(view, 0) + QPoint(1, 1));
  QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, pixel(view, 0) + QPoint(1, 1));
  QCOMPARE(clicked.size(), 2);
  QVERIFY(!view.isZoomed());
  // Escape gives a drag up.
  QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
  QTest::mouseMove(view.viewport(), to);
  QTest::keyClick(&view, Qt::Key_Escape);
  QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, to);
  QVERIFY(!view.isZoomed());
}

void TestChartView::doubleClickGoesBack() {
  ChartView view;
  view.setSpec(sampleTradeOff());
  show(view);
  const QRect plot = view.chartScene().plot().toRect();
  drag(view, plot.topLeft() + QPoint(30, 30), plot.bottomRight() - QPoint(60, 60));
  const ViewRange first = view.chartScene().view();
  drag(view, plot.topLeft() + QPoint(90, 90), plot.bottomRight() - QPoint(160, 160));
  QVERIFY(!(view.chartScene().view() == first));
  QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, plot.topLeft() + QPoint(5, 5));
  QVERIFY(view.chartScene().view() == first);
  QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, plot.topLeft() + QPoint(5, 5));
  QVERIFY(!view.isZoomed());
}

void TestChartView::keysWalkZoomAndSelect() {
  ChartView view;
  view.setSpec(sampleTradeOff());
  show(view);
  view.setFocus();
  QSignalSpy clicked(&view, &ChartView::modelClicked);
  QStringList walked;
  for (int i = 0; i < 6; ++i) {
    QTest::keyClick(&view, Qt::Key_Right);
    QVERIFY(view.currentPoint());
    walked << view.currentPoint()->label;
    QTest::keyClick(&view, i % 2 ? Qt::Key_Return : Qt::Key_Space);
  }
  const QString byTime = QStringLiteral("Mamba-2|Gated DeltaNet|Gated DeltaNet + window|HGRN2|RetNet|Transformer++");
  QCOMPARE(walked.join(QLatin1Char('|')), byTime);
  QCOMPARE(clicked.size(), 6);
  QCOMPARE(clicked.last().first().toString(), QStringLiteral("softmax-attention@1.3b"));
  QTest::keyClick(&view, Qt::Key_Right); // the last stays the last
  QCOMPARE(view.currentPoint()->label, walked.last());
  QTest::keyClick(&view, Qt::Key_Down);
  QCOMPARE(view.currentPoint()->y, 17.0);
  QTest::keyClick(&view, Qt::Key_Plus);
  QVERIFY(view.isZoomed());
  QTest::keyClick(&view, Qt::Key_Minus);
  QVERIFY(!view.isZoomed());
  for (int i = 0; i < 8; ++i)
    QTest::keyClick(&view, Qt::Key_Plus);
  QTest::keyClick(&view, Qt::Key_Left); // walks out of the view: the view follows
  QTest::keyClick(&view, Qt::Key_Left);
  const QPointF at = view.chartScene().toPixel(view.currentPoint()->x, view.currentPoint()->y);
  QVERIFY(view.chartScene().plot().adjusted(-1, -1, 1, 1).contains(at));
  QTest::keyClick(&view, Qt::Key_Home);
  QVERIFY(!view.isZoomed());
  QTest::keyClick(&view, Qt::Key_Plus);
  QTest::keyClick(&view, Qt::Key_0);
  QVERIFY(!view.isZoomed());
}

void TestChartView::keysWalkAlongLines() {
  ChartView view;
  view.setSpec(sampleLatency());
  show(view);
  view.setFocus();
  QTest::keyClick(&view, Qt::Key_Right);
  QCOMPARE(view.currentPoint()->x, 128.0);
  for (int i = 0; i < 20; ++i)
    QTest::keyClick(&view, Qt::Key_Right);
  QCOMPARE(view.currentPoint()->x, 65536.0);
  QTest::keyClick(&view, Qt::Key_Down);
  QCOMPARE(view.currentPoint()->x, 65536.0);
  QVERIFY(view.currentPoint()->hover.startsWith(QStringLiteral("Gated DeltaNet")));
  QTest::keyClick(&view, Qt::Key_Up);
  QVERIFY(view.currentPoint()->hover.startsWith(QStringLiteral("Transformer++")));
}

void TestChartView::zoomSurvivesAnUpdate() {
  ChartView view;
  ChartSpec spec = sampleLatency();
  view.setSpec(spec);
  show(view);
  turnWheel(view, view.chartScene().plot().center().toPoint(), 240);
  const ViewRange zoomed = view.chartScene().view();
  spec.series[0].points[0].y *= 1.01;
  view.setSpec(spec);
  QVERIFY(view.isZoomed());
  QVERIFY(view.chartScene().view() == zoomed);
  spec.y.title = QStringLiteral("Something else");
  view.setSpec(spec);
  QVERIFY(!view.isZoomed());
}

void TestChartView::steadyAxesDoNotShrink() {
  const auto of = [](double low, double high) {
    ChartSpec spec = sampleLatency();
    spec.y.steady = spec.y.logarithmic = true;
    spec.y.low = low;
    spec.y.high = high;
    return spec;
  };
  ChartView view;
  view.setSpec(of(10, 1000));
  show(view);
  const AxisRange wide = view.chartScene().full().y;
  view.setSpec(of(50, 60)); // other models, another load
  QVERIFY(view.chartScene().full().y == wide);
  view.setSpec(of(1, 60)); // it grows for what it would lose
  QVERIFY(view.chartScene().full().y.low < wide.low && view.chartScene().full().y.high == wide.high);
  ChartSpec other = of(50, 60);
  other.y.title = QStringLiteral("Something else");
  view.setSpec(other); // another question has a range of its own,
  QVERIFY(view.chartScene().full().y.span() < wide.span());
  view.setSpec(of(50, 60)); // and the first one's comes back
  QVERIFY(view.chartScene().full().y.high == wide.high);
  other.y.steady = false;
  other.y.high = 55;
  view.setSpec(other);
  const double before = view.chartScene().full().y.high;
  view.setHeld(true);
  other.y.high = 51;
  view.setSpec(other);
  QCOMPARE(view.chartScene().full().y.high, before);
  view.setHeld(false);
  QVERIFY(view.chartScene().full().y.high < before);
}

void TestChartView::zoomInsideAndLimited() {
  ChartView view;
  view.setSpec(sampleTradeOff());
  show(view);
  const ViewRange full = view.chartScene().full();
  for (int i = 0; i < 200; ++i)
    turnWheel(view, view.chartScene().plot().topLeft().toPoint() + QPoint(2, 2), 120);
  const ViewRange deep = view.chartScene().view();
  QVERIFY(deep.x.span() > 0 && deep.x.span() >= full.x.span() * 0.9e-5);
  QVERIFY(deep.x.low >= full.x.low && deep.y.high <= full.y.high);
  view.grab();
}

void TestChartView::accessible() {
  ChartView view;
  const ChartSpec spec = sampleTradeOff();
  view.setSpec(spec);
  show(view);
  QCOMPARE(view.accessibleName(), QStringLiteral("Chart: FDA look-ups against Time per output token"));
  QCOMPARE(view.accessibleDescription(), spec.accessibleText);
  view.setFocus();
  QTest::keyClick(&view, Qt::Key_Right);
  QCOMPARE(view.accessibleDescription(), view.currentPoint()->hover);
  view.setSpec(sampleEmpty());
  QCOMPARE(view.accessibleDescription(), sampleEmpty().emptyText);
}

void TestChartView::panel() {
  ChartPanel panel;
  panel.setSpec(sampleTradeOff());
  show(panel, {900, 640});
  const auto* sentence = panel.findChild<QLabel*>(QStringLiteral("sentence"));
  QCOMPARE(withoutMarks(sentence->text()), sampleTradeOff().sentence);
  QVERIFY(sentence->textInteractionFlags() & Qt::TextSelectableByMouse);
  QSignalSpy clicked(&panel, &ChartPanel::modelClicked);
  for (const SeriesSpec& series : panel.spec().series) {
    auto* button = panel.legend()->findChild<QToolButton*>(series.model);
    QVERIFY(button);
    QVERIFY(!button->accessibleName().isEmpty());
    QCOMPARE(button->isChecked(), series.selected);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(clicked.last().first().toString(), series.model);
  }
  QStringList explained;
  for (const QLabel* label : panel.legend()->findChildren<QLabel*>())
    explained << label->text();
  for (const char* text : {"measured here", "interpolated", "imported", "modelled beyond measured", "95 % interval"})
    QVERIFY2(explained.contains(QLatin1String(text)), text);
  auto* toggle = panel.findChild<QToolButton*>(QStringLiteral("tableToggle"));
  QTest::mouseClick(toggle, Qt::LeftButton);
  QVERIFY(panel.showsTable() && panel.table()->isVisible());
  QTest::mouseClick(toggle, Qt::LeftButton);
  QVERIFY(!panel.showsTable() && panel.chart()->isVisible());
  auto* reset = panel.findChild<QToolButton*>(QStringLiteral("resetZoom"));
  QVERIFY(!reset->isEnabled());
  panel.chart()->zoomIn();
  QVERIFY(reset->isEnabled());
  QTest::mouseClick(reset, Qt::LeftButton);
  QVERIFY(!panel.chart()->isZoomed());
  // An update with the same series keeps the very buttons, and with them the focus.
  auto* before = panel.legend()->findChild<QToolButton*>(panel.spec().series[0].model);
  panel.setSpec(sampleTradeOff());
  QCOMPARE(panel.legend()->findChild<QToolButton*>(panel.spec().series[0].model), before);
  ChartSpec narrow = sampleTradeOff(); // no bar is seen beside its mark: the legend says why
  for (SeriesSpec& series : narrow.series)
    for (PointSpec& point : series.points) {
      if (point.xInterval)
        point.xInterval = Interval{point.x, point.x};
      if (point.yInterval)
        point.yInterval = Interval{point.y, point.y};
    }
  const auto says = [](const ChartSpec& spec, const QString& text) {
    const QList<LegendEntry> entries = marksLegend(spec, false);
    return std::any_of(entries.begin(), entries.end(), [&](const LegendEntry& entry) { return entry.text == text; });
  };
  QVERIFY(says(narrow, QStringLiteral("95 % interval, narrower than the mark")));
  narrow.intervals = QStringLiteral("of a ratio");
  QVERIFY(says(narrow, QStringLiteral("of a ratio, narrower than the mark")));
}

void TestChartView::tableTwin() {
  ChartTableModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
  const ChartSpec spec = sampleTradeOff();
  model.setRows(spec.columns, spec.rows);
  model.setRows({QStringLiteral("a"), QStringLiteral("b")}, {{QStringLiteral("1")}, {}}); // short rows
  QCOMPARE(model.index(0, 1).data().toString(), QString());
  ChartTable table;
  table.setRows(spec.columns, spec.rows);
  table.sortByColumn(2, Qt::DescendingOrder);
  QCOMPARE(table.model()->index(0, 2).data().toString(), QStringLiteral("118")); // as numbers: 118 over 96
  const QStringList lines = table.selectedText().split(QLatin1Char('\n'));
  QCOMPARE(lines.size(), spec.rows.size() + 1);
  QCOMPARE(lines.first(), spec.columns.join(QLatin1Char('\t')));
  table.selectionModel()->select(table.model()->index(0, 1), QItemSelectionModel::Select);
  QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
  QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("Transformer++"));
}

/// Pictures to look at: PARETO_CHART_GALLERY=folder.
void TestChartView::gallery() {
  const QString folder = qEnvironmentVariable("PARETO_CHART_GALLERY");
  if (folder.isEmpty())
    QSKIP("PARETO_CHART_GALLERY names no folder for pictures");
  ChartSpec japanese = sampleJapanese(), empty = sampleEmpty();
  japanese.id = QStringLiteral("japanese");
  empty.id = QStringLiteral("empty");
  for (const bool dark : {false, true})
    for (const ChartSpec& spec :
         {sampleTradeOff(), sampleLatency(), sampleMemory(), empty, japanese, sampleLarge(10'000, true)}) {
      ChartPanel panel;
      if (dark)
        panel.setPalette(darkApplicationPalette());
      panel.setSpec(spec);
      show(panel, {980, 640});
      QVERIFY(panel.grab().save(QStringLiteral("%1/%2-%3.png")
                                    .arg(folder, spec.id, dark ? QStringLiteral("dark") : QStringLiteral("light"))));
    }
}

PARETO_TEST(TestChartView)
#include "tst_chart_view.moc"
