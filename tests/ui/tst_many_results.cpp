// SPDX-License-Identifier: GPL-3.0-or-later
// R21, R22: what the window does when a study has many results, counted in work done: a machine's speed says nothing
// here.
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/pages/precision/precision_page.h"
#include "ui/panels/decide_panel.h"
#include "ui/session/results_model.h"

#include <QDockWidget>
#include <QSignalSpy>
#include <QSlider>

#include <cmath>

using namespace pareto;
using namespace pareto::test;
using namespace pareto::ui;

namespace {

constexpr int kRounds = 40; ///< of 28 cells: over a thousand results

} // namespace

class TestManyResults : public WindowTest {
  Q_OBJECT

public:
  TestManyResults() { m_rounds = kRounds; }

private Q_SLOTS:
  void aSliderStepDrawsTheVisibleChartOnce();
  void aDragIsDrawnOnceAFrame();
  void hiddenPanelsAreNotDrawn();
  void resultsThatComeComputeTheirCellAlone();
  void rowsAreAppended();
  void tickingAModelOpensNothing();

private:
  void buildMany();
  QList<ChartPanel*> panels() const { return m_window->findChildren<ChartPanel*>(); }
  int drawn() const;
  void step(int to) const;
  QSlider* slider() const { return child<QSlider>("contextSlider"); }
};

void TestManyResults::buildMany() {
  build(sayLine(startedEvent(quick_look())) + sayLine(to_json(fullStudy(quick_look())[0])) +
        QStringLiteral("exec sleep 600"));
  m_window->setResearch(true);
}

int TestManyResults::drawn() const {
  int sum = 0;
  for (const ChartPanel* panel : panels())
    sum += panel->timesDrawn();
  return sum;
}

/// A step of the person, and the frame in which it is drawn.
void TestManyResults::step(int to) const {
  slider()->setValue(to);
  QTest::qWait(40);
}

void TestManyResults::aSliderStepDrawsTheVisibleChartOnce() {
  buildMany();
  QVERIFY(m_session->results().evidence().measurements().size() > 1000);
  for (int tab = 0; tab < tabs()->count(); ++tab) {
    tabs()->setCurrentIndex(tab);
    QTest::qWait(20);
    const QList<ChartPanel*> there = tabs()->currentWidget()->findChildren<ChartPanel*>();
    const auto charts = [&] { // no race, no strips, and none that has nothing to draw at this length
      return static_cast<int>(
          std::count_if(there.begin(), there.end(), [](const ChartPanel* panel) { return panel->isVisible(); }));
    };
    const int64_t estimates = m_session->results().evidence().effort().estimates;
    int before = drawn();
    const int from = slider()->value();
    for (int at = 0; at < 12; ++at)
      if (const int to = (from + 1 + at) % (slider()->maximum() + 1); to != slider()->value()) {
        step(to);
        QCOMPARE(drawn() - before, charts()); // the others wait until they are looked at
        before = drawn();
      }
    if (tab > 1) // the first two have asked about every cell
      QCOMPARE(m_session->results().evidence().effort().estimates, estimates);
  }
  QVERIFY(m_session->results().evidence().effort().estimates <= 28);
}

void TestManyResults::aDragIsDrawnOnceAFrame() {
  buildMany();
  QTest::qWait(40);
  QSignalSpy changed(m_session.get(), &StudySession::viewChanged);
  const int before = drawn();
  slider()->setSliderDown(true);
  for (int at = 5; at < 25; ++at)
    slider()->setValue(at);
  QCOMPARE(changed.size(), 1); // at once; the others wait for the frame
  QTRY_VERIFY(m_session->view().state().at.context == std::llround(128 * std::pow(2.0, 24 / 4.0) / 16) * 16);
  QVERIFY2(drawn() - before <= changed.size(), qPrintable(QString::number(drawn() - before)));
  QCOMPARE(slider()->value(), 24);
  for (int at = 24; at > 10; --at)
    slider()->setValue(at);
  slider()->setSliderDown(false); // let go within a frame: where it is counts
  QCOMPARE(m_session->view().state().at.context, int64_t{864});
}

