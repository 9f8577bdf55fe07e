// SPDX-License-Identifier: GPL-3.0-or-later
// What stands on a slide, and how it is cut where there is no room.
#include "tests/support/program.h"
#include "tests/ui/export_readers.h"
#include "tests/ui/sample_charts.h"
#include "ui/export/chart_exporter.h"
#include "ui/export/slide.h"

#include <QRegularExpression>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;

class TestSlides : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void slideIsLegible_data();
  void slideIsLegible();
  void badgeStays();
  void stampsCannotBeRemoved();
  void titlesAreCutWhereTheyMayBe();
  void subtitlesAreWhole();
  void footersDropWholeParts();
  void footersAreFilled();
  void aFreeRowIsUsed();
  void paper();

private:
  static QByteArray bytes(const ChartSpec& spec, ExportFormat format, const ExportOptions& options = {}) {
    const Result<QByteArray> result = chartBytes(spec, format, options);
    return result ? *result : QByteArray();
  }
};

void TestSlides::initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

void TestSlides::slideIsLegible_data() {
  QTest::addColumn<ChartSpec>("spec");
  QTest::newRow("trade-off") << sampleTradeOff();
  QTest::newRow("latency") << sampleLatency();
  QTest::newRow("memory") << sampleMemory();
  QTest::newRow("Japanese") << sampleJapanese();
  QTest::newRow("empty") << sampleEmpty();
  ChartSpec wordy = sampleTradeOff();
  wordy.sentence = QString(40, QLatin1Char('w')) + QStringLiteral(" and so on").repeated(40);
  for (QString& line : wordy.provenance)
    line = line.repeated(3);
  QTest::newRow("wordy") << wordy;
  ChartSpec facts = sampleTradeOff();
  facts.sentence = QString(80, QLatin1Char('W')).replace(20, 1, QStringLiteral(" ")); // two lines
  facts.subtitle = QStringLiteral("At 600 tokens and one request · Worth a trial");
  facts.facts = {{QStringLiteral("36.8"), QStringLiteral("s wait per answer")},
                 {QStringLiteral("52.2"), QStringLiteral("FDA look-ups, right of 100")},
                 {QStringLiteral("12,345.67"), QStringLiteral("GB memory of this machine")}};
  facts.factsTitle = QStringLiteral("Gated DeltaNet with sliding windows");
  QTest::newRow("facts") << facts;
  ChartSpec titled = facts; // its own sentence stands whole beneath
  titled.title = QStringLiteral("Mamba-2 answers 1.4 times faster here than softmax attention");
  QTest::newRow("titled") << titled;
}

void TestSlides::slideIsLegible() {
  QFETCH(ChartSpec, spec);
  for (const SlidePage page : {SlidePage::A4, SlidePage::Wide}) {
    const Slide slide(spec, {}, false, page);
    const QSizeF size = sizeOf(page);
    QVERIFY(slide.scene().style().font.pixelSize() >= kSlideText);
    QVERIFY(slide.titleLines().size() <= 2 && slide.subtitleLines().size() <= 2);
    QVERIFY(slide.provenanceLines().size() <= 2);
    const QRectF inside(kSlideMargin, kSlideMargin, size.width() - 2 * kSlideMargin, size.height() - 2 * kSlideMargin);
    QVERIFY(inside.contains(slide.plotBox()) && slide.plotBox().contains(slide.scene().canvas()));
    QVERIFY2(slide.plotBox().width() * slide.plotBox().height() >= kSlidePlotShare * size.width() * size.height(),
             qPrintable(QString::number(slide.plotBox().height())));
    QCOMPARE(slide.factsBox().isNull(), spec.facts.isEmpty());
    QVERIFY(spec.facts.isEmpty() || (inside.contains(slide.factsBox()) && slide.factsBox().width() > 100));
    QVERIFY(!slide.factsBox().intersects(slide.plotBox()));
  }
  const Slide slide(spec, {}, false);
  QVERIFY(slide.scene().plot().height() >= 180);
  QVERIFY(slide.scene().plot().width() >= 1000);
  QVERIFY(QRectF(0, 0, kSlideWidth, kSlideHeight).contains(slide.scene().canvas()));
  const SvgContent svg = parseSvg(bytes(spec, ExportFormat::Svg));
  QVERIFY(svg.texts.size() >= slide.titleLines().size() + slide.provenanceLines().size());
  static const QRegularExpression size(QStringLiteral("<text [^>]*font-size=\"([0-9.]+)\""));
  const QString text = QString::fromUtf8(bytes(spec, ExportFormat::Svg));
  int texts = 0;
  for (auto it = size.globalMatch(text); it.hasNext(); ++texts)
    QVERIFY(it.next().captured(1).toDouble() >= kSlideText);
  QVERIFY(texts > 5);
}

