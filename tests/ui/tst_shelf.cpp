// SPDX-License-Identifier: GPL-3.0-or-later
// Every machine of the catalogue beside this computer: memory, wait and price on COST, and what fits on MEMORY.
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/pages/cost/cost_page.h"
#include "ui/pages/memory/memory_page.h"
#include "ui/words/language.h"

#include <QSet>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestShelf : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void everyMachineStandsOnTheShelf();
  void waitsAreBandsWithTheirPrice();
  void anotherPartIsChosen();
  void whatFitsMovesWithTheLength();
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
    QVERIFY(!spec.rows.isEmpty());
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

void TestShelf::anotherPartIsChosen() {
  const QStringList cards = cost()->shelfMemory()->spec().y.categories;
  choose(parts(), 0);
  const QStringList laptops = cost()->shelfMemory()->spec().y.categories;
  QVERIFY(laptops != cards && laptops.join(QLatin1Char(' ')).contains(QStringLiteral("Apple")));
  QCOMPARE(cost()->shelfWait()->spec().y.categories, laptops);
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
  askWhatFits(0);
  QCOMPARE(memory()->panel()->spec().id, QStringLiteral("memory"));
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
