// SPDX-License-Identifier: GPL-3.0-or-later
// The page COST by clicks and keys: what is typed is the study's, can be taken back, is saved, and moves every number.
#include "core/decide/words/cost_words.h"
#include "tests/support/program.h"
#include "tests/ui/pictures.h"
#include "tests/ui/window_test.h"
#include "ui/charts/mark_painter.h"
#include "ui/export/slide.h"
#include "ui/pages/cost/cost_page.h"
#include "ui/pages/cost/price_list.h"
#include "ui/words/format.h"
#include "ui/words/language.h"
#include "ui/words/voice.h"

#include <QFile>
#include <QLabel>
#include <QPushButton>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;
using F = CostField;

constexpr int kShelfCharts = 2; ///< they need no price of ours

class TestCostPage : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void standsBeforeAnythingIsStated();
  void typedNumbersMoveTheAnswer();
  void whatIsTypedCanBeTakenBackAndIsSaved();
  void wrongNumbersAreSaid();
  void ranges();
  void listPricesAreTakenWithTheirDay();
  void currencyAndRate();
  void lengthsAreCountedInAFile();
  void loadsAreAdded();
  void breakEvenAndTornadoAreDrawn();
  void everyInputHasAFieldWithANameAndHelp();
  void partsStandUnderEachOther();
  void theFirstChartIsWholeInALowWindow();
  void noCaveatIsDropped();
  void answerShowsTheCost();
  void japanese();
  void presentation();
  void theMenuSaysWhyThereIsNoSlide();
  void slidesKeepTheirPlot();
  void machinesOfTheCatalogueBringTheirSpeed();
  void pictures();

private:
  CostPage* costPage() const {
    clickPage("cost");
    return qobject_cast<CostPage*>(page());
  }
  QString says(const char* label) const {
    return withoutMarks(costPage()->findChild<QLabel*>(QLatin1String(label))->text());
  }
  const CostInputs& cost() const { return m_session->document().study().cost; }
  /// As a person does: click, mark what stands there, type, Enter.
  void type(const char* field, const QString& text) const {
    auto* edit = costPage()->findChild<QLineEdit*>(QLatin1String(field));
    QVERIFY2(edit, field);
    QTest::mouseClick(edit, Qt::LeftButton);
    QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
    if (text.isEmpty())
      QTest::keyClick(edit, Qt::Key_Delete);
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
  }
  void stateApiAndToday() const {
    type("requests_per_day", QStringLiteral("10000"));
    type("api_input", QStringLiteral("0.5"));
    type("api_output", QStringLiteral("2"));
    type("today_per_request", QStringLiteral("0.05"));
  }
  QString write(const char* name, const QByteArray& text) const {
    QFile file(m_folder->filePath(QLatin1String(name)));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
      return {};
    return file.fileName();
  }
};

void TestCostPage::standsBeforeAnythingIsStated() {
  QVERIFY2(says("costHeadline").startsWith(QStringLiteral("No cost is known yet")), qPrintable(says("costHeadline")));
  QVERIFY(says("costPayback").contains(QStringLiteral("worth")));
  QCOMPARE(costPage()->columns()->spec().blocks.size(), 4); // one each, until there are numbers
  for (const BlockSpec& block : costPage()->columns()->spec().blocks)
    QVERIFY2(block.beside.contains(QStringLiteral("not stated: Requests per day")), qPrintable(block.beside));
  QVERIFY(costPage()->form()->field(F::BenefitPerRequest)->text().isEmpty());
  QCOMPARE(costPage()->form()->source(F::Pue)->text(), QStringLiteral("assumed by this program"));
  const ChartSpec columns = costPage()->columns()->spec();
  QVERIFY(columns.badge.isEmpty() && columns.x.bare && costPage()->volume()->spec().badge.isEmpty());
  m_window->resize(1440, 900);
  costPage();
  const ChartScene& scene = costPage()->columns()->chart()->chartScene();
  QVERIFY(scene.xTicks().isEmpty()); // no scale of nothing
  for (const BlockSpec& block : scene.spec().blocks)
    QCOMPARE(block.fill, BlockFill::None);
  QStringList heads;
  for (const QLabel* label : costPage()->form()->findChildren<QLabel*>())
    heads << label->text();
  QVERIFY(heads.contains(QStringLiteral("at least")) && heads.contains(QStringLiteral("at most")));
  QVERIFY(cost() == CostInputs());
  const auto* first = costPage()->findChild<QLabel*>(QStringLiteral("costFirst"));
  QVERIFY2(first->isVisible() && costPage()->columns()->isHidden() && costPage()->volume()->isHidden() &&
               says("costFirst").startsWith(QStringLiteral("Type this in the fields beneath")) &&
               says("costFirst").contains(QStringLiteral("API by the token – not stated: Requests per day")),
           qPrintable(says("costFirst")));
  type("requests_per_day", QStringLiteral("10000"));
  QVERIFY2(says("costFirst").contains(QStringLiteral("Own machine – not stated: Price of a machine")),
           qPrintable(says("costFirst")));
  type("today_per_request", QStringLiteral("0.05"));
  costPage();
  QVERIFY2(first->isHidden() && costPage()->columns()->isVisible(),
           qPrintable(says("costFirst"))); // something is known
  const ChartScene& known = costPage()->columns()->chart()->chartScene();
  for (const BlockSpec& block : known.spec().blocks)
    QVERIFY2(!known.beside(block).join(QString()).contains(QChar(0x2026)), qPrintable(block.beside));
}

