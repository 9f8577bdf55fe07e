// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_painter.h"

#include "ui/charts/block_painter.h"
#include "ui/charts/clip.h"
#include "ui/charts/mark_painter.h"
#include "ui/charts/marks.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QHash>
#include <QPaintEngine>
#include <QPixmap>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct ChartPainterTexts {
  Q_DECLARE_TR_FUNCTIONS(ChartPainter)
};

void drawLine(QPainter& painter, const QPen& pen, const QPointF& from, const QPointF& to) {
  painter.setPen(pen);
  painter.drawLine(from, to);
}

/// One path, whatever the number of its pieces.
void drawPath(QPainter& painter, const QPen& pen, const QList<QPolygonF>& parts) {
  QPainterPath path;
  for (const QPolygonF& part : parts)
    path.addPolygon(part);
  if (path.isEmpty())
    return;
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(path);
}

void fill(QPainter& painter, const QColor& color, const QPolygonF& polygon) {
  QPainterPath path;
  path.addPolygon(polygon);
  path.closeSubpath();
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPath(path);
}

void paintGrid(QPainter& painter, const ChartScene& scene) {
  const ChartColors& colors = scene.style().colors;
  const QRectF plot = scene.plot();
  const QPen grid(colors.grid, scene.style().thin);
  for (const Tick& tick : scene.xTicks()) {
    const double x = scene.axisToPixelX(tick.at);
    drawLine(painter, grid, {x, plot.top()}, {x, plot.bottom()});
  }
  for (const Tick& tick : scene.yTicks()) {
    const double y = scene.axisToPixelY(tick.at);
    drawLine(painter, grid, {plot.left(), y}, {plot.right(), y});
  }
  const QPen axis(colors.axis, scene.style().thin);
  drawLine(painter, axis, plot.bottomLeft(), plot.bottomRight());
  drawLine(painter, axis, plot.topLeft(), plot.bottomLeft());
}

void paintTicks(QPainter& painter, const ChartScene& scene) {
  const ChartStyle& style = scene.style();
  const QRectF plot = scene.plot();
  const double row = scene.lineHeight(), gap = style.gap;
  for (const Tick& tick : scene.xTicks()) {
    const double across = scene.width(tick.label);
    const double most = scene.canvas().right() - across - 1;
    const double x = std::clamp(scene.axisToPixelX(tick.at) - across / 2, scene.canvas().left(),
                                std::max(scene.canvas().left(), most));
    paintText(painter, style, {x, plot.bottom() + gap * 0.8, across, row}, Qt::AlignLeft, tick.label,
              style.colors.muted);
  }
  for (const Tick& tick : scene.yTicks()) {
    const double y = scene.axisToPixelY(tick.at);
    const double left = scene.canvas().left();
    paintText(painter, style, {left, y - row / 2, plot.left() - gap * 0.8 - left, row}, Qt::AlignRight, tick.label,
              style.colors.muted);
  }
}

void paintTitles(QPainter& painter, const ChartScene& scene) {
  const ChartStyle& style = scene.style();
  const QFontMetricsF metrics(style.strong);
  for (const Qt::Orientation orientation : {Qt::Horizontal, Qt::Vertical}) {
    const QRectF box = scene.titleBox(orientation);
    const QString title = scene.title(orientation);
    paintText(painter, style, box, Qt::AlignLeft, title, style.colors.text, true);
    if (orientation == Qt::Horizontal && scene.withoutPlace() > 0) {
      const QString note = ChartPainterTexts::tr("%n value(s) not drawn: missing, or zero on a logarithmic axis",
                                                 nullptr, scene.withoutPlace());
      const double left = box.left() + metrics.horizontalAdvance(title) + 3 * style.gap;
      const QRectF rest(QPointF(left, box.top()), box.bottomRight());
      if (rest.width() > scene.width(note) * 0.4)
        paintText(painter, style, rest, Qt::AlignRight,
                  QFontMetricsF(style.font).elidedText(note, Qt::ElideRight, rest.width()), style.colors.muted);
    }
  }
}

void paintBadge(QPainter& painter, const ChartScene& scene) {
  const QRectF box = scene.badgeBox();
  if (box.isNull())
    return;
  painter.setPen(Qt::NoPen);
  painter.setBrush(scene.style().colors.amber);
  painter.drawRoundedRect(box, box.height() * 0.2, box.height() * 0.2);
  paintText(painter, scene.style(), box, Qt::AlignHCenter, scene.spec().badge, scene.style().colors.amberText, true);
}

