// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_scene.h"
#include "ui/charts/mark_painter.h"

#include <QPainter>

namespace pareto::ui {

/// A slide is 1920 x 1080 units, and a unit is a point of a page of that size: sizes below are said as people say them
/// of a slide seen at full size.
inline constexpr int kSlideWidth = 1920;
inline constexpr int kSlideHeight = 1080;
/// A sheet of paper across, in the same units: 297 x 210 mm.
inline constexpr int kSheetHeight = 1358;
inline constexpr int kSlideMargin = 72;
inline constexpr int kSlideTitle = 40, kSlideSubtitle = 22, kSlideFact = 44, kSlideCaption = 20;
/// No text of a slide is smaller: the footer's.
inline constexpr int kSlideText = 16;
/// Characters that a sentence meant as a title has at most. A longer one is a title, too, where two lines hold it.
inline constexpr qsizetype kSlideTitleLength = 90;
inline constexpr double kSlidePlotShare = 0.6; ///< of the slide, at least, are the chart and its legend

/// What a slide is laid out on.
enum class SlidePage { Wide, A4 };
QSize sizeOf(SlidePage page); ///< in units

/// Lines of where values come from (provenance_lines()), in at most so many rows, each line as it is where all have
/// room. Otherwise their parts ("; " and " · " between them) follow each other, and those that find no room are left
/// away as a whole, which is said, with where they are: a CSV has them all. Machine, date, models and precision, how
/// values were obtained and the run stay, whatever has to be cut inside them.
QStringList footerRows(const QStringList& lines, qsizetype most, const QFont& font, double width);

/// A chart laid out as a slide: conclusion, the figures behind it, chart and legend, three facts at the right, two
/// lines of where it comes from, and the badge. Always light; knows nothing of the window.
class Slide {
public:
  /// An empty title means the chart's own.
  Slide(const ChartSpec& spec, const QString& title, bool textAsOutlines, SlidePage page = SlidePage::Wide);

  void paint(QPainter& painter) const;
  const ChartScene& scene() const { return *m_scene; }
  const QList<LegendEntry>& legend() const { return m_entries; }
  const QStringList& titleLines() const { return m_title; }
  const QStringList& subtitleLines() const { return m_subtitle; }
  const QStringList& provenanceLines() const { return m_provenance; }
  /// The chart with its legend.
  QRectF plotBox() const { return m_plotBox; }
  /// The column of facts; null where there are none.
  QRectF factsBox() const { return m_factsBox; }

private:
  void layOutTexts(const ChartSpec& spec, const QString& title);
  void layOutProvenance(const QStringList& lines);
  void layOutFacts(const ChartSpec& spec, const QRectF& area);
  void layOutChart(ChartSpec spec, const QRectF& area);
  /// Places m_entries at the bottom of `area`; what is left above them.
  QRectF layOutLegend(const QRectF& area);
  double entryWidth(const LegendEntry& entry) const;
  void paintFacts(QPainter& painter) const;
  void paintFact(QPainter& painter, const FactSpec& fact, const QRectF& box) const;
  void paintLegend(QPainter& painter) const;

  ChartStyle m_style, m_titleStyle, m_subtitleStyle, m_factStyle, m_captionStyle, m_footerStyle, m_factsTitleStyle;
  QSize m_page;
  QStringList m_title, m_subtitle, m_provenance, m_factsTitle;
  QRectF m_titleBox, m_subtitleBox, m_provenanceBox, m_plotBox, m_factsBox;
  QList<FactSpec> m_facts;
  QList<LegendEntry> m_entries;
  QList<QRectF> m_entryBoxes;
  std::optional<ChartScene> m_scene;
};

} // namespace pareto::ui
