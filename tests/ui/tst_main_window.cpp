// SPDX-License-Identifier: GPL-3.0-or-later
// The window driven as a person would: clicks and keys, offscreen.
#include "core/study/run_store.h"
#include "tests/support/fake_engine.h"
#include "tests/support/full_study.h"
#include "ui/language.h"
#include "ui/main_window.h"
#include "ui/panels/decide_panel.h"
#include "ui/panels/model_strip.h"
#include "ui/panels/operating_sliders.h"
#include "ui/views/chart_tab.h"
#include "ui/views/data_tab.h"

#include <QAbstractScrollArea>
#include <QListWidget>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTranslator>
#include <QTreeView>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

constexpr int kPatience = 20000;

/// Marks every text, so that one that was not translated again is seen.
class MarkingTranslator : public QTranslator {
public:
  using QTranslator::QTranslator;
  bool isEmpty() const override { return false; }
  QString translate(const char*, const char* text, const char*, int) const override { return QStringLiteral("¤") + QString::fromUtf8(text); }
};

/// Answers the next message box by pressing the button whose text holds `word`; counts the boxes.
class BoxAnswer : public QObject {
public:
  explicit BoxAnswer(QString word)
      : m_word(std::move(word)) {
    m_timer.setInterval(20);
    connect(&m_timer, &QTimer::timeout, this, &BoxAnswer::look);
    m_timer.start();
  }
  int boxes = 0;

private:
  void look() {
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    if (!box)
      return;
    for (QAbstractButton* button : box->buttons())
      if (QString(button->text()).remove(QLatin1Char('&')).contains(m_word)) {
        ++boxes;
        button->click();
        return;
      }
  }
  QString m_word;
  QTimer m_timer;
};

} // namespace

class TestMainWindow : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
  void init();
  void cleanup();
  void tabsAndLevels();
  void slidersByKeyboard();
  void selectionIsLinked();
  void treeSearchAndTicks();
  void axesAndAlong();
  void limits();
  void taskAndBaseline();
  void presetsAndSettings();
  void devicesAreTickedAndCompared();
  void noTextSaysPressRunWhileRunning();
  void phrasesAndData();
  void languageChangesEveryText();
  void theme();
  void dropConfig();
  void dropBadThings_data();
  void dropBadThings();
  void runStopAndProgress();
  void closingWhileRunningAsksOnce();
  void closingWithChangesAsks();
  void stateIsRestored();
  void everyControlHasAName();
  void everyActionHasAShortcutAndAMenu();
  void shortcutsAreUnique();
  void emptyStates();

private:
  void build(const QString& engineBody, bool measured = true);
  template <class T>
  T* child(const char* name) const {
    auto* found = m_window->findChild<T*>(QLatin1String(name));
    return found;
  }
  QAction* action(const char* name) const { return m_window->findChild<QAction*>(QLatin1String(name)); }
  QTabWidget* tabs() const { return child<QTabWidget>("tabs"); }
  QString tabText() const { return tabs()->tabText(tabs()->currentIndex()); }
  ChartTab* chart() const { return qobject_cast<ChartTab*>(tabs()->currentWidget()); }
  void clickTab(int index) const { QTest::mouseClick(tabs()->tabBar(), Qt::LeftButton, {}, tabs()->tabBar()->tabRect(index).center()); }
  void choose(QComboBox* combo, int index) const;
  void drop(const QString& path) const;
  QString writeConfig() const;

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<StudySession> m_session;
  std::unique_ptr<MainWindow> m_window;
};

void TestMainWindow::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  setLanguage(QStringLiteral("en"));
  build(sayLine(startedEvent(quick_look())) + sayLine(progressEvent(fullStudy(quick_look())[0].key, 3, 29)) + sayLine(to_json(fullStudy(quick_look())[0])) + QStringLiteral("exec sleep 600"));
}

void TestMainWindow::cleanup() {
  m_window.reset();
  m_session.reset();
}

