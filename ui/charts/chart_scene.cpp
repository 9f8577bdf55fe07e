// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_scene.h"

#include "ui/charts/chart_headers.h"
#include "ui/charts/chart_labels.h"
#include "ui/charts/clip.h"
#include "ui/charts/mark_painter.h"
#include "ui/charts/marks.h"
#include "ui/words/format.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

constexpr double kEndLabelShare = 0.28;              // of the canvas's width, at most, for names at line ends
constexpr double kCategoryShare = 0.42;              // and for the names of places
constexpr double kLeastPlotShare = 0.4;              // of what the names of places leave, whatever stands beside blocks
constexpr double kSmallestPlot = 24;                 // pixels; a smaller canvas still gets a plot
const QString kBetweenParts = QStringLiteral(" · "); // of what stands beside a block

AxisRange widened(const AxisRange& range, const std::optional<AxisRange>& least) {
  return least ? AxisRange{std::min(range.low, least->low), std::max(range.high, least->high)} : range;
}

} // namespace

ChartScene::ChartScene(ChartSpec spec, ChartStyle style, const QRectF& canvas, std::optional<ViewRange> view,
                       const LeastRange& least)
    : m_spec(std::move(spec)), m_style(std::move(style)), m_canvas(canvas) {
  computeRanges(view, least);
  layOut();
  placeMarks();
  traceLines();
  m_labels = placeLabels(*this);
}

double ChartScene::width(const QString& text, bool strong) const {
  return QFontMetricsF(strong ? m_style.strong : m_style.font).horizontalAdvance(withoutStraySpaces(text));
}

double ChartScene::besideLeft(const BlockSpec& block) const {
  const double end = block.besideFrom ? toPixel(*block.besideFrom, block.top).x() : 0;
  return std::max(box(block).right(), std::min(end, m_plot.right())) + 2 * m_style.gap;
}

QStringList ChartScene::beside(const BlockSpec& block) const {
  if (block.beside.isEmpty())
    return {};
  const QRectF inside = box(block);
  const double room = m_canvas.right() - besideLeft(block) - m_style.gap, most = besideRows(inside.height(), m_view.y);
  QString text = block.beside;
  while (width(text, true) > room) {
    if (const QStringList rows = wrapped(text, m_style.strong, room); static_cast<double>(rows.size()) <= most)
      return rows;
    if (!text.contains(kBetweenParts))
      return {QFontMetricsF(m_style.strong).elidedText(text, Qt::ElideRight, room)};
    text.truncate(text.lastIndexOf(kBetweenParts));
  }
  return {text};
}

double ChartScene::lineHeight() const { return m_style.text * 1.4; }

QColor ChartScene::seriesColor(const SeriesSpec& series) const {
  return familyColor(series.family, m_style.colors.dark);
}

QColor ChartScene::pointColor(const SeriesSpec& series, const PointSpec& point) const {
  const double opacity = point.faded             ? (m_style.colors.dark ? 1.4 : 1.0) * kFadedOpacity
                         : point.surelyDominated ? kDominatedOpacity
                                                 : 1;
  return opacity < 1 ? fainter(seriesColor(series), m_style.colors.background, opacity) : seriesColor(series);
}

void ChartScene::computeRanges(const std::optional<ViewRange>& view, const LeastRange& least) {
  QList<double> xs, ys;
  for (const SeriesSpec& series : m_spec.series)
    for (const PointSpec& point : series.points) {
      if (!hasPlace(point.x, m_spec.x) || !hasPlace(point.y, m_spec.y)) {
        ++m_withoutPlace;
        continue;
      }
      ++m_drawable;
      xs << point.x;
      ys << point.y;
    }
  for (const BlockSpec& block : m_spec.blocks)
    if (hasPlace(block.left, m_spec.x) && hasPlace(block.right, m_spec.x) && hasPlace(block.bottom, m_spec.y) &&
        hasPlace(block.top, m_spec.y)) {
      ++m_drawable;
      xs << block.left << block.right;
      ys << block.bottom << block.top;
    }
  m_full = {widened(fullRange(m_spec.x, xs), least.x), widened(fullRange(m_spec.y, ys), least.y)};
  m_view = view.value_or(m_full);
}

