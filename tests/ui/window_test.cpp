// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_test.h"

#include "core/study/run_store.h"
#include "ui/pages/page.h"
#include "ui/words/language.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

using namespace pareto::ui;

namespace pareto::test {

namespace {

/// A store with every cell of the Quick look, measured in so many rounds; made once, because every result of it waits
/// for the disk. Empty: it could not be made.
QString measuredStore(int rounds) {
  static const QTemporaryDir folder;
  static std::set<int> made;
  const QString path = folder.filePath(QStringLiteral("%1.sqlite").arg(rounds));
  if (!made.insert(rounds).second)
    return path;
  auto store = RunStore::open(path.toStdString());
  const auto run = (*store)->begin_run(quick_look(), startedEvent(quick_look())["calibration"].dump());
  for (int round = 0; round < rounds; ++round)
    for (const Measurement& m : fullStudy(quick_look()))
      if (!(*store)->append(*run, m))
        return {};
  return path;
}

} // namespace

void WindowTest::initTestCase() { QStandardPaths::setTestModeEnabled(true); }

void WindowTest::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  setLanguage(QStringLiteral("en"));
  build(sayLine(startedEvent(quick_look())) + sayLine(progressEvent(fullStudy(quick_look())[0].key, 3, 29)) +
        sayLine(to_json(fullStudy(quick_look())[0])) + QStringLiteral("exec sleep 600"));
}

void WindowTest::cleanup() {
  m_window.reset();
  m_session.reset();
}

void WindowTest::build(const QString& engineBody, bool measured) {
  m_window.reset();
  m_session.reset();
  const QString data = m_folder->filePath(QStringLiteral("data"));
  QDir().mkpath(data);
  if (measured && !QFile::exists(storePath()))
    QVERIFY(QFile::copy(measuredStore(m_rounds), storePath()));
  m_session = std::make_unique<StudySession>(
      StudySession::Options{fakeEngine(m_folder->path(), engineBody), data, publishedResults(), m_openPatience});
  m_window = std::make_unique<MainWindow>(
      *m_session,
      std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat));
  m_window->resize(1280, 800);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
  if (!QFile::exists(m_folder->filePath(QStringLiteral("settings.ini")))) // a first start shows ANSWER
    tabs()->showPage(QLatin1String(kTradeOffPage));
}

void WindowTest::settlePanels() const {
  for (Follower* each : m_window->findChildren<Follower*>())
    if (each->isSeen() && !qobject_cast<Page*>(each->parent()))
      each->settle();
}

Page* WindowTest::page() const {
  settlePanels();
  Page* page = tabs()->currentPage();
  if (page)
    page->settle();
  return page;
}

void WindowTest::clickPage(const char* id) const {
  for (int tab = 0; tab < tabs()->count(); ++tab)
    for (const PageEntry& entry : pages())
      if (qstrcmp(entry.id, id) == 0 && tabs()->tabText(tab) == pageTitle(entry))
        clickTab(tab);
  QCOMPARE(tabs()->currentId(), QLatin1String(id));
}

void WindowTest::choose(QComboBox* combo, int index) const {
  QVERIFY(combo);
  combo->setFocus();
  while (combo->currentIndex() < index)
    QTest::keyClick(combo, Qt::Key_Down);
  while (combo->currentIndex() > index)
    QTest::keyClick(combo, Qt::Key_Up);
}

QPoint WindowTest::handleOf(const QSlider* slider, int value) {
  const int length = slider->style()->pixelMetric(QStyle::PM_SliderLength, nullptr, slider),
            x = QStyle::sliderPositionFromValue(slider->minimum(), slider->maximum(), value, slider->width() - length);
  return {x + length / 2, slider->height() / 2};
}

} // namespace pareto::test
