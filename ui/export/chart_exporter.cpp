// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/chart_exporter.h"

#include "ui/export/sheet.h"

#include <QBuffer>
#include <QClipboard>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QPageSize>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSvgGenerator>

#include <array>

namespace pareto::ui {

namespace {

struct ChartExporterTexts {
  Q_DECLARE_TR_FUNCTIONS(ChartExporter)
};

constexpr std::array kFormats{ExportFormat::Png, ExportFormat::Svg, ExportFormat::Pdf, ExportFormat::Csv};
constexpr int kPngQuality = 75; // zlib level 2: flat colours pack well at any level, and copying must feel immediate
constexpr double kSlideInches = kSlideWidth / 144.0, kSheetInches = 297 / 25.4; // across
constexpr int kSlideResolution = 144, kSheetResolution = 1200; // of PDF: a slide's units are its pixels

Error failure(ErrorCode code, const QString& message, const QString& where = {}) {
  return fail(code, message.toStdString(), where.toStdString());
}

QString titleOf(const ChartSpec& spec, const QString& title) {
  return title.trimmed().isEmpty() ? spec.sentence : title.trimmed();
}

Status checkOptions(const ExportOptions& options) {
  if (!(options.scale >= 1 && options.scale <= 4))
    return failure(ErrorCode::InvalidArgument,
                   ChartExporterTexts::tr("A picture's scale is 1 to 4, not %1.").arg(options.scale));
  const QSize size = options.size;
  if (size.width() < 320 || size.width() > 7680 || size.width() * 9 != size.height() * 16)
    return failure(ErrorCode::InvalidArgument,
                   ChartExporterTexts::tr("A slide is 16:9 and 320 to 7680 wide, not %1 x %2.")
                       .arg(size.width())
                       .arg(size.height()));
  return {};
}

double inchesOf(SlidePage page) { return page == SlidePage::Wide ? kSlideInches : kSheetInches; }

/// As wide as it is asked for, and as high as its page is.
QSizeF pixelsOf(const ExportOptions& options) {
  const QSize units = sizeOf(options.page);
  return {static_cast<double>(options.size.width()),
          static_cast<double>(options.size.width()) * units.height() / units.width()};
}

QByteArray pngBytes(const QImage& image) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG", kPngQuality);
  return bytes;
}

/// Qt writes a text as one element for each script it holds, and one font without a fallback. Texts of one group (one
/// call of paintText) are one text again, so that another font or an editor does not tear them.
QByteArray joinedTexts(const QByteArray& svg) {
  static const QRegularExpression between(QStringLiteral("</text>\\s*<text [^>]*>"));
  const QString family = slideFamily();
  QString text = QString::fromUtf8(svg);
  text.replace(between, QString());
  text.removeIf([](QChar c) {
    return c < QLatin1Char(' ') && c != QLatin1Char('\n') && c != QLatin1Char('\t') && c != QLatin1Char('\r');
  });
  text.replace(QStringLiteral("font-family=\"%1\"").arg(family),
               QStringLiteral("font-family=\"'%1', 'Noto Sans CJK JP', 'Noto Sans', sans-serif\"").arg(family));
  return text.toUtf8();
}

QByteArray svgBytes(const ChartSpec& spec, const ExportOptions& options) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setResolution(96);
  generator.setSize(pixelsOf(options).toSize());
  generator.setViewBox(QRect(QPoint(0, 0), sizeOf(options.page)));
  generator.setTitle(titleOf(spec, options.title).toHtmlEscaped()); // Qt writes both as they are
  generator.setDescription(spec.provenance.join(QLatin1Char('\n')).toHtmlEscaped());
  const Slide slide(spec, options.title, options.textAsOutlines, options.page);
  QPainter painter(&generator);
  slide.paint(painter);
  painter.end();
  return joinedTexts(bytes);
}

void setPage(QPdfWriter& writer, SlidePage page) {
  const bool wide = page == SlidePage::Wide;
  writer.setResolution(wide ? kSlideResolution : kSheetResolution);
  writer.setPageSize(
      wide ? QPageSize(QSizeF(kSlideWidth / 2.0, kSlideHeight / 2.0), QPageSize::Point, {}, QPageSize::ExactMatch)
           : QPageSize(QPageSize::A4));
  writer.setPageOrientation(wide ? QPageLayout::Portrait : QPageLayout::Landscape);
  writer.setPageMargins(QMarginsF(0, 0, 0, 0));
}

