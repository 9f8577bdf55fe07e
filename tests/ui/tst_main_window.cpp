// SPDX-License-Identifier: GPL-3.0-or-later
// The window driven as a person would: clicks and keys, offscreen.
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/pages/data/data_page.h"
#include "ui/panels/model_strip.h"
#include "ui/words/format.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QTableView>
#include <QTreeView>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestMainWindow : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void tabsAndLevels();
  void slidersByKeyboard();
  void selectionIsLinked();
  void treeSearchAndTicks();
  void axesAndAlong();
  void limits();
  void changesAreTakenBack();
  void taskAndBaseline();
  void presetsAndSettings();
  void devicesAreTickedAndCompared();
  void phrasesAndData();
  void dropConfig();
  void dropBadThings_data();
  void dropBadThings();

private:
  void drop(const QString& path) const;
  QString writeConfig() const;
};

void TestMainWindow::drop(const QString& path) const {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(path)});
  QDragEnterEvent enter({400, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window.get(), &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent event(QPointF(400, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window.get(), &event);
  QCoreApplication::processEvents();
}

QString TestMainWindow::writeConfig() const {
  QDir(m_folder->path()).mkpath(QStringLiteral("tiny"));
  const QString path = m_folder->filePath(QStringLiteral("tiny/config.json"));
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly))
    return {};
  file.write(
      R"({"model_type": "llama", "vocab_size": 512, "hidden_size": 128, "intermediate_size": 352, "num_hidden_layers": 4,
                "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-6, "max_position_embeddings": 2048})");
  return path;
}

void TestMainWindow::tabsAndLevels() {
  const auto titles = [this] {
    QStringList all;
    for (int i = 0; i < tabs()->count(); ++i)
      all << tabs()->tabText(i);
    return all;
  };
  const auto listed = [](Level level) {
    QStringList all;
    for (const PageEntry& entry : pages())
      if (entry.level <= level)
        all << pageTitle(entry);
    return all;
  };
  QCOMPARE(titles(), listed(Level::Decision));
  QCOMPARE(titles().mid(0, 7),
           (QStringList{QStringLiteral("ANSWER"), QStringLiteral("TRADE-OFF"), QStringLiteral("QUALITY"),
                        QStringLiteral("COST"), QStringLiteral("LATENCY"), QStringLiteral("MEMORY"),
                        QStringLiteral("RACE")}));
  for (const int i : {1, 4, 5}) { // COST has lines once money is stated
    clickTab(i);
    QCOMPARE(tabs()->currentIndex(), i);
    QVERIFY(chart());
    QVERIFY(!chart()->panel()->spec().series.isEmpty());
  }
  QTest::keyClick(m_window.get(), Qt::Key_5, Qt::AltModifier);
  QCOMPARE(tabText(), QStringLiteral("LATENCY"));
  m_session->view().select("mamba2@1.3b");
  const auto before = m_session->view().state().at.context;
  QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
  QVERIFY(m_window->isResearch());
  QCOMPARE(titles(), listed(Level::Research));
  QVERIFY(titles().contains(QStringLiteral("PRECISION")));
  QCOMPARE(tabText(), QStringLiteral("LATENCY")); // the level changes nothing else
  QCOMPARE(m_session->view().state().selected, std::string("mamba2@1.3b"));
  QCOMPARE(m_session->view().state().at.context, before);
  clickPage("data");
  QCOMPARE(tabText(), QStringLiteral("DATA"));
  QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
  QCOMPARE(titles(), listed(Level::Decision));
  QVERIFY(page()); // DATA is gone, another is on top
  QCOMPARE(m_session->view().state().selected, std::string("mamba2@1.3b"));
  QVERIFY(!m_session->document().isDirty());
}