void paintStripes(QPainter& painter, const ChartScene& scene) {
  const ChartColors& colors = scene.style().colors;
  const QRectF plot = scene.plot();
  const auto pixel = [&](double value) { return scene.axisToPixelX(toAxis(value, scene.spec().x)); };
  for (const StripeSpec& stripe : scene.spec().stripes) {
    if (stripe.interval && hasPlace(stripe.interval->low, scene.spec().x) &&
        hasPlace(stripe.interval->high, scene.spec().x)) {
      const double left = std::max(plot.left(), pixel(stripe.interval->low));
      const double right = std::min(plot.right(), pixel(stripe.interval->high));
      if (right > left)
        fill(painter, blended(colors.stripe, colors.background, kBandOpacity),
             {{left, plot.top()}, {right, plot.top()}, {right, plot.bottom()}, {left, plot.bottom()}});
    }
    if (!hasPlace(stripe.at, scene.spec().x))
      continue;
    const double x = pixel(stripe.at);
    if (const auto line = clipSegment({x, plot.top(), x, plot.bottom()}, plot))
      drawLine(painter, QPen(colors.stripe, scene.style().thin * 1.5), line->p1(), line->p2());
  }
}

void paintZones(QPainter& painter, const ChartScene& scene) {
  const ChartColors& colors = scene.style().colors;
  painter.setPen(Qt::NoPen);
  painter.setBrush(blended(colors.frontier, colors.background, kZoneOpacity));
  for (const ZoneSpec& zone : scene.spec().zones)
    if (const QRectF box = scene.box(zone); !box.isNull() && scene.hasData())
      painter.drawRect(box);
}

void paintBands(QPainter& painter, const ChartScene& scene) {
  for (const SeriesSpec& series : scene.spec().series) {
    const QColor line = scene.seriesColor(series);
    QColor color = line;
    color.setAlphaF(static_cast<float>(kBandOpacity)); // bands of several lines must show through each other
    for (const SceneBand& band : scene.bands(series)) {
      if (!band.broken) {
        fill(painter, color, band.area);
        continue;
      }
      QPen outline(line, scene.style().thin);
      outline.setDashPattern({4, 3});
      drawPath(painter, outline, {band.area});
    }
  }
}

void paintGuides(QPainter& painter, const ChartScene& scene) {
  const QRectF plot = scene.plot();
  QPen pen(scene.style().colors.guide, scene.style().thin * 1.3);
  pen.setDashPattern({4, 3});
  for (const GuideSpec& guide : scene.spec().guides) {
    const bool upright = guide.orientation == Qt::Vertical;
    const AxisSpec& axis = upright ? scene.spec().x : scene.spec().y;
    if (!hasPlace(guide.at, axis))
      continue;
    const double at = toAxis(guide.at, axis), x = scene.axisToPixelX(at), y = scene.axisToPixelY(at);
    const QLineF full = upright ? QLineF(x, plot.top(), x, plot.bottom()) : QLineF(plot.left(), y, plot.right(), y);
    const QPen ground(scene.style().colors.background, pen.widthF() * 3); // across a dark bar it would not be seen
    for (const QPen& each : scene.spec().blocks.isEmpty() ? QList{pen} : QList{ground, pen})
      if (const auto line = clipSegment(full, plot))
        drawLine(painter, each, line->p1(), line->p2());
  }
}

void paintLines(QPainter& painter, const ChartScene& scene, bool dotted) {
  for (const bool selected : {false, true}) // the selected one on top
    for (const SceneLine& line : scene.lines()) {
      const SeriesSpec& series = scene.spec().series[line.series];
      if (line.dotted == dotted && series.selected == selected)
        drawPath(painter,
                 linePen(lineColor(scene, series), strokeWidth(scene, line), series.dashed, dotted, line.broken,
                         line.covers),
                 line.parts);
    }
}

/// Where both values of a mark may lie together: as far along each axis as its own interval, whose cross lies over it.
void paintEllipses(QPainter& painter, const ChartScene& scene) {
  QPainterPath plot;
  plot.addRect(scene.plot());
  for (const SceneMark& mark : scene.marks()) {
    const SeriesSpec& series = scene.spec().series[mark.series];
    const PointSpec& point = series.points[mark.point];
    if (series.line || !point.xInterval || !point.yInterval || isBroken(point.fill)) // a fill says that it counts
      continue;
    const QPointF low = scene.toPixel(point.xInterval->low, point.yInterval->low),
                  high = scene.toPixel(point.xInterval->high, point.yInterval->high);
    if (!std::isfinite(low.x()) || !std::isfinite(low.y()) || !std::isfinite(high.x()) || !std::isfinite(high.y()))
      continue; // reaches below zero on a logarithmic axis: the cross alone shows it
    QPainterPath ellipse;
    ellipse.addEllipse(QRectF(low, high).normalized());
    painter.setPen(Qt::NoPen);
    painter.setBrush(blended(scene.pointColor(series, point), scene.style().colors.background, kBandOpacity));
    painter.drawPath(ellipse.intersected(plot));
  }
}

