// SPDX-License-Identifier: GPL-3.0-or-later
// TRADE-OFF: times faster than the baseline against right answers, ties under a bracket, and what is shown while a
// value of either axis is missing.
#include "core/decide/answer/times_better.h"
#include "core/decide/differences.h"
#include "tests/support/full_study.h"
#include "tests/support/models.h"
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/charts/chart_painter.h"
#include "ui/pages/trade_off/trade_off_chart.h"

#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSlider>
#include <QStyle>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;
using test::kAttention, test::kMamba2, test::kGdn;

namespace {

Evidence of(const std::vector<std::string>& models, const std::vector<double>& ms) {
  Study study;
  study.models = models;
  Evidence evidence(study, {}, publishedResults());
  for (size_t i = 0; i < ms.size(); ++i)
    add_answer(evidence, models[i], 8, 2048, ms[i]);
  return evidence;
}

ViewState first() { return View().state(); }

const PointSpec& pointOf(const ChartSpec& chart, const std::string& model) {
  for (const SeriesSpec& series : chart.series)
    if (series.model == QString::fromStdString(model))
      return series.points.first();
  static const PointSpec none;
  return none;
}

} // namespace

class TestTradeOffPage : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void timesFasterStandAcross();
  void timesSayTheSameAsTheirMetric();
  void aLimitStandsWhereItIs();
  void tiesShareABracket();
  void withoutQualityMemoryIsShown();
  void withoutTheBaselineTimesAreNot();
  void theMissingStepIsAButton();
  void bothIntervalsAreAnEllipse();
  void theBestHasABand();
  void whatIsLostStandsUpwards();
  void axesAreInGroupsAndSearched();
  void axesStandStillWhileASliderIsHeld();

private:
};

void TestTradeOffPage::timesFasterStandAcross() {
  const Evidence evidence = of({kAttention, kMamba2}, {60, 30});
  const ChartSpec chart = tradeOffChart(evidence, first());
  QVERIFY2(chart.x.title.startsWith(QStringLiteral("Times faster than Transformer++")), qPrintable(chart.x.title));
  QVERIFY(chart.x.logarithmic && chart.x.better == Better::Higher && chart.y.better == Better::Higher);
  QCOMPARE(pointOf(chart, kAttention).x, 1.0);
  QVERIFY(!pointOf(chart, kAttention).xInterval);
  const PointSpec& mamba = pointOf(chart, kMamba2);
  QVERIFY(std::abs(mamba.x - 2) < 0.01 && mamba.xInterval && mamba.xInterval->low > 1 &&
          mamba.xInterval->low < mamba.x && mamba.xInterval->high > mamba.x);
  QVERIFY2(mamba.label.contains(QStringLiteral("fewer right, 2.0× faster")), qPrintable(mamba.label));
  // Beside waits that are known to a thousandth: what the interval of their ratio is made of.
  static const QRegularExpression basis(QStringLiteral("[0-9]+ rounds in pairs|not in pairs"));
  QVERIFY2(mamba.label.contains(basis), qPrintable(mamba.label));
  QVERIFY2(mamba.hover.contains(QStringLiteral("; interval by ")) && mamba.hover.contains(QStringLiteral("run to run")),
           qPrintable(mamba.hover));
  QCOMPARE(pointOf(chart, kAttention).label, QStringLiteral("Transformer++")); // it is no better than itself
  QCOMPARE(chart.frontier.size(), 2);
  QCOMPARE(chart.frontier.last().x(), mamba.x);
  QCOMPARE(chart.columns.last(), QStringLiteral("times_faster_high"));
  for (const QStringList& row : chart.rows)
    QCOMPARE(row.size(), chart.columns.size());
}

void TestTradeOffPage::timesSayTheSameAsTheirMetric() {
  const Evidence evidence = of({kAttention, kMamba2, kGdn}, {60, 30, 45});
  ViewState times = first(), plain = first();
  plain.times = false;
  const ChartSpec a = tradeOffChart(evidence, times), b = tradeOffChart(evidence, plain);
  QCOMPARE(a.sentence, b.sentence);
  QCOMPARE(a.frontier.size(), b.frontier.size());
  for (const std::string& model : {kAttention, kMamba2, kGdn}) {
    QCOMPARE(pointOf(a, model).surelyDominated, pointOf(b, model).surelyDominated);
    QCOMPARE(pointOf(a, model).x, pointOf(b, kAttention).x / pointOf(b, model).x);
  }
  const Contender attention{kAttention, "cpu"}, mamba{kMamba2, "cpu"};
  const Quantity of_times = times_better(evidence, mamba, attention, {Metric::Tpot, {}}, times.at),
                 of_rates = times_better(evidence, mamba, attention, {Metric::DecodeRate, {}}, times.at);
  QVERIFY(std::abs(*of_times.value - *of_rates.value) < 1e-9); // a rate and its time say the same
  QVERIFY(std::abs(of_times.ci95->low - of_rates.ci95->low) < 1e-9);
}