void TestCostPage::typedNumbersMoveTheAnswer() {
  stateApiAndToday();
  QCOMPARE(*cost()[F::RequestsPerDay].value, 10'000.0);
  QVERIFY(cost()[F::ApiInput].source == InputSource::Entered);
  // 2,048 + 150 tokens: (2048 * 0.5 + 150 * 2) / 1e6 * 300,000 = 397.2
  QCOMPARE(says("costHeadline"),
           QStringLiteral("API by the token costs least of the 2 ways that are priced: 397 USD a month"));
  const ChartSpec columns = costPage()->columns()->spec();
  QVERIFY(std::any_of(columns.rows.begin(), columns.rows.end(), [](const QStringList& row) {
    return row.first() == QStringLiteral("api") && std::abs(row[2].toDouble() - 397.2) < 1e-6;
  }));
  type("busiest_hour_share", QString()); // as it was: nothing changes
  QVERIFY(cost()[F::BusiestHourShare].source == InputSource::Assumed);
}

void TestCostPage::whatIsTypedCanBeTakenBackAndIsSaved() {
  type("requests_per_day", QStringLiteral("20000"));
  QVERIFY(m_session->document().isDirty());
  const QString file = m_folder->filePath(QStringLiteral("cost.json"));
  QVERIFY(m_session->save(file));
  QVERIFY(!m_session->document().isDirty());
  QCOMPARE(*read_study(file.toStdString())->cost[F::RequestsPerDay].value, 20'000.0);
  m_session->document().undoStack().undo();
  QVERIFY(cost() == CostInputs());
  QVERIFY(costPage()->form()->field(F::RequestsPerDay)->text().isEmpty());
  m_session->document().undoStack().redo();
  QVERIFY(costPage()->form()->field(F::RequestsPerDay)->text() == QStringLiteral("20,000"));
  type("requests_per_day", QString());
  QVERIFY(!cost()[F::RequestsPerDay].value);
}

void TestCostPage::wrongNumbersAreSaid() {
  type("pue", QStringLiteral("0.5"));
  QVERIFY2(costPage()->form()->error().contains(QStringLiteral("from 1 to 5")),
           qPrintable(costPage()->form()->error()));
  QVERIFY(cost() == CostInputs());
  type("pue", QStringLiteral("much"));
  QVERIFY(costPage()->form()->error().contains(QStringLiteral("no number")));
  type("pue", QStringLiteral("1.3"));
  QVERIFY(costPage()->form()->error().contains(QStringLiteral("between its ends")) ||
          *cost()[F::Pue].value == 1.3); // 1.1 to 1.58 stand beside it
  QCOMPARE(*cost()[F::Pue].value, 1.3);
}

void TestCostPage::ranges() {
  stateApiAndToday();
  type("api_input_low", QStringLiteral("0.4"));
  type("api_input_high", QStringLiteral("1"));
  QCOMPARE(*cost()[F::ApiInput].low, 0.4);
  QCOMPARE(*cost()[F::ApiInput].high, 1.0);
  const PointSpec point = costPage()->columns()->spec().series.first().points.first();
  QVERIFY(point.xInterval && point.xInterval->low < point.x && point.x < point.xInterval->high);
}

void TestCostPage::listPricesAreTakenWithTheirDay() {
  auto* offers = costPage()->findChild<QComboBox*>(QStringLiteral("offers0"));
  QCOMPARE(offers->count(), 64); // of every machine's hour one, and what stands while none is chosen
  choose(offers, 1);
  QVERIFY(cost() == CostInputs()); // looking takes nothing
  QTest::mouseClick(costPage()->findChild<QPushButton*>(QStringLiteral("takeOffer0")), Qt::LeftButton);
  const CostInput& hour = cost()[F::RentedPerHour];
  QVERIFY(hour.source == InputSource::Priced && *hour.value == 0.8 && hour.date == "2026-03-13");
  const QLabel* source = costPage()->form()->source(F::RentedPerHour);
  QVERIFY2(source->text().contains(QStringLiteral("older than 90 days")), qPrintable(source->text()));
  QVERIFY(source->styleSheet().contains(QStringLiteral("background"))); // amber
  type("rented_per_hour_high", QStringLiteral("1"));
  QVERIFY(cost()[F::RentedPerHour].source == InputSource::Entered && *cost()[F::RentedPerHour].high == 1);
}

void TestCostPage::currencyAndRate() {
  stateApiAndToday();
  choose(costPage()->findChild<QComboBox*>(QStringLiteral("costCurrency")), 0);
  QVERIFY(cost().currency == Currency::JPY);
  QVERIFY(costPage()->columns()->spec().blocks.at(2).beside.contains(QStringLiteral("Yen for a dollar")));
  type("yen_per_dollar", QStringLiteral("150"));
  type("yen_per_dollar_date", QStringLiteral("2026-11-27"));
  QCOMPARE(cost()[F::YenPerDollar].date, std::string("2026-11-27"));
  QCOMPARE(says("costHeadline"),
           QStringLiteral("API by the token costs least of the 2 ways that are priced: 59,600 JPY a month"));
  type("yen_per_dollar_date", QStringLiteral("27.11."));
  QVERIFY(costPage()->form()->error().contains(QStringLiteral("2026-11-29")));
}

void TestCostPage::lengthsAreCountedInAFile() {
  stateApiAndToday();
  const QString file = write("lengths.csv", "prompt_tokens,answer_tokens,requests\n1000,100,3\n9000,300,1\n");
  costPage()->importLengths(file);
  QVERIFY(cost().lengths == Lengths::Counted && cost().counted.size() == 2 && cost().counted_from == "lengths.csv");
  // mean 3,000 + 150: (3000 * 0.5 + 150 * 2) / 1e6 * 300,000 = 540
  QCOMPARE(says("costHeadline"),
           QStringLiteral("API by the token costs least of the 2 ways that are priced: 540 USD a month"));
  costPage()->importLengths(write("bad.csv", "a,b\n"));
  QVERIFY2(says("costProblem").contains(QStringLiteral("line 1")), qPrintable(says("costProblem")));
  choose(costPage()->findChild<QComboBox*>(QStringLiteral("costLengths")), 0);
  QVERIFY(cost().lengths == Lengths::Alike && cost().counted.size() == 2); // counted ones can be chosen again
}

void TestCostPage::loadsAreAdded() {
  costPage()->importLoads(write("load.jsonl", "{\"event\":\"load\",\n\"kept_per_s\":2.5}\n"));
  QVERIFY(!says("costProblem").isEmpty()); // a line is a whole object
  costPage()->importLoads(
      write("load.jsonl", R"({"event":"load","model":"mamba2@1.3b","device":"cpu","precision":"f16","kept_per_s":2.5,)"
                          R"("failed_per_s":2.55,"patience_s":10,"requests":400,"source":"measured"})"));
  QVERIFY(says("costProblem").isEmpty());
  QCOMPARE(cost().loads.size(), size_t(1));
  m_session->view().select("mamba2@1.3b");
  QVERIFY2(says("costCapacity").contains(QStringLiteral("measured: load.jsonl")), qPrintable(says("costCapacity")));
}

void TestCostPage::breakEvenAndTornadoAreDrawn() {
  stateApiAndToday();
  type("api_staff", QStringLiteral("900"));
  const ChartSpec volume = costPage()->volume()->spec();
  QCOMPARE(volume.series.size(), 2);
  QCOMPARE(volume.stripes.size(), 1);
  // 900 + 0.03972 v = 1.5 v: v = 616.3
  QCOMPARE(volume.stripes.first().at, 617.0);
  QVERIFY2(
      volume.sentence.startsWith(QStringLiteral("API by the token costs less than Today's process from about 620")),
      qPrintable(volume.sentence));
  const ChartSpec tornado = costPage()->tornado()->spec();
  QVERIFY(tornado.blocks.size() >= 4 && tornado.y.categories.size() == tornado.blocks.size());
  const auto width = [](const BlockSpec& block) { return block.right - block.left; };
  for (qsizetype i = 1; i < tornado.blocks.size(); ++i)
    QVERIFY(width(tornado.blocks[i]) <= width(tornado.blocks[i - 1]) + 1e-9);
  QVERIFY(tornado.blocks.first().top > tornado.blocks.last().top); // the widest stands at the top
  for (const BlockSpec& block : tornado.blocks)                    // a number of money says of which
    QVERIFY2(!block.hover.contains(QStringLiteral("price")) || block.beside.isEmpty() ||
                 block.beside.contains(QStringLiteral("USD")),
             qPrintable(block.beside));
  const auto said = [](const auto& all, const QString& text) {
    return std::any_of(all.begin(), all.end(), [&](const QString& each) { return each.contains(text); });
  };
  QStringList beside, legend;
  for (const BlockSpec& block : tornado.blocks)
    beside << block.beside;
  for (const LegendEntry& entry : marksLegend(tornado, false))
    legend << entry.text;
  QVERIFY2(said(beside, QStringLiteral("31 days at most")), qPrintable(beside.join(QLatin1Char('|')))); // no fifth more
  QVERIFY2(said(legend, QStringLiteral("as far as it can be")), qPrintable(legend.join(QLatin1Char('|'))));
  QVERIFY(costPage()->form()->field(CostField::DaysPerMonth)->toolTip().contains(QStringLiteral("31 at most")));
  type("benefit_per_request", QStringLiteral("0.1"));
  QVERIFY2(says("costPayback").contains(QStringLiteral("has nothing to pay back: no investment is stated")),
           qPrintable(says("costPayback")));
}

void TestCostPage::everyInputHasAFieldWithANameAndHelp() {
  for (const CostFieldRow& row : cost_field_table()) {
    const QLineEdit* edit = costPage()->form()->field(row.field);
    QVERIFY2(edit && !edit->accessibleName().isEmpty() && !edit->toolTip().isEmpty(), row.key);
  }
  QVERIFY(priceList().offers().size() > 100);
}

void TestCostPage::partsStandUnderEachOther() {
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")})
    for (const QSize size : {QSize(1024, 700), QSize(2560, 1440)}) {
      setLanguage(language);
      m_window->resize(size);
      QTest::qWait(50);
      const CostForm* form = costPage()->form();
      QSet<int> boxes, sources;
      for (const CostFieldRow& row : cost_field_table()) {
        boxes << form->field(row.field)->mapTo(form, QPoint()).x();
        if (row.part != CostPart::Rates)
          sources << form->source(row.field)->mapTo(form, QPoint()).x();
      }
      const qsizetype columns = size.width() > 2000 ? 2 : 1;
      QCOMPARE(boxes.size(), columns);
      QVERIFY2(sources.size() == columns, qPrintable(QDebug::toString(sources) + language));
      qsizetype heads = 0;
      for (const QLabel* label : form->findChildren<QLabel*>())
        heads += label->isVisible() && label->text() == CostForm::tr("at least");
      QCOMPARE(heads, columns); // said once over each
      for (const QLabel* label : form->findChildren<QLabel*>()) {
        QVERIFY2(!label->text().startsWith(QChar(0xFF0F)), qPrintable(label->text())); // no lone slash
        QVERIFY2(!label->wordWrap() || widestPart(label->text(), label->font()) <= label->width() + 1,
                 qPrintable(label->text()));
      }
    }
  setLanguage(QStringLiteral("en"));
}

void TestCostPage::theFirstChartIsWholeInALowWindow() {
  stateApiAndToday();
  m_window->resize(1024, 700);
  QTest::qWait(50);
  const ChartPanel* columns = costPage()->columns();
  QTRY_VERIFY(columns->mapTo(costPage(), QPoint(0, columns->height())).y() <= costPage()->height());
  QVERIFY(columns->chart()->chartScene().plot().height() > 100);
}

/// What a cost leaves out stands beside it at every width, no row over the next one's and none beyond the picture.
void TestCostPage::noCaveatIsDropped() {
  stateApiAndToday();
  type("machine_price", QStringLiteral("9600"));
  type("patience_s", QStringLiteral("600"));
  const auto bare = [](QString text) { return text.remove(QLatin1Char(' ')).remove(QChar(0x2060)); };
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    for (const QSize& size : {QSize(1024, 700), QSize(1160, 760), QSize(1440, 900), QSize(2560, 1440)}) {
      m_window->resize(size);
      QTest::qWait(50);
      const ChartScene& scene = costPage()->columns()->chart()->chartScene();
      double above = 0;
      int said = 0;
      for (const BlockSpec& block : scene.spec().blocks) {
        const QRectF box = scene.box(block);
        if (block.beside.isEmpty() || box.isNull())
          continue;
        const QStringList rows = scene.beside(block);
        QVERIFY2(bare(rows.join(QString())) == bare(block.beside),
                 qPrintable(QStringLiteral("%1 %2: %3").arg(language).arg(size.width()).arg(rows.join(u'|'))));
        for (const QString& row : rows)
          QVERIFY(box.right() + scene.width(row, true) <= scene.canvas().right());
        const double half = scene.style().text * 0.6 * static_cast<double>(rows.size());
        QVERIFY2(box.center().y() - half >= above, qPrintable(block.beside));
        above = box.center().y() + half;
        ++said;
      }
      QCOMPARE(said, 4);
    }
  }
  setLanguage(QStringLiteral("en"));
}

void TestCostPage::answerShowsTheCost() {
  const auto tileSays = [this](const QString& text) {
    clickPage("answer");
    const auto labels = page()->findChild<QWidget*>(QStringLiteral("tileCost"))->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) { return label->text().contains(text); });
  };
  QVERIFY(tileSays(QStringLiteral("No price is known")));
  type("requests_per_day", QStringLiteral("5"));
  type("machine_price", QStringLiteral("9600"));
  type("patience_s", QStringLiteral("1000000"));
  QVERIFY(tileSays(QStringLiteral("200 USD")));
  m_session->document().undoStack().undo();
  m_session->document().undoStack().undo();
}

