// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/slide.h"

#include "ui/charts/chart_painter.h"

#include <QFontMetricsF>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr double kMargin = 56;
constexpr double kGap = 20;
constexpr double kSmallRow = kSlideText * 1.3;
constexpr qsizetype kMostTitleLines = 3;
constexpr qsizetype kMostProvenanceLines = 5; // three facts, of which two may need a second line
constexpr qsizetype kFacts = 3;               // what follows, how a value is measured again, is never cut

double symbolWidth(const LegendEntry& entry) {
  using Kind = LegendEntry::Kind;
  const bool wide = entry.line || entry.kind == Kind::Frontier;
  return wide ? 64 : 36;
}

QStringList shortened(QStringList lines, qsizetype most) {
  if (lines.size() <= most)
    return lines;
  lines = lines.mid(0, most);
  lines.last().append(QStringLiteral(" …"));
  return lines;
}

} // namespace

Slide::Slide(const ChartSpec& spec, const QString& title, bool textAsOutlines) : m_style(slideStyle(kSlideText)) {
  m_style.textAsOutlines = textAsOutlines;
  m_style.mark = 27;
  m_style.line = 4.5;
  m_style.thin = 2;
  m_style.gap = 14;
  const double width = kSlideWidth - 2 * kMargin;
  layOutTitle(title.trimmed().isEmpty() ? spec.sentence : title.trimmed());
  for (const QString& line : spec.provenance.mid(0, kFacts))
    m_provenance << wrapped(line, m_style.font, width);
  m_provenance = shortened(m_provenance, kMostProvenanceLines);
  for (const QString& line : spec.provenance.mid(kFacts))
    m_provenance << wrapped(line, m_style.font, width);
  const double provenance = kSmallRow * static_cast<double>(m_provenance.size());
  m_provenanceBox = {kMargin, kSlideHeight - kMargin * 0.6 - provenance, width, provenance};
  const double top = m_titleBox.bottom() + (m_title.isEmpty() ? 0 : kGap);
  layOutChart(spec, {QPointF(kMargin, top), QPointF(kSlideWidth - kMargin, m_provenanceBox.top() - kGap)});
}

void Slide::layOutTitle(const QString& title) {
  m_titleFont = m_style.strong;
  const double width = kSlideWidth - 2 * kMargin;
  for (const int pixels : {52, 46, 40}) { // a long conclusion gets smaller before it gets a third line
    m_titleFont.setPixelSize(pixels);
    m_title = title.isEmpty() ? QStringList() : wrapped(title, m_titleFont, width);
    if (m_title.size() <= 2)
      break;
  }
  m_title = shortened(m_title, kMostTitleLines);
  m_titleBox = {kMargin, kMargin * 0.8, width, m_titleFont.pixelSize() * 1.3 * static_cast<double>(m_title.size())};
}

double Slide::entryWidth(const LegendEntry& entry) const {
  return symbolWidth(entry) + kGap * 0.5 + QFontMetricsF(m_style.font).horizontalAdvance(entry.text);
}

/// Rows under the chart: how to read the marks, after the models that have no label on the chart itself.
QRectF Slide::layOutLegend(const QRectF& area) {
  m_entryBoxes.clear();
  if (m_entries.isEmpty())
    return area;
  double x = area.left(), row = 0;
  for (const LegendEntry& entry : std::as_const(m_entries)) {
    const double width = std::min(entryWidth(entry), area.width());
    if (x > area.left() && x + width > area.right()) {
      x = area.left();
      row += kSmallRow;
    }
    m_entryBoxes << QRectF(x, row, width, kSmallRow);
    x += width + 2 * kGap;
  }
  const double top = area.bottom() - row - kSmallRow;
  for (QRectF& box : m_entryBoxes)
    box.translate(0, top);
  return {area.topLeft(), QPointF(area.right(), top - kGap * 0.5)};
}

void Slide::layOutChart(ChartSpec spec, const QRectF& area) {
  for (SeriesSpec& series : spec.series)
    series.selected = false; // of the window, not of the data
  m_entries = marksLegend(spec, false);
  m_scene.emplace(spec, m_style, layOutLegend(area));
  QList<LegendEntry> unnamed;
  for (const LegendEntry& entry : seriesLegend(spec)) {
    const QList<SceneLabel>& labels = m_scene->labels();
    const auto names = [&](const SceneLabel& label) { return label.model == entry.model && label.text == entry.text; };
    if (std::none_of(labels.begin(), labels.end(), names))
      unnamed << entry;
  }
  if (unnamed.isEmpty())
    return;
  m_entries = seriesLegend(spec) + m_entries;
  m_scene.emplace(spec, m_style, layOutLegend(area));
}

void Slide::paint(QPainter& painter) const {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(QRectF(0, 0, kSlideWidth, kSlideHeight), m_style.colors.background);
  ChartStyle title = m_style;
  title.strong = m_titleFont;
  double y = m_titleBox.top();
  const double row = m_titleFont.pixelSize() * 1.3;
  for (const QString& line : m_title) {
    paintText(painter, title, {m_titleBox.left(), y, m_titleBox.width(), row}, Qt::AlignLeft, line, m_style.colors.text,
              true);
    y += row;
  }
  paintChart(painter, *m_scene);
  const QFontMetricsF metrics(m_style.font);
  for (qsizetype i = 0; i < m_entries.size(); ++i) {
    const QRectF box = m_entryBoxes[i];
    paintLegendSymbol(painter, m_style,
                      {box.left(), box.top() + box.height() * 0.1, symbolWidth(m_entries[i]), box.height() * 0.8},
                      m_entries[i]);
    const QRectF text = box.adjusted(symbolWidth(m_entries[i]) + kGap * 0.5, 0, 0, 0);
    paintText(painter, m_style, text, Qt::AlignLeft,
              metrics.elidedText(m_entries[i].text, Qt::ElideRight, text.width() + 1), m_style.colors.text);
  }
  y = m_provenanceBox.top();
  for (const QString& line : m_provenance) {
    paintText(painter, m_style, {m_provenanceBox.left(), y, m_provenanceBox.width(), kSmallRow}, Qt::AlignLeft, line,
              m_style.colors.muted);
    y += kSmallRow;
  }
}

} // namespace pareto::ui
