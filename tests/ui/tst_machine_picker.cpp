// SPDX-License-Identifier: GPL-3.0-or-later
// The machine that is decided about, by clicks and keys: chosen in the strip, it moves every page, is saved and can be
// taken back.
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/panels/machine_picker.h"
#include "ui/panels/target_banner.h"
#include "ui/words/language.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestMachinePicker : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void groupsAreThisComputerAndWhatIsNotHere();
  void aMachineThatIsNotHereMovesEveryPage();
  void theBannerGivesALineToRunThere();
  void isSavedAndTakenBack();
  void keysAlone();
  void aMachineOfTheCatalogueIsNeverRun();
  void theOthersFollowAgainOnceItIsHere();

private:
  /// As a person does: click the button, type, Enter.
  void decideAbout(const QString& words) const {
    auto* picker = child<MachinePicker>("machinePicker");
    QTest::mouseClick(picker, Qt::LeftButton);
    auto* search = child<QLineEdit>("machineSearch");
    QVERIFY(search->isVisible());
    QTest::keyClicks(search, words);
    QTest::keyClick(search, Qt::Key_Return);
    QVERIFY(!search->isVisible());
  }
  const std::string& target() const { return m_session->document().study().target; }
  QString bannerText() const { return child<TargetBanner>("targetBanner")->text(); }
  bool bannerSeen() const { return child<TargetBanner>("targetBanner")->isVisible(); }
};

void TestMachinePicker::groupsAreThisComputerAndWhatIsNotHere() {
  auto* picker = child<MachinePicker>("machinePicker");
  QVERIFY(picker->text().contains(QStringLiteral("CPU")));
  QTest::mouseClick(picker, Qt::LeftButton);
  auto* list = child<QTreeWidget>("machineList");
  QVERIFY(list->isVisible());
  QCOMPARE(list->topLevelItem(0)->text(0), QStringLiteral("This computer"));
  QCOMPARE(list->topLevelItem(0)->childCount(), 1);
  int machines = 0;
  for (int i = 1; i < list->topLevelItemCount(); ++i) {
    QVERIFY(list->topLevelItem(i)->text(0).startsWith(QStringLiteral("Not here:")));
    machines += list->topLevelItem(i)->childCount();
  }
  QVERIFY(machines > 50);
  auto* coverage = child<QLabel>("bandCoverage");
  QTRY_VERIFY_WITH_TIMEOUT(coverage->text().contains(QStringLiteral("published runs")), kPatience);
  QTest::keyClicks(child<QLineEdit>("machineSearch"), QStringLiteral("nonesuch"));
  QVERIFY(list->topLevelItem(0)->isHidden() && !list->currentItem());
  QTest::keyClick(child<QLineEdit>("machineSearch"), Qt::Key_Escape);
  QTRY_VERIFY(!list->isVisible());
  QVERIFY(target().empty());
}

void TestMachinePicker::aMachineThatIsNotHereMovesEveryPage() {
  QVERIFY(!bannerSeen());
  clickPage("answer");
  const QString before = page()->findChild<QLabel*>(QStringLiteral("headline"))->text();
  decideAbout(QStringLiteral("4090"));
  QCOMPARE(target(), std::string("rtx-4090"));
  QCOMPARE(m_session->view().state().at.device, std::string("rtx-4090"));
  QVERIFY(child<MachinePicker>("machinePicker")->text().contains(QStringLiteral("RTX 4090")));
  QVERIFY(page()->findChild<QLabel*>(QStringLiteral("headline"))->text() != before);
  for (const ChartSpec& chart : page()->exported())
    if (chart.id == QStringLiteral("answer")) {
      QVERIFY2(chart.badge.contains(QStringLiteral("MODELLED")), qPrintable(chart.badge));
      for (const SeriesSpec& series : chart.series)
        QVERIFY(series.points.isEmpty() || series.points.first().xInterval); // never a bare number
      for (const BlockSpec& block : chart.blocks)
        QVERIFY(block.beside.isEmpty() || block.beside.contains(QStringLiteral("modelled")));
    }
  for (const char* id : {"trade-off", "latency"}) {
    clickPage(id);
    const auto chart = page()->chart();
    QVERIFY(chart && !chart->series.isEmpty());
    QVERIFY2(chart->badge.contains(QStringLiteral("MODELLED")), id);
    QVERIFY(chart->provenance.first().contains(QStringLiteral("RTX 4090")));
  }
  QVERIFY(bannerSeen());
  auto* banner = child<QLabel>("targetText");
  QTRY_VERIFY_WITH_TIMEOUT(banner->toolTip().contains(QStringLiteral("lay outside such a band")), kPatience);
  QVERIFY2(bannerText().contains(QStringLiteral("not here")) && bannerText().contains(QStringLiteral("GPU")),
           qPrintable(bannerText()));
}

