// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/deep.h"
#include "tests/support/program.h"
#include "tests/ui/export_readers.h"
#include "tests/ui/sample_charts.h"
#include "ui/charts/marks.h"
#include "ui/export/chart_exporter.h"
#include "ui/export/export_actions.h"
#include "ui/export/export_dialog.h"
#include "ui/export/slide.h"
#include "ui/words/language.h"

#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <limits>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace pareto;
using namespace pareto::ui;

class TestExport : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void png_data();
  void png();
  void svgStaysInsideThePlot_data();
  void svgStaysInsideThePlot();
  void R17_432_files_are_read_by_others_data();
  void R17_432_files_are_read_by_others();
  void svgTexts();
  void svgOutlines();
  void pdf();
  void csv();
  void csvQuotes();
  void sameBytesTwice_data();
  void sameBytesTwice();
  void exportIgnoresTheWindow();
  void exportAllWritesEveryFormat();
  void errorsAreOneSentence();
  void shortWriteLeavesNothing();
  void pipesAreRefused();
  void clipboard();
  void oddSpecs();
  void dialog();
  void actions();

private:
  static QByteArray bytes(const ChartSpec& spec, ExportFormat format, const ExportOptions& options = {}) {
    const Result<QByteArray> result = chartBytes(spec, format, options);
    return result ? *result : QByteArray();
  }
  static QString message(const Status& status) {
    return status ? QString() : QString::fromStdString(status.error().message);
  }
};

namespace {

QString colorOf(const SeriesSpec& series) { return familyColor(series.family, false).name(); }

} // namespace

void TestExport::initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

void TestExport::png_data() {
  QTest::addColumn<double>("scale");
  QTest::addColumn<QSize>("size");
  QTest::addColumn<QSize>("pixels");
  QTest::newRow("default") << 2.0 << QSize(1920, 1080) << QSize(3840, 2160);
  QTest::newRow("once") << 1.0 << QSize(1920, 1080) << QSize(1920, 1080);
  QTest::newRow("small") << 1.0 << QSize(1280, 720) << QSize(1280, 720);
}

void TestExport::png() {
  QFETCH(double, scale);
  QFETCH(QSize, size);
  QFETCH(QSize, pixels);
  ExportOptions options;
  options.scale = scale;
  options.size = size;
  QImage image;
  QVERIFY(image.loadFromData(bytes(sampleTradeOff(), ExportFormat::Png, options), "PNG"));
  QCOMPARE(image.size(), pixels);
  QCOMPARE(image.pixelColor(1, 1), QColor(Qt::white)); // light
  // The marks and the badge are there.
  const Slide slide(sampleTradeOff(), {}, false);
  const double factor = static_cast<double>(pixels.width()) / kSlideWidth;
  const auto at = [&](const QPointF& p) { return image.pixelColor((p * factor).toPoint()); };
  for (const int series : {0, 1, 5}) {
    const PointSpec& point = slide.scene().spec().series[series].points[0];
    QCOMPARE(at(slide.scene().toPixel(point.x, point.y)).name(), colorOf(slide.scene().spec().series[series]));
  }
  QCOMPARE(at(slide.scene().badgeBox().center() - QPointF(slide.scene().badgeBox().width() / 2 - 6, 0)),
           chartColors(false).amber);
}