void TestSlides::badgeStays() {
  ChartSpec spec = sampleTradeOff();
  ExportOptions options;
  options.title = QStringLiteral("Edited");
  const SvgContent svg = parseSvg(bytes(spec, ExportFormat::Svg, options));
  QVERIFY(svg.texts.contains(QStringLiteral("Edited")));
  QVERIFY(svg.texts.contains(spec.badge));
  spec.badge.clear();
  QVERIFY(!parseSvg(bytes(spec, ExportFormat::Svg, options)).texts.contains(QStringLiteral("PREVIEW")));
}

/// Every stamp stands on every page and in every form, whatever the title is made to.
void TestSlides::stampsCannotBeRemoved() {
  for (const char* stamp : {"PREVIEW", "DISTURBED", "MODELLED"})
    for (const SlidePage page : {SlidePage::Wide, SlidePage::A4}) {
      ChartSpec spec = sampleTradeOff();
      spec.badge = QLatin1String(stamp);
      ExportOptions options;
      options.page = page;
      options.title = QStringLiteral("Edited");
      QVERIFY(parseSvg(bytes(spec, ExportFormat::Svg, options)).texts.contains(spec.badge));
      QVERIFY(bytes(spec, ExportFormat::Csv, options).startsWith("# " + spec.badge.toUtf8()));
      const QRectF box = Slide(spec, options.title, false, page).scene().badgeBox();
      options.scale = 1;
      QImage image;
      QVERIFY(image.loadFromData(bytes(spec, ExportFormat::Png, options), "PNG"));
      QCOMPARE(image.pixelColor((box.center() - QPointF(box.width() / 2 - 6, 0)).toPoint()), chartColors(false).amber);
    }
}

/// A title is what concludes: the whole where two lines hold it, else whole sentences where there are any, otherwise it
/// is cut between words; and what it does not say stands beneath, once.
void TestSlides::titlesAreCutWhereTheyMayBe() {
  const QString more = QStringLiteral(" and more of it").repeated(14);
  const auto titled = [](const QString& sentence, const QString& title = {}, const QString& subtitle = {}) {
    ChartSpec spec;
    spec.sentence = sentence;
    spec.title = title;
    spec.subtitle = subtitle;
    const Slide slide(spec, {}, false);
    return std::pair(slide.titleLines().join(QLatin1Char(' ')), slide.subtitleLines().join(QLatin1Char(' ')));
  };
  const QString first = QStringLiteral("Mamba-2 is faster from 3,100 tokens on."), both = first + more;
  QCOMPARE(titled(both).first, first);
  QCOMPARE(titled(both).second, more.trimmed());
  const QString clause = QStringLiteral("At 2,048 tokens and 8 simultaneous requests, Mamba-2 answers soonest");
  QCOMPARE(titled(clause + QStringLiteral(", ") + more).first, clause + QStringLiteral(", …"));
  QVERIFY(titled(more.trimmed() + more).first.endsWith(QStringLiteral(" …")));
  const QString figures = QStringLiteral("FDA look-ups: of 100, Transformer++ gets 52.2 (49.2–55.1) right, Gated "
                                         "DeltaNet 23.7 (21.3–26.3).");
  QCOMPARE(titled(figures).first, figures); // more than 90 characters, and less than two lines
  QCOMPARE(titled(first).second, QString());
  const QString place = QStringLiteral("600 tokens, one request");
  QCOMPARE(titled(first, first, place).second, place); // what is the title is not said beneath it again
  QCOMPARE(titled(first + more, first, place).second, more.trimmed());
  QCOMPARE(titled(more.trimmed(), first, place).second, more.trimmed());
  const QString japanese = QStringLiteral("ここでは Mamba-2 は注意機構より 1.4 倍速く答えます。これは測定値です。");
  const auto bare = [](QString text) { return text.remove(QLatin1Char(' ')); };
  QCOMPARE(bare(titled(japanese.repeated(2)).first), bare(japanese.repeated(2)));
  QCOMPARE(bare(titled(japanese.repeated(4)).first + titled(japanese.repeated(4)).second),
           bare(japanese.repeated(4))); // between sentences, and nothing is lost
}