void TestMachinePicker::theBannerGivesALineToRunThere() {
  decideAbout(QStringLiteral("h100 sxm"));
  auto* button = child<QPushButton>("measureThere");
  QTest::mouseClick(button, Qt::LeftButton);
  auto* command = child<QLineEdit>("measureThereCommand");
  QVERIFY(command->isVisible());
  QVERIFY2(command->text().contains(QStringLiteral("paretoscope-engine measure")) &&
               command->text().contains(QStringLiteral("--prompt 2048")),
           qPrintable(command->text()));
  QCOMPARE(QGuiApplication::clipboard()->text(), command->text());
  ViewState view = m_session->view().state();
  view.at.context = 4096;
  m_session->setView(view); // another place: to be asked for again
  QVERIFY(!command->isVisible());
  clickPage("answer");
  page();
  QGuiApplication::clipboard()->clear();
  auto* next = page()->findChild<QPushButton*>(QStringLiteral("nextMeasurement"));
  QVERIFY2(next->isEnabled() && next->text().contains(QStringLiteral("H100")), qPrintable(next->text()));
  next->click();
  QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("--prompt 4096")));
}

void TestMachinePicker::isSavedAndTakenBack() {
  decideAbout(QStringLiteral("rtx 3090"));
  QVERIFY(m_session->document().isDirty());
  const QString file = m_folder->filePath(QStringLiteral("elsewhere.json"));
  QVERIFY(m_session->save(file).has_value());
  action("undo")->trigger();
  QVERIFY(target().empty() && m_session->view().state().at.device.empty());
  QVERIFY(!bannerSeen());
  action("redo")->trigger();
  QCOMPARE(target(), std::string("rtx-3090"));
  m_session->openQuickLook();
  QVERIFY(target().empty());
  QVERIFY(m_session->open(file).has_value());
  QCOMPARE(m_session->view().state().at.device, std::string("rtx-3090"));
  QVERIFY(bannerSeen());
}

void TestMachinePicker::keysAlone() {
  auto* picker = child<MachinePicker>("machinePicker");
  picker->setFocus();
  QTest::keyClick(picker, Qt::Key_Space);
  auto* search = child<QLineEdit>("machineSearch");
  QVERIFY(search->isVisible());
  QTest::keyClick(search, Qt::Key_Down); // past a title, to the first that is not here
  QTest::keyClick(search, Qt::Key_Return);
  QVERIFY(!target().empty());
  QVERIFY(m_session->results().evidence().machine_of(target()));
}

/// What is chosen here says nothing of what is measured.
void TestMachinePicker::aMachineOfTheCatalogueIsNeverRun() {
  decideAbout(QStringLiteral("4090"));
  QCOMPARE(m_session->document().study().devices, std::vector<std::string>{"cpu"});
  m_session->runPrecisions(m_session->document().study().models[0], {"q4"});
  QVERIFY(m_session->runs().isRunning());
  m_session->runs().stop();
  QTRY_VERIFY_WITH_TIMEOUT(!m_session->runs().isRunning(), kPatience);
}

void TestMachinePicker::theOthersFollowAgainOnceItIsHere() {
  clickPage("answer");
  const QString before = page()->findChild<QLabel*>(QStringLiteral("headline"))->text();
  decideAbout(QStringLiteral("4090"));
  decideAbout(QStringLiteral("CPU This computer"));
  QVERIFY(target().empty() && !bannerSeen());
  QCOMPARE(page()->findChild<QLabel*>(QStringLiteral("headline"))->text(), before);
  setLanguage(QStringLiteral("ja"));
  decideAbout(QStringLiteral("4090"));
  QVERIFY(bannerText().contains(QStringLiteral("RTX 4090")) && !bannerText().contains(QStringLiteral("not here")));
  setLanguage(QStringLiteral("en"));
}

PARETO_TEST(TestMachinePicker)
#include "tst_machine_picker.moc"