void TestCostPage::japanese() {
  setLanguage(QStringLiteral("ja"));
  QTest::qWait(50); // tabs get their new widths
  QVERIFY(!says("costHeadline").contains(QStringLiteral("cost")));
  stateApiAndToday();
  QVERIFY2(!says("costHeadline").contains(QStringLiteral("month")), qPrintable(says("costHeadline")));
  setLanguage(QStringLiteral("en"));
}

void TestCostPage::presentation() {
  CostPage* shown = costPage();
  shown->setPresenting(true);
  QVERIFY(shown->form()->isHidden() && shown->findChild<QLabel*>(QStringLiteral("costFirst"))->isVisible());
  shown->setPresenting(false);
  stateApiAndToday();
  shown->setPresenting(true);
  QVERIFY(costPage() == shown && shown->form()->isHidden() && !shown->columns()->isHidden());
  shown->setPresenting(false);
  QVERIFY(!shown->form()->isHidden());
}

void TestCostPage::theMenuSaysWhyThereIsNoSlide() {
  costPage();
  const QAction* why = action("whyNoExport");
  QVERIFY(!costPage()->chart() && costPage()->exported().size() == kShelfCharts);
  QVERIFY(!action("exportCopy")->isEnabled() && why->isVisible() && !why->isEnabled());
  QVERIFY2(why->text().contains(QStringLiteral("state requests per day and a price")), qPrintable(why->text()));
  stateApiAndToday();
  QTRY_VERIFY(action("exportCopy")->isEnabled());
  QVERIFY(!why->isVisible() && costPage()->exported().size() == 3 + kShelfCharts + 1); // the shelf's money
  clickPage("latency");
  QVERIFY(action("exportCopy")->isEnabled() && !why->isVisible());
}