void TestMainWindow::build(const QString& engineBody, bool measured) {
  m_window.reset();
  m_session.reset();
  const QString data = m_folder->filePath(QStringLiteral("data"));
  QDir().mkpath(data);
  const QString storePath = QDir(data).filePath(QStringLiteral("quick-look.sqlite"));
  if (measured && !QFile::exists(storePath)) {
    auto store = RunStore::open(storePath.toStdString());
    const auto run = (*store)->begin_run(quick_look(), startedEvent(quick_look())["calibration"].dump());
    for (const Measurement& m : fullStudy(quick_look()))
      QVERIFY((*store)->append(*run, m).has_value());
  }
  m_session = std::make_unique<StudySession>(StudySession::Options{fakeEngine(m_folder->path(), engineBody), data, publishedResults()});
  m_window = std::make_unique<MainWindow>(*m_session, std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat));
  m_window->resize(1280, 800);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestMainWindow::choose(QComboBox* combo, int index) const {
  QVERIFY(combo);
  combo->setFocus();
  while (combo->currentIndex() < index)
    QTest::keyClick(combo, Qt::Key_Down);
  while (combo->currentIndex() > index)
    QTest::keyClick(combo, Qt::Key_Up);
}

void TestMainWindow::drop(const QString& path) const {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(path)});
  QDragEnterEvent enter({400, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window.get(), &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent event(QPointF(400, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window.get(), &event);
}

QString TestMainWindow::writeConfig() const {
  QDir(m_folder->path()).mkpath(QStringLiteral("tiny"));
  const QString path = m_folder->filePath(QStringLiteral("tiny/config.json"));
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly))
    return {};
  file.write(R"({"model_type": "llama", "vocab_size": 512, "hidden_size": 128, "intermediate_size": 352, "num_hidden_layers": 4,
                "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-6, "max_position_embeddings": 2048})");
  return path;
}

void TestMainWindow::tabsAndLevels() {
  QStringList titles;
  for (int i = 0; i < tabs()->count(); ++i)
    titles << tabs()->tabText(i);
  QCOMPARE(titles, (QStringList{QStringLiteral("TRADE-OFF"), QStringLiteral("LATENCY"), QStringLiteral("MEMORY"), QStringLiteral("LIVE RACE")}));
  for (int i = 0; i < 3; ++i) {
    clickTab(i);
    QCOMPARE(tabs()->currentIndex(), i);
    QVERIFY(chart());
    QVERIFY(!chart()->panel()->spec().series.isEmpty());
  }
  QTest::keyClick(m_window.get(), Qt::Key_2, Qt::AltModifier);
  QCOMPARE(tabText(), QStringLiteral("LATENCY"));
  m_session->select("mamba2@1.3b");
  const auto before = m_session->view().at.context;
  QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
  QVERIFY(m_window->isResearch());
  QCOMPARE(tabs()->count(), 6);
  QCOMPARE(tabText(), QStringLiteral("LATENCY")); // the level changes nothing else
  QCOMPARE(m_session->view().selected, std::string("mamba2@1.3b"));
  QCOMPARE(m_session->view().at.context, before);
  clickTab(5);
  QCOMPARE(tabText(), QStringLiteral("DATA"));
  QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
  QCOMPARE(tabs()->count(), 4);
  QVERIFY(chart()); // DATA is gone, some chart is on top
  QCOMPARE(m_session->view().selected, std::string("mamba2@1.3b"));
  QVERIFY(!m_session->isDirty());
}

void TestMainWindow::slidersByKeyboard() {
  auto* context = child<QSlider>("contextSlider");
  auto* requests = child<QSlider>("requestsSlider");
  QCOMPARE(m_session->view().at.context, int64_t{2048});
  QCOMPARE(m_session->view().at.requests, 8);
  const double before = chart()->panel()->spec().series[0].points[0].x;
  context->setFocus();
  QTest::keyClick(context, Qt::Key_Right);
  QVERIFY(m_session->view().at.context > 2048);
  QVERIFY(chart()->panel()->spec().series[0].points[0].x != before); // attention costs more with more context
  QTest::keyClick(context, Qt::Key_Left);
  QCOMPARE(m_session->view().at.context, int64_t{2048});
  QCOMPARE(chart()->panel()->spec().series[0].points[0].x, before);
  QTest::keyClick(context, Qt::Key_PageUp);
  QCOMPARE(m_session->view().at.context, int64_t{4096}); // an octave
  QTest::keyClick(context, Qt::Key_Home);
  QCOMPARE(m_session->view().at.context, int64_t{128});
  QTest::keyClick(context, Qt::Key_End);
  QCOMPARE(m_session->view().at.context, int64_t{65536});
  requests->setFocus();
  QTest::keyClick(requests, Qt::Key_Home);
  QCOMPARE(m_session->view().at.requests, 1);
  QTest::keyClick(requests, Qt::Key_Right);
  QCOMPARE(m_session->view().at.requests, 2);
  QTest::keyClick(requests, Qt::Key_End);
  QCOMPARE(m_session->view().at.requests, 64);
  QVERIFY(!m_session->isDirty()); // looking is not editing
}