QList<HeaderWish> ChartScene::headerWishes(const AxisRange& range, double left, double right) const {
  QList<HeaderWish> wishes;
  const auto wish = [&](double at, const QString& label, const QColor& color, bool atEdge = false) {
    if (label.isEmpty() || !hasPlace(at, m_spec.x))
      return;
    double x = left + (toAxis(at, m_spec.x) - range.low) / range.span() * (right - left);
    const bool beyond = atEdge && x > right + 0.5;
    if (beyond)
      x = right;
    if (x < left - 0.5 || x > right + 0.5)
      return;
    const QString text = QFontMetricsF(m_style.font)
                             .elidedText(beyond ? label + QStringLiteral(" →") : label, Qt::ElideRight,
                                         m_canvas.width() - 2 * m_style.gap);
    wishes << HeaderWish{x, width(text) + m_style.gap * 0.6, text, color};
  };
  for (const StripeSpec& stripe : m_spec.stripes)
    wish(stripe.at, stripe.label, readable(m_style.colors.stripe, m_style.colors.background));
  for (const GuideSpec& guide : m_spec.guides)
    if (guide.orientation == Qt::Vertical)
      wish(guide.at, guide.label, m_style.colors.muted, guide.toldBeyond);
  return wishes;
}

/// One row if everything fits into it, otherwise two; by the whole range, so that zooming does not move the plot.
int ChartScene::headerRows() const {
  const double left = m_canvas.left() + 4 * m_style.text; // about where the plot will be
  const double right =
      std::max(left + 1, m_canvas.right() - std::max(endLabelWidth(), m_style.text * 1.5) - m_style.gap);
  const QList<HeaderWish> wishes = headerWishes(m_full.x, left, right);
  if (wishes.isEmpty())
    return 0;
  const HeaderRoom one{m_canvas.left() + m_style.gap, m_canvas.right() - m_style.gap, 0, lineHeight(), m_style.gap, 1};
  return placeHeaders(wishes, one).size() == wishes.size() ? 1 : 2;
}

double ChartScene::endLabelWidth() const {
  double widest = 0;
  for (const SeriesSpec& series : m_spec.series)
    if (series.line && !series.points.isEmpty())
      widest = std::max(widest, width(series.name));
  return widest > 0 ? std::min(widest, m_canvas.width() * kEndLabelShare) + 2 * m_style.gap : 0;
}

/// Rows of text beside a block of this height; where each has a place of its own, as many as stand apart from those of
/// the next.
double ChartScene::besideRows(double height, const AxisRange& seen) const {
  const double row = m_style.text * 1.2, rows = std::floor(height / row);
  return m_spec.y.categories.isEmpty() ? rows : std::max(rows, std::floor(m_plot.height() / seen.span() / row - 0.3));
}

/// How wide what stands beside a block must be: on as many rows as it has, as many of its parts as `most` pixels hold,
/// the first at least.
double ChartScene::besideRoom(const BlockSpec& block, double most) const {
  const double rows = besideRows((block.top - block.bottom) / m_full.y.span() * m_plot.height(), m_full.y),
               first = width(block.beside.section(kBetweenParts, 0, 0), true);
  if (m_spec.y.logarithmic)
    return first;
  QString text = block.beside;
  while (text.contains(kBetweenParts)) {
    double room = rows < 2 ? width(text, true) : first;
    while (rows >= 2 && room <= most && static_cast<double>(wrapped(text, m_style.strong, room).size()) > rows)
      room += 2 * m_style.text;
    if (room <= most)
      return room;
    text.truncate(text.lastIndexOf(kBetweenParts));
  }
  return first;
}