void TestCostPage::slidesKeepTheirPlot() {
  stateApiAndToday();
  type("requests_per_day", QStringLiteral("5"));
  type("machine_price", QStringLiteral("9600"));
  type("patience_s", QStringLiteral("1000000"));
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    QTest::qWait(50); // tabs get their new widths
    for (const ChartSpec& chart : costPage()->exported())
      for (const SlidePage paper : {SlidePage::Wide, SlidePage::A4}) {
        const Slide slide(chart, {}, false, paper);
        const QSizeF size = sizeOf(paper);
        QVERIFY2(slide.plotBox().width() * slide.plotBox().height() >= kSlidePlotShare * size.width() * size.height(),
                 qPrintable(chart.id));
        QVERIFY2(!slide.titleLines().isEmpty() && slide.titleLines().size() <= 2, qPrintable(chart.id));
        QVERIFY2(!slide.factsBox().isNull() && chart.facts.size() >= 2, qPrintable(chart.id)); // what each way costs
        QVERIFY(QRectF(QPointF(), size).contains(slide.factsBox()) && !slide.factsBox().intersects(slide.plotBox()));
      }
    clickPage("latency"); // any slide says what it costs
    const QList<FactSpec> facts = page()->chart()->facts;
    const QString month = shown(money_text(WindowVoice(), 200, Currency::USD)); // 9,600 over four years
    QVERIFY(std::any_of(facts.begin(), facts.end(), [&](const FactSpec& fact) { return fact.number == month; }));
  }
  setLanguage(QStringLiteral("en"));
}