void TestMainWindow::selectionIsLinked() {
  m_window->setResearch(true);
  auto* tree = child<QTreeView>("tree");
  auto* ranking = child<QListWidget>("ranking");
  auto* table = child<QTableView>("dataTable");
  QModelIndex mamba;
  for (int family = 0; family < tree->model()->rowCount(); ++family)
    for (int row = 0; row < tree->model()->rowCount(tree->model()->index(family, 0)); ++row)
      if (const QModelIndex at = tree->model()->index(row, 0, tree->model()->index(family, 0)); at.data().toString() == QStringLiteral("Mamba-2"))
        mamba = at;
  tree->scrollTo(mamba);
  const QRect box = tree->visualRect(mamba);
  QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, QPoint(box.right() - 30, box.center().y()));
  QCOMPARE(m_session->view().selected, std::string("mamba2@1.3b"));
  const auto selectedIn = [](const ChartSpec& spec) {
    for (const SeriesSpec& series : spec.series)
      if (series.selected)
        return series.model;
    return QString();
  };
  QCOMPARE(selectedIn(chart()->panel()->spec()), QStringLiteral("mamba2@1.3b"));
  QCOMPARE(ranking->currentItem()->data(Qt::UserRole).toString(), QStringLiteral("mamba2@1.3b"));
  clickTab(5);
  QCOMPARE(table->currentIndex().data(ResultsModel::ModelIdRole).toString(), QStringLiteral("mamba2@1.3b"));
  for (int row = 0; row < table->model()->rowCount(); ++row)
    if (table->model()->index(row, 0).data(ResultsModel::ModelIdRole).toString() == QStringLiteral("gated-deltanet@1.3b")) {
      table->scrollTo(table->model()->index(row, 0));
      QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(row, 0)).center());
      break;
    }
  QCOMPARE(m_session->view().selected, std::string("gated-deltanet@1.3b"));
  QCOMPARE(tree->currentIndex().data().toString(), QStringLiteral("Gated DeltaNet"));
  clickTab(1);
  QCOMPARE(selectedIn(chart()->panel()->spec()), QStringLiteral("gated-deltanet@1.3b"));
  Q_EMIT chart()->panel()->modelClicked(QStringLiteral("softmax-attention@1.3b"));
  QCOMPARE(m_session->view().selected, std::string("softmax-attention@1.3b"));
  QVERIFY(tree->currentIndex().data().toString().startsWith(QStringLiteral("Transformer++")));
  ranking->setFocus();
  const int row = ranking->currentRow();
  QTest::keyClick(ranking, row > 0 ? Qt::Key_Up : Qt::Key_Down);
  QVERIFY(m_session->view().selected != "softmax-attention@1.3b");
}

void TestMainWindow::treeSearchAndTicks() {
  auto* tree = child<QTreeView>("tree");
  auto* search = child<QLineEdit>("search");
  QCOMPARE(tree->model()->rowCount(), 4);
  QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
  QTRY_COMPARE(QApplication::focusWidget(), search);
  QTest::keyClicks(search, QStringLiteral("mamba"));
  QVERIFY(tree->model()->rowCount() < 4);
  search->clear();
  QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
  QCOMPARE(tree->model()->rowCount(), 6);
  const QModelIndex attention = tree->model()->index(0, 0, tree->model()->index(0, 0));
  tree->setCurrentIndex(attention);
  tree->setFocus();
  QTest::keyClick(tree, Qt::Key_Space); // off: measured, so hidden and kept
  QVERIFY(m_session->isHidden("softmax-attention@1.3b"));
  QCOMPARE(chart()->panel()->spec().series.size(), 3);
  QTest::keyClick(tree, Qt::Key_Space);
  QVERIFY(!m_session->isHidden("softmax-attention@1.3b"));
  QCOMPARE(chart()->panel()->spec().series.size(), 4);
}