/// Where the plot ends so that what stands beside its blocks, and beside marks in rows, has room; by the whole range,
/// so that zooming does not move it.
double ChartScene::besideLimit() const {
  const double left = m_plot.left(), most = m_canvas.right() - left, apart = 3 * m_style.gap + 1;
  double limit = m_canvas.right();
  const auto alongOf = [&](double end) {
    return hasPlace(end, m_spec.x) ? std::min(1.0, (toAxis(end, m_spec.x) - m_full.x.low) / m_full.x.span()) : 0.0;
  };
  const auto leave = [&](double end, double room) {
    const double along = alongOf(end);
    if (along > 0 && most - room > 0) // longer than all there is: it gets several rows
      limit = std::min(limit, left + (most - room) / along);
  };
  for (const BlockSpec& block : m_spec.blocks)
    if (const double end = std::max(block.right, block.besideFrom.value_or(block.right)); !block.beside.isEmpty())
      leave(end, apart + besideRoom(block, most * (1 - kLeastPlotShare * alongOf(end)) - apart));
  if (!m_spec.y.categories.isEmpty())
    for (const SeriesSpec& series : m_spec.series)
      for (const PointSpec& point : series.points)
        if (!point.label.isEmpty())
          leave(point.xInterval ? std::max(point.x, point.xInterval->high) : point.x,
                m_style.mark / 2 + 1.5 * m_style.gap + width(point.label));
  return std::max(limit, left + most * kLeastPlotShare);
}

void ChartScene::layOut() {
  const double row = lineHeight(), gap = m_style.gap;
  m_headerRows = headerRows();
  // The width of the y labels depends on the ticks, which depend on the height only: heights first.
  const bool titled = !m_spec.y.title.isEmpty() || !m_spec.badge.isEmpty();
  const double top = m_canvas.top() + gap + (titled ? row + gap * 0.5 : 0) + m_headerRows * row + gap;
  const double bottom = m_canvas.bottom() - gap * 0.6 - row - gap * 0.8 - row;
  m_plot = QRectF(QPointF(m_canvas.left(), top), QPointF(m_canvas.right(), std::max(bottom, top + kSmallestPlot)));
  m_yTicks = !m_spec.y.categories.isEmpty() ? categoryTicks(m_spec.y, m_view.y, m_canvas.width() * kCategoryShare)
                                            : fittingTicks(m_spec.y, m_view.y, m_plot.height(), m_style.text * 0.5,
                                                           [&](const QString&) { return m_style.text; });
  double labels = 0;
  for (const Tick& tick : m_yTicks)
    labels = std::max(labels, width(tick.label));
  m_plot.setLeft(m_canvas.left() + gap + labels + gap);
  const double right = std::min(m_canvas.right() - std::max(endLabelWidth(), m_style.text * 1.5) - gap, besideLimit());
  m_plot.setRight(std::max(right, m_plot.left() + kSmallestPlot));
  m_xTicks = m_spec.x.bare ? QList<Tick>()
             : !m_spec.x.categories.isEmpty()
                 ? categoryTicks(m_spec.x, m_view.x, m_plot.width() / m_view.x.span() - m_style.gap)
                 : fittingTicks(m_spec.x, m_view.x, m_plot.width(), m_style.text,
                                [&](const QString& label) { return width(label); });
  if (!m_spec.badge.isEmpty()) {
    const double across = width(m_spec.badge, true) + 2 * gap;
    m_badge = QRectF(m_canvas.right() - gap - across, m_canvas.top() + gap * 0.6, across, row + gap * 0.4);
  }
}

/// Every place that is seen, its name cut to `most` pixels: first of what stands in brackets behind it, where the rest
/// is another place's name neither.
QList<Tick> ChartScene::categoryTicks(const AxisSpec& axis, const AxisRange& seen, double most) const {
  QList<Tick> found;
  const QFontMetricsF metrics(m_style.font);
  const auto named = [&](const QString& name) {
    const QString bare = name.section(QStringLiteral(" ("), 0, 0);
    const auto same = std::count_if(axis.categories.begin(), axis.categories.end(),
                                    [&](const QString& each) { return each.startsWith(bare); });
    return width(name) > most && same == 1 ? bare : name;
  };
  for (qsizetype i = 0; i < axis.categories.size(); ++i)
    if (const auto at = static_cast<double>(i); at >= seen.low && at <= seen.high)
      found << Tick{at, metrics.elidedText(named(axis.categories[i]), Qt::ElideMiddle, most)};
  return found;
}

