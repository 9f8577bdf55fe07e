// SPDX-License-Identifier: GPL-3.0-or-later
// Three jobs from a first start to ANSWER, by clicks and keys: (A) support mails, (B) contracts of 40,000 tokens, (C) a
// home-made hybrid beside a Llama-like. What measuring would take hours for is made up, of real sizes.
// PARETO_PICTURES=DIR keeps pictures of each, in both languages, light and dark, small and large.
#include "core/decide/answer/workload_choices.h"
#include "tests/support/fabricated.h"
#include "tests/support/program.h"
#include "tests/support/random_answers.h"
#include "tests/ui/pictures.h"
#include "tests/ui/window_test.h"
#include "ui/charts/marks.h"
#include "ui/export/chart_exporter.h"
#include "ui/export/sheet.h"
#include "ui/export/slide.h"
#include "ui/pages/answer/answer_charts.h"
#include "ui/pages/answer/answer_page.h"
#include "ui/pages/answer/meeting_view.h"
#include "ui/pages/latency/latency_chart.h"
#include "ui/pages/memory/memory_chart.h"
#include "ui/pages/slide_texts.h"
#include "ui/pages/trade_off/trade_off_chart.h"
#include "ui/panels/bottom_sheet.h"
#include "ui/panels/compare_rail.h"
#include "ui/panels/model_strip.h"
#include "ui/panels/winner_track.h"
#include "ui/session/model_tree_model.h"
#include "ui/words/language.h"
#include "ui/words/names.h"

#include <QClipboard>
#include <QDir>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSlider>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestJobs : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void supportMails();
  void contracts();
  void homeMadeHybrid();
  void disturbedCells();
  void phrasesAndPlanAreCopiedAndKept();
  void theCrossIsDragged();
  void theStripMovesEveryPage();
  void theNextMeasurementStarts();
  void presentingLeavesTheSentenceAndTheChart();
  void docksGiveWayInANarrowWindow();
  void thePanelLeavesItsMarks();
  void thePromptTakesTheColourOfWhoWins();
  void slidesOfAnyStudy();

private:
  AnswerPage* answerPage() const {
    clickPage("answer");
    return qobject_cast<AnswerPage*>(page());
  }
  QString says(const char* label) const { return answerPage()->findChild<QLabel*>(QLatin1String(label))->text(); }
  void openStudy(const Study& study, const std::vector<int64_t>& lengths, const std::vector<int>& requests,
                 const std::function<void(Measurement&)>& alter = {});
  void checkSheet(const QString& picture);
  void takePicture(const QString& file, const QSize& size);
  void takePictureOf(const QString& name);
  void takePictures(const QString& job);
};

void TestJobs::openStudy(const Study& study, const std::vector<int64_t>& lengths, const std::vector<int>& requests,
                         const std::function<void(Measurement&)>& alter) {
  const QString file = m_folder->filePath(QStringLiteral("job.json"));
  QVERIFY(write_study(file.toStdString(), study));
  QVERIFY(!QFile::exists(file + QStringLiteral(".results.sqlite")));
  QVERIFY(store_fabricated(file.toStdString() + ".results.sqlite", study, gpu_box(), lengths, requests, alter));
  m_window->openPath(file);
  QCOMPARE(m_session->document().filePath(), file);
}

/// On one sheet of paper, nothing over another.
void TestJobs::checkSheet(const QString& picture) {
  const std::optional<SheetSpec> sheet = answerPage()->sheet();
  QVERIFY(sheet);
  QImage image(kSheetUnits, QImage::Format_RGB32);
  QPainter painter(&image);
  const QList<QRectF> boxes = paintSheet(painter, *sheet);
  painter.end();
  const QRectF paper(kSlideMargin - 1, kSlideMargin - 1, kSheetUnits.width() - 2 * kSlideMargin + 2,
                     kSheetUnits.height() - 2 * kSlideMargin + 2);
  for (qsizetype i = 0; i < boxes.size(); ++i) {
    QVERIFY2(paper.contains(boxes[i]), qPrintable(QString::number(boxes[i].bottom())));
    QVERIFY2(i == 0 || boxes[i].top() >= boxes[i - 1].bottom() - 0.5, qPrintable(QString::number(boxes[i].top())));
  }
  const QString pdf = m_folder->filePath(QStringLiteral("answer.pdf"));
  QVERIFY(exportSheet(*sheet, pdf));
  QFile file(pdf);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QVERIFY(file.readAll().startsWith("%PDF-1."));
  QVERIFY(picture.isEmpty() || image.save(picture));
}