void TestCostPage::machinesOfTheCatalogueBringTheirSpeed() {
  auto* machines = costPage()->findChild<QComboBox*>(QStringLiteral("ownMachine"));
  choose(machines, machines->findData(QStringLiteral("rtx-4090")));
  QTest::mouseClick(costPage()->findChild<QPushButton*>(QStringLiteral("takeMachine")), Qt::LeftButton);
  const CostInput speed = cost()[F::OwnSpeed];
  QVERIFY(speed.source == InputSource::Modelled && *speed.low < *speed.value && *speed.value < *speed.high);
  QVERIFY2(*speed.low > 1, qPrintable(QString::number(*speed.low))); // than this processor
  QVERIFY(cost()[F::MachinePrice].source == InputSource::Priced && *cost()[F::MachinePrice].value > 500);
  QCOMPARE(*cost()[F::BusyWatts].value, 450.0);
  QVERIFY(costPage()->form()->source(F::OwnSpeed)->text().startsWith(QStringLiteral("by formula: ")));
  auto* hours = costPage()->findChild<QComboBox*>(QStringLiteral("offers0"));
  int at = -1;
  for (size_t i = 0; i < priceList().offers().size() && at < 0; ++i)
    if (priceList().offers()[i].what == "h100-sxm-80gb")
      at = hours->findData(QVariant::fromValue(qulonglong(i)));
  QVERIFY(at > 0);
  choose(hours, at);
  QTest::mouseClick(costPage()->findChild<QPushButton*>(QStringLiteral("takeOffer0")), Qt::LeftButton);
  const CostInput rented = cost()[F::RentedSpeed];
  QVERIFY(rented.source == InputSource::Modelled && *rented.value > *speed.value); // it reads and writes faster
  m_session->document().undoStack().undo();
  QVERIFY(!cost()[F::RentedPerHour].value); // in one step with its price
  QVERIFY(!cost()[F::RentedSpeed].value);
}