void TestMainWindow::slidersByKeyboard() {
  auto* context = child<QSlider>("contextSlider");
  auto* requests = child<QSlider>("requestsSlider");
  auto* answer = child<QSlider>("answerSlider");
  QCOMPARE(m_session->view().state().at.context, int64_t{2048});
  QCOMPARE(m_session->view().state().at.requests, 8);
  const double before = chart()->panel()->spec().series[1].points[0].x;
  context->setFocus();
  QTest::keyClick(context, Qt::Key_Right);
  QVERIFY(m_session->view().state().at.context > 2048);
  QVERIFY(chart()->panel()->spec().series[1].points[0].x !=
          before); // attention costs more with more context, so others are more times faster
  QTest::keyClick(context, Qt::Key_Left);
  QCOMPARE(m_session->view().state().at.context, int64_t{2048});
  QCOMPARE(chart()->panel()->spec().series[1].points[0].x, before);
  QTest::keyClick(context, Qt::Key_PageUp);
  QCOMPARE(m_session->view().state().at.context, int64_t{4096}); // an octave
  QTest::keyClick(context, Qt::Key_Home);
  QCOMPARE(m_session->view().state().at.context, int64_t{128});
  QTest::keyClick(context, Qt::Key_End);
  QCOMPARE(m_session->view().state().at.context, int64_t{262'144});
  requests->setFocus();
  QTest::keyClick(requests, Qt::Key_Home);
  QCOMPARE(m_session->view().state().at.requests, 1);
  QTest::keyClick(requests, Qt::Key_Right);
  QCOMPARE(m_session->view().state().at.requests, 2);
  QTest::keyClick(requests, Qt::Key_End);
  QCOMPARE(m_session->view().state().at.requests, 64);
  answer->setFocus();
  QTest::keyClick(answer, Qt::Key_Home);
  QCOMPARE(m_session->view().state().at.answer_tokens, int64_t{1});
  QTest::keyClick(answer, Qt::Key_Right);
  QCOMPARE(m_session->view().state().at.answer_tokens, int64_t{2});
  QTest::keyClick(answer, Qt::Key_PageUp);
  QCOMPARE(m_session->view().state().at.answer_tokens, int64_t{4}); // an octave
  QTest::keyClick(answer, Qt::Key_End);
  QCOMPARE(m_session->view().state().at.answer_tokens, int64_t{16'384});
  QVERIFY(m_session->document().isDirty()); // the place one looks at is the study's workload
}

void TestMainWindow::selectionIsLinked() {
  m_window->setResearch(true);
  auto* tree = child<QTreeView>("tree");
  auto* ranking = child<QListWidget>("ranking");
  auto* table = child<QTableView>("dataTable");
  QModelIndex mamba;
  for (int family = 0; family < tree->model()->rowCount(); ++family)
    for (int row = 0; row < tree->model()->rowCount(tree->model()->index(family, 0)); ++row)
      if (const QModelIndex at = tree->model()->index(row, 0, tree->model()->index(family, 0));
          at.data().toString() == QStringLiteral("Mamba-2"))
        mamba = at;
  tree->scrollTo(mamba);
  const QRect box = tree->visualRect(mamba);
  QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, QPoint(box.right() - 30, box.center().y()));
  QCOMPARE(m_session->view().state().selected, std::string("mamba2@1.3b"));
  const auto selectedIn = [](const ChartSpec& spec) {
    for (const SeriesSpec& series : spec.series)
      if (series.selected)
        return series.model;
    return QString();
  };
  QCOMPARE(selectedIn(chart()->panel()->spec()), QStringLiteral("mamba2@1.3b"));
  QCOMPARE(ranking->currentItem()->data(Qt::UserRole).toString(), QStringLiteral("mamba2@1.3b"));
  clickPage("data");
  QCOMPARE(table->currentIndex().data(ResultsModel::ModelIdRole).toString(), QStringLiteral("mamba2@1.3b"));
  for (int row = 0; row < table->model()->rowCount(); ++row)
    if (table->model()->index(row, 0).data(ResultsModel::ModelIdRole).toString() ==
        QStringLiteral("gated-deltanet@1.3b")) {
      table->scrollTo(table->model()->index(row, 0));
      QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                        table->visualRect(table->model()->index(row, 0)).center());
      break;
    }
  QCOMPARE(m_session->view().state().selected, std::string("gated-deltanet@1.3b"));
  settlePanels();
  QCOMPARE(tree->currentIndex().data().toString(), QStringLiteral("Gated DeltaNet"));
  clickPage("latency");
  QCOMPARE(selectedIn(chart()->panel()->spec()), QStringLiteral("gated-deltanet@1.3b"));
  Q_EMIT chart()->panel()->modelClicked(QStringLiteral("softmax-attention@1.3b"));
  QCOMPARE(m_session->view().state().selected, std::string("softmax-attention@1.3b"));
  settlePanels();
  QVERIFY(tree->currentIndex().data().toString().startsWith(QStringLiteral("Transformer++")));
  ranking->setFocus();
  const int row = ranking->currentRow();
  QTest::keyClick(ranking, row > 0 ? Qt::Key_Up : Qt::Key_Down);
  QVERIFY(m_session->view().state().selected != "softmax-attention@1.3b");
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
  QCOMPARE(tree->model()->rowCount(), 9);
  const QModelIndex attention = tree->model()->index(0, 0, tree->model()->index(0, 0));
  tree->setCurrentIndex(attention);
  tree->setFocus();
  QTest::keyClick(tree, Qt::Key_Space); // off: measured, so hidden and kept
  QVERIFY(m_session->document().isHidden("softmax-attention@1.3b"));
  QCOMPARE(chart()->panel()->spec().series.size(), 3);
  QTest::keyClick(tree, Qt::Key_Space);
  QVERIFY(!m_session->document().isHidden("softmax-attention@1.3b"));
  QCOMPARE(chart()->panel()->spec().series.size(), 4);
}

void TestMainWindow::axesAndAlong() {
  auto* up = chart()->findChild<QComboBox*>(QStringLiteral("firstSelector"));
  auto* across = chart()->findChild<QComboBox*>(QStringLiteral("secondSelector"));
  QVERIFY(up->count() > 10);
  choose(across, across->findData(QStringLiteral("memory")));
  QVERIFY(m_session->view().state().x.metric == Metric::Memory);
  QVERIFY(!m_session->document().isDirty()); // how one looks is no part of what Save keeps
  choose(up, up->findData(QStringLiteral("tpot")));
  QVERIFY(m_session->view().state().y.metric == Metric::Tpot);
  QVERIFY(
      m_session->document().isDirty()); // on the way the arrow keys went through tests: the task is the last of them
  m_session->document().setRule(m_session->document().limits(), m_session->document().goal(), {});
  QVERIFY(!m_session->document().isDirty());
  QVERIFY(chart()->panel()->spec().y.format == AxisFormat::Milliseconds);
  clickPage("latency");
  auto* show = chart()->findChild<QComboBox*>(QStringLiteral("firstSelector"));
  auto* against = chart()->findChild<QComboBox*>(QStringLiteral("secondSelector"));
  choose(show, show->findData(QStringLiteral("decode_rate")));
  QVERIFY(m_session->view().state().latency_metric == Metric::DecodeRate);
  choose(against, 1);
  QVERIFY(m_session->view().state().along == Along::Requests);
  clickPage("memory");
  QCOMPARE(chart()->findChild<QComboBox*>(QStringLiteral("firstSelector"))->currentIndex(),
           1); // one choice for both tabs
  QVERIFY(!m_session->document().isDirty());
}

void TestMainWindow::limits() {
  auto* check = child<QCheckBox>("limitTpotCheck");
  auto* slider = child<QSlider>("limitTpotSlider");
  auto* spin = child<QDoubleSpinBox>("limitTpotSpin");
  QVERIFY(!limit_on(m_session->view().state().limits, Metric::Tpot));
  QCOMPARE(spin->text(), QStringLiteral("no limit"));
  slider->setFocus();
  for (int i = 0; i < 10; ++i)
    QTest::keyClick(slider, Qt::Key_PageDown); // to the very low end: nothing passes
  QVERIFY(limit_on(m_session->view().state().limits, Metric::Tpot).has_value());
  QVERIFY(check->isChecked());
  QVERIFY(child<QLabel>("verdict")->text().contains(QStringLiteral("No architecture meets all limits")));
  for (const SeriesSpec& series : chart()->panel()->spec().series)
    QVERIFY(series.points[0].faded);
  bool excluded = false;
  for (QLabel* label : child<QWidget>("limitTpot")->findChildren<QLabel*>())
    excluded |= withoutMarks(label->text()).contains(QStringLiteral("Mamba-2"));
  QVERIFY(excluded);
  QTest::mouseClick(check, Qt::LeftButton, {}, QPoint(8, check->height() / 2));
  QVERIFY(!limit_on(m_session->view().state().limits, Metric::Tpot));
  QCOMPARE(spin->text(), QStringLiteral("no limit"));
  QVERIFY(!chart()->panel()->spec().series[0].points[0].faded);
  spin->setFocus();
  spin->selectAll();
  QTest::keyClicks(spin, QStringLiteral("400"));
  QTest::keyClick(spin, Qt::Key_Return);
  QCOMPARE(*limit_on(m_session->view().state().limits, Metric::Tpot), 400.0);
  auto* memory = child<QDoubleSpinBox>("limitMemorySpin");
  memory->setFocus();
  memory->selectAll();
  QTest::keyClicks(memory, QStringLiteral("3"));
  QTest::keyClick(memory, Qt::Key_Return);
  QCOMPARE(*limit_on(m_session->view().state().limits, Metric::Memory), 3e9);
  auto* quality = child<QSlider>("limitQualitySlider");
  quality->setFocus();
  QTest::keyClick(quality, Qt::Key_End);
  QVERIFY(limit_on(m_session->view().state().limits, Metric::Quality).has_value());
}

/// By the keys and by the menu, in the tree and in the panel of limits.
void TestMainWindow::changesAreTakenBack() {
  QVERIFY(!action("undo")->isEnabled() && !action("redo")->isEnabled());
  QTest::mouseClick(child<QCheckBox>("limitMemoryCheck"), Qt::LeftButton, {}, QPoint(8, 8));
  m_session->setModelUsed("mamba2@1.3b", false);
  QCOMPARE(m_session->results().evidence().models().size(), size_t{3});
  QVERIFY(action("undo")->isEnabled());
  QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(m_session->results().evidence().models().size(), size_t{4});
  QVERIFY(limit_on(m_session->view().state().limits, Metric::Memory));
  action("undo")->trigger();
  QVERIFY(!limit_on(m_session->view().state().limits, Metric::Memory));
  QTRY_VERIFY(!child<QCheckBox>("limitMemoryCheck")->isChecked()); // panels are drawn once a frame
  QVERIFY(!action("undo")->isEnabled());
  QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QTRY_VERIFY(child<QCheckBox>("limitMemoryCheck")->isChecked());
  action("redo")->trigger();
  QCOMPARE(m_session->results().evidence().models().size(), size_t{3});
  m_session->newStudy();
  QVERIFY(!action("undo")->isEnabled() && !action("redo")->isEnabled());
}

void TestMainWindow::taskAndBaseline() {
  auto* task = child<QComboBox>("task");
  auto* metric = child<QComboBox>("metric");
  auto* baseline = child<QComboBox>("baseline");
  QCOMPARE(task->currentIndex(), 0);
  const std::string before = m_session->view().state().y.quality_metric;
  choose(task, 1);
  QVERIFY(m_session->view().state().y.quality_metric != before);
  QCOMPARE(metric->currentData().toString().toStdString(), m_session->view().state().y.quality_metric);
  choose(baseline, 1);
  QCOMPARE(m_session->document().study().baseline, std::string("mamba2@1.3b"));
  QVERIFY(m_session->document().isDirty()); // the baseline is part of the document
  QVERIFY(m_window->isWindowModified());
}

void TestMainWindow::presetsAndSettings() {
  QVERIFY(!child<QComboBox>("preset")); // the workload is the strip's alone
  const std::vector<int64_t> measured = m_session->document().study().contexts;
  choose(child<QComboBox>("workloadPreset"), 2);
  QCOMPARE(m_session->view().state().at.context, int64_t{40'000});
  QCOMPARE(m_session->document().study().workload.answer_tokens, int64_t{500});
  QCOMPARE(m_session->document().study().contexts, measured); // what Run measures stands in the dock
  auto* requests = child<QLineEdit>("requests");
  requests->setFocus();
  requests->selectAll();
  QTest::keyClicks(requests, QStringLiteral("16, 2, 2"));
  QTest::keyClick(requests, Qt::Key_Return);
  QCOMPARE(m_session->document().study().batches, (std::vector<int64_t>{2, 16}));
  auto* precision = child<QComboBox>("precision");
  choose(precision, 0);
  QCOMPARE(m_session->document().study().precision, std::string("f32"));
  auto* size = child<QComboBox>("size");
  choose(size, size->findData(QStringLiteral("340m")));
  QCOMPARE(m_session->document().study().models[0], std::string("softmax-attention@340m"));
  auto* from = child<QComboBox>("contextFrom");
  choose(from, from->findData(QVariant(qint64{256})));
  QCOMPARE(m_session->document().study().contexts.front(), int64_t{256});
}

void TestMainWindow::devicesAreTickedAndCompared() {
  build(answersDevices() + QStringLiteral("exec sleep 600"));
  auto* devices = child<QListWidget>("devices");
  auto* compared = chart()->findChild<QComboBox*>(QStringLiteral("comparedSelector"));
  QCOMPARE(devices->count(), 1); // the engine was not asked yet
  QVERIFY(!compared->isVisible());
  m_session->devices().ask();
  QTRY_COMPARE_WITH_TIMEOUT(devices->count(), 3, kPatience);
  QVERIFY2(devices->item(1)->text().contains(QStringLiteral("software")) &&
               devices->item(1)->text().contains(QStringLiteral("16.0 GB")),
           qPrintable(devices->item(1)->text()));
  QVERIFY(devices->item(2)->text().contains(QStringLiteral("update its driver")) &&
          !(devices->item(2)->flags() & Qt::ItemIsEnabled));
  QCOMPARE(devices->item(0)->checkState(), Qt::Checked);
  QCOMPARE(devices->item(1)->checkState(), Qt::Unchecked);
  const auto press = [&](int row) { // a click on the box, as the keyboard does it
    devices->setFocus();
    devices->setCurrentRow(row);
    QTest::keyClick(devices, Qt::Key_Space);
  };
  press(1);
  QTRY_COMPARE(m_session->document().study().devices, (std::vector<std::string>{"cpu", "vulkan:0"}));
  QTRY_VERIFY(compared->isVisible());
  QCOMPARE(compared->count(), 2 + 1 + 4); // two devices, a line, four models
  choose(compared, 1);
  QCOMPARE(m_session->view().state().at.device, std::string("vulkan:0"));
  QVERIFY(chart()->panel()->spec().series.isEmpty()); // not measured there
  choose(compared, 3);
  QCOMPARE(int(m_session->view().state().compared), int(Compared::Devices));
  QCOMPARE(m_session->view().state().model, m_session->document().study().models[0]);
  QCOMPARE(chart()->panel()->spec().series.size(), 1);
  QCOMPARE(chart()->panel()->spec().series[0].name, QStringLiteral("CPU"));
  choose(child<QComboBox>("workloadPreset"), 2); // a preset moves the place, not the device
  QCOMPARE(int(m_session->view().state().compared), int(Compared::Devices));
  press(1);
  QTRY_COMPARE(m_session->document().study().devices, std::vector<std::string>{"cpu"});
  QTRY_VERIFY(!compared->isVisible());
  press(0); // the last one
  QTRY_COMPARE(devices->item(0)->checkState(), Qt::Checked);
  QCOMPARE(m_session->document().study().devices, std::vector<std::string>{"cpu"});
  Study study = m_session->document().study();
  study.devices = {"cpu", "vulkan:7"};
  m_session->document().setStudy(study);
  QTRY_COMPARE(devices->count(), 4);
  QVERIFY2(devices->item(3)->text().contains(QStringLiteral("not on this machine")),
           qPrintable(devices->item(3)->text()));
}

void TestMainWindow::phrasesAndData() {
  clickPage("answer");
  auto* copy = child<QPushButton>("copyNotes");
  page()->findChild<QScrollArea*>()->ensureWidgetVisible(copy);
  QApplication::clipboard()->clear();
  QTest::mouseClick(copy, Qt::LeftButton);
  const QString text = QApplication::clipboard()->text();
  QVERIFY2(text.contains(QStringLiteral("2,048")), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("No plan yet")), qPrintable(text)); // this wait is only modelled
  QVERIFY(!text.contains(QStringLiteral("people wait")) && child<QLabel>("noPhrases")->isVisible());
  QVERIFY(text.contains(child<QLabel>("notes3")->text())); // what is copied is what is seen
  m_window->setResearch(true);
  clickPage("data");
  auto* filter = child<QLineEdit>("dataFilter");
  filter->setFocus();
  QTest::keyClicks(filter, QStringLiteral("Time per output"));
  QTest::mouseClick(child<QPushButton>("copyTsv"), Qt::LeftButton);
  const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 1 + 4 * 6); // four models, three contexts, two batches
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
  QCOMPARE(m_session->document().study().models.size(), size_t{6});
  const std::string baseline = m_session->document().study().models[4];
  QVERIFY(QFile::exists(QString::fromStdString(baseline)));
  const ModelFacts &own = m_session->results().evidence().facts(path.toStdString()),
                   &like = m_session->results().evidence().facts(baseline);
  QVERIFY(own.parameters && like.parameters);
  QVERIFY(std::abs(double(*like.parameters) / double(*own.parameters) - 1) <= 0.03);
  QCOMPARE(like.architecture, std::string("softmax-attention"));
  QCOMPARE(m_session->view().state().selected, path.toStdString());
  drop(path); // again, without a baseline
  QTest::mouseClick(strip->baselineBox(), Qt::LeftButton, {}, QPoint(8, strip->baselineBox()->height() / 2));
  QTest::mouseClick(strip->addButton(), Qt::LeftButton);
  QCOMPARE(m_session->document().study().models.size(), size_t{6}); // it was there
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
  QCOMPARE(m_session->document().study().models.size(), size_t{4});
}

PARETO_TEST(TestMainWindow)
#include "tst_main_window.moc"