void TestMainWindow::axesAndAlong() {
  auto* up = chart()->findChild<QComboBox*>(QStringLiteral("firstSelector"));
  auto* across = chart()->findChild<QComboBox*>(QStringLiteral("secondSelector"));
  QVERIFY(up->count() > 10);
  choose(across, across->findData(QStringLiteral("memory")));
  QVERIFY(m_session->view().x.metric == Metric::Memory);
  choose(up, up->findData(QStringLiteral("tpot")));
  QVERIFY(m_session->view().y.metric == Metric::Tpot);
  QVERIFY(chart()->panel()->spec().y.format == AxisFormat::Milliseconds);
  clickTab(1);
  auto* show = chart()->findChild<QComboBox*>(QStringLiteral("firstSelector"));
  auto* against = chart()->findChild<QComboBox*>(QStringLiteral("secondSelector"));
  choose(show, show->findData(QStringLiteral("decode_rate")));
  QVERIFY(m_session->view().latencyMetric == Metric::DecodeRate);
  choose(against, 1);
  QVERIFY(m_session->view().along == Along::Requests);
  clickTab(2);
  QCOMPARE(chart()->findChild<QComboBox*>(QStringLiteral("firstSelector"))->currentIndex(), 1); // one choice for both tabs
  QVERIFY(!m_session->isDirty());
}

void TestMainWindow::limits() {
  auto* check = child<QCheckBox>("limitTpotCheck");
  auto* slider = child<QSlider>("limitTpotSlider");
  auto* spin = child<QDoubleSpinBox>("limitTpotSpin");
  QVERIFY(!m_session->view().limits.most_tpot_ms);
  QCOMPARE(spin->text(), QStringLiteral("no limit"));
  slider->setFocus();
  for (int i = 0; i < 10; ++i)
    QTest::keyClick(slider, Qt::Key_PageDown); // to the very low end: nothing passes
  QVERIFY(m_session->view().limits.most_tpot_ms.has_value());
  QVERIFY(check->isChecked());
  QVERIFY(child<QLabel>("verdict")->text().contains(QStringLiteral("No architecture meets all limits")));
  for (const SeriesSpec& series : chart()->panel()->spec().series)
    QVERIFY(series.points[0].faded);
  bool excluded = false;
  for (QLabel* label : child<QWidget>("limitTpot")->findChildren<QLabel*>())
    excluded |= label->text().contains(QStringLiteral("Mamba-2"));
  QVERIFY(excluded);
  QTest::mouseClick(check, Qt::LeftButton, {}, QPoint(8, check->height() / 2));
  QVERIFY(!m_session->view().limits.most_tpot_ms);
  QCOMPARE(spin->text(), QStringLiteral("no limit"));
  QVERIFY(!chart()->panel()->spec().series[0].points[0].faded);
  spin->setFocus();
  spin->selectAll();
  QTest::keyClicks(spin, QStringLiteral("400"));
  QTest::keyClick(spin, Qt::Key_Return);
  QCOMPARE(*m_session->view().limits.most_tpot_ms, 400.0);
  auto* memory = child<QDoubleSpinBox>("limitMemorySpin");
  memory->setFocus();
  memory->selectAll();
  QTest::keyClicks(memory, QStringLiteral("3"));
  QTest::keyClick(memory, Qt::Key_Return);
  QCOMPARE(*m_session->view().limits.most_memory_bytes, 3e9);
  auto* quality = child<QSlider>("limitQualitySlider");
  quality->setFocus();
  QTest::keyClick(quality, Qt::Key_End);
  QVERIFY(m_session->view().limits.least_quality.has_value());
}

void TestMainWindow::taskAndBaseline() {
  auto* task = child<QComboBox>("task");
  auto* metric = child<QComboBox>("metric");
  auto* baseline = child<QComboBox>("baseline");
  QCOMPARE(task->currentIndex(), 0);
  const std::string before = m_session->view().y.quality_metric;
  choose(task, 1);
  QVERIFY(m_session->view().y.quality_metric != before);
  QCOMPARE(metric->currentData().toString().toStdString(), m_session->view().y.quality_metric);
  choose(baseline, 1);
  QCOMPARE(m_session->study().baseline, std::string("mamba2@1.3b"));
  QVERIFY(m_session->isDirty()); // the baseline is part of the document
  QVERIFY(m_window->isWindowModified());
}