/// A result that is said beneath a title of two lines is whole, in smaller letters where it has to be.
void TestSlides::subtitlesAreWhole() {
  ChartSpec spec = sampleTradeOff();
  spec.title = QStringLiteral("Time per output token: 3 of 3 surely beat Transformer++ from 8,192 tokens on, and none "
                              "of them does so before");
  spec.facts = {{QStringLiteral("36.8 s"), QStringLiteral("wait per answer")}};
  for (const int clauses : {1, 2, 3, 5}) {
    spec.sentence = QStringLiteral("Mamba-2 surely at 8,192–65,536, elsewhere no decisive difference; ")
                        .repeated(clauses)
                        .trimmed();
    for (const SlidePage page : {SlidePage::A4, SlidePage::Wide}) {
      const Slide slide(spec, {}, false, page);
      QVERIFY(slide.titleLines().size() == 2 && !slide.factsBox().isNull());
      QCOMPARE(slide.subtitleLines().join(QLatin1Char(' ')), spec.sentence);
    }
  }
}

/// What a footer has no room for goes as a whole, where values come from last, and no word of it is torn.
void TestSlides::footersDropWholeParts() {
  const QString disturbed = QStringLiteral("disturbed: other programs took up to 34 % of the machine meanwhile"),
                again = QStringLiteral("measure again: paretoscope-engine reproduce 0123456789abcdef:42 --store FILE");
  const QString dropped = QStringLiteral(" … all of it in the CSV"); // and there it is
  QStringList method{QStringLiteral("speed measured here"), disturbed};
  for (int i = 0; i < 6; ++i)
    method << QStringLiteral("another reservation of some words, number %1").arg(i);
  for (const int models : {2, 6, 40}) {
    ChartSpec spec = sampleTradeOff();
    spec.provenance = {QStringLiteral("Machine, 8 threads · device cpu · 2026-11-29"),
                       QStringList(models, QStringLiteral("Gated DeltaNet 1.3b")).join(QStringLiteral(", ")) +
                           QStringLiteral("; weights f16"),
                       method.join(QStringLiteral("; ")), again};
    QSet<QString> words;
    for (const QString& line : std::as_const(spec.provenance))
      for (const QString& word : line.split(QLatin1Char(' ')))
        words << word << word.chopped(word.endsWith(QLatin1Char(';')) ? 1 : 0);
    const Slide slide(spec, {}, false);
    const QStringList rows = slide.provenanceLines();
    QCOMPARE(rows.size(), 2);
    for (const QString& row : rows) {
      QVERIFY(QFontMetricsF(slideStyle(kSlideText).font).horizontalAdvance(row) <= kSlideWidth - 2 * kSlideMargin);
      for (const QString& word : row.split(QLatin1Char(' ')))
        QVERIFY2(dropped.contains(word) || words.contains(word), qPrintable(word));
    }
    const QString all = rows.join(QLatin1Char(' '));
    QVERIFY2(all.contains(disturbed), qPrintable(all));
    for (const char* kept :
         {"Machine, 8 threads", "2026-11-29", "weights f16", "Gated DeltaNet 1.3b"}) // whoever reads it
      QVERIFY2(all.contains(QLatin1String(kept)), qPrintable(all));
    QVERIFY(rows.last().endsWith(dropped));
  }
}