void TestExport::svgStaysInsideThePlot_data() {
  QTest::addColumn<ChartSpec>("spec");
  QTest::newRow("trade-off") << sampleTradeOff();
  QTest::newRow("latency") << sampleLatency();
  QTest::newRow("memory") << sampleMemory();
  QTest::newRow("10,000 points") << sampleLarge(10'000, false);
  ChartSpec narrow = sampleLatency(); // as if zoomed: most of the data lies outside
  narrow.x.low = 700;
  narrow.x.high = 9000;
  narrow.y.low = 60;
  narrow.y.high = 90;
  QTest::newRow("narrow") << narrow;
}

void TestExport::svgStaysInsideThePlot() {
  QFETCH(ChartSpec, spec);
  const SvgContent svg = parseSvg(bytes(spec, ExportFormat::Svg));
  QVERIFY(svg.valid);
  QCOMPARE(svg.viewBox, QStringLiteral("0 0 1920 1080"));
  QCOMPARE(svg.title, spec.sentence);
  QCOMPARE(svg.images, 0);
  const Slide slide(spec, {}, false);
  const QRectF plot = slide.scene().plot();
  QSet<QString> colors;
  for (const SeriesSpec& series : spec.series)
    colors.insert(colorOf(series));
  int lines = 0;
  for (const SvgPath& path : svg.paths) {
    if (path.fill != QLatin1String("none") || !colors.contains(path.stroke) || path.points.isEmpty())
      continue; // marks are filled
    QRectF extent(path.points.first(), QSizeF(0, 0));
    for (const QPointF& p : path.points)
      extent |= QRectF(p - QPointF(1e-3, 1e-3), QSizeF(2e-3, 2e-3));
    if (extent.top() > slide.scene().canvas().bottom() - 1)
      continue; // symbols of the legend
    ++lines;
    const double cap = slide.scene().style().mark * 0.22 + 0.01; // ends of interval bars stand across them
    QVERIFY2(plot.adjusted(-cap, -cap, cap, cap).contains(extent), qPrintable(path.stroke));
  }
  QVERIFY(lines > 0);
  QVERIFY(lines <= 60); // one path for each line, not one for each segment
}

void TestExport::R17_432_files_are_read_by_others_data() {
  QTest::addColumn<ChartSpec>("spec");
  QTest::addColumn<QString>("language");
  QTest::addColumn<bool>("dark");
  QTest::addColumn<QSize>("size");
  const QList<std::pair<const char*, ChartSpec>> charts{
      {"trade-off", sampleTradeOff()}, {"latency", sampleLatency()}, {"memory", sampleMemory()},
      {"Japanese", sampleJapanese()},  {"empty", sampleEmpty()},     {"1,000 points", sampleLarge(1000, true)}};
  const QList<QSize> sizes{{1280, 720}, {1920, 1080}, {2560, 1440}};
  int rows = 0;
  for (const auto& [name, spec] : charts)
    for (const char* language : {"en", "ja"})
      for (const bool dark : {false, true})
        for (const QSize& size : sizes)
          if (rows++ % test::deep(8, 1) == 0)
            QTest::addRow("%s, %s, %s, %d", name, language, dark ? "dark" : "light", size.width())
                << spec << QString::fromLatin1(language) << dark << size;
}

/// Six charts x two languages x two themes of the window x three sizes x six forms.
void TestExport::R17_432_files_are_read_by_others() {
  QFETCH(ChartSpec, spec);
  QFETCH(QString, language);
  QFETCH(bool, dark);
  QFETCH(QSize, size);
  const QPalette before = QGuiApplication::palette();
  setLanguage(language);
  if (dark)
    QGuiApplication::setPalette(darkApplicationPalette());
  ExportOptions options, outlines;
  options.size = outlines.size = size;
  options.scale = 1;
  outlines.textAsOutlines = true;
  const QByteArray png = bytes(spec, ExportFormat::Png, options), svg = bytes(spec, ExportFormat::Svg, options),
                   drawn = bytes(spec, ExportFormat::Svg, outlines), pdf = bytes(spec, ExportFormat::Pdf, options),
                   csv = bytes(spec, ExportFormat::Csv, options);
  const QString tsv = chartTsv(spec);
  const bool again = png == bytes(spec, ExportFormat::Png, options) && svg == bytes(spec, ExportFormat::Svg, options) &&
                     csv == bytes(spec, ExportFormat::Csv, options);
  QGuiApplication::setPalette(before);
  setLanguage(QStringLiteral("en"));
  QVERIFY(again); // the same bytes twice
  const PngContent picture = parsePng(png);
  QVERIFY(picture.valid && picture.width == static_cast<quint32>(size.width()) &&
          picture.height == static_cast<quint32>(size.height()));
  const SvgContent text = parseSvg(svg), shapes = parseSvg(drawn);
  QVERIFY(text.valid && text.images == 0 && text.title == spec.sentence && !text.texts.isEmpty());
  QVERIFY(shapes.valid && shapes.texts.isEmpty());
  for (const SvgPath& path : text.paths)
    for (const QPointF& p : path.points)
      QVERIFY2(QRectF(-1, -1, kSlideWidth + 2, kSlideHeight + 2).contains(p),
               qPrintable(QStringLiteral("%1, %2").arg(p.x()).arg(p.y())));
  const PdfContent page = parsePdf(pdf);
  QVERIFY(page.valid && page.pages == 1 && page.objects > 5 && page.embedsFonts);
  QStringList comments;
  const QList<QStringList> rows = parseCsv(csv, comments);
  QCOMPARE(rows.mid(1), spec.rows);
  QCOMPARE(tsv.count(QLatin1Char('\n')), spec.rows.size() + 1);
}

void TestExport::svgTexts() {
  ChartSpec spec = sampleJapanese();
  spec.sentence += QStringLiteral(" <&>");
  spec.provenance[1] += QStringLiteral(" </desc>");
  const SvgContent svg = parseSvg(bytes(spec, ExportFormat::Svg));
  QVERIFY(svg.valid);
  QCOMPARE(svg.title, spec.sentence);
  ChartSpec control = spec;
  control.series[0].points[0].label = QStringLiteral("a\x01z"); // not allowed in XML, allowed in a file's name
  QVERIFY(parseSvg(bytes(control, ExportFormat::Svg)).valid);
  const Slide slide(spec, {}, false);
  for (const QString& line : slide.titleLines() + slide.provenanceLines())
    QVERIFY2(svg.texts.contains(line), qPrintable(line)); // each whole, not torn by script
  QVERIFY(svg.texts.contains(spec.badge));
  QVERIFY(!svg.families.isEmpty());
  for (const QString& family : svg.families) {
    QVERIFY(family.contains(slideFamily()));
    QVERIFY(family.endsWith(QStringLiteral("sans-serif")));
  }
}

void TestExport::svgOutlines() {
  ExportOptions options;
  options.textAsOutlines = true;
  const SvgContent outlined = parseSvg(bytes(sampleJapanese(), ExportFormat::Svg, options));
  QVERIFY(outlined.valid);
  QCOMPARE(outlined.texts.size(), 0);
  QVERIFY(outlined.paths.size() > parseSvg(bytes(sampleJapanese(), ExportFormat::Svg)).paths.size() + 10);
}

void TestExport::pdf() {
  const QByteArray pdf = bytes(sampleJapanese(), ExportFormat::Pdf);
  QVERIFY(pdf.startsWith("%PDF-1."));
  QVERIFY(pdf.trimmed().endsWith("%%EOF"));
  QCOMPARE(pdf.count("/Type /Page\n") + pdf.count("/Type /Page "), 1);
  static const QRegularExpression box(QStringLiteral("/MediaBox \\[0 0 ([0-9.]+) ([0-9.]+)\\]"));
  const QRegularExpressionMatch match = box.match(QString::fromLatin1(pdf));
  QVERIFY(match.hasMatch());
  QCOMPARE(qRound(match.captured(1).toDouble()), 960);
  QCOMPARE(qRound(match.captured(2).toDouble()), 540);
  QVERIFY(pdf.contains("/FontFile")); // embedded
  QVERIFY(!pdf.contains("/Subtype /Image"));
  QVERIFY(pdf.contains("/EmbeddedFile")); // the data travel with the picture
}

void TestExport::csv() {
  for (const ChartSpec& spec : {sampleTradeOff(), sampleLatency(), sampleLarge(10'000, true)}) {
    QStringList comments;
    const QList<QStringList> rows = parseCsv(bytes(spec, ExportFormat::Csv), comments);
    QCOMPARE(rows.first(), spec.columns);
    QCOMPARE(rows.mid(1), spec.rows);
    QVERIFY(comments.contains(QStringLiteral("# ") + spec.sentence));
    for (const QString& line : spec.provenance)
      QVERIFY(comments.contains(QStringLiteral("# ") + line));
    if (!spec.badge.isEmpty())
      QCOMPARE(comments.first(), QStringLiteral("# ") + spec.badge);
  }
}

void TestExport::csvQuotes() {
  ChartSpec spec;
  spec.columns = {QStringLiteral("name"), QStringLiteral("value")};
  spec.rows = {{QStringLiteral("a, \"b\""), QStringLiteral("1.5")},
               {QStringLiteral("two\r\nlines"), QString()},
               {QStringLiteral("# no comment"), QStringLiteral("2")},
               {QStringLiteral("日本語"), QStringLiteral("3")}};
  spec.provenance = {QStringLiteral("one\ntwo")};
  QStringList comments;
  const QByteArray csv = bytes(spec, ExportFormat::Csv);
  QCOMPARE(parseCsv(csv, comments).mid(1), spec.rows);
  QCOMPARE(comments, QStringList{QStringLiteral("# one two")}); // a comment cannot break out of its line
  QVERIFY(csv.contains("\"a, \"\"b\"\"\",1.5\r\n"));
}

void TestExport::sameBytesTwice_data() {
  QTest::addColumn<int>("format");
  QTest::newRow("png") << static_cast<int>(ExportFormat::Png);
  QTest::newRow("svg") << static_cast<int>(ExportFormat::Svg);
  QTest::newRow("csv") << static_cast<int>(ExportFormat::Csv);
}

void TestExport::sameBytesTwice() {
  QFETCH(int, format);
  ExportOptions options;
  options.scale = 1;
  for (const ChartSpec& spec : {sampleTradeOff(), sampleLatency(), sampleJapanese()}) {
    const QByteArray first = bytes(spec, static_cast<ExportFormat>(format), options);
    QVERIFY(first.size() > 300);
    QVERIFY(first == bytes(spec, static_cast<ExportFormat>(format), options));
  }
}

void TestExport::exportIgnoresTheWindow() {
  ExportOptions options;
  options.scale = 1;
  const QByteArray light = bytes(sampleTradeOff(), ExportFormat::Png, options);
  const QPalette before = QGuiApplication::palette();
  QGuiApplication::setPalette(darkApplicationPalette());
  ChartSpec selected = sampleTradeOff();
  for (SeriesSpec& series : selected.series)
    series.selected = !series.selected;
  const QByteArray dark = bytes(selected, ExportFormat::Png, options);
  QGuiApplication::setPalette(before);
  QVERIFY(light == dark);
}

void TestExport::exportAllWritesEveryFormat() {
  QTemporaryDir folder;
  const QString target = folder.filePath(QStringLiteral("new/charts"));
  ExportOptions options;
  options.scale = 1;
  const Result<QStringList> files = exportAll({sampleTradeOff(), sampleLatency()}, target, options);
  QVERIFY(files);
  QCOMPARE(files->size(), 8);
  for (const QString& file : *files)
    QVERIFY2(QFileInfo(file).size() > 200, qPrintable(file));
  QCOMPARE(QDir(target).entryList(QDir::Files).size(), 8); // nothing temporary left
  QVERIFY(QFile::exists(QDir(target).filePath(QStringLiteral("trade-off.svg"))));
  QVERIFY(QFile::exists(QDir(target).filePath(QStringLiteral("latency.pdf"))));
}

void TestExport::errorsAreOneSentence() {
  QTemporaryDir folder;
  const ChartSpec spec = sampleTradeOff();
  QFile blocker(folder.filePath(QStringLiteral("file")));
  QVERIFY(blocker.open(QIODevice::WriteOnly));
  blocker.close();
  QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("x.png")));
  ExportOptions large;
  large.scale = 5;
  ExportOptions square;
  square.size = QSize(1000, 1000);
  const QStringList messages{
      message(exportChart(spec, folder.filePath(QStringLiteral("chart.bmp")))),
      message(exportChart(spec, folder.filePath(QStringLiteral("chart")))),
      message(exportChart(spec, folder.filePath(QStringLiteral("none/chart.png")))),
      message(exportChart(spec, folder.filePath(QStringLiteral("x.png")))),
      message(exportChart(spec, folder.filePath(QStringLiteral("a.png")), large)),
      message(exportChart(spec, folder.filePath(QStringLiteral("a.svg")), square)),
      QString::fromStdString(exportAll({spec}, folder.filePath(QStringLiteral("file/below"))).error().message),
  };
  for (const QString& text : messages) {
    QVERIFY(text.size() > 20);
    QVERIFY(text.endsWith(QLatin1Char('.')));
    QCOMPARE(text.count(QLatin1Char('\n')), 0);
  }
  QVERIFY(messages[0].contains(QStringLiteral(".svg")));
  QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("file")});
}