void TestMainWindow::presetsAndSettings() {
  auto* preset = child<QComboBox>("preset");
  choose(preset, 2);
  QCOMPARE(m_session->view().at.context, int64_t{4096});
  QCOMPARE(m_session->study().contexts.back(), int64_t{4096});
  choose(preset, 3);
  QCOMPARE(m_session->study().answer_tokens, int64_t{300});
  QCOMPARE(m_session->view().at.context, int64_t{16384});
  auto* requests = child<QLineEdit>("requests");
  requests->setFocus();
  requests->selectAll();
  QTest::keyClicks(requests, QStringLiteral("16, 2, 2"));
  QTest::keyClick(requests, Qt::Key_Return);
  QCOMPARE(m_session->study().batches, (std::vector<int64_t>{2, 16}));
  auto* precision = child<QComboBox>("precision");
  choose(precision, 0);
  QCOMPARE(m_session->study().precision, std::string("f32"));
  auto* size = child<QComboBox>("size");
  choose(size, size->findData(QStringLiteral("340m")));
  QCOMPARE(m_session->study().models[0], std::string("softmax-attention@340m"));
  auto* from = child<QComboBox>("contextFrom");
  choose(from, from->findData(QVariant(qint64{256})));
  QCOMPARE(m_session->study().contexts.front(), int64_t{256});
}

void TestMainWindow::devicesAreTickedAndCompared() {
  build(answersDevices() + QStringLiteral("exec sleep 600"));
  auto* devices = child<QListWidget>("devices");
  auto* compared = chart()->findChild<QComboBox*>(QStringLiteral("comparedSelector"));
  QCOMPARE(devices->count(), 1); // the engine was not asked yet
  QVERIFY(!compared->isVisible());
  m_session->findDevices();
  QTRY_COMPARE_WITH_TIMEOUT(devices->count(), 3, kPatience);
  QVERIFY2(devices->item(1)->text().contains(QStringLiteral("software")) && devices->item(1)->text().contains(QStringLiteral("16.0 GB")), qPrintable(devices->item(1)->text()));
  QVERIFY(devices->item(2)->text().contains(QStringLiteral("update its driver")) && !(devices->item(2)->flags() & Qt::ItemIsEnabled));
  QCOMPARE(devices->item(0)->checkState(), Qt::Checked);
  QCOMPARE(devices->item(1)->checkState(), Qt::Unchecked);
  const auto press = [&](int row) { // a click on the box, as the keyboard does it
    devices->setFocus();
    devices->setCurrentRow(row);
    QTest::keyClick(devices, Qt::Key_Space);
  };
  press(1);
  QTRY_COMPARE(m_session->study().devices, (std::vector<std::string>{"cpu", "vulkan:0"}));
  QTRY_VERIFY(compared->isVisible());
  QCOMPARE(compared->count(), 2 + 1 + 4); // two devices, a line, four models
  choose(compared, 1);
  QCOMPARE(m_session->view().at.device, std::string("vulkan:0"));
  QVERIFY(chart()->panel()->spec().series.isEmpty()); // not measured there
  choose(compared, 3);
  QCOMPARE(int(m_session->view().compared), int(Compared::Devices));
  QCOMPARE(m_session->view().model, m_session->study().models[0]);
  QCOMPARE(chart()->panel()->spec().series.size(), 1);
  QCOMPARE(chart()->panel()->spec().series[0].name, QStringLiteral("CPU"));
  choose(child<QComboBox>("preset"), 2); // a preset moves the place, not the device
  QCOMPARE(int(m_session->view().compared), int(Compared::Devices));
  press(1);
  QTRY_COMPARE(m_session->study().devices, std::vector<std::string>{"cpu"});
  QTRY_VERIFY(!compared->isVisible());
  press(0); // the last one
  QTRY_COMPARE(devices->item(0)->checkState(), Qt::Checked);
  QCOMPARE(m_session->study().devices, std::vector<std::string>{"cpu"});
  Study study = m_session->study();
  study.devices = {"cpu", "vulkan:7"};
  m_session->setStudy(study);
  QTRY_COMPARE(devices->count(), 4);
  QVERIFY2(devices->item(3)->text().contains(QStringLiteral("not on this machine")), qPrintable(devices->item(3)->text()));
}