/// A part without room does not take along those behind it that have some.
void TestSlides::footersAreFilled() {
  const QFont font = slideStyle(kSlideText).font;
  const QFontMetricsF metrics(font);
  const double width = kSlideWidth - 2 * kSlideMargin;
  for (const QString& mark : {QStringLiteral("; "), QStringLiteral("；")}) {
    const QString method = QStringList{QStringLiteral("speed measured here"),
                                       QStringLiteral("a reservation of many words ").repeated(10).trimmed(),
                                       QStringLiteral("shown with intervals"), QStringLiteral("quality published")}
                               .join(mark);
    const QStringList lines{QStringLiteral("Machine, 8 threads · reads 1,000 GB/s · device cpu · 2026-11-29"),
                            QStringLiteral("Gated DeltaNet (1.3 B), ").repeated(6).chopped(2) + mark +
                                QStringLiteral("weights f16"),
                            method, QStringLiteral("measure again: ") + QStringLiteral("paretoscope ").repeated(30)};
    const QStringList rows = footerRows(lines, 2, font, width);
    QCOMPARE(rows.size(), 2);
    const QString all = rows.join(QLatin1Char('\n'));
    for (const char* kept : {"Machine, 8 threads", "2026-11-29", "weights f16", "speed measured here",
                             "shown with intervals", "quality published", "device cpu"})
      QVERIFY2(all.contains(QLatin1String(kept)), qPrintable(all));
    QVERIFY2(!all.contains(QStringLiteral("reservation")) && !all.contains(QStringLiteral("measure again")),
             qPrintable(all));
    for (const QString& row : rows)
      QVERIFY(metrics.horizontalAdvance(row) <= width);
  }
}

/// Nor does what says that something is left out, where a row is free for it.
void TestSlides::aFreeRowIsUsed() {
  const QFont font = slideStyle(kSlideText).font;
  const QFontMetricsF metrics(font);
  const double width = kSlideWidth - 2 * kSlideMargin;
  QString machine = QStringLiteral("Machine");
  const QString rest = QStringLiteral(" · reads 1,000 GB/s · device cpu · 2026-11-29"),
                models = QStringLiteral("Mamba-2 (1.3 B); weights f16"), first = QStringLiteral("speed measured here");
  while (metrics.horizontalAdvance(machine + QStringLiteral(" · 2026-11-29 · ") + models + QStringLiteral("; ") +
                                   first + QStringLiteral("; xx")) <= width)
    machine += QLatin1Char('x');
  const QStringList rows = footerRows({machine + rest, models, first + QStringLiteral("; disturbed by others"),
                                       QStringLiteral("measure again: ") + QStringLiteral("paretoscope ").repeated(30)},
                                      2, font, width);
  const QString all = rows.join(QLatin1Char('\n'));
  QCOMPARE(rows.size(), 2);
  QVERIFY2(all.contains(first) && all.contains(QStringLiteral("disturbed by others")), qPrintable(all));
}

/// A sheet of paper is one, in every form.
void TestSlides::paper() {
  ExportOptions options;
  options.page = SlidePage::A4;
  options.scale = 1;
  QImage image;
  QVERIFY(image.loadFromData(bytes(sampleTradeOff(), ExportFormat::Png, options), "PNG"));
  QCOMPARE(image.size(), QSize(1920, 1358));
  QCOMPARE(qRound(image.width() * 1000.0 / image.dotsPerMeterX()), 297); // mm
  const QByteArray pdf = bytes(sampleTradeOff(), ExportFormat::Pdf, options);
  static const QRegularExpression box(QStringLiteral("/MediaBox \\[0 0 ([0-9.]+) ([0-9.]+)\\]"));
  const QRegularExpressionMatch match = box.match(QString::fromLatin1(pdf));
  QVERIFY(match.hasMatch());
  QCOMPARE(qRound(match.captured(1).toDouble()), 842);
  QCOMPARE(qRound(match.captured(2).toDouble()), 595);
  QCOMPARE(parseSvg(bytes(sampleTradeOff(), ExportFormat::Svg, options)).viewBox, QStringLiteral("0 0 1920 1358"));
}

PARETO_TEST(TestSlides)
#include "tst_slides.moc"