void TestExport::shortWriteLeavesNothing() {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("trade-off.csv"));
  QFile old(path);
  QVERIFY(old.open(QIODevice::WriteOnly));
  old.write("old");
  old.close();
  // A limit on file sizes stands in for a full disk: writes beyond it fail in the same way.
  rlimit before{};
  QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 100;
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status status = exportChart(sampleTradeOff(), path);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  QVERIFY(!status);
  QVERIFY(message(status).contains(QStringLiteral("trade-off.csv")));
  QVERIFY(old.open(QIODevice::ReadOnly));
  QCOMPARE(old.readAll(), QByteArray("old")); // all or nothing
  QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void TestExport::pipesAreRefused() {
  QTemporaryDir folder;
  const QString pipe = folder.filePath(QStringLiteral("pipe")), link = folder.filePath(QStringLiteral("chart.csv"));
  QCOMPARE(mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
  QVERIFY(QFile::link(pipe, link));
  QVERIFY(message(exportChart(sampleTradeOff(), link)).contains(QStringLiteral("ordinary file")));
  QVERIFY(QFileInfo(pipe).exists() && !QFileInfo(pipe).isFile()); // still a pipe
}

void TestExport::clipboard() {
  const ChartSpec spec = sampleTradeOff();
  QVERIFY(copyChart(spec));
  const QMimeData* data = QGuiApplication::clipboard()->mimeData();
  QVERIFY(data->hasImage());
  QCOMPARE(qvariant_cast<QImage>(data->imageData()).size(), QSize(3840, 2160));
  QVERIFY(parseSvg(data->data(QStringLiteral("image/svg+xml"))).valid);
  QVERIFY(data->data(QStringLiteral("image/png")).startsWith("\x89PNG"));
  const QStringList lines = data->text().split(QLatin1Char('\n'));
  QCOMPARE(lines.first(), spec.columns.join(QLatin1Char('\t')));
  QCOMPARE(lines[1], spec.rows[0].join(QLatin1Char('\t')));
}

void TestExport::oddSpecs() {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  ChartSpec odd = sampleLatency();
  odd.series[0].points[2].y = kNan;
  odd.series[1].points[2].y = 0;
  odd.series[2].points[2].yInterval = Interval{-1, std::numeric_limits<double>::infinity()};
  odd.y.low = kNan;
  ExportOptions options;
  options.scale = 1;
  for (const ChartSpec& spec : {ChartSpec(), odd, sampleEmpty(), sampleLarge(1, true), sampleLarge(0, false)})
    for (const ExportFormat format : {ExportFormat::Png, ExportFormat::Svg, ExportFormat::Pdf, ExportFormat::Csv}) {
      const QByteArray data = bytes(spec, format, options);
      QVERIFY(!data.isEmpty());
      QVERIFY(format != ExportFormat::Svg || (parseSvg(data).valid && !data.contains("nan") && !data.contains("inf,")));
    }
}

void TestExport::dialog() {
  QTemporaryDir folder;
  ExportDialog dialog(sampleTradeOff());
  dialog.show();
  QVERIFY(QTest::qWaitForWindowExposed(&dialog));
  QVERIFY(!dialog.findChild<QLabel*>(QStringLiteral("preview"))->pixmap().isNull());
  auto* title = dialog.findChild<QPlainTextEdit*>();
  QCOMPARE(title->toPlainText(), sampleTradeOff().sentence);
  title->selectAll();
  QTest::keyClicks(title, QStringLiteral("My own conclusion"));
  dialog.setFormat(ExportFormat::Svg);
  QCOMPARE(dialog.format(), ExportFormat::Svg);
  QSignalSpy saved(&dialog, &ExportDialog::saved);
  const QString path = folder.filePath(QStringLiteral("own.svg"));
  QVERIFY(dialog.saveTo(path));
  QCOMPARE(saved.size(), 1);
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QVERIFY(parseSvg(file.readAll()).texts.contains(QStringLiteral("My own conclusion")));
  QVERIFY(!dialog.saveTo(folder.filePath(QStringLiteral("own.doc"))));
  QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("message"))->text().contains(QStringLiteral("own.doc")));
  QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("copy")), Qt::LeftButton);
  QVERIFY(QGuiApplication::clipboard()->mimeData()->hasImage());
}