/// A line over the marks of a tie, and a foot towards each.
void paintBrackets(QPainter& painter, const ChartScene& scene) {
  const double foot = scene.style().gap, clear = scene.style().mark;
  for (qsizetype i = 0; i < scene.spec().ties.size(); ++i) {
    const QLineF line = scene.bracket(i);
    if (line.isNull())
      continue;
    QPainterPath path(line.p1() + QPointF(0, foot));
    path.lineTo(line.p1());
    path.lineTo(line.p2());
    path.lineTo(line.p2() + QPointF(0, foot));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(scene.style().colors.muted, scene.style().thin * 1.4));
    painter.drawPath(path);
    QPen thread(scene.style().colors.grid, scene.style().thin);
    thread.setDashPattern({2, 3});
    for (const QPointF& value : scene.spec().ties[i].points)
      if (const QPointF at = scene.toPixel(value.x(), value.y());
          scene.plot().contains(at) && at.y() - clear > line.y1())
        drawLine(painter, thread, {at.x(), line.y1()}, {at.x(), at.y() - clear});
  }
}

void paintBars(QPainter& painter, const ChartScene& scene) {
  const double cap = scene.style().mark * 0.22;
  for (const SceneMark& mark : scene.marks()) {
    const SeriesSpec& series = scene.spec().series[mark.series];
    const PointSpec& point = series.points[mark.point];
    if (!point.xInterval && !point.yInterval)
      continue;
    QPainterPath path;
    for (const QLineF& bar : scene.bars(series, mark.point)) {
      const QPointF side = std::fabs(bar.dx()) > std::fabs(bar.dy()) ? QPointF(0, cap) : QPointF(cap, 0);
      path.moveTo(bar.p1());
      path.lineTo(bar.p2());
      for (const QPointF& end : {bar.p1(), bar.p2()}) {
        path.moveTo(end - side);
        path.lineTo(end + side);
      }
    }
    if (path.isEmpty())
      continue;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(scene.pointColor(series, point), scene.style().thin * 1.3));
    painter.drawPath(path);
  }
}

/// Pictures of marks, for crowds of them on a screen: a picture is copied much faster than a path is filled.
class Sprites {
public:
  explicit Sprites(QPainter& painter) : m_painter(painter), m_ratio(painter.device()->devicePixelRatioF()) {}

  void paint(const ChartStyle& style, const QPointF& at, const SeriesSpec& series, const QColor& color, MarkFill fill,
             double size) {
    const QString key = QStringLiteral("%1/%2/%3").arg(series.architecture, color.name()).arg(static_cast<int>(fill));
    QPixmap& picture = m_pictures[key];
    const double side = std::ceil(size * 1.6) + 2;
    if (picture.isNull()) {
      picture = QPixmap(QSizeF(side * m_ratio, side * m_ratio).toSize());
      picture.setDevicePixelRatio(m_ratio);
      picture.fill(Qt::transparent);
      QPainter own(&picture);
      own.setRenderHint(QPainter::Antialiasing);
      paintMark(own, style, {side / 2, side / 2}, series.architecture, color, fill, size);
    }
    m_painter.drawPixmap(at - QPointF(side / 2, side / 2), picture);
  }

private:
  QPainter& m_painter;
  double m_ratio;
  QHash<QString, QPixmap> m_pictures;
};

/// Marks that cover each other to within a quarter of their size are drawn once: 10,000 points stay smooth.
void paintMarks(QPainter& painter, const ChartScene& scene) {
  const ChartStyle& style = scene.style();
  const bool thin = scene.marks().size() > 1000;
  const double cell = style.mark / 4;
  QSet<quint64> drawn;
  Sprites sprites(painter);
  const bool pictures = thin && painter.paintEngine()->type() == QPaintEngine::Raster;
  for (const bool selected : {false, true})
    for (const SceneMark& mark : scene.marks()) {
      const SeriesSpec& series = scene.spec().series[mark.series];
      const PointSpec& point = series.points[mark.point];
      if (!series.marks || series.selected != selected)
        continue;
      if (thin) {
        const auto column = static_cast<quint64>(mark.at.x() / cell), row = static_cast<quint64>(mark.at.y() / cell);
        const quint64 key = (static_cast<quint64>(mark.series) << 40) ^ (column << 24) ^ (row << 8) ^
                            (static_cast<quint64>(point.fill) << 2) ^ (point.faded ? 1U : 0U);
        if (drawn.contains(key))
          continue;
        drawn.insert(key);
      }
      const double size = style.mark * (series.small ? 0.5 : series.line ? 0.8 : 1.0) * (selected ? 1.25 : 1.0);
      if (selected && !thin) {
        painter.setPen(QPen(style.colors.focus, style.thin * 1.6));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(mark.at, size * 0.95, size * 0.95);
      }
      if (pictures)
        sprites.paint(style, mark.at, series, scene.pointColor(series, point), point.fill, size);
      else
        paintMark(painter, style, mark.at, series.architecture, scene.pointColor(series, point), point.fill, size);
    }
}

