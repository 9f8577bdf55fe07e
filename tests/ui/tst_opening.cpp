// SPDX-License-Identifier: GPL-3.0-or-later
// Models are opened once, and never on the window's own thread: counted where they are opened.
#include "core/formats/opened_models.h"
#include "core/formats/openings.h"
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/panels/model_strip.h"

#include <QPushButton>
#include <QSemaphore>
#include <QThreadPool>

#include <functional>

using namespace pareto;
using namespace pareto::test;
using namespace pareto::ui;

namespace {

const QString kLlama = QStringLiteral(PARETO_GOLDEN_DIR "/hf/llama"),
              kMamba = QStringLiteral(PARETO_GOLDEN_DIR "/hf/mamba2");

} // namespace

class TestOpening : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void whatIsPreparedOpensNothing();
  void theWindowOpensNone();
  void aRaceWaitsForAModelThatOpensLate();

private:
  /// A model that nobody has opened yet.
  QString freshModel(const QString& name) const;
  void everyPage() const;
};

QString TestOpening::freshModel(const QString& name) const {
  const QString folder = m_folder->filePath(name);
  QDir().mkpath(folder);
  for (const QString& file : QDir(kLlama).entryList(QDir::Files))
    QFile::copy(QDir(kLlama).filePath(file), QDir(folder).filePath(file));
  return folder;
}

void TestOpening::everyPage() const {
  m_window->setResearch(true);
  for (const PageEntry& entry : pages()) {
    clickPage(entry.id);
    page();
    settlePanels();
  }
}

void TestOpening::whatIsPreparedOpensNothing() {
  const std::string id = freshModel(QStringLiteral("prepared")).toStdString();
  QVERIFY(!is_model_prepared(id));
  prepare_model(id);
  QVERIFY(is_model_prepared(id));
  const int64_t before = openings_of_this_thread();
  QVERIFY(open_model_once(id).has_value());
  for (const Precision precision : {Precision::F32, Precision::Q4})
    QVERIFY(footprint_once(id, load_options(precision)).has_value());
  static_cast<void>(stored_format_once(id));
  QCOMPARE(openings_of_this_thread(), before);
  prepare_model("/nowhere/at/all");
  QVERIFY(is_model_prepared("/nowhere/at/all")); // its reason is remembered
}

void TestOpening::theWindowOpensNone() {
  const std::pair<const char*, std::function<void()>> steps[] = {
      {"a session and its window, from the beginning", [this] { build(QStringLiteral("exit 0")); }},
      {"every page", [this] { everyPage(); }},
      {"checkpoints, of which PRECISION reads what their files hold",
       [this] {
         Study study = m_session->document().study();
         study.models = {freshModel(QStringLiteral("one")).toStdString(), kMamba.toStdString(), "/nowhere/at/all"};
         study.baseline.clear();
         m_session->document().setStudy(study);
         everyPage();
       }},
      {"one for the race",
       [this] {
         clickPage("live-race");
         page()->offerModel(freshModel(QStringLiteral("two")));
         page();
       }},
      {"the strip says what it is", [this] { m_window->openPath(freshModel(QStringLiteral("three"))); }},
      {"and adds it with a relative",
       [this] { QTest::mouseClick(child<QPushButton>("addDropped"), Qt::LeftButton), everyPage(); }},
      {"another precision",
       [this] {
         Study study = m_session->document().study();
         study.precision = "q8";
         m_session->document().setStudy(study);
         everyPage();
       }},
      {"another size", [this] { m_session->document().setSize("340m"), everyPage(); }},
      {"a session that was kept", [this] { m_session->restore(m_session->state()), everyPage(); }},
      {"another study", [this] { m_session->newStudy(), everyPage(); }},
  };
  for (const auto& [what, step] : steps) {
    const int64_t before = openings_of_this_thread();
    step();
    QVERIFY2(openings_of_this_thread() == before, what);
  }
}

void TestOpening::aRaceWaitsForAModelThatOpensLate() {
  m_openPatience = 0;
  build(QStringLiteral("exit 0"));
  QTRY_VERIFY(m_session->opener().pending().empty());
  const int64_t before = openings_of_this_thread();
  clickPage("live-race");
  auto* lane = page()->findChild<QComboBox*>(QStringLiteral("raceModel1"));
  auto* mark = page()->findChild<QLabel*>(QStringLiteral("raceMark1"));
  QTRY_VERIFY(!mark->text().contains(QStringLiteral("Looking into")));
  QSemaphore busy;
  for (int i = 0; i < QThreadPool::globalInstance()->maxThreadCount(); ++i)
    QThreadPool::globalInstance()->start([&busy] { busy.acquire(); });
  const QString late = freshModel(QStringLiteral("late"));
  page()->offerModel(late);
  lane->setCurrentIndex(lane->findData(late));
  Q_EMIT lane->activated(lane->currentIndex());
  QVERIFY2(mark->text().contains(QStringLiteral("Looking into")), qPrintable(mark->text()));
  QVERIFY(!page()->findChild<QPushButton*>(QStringLiteral("raceStart"))->isEnabled());
  busy.release(QThreadPool::globalInstance()->maxThreadCount());
  QTRY_COMPARE_WITH_TIMEOUT(mark->text(), QStringLiteral("speed demonstration: its text is hidden"), kPatience);
  QCOMPARE(openings_of_this_thread(), before);
  m_openPatience = kPatience;
}

PARETO_TEST(TestOpening)
#include "tst_opening.moc"