void TestManyResults::hiddenPanelsAreNotDrawn() {
  buildMany();
  auto* decide = m_window->findChild<DecidePanel*>();
  const auto* drawn = decide->findChild<Follower*>();
  auto* dock = child<QDockWidget>("decideDock");
  QTRY_VERIFY(decide->isVisible());
  step(slider()->value() + 1);
  const int before = drawn->timesRebuilt();
  dock->hide();
  for (int i = 0; i < 3; ++i)
    step(slider()->value() + 1);
  QCOMPARE(drawn->timesRebuilt(), before);
  dock->show();
  dock->raise();
  QTRY_COMPARE(drawn->timesRebuilt(), before + 1); // once, with everything that changed
}

void TestManyResults::resultsThatComeComputeTheirCellAlone() {
  buildMany();
  tabs()->setCurrentIndex(1);
  QTest::qWait(20);
  tabs()->setCurrentIndex(0);
  step(slider()->value() + 1);
  const int64_t estimates = m_session->results().evidence().effort().estimates,
                opened = m_session->results().evidence().effort().opened;
  QSignalSpy measured(m_session.get(), &StudySession::measured),
      changed(m_session.get(), &StudySession::evidenceChanged);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QTRY_COMPARE_WITH_TIMEOUT(measured.size(), 1, kPatience);
  QTRY_VERIFY_WITH_TIMEOUT(changed.size() >= 1, kPatience);
  tabs()->setCurrentIndex(1);
  QTest::qWait(20);
  QVERIFY2(m_session->results().evidence().effort().estimates - estimates <= 1,
           qPrintable(QString::number(m_session->results().evidence().effort().estimates - estimates)));
  QCOMPARE(m_session->results().evidence().effort().opened, opened);
}

void TestManyResults::rowsAreAppended() {
  Evidence evidence(quick_look(), {}, publishedResults());
  for (int round = 0; round < kRounds; ++round)
    for (const Measurement& m : fullStudy(quick_look()))
      evidence.add(m);
  ResultsModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
  model.setEvidence(evidence);
  const int before = model.rowCount();
  const QString last = model.index(before - 1, ResultsModel::QuantityColumn).data().toString();
  QSignalSpy reset(&model, &QAbstractItemModel::modelReset), inserted(&model, &QAbstractItemModel::rowsInserted);
  const Measurement more = fullStudy(quick_look())[0];
  evidence.add(more);
  model.setEvidence(evidence);
  QCOMPARE(reset.size(), 0);
  QCOMPARE(inserted.size(), 1);
  const int rows = inserted[0][2].toInt() - inserted[0][1].toInt() + 1;
  QVERIFY(rows > 0 && rows < 15);
  QCOMPARE(model.rowCount(), before + rows);
  QCOMPARE(model.index(model.rowCount() - 1, ResultsModel::QuantityColumn).data().toString(),
           last);              // published ones stay last
  model.setEvidence(evidence); // nothing new
  QCOMPARE(inserted.size(), 1);
  ResultsModel anew;
  anew.setEvidence(evidence);
  QCOMPARE(anew.rowCount(), model.rowCount());
  for (int row = 0; row < anew.rowCount(); row += 7)
    for (int column = 0; column < ResultsModel::ColumnCount; ++column)
      QCOMPARE(anew.index(row, column).data(), model.index(row, column).data());
  Study fewer = quick_look();
  fewer.models.pop_back();
  evidence.set_study(fewer);
  model.setEvidence(evidence);
  QCOMPARE(reset.size(), 1);
  QVERIFY(model.rowCount() < before);
}

void TestManyResults::tickingAModelOpensNothing() {
  buildMany();
  const int64_t opened = m_session->results().evidence().effort().opened;
  const Evidence* before = &m_session->results().evidence();
  m_session->setModelUsed("mamba2@1.3b", false);
  m_session->setModelUsed("mamba2@1.3b", true);
  QCOMPARE(m_session->results().evidence().effort().opened, opened);
  QCOMPARE(&m_session->results().evidence(), before);
  QVERIFY(m_session->results().evidence().value("mamba2@1.3b", Metric::Tpot, {2048, 8, 150}).value);
}

PARETO_TEST(TestManyResults)
#include "tst_many_results.moc"
