// SPDX-License-Identifier: GPL-3.0-or-later
// Every machine of the catalogue beside this computer: memory, wait and price on COST, and what fits on MEMORY.
#include "tests/support/program.h"
#include "tests/ui/pictures.h"
#include "tests/ui/window_test.h"
#include "ui/export/slide.h"
#include "ui/pages/cost/cost_page.h"
#include "ui/pages/cost/shelf_texts.h"
#include "ui/pages/memory/memory_page.h"
#include "ui/words/language.h"

#include <QRegularExpression>
#include <QSet>

#include <cmath>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestShelf : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void everyMachineStandsOnTheShelf();
  void waitsAreBandsWithTheirPrice();
  void whatIsNeededIsSeen();
  void anotherPartIsChosen();
  void rentedAndApisHaveTheirPart();
  void whatHasNoUpperEndIsNotRanked();
  void rankedRowsStandFirst();
  void aBestCaseIsNotTheNumber();
  void aSingleRowSaysAllOfIt();
  void noPartIsDroppedWhereThereIsRoom();
  void factsCountWhatIsSeen();
  void everySlideNamesDayAndSize();
  void aHeldSliderLeavesTheShelfAlone();
  void whatFitsMovesWithTheLength();
  void theReceiptAddsUp();
  void exportsHoldWhatIsSeen();
  void japanese();

private:
  CostPage* cost() const {
    clickPage("cost");
    return qobject_cast<CostPage*>(page());
  }
  MemoryPage* memory() const {
    clickPage("memory");
    return qobject_cast<MemoryPage*>(page());
  }
  QComboBox* parts() const { return cost()->findChild<QComboBox*>(QStringLiteral("shelfPart")); }
  void askWhatFits(int choice) const {
    auto* show = memory()->findChild<QComboBox*>(QStringLiteral("secondSelector"));
    choose(show, choice);
    page();
  }
};

void TestShelf::everyMachineStandsOnTheShelf() {
  QSet<QString> machines;
  for (int part = 0; part < parts()->count(); ++part) {
    choose(parts(), part);
    const ChartSpec spec = cost()->shelfMemory()->spec();
    QCOMPARE(spec.rows.isEmpty(), ShelfOf(part) == ShelfOf::Api); // nobody says on what an API runs
    QCOMPARE(spec.rows.size(), spec.y.categories.size());
    for (const QStringList& row : spec.rows)
      machines.insert(row.first());
  }
  machines.remove(QStringLiteral("here"));
  QVERIFY(machines.size() > 50);
}

void TestShelf::waitsAreBandsWithTheirPrice() {
  const ChartSpec spec = cost()->shelfWait()->spec();
  QVERIFY(spec.badge.contains(QStringLiteral("MODELLED")));
  const qsizetype low = spec.columns.indexOf(QStringLiteral("wait_ms_low")),
                  source = spec.columns.indexOf(QStringLiteral("wait_ms_source")),
                  price = spec.columns.indexOf(QStringLiteral("price"));
  int modelled = 0, priced = 0;
  for (const QStringList& row : spec.rows) {
    modelled += row[source] == QStringLiteral("modelled");
    QVERIFY2(row[source] != QStringLiteral("modelled") || !row[low].isEmpty(), qPrintable(row.first()));
    priced += !row[price].isEmpty();
  }
  QVERIFY(modelled > 5 && priced > 5);
  bool named = false;
  for (const BlockSpec& block : spec.blocks)
    named |= block.hover.contains(QStringLiteral("USD")) && block.hover.contains(QStringLiteral("published"));
  QVERIFY(named); // price with its date, and what the band rests on
}

void TestShelf::whatIsNeededIsSeen() {
  const ChartSpec memory = cost()->shelfMemory()->spec();
  QCOMPARE(memory.guides.size(), 1);
  QVERIFY2(memory.guides[0].label.startsWith(QStringLiteral("needed, working memory included: ")),
           qPrintable(memory.guides[0].label));
  for (const BlockSpec& block : memory.blocks)
    QVERIFY(block.fill != BlockFill::Solid || block.right - block.left > 0.005 * memory.x.high);
  QVERIFY(!memory.provenance.join(QString()).contains(QStringLiteral("price"))); // none is on it
  QStringList units;
  for (const BlockSpec& block : cost()->shelfWait()->spec().blocks)
    if (block.beside.size() > 1 && block.beside[0].isDigit())
      units << block.beside.section(QLatin1Char(' '), -1);
  units.removeDuplicates();
  QVERIFY2(units.size() == 1, qPrintable(units.join(QLatin1Char('|'))));
}