void TestExport::actions() {
  QTemporaryDir folder;
  ExportActions actions([] { return sampleMemory(); }, nullptr);
  QCOMPARE(actions.actions().size(), 6);
  QStringList suggestions;
  QString answer;
  actions.setChooser([&](const QString& suggestion, const QString&) {
    suggestions << suggestion;
    return answer.isEmpty() ? QString() : folder.filePath(answer);
  });
  QSignalSpy done(&actions, &ExportActions::done), failed(&actions, &ExportActions::failed);
  actions.actions()[1]->trigger(); // no place chosen: nothing happens
  QCOMPARE(done.size() + failed.size(), 0);
  for (int i = 1; i <= 4; ++i) {
    answer = QStringLiteral("memory"); // without suffix: the entry says the format
    actions.actions()[i]->trigger();
  }
  QCOMPARE(done.size(), 4);
  QCOMPARE(suggestions.last(), QStringLiteral("memory.csv"));
  for (const char* suffix : {"png", "svg", "pdf", "csv"})
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("memory.") + QLatin1String(suffix))));
  answer = QStringLiteral("none/memory.png");
  actions.actions()[1]->trigger();
  QCOMPARE(failed.size(), 1);
  actions.actions()[0]->trigger();
  QCOMPARE(done.size(), 5);
}

PARETO_TEST(TestExport)
#include "tst_export.moc"
