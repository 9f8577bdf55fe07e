// SPDX-License-Identifier: GPL-3.0-or-later
// Three jobs from a first start to ANSWER, by clicks and keys: (A) support mails, (B) contracts of 40,000 tokens, (C) a
// home-made hybrid beside a Llama-like. What measuring would take hours for is made up, of real sizes.
#include "core/decide/answer/workload_choices.h"
#include "core/decide/plan/meeting.h"
#include "tests/support/program.h"
#include "tests/ui/job_test.h"
#include "ui/charts/marks.h"
#include "ui/pages/answer/shortlist_table.h"
#include "ui/pages/cost/cost_page.h"
#include "ui/pages/memory/memory_chart.h"
#include "ui/panels/model_strip.h"
#include "ui/session/model_tree_model.h"
#include "ui/words/names.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSlider>
#include <QTreeView>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestJobs : public JobTest {
  Q_OBJECT

private Q_SLOTS:
  void supportMails();
  void contracts();
  void homeMadeHybrid();

private:
  void stateVolume();
  void checkOneSetOfFacts();
  void checkUnknownQuality();
  void checkMarksOfFiles();
};

/// Of 20,000 mails a day, as a person states it: the number, a machine's price, and two prices of the lists.
void TestJobs::stateVolume() {
  clickPage("cost");
  const auto* cost = qobject_cast<CostPage*>(page());
  for (const auto& [field, text] : {std::pair("requests_per_day", "20000"), std::pair("machine_price", "12000")}) {
    auto* edit = cost->findChild<QLineEdit*>(QLatin1String(field));
    QTest::mouseClick(edit, Qt::LeftButton);
    QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(edit, QLatin1String(text));
    QTest::keyClick(edit, Qt::Key_Return);
    page(); // what follows is of it
  }
  for (const Offer::Kind kind : {Offer::Kind::MachineHour, Offer::Kind::ApiTokens}) {
    choose(cost->findChild<QComboBox*>(QStringLiteral("offers%1").arg(static_cast<int>(kind))), 1);
    cost->findChild<QPushButton*>(QStringLiteral("takeOffer%1").arg(static_cast<int>(kind)))->click();
    page();
  }
  QCOMPARE(*m_session->document().study().cost[CostField::RequestsPerDay].value, 20'000.0);
  const QString of = withoutMarks(cost->findChild<QLabel*>(QStringLiteral("costOf"))->text());
  QVERIFY2(of.contains(QStringLiteral("20,000 requests a day")), qPrintable(of));
}

/// Headline, flips, map, table and MEMORY speak of the same lengths and of the same machine.
void TestJobs::checkOneSetOfFacts() {
  QVERIFY2(says("flips").contains(QStringLiteral("Prompt length: no other answer from 128 to 2,048; above, no quality "
                                                 "was tested (this workload: 600 tokens); by formula architecture can "
                                                 "change the wait from about 2,000 tokens on")),
           qPrintable(says("flips")));
  QVERIFY(says("headline").endsWith(QStringLiteral("by formula it can from about 2,000 tokens")));
  const ChartSpec& map = answerPage()->map()->spec(); // what holds here, and beneath it what is drawn
  QCOMPARE(map.sentence, QStringLiteral("At 600 tokens and one request, 2 architectures are equal within error"));
  QVERIFY2(
      map.subtitle.startsWith(QStringLiteral(
          "Nobody wins in any of 40 places within what was measured: 20 equal within error, 20 with quality untested")),
      qPrintable(map.subtitle));
  const QString waits = answerPage()->waits()->spec().sentence;
  QVERIFY2(waits == QStringLiteral("All answer within 10 s: 794 ms to 816 ms"), qPrintable(waits));
  const ChartSpec memory = memoryChart(m_session->results().evidence(), m_session->view().state());
  QVERIFY2(memory.sentence.startsWith(QStringLiteral("At 600 tokens and one request, Transformer++ needs ")) &&
               memory.sentence.endsWith(QStringLiteral("All of it fits into the 128 GB of this machine.")),
           qPrintable(memory.sentence));
  QVERIFY(std::any_of(memory.guides.begin(), memory.guides.end(), [](const GuideSpec& guide) {
    return guide.label == QStringLiteral("memory of this machine: 128 GB");
  }));
  QCOMPARE(memory.y.low, 2e9); // a label beneath every curve
  const auto* table = answerPage()->findChild<QTableWidget*>(QStringLiteral("shortlist"));
  QCOMPARE(table->item(1, ShortlistTable::Fits)->text(), QStringLiteral("yes"));
}

void TestJobs::supportMails() {
  Study study = quick_look();
  study.name = "Support mails";
  openStudy(study, {128, 600, 2048, 8192, 32'768, 65'536}, {1, 8});
  clickPage("answer");
  choose(child<QComboBox>("workloadPreset"), 0); // Support mail
  QCOMPARE(m_session->document().study().workload, kWorkloadPresets[0].workload);
  QVERIFY2(says("headline")
               .startsWith(QStringLiteral("Architecture hardly changes the wait here; by formula it can from about")),
           qPrintable(says("headline")));
  QCOMPARE(says("badge"), QStringLiteral("Worth a trial"));
  QVERIFY2(says("ceiling").startsWith(QStringLiteral("Architecture can change at most 7 %")),
           qPrintable(says("ceiling")));
  QCOMPARE(answerPage()->waits()->spec().blocks.size(), qsizetype(8)); // reading and writing of four
  QCOMPARE(answerPage()->findChild<TileView*>(QStringLiteral("tileCost"))->value(), QStringLiteral("–"));
  const auto* quality = answerPage()->findChild<TileView*>(QStringLiteral("tileQuality"));
  QCOMPARE(quality->findChild<IntervalBar*>()->end(), 100.0); // 52 of 100 fill half of it
  QCOMPARE(quality->findChild<QLabel*>(QStringLiteral("tileValue"))->foregroundRole(), QPalette::WindowText);
  stateVolume();
  const auto* cost = answerPage()->findChild<TileView*>(QStringLiteral("tileCost"));
  QVERIFY2(cost->value().endsWith(QStringLiteral("USD")) && cost->detail().contains(QStringLiteral("20,000")),
           qPrintable(cost->value() + cost->detail()));
  QVERIFY2(cost->detail().contains(QStringLiteral("API by the token costs less: 99")), qPrintable(cost->detail()));
  QVERIFY(answerPage()->sheet()->lines.first().contains(QStringLiteral("20,000 requests a day")));
  checkOneSetOfFacts();
  // Three numbers of one workload, and each says what it contains.
  QVERIFY2(cost->detail().contains(QStringLiteral("not in it: power")), qPrintable(cost->detail()));
  const ChartSpec columns = chartOf(QStringLiteral("cost")), shelf = chartOf(QStringLiteral("cost-shelf-money")),
                  wait = chartOf(QStringLiteral("cost-shelf-wait"));
  const auto said = [](const ChartSpec& chart, const QString& text) {
    return std::count_if(chart.blocks.begin(), chart.blocks.end(),
                         [&](const BlockSpec& block) { return block.beside.contains(text); });
  };
  QCOMPARE(said(columns, QStringLiteral("not in it")), 3);
  QVERIFY2(columns.provenance.last().startsWith(QStringLiteral("list prices of 20")),
           qPrintable(columns.provenance.last()));
  QVERIFY2(shelf.subtitle.contains(QStringLiteral("not in it: power")) &&
               shelf.subtitle.contains(QStringLiteral("the computer around the card")),
           qPrintable(shelf.subtitle));
  QVERIFY2(shelf.sentence.contains(QStringLiteral("price")), qPrintable(shelf.sentence));
  QCOMPARE(said(shelf, QStringLiteral("always cheaper")), 0); // once beneath the title, not in every row
  QVERIFY2(shelf.subtitle.contains(QStringLiteral("always cheaper than")), qPrintable(shelf.subtitle));
  QVERIFY(said(shelf, QStringLiteral("USD, ")) + said(shelf, QStringLiteral(", 20")) > 5); // prices with their days
  QVERIFY2(wait.sentence.contains(QStringLiteral("answers within 10 s on")), qPrintable(wait.sentence));
  QCOMPARE(wait.guides.size(), qsizetype(1)); // where patience ends
  QCOMPARE(wait.facts.size(), qsizetype(3));
  // Facts of one place beside a statement about others: they name theirs.
  const ChartSpec latency = chartOf(QStringLiteral("latency"));
  QVERIFY2(latency.title.endsWith(QStringLiteral("at 8,192–65,536 tokens")), qPrintable(latency.title));
  QCOMPARE(latency.factsTitle, QStringLiteral("Transformer++, one of the equal (600 tokens)"));
  for (const ChartSpec& chart : m_window->charts())
    QVERIFY2(!chart.factsTitle.startsWith(QStringLiteral("Transformer++,")) ||
                 chart.factsTitle.endsWith(QStringLiteral("(600 tokens)")),
             qPrintable(chart.id + chart.factsTitle));
  for (const char* id : {"cost", "cost-volume", "cost-tornado"}) // of one volume, beside a line of many
    QCOMPARE(chartOf(QLatin1String(id)).factsTitle, QStringLiteral("A month, 20,000 requests a day"));
  for (const ChartSpec& chart : m_window->charts())
    if (chart.id == QStringLiteral("answer") || chart.id == QStringLiteral("cost"))
      QVERIFY2(chart.subtitle.contains(QStringLiteral("20,000 requests a day")), qPrintable(chart.subtitle));
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
  QCOMPARE(says("headline"), // the load, and that no quality reaches so far, in the largest words
           QStringLiteral("No 1.3 B model here answers 8 at once within 10 s; quality is untested at 40,000 tokens"));
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
  QCOMPARE(says("tilesOf"), // nobody guesses whose figures the tiles are
           QStringLiteral("Figures of the baseline, Transformer++: nobody is chosen"));
  QCOMPARE(answer(evidence, view).selected->who.model, evidence.study().effective_baseline());
  QVERIFY(answerPage()->sheet()->numbersTitle.contains(QStringLiteral("Transformer++")));
  for (const Phrase& phrase :
       meeting(evidence, view, answer(evidence, view)).phrases) // "71 % less" reads like a choice
    QVERIFY(phrase.kind != Phrase::Kind::FeltCompared);
  QVERIFY2(map.subtitle.startsWith(QStringLiteral("Decided in ")), qPrintable(map.subtitle)); // not "wherever"
  QCOMPARE(map.sentence, // whose numbers stand beside it
           QStringLiteral("At 40,000 tokens and 8 simultaneous requests nobody is chosen: quality is untested there"));
  QVERIFY2(map.factsTitle.startsWith(QStringLiteral("Transformer++")), qPrintable(map.factsTitle));
  // Whom the others are compared with holds them nowhere but once; counted over all, that would not be seen.
  const ChartSpec fit = chartOf(QStringLiteral("memory-fit")), memory = chartOf(QStringLiteral("cost-shelf-memory"));
  QCOMPARE(fit.sentence,
           QStringLiteral("Transformer++: room for 8 requests of 40,500 tokens on 1 of 14 machines; others: on 14"));
  QVERIFY2(memory.sentence.startsWith(QStringLiteral("Transformer++: room for 8 requests at once on 1 of 14 machines")),
           qPrintable(memory.sentence));
  QVERIFY(chartOf(QStringLiteral("latency")).badge.contains(QStringLiteral("MODELLED")));
  const ChartSpec tradeOff = chartOf(QStringLiteral("trade-off"));
  QVERIFY2(tradeOff.title.contains(QStringLiteral("quality is untested at 40,000 tokens")), qPrintable(tradeOff.title));
  setLanguage(QStringLiteral("ja")); // the same statement, not another that has room
  const QString japanese = withoutMarks(chartOf(QStringLiteral("trade-off")).title);
  setLanguage(QStringLiteral("en"));
  QVERIFY2(japanese.startsWith(QStringLiteral("どれも選ばれません：40,000 トークンでの品質は未試験")) &&
               tradeOff.title.startsWith(QStringLiteral("Nobody is chosen: quality is untested at 40,000 tokens")),
           qPrintable(japanese));
  QVERIFY(tradeOff.measuredToo);
  QCOMPARE(tradeOff.facts.size(), qsizetype(3));
  QVERIFY2(tradeOff.facts[0].caption.contains(QStringLiteral("measured here")), qPrintable(tradeOff.facts[0].caption));
  QVERIFY(tradeOff.facts[1].dim && tradeOff.facts[1].caption.contains(QStringLiteral("tested to 2,048 tokens only")));
  clickPage("cost");
  const QString capacity = withoutMarks(m_window->findChild<QLabel*>(QStringLiteral("costCapacity"))->text());
  QVERIFY2(capacity.startsWith(QStringLiteral("One machine answers no request within 10")), qPrintable(capacity));
  clickPage("answer");
  takePictureOf(QStringLiteral("B-at-40000"));
  takePictures(QStringLiteral("B"));
}

/// Whoever is named as the choice is said to be one without a quality, wherever that stands.
void TestJobs::checkUnknownQuality() {
  QVERIFY2(says("headline").endsWith(QStringLiteral("; quality unknown")), qPrintable(says("headline")));
  const ChartSpec map = answerPage()->map()->spec();
  QCOMPARE(map.sentence,
           QStringLiteral("At 4,096 tokens and 4 simultaneous requests our-hybrid is chosen; quality unknown"));
  const QString rule =
      QStringLiteral("No quality is known of these models: of those that meet the limits, the shortest "
                     "wait per answer.");
  QVERIFY2(map.subtitle.endsWith(rule), qPrintable(map.subtitle));
  QCOMPARE(answerPage()->sheet()->rule, rule);
  const QString dock = withoutMarks(child<QLabel>("verdict")->text());
  QVERIFY2(dock.contains(QStringLiteral("choose our-hybrid: ")) &&
               dock.endsWith(QStringLiteral("Its quality is unknown.")),
           qPrintable(dock));
  const auto* table = answerPage()->findChild<QTableWidget*>(QStringLiteral("shortlist"));
  QCOMPARE(withoutMarks(table->item(1, ShortlistTable::Verdict)->text()),
           QStringLiteral("chosen by its wait alone: its quality is unknown"));
  for (const ChartSpec& chart : m_window->charts())
    if (chart.factsTitle.contains(QStringLiteral("chosen")))
      QCOMPARE(chart.factsTitle, QStringLiteral("our-hybrid, chosen; quality unknown (4,096 tokens, 4 at once)"));
  const ChartSpec tradeOff = chartOf(QStringLiteral("trade-off"));
  QCOMPARE(tradeOff.title, says("headline"));
  QVERIFY2(tradeOff.sentence.endsWith(QStringLiteral("Its quality is unknown. Memory is shown in its place.")),
           qPrintable(tradeOff.sentence));
  QVERIFY2(tradeOff.intervals.contains(QStringLiteral("8 % that runs may differ by")), qPrintable(tradeOff.intervals));
  const auto* memory = answerPage()->findChild<TileView*>(QStringLiteral("tileMemory"));
  QCOMPARE(memory->findChild<QLabel*>(QStringLiteral("tileTitle"))->text(), QStringLiteral("Memory it needs"));
  QVERIFY2(memory->detail().contains(QStringLiteral("less than 1 % of the 128 GB of this machine")),
           qPrintable(memory->detail()));
  clickPage("trade-off");
  auto* up = page()->findChild<QComboBox*>(QStringLiteral("firstSelector"));
  const QString said = QStringLiteral("FDA look-ups (no value yet; drawn: Memory: weights and cache)");
  QCOMPARE(up->currentText(), said);
  const AxisChoice asked = m_session->view().state().y;
  choose(up, up->currentIndex()); // whoever leaves it so keeps what was asked for
  QVERIFY(m_session->view().state().y == asked && up->currentText() == said);
  const int row = up->currentIndex();
  choose(up, row - 1); // and goes on from its row by keys
  page();
  QVERIFY(up->currentIndex() == row - 1 && m_session->view().state().y != asked);
  choose(up, row);
  page();
  QCOMPARE(up->currentText(), said);
  clickPage("answer");
  const QString latency = chartOf(QStringLiteral("latency")).title;
  QCOMPARE(latency, QStringLiteral("our-hybrid is surely faster than our-hybrid-llama-like at 4,096–32,768 tokens"));
}

/// What lies in files: the marks of both differ, in the tree as in charts.
void TestJobs::checkMarksOfFiles() {
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
  for (const QLabel* label : m_window->findChildren<QLabel*>()) // theirs is another size than the field's
    if (label->buddy() == child<QComboBox>("size"))
      QCOMPARE(label->text(), QStringLiteral("Built-in si&ze"));
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
  QVERIFY2(says("rests").contains(QStringLiteral("Missing: its quality")), qPrintable(says("rests")));
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
  checkMarksOfFiles();
  checkUnknownQuality();
  takePictures(QStringLiteral("C"));
}

PARETO_TEST(TestJobs)
#include "tst_jobs.moc"
