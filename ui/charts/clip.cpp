// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/clip.h"

#include <algorithm>
#include <cmath>

namespace pareto::ui {

bool isFinite(const QPointF& p) { return std::isfinite(p.x()) && std::isfinite(p.y()); }

namespace {

/// Rounding must not put a clipped end a hair outside.
QPointF inside(const QPointF& p, const QRectF& area) {
  return {std::clamp(p.x(), area.left(), area.right()), std::clamp(p.y(), area.top(), area.bottom())};
}

} // namespace

std::optional<QLineF> clipSegment(const QLineF& segment, const QRectF& area) {
  if (!isFinite(segment.p1()) || !isFinite(segment.p2()))
    return {};
  double enter = 0, leave = 1;
  const double dx = segment.dx(), dy = segment.dy();
  const double p[] = {-dx, dx, -dy, dy};
  const double q[] = {segment.x1() - area.left(), area.right() - segment.x1(), segment.y1() - area.top(),
                      area.bottom() - segment.y1()};
  for (int i = 0; i < 4; ++i) {
    if (p[i] == 0) {
      if (q[i] < 0)
        return {};
      continue;
    }
    const double t = q[i] / p[i];
    (p[i] < 0 ? enter : leave) = p[i] < 0 ? std::max(enter, t) : std::min(leave, t);
  }
  if (enter > leave)
    return {};
  return QLineF(inside(segment.pointAt(enter), area), inside(segment.pointAt(leave), area));
}

QList<QPolygonF> clipPolyline(const QPolygonF& line, const QRectF& area) {
  QList<QPolygonF> parts;
  QPolygonF part;
  const auto finish = [&] {
    if (part.size() > 1)
      parts << part;
    part.clear();
  };
  for (qsizetype i = 1; i < line.size(); ++i) {
    const std::optional<QLineF> piece = clipSegment({line[i - 1], line[i]}, area);
    if (!piece) {
      finish();
      continue;
    }
    if (!part.isEmpty() && part.last() != piece->p1())
      finish();
    if (part.isEmpty())
      part << piece->p1();
    part << piece->p2();
  }
  finish();
  return parts;
}

QPolygonF clipPolygon(const QPolygonF& polygon, const QRectF& area) {
  QPolygonF in;
  for (const QPointF& p : polygon)
    if (isFinite(p))
      in << p;
  struct Edge {
    bool vertical;
    double at;
    bool keepAbove; // values >= at
  };
  for (const Edge& edge : {Edge{true, area.left(), true}, Edge{true, area.right(), false},
                           Edge{false, area.top(), true}, Edge{false, area.bottom(), false}}) {
    QPolygonF out;
    const auto coordinate = [&](const QPointF& p) { return edge.vertical ? p.x() : p.y(); };
    const auto kept = [&](const QPointF& p) {
      return edge.keepAbove ? coordinate(p) >= edge.at : coordinate(p) <= edge.at;
    };
    for (qsizetype i = 0; i < in.size(); ++i) {
      const QPointF a = in[i], b = in[(i + 1) % in.size()];
      if (kept(a))
        out << a;
      if (kept(a) != kept(b))
        out << a + (b - a) * ((edge.at - coordinate(a)) / (coordinate(b) - coordinate(a)));
    }
    in = out;
  }
  for (QPointF& p : in)
    p = inside(p, area);
  return in.size() > 2 ? in : QPolygonF();
}

QPolygonF thinned(const QPolygonF& line) {
  QPolygonF out;
  const auto add = [&](const QPointF& p) {
    if (out.isEmpty() || out.last() != p)
      out << p;
  };
  for (qsizetype i = 0; i < line.size();) {
    if (!isFinite(line[i])) { // a gap stays a gap
      out << line[i++];
      continue;
    }
    const double column = std::floor(line[i].x());
    qsizetype end = i, low = i, high = i;
    while (end < line.size() && isFinite(line[end]) && std::floor(line[end].x()) == column) {
      low = line[end].y() < line[low].y() ? end : low;
      high = line[end].y() > line[high].y() ? end : high;
      ++end;
    }
    add(line[i]);
    add(line[std::min(low, high)]);
    add(line[std::max(low, high)]);
    add(line[end - 1]);
    i = end;
  }
  return out;
}

} // namespace pareto::ui
