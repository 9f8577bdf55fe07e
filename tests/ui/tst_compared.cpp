// SPDX-License-Identifier: GPL-3.0-or-later
// Devices side by side in the window: what is chosen can be read at every size, in both languages.
#include "tests/support/fake_engine.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"
#include "ui/main_window.h"
#include "ui/pages/chart_page.h"
#include "ui/words/language.h"

#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestCompared : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void nothingIsCut_data();
  void nothingIsCut();
};

namespace {

/// A study of two devices in a window, nothing measured.
struct Shown {
  QTemporaryDir folder;
  StudySession session{
      StudySession::Options{fakeEngine(folder.path(), answersDevices()), folder.path(), publishedResults(), 20'000}};
  MainWindow window{session,
                    std::make_unique<QSettings>(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)};
};

/// Selectors whose text does not fit, or that leave their tab.
QStringList cutIn(const ChartPage& tab) {
  QStringList cut;
  for (const QComboBox* combo : tab.findChildren<QComboBox*>()) {
    const QRect place(combo->mapTo(&tab, QPoint()), combo->size());
    const bool clipped = !QRect(combo->parentWidget()->rect()).contains(combo->geometry());
    if (combo->isVisible() && (combo->width() < combo->sizeHint().width() || clipped || !tab.rect().contains(place)))
      cut << QStringLiteral("%1 of %2 pixels: %3")
                 .arg(combo->width())
                 .arg(combo->sizeHint().width())
                 .arg(combo->currentText());
  }
  return cut;
}

} // namespace

void TestCompared::nothingIsCut_data() {
  QTest::addColumn<QString>("language");
  QTest::addColumn<QSize>("size");
  for (const char* language : {"en", "ja"})
    for (const QSize size : {QSize(1280, 720), QSize(1366, 768), QSize(1920, 1080)})
      QTest::addRow("%s %d", language, size.width()) << QString::fromLatin1(language) << size;
}

void TestCompared::nothingIsCut() {
  QFETCH(QString, language);
  QFETCH(QSize, size);
  setLanguage(language);
  Shown shown;
  Study study = quick_look();
  study.devices = {"cpu", "vulkan:0"};
  shown.session.document().setStudy(study);
  shown.session.devices().ask();
  shown.window.resize(size);
  shown.window.show();
  QVERIFY(QTest::qWaitForWindowExposed(&shown.window));
  auto* tabs = shown.window.findChild<QTabWidget*>(QStringLiteral("tabs"));
  int charts = 0;
  for (const bool devices : {false, true}) {
    ViewState view = shown.session.view().state();
    QVERIFY(setCompared(view, devices ? QStringLiteral("devices:") + QString::fromStdString(study.models.back())
                                      : QStringLiteral("models:vulkan:0")));
    shown.session.setView(view);
    for (int i = 0; i < tabs->count(); ++i) {
      tabs->setCurrentIndex(i);
      auto* tab = qobject_cast<ChartPage*>(tabs->currentWidget());
      if (!tab)
        continue;
      ++charts;
      QVERIFY(tab->findChild<QComboBox*>(QStringLiteral("comparedSelector"))->isVisible());
      tab->grab(); // as a picture of the window is taken
      QCOMPARE(cutIn(*tab), QStringList());
      QTest::qWait(50); // the boxes adjust themselves a moment later
      QCOMPARE(cutIn(*tab), QStringList());
    }
  }
  QCOMPARE(charts, 6);
  setLanguage(QStringLiteral("en"));
}

PARETO_TEST(TestCompared)
#include "tst_compared.moc"