void TestShelf::anotherPartIsChosen() {
  const QStringList cards = cost()->shelfMemory()->spec().y.categories;
  choose(parts(), 0);
  const QStringList laptops = cost()->shelfMemory()->spec().y.categories;
  QVERIFY(laptops != cards && laptops.join(QLatin1Char(' ')).contains(QStringLiteral("Apple")));
  QCOMPARE(cost()->shelfWait()->spec().y.categories, laptops);
}

/// What a month costs, when it is paid back and from which volume another way is cheaper stand beside the bars.
void TestShelf::rentedAndApisHaveTheirPart() {
  CostInputs inputs = m_session->document().study().cost;
  inputs[CostField::RequestsPerDay] = entered(20'000);
  inputs[CostField::BenefitPerRequest] = entered(0.02);
  inputs[CostField::MachinePrice] = entered(3'000);
  inputs[CostField::TodayPerRequest] = entered(0.1);
  m_session->document().setCost(inputs);
  bool fits = true; // nothing is cut off by the end of the picture
  const auto shown = [&](ShelfOf part) {
    choose(parts(), int(part));
    page();
    if (!keepPicture(cost()->shelfMoney(), QStringLiteral("shelf-%1").arg(int(part))))
      qWarning("no picture");
    const ChartScene& scene = cost()->shelfMoney()->chart()->chartScene();
    for (const BlockSpec& block : scene.spec().blocks)
      if (const QRectF box = scene.box(block); !box.isNull() && !block.beside.isEmpty())
        for (const QString& row : scene.beside(block))
          fits &= box.right() + scene.width(row, true) <= scene.canvas().right() && !row.contains(QChar(0x2026));
    return cost()->shelfMoney()->spec();
  };
  const ChartSpec own = shown(ShelfOf::Cards), rented = shown(ShelfOf::Rented), api = shown(ShelfOf::Api);
  QTRY_COMPARE(cost()->shelfMoney()->height(), cost()->shelfMoney()->minimumHeight()); // not over the others' places
  QVERIFY(fits);
  QVERIFY(!cost()->shelfMemory()->isVisible()); // nobody says on what an API runs
  const auto ways = [](const ChartSpec& spec) {
    QSet<QString> found;
    for (const QStringList& row : spec.rows)
      found << row[spec.columns.indexOf(QStringLiteral("way"))];
    return found;
  };
  QCOMPARE(ways(own), QSet<QString>{QStringLiteral("own")});
  QCOMPARE(ways(rented), QSet<QString>{QStringLiteral("rented")}); // this computer answers nobody in time
  QVERIFY(ways(api).contains(QStringLiteral("api")));
  QVERIFY2(rented.rows.size() > 10 && api.rows.size() > 10, qPrintable(QString::number(api.rows.size())));
  const auto said = [](const ChartSpec& spec, const QString& text) {
    return std::any_of(spec.blocks.begin(), spec.blocks.end(),
                       [&](const BlockSpec& block) { return block.beside.contains(text); });
  };
  QVERIFY(said(own, QStringLiteral("paid back")) && said(api, QStringLiteral("USD")));
  QVERIFY(said(own, QStringLiteral("cheaper than")) || said(own, QStringLiteral("dearer than")));
  QVERIFY2(rented.sentence.endsWith(QStringLiteral("but ranges overlap")), qPrintable(rented.sentence));
  QVERIFY2(api.sentence.startsWith(QStringLiteral("API models of many sizes, their quality unknown here: ")) &&
               api.sentence.endsWith(QStringLiteral("not ranked")),
           qPrintable(api.sentence)); // sizes never mix, and nobody is called the best by price alone
  for (const FactSpec& fact : api.facts)
    QVERIFY2(!fact.caption.startsWith(QStringLiteral("the least")), qPrintable(fact.caption));
  choose(parts(), int(ShelfOf::Cards));
  QVERIFY(cost()->shelfMemory()->isVisible());
}

namespace {

/// A machine by the hour.
ShelfRow row(const char* name, Ranged month, Condition condition = Condition::Quiet) {
  ShelfRow made;
  made.name = QLatin1String(name);
  made.way = Way::Rented;
  made.report.ways[size_t(Way::Rented)].way = Way::Rented;
  made.report.ways[size_t(Way::Rented)].month = month;
  made.report.capacity.condition = condition;
  return made;
}

} // namespace

/// "100 USD or more" may be dearer than 150 USD: it stands in no order, and that is said.
void TestShelf::whatHasNoUpperEndIsNotRanked() {
  const Evidence& evidence = m_session->results().evidence();
  const ViewState& view = m_session->view().state();
  const std::string model = evidence.models().front();
  const ShelfRow open = row("Open", {100, 90, INFINITY}), known = row("Known", {150, 140, 160}),
                 busy = row("Busy", {50, 40, 60}, Condition::Disturbed);
  const ChartSpec two = shelfMoneyChart(evidence, view, model, {open, known});
  QCOMPARE(two.sentence,
           QStringLiteral("Only of Known a month can be said: 150 USD; one without an upper end not ranked"));
  QCOMPARE(two.facts.first().caption,
           QStringLiteral("the least a month of those that can be ranked: Known, 140–160 USD"));
  const ChartSpec three = shelfMoneyChart(evidence, view, model, {busy, known});
  QCOMPARE(three.sentence,
           QStringLiteral("Only of Known a month can be said: 150 USD; one from disturbed times not ranked"));
  QVERIFY(three.badge.contains(QStringLiteral("DISTURBED")));
  QVERIFY(std::any_of(three.blocks.begin(), three.blocks.end(),
                      [](const BlockSpec& block) { return block.fill == BlockFill::Broken; }));
  QCOMPARE(shelfMoneyChart(evidence, view, model, {open}).sentence,
           QStringLiteral("No cost here can be ranked yet; one without an upper end not ranked"));
}

/// Who stands in an order, then who has a cost and stands in none, then who has no cost: names, bars and tables alike.
void TestShelf::rankedRowsStandFirst() {
  ShelfRow none = row("None", {});
  none.report.ways[size_t(Way::Rented)].gap = CostGap::Inputs;
  const QList<ShelfRow> rows{none, row("Open", {100, 90, INFINITY}), row("Busy", {50, 40, 60}, Condition::Disturbed),
                             row("Dear", {900, 800, 1'000}), row("Cheap", {150, 140, 160})};
  const Evidence& evidence = m_session->results().evidence();
  const ChartSpec spec = shelfMoneyChart(evidence, m_session->view().state(), evidence.models().front(), rows);
  const QStringList order{QStringLiteral("Dear"), QStringLiteral("Cheap"), QStringLiteral("Open"),
                          QStringLiteral("Busy"), QStringLiteral("None")};
  QStringList drawn = spec.y.categories, listed;
  std::reverse(drawn.begin(), drawn.end()); // the first stands at the top
  QCOMPARE(drawn, order);
  for (const QStringList& cells : spec.rows)
    listed << cells.first();
  QCOMPARE(listed, order);
  const auto fillAt = [&](double place) { // of the bar of a row
    for (const BlockSpec& block : spec.blocks)
      if (block.bottom < place && block.top > place && block.fill != BlockFill::None)
        return block.fill;
    return BlockFill::None;
  };
  QVERIFY(fillAt(4) == BlockFill::Solid && fillAt(3) == BlockFill::Solid);
  QVERIFY(fillAt(2) == BlockFill::Hatched && fillAt(1) == BlockFill::Broken); // seen, not only said
  QVERIFY(std::any_of(spec.meanings.begin(), spec.meanings.end(), [](const BlockMeaning& each) {
    return each.fill == BlockFill::Hatched && each.text == QStringLiteral("without an upper end: not ranked");
  }));
  for (const BlockSpec& block : spec.blocks)
    if (block.bottom < 2 && block.top > 2 && !block.beside.isEmpty())
      QCOMPARE(block.beside, QStringLiteral("100 USD (90 or more)"));
}

/// Where a number is an end of its range, both ends stand in its place, or it is said which end it is.
void TestShelf::aBestCaseIsNotTheNumber() {
  const Evidence& evidence = m_session->results().evidence();
  const QList<ShelfRow> rows{row("Low", {245, 245, 533}), row("Middle", {700, 600, 800}),
                             row("Open", {576, 576, INFINITY})};
  const ChartSpec spec = shelfMoneyChart(evidence, m_session->view().state(), evidence.models().front(), rows);
  QStringList beside;
  for (const BlockSpec& block : spec.blocks)
    if (!block.beside.isEmpty())
      beside << block.beside;
  QCOMPARE(beside, (QStringList{QStringLiteral("245–533 USD"), QStringLiteral("700 USD (600–800)"),
                                QStringLiteral("576 USD or more")}));
  QCOMPARE(spec.facts.first().number, QStringLiteral("245 USD")); // there is no room for both, and the caption tells
  QVERIFY2(spec.facts.first().caption.endsWith(QStringLiteral("Low, the low end of 245–533 USD")),
           qPrintable(spec.facts.first().caption));
  QVERIFY2(spec.sentence.startsWith(QStringLiteral("A month costs least with Low here: 245–533 USD")),
           qPrintable(spec.sentence));
}

namespace {

/// With all that can be said of it: a range, when it is paid back, from which volume it is cheaper.
ShelfRow fullRow(const char* name) {
  ShelfRow made = row(name, {1'230, 980, 1'540});
  Payback back;
  back.kind = Payback::Kind::Months;
  back.value = 14;
  back.low = 9;
  back.high = 22;
  back.worth = 0.02;
  made.report.paybacks[size_t(Way::Rented)] = back;
  made.report.crossings.push_back({Way::Rented, Way::Api, {3'100, 3'100}, 2'800, 3'400});
  return made;
}

/// Without spaces, which the ends of rows take.
QString bare(QString text) { return text.remove(QLatin1Char(' ')).remove(QChar(0x2060)); }

QString besideOf(const ChartScene& scene) {
  for (const BlockSpec& block : scene.spec().blocks)
    if (!block.beside.isEmpty())
      return scene.beside(block).join(QString());
  return {};
}

} // namespace

/// However few rows a shelf has, as high as the page makes it: what is said of a bar stands there to its end.
void TestShelf::aSingleRowSaysAllOfIt() {
  const Evidence& evidence = m_session->results().evidence();
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    const ShelfRow only = fullRow("Only");
    const ChartSpec spec = shelfMoneyChart(evidence, m_session->view().state(), evidence.models().front(), {only});
    QVERIFY2(moneyText(only).count(QStringLiteral(" · ")) == 2, qPrintable(moneyText(only)));
    for (const int width : {700, 1000, 1600}) {
      ChartPanel panel;
      panel.setSpec(spec);
      panel.resize(width, shelfMoneyHeight(1, panel.font()));
      panel.show();
      QVERIFY(QTest::qWaitForWindowExposed(&panel));
      QVERIFY(keepPicture(&panel, QStringLiteral("shelf-one-%1-%2").arg(language).arg(width)));
      const QString said = besideOf(panel.chart()->chartScene());
      QVERIFY2(bare(said) == bare(moneyText(only)), qPrintable(QStringLiteral("%1 %2").arg(width).arg(said)));
    }
  }
  setLanguage(QStringLiteral("en"));
}

/// Where a bar has one row of text, bars give way to what is said of them, as far as the plot keeps its share.
void TestShelf::noPartIsDroppedWhereThereIsRoom() {
  const Evidence& evidence = m_session->results().evidence();
  QList<ShelfRow> rows;
  for (const char* name : {"One", "Two", "Three", "Four"})
    rows << fullRow(name);
  const ChartSpec spec = shelfMoneyChart(evidence, m_session->view().state(), evidence.models().front(), rows);
  const ChartStyle style = slideStyle(12);
  for (const double height : {170.0, 230.0}) // one row of text, and two
    for (const double width : {300.0, 600.0, 900.0, 1200.0, 1600.0, 2400.0}) {
      const ChartScene scene(spec, style, {0, 0, width, height});
      const QString said = besideOf(scene), all = moneyText(rows.first());
      const double room = 0.6 * (width - scene.plot().left()) - 4 * style.gap;
      QVERIFY2(bare(said) == bare(all) || scene.width(all, true) > room,
               qPrintable(QStringLiteral("%1: %2").arg(width).arg(said)));
      QVERIFY2(said.startsWith(QStringLiteral("1,230 USD")), qPrintable(said)); // the first part stands whole
      QVERIFY(scene.plot().width() >= 0.39 * (width - scene.plot().left()));
      for (const BlockSpec& block : spec.blocks)
        for (const QString& each : scene.beside(block))
          QVERIFY(scene.box(block).right() + scene.width(each, true) <= scene.canvas().right());
    }
}

/// "3 of 8" and the like are counts of what the chart shows, and together all of it.
void TestShelf::factsCountWhatIsSeen() {
  const ChartSpec memory = cost()->shelfMemory()->spec(), wait = cost()->shelfWait()->spec();
  const auto cells = [](const ChartSpec& spec, const char* column) {
    QStringList found;
    for (const QStringList& each : spec.rows)
      found << each[spec.columns.indexOf(QLatin1String(column))];
    return found;
  };
  const auto counts = [](const FactSpec& fact) {
    const QStringList parts = fact.number.split(QStringLiteral(" of "));
    return std::pair(parts.value(0).toLongLong(), parts.value(1).toLongLong());
  };
  const QStringList known = cells(memory, "memory_bytes"), beyond = cells(memory, "overflow_bytes");
  qsizetype machines = 0, holding = 0;
  for (qsizetype i = 0; i < known.size(); ++i) {
    machines += !known[i].isEmpty();
    holding += !known[i].isEmpty() && beyond[i] == QStringLiteral("0");
  }
  QCOMPARE(counts(memory.facts[0]), std::pair(qlonglong(holding), qlonglong(machines)));
  QVERIFY2(memory.facts[1].caption.contains(QStringLiteral("by formula")), qPrintable(memory.facts[1].caption));
  QVERIFY2(memory.guides[0].label.endsWith(memory.facts[1].number), qPrintable(memory.guides[0].label));
  QStringList waits = cells(wait, "wait_ms");
  waits.removeAll(QString());
  QCOMPARE(wait.facts.size(), 3);
  qlonglong sum = 0;
  for (const FactSpec& fact : wait.facts) {
    QCOMPARE(counts(fact).second, qlonglong(waits.size()));
    sum += counts(fact).first;
  }
  QCOMPARE(sum, qlonglong(waits.size()));
}

/// Machine, ISO day, size and precision stand beneath whatever leaves the window, also where all is a formula.
void TestShelf::everySlideNamesDayAndSize() {
  static const QRegularExpression day(QStringLiteral("[0-9]{4}-[0-9]{2}-[0-9]{2}")),
      size(QStringLiteral("[0-9] [MB]\\b"));
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    for (const ChartSpec& chart : m_window->charts()) {
      const QString footer = Slide(chart, {}, false).provenanceLines().join(QLatin1Char('\n'));
      QVERIFY2(footer.contains(day) && footer.contains(size), qPrintable(chart.id + QLatin1Char('\n') + footer));
      if (chart.id != QStringLiteral("precision"))
        QVERIFY2(footer.contains(QString::fromStdString(m_session->document().study().precision)),
                 qPrintable(chart.id + QLatin1Char('\n') + footer));
    }
  }
  setLanguage(QStringLiteral("en"));
}

void TestShelf::aHeldSliderLeavesTheShelfAlone() {
  CostInputs inputs = m_session->document().study().cost;
  inputs[CostField::RequestsPerDay] = entered(1000);
  inputs[CostField::TodayPerRequest] = entered(0.05); // one way has a cost: its columns are seen
  m_session->document().setCost(inputs);
  const CostPage* money = cost();
  const int before = money->shelfWait()->timesDrawn(), columns = money->columns()->timesDrawn();
  m_session->view().setHeld(true);
  ViewState view = m_session->view().state();
  view.at.context = 8'192;
  m_session->setView(view);
  page();
  QCOMPARE(money->shelfWait()->timesDrawn(), before);
  QVERIFY(money->columns()->timesDrawn() > columns);
  m_session->view().setHeld(false);
  QCOMPARE(money->shelfWait()->timesDrawn(), before + 1);
}

void TestShelf::whatFitsMovesWithTheLength() {
  askWhatFits(3);
  const ChartSpec before = memory()->panel()->spec();
  QCOMPARE(before.id, QStringLiteral("memory-fit"));
  QCOMPARE(before.x.categories.size(), 4);
  QCOMPARE(before.blocks.size(), before.x.categories.size() * before.y.categories.size());
  ViewState view = m_session->view().state();
  view.at.context = 200'000;
  m_session->setView(view);
  page();
  const ChartSpec after = memory()->panel()->spec();
  QVERIFY(after.blocks.first().label != before.blocks.first().label); // a cache that grows
  const qsizetype requests = after.columns.indexOf(QStringLiteral("requests"));
  int fewer = 0;
  for (qsizetype i = 0; i < after.rows.size(); ++i) {
    if (before.rows[i][requests].isEmpty())
      continue;
    QVERIFY(after.rows[i][requests].toLongLong() <= before.rows[i][requests].toLongLong());
    fewer += after.rows[i][requests].toLongLong() < before.rows[i][requests].toLongLong();
  }
  QVERIFY(fewer > 3);
  auto* size = memory()->findChild<QComboBox*>(QStringLiteral("thirdSelector"));
  QVERIFY(size && size->isEnabled());
  choose(size, size->findData(QStringLiteral("70b"))); // beyond what any machine here measures
  const ChartSpec large = page() ? memory()->panel()->spec() : ChartSpec();
  QCOMPARE(large.blocks.size(), after.blocks.size());
  QVERIFY2(large.x.categories.first().contains(QStringLiteral("70 B")), qPrintable(large.x.categories.first()));
  const qsizetype weights = large.columns.indexOf(QStringLiteral("weight_bytes"));
  QVERIFY(large.rows.first()[weights].toDouble() > 20 * after.rows.first()[weights].toDouble());
  choose(size, 0);
  askWhatFits(0);
  QVERIFY(!size->isEnabled());
  QCOMPARE(memory()->panel()->spec().id, QStringLiteral("memory"));
}

/// Layer by layer what a model takes: together what every other view says it takes, at any length.
void TestShelf::theReceiptAddsUp() {
  const auto receipt = [this](const char* model) {
    m_session->view().select(model);
    return memory()->panel()->spec();
  };
  const auto sum = [](const ChartSpec& spec, const char* column) {
    double all = 0;
    for (const QStringList& cells : spec.rows)
      all += cells[spec.columns.indexOf(QLatin1String(column))].toDouble();
    return all;
  };
  askWhatFits(6);
  for (const int64_t length : {2'048, 65'536}) {
    ViewState view = m_session->view().state();
    view.at.context = length;
    m_session->setView(view);
    for (const char* model : {"softmax-attention@1.3b", "mamba2@1.3b", "hybrid-gdn-swa@1.3b"}) {
      const ChartSpec spec = receipt(model);
      QCOMPARE(spec.id, QStringLiteral("memory-receipt"));
      QCOMPARE(sum(spec, "weight_bytes") + sum(spec, "growing_bytes") + sum(spec, "windowed_bytes") +
                   sum(spec, "fixed_bytes"),
               *m_session->results().evidence().value(model, Metric::Memory, m_session->view().state().at).value);
      QVERIFY(spec.rows.size() > spec.y.categories.size() + 10); // equal layers are one bar
      double drawn = 0;
      for (const BlockSpec& block : spec.blocks)
        drawn += block.fill == BlockFill::Solid ? block.right - block.left : 0;
      QVERIFY(drawn >= sum(spec, "weight_bytes") && drawn < 1.02 * sum(spec, "weight_bytes") + 0.02 * spec.x.high);
    }
  }
  const ChartSpec attention = receipt("softmax-attention@1.3b"), scan = receipt("mamba2@1.3b"),
                  window = receipt("hybrid-gdn-swa@1.3b");
  QVERIFY(sum(attention, "growing_bytes") > 0 && sum(attention, "fixed_bytes") == 0);
  QVERIFY(sum(scan, "growing_bytes") == 0 && sum(scan, "fixed_bytes") > 0);
  QVERIFY(sum(window, "windowed_bytes") > 0);
  QVERIFY2(scan.sentence.startsWith(QStringLiteral("Mamba-2 takes ")) &&
               scan.sentence.contains(QStringLiteral("fixed")),
           qPrintable(scan.sentence));
  QVERIFY(keepPicture(memory(), QStringLiteral("receipt")));
  const QList<ChartSpec> exported = memory()->exported();
  QVERIFY(std::any_of(exported.begin(), exported.end(),
                      [](const ChartSpec& chart) { return chart.id == QStringLiteral("memory-receipt"); }));
  askWhatFits(0);
}

void TestShelf::exportsHoldWhatIsSeen() {
  QStringList ids;
  for (const ChartSpec& chart : m_window->charts())
    ids << chart.id;
  for (const char* id : {"cost-shelf-memory", "cost-shelf-wait", "memory-fit", "quality"})
    QVERIFY2(ids.contains(QLatin1String(id)), id);
  QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), ids.size());
}

void TestShelf::japanese() {
  CostPage* money = cost();
  setLanguage(QStringLiteral("ja"));
  QCoreApplication::processEvents();
  page();
  for (const ChartPanel* panel : {money->shelfWait(), money->shelfMemory()})
    QVERIFY2(!panel->spec().sentence.contains(QStringLiteral("machines")), qPrintable(panel->spec().sentence));
  setLanguage(QStringLiteral("en"));
}

PARETO_TEST(TestShelf)
#include "tst_shelf.moc"
