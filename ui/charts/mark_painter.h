// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/style.h"

#include <QPainter>

namespace pareto::ui {

/// Text on one line inside `box`, as text or, where the style asks for it, as outlines; without stray spaces.
void paintText(QPainter& painter, const ChartStyle& style, const QRectF& box, Qt::Alignment alignment,
               const QString& whole, const QColor& color, bool strong = false);

/// The lines of a text that is `width` wide at most, breaks of its own kept.
QStringList wrapped(const QString& text, const QFont& font, double width);
/// How wide the widest part of a text is inside which no line may end.
double widestPart(const QString& text, const QFont& font);

/// One mark at `at`: filled = measured, hollow = interpolated, cross-hatched = imported, broken outline = disturbed or
/// suspect, dotted outline = modelled, in pairs of dots = modelled from such. Drawn with lines only (no pattern
/// brushes: SVG has none).
void paintMark(QPainter& painter, const ChartStyle& style, const QPointF& at, const QString& architecture,
               const QColor& color, MarkFill fill, double size);

/// Pen of a line: solid, dashed as a second code, or dotted beyond what was measured.
/// `broken`: through values that decide nothing. `covers`: with gaps, through which the line beneath is seen.
QPen linePen(const QColor& color, double width, bool dashed, bool dotted, bool broken = false, bool covers = false);

/// What the legend explains.
struct LegendEntry {
  enum class Kind {
    Series,
    Measured,
    Interpolated,
    Imported,
    Disturbed,
    Suspect,
    Modelled,
    ModelledBroken,
    IntervalBar,
    Frontier,
    Crossover,
    Zone,
    Faded,
    Block,
  };
  Kind kind = Kind::Series;
  QString text;
  BlockFill fill = BlockFill::Solid; ///< Block
  QString model;                     ///< Series: what a click selects
  QString architecture;              ///< Series
  QString family;                    ///< Series; Block: of all of them, where it is one
  bool line = false, marks = true, dashed = false, selected = false;
};

/// The series of a chart, each model, or each device of one model, once.
QList<LegendEntry> seriesLegend(const ChartSpec& spec);
/// How to read the marks: always all of them (`all`), or only those on the chart.
QList<LegendEntry> marksLegend(const ChartSpec& spec, bool all);

/// Symbol of an entry inside `box` (about twice as wide as high).
void paintLegendSymbol(QPainter& painter, const ChartStyle& style, const QRectF& box, const LegendEntry& entry);

} // namespace pareto::ui