QByteArray pdfBytes(const ChartSpec& spec, const ExportOptions& options) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setPdfVersion(QPagedPaintDevice::PdfVersion_1_6);
  setPage(writer, options.page);
  writer.setTitle(titleOf(spec, options.title));
  writer.setCreator(QStringLiteral("Paretoscope"));
  // The reviewer's question "where does this number come from?" is answered by the file itself.
  writer.addFileAttachment(spec.id + QStringLiteral(".csv"), chartCsv(spec, options.title), QStringLiteral("text/csv"));
  const Slide slide(spec, options.title, false, options.page);
  QPainter painter(&writer);
  const double factor = static_cast<double>(writer.width()) / kSlideWidth;
  painter.scale(factor, factor);
  slide.paint(painter);
  painter.end();
  return bytes;
}

QString csvCell(QString cell) {
  const auto special = [](QChar c) {
    return c == QLatin1Char(',') || c == QLatin1Char('"') || c == QLatin1Char('\n') || c == QLatin1Char('\r');
  };
  if (std::none_of(cell.begin(), cell.end(), special) && !cell.startsWith(QLatin1Char('#')))
    return cell;
  return QLatin1Char('"') + cell.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

QString commentLine(QString text) {
  text.replace(QLatin1Char('\r'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
  return QStringLiteral("# ") + text + QStringLiteral("\r\n");
}

Status writeFile(const QString& path, const QByteArray& bytes) {
  const QString shown = QDir::toNativeSeparators(path);
  const QFileInfo info(path);
  if (!info.absoluteDir().exists())
    return failure(ErrorCode::NotFound,
                   ChartExporterTexts::tr("The folder of %1 does not exist: create it or choose another.").arg(shown),
                   path);
  if (info.isDir())
    return failure(ErrorCode::Io, ChartExporterTexts::tr("%1 is a folder: choose a file name.").arg(shown), path);
  if (info.exists() && !info.isFile()) // a save file would replace a device or a pipe, even behind a link
    return failure(ErrorCode::Io,
                   ChartExporterTexts::tr("%1 is a device or a pipe: choose an ordinary file.").arg(shown), path);
  QSaveFile file(path);
  // The flush before commit() makes a full disk an error of ours to report.
  const bool written =
      file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush() && file.commit();
  if (written)
    return {};
  return failure(ErrorCode::Io,
                 ChartExporterTexts::tr("Cannot write %1 (%2): choose a place with space where you may write.")
                     .arg(shown, file.errorString()),
                 path);
}

} // namespace

QString exportSuffix(ExportFormat format) {
  switch (format) {
  case ExportFormat::Png: return QStringLiteral("png");
  case ExportFormat::Svg: return QStringLiteral("svg");
  case ExportFormat::Pdf: return QStringLiteral("pdf");
  case ExportFormat::Csv: break;
  }
  return QStringLiteral("csv");
}

Result<ExportFormat> exportFormatOf(const QString& path) {
  const QString suffix = QFileInfo(path).suffix().toLower();
  for (const ExportFormat format : kFormats)
    if (suffix == exportSuffix(format))
      return format;
  return failure(ErrorCode::InvalidArgument,
                 ChartExporterTexts::tr("%1 does not end in .png, .svg, .pdf or .csv: name the format by the suffix.")
                     .arg(QDir::toNativeSeparators(path)),
                 path);
}

Result<QImage> chartImage(const ChartSpec& spec, const ExportOptions& options) {
  PARETO_TRY(checkOptions(options));
  const double factor = options.scale * options.size.width() / kSlideWidth;
  QImage image((pixelsOf(options) * options.scale).toSize(), QImage::Format_ARGB32_Premultiplied);
  if (image.isNull())
    return failure(ErrorCode::OutOfMemory,
                   ChartExporterTexts::tr("Not enough memory for a picture of this size: choose a smaller scale."));
  image.fill(Qt::white);
  const Slide slide(spec, options.title, false, options.page);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::TextAntialiasing);
  painter.scale(factor, factor);
  slide.paint(painter);
  painter.end();
  QImage opaque = image.convertToFormat(QImage::Format_RGB32);
  const int perMeter = qRound(image.width() / inchesOf(options.page) / 0.0254); // fills a 13.33 inch slide, or a sheet
  opaque.setDotsPerMeterX(perMeter);
  opaque.setDotsPerMeterY(perMeter);
  return opaque;
}

Result<QByteArray> chartBytes(const ChartSpec& spec, ExportFormat format, const ExportOptions& options) {
  PARETO_TRY(checkOptions(options));
  switch (format) {
  case ExportFormat::Png: {
    PARETO_TRY_ASSIGN(image, chartImage(spec, options));
    return pngBytes(image);
  }
  case ExportFormat::Svg: return svgBytes(spec, options);
  case ExportFormat::Pdf: return pdfBytes(spec, options);
  case ExportFormat::Csv: break;
  }
  return chartCsv(spec, options.title);
}

QByteArray chartCsv(const ChartSpec& spec, const QString& title) {
  QString text;
  if (!spec.badge.isEmpty())
    text += commentLine(spec.badge);
  if (const QString conclusion = titleOf(spec, title); !conclusion.isEmpty())
    text += commentLine(conclusion);
  for (const QString& line : spec.provenance)
    text += commentLine(line);
  const auto add = [&](const QStringList& row) {
    QStringList cells;
    for (qsizetype i = 0; i < std::max(row.size(), spec.columns.size()); ++i)
      cells << csvCell(row.value(i));
    text += cells.join(QLatin1Char(',')) + QStringLiteral("\r\n");
  };
  add(spec.columns);
  for (const QStringList& row : spec.rows)
    add(row);
  return text.toUtf8();
}

QString chartTsv(const ChartSpec& spec) {
  const auto line = [](const QStringList& row) {
    QStringList cells;
    for (QString cell : row)
      cells << cell.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
    return cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
  };
  QString text = line(spec.columns);
  for (const QStringList& row : spec.rows)
    text += line(row);
  return text;
}

Status exportChart(const ChartSpec& spec, const QString& path, const ExportOptions& options) {
  PARETO_TRY_ASSIGN(format, exportFormatOf(path));
  PARETO_TRY_ASSIGN(bytes, chartBytes(spec, format, options));
  return writeFile(path, bytes);
}

Status exportSheet(const SheetSpec& spec, const QString& path) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setPdfVersion(QPagedPaintDevice::PdfVersion_1_6);
  writer.setResolution(kSheetResolution);
  writer.setPageSize(QPageSize(QPageSize::A4));
  writer.setPageMargins(QMarginsF(0, 0, 0, 0));
  writer.setTitle(spec.headline);
  writer.setCreator(QStringLiteral("Paretoscope"));
  for (const ChartSpec& chart : spec.charts)
    writer.addFileAttachment(chart.id + QStringLiteral(".csv"), chartCsv(chart), QStringLiteral("text/csv"));
  QPainter painter(&writer);
  const double factor = static_cast<double>(writer.width()) / kSheetUnits.width();
  painter.scale(factor, factor);
  paintSheet(painter, spec);
  painter.end();
  return writeFile(path, bytes);
}