void TestJobs::takePicture(const QString& file, const QSize& size) {
  m_window->resize(size);
  QTest::qWait(50);
  page();
  QTest::qWait(50);
  QVERIFY(m_window->grab().save(file));
}

void TestJobs::takePictureOf(const QString& name) {
  if (const QString folder = pictureFolder(); !folder.isEmpty())
    takePicture(QStringLiteral("%1/%2.png").arg(folder, name), {1440, 900});
}

void TestJobs::takePictures(const QString& job) {
  checkSheet({});
  const QString folder = pictureFolder();
  if (folder.isEmpty())
    return;
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
      m_window->setThemeChoice(theme);
      for (const QSize size : {QSize(1024, 700), QSize(1440, 900), QSize(2560, 1440)})
        takePicture(QStringLiteral("%1/%2-%3-%4-%5.png").arg(folder, job, language, toString(theme)).arg(size.width()),
                    size);
      for (const char* id : {"trade-off", "quality", "cost", "latency", "memory"}) {
        clickPage(id);
        takePicture(QStringLiteral("%1/%2-%3-%4-%5.png").arg(folder, job, language, toString(theme), QLatin1String(id)),
                    {1440, 900});
      }
      clickPage("quality");
      takePicture(QStringLiteral("%1/%2-%3-%4-quality-1024.png").arg(folder, job, language, toString(theme)),
                  {1024, 700});
      clickPage("answer");
    }
    m_window->setThemeChoice(Theme::Light);
    for (const ChartSpec& chart : m_window->charts())
      QVERIFY(exportChart(chart, QStringLiteral("%1/%2-%3-slide-%4.png").arg(folder, job, language, chart.id)));
    checkSheet(QStringLiteral("%1/%2-%3-sheet.png").arg(folder, job, language));
  }
  setLanguage(QStringLiteral("en"));
}

void TestJobs::supportMails() {
  Study study = quick_look();
  study.name = "Support mails";
  openStudy(study, {128, 600, 2048, 8192, 32'768, 65'536}, {1, 8});
  clickPage("answer");
  choose(child<QComboBox>("workloadPreset"), 0); // Support mail
  QCOMPARE(m_session->document().study().workload, kWorkloadPresets[0].workload);
  QVERIFY2(says("headline")
               .startsWith(QStringLiteral("Architecture hardly changes the wait here; by formula it does from about")),
           qPrintable(says("headline")));
  QCOMPARE(says("badge"), QStringLiteral("Worth a trial"));
  QVERIFY2(says("ceiling").startsWith(QStringLiteral("Architecture can change at most 7 %")),
           qPrintable(says("ceiling")));
  QCOMPARE(answerPage()->waits()->spec().blocks.size(), qsizetype(8)); // reading and writing of four
  QCOMPARE(answerPage()->findChild<TileView*>(QStringLiteral("tileCost"))->value(), QStringLiteral("–"));
  const auto* quality = answerPage()->findChild<TileView*>(QStringLiteral("tileQuality"));
  QCOMPARE(quality->findChild<IntervalBar*>()->end(), 100.0); // 52 of 100 fill half of it
  QCOMPARE(quality->findChild<QLabel*>(QStringLiteral("tileValue"))->foregroundRole(), QPalette::WindowText);
  const auto* table = answerPage()->findChild<QTableWidget*>(QStringLiteral("shortlist"));
  for (int column = 0; column < table->columnCount(); ++column) // heads do not run together
    QVERIFY2(table->isColumnHidden(column) ||
                 table->columnWidth(column) >= table->horizontalHeader()->sectionSizeHint(column) + 4,
             qPrintable(table->horizontalHeaderItem(column)->text()));
  takePictures(QStringLiteral("A"));
}

