// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/words/numbers.h"
#include "core/measure/measurement.h"

#include <QList>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <optional>

namespace pareto::ui {

/// How the numbers of an axis are written.
using AxisFormat = NumberFormat;

/// Which way along an axis is good: an arrow beside the title, and the side on which the frontier's steps turn.
enum class Better { Unstated, Lower, Higher };

struct AxisSpec {
  QString title; ///< without unit; the unit is part of the labels or appended by the view
  QString unit;  ///< "ms", "tokens", "GB", "of 100"; empty = none
  AxisFormat format = AxisFormat::Number;
  bool logarithmic = false;
  double low = 0, high = 1; ///< range that shows everything; low > 0 when logarithmic
  Better better = Better::Unstated;
  bool published = false;   ///< the title says so
  QString tooltip;          ///< source of a published axis, definition of a metric
  QStringList categories{}; ///< names of the places 0, 1, 2, … in place of numbers
  double logarithmicAt = 5; ///< a larger ratio of its values makes it logarithmic: of a metric its row says it
  bool bare = false;        ///< nothing is known along it: no ticks
  bool steady = false;      ///< in a window its range does not shrink for as long as the window is open
};

/// Fill of a mark = the weaker source of its two values. UI.md, "Marks tell the source".
enum class MarkFill {
  Measured,
  Interpolated,
  Untested, ///< a quality at a length it was not tested at
  Imported,
  Disturbed, ///< other programs were busy meanwhile: no fill, broken outline, and lines to it are broken
  Suspect,   ///< contradicts what must hold; drawn likewise
  Modelled,
  ModelledBroken, ///< by a band that rests on disturbed or suspect measurements alone: dotted and broken
};
inline bool isBroken(MarkFill fill) {
  return fill == MarkFill::Disturbed || fill == MarkFill::Suspect || fill == MarkFill::ModelledBroken;
}
inline bool isModelled(MarkFill fill) { return fill == MarkFill::Modelled || fill == MarkFill::ModelledBroken; }

struct PointSpec {
  double x = 0, y = 0;
  std::optional<Interval> xInterval, yInterval; ///< drawn as bars (marks) or as a band (lines)
  MarkFill fill = MarkFill::Measured;
  bool faded = false; ///< fails a limit
  bool surelyDominated = false;
  bool preview = false;
  QString label; ///< beside the mark; empty = none
  QString hover; ///< exact value ± interval, source, size and length; plain text, lines separated by \n
};

/// One architecture on a chart: a single mark (trade-off) or a line through its points. Consecutive points of a line
/// are joined solid when both are measured or interpolated, dotted when either isModelled() (beyond the measured range)
/// and broken when either isBroken(); the band of their intervals is an outline there.
struct SeriesSpec {
  QString model;        ///< id; what a click selects
  QString name;         ///< legend and end-of-line label
  QString architecture; ///< shape: a catalogue id; loadedKey() of what lies in files, deviceKey() where devices are
                        ///< compared (ui/charts/marks.h)
  QString family;       ///< colour: a family, or the same key
  bool line = false;
  bool marks = true;
  bool dashed = false; ///< second code beside colour for lines of the same family
  bool selected = false;
  bool small = false;      ///< its marks are dots: many, each a moment
  bool sideBySide = false; ///< marks that would cover one another at the same x stand beside it instead
  QList<PointSpec> points; ///< lines: ascending x
};

/// How the area of a block is filled.
enum class BlockFill {
  None, ///< only what stands beside it
  Solid,
  Light,   ///< the second part of a whole
  Hatched, ///< in the family's colour; not decided
  Dotted,  ///< known by a formula only
  Broken,  ///< measured while other programs were busy: no fill, a broken outline, as marks have it
  Outline, ///< nothing is known
};

/// A rectangle in values: a cell of a map, a part of a stacked bar. Drawn under lines and marks.
struct BlockSpec {
  double left = 0, right = 0, bottom = 0, top = 0;
  BlockFill fill = BlockFill::Solid;
  QString family; ///< colour; empty = that of guides
  QString model;  ///< id; what a click selects
  QString label;  ///< inside, where it has room
  QString beside; ///< at its right end
  QString hover;
  std::optional<double> besideFrom{}; ///< along x: behind what is drawn over its end, an interval
};

/// What a fill of blocks means, for the legend.
struct BlockMeaning {
  BlockFill fill = BlockFill::Solid;
  QString text;
};

/// One number of a slide's right column: "1.2" over "s wait per answer".
struct FactSpec {
  QString number, caption;
  bool dim = false; ///< its caption holds a reservation
};

/// A vertical stripe: a crossover with its interval.
struct StripeSpec {
  double at = 0;
  std::optional<Interval> interval;
  QString label;
};

/// A shaded stretch of the vertical axis, over the whole width; an infinite end is that of the plot.
struct ZoneSpec {
  double low = 0, high = 0;
  QString text; ///< what it means, for the legend
};

/// A dashed guide line: a limit, or the slider's position.
struct GuideSpec {
  Qt::Orientation orientation = Qt::Vertical;
  double at = 0;
  QString label;
  bool toldBeyond = false; ///< upright, and right of what is seen: its label stands at the edge, with an arrow
};

/// Marks that no difference tells apart: under one bracket at the top of the plot.
struct TieSpec {
  QList<QPointF> points;
  QString label;
};

/// A chart as data: what the window draws, what is exported, what the table twin and the CSV hold. Views and exporters
/// read it and compute nothing.
struct ChartSpec {
  QString id;            ///< "trade-off", "latency", "memory"; file names use it
  QString sentence;      ///< over the chart, and the editable title of an export
  QString title;         ///< of a slide, where the sentence is too long for one; empty = the sentence
  QString subtitle;      ///< of a slide: the figures behind the sentence; empty = none
  QString factsTitle;    ///< of a slide: what its numbers are of
  QList<FactSpec> facts; ///< of a slide: three at most
  AxisSpec x, y;
  QList<SeriesSpec> series;
  QList<BlockSpec> blocks;
  QList<BlockMeaning>
      meanings;      ///< of the fills of blocks, in the order of the legend, which leaves out those without one
  QString intervals; ///< what its intervals are, for the legend; empty = 95 % intervals of one value each
  std::optional<QPointF> cross; ///< where one looks; can be dragged
  bool measuredToo = false;     ///< of marks that are untested in one value: the other was measured here
  QList<QPointF> frontier;      ///< joined by a step line; empty = none
  QList<TieSpec> ties;
  QList<StripeSpec> stripes;
  QList<ZoneSpec> zones;
  QList<GuideSpec> guides;
  QStringList
      provenance; ///< three lines: machine and device, date; model sizes and precision; how values were obtained
  QString badge; ///< "PREVIEW", "DISTURBED", "MODELLED" or several (translated), amber, cannot be removed; empty = none
  QString emptyText;       ///< what to do next when there is nothing to draw
  QString accessibleText;  ///< description for a screen reader
  QStringList columns;     ///< table twin and CSV: English ids, units in the name
  QList<QStringList> rows; ///< C locale numbers, empty = missing
};

} // namespace pareto::ui