void TestTradeOffPage::aLimitStandsWhereItIs() {
  const Evidence evidence = of({kAttention, kMamba2}, {60, 30});
  ViewState view = first();
  const double wait = *evidence.value(kAttention, Metric::AnswerTime, view.at).value;
  view.limits[Metric::AnswerTime] = wait / 1.5; // who is 1.5 times faster meets it
  const ChartSpec chart = tradeOffChart(evidence, view);
  const auto limit = std::find_if(chart.guides.begin(), chart.guides.end(),
                                  [](const GuideSpec& guide) { return !guide.label.isEmpty(); });
  QVERIFY(limit != chart.guides.end() && std::abs(limit->at - 1.5) < 1e-6);
  QVERIFY(pointOf(chart, kAttention).faded && !pointOf(chart, kMamba2).faded);
}

void TestTradeOffPage::tiesShareABracket() {
  ViewState view = first();
  view.task = "zero_shot_avg"; // printed without intervals: nobody is surely worse
  view.y = {Metric::Quality, "zero_shot_avg"};
  const ChartSpec chart = tradeOffChart(of({kAttention, kMamba2, kGdn}, {60, 30, 30}), view);
  QCOMPARE(chart.ties.size(), 1);
  QCOMPARE(chart.ties.first().points.size(), 2);
  const ChartScene scene(chart, screenStyle(QFont(), false), QRectF(0, 0, 800, 500));
  const QLineF line = scene.bracket(0);
  QVERIFY(scene.plot().contains(line.p1()) && scene.plot().contains(line.p2()) && line.length() > scene.style().mark);
  QVERIFY(std::any_of(scene.labels().begin(), scene.labels().end(), [&](const SceneLabel& label) {
    return label.text == QStringLiteral("equal within error") && scene.plot().contains(label.box);
  }));
  for (const SceneLabel& a : scene.labels())
    for (const SceneLabel& b : scene.labels())
      QVERIFY2(&a == &b || !a.box.intersects(b.box), qPrintable(a.text + b.text));
  QVERIFY(tradeOffChart(of({kAttention, kMamba2, kGdn}, {60, 30, 45}), view).ties.isEmpty()); // nobody is equal
}

void TestTradeOffPage::withoutQualityMemoryIsShown() {
  Study study;
  study.models = {kAttention, kMamba2};
  Evidence evidence(study, {}, nullptr); // nobody published anything
  for (const std::string& model : study.models)
    add_answer(evidence, model, 8, 2048, model == kAttention ? 60 : 30);
  const ChartSpec chart = tradeOffChart(evidence, first());
  QCOMPARE(chart.series.size(), 2);
  QVERIFY(chart.y.format == AxisFormat::Bytes && chart.emptyText.isEmpty());
  QVERIFY(missingAxis(evidence, first()) && missingAxis(evidence, first())->metric == Metric::Quality);
  QVERIFY(!missingAxis(of({kAttention, kMamba2}, {60, 30}), first()));
}

void TestTradeOffPage::withoutTheBaselineTimesAreNot() {
  Study study;
  study.models = {kAttention, kMamba2};
  Evidence evidence(study, {}, publishedResults());
  add_answer(evidence, kMamba2, 8, 2048, 30);
  const ChartSpec chart = tradeOffChart(evidence, first());
  QCOMPARE(chart.series.size(), 1);
  QVERIFY(chart.x.format == AxisFormat::Milliseconds && chart.x.better == Better::Lower);
}