void TestMainWindow::noTextSaysPressRunWhileRunning() {
  m_folder = std::make_unique<QTemporaryDir>();
  build(sayLine(startedEvent(quick_look())) + QStringLiteral("exec sleep 600"), false);
  const auto texts = [this] {
    QStringList all{child<QLabel>("verdict")->text(), child<QProgressBar>("progress")->text()};
    for (const ChartSpec& chart : m_window->charts())
      all << chart.sentence << chart.emptyText;
    for (const QLabel* label : m_window->findChildren<QLabel*>())
      all << label->text();
    return all.filter(QStringLiteral("press Run"), Qt::CaseInsensitive);
  };
  QVERIFY(!texts().isEmpty());
  m_session->run();
  QTRY_VERIFY_WITH_TIMEOUT(m_session->isRunning(), kPatience);
  QTRY_VERIFY2(texts().isEmpty(), qPrintable(texts().join(QLatin1Char('|'))));
  m_session->stop();
  QTRY_VERIFY_WITH_TIMEOUT(!texts().isEmpty(), kPatience);
}

void TestMainWindow::phrasesAndData() {
  auto* copy = child<QPushButton>("copyPhrases");
  QApplication::clipboard()->clear();
  copy->click();
  const QString text = QApplication::clipboard()->text();
  QVERIFY(text.contains(QStringLiteral("2,048")));
  QVERIFY(text.split(QLatin1Char('\n')).size() >= 3);
  m_window->setResearch(true);
  clickTab(5);
  auto* filter = child<QLineEdit>("dataFilter");
  filter->setFocus();
  QTest::keyClicks(filter, QStringLiteral("Time per output"));
  QTest::mouseClick(child<QPushButton>("copyTsv"), Qt::LeftButton);
  const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 1 + 4 * 6); // four models, three contexts, two batches
}

void TestMainWindow::languageChangesEveryText() {
  MarkingTranslator marking;
  QApplication::installTranslator(&marking);
  QApplication::processEvents();
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // replaced legends are on their way out
  const auto marked = [](const QString& text) { return text.isEmpty() || text.contains(QStringLiteral("¤")) || !text.contains(QRegularExpression(QStringLiteral("[A-Za-z]{3}"))); };
  const QStringList fixed{QStringLiteral("AMD"), QStringLiteral("English"), QStringLiteral("1.3 B")};
  QStringList missed;
  for (QWidget* widget : m_window->findChildren<QWidget*>()) {
    const QString owner = widget->objectName();
    if (owner.startsWith(QStringLiteral("qt_")) || owner.startsWith(QStringLiteral("Scroll")) || owner.contains(QLatin1Char('@')))
      continue; // Qt's own parts, and buttons that carry a model's name
    QStringList texts{widget->toolTip(), widget->accessibleName()};
    if (const auto* label = qobject_cast<QLabel*>(widget))
      texts << label->text();
    if (const auto* button = qobject_cast<QAbstractButton*>(widget))
      texts << button->text();
    if (const auto* line = qobject_cast<QLineEdit*>(widget))
      texts << line->placeholderText();
    if (const auto* dock = qobject_cast<QDockWidget*>(widget))
      texts << dock->windowTitle();
    for (const QString& text : texts)
      if (!marked(text))
        missed << QStringLiteral("%1 %2: %3").arg(QLatin1String(widget->metaObject()->className()), widget->objectName(), text.left(70));
  }
  for (QAction* each : m_window->findChildren<QAction*>())
    if (!marked(each->text()) && !fixed.contains(each->text()))
      missed << QStringLiteral("action %1: %2").arg(each->objectName(), each->text());
  for (int i = 0; i < tabs()->count(); ++i)
    if (!marked(tabs()->tabText(i)))
      missed << tabs()->tabText(i);
  if (!marked(chart()->panel()->spec().sentence))
    missed << chart()->panel()->spec().sentence;
  QApplication::removeTranslator(&marking);
  QVERIFY2(missed.isEmpty(), qPrintable(missed.join(QLatin1Char('\n'))));
  QApplication::processEvents();
  QVERIFY(!tabs()->tabText(0).contains(QStringLiteral("¤"))); // and back
  QTest::keyClick(m_window.get(), Qt::Key_J, Qt::ControlModifier | Qt::AltModifier);
  QCOMPARE(currentLanguage(), QStringLiteral("ja"));
  QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier | Qt::AltModifier);
  QCOMPARE(currentLanguage(), QStringLiteral("en"));
}

