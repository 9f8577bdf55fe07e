// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_scene.h"
#include "ui/charts/mark_painter.h"

#include <QPainter>

namespace pareto::ui {

/// A slide is 1920 x 1080 units: 960 x 540 points, PowerPoint's 16:9 page; two units are one point.
inline constexpr int kSlideWidth = 1920;
inline constexpr int kSlideHeight = 1080;
/// No text of a slide is smaller: 18 points.
inline constexpr int kSlideText = 36;

/// A chart laid out as a slide: conclusion, chart, legend, provenance, and the badge. Always light; knows nothing of
/// the window.
class Slide {
public:
  /// An empty title means the chart's own sentence.
  Slide(const ChartSpec& spec, const QString& title, bool textAsOutlines);

  void paint(QPainter& painter) const;
  const ChartScene& scene() const { return *m_scene; }
  const QList<LegendEntry>& legend() const { return m_entries; }
  const QStringList& titleLines() const { return m_title; }
  const QStringList& provenanceLines() const { return m_provenance; }

private:
  void layOutTitle(const QString& title);
  void layOutChart(ChartSpec spec, const QRectF& area);
  /// Places m_entries at the bottom of `area`; what is left above them.
  QRectF layOutLegend(const QRectF& area);
  double entryWidth(const LegendEntry& entry) const;

  ChartStyle m_style;
  QFont m_titleFont;
  QStringList m_title, m_provenance;
  QRectF m_titleBox, m_provenanceBox;
  QList<LegendEntry> m_entries;
  QList<QRectF> m_entryBoxes;
  std::optional<ChartScene> m_scene;
};

} // namespace pareto::ui
