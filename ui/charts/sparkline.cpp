// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/sparkline.h"

#include "core/decide/answer/workload_choices.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/mark_painter.h"
#include "ui/charts/marks.h"

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

constexpr double kWidth = 1.6, kEdge = 2; ///< of the pen, and what it needs beside its middle
constexpr double kLeastRise = 0.2;        ///< of a logarithm, over the whole height
constexpr double kLongestDrawn = 65'536;  ///< tokens

Sparkline::Step stepOf(const Quantity& from, const Quantity& to) {
  const MarkFill a = fillOf(from, from), b = fillOf(to, to);
  return {isModelled(a) || isModelled(b), isBroken(a) || isBroken(b)};
}

} // namespace

Sparkline sparklineOf(const Curve& curve, const QString& family) {
  Sparkline line;
  line.family = family;
  if (curve.size() < 2)
    return line;
  double low = INFINITY, high = 0;
  for (const CurvePoint& point : curve) {
    low = std::min(low, *point.quantity.value);
    high = std::max(high, *point.quantity.value);
  }
  const double left = std::log(curve.front().at), span = std::log(curve.back().at) - left,
               rise = std::max(std::log(high / low), kLeastRise);
  for (const CurvePoint& point : curve)
    line.points << QPointF((std::log(point.at) - left) / span, std::log(*point.quantity.value / low) / rise);
  for (size_t i = 0; i + 1 < curve.size(); ++i)
    line.steps << stepOf(curve[i].quantity, curve[i + 1].quantity);
  return line;
}

Sparkline waitSparkline(const Evidence& evidence, const ViewState& view, const Contender& who) {
  return sparklineOf(evidence.curve(who.model, Metric::AnswerTime, Along::Context, place_on(view.at, who),
                                    kShortestPrompt, kLongestDrawn),
                     seriesOf(evidence, view, who).family);
}

void paintSparkline(QPainter& painter, const Sparkline& line, const QRectF& box, bool dark) {
  const QRectF inside = box.adjusted(kEdge, kEdge, -kEdge, -kEdge);
  QPolygonF at;
  for (const QPointF& point : line.points)
    at << QPointF(inside.left() + inside.width() * point.x(), inside.bottom() - inside.height() * point.y());
  const QColor color = familyColor(line.family, dark);
  painter.setBrush(Qt::NoBrush);
  for (qsizetype first = 0; first < line.steps.size();) { // a run of one pen at once: dashes go on over its points
    const Sparkline::Step& step = line.steps[first];
    qsizetype last = first + 1;
    while (last < line.steps.size() && line.steps[last] == step)
      ++last;
    painter.setPen(linePen(color, kWidth, false, step.dotted, step.broken));
    painter.drawPolyline(at.mid(first, last - first + 1));
    first = last;
  }
}

} // namespace pareto::ui