QRectF ChartScene::box(const BlockSpec& block) const {
  const QPointF first = toPixel(block.left, block.top), last = toPixel(block.right, block.bottom);
  if (!isFinite(first) || !isFinite(last))
    return {};
  const QRectF inside = QRectF(first, last).normalized() & m_plot;
  return inside.width() > 0 && inside.height() > 0 ? inside : QRectF();
}

QRectF ChartScene::box(const ZoneSpec& zone) const {
  const auto pixel = [&](double value, double end) {
    return std::isfinite(value) && hasPlace(value, m_spec.y) ? axisToPixelY(toAxis(value, m_spec.y)) : end;
  };
  const QRectF inside = QRectF(QPointF(m_plot.left(), pixel(zone.high, m_plot.top())),
                               QPointF(m_plot.right(), pixel(zone.low, m_plot.bottom()))) &
                        m_plot;
  return inside.height() > 0 ? inside : QRectF();
}

const BlockSpec* ChartScene::blockAt(const QPointF& pixel) const {
  for (auto block = m_spec.blocks.rbegin(); block != m_spec.blocks.rend(); ++block)
    if (box(*block).contains(pixel))
      return &*block;
  return nullptr;
}

/// Beneath its label, no narrower than two marks; several stand in rows.
QLineF ChartScene::bracket(qsizetype tie) const {
  double left = INFINITY, right = -INFINITY;
  int inside = 0;
  for (const QPointF& value : m_spec.ties[tie].points)
    if (const QPointF at = toPixel(value.x(), value.y()); isFinite(at) && m_plot.contains(at)) {
      left = std::min(left, at.x());
      right = std::max(right, at.x());
      ++inside;
    }
  if (inside < 2)
    return {};
  const double widen = std::max(0.0, m_style.mark - (right - left) / 2);
  const double y = m_plot.top() + lineHeight() * (1.1 + 1.4 * static_cast<double>(tie));
  return {std::max(left - widen, m_plot.left()), y, std::min(right + widen, m_plot.right()), y};
}

std::optional<QPointF> ChartScene::cross() const {
  if (!m_spec.cross)
    return std::nullopt;
  const QPointF at = toPixel(m_spec.cross->x(), m_spec.cross->y());
  return isFinite(at) && m_plot.adjusted(-0.5, -0.5, 0.5, 0.5).contains(at) ? std::optional(at) : std::nullopt;
}

QRectF ChartScene::titleBox(Qt::Orientation orientation) const {
  const double gap = m_style.gap, row = lineHeight();
  if (orientation == Qt::Horizontal)
    return {m_plot.left(), m_plot.bottom() + gap * 0.8 + row, m_canvas.right() - gap - m_plot.left(), row};
  const double right = m_badge.isNull() ? m_canvas.right() - gap : m_badge.left() - gap;
  return {m_canvas.left() + gap, m_canvas.top() + gap, std::max(0.0, right - m_canvas.left() - gap), row};
}

QString ChartScene::title(Qt::Orientation orientation) const {
  AxisSpec axis = orientation == Qt::Horizontal ? m_spec.x : m_spec.y;
  const double room = titleBox(orientation).width();
  if (const QString whole = axisTitle(axis, orientation); width(whole, true) <= room)
    return whole;
  axis.better = Better::Unstated;
  return QFontMetricsF(m_style.strong).elidedText(axisTitle(axis, orientation), Qt::ElideRight, room);
}

double ChartScene::axisToPixelX(double coordinate) const {
  return m_plot.left() + (coordinate - m_view.x.low) / m_view.x.span() * m_plot.width();
}

double ChartScene::axisToPixelY(double coordinate) const {
  return m_plot.bottom() - (coordinate - m_view.y.low) / m_view.y.span() * m_plot.height();
}

QPointF ChartScene::toPixel(double x, double y) const {
  return {hasPlace(x, m_spec.x) ? axisToPixelX(toAxis(x, m_spec.x)) : NAN,
          hasPlace(y, m_spec.y) ? axisToPixelY(toAxis(y, m_spec.y)) : NAN};
}

QPointF ChartScene::toAxisPoint(const QPointF& pixel) const {
  return {m_view.x.low + (pixel.x() - m_plot.left()) / m_plot.width() * m_view.x.span(),
          m_view.y.low + (m_plot.bottom() - pixel.y()) / m_plot.height() * m_view.y.span()};
}