void TestJobs::contracts() {
  Study study = quick_look();
  study.name = "Contracts";
  openStudy(study, {600, 2048, 8192, 40'000, 65'536}, {1, 8});
  clickPage("answer");
  choose(child<QComboBox>("workloadPreset"), 0);
  const QString mails = says("headline"), lossless = says("rests");
  takePictureOf(QStringLiteral("B-at-600"));
  choose(child<QComboBox>("workloadPreset"), 2);                  // Contract: 40,000 + 500,
  QTest::keyClick(child<QSlider>("requestsSlider"), Qt::Key_End); // and as many at once as are measured
  while (m_session->view().state().at.requests > 8)
    QTest::keyClick(child<QSlider>("requestsSlider"), Qt::Key_Left);
  QCOMPARE(m_session->view().state().at.requests, 8);
  QVERIFY2(says("headline").contains(QStringLiteral("reading is")), qPrintable(says("headline")));
  QVERIFY(says("headline") != mails && says("rests") != lossless);
  QVERIFY2(says("rests").contains(QStringLiteral("quality tested at this length")), qPrintable(says("rests")));
  QVERIFY2(says("flips").contains(QStringLiteral("in time")), qPrintable(says("flips")));
  const auto* quality = answerPage()->findChild<TileView*>(QStringLiteral("tileQuality")); // tested to 2,048 only
  QCOMPARE(quality->findChild<QLabel*>(QStringLiteral("tileValue"))->foregroundRole(), QPalette::PlaceholderText);
  QVERIFY2(quality->detail().contains(QStringLiteral("not at this length")), qPrintable(quality->detail()));
  const ChartSpec map = answerPage()->map()->spec();
  QVERIFY(std::any_of(map.meanings.begin(), map.meanings.end(),
                      [](const BlockMeaning& each) { return each.text.contains(QStringLiteral("not tested")); }));
  const Evidence& evidence = m_session->results().evidence();
  const ViewState view = m_session->view().state();
  const QString whose = contenderName(evidence, view, *answer(evidence, view).subject);
  QVERIFY2(says("tilesOf").endsWith(whose), qPrintable(says("tilesOf"))); // nobody guesses whose figures the tiles are
  QVERIFY(answerPage()->sheet()->numbersTitle.endsWith(whose));
  QVERIFY2(map.sentence.startsWith(QStringLiteral("Decided in ")), qPrintable(map.sentence)); // not "wherever"
  takePictureOf(QStringLiteral("B-at-40000"));
  takePictures(QStringLiteral("B"));
}

