// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "ui/charts/chart_spec.h"
#include "ui/export/slide.h"

#include <QByteArray>
#include <QImage>
#include <QSize>

#include <memory>

class QMimeData;

namespace pareto::ui {

enum class ExportFormat { Png, Svg, Pdf, Csv };

struct ExportOptions {
  QString title; ///< empty = the chart's own
  SlidePage page = SlidePage::Wide;
  QSize size{1920, 1080}; ///< 16:9; of PNG before `scale`, and the nominal size of SVG; a sheet of paper is as wide
  double scale = 2;       ///< PNG, 1-4
  bool textAsOutlines = false; ///< SVG: looks the same without its fonts, but can no longer be edited
};

/// "png", "svg", "pdf", "csv".
QString exportSuffix(ExportFormat format);
/// By the file's suffix.
Result<ExportFormat> exportFormatOf(const QString& path);

/// A chart as a slide, drawn afresh from its data: the same data give the same bytes (PDF apart, which holds its date).
Result<QImage> chartImage(const ChartSpec& spec, const ExportOptions& options = {});
Result<QByteArray> chartBytes(const ChartSpec& spec, ExportFormat format, const ExportOptions& options = {});

/// CSV by RFC 4180, UTF-8, numbers in the C locale; conclusion, badge and provenance as leading lines "# ...".
QByteArray chartCsv(const ChartSpec& spec, const QString& title = {});
/// Tab-separated, for spreadsheets.
QString chartTsv(const ChartSpec& spec);

/// Writes one file; the suffix says which format. All or nothing: no half file is ever seen.
Status exportChart(const ChartSpec& spec, const QString& path, const ExportOptions& options = {});

/// "trade-off.png", ".svg", ".pdf" and ".csv" of each chart into `folder`, which is made. The files written.
Result<QStringList> exportAll(const QList<ChartSpec>& specs, const QString& folder, const ExportOptions& options = {});

/// Picture, SVG and table at once; each program takes what it understands.
Result<std::unique_ptr<QMimeData>> chartMimeData(const ChartSpec& spec, const ExportOptions& options = {});
Status copyChart(const ChartSpec& spec, const ExportOptions& options = {});

} // namespace pareto::ui
