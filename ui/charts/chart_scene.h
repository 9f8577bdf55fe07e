// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_scale.h"
#include "ui/charts/chart_spec.h"
#include "ui/style.h"

#include <QLineF>
#include <QPolygonF>
#include <QRectF>

namespace pareto::ui {

/// What part of the chart is seen, in axis coordinates.
struct ViewRange {
  AxisRange x, y;
  bool operator==(const ViewRange&) const = default;
};

/// What an axis must show at least, in axis coordinates; none: what its values need.
struct LeastRange {
  std::optional<AxisRange> x, y;
};

/// A point of a series that is inside the plot.
struct SceneMark {
  int series = 0, point = 0;
  QPointF at; ///< pixels; beside its place where another mark lies there too
};

/// A connected piece of a line, thinned to its pixels.
struct SceneLine {
  int series = 0;
  bool dotted = false;    ///< beyond what was measured
  bool broken = false;    ///< to or from a value that was disturbed
  bool dense = false;     ///< more vertices than a line needs: noise that fills the pixel columns
  QPolygonF run;          ///< pixels; may leave the plot
  QList<QPolygonF> parts; ///< what of it is inside the plot; may be empty
  bool covers = false;    ///< lies over another for much of its length, which shows through its gaps
};

/// The band of a line's intervals, as far as all of it is known alike.
struct SceneBand {
  QPolygonF area;      ///< clipped
  bool broken = false; ///< to or from a value that was disturbed: an outline alone
};

struct HeaderWish;

struct SceneLabel {
  QRectF box;
  QString text;
  QColor color;
  QString model; ///< a click on the label selects it; empty for stripes and guides
  QLineF leader; ///< null = none
};

/// A chart laid out on a canvas: where everything goes, computed once and drawn by chart_painter. The same for the
/// window and for exports; knows no device. Pixels are the canvas's own units.
class ChartScene {
public:
  /// Without `view` everything is seen, and at least `least`.
  ChartScene(ChartSpec spec, ChartStyle style, const QRectF& canvas, std::optional<ViewRange> view = {},
             const LeastRange& least = {});

  const ChartSpec& spec() const { return m_spec; }
  const ChartStyle& style() const { return m_style; }
  QRectF canvas() const { return m_canvas; }
  QRectF plot() const { return m_plot; }
  ViewRange full() const { return m_full; }
  ViewRange view() const { return m_view; }
  const QList<Tick>& xTicks() const { return m_xTicks; }
  const QList<Tick>& yTicks() const { return m_yTicks; }
  const QList<SceneMark>& marks() const { return m_marks; }
  const QList<SceneLine>& lines() const { return m_lines; }
  const QList<SceneLabel>& labels() const { return m_labels; }
  QRectF badgeBox() const { return m_badge; }
  QRectF titleBox(Qt::Orientation orientation) const;
  /// An axis' title, without the direction that is better where there is no room for all of it.
  QString title(Qt::Orientation orientation) const;

  bool hasData() const { return m_drawable > 0; }
  int withoutPlace() const { return m_withoutPlace; } ///< points that have no place on a logarithmic axis, or no value
  QColor seriesColor(const SeriesSpec& series) const;
  QColor pointColor(const SeriesSpec& series, const PointSpec& point) const;

  QPointF toPixel(double x, double y) const; ///< of values; not finite where they have no place
  double axisToPixelX(double coordinate) const;
  double axisToPixelY(double coordinate) const;
  QPointF toAxisPoint(const QPointF& pixel) const;

  /// Band of a line's intervals: one for each run of points that have one, and another where it begins to be broken.
  QList<SceneBand> bands(const SeriesSpec& series) const;
  /// Bars of a mark's intervals, clipped; empty where `point` belongs to a band.
  QList<QLineF> bars(const SeriesSpec& series, int point) const;
  /// The frontier's steps, clipped.
  QList<QPolygonF> frontier() const;

  /// What of a zone is inside the plot; null = nothing.
  QRectF box(const ZoneSpec& zone) const;
  /// What of a block is inside the plot; null = nothing.
  QRectF box(const BlockSpec& block) const;
  /// What stands beside a block, in as many rows as its place has; where they do not do, without its last parts
  /// (" · " between them).
  QStringList beside(const BlockSpec& block) const;
  double besideLeft(const BlockSpec& block) const; ///< pixels, where it begins
  /// The last drawn block at a place, nullptr = none.
  const BlockSpec* blockAt(const QPointF& pixel) const;
  /// The bracket over a tie: null where fewer than two of its marks are inside the plot.
  QLineF bracket(qsizetype tie) const;
  /// Centre of the cross; none where there is none, or it is outside the plot.
  std::optional<QPointF> cross() const;
  /// Index into marks() of the nearest within `reach` pixels, -1 = none.
  int markAt(const QPointF& pixel, double reach) const;
  /// The label at a place, nullptr = none.
  const SceneLabel* labelAt(const QPointF& pixel) const;

  double width(const QString& text, bool strong = false) const;
  double lineHeight() const;

private:
  friend class LabelPlacer;
  void computeRanges(const std::optional<ViewRange>& view, const LeastRange& least);
  void layOut();
  void placeMarks();
  void setSideBySide();
  void keepApart();
  void traceLines();
  void findCovering();
  void traceLine(int index);
  /// Names of stripes and vertical guides inside `range`, were it drawn over [left, right].
  QList<HeaderWish> headerWishes(const AxisRange& range, double left, double right) const;
  int headerRows() const;
  QList<Tick> categoryTicks(const AxisSpec& axis, const AxisRange& seen, double most) const;
  double endLabelWidth() const;
  double besideLimit() const;
  double besideRoom(const BlockSpec& block, double most) const;
  double besideRows(double height, const AxisRange& seen) const;

  ChartSpec m_spec;
  ChartStyle m_style;
  QRectF m_canvas, m_plot, m_badge;
  ViewRange m_full, m_view;
  QList<Tick> m_xTicks, m_yTicks;
  QList<SceneMark> m_marks;
  QList<SceneLine> m_lines;
  QList<SceneLabel> m_labels;
  int m_headerRows = 0;
  int m_drawable = 0, m_withoutPlace = 0;
};

} // namespace pareto::ui