void TestJobs::homeMadeHybrid() {
  const QString own = m_folder->filePath(QStringLiteral("our-hybrid.json"));
  QVERIFY(QFile::copy(QStringLiteral(PARETO_RESOURCE_DIR "/architectures/gated-deltanet-window.json"), own));
  m_session->newStudy();
  for (const std::string& model : Study(m_session->document().study()).models)
    m_session->setModelUsed(model, false);
  m_window->openPath(own);
  auto* strip = m_window->findChild<ModelStrip*>();
  QTRY_VERIFY_WITH_TIMEOUT(strip->addButton()->isEnabled(), kPatience);
  QVERIFY(strip->baselineBox()->isChecked()); // beside a Llama-like of its size
  QTest::mouseClick(strip->addButton(), Qt::LeftButton);
  Study study = m_session->document().study();
  QCOMPARE(study.models.size(), size_t(2));
  QVERIFY(m_session->save(m_folder->filePath(QStringLiteral("ours.json")))); // nobody is asked about changes
  study.name = "Our hybrid";
  study.workload = {4096, 300, 4, Waits::Person, 0};
  openStudy(study, {512, 4096, 32'768}, {1, 4, 8});
  QVERIFY2(says("headline").contains(QStringLiteral("our-hybrid")), qPrintable(says("headline")));
  QCOMPARE(says("badge"), QStringLiteral("Not enough evidence"));
  QVERIFY2(says("rests").contains(QStringLiteral("any quality of it")), qPrintable(says("rests")));
  QImage paper(kSheetUnits, QImage::Format_RGB32);
  QPainter painter(&paper);
  const QList<QRectF> head = paintSheet(painter, *answerPage()->sheet()).mid(0, 3); // the headline and its badge
  painter.end();
  QVERIFY(std::any_of(head.begin(), head.end(), [&](const QRectF& box) { // amber, as in the window
    return paper.pixelColor((box.topLeft() + QPointF(8, 4)).toPoint()) == chartColors(false).amber;
  }));
  const Answer all = answer(m_session->results().evidence(), m_session->view().state());
  for (const Ranked& place : all.places)
    QVERIFY(!place.figures[kQualityFigure].quantity.value); // nobody lends it a score
  QCOMPARE(answerPage()->findChild<TileView*>(QStringLiteral("tileQuality"))->value(), QStringLiteral("–"));
  int drawn = 0;
  for (const ChartSpec& chart : m_window->charts()) { // three charts for tomorrow, and none with a quality
    drawn += chart.emptyText.isEmpty() && !chart.series.isEmpty();
    QVERIFY2(!chart.y.published && !chart.x.published, qPrintable(chart.id));
    for (const FactSpec& fact : chart.facts) {
      QVERIFY2(!fact.caption.contains(QStringLiteral("100")), qPrintable(fact.caption));
      QVERIFY2(!fact.number.endsWith(QStringLiteral("B")) || fact.caption.endsWith(QStringLiteral(", by formula")),
               qPrintable(fact.caption));
    }
    if (chart.id == QStringLiteral("trade-off")) // against memory, there being no quality
      QVERIFY2(chart.badge.contains(QStringLiteral("MODELLED")), qPrintable(chart.badge));
  }
  QVERIFY2(drawn >= 4, qPrintable(QString::number(drawn)));
  const QAbstractItemModel* tree = child<QTreeView>("tree")->model();
  const QModelIndex group = tree->index(tree->rowCount() - 1, 0); // what lies in files: the marks of both differ
  QCOMPARE(tree->rowCount(group), 2);
  const auto mark = [&](int row) {
    return tree->index(row, 0, group).data(Qt::DecorationRole).value<QIcon>().pixmap(16).toImage();
  };
  QVERIFY(mark(0) != mark(1));
  const ChartSpec memory = memoryChart(m_session->results().evidence(), m_session->view().state());
  QVERIFY(memory.series.size() >= 2);
  const QString first = tree->index(0, 0, group).data(ModelTreeModel::ModelIdRole).toString();
  for (const SeriesSpec& series : memory.series) // and are those of the tree
    QCOMPARE(series.architecture, loadedKey(series.model == first ? 0 : 1));
  QVERIFY(familyColor(loadedKey(0), false) != familyColor(loadedKey(1), false));
  QVERIFY(architectureShape(loadedKey(0), 10) != architectureShape(loadedKey(1), 10));
  takePictures(QStringLiteral("C"));
}

/// Other programs ran beside two of the four models: seen in the window and on the slide, and nothing is said of them.
void TestJobs::disturbedCells() {
  Study study = quick_look();
  study.name = "Busy machine";
  openStudy(study, {128, 600, 2048, 8192}, {1, 8}, [](Measurement& m) {
    if (m.key.model != "mamba2@1.3b" && m.key.model != "hybrid-gdn-swa@1.3b")
      return;
    m.condition = Condition::Disturbed;
    m.lost_share = 0.34;
    m.lost_to = "other programs";
  });
  clickPage("answer");
  choose(child<QComboBox>("workloadPreset"), 0);
  const QString strip = child<QLabel>("noiseText")->text();
  QVERIFY2(strip.startsWith(QStringLiteral("Other programs were busy in 32 of 64 cells.")), qPrintable(strip));
  QVERIFY(child<QLabel>("noiseText")->isVisible());
  QVERIFY2(!says("headline").contains(QStringLiteral("Mamba")), qPrintable(says("headline")));
  for (const ChartSpec& chart : m_window->charts()) {
    bool broken = false;
    for (const SeriesSpec& series : chart.series)
      for (const PointSpec& point : series.points)
        broken |= point.fill == MarkFill::Disturbed;
    QVERIFY2(!broken || chart.badge.contains(QStringLiteral("DISTURBED")), qPrintable(chart.id));
    if (chart.id == QStringLiteral("latency") || chart.id == QStringLiteral("trade-off"))
      QVERIFY2(broken, qPrintable(chart.id));
    if (chart.id.startsWith(QStringLiteral("answer"))) // the waits, and the map of whom they choose
      QVERIFY2(chart.badge.contains(QStringLiteral("DISTURBED")), qPrintable(chart.id));
  }
  int broken = 0;
  for (const BlockSpec& block : answerPage()->waits()->spec().blocks) {
    const bool busy =
        block.model == QStringLiteral("mamba2@1.3b") || block.model == QStringLiteral("hybrid-gdn-swa@1.3b");
    QCOMPARE(block.fill == BlockFill::Broken, busy);
    broken += busy;
  }
  QCOMPARE(broken, 4);
  int marked = 0;
  const SheetSpec sheet = *answerPage()->sheet();
  for (const QStringList& row : sheet.rows)
    marked += row.size() > 1 && row[1].endsWith(QStringLiteral(", disturbed"));
  QCOMPARE(marked, 2);
  QVERIFY(!sheet.flips.isEmpty()); // no heading over nothing
  takePictures(QStringLiteral("D"));
}

void TestJobs::phrasesAndPlanAreCopiedAndKept() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  study.cost[CostField::RequestsPerDay] = entered(20'000);
  openStudy(study, {128, 600, 2048}, {1, 8});
  auto* view = answerPage()->findChild<MeetingView*>();
  auto* copy = view->findChild<QPushButton*>(QStringLiteral("copyNotes"));
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    QTest::qWait(50); // tabs get their new widths
    answerPage()->findChild<QScrollArea*>()->ensureWidgetVisible(copy);
    QApplication::clipboard()->clear();
    QTest::mouseClick(copy, Qt::LeftButton);
    const QString text = QApplication::clipboard()->text();
    QVERIFY2(text.contains(language == QStringLiteral("en") ? QStringLiteral("people wait") : QStringLiteral("待")),
             qPrintable(text));
    int parts = 0;
    for (const QLabel* lines : view->findChildren<QLabel*>(QRegularExpression(QStringLiteral("^notes\\d$")))) {
      parts += lines->isVisible();
      for (const QString& line : lines->text().remove(QChar(0x2060)).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        QVERIFY2(text.contains(QStringLiteral("- ") + line), qPrintable(line)); // what is copied is what is seen
    }
    QCOMPARE(parts, 5); // all but the infrastructure: nobody knows this machine's memory
    QVERIFY2(text.contains(QStringLiteral("2,000")) && !text.contains(QStringLiteral("%1")), qPrintable(text));
  }
  setLanguage(QStringLiteral("en"));
  QTest::qWait(50);
  const QString file = m_folder->filePath(QStringLiteral("kept"));
  QTimer answers;
  connect(&answers, &QTimer::timeout, this, [&] { // the dialog runs its own loop: it is answered from within
    if (auto* files = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())) {
      files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(file);
      QMetaObject::invokeMethod(files, "accept");
    }
  });
  answers.start(20);
  QTest::mouseClick(view->findChild<QPushButton*>(QStringLiteral("saveNotes")), Qt::LeftButton);
  answers.stop();
  QFile kept(file + QStringLiteral(".txt"));
  QVERIFY(kept.open(QIODevice::ReadOnly));
  const QString text = QString::fromUtf8(kept.readAll());
  QVERIFY2(text.contains(QStringLiteral("people wait")) && text.contains(QStringLiteral("Full, 100 %")),
           qPrintable(text));
  QVERIFY2(text.contains(QRegularExpression(QStringLiteral("20\\d\\d-\\d\\d-\\d\\d"))), qPrintable(text)); // ISO
}

void TestJobs::theCrossIsDragged() {
  const AnswerPage* answer = answerPage();
  answer->findChild<QScrollArea*>()->ensureWidgetVisible(answer->map());
  ChartView* map = answer->map()->chart();
  const auto pixel = [&](double prompt, double requests) {
    return map->chartScene().toPixel(prompt, requests).toPoint();
  };
  const OperatingPoint from = m_session->view().state().at;
  const QPoint start = pixel(static_cast<double>(from.context), from.requests), end = pixel(16'384, 2);
  QTest::mousePress(map->viewport(), Qt::LeftButton, {}, start);
  QTest::mouseMove(map->viewport(), (start + end) / 2);
  QTest::mouseMove(map->viewport(), end);
  QTest::mouseRelease(map->viewport(), Qt::LeftButton, {}, end);
  const OperatingPoint at = m_session->view().state().at;
  QVERIFY2(std::abs(std::log2(static_cast<double>(at.context) / 16'384)) < 0.1,
           qPrintable(QString::number(at.context)));
  QCOMPARE(at.requests, 2);
  QVERIFY(!map->isZoomed());
  QCOMPARE(m_session->document().study().workload.requests, 2); // one point for the whole window, and it is saved
  QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(m_session->view().state().at.context, from.context);
}

void TestJobs::theStripMovesEveryPage() {
  clickPage("answer");
  auto* prompt = child<QDoubleSpinBox>("promptLength");
  auto* unit = child<QComboBox>("promptUnit");
  prompt->setFocus();
  prompt->selectAll();
  QTest::keyClicks(prompt, QStringLiteral("4096"));
  QTest::keyClick(prompt, Qt::Key_Return);
  QCOMPARE(m_session->view().state().at.context, int64_t(4096));
  choose(unit, 1); // pages of English text
  QVERIFY(std::abs(prompt->value() - 4096 * 4.0 / 1800) < 0.06);
  QCOMPARE(m_session->view().state().at.context, int64_t(4096)); // counting in pages changes nothing
  prompt->setFocus();
  prompt->selectAll();
  QTest::keyClicks(prompt, QStringLiteral("20"));
  QTest::keyClick(prompt, Qt::Key_Return);
  QCOMPARE(m_session->view().state().at.context, int64_t(9000));
  choose(child<QComboBox>("whoWaits"), 2);
  QVERIFY(m_session->document().study().workload.waits == Waits::Overnight);
  for (const GuideSpec& guide : answerPage()->waits()->spec().guides)
    QVERIFY2(guide.label.startsWith(QStringLiteral("Overnight")), qPrintable(guide.label));
  auto* answer = child<QSpinBox>("answerLength");
  answer->setFocus();
  answer->selectAll();
  QTest::keyClicks(answer, QStringLiteral("500"));
  QTest::keyClick(answer, Qt::Key_Return);
  QCOMPARE(m_session->view().state().at.answer_tokens, int64_t(500));
  choose(child<QComboBox>("workloadPreset"), 3);
  QCOMPARE(m_session->document().study().workload, kWorkloadPresets[3].workload);
}

void TestJobs::theNextMeasurementStarts() {
  m_window.reset();
  m_session.reset();
  QVERIFY(QFile::remove(storePath()));
  build(sayLine(startedEvent(quick_look())) + QStringLiteral("exec sleep 600"), false);
  QCOMPARE(says("headline"), QStringLiteral("Cannot compare yet: 4 of 4 not measured"));
  const QString when = answerPage()->findChild<TileView*>(QStringLiteral("tileWait"))->detail();
  QVERIFY2(when.contains(QStringLiteral("after Run")), qPrintable(when)); // a skeleton says when it comes
  auto* next = answerPage()->findChild<QPushButton*>(QStringLiteral("nextMeasurement"));
  QVERIFY2(next->isEnabled() && next->text().startsWith(QStringLiteral("Measure the wait of")),
           qPrintable(next->text()));
  answerPage()->findChild<QScrollArea*>()->ensureWidgetVisible(next);
  QTest::mouseClick(next, Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(m_session->runs().isRunning(), kPatience);
  QTRY_VERIFY(!next->isEnabled());
  m_session->runs().stop();
}

void TestJobs::presentingLeavesTheSentenceAndTheChart() {
  answerPage();
  QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ControlModifier);
  QVERIFY(child<QLabel>("headline")->isVisible() && answerPage()->waits()->isVisible() &&
          child<QSlider>("contextSlider")->isVisible());
  QVERIFY(!m_window->menuBar()->isVisible() && !child<QTableWidget>("shortlist")->isVisible() &&
          !child<QComboBox>("baseline")->isVisible());
  QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ControlModifier);
  QVERIFY(m_window->menuBar()->isVisible() && child<QTableWidget>("shortlist")->isVisible());
}

void TestJobs::docksGiveWayInANarrowWindow() {
  QVERIFY(child<QComboBox>("baseline")->isVisible());
  m_window->resize(1024, 700);
  QTRY_VERIFY(!child<QComboBox>("baseline")->isVisible());
  auto* opens = child<QToolButton>("openSheet");
  QVERIFY(opens->isVisible());
  QTest::mouseClick(opens, Qt::LeftButton); // it comes from below, over the page and no wider than it
  QTRY_VERIFY(child<QComboBox>("baseline")->isVisible());
  const auto* sheet = child<BottomSheet>("bottomSheet");
  QCOMPARE(sheet->geometry().bottom(), tabs()->rect().bottom());
  QVERIFY(sheet->width() == tabs()->width() && sheet->y() > 0 && tabs()->currentWidget()->isVisible());
  if (const QString folder = pictureFolder(); !folder.isEmpty())
    takePicture(folder + QStringLiteral("/sheet.png"), {900, 600});
  const QString rule = child<QLabel>("rule")->text();
  ViewState view = m_session->view().state();
  view.goal = Goal::LeastMemory;
  m_session->setView(view);
  QTRY_VERIFY(child<QLabel>("rule")->text() != rule); // it follows the session there
  QTest::keyClick(child<QComboBox>("baseline"), Qt::Key_Escape);
  QTRY_VERIFY(!child<QComboBox>("baseline")->isVisible());
  QTest::keyClick(m_window.get(), Qt::Key_F10);
  QTRY_VERIFY(child<QComboBox>("baseline")->isVisible() && action("decidePanel")->isChecked());
  QTest::keyClick(m_window.get(), Qt::Key_F11);
  QTRY_VERIFY(!child<QComboBox>("baseline")->isVisible() && action("cardPanel")->isChecked());
  QTest::mouseClick(child<QToolButton>("closeSheet"), Qt::LeftButton);
  QVERIFY(!sheet->isVisible() && !action("cardPanel")->isChecked());
  m_window->resize(1400, 800);
  QTRY_VERIFY(child<QComboBox>("baseline")->isVisible() && !opens->isVisible());
  QVERIFY(child<QDockWidget>("decideDock")->isVisible() && !sheet->isVisible());
  QTest::keyClick(m_window.get(), Qt::Key_F10);
  QTRY_VERIFY(!child<QComboBox>("baseline")->isVisible());
}

void TestJobs::thePanelLeavesItsMarks() {
  auto* rail = child<QWidget>("compareRail");
  QVERIFY(!rail->isVisible());
  QTest::keyClick(m_window.get(), Qt::Key_F9);
  QTRY_VERIFY(rail->isVisible());
  QCOMPARE(rail->width(), CompareRail::kWidth);
  settlePanels();
  QCOMPARE(rail->findChildren<QToolButton*>().size(), qsizetype(1 + 4)); // one to open, and the marks of all ticked
  QToolButton* mark = rail->findChildren<QToolButton*>().last();
  QTest::mouseClick(mark, Qt::LeftButton);
  QVERIFY(!m_session->view().state().selected.empty());
  QTest::mouseClick(child<QToolButton>("openCompare"), Qt::LeftButton);
  QTRY_VERIFY(!rail->isVisible() && child<QTreeView>("tree")->isVisible());
}

void TestJobs::thePromptTakesTheColourOfWhoWins() {
  WinnerTrack track;
  track.resize(460, 5);
  const Evidence& evidence = m_session->results().evidence();
  const Contender attention{"softmax-attention@1.3b", {}}, mamba{"mamba2@1.3b", {}};
  std::vector<MapCell> cells = winner_track(evidence, m_session->view().state());
  QCOMPARE(cells.size(), size_t(23));
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i].state = i < 8 || (i > 12 && i < 18) ? MapCell::State::Won
                     : i <= 12                   ? MapCell::State::Undecided
                                                 : MapCell::State::Unmeasured;
    cells[i].winner = i < 8 ? attention : mamba;
  }
  track.show(evidence, m_session->view().state(), cells);
  const QColor first = familyColor(familyOf(QStringLiteral("softmax-attention")), false),
               second = familyColor(familyOf(QStringLiteral("mamba2")), false);
  QCOMPARE(track.colorAt(0.1), std::optional(first));
  QCOMPARE(track.colorAt(0.7), std::optional(second));
  const std::optional<QColor> between = track.colorAt(10 / 22.0); // they run into each other
  QVERIFY(between && *between != first && *between != second);
  QVERIFY(!track.colorAt(0.95)); // nobody measured there
  QVERIFY2(track.toolTip().contains(QStringLiteral("Transformer++")), qPrintable(track.toolTip()));
  auto* shown = child<WinnerTrack>("winnerTrack");
  QVERIFY(shown && shown->isVisible() && !shown->toolTip().isEmpty());
}

namespace {

/// Of one study all that leaves the window; the map, which takes longest, of every tenth.
QList<ChartSpec> slidesOf(const Evidence& evidence, const ViewState& view, int study) {
  const Answer now = answer(evidence, view);
  QList<ChartSpec> charts{waitChart(evidence, view, now), tradeOffChart(evidence, view), latencyChart(evidence, view),
                          memoryChart(evidence, view)};
  for (qsizetype i = 1; i < charts.size(); ++i)
    addSlideTexts(charts[i], evidence, view, now);
  charts[1].title = headlineOf(evidence, view, now);
  if (study % 10 == 0)
    charts << mapChart(evidence, view, now, winner_map(evidence, view));
  return charts;
}

/// What is wrong with a slide; empty where nothing is.
QString faultOf(const ChartSpec& chart, SlidePage page) {
  const Slide slide(chart, {}, false, page);
  const QSizeF size = sizeOf(page);
  const double share = slide.plotBox().width() * slide.plotBox().height() / (size.width() * size.height());
  const QString title = slide.titleLines().join(QString()),
                asked = chart.title.isEmpty() ? chart.sentence : chart.title;
  const auto bare = [](QString text) { return text.remove(QLatin1Char(' ')); };
  if (slide.titleLines().isEmpty() || slide.titleLines().size() > 2)
    return QStringLiteral("%1 lines").arg(slide.titleLines().size());
  if (title.size() > kSlideTitleLength)
    return QStringLiteral("%1 characters").arg(title.size());
  if (asked.size() <= kSlideTitleLength && bare(title) != bare(asked))
    return QStringLiteral("a title that is not whole: ") + title;
  if (chart.id == QStringLiteral("memory") && title.contains(QChar(0x2026)))
    return QStringLiteral("a title that is cut: ") + title;
  if (share < kSlidePlotShare)
    return QStringLiteral("a plot of %1 % of the slide").arg(100 * share);
  if (slide.factsBox().isNull() != chart.facts.isEmpty() || slide.provenanceLines().size() > 2)
    return QStringLiteral("its facts or its footer");
  return {};
}

} // namespace

void TestJobs::slidesOfAnyStudy() {
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    int study = 0, facts = 0;
    for_random_answers(200, [&](const Evidence& evidence, const Comparison& here) {
      ViewState view;
      static_cast<Comparison&>(view) = here;
      for (const ChartSpec& chart : slidesOf(evidence, view, study)) {
        facts += chart.facts.size() == 3;
        for (const SlidePage page : {SlidePage::Wide, SlidePage::A4})
          if (const QString fault = faultOf(chart, page); !fault.isEmpty())
            QFAIL(qPrintable(
                QStringLiteral("%1 of study %2: %3 (%4)").arg(chart.id).arg(study).arg(fault, chart.sentence)));
      }
      ++study;
    });
    QVERIFY(facts > 100 && facts < 800); // some of both
  }
  setLanguage(QStringLiteral("en"));
}

PARETO_TEST(TestJobs)
#include "tst_jobs.moc"
