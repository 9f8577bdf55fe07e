// SPDX-License-Identifier: GPL-3.0-or-later
// The goal "lowest cost" in the window: picked with the mouse, taken back, saved, and followed by every page.
#include "core/decide/statements.h"
#include "tests/support/program.h"
#include "tests/ui/answer_test.h"
#include "ui/export/chart_exporter.h"
#include "ui/panels/winner_track.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QListWidget>
#include <QTableWidget>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

constexpr const char* kQuickest = "hybrid-gdn-swa@1.3b"; ///< of those that lose no quality

} // namespace

class TestLowestCost : public AnswerTest {
  Q_OBJECT

private Q_SLOTS:
  void isPickedAndTakenBackAndKept();
  void pricesMoveTheMap();

private:
  struct Seen {
    QString headline, rule, first;
    QStringList ranking;
    QByteArray map;
    bool operator==(const Seen&) const = default;
  };
  Seen look() const;
  void openUneven(const Study& study);
  void pick(const char* combo, int index) const;
};

/// One answers twice as soon as it would, and eight at once three times as late: its machines do less.
void TestLowestCost::openUneven(const Study& study) {
  openStudy(study, {128, 600, 2048}, {1, 8}, [](Measurement& m) {
    if (m.key.model == kQuickest)
      for (double& ms : m.samples_ms)
        ms *= m.key.batch == 1 ? 0.5 : 3;
  });
}

/// What the page and the panel say of the choice.
TestLowestCost::Seen TestLowestCost::look() const {
  QTest::qWait(60); // the frame
  const AnswerPage* page = answerPage();
  const auto* table = page->findChild<QTableWidget*>(QStringLiteral("shortlist"));
  Seen all{says("headline"),
           withoutMarks(child<QLabel>("rule")->text()),
           withoutMarks(table->item(1, ShortlistTable::Name)->text()),
           {},
           *chartBytes(page->map()->spec(), ExportFormat::Svg)};
  const auto* list = child<QListWidget>("ranking");
  for (int i = 0; i < list->count(); ++i)
    all.ranking << withoutMarks(list->item(i)->text());
  return all;
}

/// By the mouse.
void TestLowestCost::pick(const char* name, int index) const {
  auto* combo = child<QComboBox>(name);
  QVERIFY(combo);
  QTest::mouseClick(combo, Qt::LeftButton);
  QTRY_VERIFY(combo->view()->isVisible());
  QTest::qWait(QApplication::doubleClickInterval() + 50); // the click that opens the list chooses nothing in it
  QTest::mouseClick(combo->view()->viewport(), Qt::LeftButton, {},
                    combo->view()->visualRect(combo->model()->index(index, 0)).center());
  QTRY_VERIFY(!combo->view()->isVisible());
  QCOMPARE(combo->currentIndex(), index);
}

/// Who is chosen by wait is not who is by cost; table, panel, map and headline follow. It is taken back, saved and read
/// again.
void TestLowestCost::isPickedAndTakenBackAndKept() {
  constexpr int kWait = 0, kCost = 2;
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  study.cost[CostField::RequestsPerDay] = entered(30'000'000);
  study.cost[CostField::MachinePrice] = entered(12'000);
  openUneven(study);
  const auto chosen = [this] {
    const ViewState& view = m_session->view().state();
    const std::vector<Ranked> places = ranking(m_session->results().evidence(), view);
    return group_of(places.front().kind) == Group::Choose ? places.front().who.model : std::string();
  };
  const Seen wait = look();
  QCOMPARE(chosen(), std::string(kQuickest));
  pick("goal", kCost);
  QVERIFY(m_session->view().state().goal == Goal::LowestCost);
  const Seen cost = look();
  const std::string cheapest = chosen();
  QVERIFY2(!cheapest.empty() && cheapest != kQuickest, cheapest.c_str());
  QVERIFY2(cost.headline.contains(QStringLiteral("no other costs less")) && cost.headline != wait.headline,
           qPrintable(cost.headline));
  QVERIFY2(cost.rule.contains(QStringLiteral("the lowest cost a month")), qPrintable(cost.rule));
  const QString name = modelName(m_session->results().evidence(), cheapest);
  QVERIFY2(cost.first.startsWith(name) && !wait.first.startsWith(name), qPrintable(cost.first));
  QVERIFY2(cost.ranking.first().contains(name), qPrintable(cost.ranking.first()));
  QVERIFY(cost.map != wait.map);
  QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(m_session->view().state().goal == Goal::ShortestWait);
  QVERIFY(look() == wait);
  QCOMPARE(child<QComboBox>("goal")->currentIndex(), kWait);
  QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(look() == cost);
  QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
  const QString file = m_session->document().filePath();
  QVERIFY(!m_session->document().isDirty());
  m_window.reset();
  m_session.reset();
  build(QString());
  m_window->openPath(file);
  QCOMPARE(m_session->document().filePath(), file);
  QCOMPARE(child<QComboBox>("goal")->currentIndex(), kCost);
  const Seen again = look();
  QVERIFY2(again.headline == cost.headline && again.rule == cost.rule && again.ranking == cost.ranking,
           qPrintable(again.headline));
}

/// Where prices decide, what is kept of who wins where is made again with them.
void TestLowestCost::pricesMoveTheMap() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  openUneven(study);
  const auto drawn = [](const ChartSpec& chart) { return *chartBytes(chart, ExportFormat::Svg) + chartCsv(chart); };
  ViewState view = m_session->view().state();
  view.goal = Goal::LowestCost;
  m_session->setView(view);
  const auto* track = child<WinnerTrack>("winnerTrack");
  QTest::qWait(60);
  const QString nobody = track->toolTip();
  for (const double perDay : {100.0, 30e6}) {
    const QByteArray before = drawn(answerPage()->map()->spec());
    CostInputs cost = m_session->document().study().cost;
    cost[CostField::MachinePrice] = entered(12'000);
    cost[CostField::RequestsPerDay] = entered(perDay);
    m_session->document().setCost(cost);
    QTest::qWait(60); // a page is rebuilt at most once a frame
    QCOMPARE(drawn(answerPage()->map()->spec()), drawn(answerPage()->exported().last()));
    QVERIFY(drawn(answerPage()->map()->spec()) != before);
  }
  QVERIFY2(track->toolTip() != nobody, qPrintable(nobody));
}

PARETO_TEST(TestLowestCost)
#include "tst_lowest_cost.moc"