void TestMainWindow::theme() {
  QTest::keyClick(m_window.get(), Qt::Key_8, Qt::ControlModifier | Qt::AltModifier);
  QVERIFY(QApplication::palette().window().color().lightness() < 128);
  QTest::keyClick(m_window.get(), Qt::Key_9, Qt::ControlModifier | Qt::AltModifier);
  QVERIFY(QApplication::palette().window().color().lightness() > 128);
  QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier | Qt::AltModifier);
}

void TestMainWindow::dropConfig() {
  auto* strip = m_window->findChild<ModelStrip*>();
  QVERIFY(!strip->isVisible());
  const QString path = writeConfig();
  drop(path);
  QVERIFY(strip->isVisible());
  QVERIFY2(strip->text().contains(QStringLiteral("tiny")), qPrintable(strip->text()));
  QVERIFY(strip->text().contains(QStringLiteral("quality unknown")));
  QVERIFY(strip->text().contains(QStringLiteral("2,048 tokens")));
  QVERIFY(strip->baselineBox()->isChecked());
  QTest::mouseClick(strip->addButton(), Qt::LeftButton);
  QVERIFY(!strip->isVisible());
  QCOMPARE(m_session->study().models.size(), size_t{6});
  const std::string baseline = m_session->study().models[4];
  QVERIFY(QFile::exists(QString::fromStdString(baseline)));
  const ModelFacts *own = m_session->evidence().facts(path.toStdString()), *like = m_session->evidence().facts(baseline);
  QVERIFY(own && like);
  QVERIFY(std::abs(double(like->parameters) / double(own->parameters) - 1) <= 0.03);
  QCOMPARE(like->architecture, std::string("softmax-attention"));
  QCOMPARE(m_session->view().selected, path.toStdString());
  drop(path); // again, without a baseline
  QTest::mouseClick(strip->baselineBox(), Qt::LeftButton, {}, QPoint(8, strip->baselineBox()->height() / 2));
  QTest::mouseClick(strip->addButton(), Qt::LeftButton);
  QCOMPARE(m_session->study().models.size(), size_t{6}); // it was there
}

void TestMainWindow::dropBadThings_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("not json") << QByteArray("hello");
  QTest::newRow("unknown type") << QByteArray(R"({"model_type": "nonsense"})");
  QTest::newRow("a list") << QByteArray("[]");
  QTest::newRow("empty") << QByteArray();
}