/// PARETO_PICTURES=DIR keeps pictures, in both languages, light and dark, small and large.
void TestCostPage::pictures() {
  stateApiAndToday();
  type("machine_price", QStringLiteral("9600"));
  type("patience_s", QStringLiteral("600"));
  type("benefit_per_request", QStringLiteral("0.02"));
  QTest::mouseClick(costPage()->findChild<QPushButton*>(QStringLiteral("takeOffer2")), Qt::LeftButton); // none chosen
  QVERIFY(!cost()[F::ElectricityPrice].value);
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")})
    for (const Theme theme : {Theme::Light, Theme::Dark})
      for (const QSize size : {QSize(1024, 700), QSize(2560, 1440)}) {
        if (pictureFolder().isEmpty())
          continue;
        setLanguage(language);
        m_window->setThemeChoice(theme);
        m_window->resize(size);
        QTest::qWait(50);
        costPage();
        const QString seen = QStringLiteral("%1-%2-%3").arg(language, toString(theme)).arg(size.width());
        QVERIFY(keepPicture(costPage()->form(), QStringLiteral("form-") + seen));
        QVERIFY(keepPicture(m_window.get(), QStringLiteral("cost-") + seen));
      }
  setLanguage(QStringLiteral("en"));
}

PARETO_TEST(TestCostPage)
#include "tst_cost_page.moc"