Result<QStringList> exportAll(const QList<ChartSpec>& specs, const QString& folder, const ExportOptions& options) {
  if (!QDir().mkpath(folder))
    return failure(ErrorCode::Io,
                   ChartExporterTexts::tr("Cannot make the folder %1: choose another place.")
                       .arg(QDir::toNativeSeparators(folder)),
                   folder);
  QStringList files;
  for (const ChartSpec& spec : specs)
    for (const ExportFormat format : kFormats) {
      ExportOptions own = options;
      own.title.clear(); // each chart has its own conclusion
      const QString path = QDir(folder).filePath(spec.id + QLatin1Char('.') + exportSuffix(format));
      PARETO_TRY(exportChart(spec, path, own));
      files << path;
    }
  return files;
}

Result<std::unique_ptr<QMimeData>> chartMimeData(const ChartSpec& spec, const ExportOptions& options) {
  PARETO_TRY_ASSIGN(image, chartImage(spec, options));
  auto data = std::make_unique<QMimeData>();
  data->setImageData(image);
  data->setData(QStringLiteral("image/png"), pngBytes(image));
  data->setData(QStringLiteral("image/svg+xml"), svgBytes(spec, options));
  data->setText(chartTsv(spec));
  return data;
}

Status copyChart(const ChartSpec& spec, const ExportOptions& options) {
  PARETO_TRY_ASSIGN(data, chartMimeData(spec, options));
  QGuiApplication::clipboard()->setMimeData(data.release());
  return {};
}

} // namespace pareto::ui
