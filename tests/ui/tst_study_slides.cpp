// SPDX-License-Identifier: GPL-3.0-or-later
// Of studies made up at random every slide keeps its form, in both languages.
#include "tests/support/program.h"
#include "tests/support/random_answers.h"
#include "ui/export/slide.h"
#include "ui/pages/answer/answer_charts.h"
#include "ui/pages/latency/latency_chart.h"
#include "ui/pages/memory/memory_chart.h"
#include "ui/pages/slide_texts.h"
#include "ui/pages/trade_off/trade_off_chart.h"
#include "ui/words/language.h"
#include "ui/words/sentences.h"

#include <QFontMetricsF>
#include <QHash>
#include <QRegularExpression>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestStudySlides : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void slidesOfAnyStudy();
  void footersSayTheRun();
};

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

const QString kDay = QStringLiteral("2026-11-29"), kRun = QStringLiteral("1234:56789");

/// The footer of a machine with as long a trade name as there is, and of values of one run.
QStringList longProvenance(const Evidence& evidence, const QStringList& lines) {
  static const QString kNames[] = {
      QStringLiteral("Intel(R) Xeon(R) Platinum 8480CL, 2 threads, avx512"),
      QStringLiteral("AMD Ryzen Threadripper PRO 7995WX 96-Cores with Radeon Graphics and everything else that its "
                     "maker has to say of it on one line of /proc/cpuinfo, 192 threads, avx512")};
  Provenance origin;
  origin.cells.assign(28, kRun.toStdString());
  QStringList all = lines.mid(0, 3);
  all[0] =
      kNames[lines[2].size() % 2] + QStringLiteral(" · reads 20.1 GB/s, computes 90 GFLOP/s · device cpu · ") + kDay;
  all << pareto::ui::lines(origin, evidence).last();
  return all;
}

/// What a footer of two rows must say, whoever wrote the lines of it.
QString faultOfFooter(const QStringList& lines) {
  const QFont font = slideStyle(kSlideText).font;
  constexpr double kAcross = kSlideWidth - 2.0 * kSlideMargin;
  const QStringList rows = footerRows(lines, 2, font, kAcross);
  const QString all = rows.join(QLatin1Char('\n'));
  for (const QString& row : rows)
    if (QFontMetricsF(font).horizontalAdvance(row) > kAcross)
      return QStringLiteral("a row that is too wide: ") + row;
  const QString method = lines[2].left(lines[2].indexOf(QRegularExpression(QStringLiteral("[ ;；]"))));
  for (const QString& kept : {lines[0].left(8), kDay, lines[1].left(4), QStringLiteral("f16"), method, kRun})
    if (!all.contains(kept))
      return QStringLiteral("a footer without '%1': %2").arg(kept, all);
  return rows.size() > 2 ? QStringLiteral("a long footer") : QString();
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
  const QString beneath = slide.subtitleLines().join(QString());
  if (asked.size() <= kSlideTitleLength && bare(title) != bare(asked))
    return QStringLiteral("a title that is not whole: ") + title;
  for (const QString& text : {title, beneath})
    if (text.contains(QChar(0x2026)) && !asked.contains(QChar(0x2026)) && !chart.sentence.contains(QChar(0x2026)))
      return QStringLiteral("a result that is cut: ") + text;
  if (bare(beneath) == bare(title))
    return QStringLiteral("said twice: ") + title;
  if (share < kSlidePlotShare)
    return QStringLiteral("a plot of %1 % of the slide").arg(100 * share);
  if (slide.factsBox().isNull() != chart.facts.isEmpty() || slide.provenanceLines().size() > 2)
    return QStringLiteral("its facts or its footer");
  return {};
}

} // namespace

void TestStudySlides::slidesOfAnyStudy() {
  QHash<QString, QList<bool>> titled; // by language: whether TRADE-OFF and LATENCY have a title of their own
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    int study = 0, facts = 0;
    for_random_answers(200, [&](const Evidence& evidence, const Comparison& here) {
      ViewState view;
      static_cast<Comparison&>(view) = here;
      titled[language] << tradeOffChart(evidence, view).title.isEmpty() << latencyChart(evidence, view).title.isEmpty();
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
  QCOMPARE(titled[QStringLiteral("ja")], titled[QStringLiteral("en")]); // no other statement, because it is shorter
  setLanguage(QStringLiteral("en"));
}

/// Machine, day, size and precision, how it was obtained, and the run: on every slide, whatever has to be cut.
void TestStudySlides::footersSayTheRun() {
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    int footers = 0;
    for_random_answers(200, [&](const Evidence& evidence, const Comparison& here) {
      ViewState view;
      static_cast<Comparison&>(view) = here;
      const Answer now = answer(evidence, view);
      for (const ChartSpec& chart : {waitChart(evidence, view, now), tradeOffChart(evidence, view)}) {
        if (chart.provenance.size() < 3 || chart.provenance[1].isEmpty() || chart.provenance[2].isEmpty())
          continue; // nothing is on it
        ++footers;
        if (const QString fault = faultOfFooter(longProvenance(evidence, chart.provenance)); !fault.isEmpty())
          QFAIL(qPrintable(QStringLiteral("%1, %2: %3").arg(language, chart.id, fault)));
      }
    });
    QVERIFY2(footers > 300, qPrintable(QString::number(footers)));
  }
  setLanguage(QStringLiteral("en"));
}

PARETO_TEST(TestStudySlides)
#include "tst_study_slides.moc"