void paintLabels(QPainter& painter, const ChartScene& scene) {
  const ChartStyle& style = scene.style();
  for (const SceneLabel& label : scene.labels())
    if (!label.leader.isNull())
      drawLine(painter, QPen(blended(label.color, style.colors.background, 0.6), style.thin), label.leader.p1(),
               label.leader.p2());
  for (const SceneLabel& label : scene.labels()) {
    if (scene.plot().intersects(label.box)) { // lines run on behind the text, but not through it
      QColor veil = style.colors.background;
      veil.setAlphaF(0.75F);
      painter.setPen(Qt::NoPen);
      painter.setBrush(veil);
      painter.drawRect(label.box.adjusted(0, style.text * 0.1, 0, -style.text * 0.1));
    }
    const bool centred = label.model.isEmpty();
    paintText(painter, style, label.box, centred ? Qt::AlignHCenter : Qt::AlignLeft, label.text, label.color);
  }
}

void paintEmptyText(QPainter& painter, const ChartScene& scene) {
  if (scene.hasData() || scene.spec().emptyText.isEmpty())
    return;
  const ChartStyle& style = scene.style();
  const QRectF box = scene.plot().adjusted(2 * style.gap, style.gap, -2 * style.gap, -style.gap);
  const QStringList rows = wrapped(scene.spec().emptyText, style.font, box.width());
  const double row = scene.lineHeight();
  double y = box.center().y() - row * static_cast<double>(rows.size()) / 2;
  for (const QString& text : rows) {
    paintText(painter, style, {box.left(), y, box.width(), row}, Qt::AlignHCenter, text, style.colors.muted);
    y += row;
  }
}

} // namespace

QColor lineColor(const ChartScene& scene, const SeriesSpec& series) {
  const bool faded = !series.points.isEmpty() && std::all_of(series.points.begin(), series.points.end(),
                                                             [](const PointSpec& p) { return p.faded; });
  return faded ? blended(scene.seriesColor(series), scene.style().colors.background, kFadedOpacity)
               : scene.seriesColor(series);
}

double strokeWidth(const ChartScene& scene, const SceneLine& line) {
  const ChartStyle& style = scene.style();
  if (line.dense)
    return style.thin; // noise fills the columns anyway, and a thick pen takes ten times as long
  return scene.spec().series[line.series].selected ? style.line * 1.7 : style.line;
}

void paintBelow(QPainter& painter, const ChartScene& scene) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  paintZones(painter, scene);
  paintStripes(painter, scene);
  if (scene.hasData()) {
    paintGrid(painter, scene);
    paintTicks(painter, scene);
  }
  paintBlocks(painter, scene);
  paintTitles(painter, scene);
  paintBadge(painter, scene);
  paintBands(painter, scene);
  paintGuides(painter, scene);
  paintBlockTexts(painter, scene);
  painter.restore();
}

void paintSolidLines(QPainter& painter, const ChartScene& scene) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  paintLines(painter, scene, false);
  painter.restore();
}

void paintAbove(QPainter& painter, const ChartScene& scene) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  paintLines(painter, scene, true);
  drawPath(painter, QPen(scene.style().colors.frontier, scene.style().thin * 1.6), scene.frontier());
  paintEllipses(painter, scene);
  paintBrackets(painter, scene);
  paintBars(painter, scene);
  paintMarks(painter, scene);
  paintCross(painter, scene);
  paintLabels(painter, scene);
  paintEmptyText(painter, scene);
  painter.restore();
}

void paintChart(QPainter& painter, const ChartScene& scene) {
  paintBelow(painter, scene);
  paintSolidLines(painter, scene);
  paintAbove(painter, scene);
}

void paintRing(QPainter& painter, const ChartScene& scene, const QPointF& at, bool focus) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const double radius = scene.style().mark * (focus ? 1.05 : 0.9);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(focus ? scene.style().colors.focus : scene.style().colors.text, scene.style().line));
  painter.drawEllipse(at, radius, radius);
  painter.restore();
}

} // namespace pareto::ui
