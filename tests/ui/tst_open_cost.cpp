// SPDX-License-Identifier: GPL-3.0-or-later
// A cost of which nobody knows an upper end says so wherever ANSWER shows it: tile, shortlist, slide, sheet of paper.
#include "core/decide/words/cost_words.h"
#include "tests/support/program.h"
#include "tests/ui/answer_test.h"
#include "tests/ui/pictures.h"
#include "ui/export/sheet.h"
#include "ui/pages/answer/shortlist_table.h"
#include "ui/pages/answer/tile_view.h"
#include "ui/words/language.h"
#include "ui/words/voice.h"

#include <QPainter>
#include <QTableWidget>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;
using F = CostField;

class TestOpenCost : public AnswerTest {
  Q_OBJECT

private Q_SLOTS:
  void everyPlaceSaysIt();
  void theBarIsHatched();
  void wordsOfARange_data();
  void wordsOfARange();

private:
  /// A rented machine of whose speed only so much is known; `slowest` 0.02: at that end nobody is answered in time.
  void rent(double slowest, double least = 1.8);
  /// All of it on its paper.
  void keepSheet(const SheetSpec& sheet) const {
    QImage image(kSheetUnits, QImage::Format_RGB32);
    QPainter painter(&image);
    const QList<QRectF> boxes = paintSheet(painter, sheet);
    painter.end();
    QVERIFY(boxes.last().bottom() <= kSheetUnits.height());
    if (const QString folder = pictureFolder(); !folder.isEmpty())
      QVERIFY(image.save(folder + QStringLiteral("/open-cost-sheet.png")));
  }
  TileView* tile() const { return answerPage()->findChild<TileView*>(QStringLiteral("tileCost")); }
  QString cell() const {
    return withoutMarks(
        answerPage()->findChild<QTableWidget*>(QStringLiteral("shortlist"))->item(1, ShortlistTable::Cost)->text());
  }
};

void TestOpenCost::rent(double slowest, double least) {
  Study study = m_session->document().study();
  study.cost[F::RequestsPerDay] = entered(1'000);
  study.cost[F::RentedPerHour] = entered(2);
  study.cost[F::RentedPerHour].low = least;
  study.cost[F::RentedPerHour].high = 2.2;
  study.cost[F::RentedSpeed] = entered(1);
  study.cost[F::RentedSpeed].low = slowest;
  study.cost[F::RentedSpeed].high = 1;
  m_session->document().setStudy(study);
}

void TestOpenCost::everyPlaceSaysIt() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  openStudy(study, {128, 600, 2048}, {1, 8});
  rent(0.02);
  const Answer all = answer(m_session->results().evidence(), m_session->view().state());
  const Ranged month = ranged_of(all.tiles[size_t(TileKind::Cost)].quantity);
  QVERIFY(month.is_open());
  const QString said = shown(month_text(WindowVoice(), month, Currency::USD)),
                beneath = shown(range_note(WindowVoice(), month, Currency::USD));
  QVERIFY2(said.contains(QStringLiteral(" or more)")) && beneath.endsWith(QStringLiteral(" or more")),
           qPrintable(said + beneath));
  QCOMPARE(tile()->value(), said);
  QCOMPARE(cell(), said);
  const SheetSpec sheet = *answerPage()->sheet();
  QVERIFY(std::any_of(sheet.numbers.begin(), sheet.numbers.end(),
                      [&](const FactSpec& fact) { return fact.number == said; }));
  QVERIFY(sheet.columns.contains(QStringLiteral("Cost a month")) && sheet.rows[1].contains(said));
  keepSheet(sheet);
  int facts = 0;
  for (const ChartSpec& chart : m_window->charts())
    for (const FactSpec& fact : chart.facts)
      if (fact.caption.startsWith(QStringLiteral("Cost a month"))) {
        QVERIFY2(fact.caption.contains(beneath), qPrintable(chart.id + fact.caption));
        ++facts;
      }
  QVERIFY(facts > 0);
  clickPage("cost");
  const QString headline = withoutMarks(page()->findChild<QLabel*>(QStringLiteral("costHeadline"))->text());
  QVERIFY2(headline.contains(said), qPrintable(headline));
  clickPage("answer");
  for (const QSize& size : {QSize(1024, 700), QSize(1440, 900)}) { // no text of a tile is cut
    m_window->resize(size);
    QTest::qWait(50);
    const auto* number = tile()->findChild<QLabel*>(QStringLiteral("tileValue"));
    QVERIFY2(number->height() >= number->heightForWidth(number->width()), qPrintable(number->text()));
    QVERIFY(tile()->rect().contains(number->geometry()));
    QVERIFY(keepPicture(m_window.get(), QStringLiteral("open-cost-%1").arg(size.width())));
  }
  rent(1);
  QVERIFY2(!tile()->value().contains(QStringLiteral("or more")) &&
               tile()->detail().startsWith(shown(money_range(
                   WindowVoice(),
                   ranged_of(answer(m_session->results().evidence(), m_session->view().state()).costs.front().quantity),
                   Currency::USD))),
           qPrintable(tile()->value() + tile()->detail())); // both ends are known, and stand beneath the number
}

/// As on the shelf; a bar whose ends are known is filled.
void TestOpenCost::theBarIsHatched() {
  TileTexts texts;
  texts.at = 100;
  IntervalBar bar;
  bar.resize(200, 12);
  const auto changes = [&](const Interval& interval) { // of colour, along the bar's upper part
    texts.interval = interval;
    bar.show(texts);
    const QImage picture = bar.grab().toImage();
    int found = 0;
    for (int x = 1; x < picture.width(); ++x)
      found += picture.pixel(x, 4) != picture.pixel(x - 1, 4);
    return found;
  };
  const int filled = changes({90, 110}), open = changes({90, INFINITY});
  QVERIFY2(open > filled + 20, qPrintable(QStringLiteral("%1 %2").arg(open).arg(filled)));
  QCOMPARE(bar.end(), 1.15 * 100); // what has no end sets no scale
}

void TestOpenCost::wordsOfARange_data() {
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  QTest::addColumn<QString>("one");
  QTest::addColumn<QString>("whole");
  const auto row = [](const char* name, double low, double high, const char* one, const char* whole) {
    QTest::newRow(name) << low << high << QString::fromUtf8(one) << QString::fromUtf8(whole);
  };
  row("known", 100, 100, "100 USD", "100 USD");
  row("inside", 90, 120, "100 USD", "100 USD (90–120)");
  row("the low end", 100, 120, "100–120 USD", "100–120 USD");
  row("open", 90, INFINITY, "100 USD (90 or more)", "100 USD (at least 90, upper end unknown)");
  row("open from here", 100, INFINITY, "100 USD or more", "100 USD or more");
}

void TestOpenCost::wordsOfARange() {
  QFETCH(double, low);
  QFETCH(double, high);
  const Ranged month{100, low, high};
  QTEST(shown(month_text(Voice(), month, Currency::USD)), "one");
  QTEST(shown(money_text(Voice(), month, Currency::USD)), "whole");
}

PARETO_TEST(TestOpenCost)
#include "tst_open_cost.moc"