void TestTradeOffPage::theMissingStepIsAButton() {
  m_window.reset();
  m_session.reset();
  QVERIFY(QFile::remove(storePath()));
  build(sayLine(startedEvent(quick_look())) + QStringLiteral("exec sleep 600"), false);
  clickPage("trade-off");
  auto* button = child<QPushButton>("missingStep");
  QVERIFY(button->isVisible() && button->isEnabled());
  QVERIFY2(button->text().startsWith(QStringLiteral("Measure the wait of")), qPrintable(button->text()));
  QTest::mouseClick(button, Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(m_session->runs().isRunning(), kPatience);
  page();
  QVERIFY(!button->isEnabled());
  m_session->runs().stop();
  QTRY_VERIFY_WITH_TIMEOUT(!m_session->runs().isRunning(), kPatience);
}

void TestTradeOffPage::bothIntervalsAreAnEllipse() {
  ChartSpec chart = tradeOffChart(of({kAttention, kMamba2}, {60, 30}), first());
  for (SeriesSpec& series : chart.series)
    if (series.model == QString::fromStdString(kMamba2)) {
      series.points.first().xInterval = Interval{1.6, 2.4};
      series.points.first().yInterval = Interval{series.points.first().y - 6, series.points.first().y + 6};
    }
  const ChartScene scene(chart, slideStyle(22), QRectF(0, 0, 1200, 700));
  QImage image(1200, 700, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  paintChart(painter, scene);
  painter.end();
  const PointSpec& point = pointOf(chart, kMamba2);
  const QPointF inside = scene.toPixel(2.2, point.y + 2), outside = scene.toPixel(2.35, point.y + 5.5);
  QVERIFY(image.pixelColor(inside.toPoint()) != QColor(Qt::white));
  QCOMPARE(image.pixelColor(outside.toPoint()), QColor(Qt::white)); // the corner of the cross is no part of it
}

void TestTradeOffPage::theBestHasABand() {
  const Evidence evidence = of({kAttention, kMamba2, kGdn}, {60, 30, 45});
  ViewState view = first();
  view.y = {Metric::Quality, "fda_acc"};
  const ChartSpec chart = tradeOffChart(evidence, view);
  QCOMPARE(chart.zones.size(), 1);
  const ZoneSpec zone = chart.zones.first();
  const std::vector<Contender> all = contenders(evidence, view);
  const Differences differences(evidence, all, view.y, view.at);
  size_t best = 0;
  for (size_t i = 1; i < all.size(); ++i)
    if (pointOf(chart, all[i].model).y > pointOf(chart, all[best].model).y)
      best = i;
  for (size_t i = 0; i < all.size(); ++i) {
    const double right = pointOf(chart, all[i].model).y;
    QCOMPARE(right >= zone.low && right <= zone.high,
             !differences.surely_better(best, i)); // the rule of choice draws it
  }
  const ChartScene scene(chart, screenStyle(QFont(), false), QRectF(0, 0, 800, 500));
  QVERIFY(scene.plot().contains(scene.box(zone)) && scene.box(zone).height() > 4 &&
          scene.box(zone).height() < scene.plot().height());
  const QList<LegendEntry> legend = marksLegend(chart, false);
  QVERIFY(std::any_of(legend.begin(), legend.end(), [&](const LegendEntry& entry) { return entry.text == zone.text; }));
  view.y = {Metric::Quality, "zero_shot_avg"}; // printed without intervals
  QVERIFY(tradeOffChart(evidence, view).zones.isEmpty());
  view.y = {Metric::Memory, {}};
  QVERIFY(tradeOffChart(evidence, view).zones.isEmpty());
}

/// The best has lost nothing, and the band of those that are not surely worse begins there.
void TestTradeOffPage::whatIsLostStandsUpwards() {
  const Evidence evidence = of({kAttention, kMamba2, kGdn}, {60, 30, 45});
  ViewState plain = first(), lost = first();
  lost.lost = true;
  const ChartSpec a = tradeOffChart(evidence, plain), b = tradeOffChart(evidence, lost);
  QVERIFY2(b.y.title.startsWith(QStringLiteral("Lost against the best")), qPrintable(b.y.title));
  QVERIFY(b.y.better == Better::Lower && a.sentence == b.sentence && a.frontier.size() == b.frontier.size());
  double best = 0, least = INFINITY;
  for (const std::string& model : {kAttention, kMamba2, kGdn})
    best = std::max(best, pointOf(a, model).y);
  for (const std::string& model : {kAttention, kMamba2, kGdn}) {
    QVERIFY(std::abs(pointOf(b, model).y - (best - pointOf(a, model).y)) < 1e-9);
    if (pointOf(a, model).yInterval)
      QVERIFY(std::abs(pointOf(b, model).yInterval->high - (best - pointOf(a, model).yInterval->low)) < 1e-9);
    least = std::min(least, pointOf(b, model).y);
  }
  QCOMPARE(least, 0.0);
  QCOMPARE(a.zones.size(), b.zones.size());
  for (const ZoneSpec& zone : b.zones)
    QVERIFY(zone.low == -INFINITY && zone.high >= 0);
  lost.y = {Metric::Memory, {}}; // bytes are not lost
  QVERIFY(!tradeOffChart(evidence, lost).y.title.contains(QStringLiteral("Lost")));
}

void TestTradeOffPage::axesAreInGroupsAndSearched() {
  clickPage("trade-off");
  auto* across = page()->findChild<SearchCombo*>(QStringLiteral("secondSelector"));
  QStringList headings;
  for (int row = 0; row < across->count(); ++row)
    if (!(across->model()->index(row, 0).flags() & Qt::ItemIsSelectable))
      headings << across->itemText(row);
  QCOMPARE(headings,
           (QStringList{QStringLiteral("Speed"), QStringLiteral("What it takes"), QStringLiteral("Quality")}));
  QTest::mouseClick(across, Qt::LeftButton);
  QTRY_VERIFY(across->searchField() && across->searchField()->isVisible());
  QTest::keyClicks(across->searchField(), QStringLiteral("peak memory nonsense"));
  QCOMPARE(across->list()->model()->rowCount(), 0);
  across->searchField()->clear();
  QTest::keyClicks(across->searchField(), QStringLiteral("joules"));
  const auto left = [&](int row) { return across->list()->model()->index(row, 0); };
  QVERIFY(across->list()->model()->rowCount() >= 2);
  QCOMPARE(left(0).data().toString(), QStringLiteral("What it takes")); // the heading of what is left
  QTest::keyClick(across->searchField(), Qt::Key_Return);
  QVERIFY(!across->searchField()->isVisible());
  QCOMPARE(m_session->view().state().x.metric, Metric::Energy);
  QTest::mouseClick(across, Qt::LeftButton);
  QTRY_VERIFY(across->searchField()->isVisible());
  QTest::keyClick(across->searchField(), Qt::Key_Escape); // closes what popped up, and nothing else
  QVERIFY(!across->searchField()->isVisible() && m_window->isVisible());
  QCOMPARE(m_session->view().state().x.metric, Metric::Energy);
  QTest::mouseClick(across, Qt::LeftButton);
  QTRY_VERIFY(across->searchField()->isVisible());
  QTest::keyClicks(across->searchField(), QStringLiteral("times faster first"));
  int row = 1;
  while (row < across->list()->model()->rowCount() && !left(row).data().toString().contains(QStringLiteral("first")))
    ++row;
  QTest::mouseClick(across->list()->viewport(), Qt::LeftButton, {}, across->list()->visualRect(left(row)).center());
  QVERIFY2(m_session->view().state().times && m_session->view().state().x.metric == Metric::Ttft,
           qPrintable(across->currentText() + QString::number(row) + across->searchField()->text() +
                      QString::number(across->list()->model()->rowCount())));
}

void TestTradeOffPage::axesStandStillWhileASliderIsHeld() {
  ViewState view = m_session->view().state();
  view.x = {Metric::Tpot, {}};
  view.times = false;
  view.y = {Metric::Memory, {}};
  m_session->setView(view);
  clickPage("trade-off");
  auto* slider = child<QSlider>("requestsSlider");
  const ChartView& shown = *chart()->panel()->chart();
  const ViewRange before = shown.chartScene().full();
  QTest::mousePress(slider, Qt::LeftButton, {}, handleOf(slider, slider->value()));
  QVERIFY(m_session->view().isHeld());
  for (int value = slider->value() - 1; value >= 1; --value) {
    QTest::mouseMove(slider, handleOf(slider, value));
    QTest::qWait(20);
    page();
    const ViewRange now = shown.chartScene().full();
    QVERIFY(now.x.low <= before.x.low && now.x.high >= before.x.high); // nothing is shifted away
    QVERIFY(now.y.low <= before.y.low && now.y.high >= before.y.high);
  }
  QVERIFY(m_session->view().state().at.requests < view.at.requests);
  QVERIFY(!shown.trail().isEmpty());
  QTest::mouseRelease(slider, Qt::LeftButton, {}, handleOf(slider, 1));
  QVERIFY(!m_session->view().isHeld());
  page();
  QVERIFY(shown.chartScene().full() != before);
  QTRY_VERIFY(shown.trail().isEmpty()); // it fades by itself
}

PARETO_TEST(TestTradeOffPage)
#include "tst_trade_off_page.moc"