QList<SceneBand> ChartScene::bands(const SeriesSpec& series) const {
  QList<SceneBand> result;
  if (!series.line)
    return result;
  QPolygonF upper, lower;
  bool broken = false;
  const auto finish = [&] {
    if (upper.size() > 1) {
      QPolygonF ring = thinned(upper);
      const QPolygonF back = thinned(lower);
      for (qsizetype i = back.size(); i-- > 0;)
        ring << back[i];
      if (const QPolygonF clipped = clipPolygon(ring, m_plot); !clipped.isEmpty())
        result << SceneBand{clipped, broken};
    }
    upper.clear();
    lower.clear();
  };
  for (qsizetype i = 0; i < series.points.size(); ++i) {
    const PointSpec& point = series.points[i];
    const QPointF high = point.yInterval ? toPixel(point.x, point.yInterval->high) : QPointF(NAN, NAN);
    if (!isFinite(high)) {
      finish();
      continue;
    }
    QPointF low = toPixel(point.x, point.yInterval->low);
    if (!isFinite(low)) // an interval that reaches zero or below on a logarithmic axis leaves the plot at the bottom
      low = QPointF(high.x(), m_plot.bottom() + m_plot.height());
    if (!upper.isEmpty()) {
      const bool next = isBroken(series.points[i - 1].fill) || isBroken(point.fill);
      if (next != broken && upper.size() > 1) {
        const QPointF above = upper.last(), below = lower.last();
        finish();
        upper << above;
        lower << below;
      }
      broken = next;
    }
    upper << high;
    lower << low;
  }
  finish();
  return result;
}

QList<QLineF> ChartScene::bars(const SeriesSpec& series, int index) const {
  QList<QLineF> result;
  const PointSpec& point = series.points[index];
  const QPointF at = toPixel(point.x, point.y);
  if (!isFinite(at))
    return result;
  const auto add = [&](QPointF low, QPointF high, const QPointF& floor) {
    if (!isFinite(low))
      low = floor;
    if (const auto line = clipSegment({low, high}, m_plot); line && line->length() > 0)
      result << *line;
  };
  const auto hasBandSide = [&](qsizetype i) {
    return i >= 0 && i < series.points.size() && series.points[i].yInterval;
  };
  const bool inBand = series.line && (hasBandSide(index - 1) || hasBandSide(index + 1));
  if (point.xInterval)
    add(toPixel(point.xInterval->low, point.y), toPixel(point.xInterval->high, point.y), {m_plot.left() - 1, at.y()});
  if (point.yInterval && !inBand)
    add(toPixel(point.x, point.yInterval->low), toPixel(point.x, point.yInterval->high), {at.x(), m_plot.bottom() + 1});
  return result;
}

QList<QPolygonF> ChartScene::frontier() const {
  QPolygonF steps;
  QList<QPointF> corners = m_spec.frontier;
  std::stable_sort(corners.begin(), corners.end(), [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); });
  for (const QPointF& corner : corners) {
    const QPointF at = toPixel(corner.x(), corner.y());
    if (!isFinite(at))
      continue;
    // Between two corners the better one in x holds: the left one where less is better, the right one where more is.
    if (!steps.isEmpty() && m_spec.x.better == Better::Higher)
      steps << QPointF(steps.last().x(), at.y());
    else if (!steps.isEmpty())
      steps << QPointF(at.x(), steps.last().y());
    steps << at;
  }
  return clipPolyline(steps, m_plot);
}

int ChartScene::markAt(const QPointF& pixel, double reach) const {
  int best = -1;
  double nearest = reach * reach;
  for (int i = 0; i < m_marks.size(); ++i) {
    const QPointF d = m_marks[i].at - pixel;
    const double distance = QPointF::dotProduct(d, d);
    if (distance <= nearest) { // of equals the last drawn, which lies on top
      nearest = distance;
      best = i;
    }
  }
  return best;
}

const SceneLabel* ChartScene::labelAt(const QPointF& pixel) const {
  for (const SceneLabel& label : m_labels)
    if (!label.model.isEmpty() && label.box.contains(pixel))
      return &label;
  return nullptr;
}

} // namespace pareto::ui