void TestMainWindow::dropBadThings() {
  QFETCH(QByteArray, content);
  QFile file(m_folder->filePath(QStringLiteral("bad.json")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(content);
  file.close();
  drop(file.fileName());
  auto* strip = m_window->findChild<ModelStrip*>();
  QVERIFY(strip->isVisible());
  QVERIFY(!strip->addButton()->isEnabled());
  QVERIFY(strip->text().size() > 30); // a sentence with the reason
  QVERIFY(!child<QLabel>("notice")->text().isEmpty());
  QTest::mouseClick(strip->dismissButton(), Qt::LeftButton);
  QVERIFY(!strip->isVisible());
  QCOMPARE(m_session->study().models.size(), size_t{4});
}

void TestMainWindow::runStopAndProgress() {
  QVERIFY(action("run")->isVisible());
  QSignalSpy measured(m_session.get(), &StudySession::measured), ended(m_session.get(), &StudySession::runEnded);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(m_session->isRunning());
  QVERIFY(action("stop")->isVisible());
  QVERIFY(!action("run")->isVisible());
  QVERIFY(measured.wait(kPatience));
  auto* progress = child<QProgressBar>("progress");
  QCOMPARE(progress->maximum(), 29);
  QVERIFY2(progress->text().contains(QStringLiteral("Transformer++")), qPrintable(progress->text()));
  QVERIFY(progress->text().contains(QStringLiteral("1 min")));
  QTest::keyClick(m_window.get(), Qt::Key_Escape);
  QVERIFY(ended.wait(kPatience));
  QVERIFY(ended[0][0].toBool());
  QVERIFY(action("run")->isVisible());
  QVERIFY(m_session->evidence().measurements().size() > fullStudy(quick_look()).size());
}

void TestMainWindow::closingWhileRunningAsksOnce() {
  QSignalSpy measured(m_session.get(), &StudySession::measured);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(measured.wait(kPatience));
  {
    BoxAnswer cancel(QStringLiteral("Cancel"));
    m_window->close();
    QCOMPARE(cancel.boxes, 1);
    QVERIFY(m_window->isVisible());
    QVERIFY(m_session->isRunning());
  }
  BoxAnswer stop(QStringLiteral("Stop"));
  m_window->close();
  QCOMPARE(stop.boxes, 1);
  QVERIFY(!m_window->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(!m_session->isRunning(), kPatience);
}

void TestMainWindow::closingWithChangesAsks() {
  Study study = m_session->study();
  study.name = "Changed";
  m_session->setStudy(study);
  BoxAnswer discard(QStringLiteral("Do not save"));
  m_window->close();
  QCOMPARE(discard.boxes, 1);
  QVERIFY(!m_window->isVisible());
}

void TestMainWindow::stateIsRestored() {
  m_window->setResearch(true);
  clickTab(5);
  m_window->setThemeChoice(Theme::Dark);
  m_window->resize(1400, 900);
  m_window->close();
  build(QStringLiteral("exit 0"));
  QVERIFY(m_window->isResearch());
  QCOMPARE(tabText(), QStringLiteral("DATA"));
  QVERIFY(QApplication::palette().window().color().lightness() < 128);
  m_window->setThemeChoice(Theme::System);
}

void TestMainWindow::everyControlHasAName() {
  m_window->setResearch(true);
  for (int i = 0; i < tabs()->count(); ++i)
    clickTab(i);
  QStringList nameless;
  for (QWidget* widget : m_window->findChildren<QWidget*>()) {
    if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isEnabled() || widget->objectName().startsWith(QStringLiteral("qt_")))
      continue;
    const auto* area = qobject_cast<QAbstractScrollArea*>(widget->parentWidget());
    if (widget->window() != m_window.get() || widget->focusProxy() || (area && area->viewport() == widget))
      continue; // lists of combo boxes, and inner parts of a control that has the name
    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
    if (!accessible || accessible->text(QAccessible::Name).isEmpty())
      nameless << QStringLiteral("%1 %2 in %3").arg(QLatin1String(widget->metaObject()->className()), widget->objectName(), QLatin1String(widget->parentWidget()->metaObject()->className()));
  }
  QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
}

void TestMainWindow::everyActionHasAShortcutAndAMenu() {
  QList<QAction*> inMenus;
  const std::function<void(QMenu*)> collect = [&](QMenu* menu) {
    for (QAction* each : menu->actions())
      each->menu() ? collect(each->menu()) : void(inMenus << each);
  };
  for (QAction* menu : m_window->menuBar()->actions())
    collect(menu->menu());
  QVERIFY(inMenus.size() >= 25);
  for (QAction* each : inMenus) {
    QVERIFY2(each->isSeparator() || !each->shortcut().isEmpty(), qPrintable(each->text()));
    QVERIFY2(each->isSeparator() || !each->text().isEmpty(), qPrintable(each->objectName()));
  }
  for (QToolButton* button : m_window->findChild<QToolBar*>()->findChildren<QToolButton*>())
    if (button->defaultAction())
      QVERIFY2(inMenus.contains(button->defaultAction()), qPrintable(button->text()));
}

void TestMainWindow::shortcutsAreUnique() {
  QHash<QString, QString> owners;
  for (QAction* each : m_window->findChildren<QAction*>())
    for (const QKeySequence& keys : each->shortcuts()) {
      if (each->shortcutContext() == Qt::WidgetShortcut || keys.isEmpty())
        continue;
      const QString key = keys.toString();
      QVERIFY2(!owners.contains(key), qPrintable(QStringLiteral("%1: %2 and %3").arg(key, owners.value(key), each->text())));
      owners.insert(key, each->text());
    }
}

void TestMainWindow::emptyStates() {
  m_folder = std::make_unique<QTemporaryDir>();
  build(QStringLiteral("echo 'Something broke.' >&2\nexit 1"), false);
  QVERIFY(chart()->panel()->spec().series.isEmpty() || chart()->panel()->spec().series[0].points.isEmpty());
  QVERIFY(!chart()->panel()->spec().emptyText.isEmpty());
  QVERIFY(child<QLabel>("verdict")->text().size() > 20);
  QVERIFY(child<QProgressBar>("progress")->text().contains(QStringLiteral("Run")));
  QSignalSpy ended(m_session.get(), &StudySession::runEnded);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(ended.wait(kPatience));
  QVERIFY(child<QLabel>("notice")->text().contains(QStringLiteral("Something broke.")));
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
