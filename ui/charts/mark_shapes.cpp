// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/mark_shapes.h"

#include <QPolygonF>
#include <QTransform>
#include <QtMath>

#include <array>

namespace pareto::ui {

namespace {

/// Corners on a circle, every second one nearer to the centre by `waist`; 1 = a regular polygon.
QPolygonF star(int points, double radius, double waist) {
  QPolygonF outline;
  for (int i = 0; i < 2 * points; ++i) {
    const double r = i % 2 == 0 ? radius : waist * radius, angle = M_PI * i / points;
    outline << QPointF(r * qSin(angle), -r * qCos(angle));
  }
  return outline;
}

QPolygonF polygon(int corners, double radius) {
  QPolygonF outline;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * M_PI * i / corners;
    outline << QPointF(radius * qSin(angle), -radius * qCos(angle));
  }
  return outline;
}

/// Of points in quarters, which are easier to read.
QPolygonF inQuarters(std::initializer_list<std::pair<int, int>> points) {
  QPolygonF outline;
  for (const auto& [x, y] : points)
    outline << QPointF(x / 4.0, y / 4.0);
  return outline;
}

QPolygonF turned(const QPolygonF& outline, double degrees) { return QTransform().rotate(degrees).map(outline); }

/// The straight ones, in units of the radius; a disc comes before them.
std::array<QPolygonF, kMarkShapes - 1> straightShapes() {
  const QPolygonF square = turned(polygon(4, 1.25), 45), triangle = polygon(3, 1.25);
  const QPolygonF plus = inQuarters(
      {{-2, -5}, {2, -5}, {2, -2}, {5, -2}, {5, 2}, {2, 2}, {2, 5}, {-2, 5}, {-2, 2}, {-5, 2}, {-5, -2}, {-2, -2}});
  const QPolygonF hourglass = inQuarters({{-4, -5}, {4, -5}, {1, 0}, {4, 5}, {-4, 5}, {-1, 0}});
  const QPolygonF bar = inQuarters({{-2, -5}, {2, -5}, {2, 5}, {-2, 5}});
  const QPolygonF chevron = inQuarters({{0, -4}, {5, 1}, {5, 5}, {0, 0}, {-5, 5}, {-5, 1}});
  const QPolygonF house = inQuarters({{0, -5}, {4, -1}, {2, -1}, {2, 5}, {-2, 5}, {-2, -1}, {-4, -1}});
  const QPolygonF corner = inQuarters({{-4, -5}, {-1, -5}, {-1, 1}, {5, 1}, {5, 4}, {-4, 4}});
  const QPolygonF tee = inQuarters({{-5, -4}, {5, -4}, {5, -1}, {2, -1}, {2, 5}, {-2, 5}, {-2, -1}, {-5, -1}});
  return {square,
          triangle,
          polygon(4, 1.25),
          plus,
          turned(triangle, 180),
          star(4, 1.35, 0.4),
          hourglass,
          turned(triangle, 90),
          turned(triangle, -90),
          turned(plus, 45),
          bar,
          turned(hourglass, 90),
          turned(bar, 90),
          chevron,
          turned(chevron, 180),
          house,
          turned(house, 180),
          tee,
          turned(tee, 180),
          corner,
          turned(corner, 180),
          turned(chevron, 90),
          turned(chevron, -90)};
}

QPainterPath closed(const QPolygonF& outline, double radius) {
  QPainterPath path;
  path.addPolygon(QTransform::fromScale(radius, radius).map(outline));
  path.closeSubpath();
  return path;
}

} // namespace

QPainterPath markShape(int place, double radius) {
  static const std::array<QPolygonF, kMarkShapes - 1> straight = straightShapes();
  const int shape = place % kMarkShapes;
  if (shape > 0)
    return closed(straight[static_cast<size_t>(shape - 1)], radius);
  QPainterPath disc;
  disc.addEllipse(QPointF(0, 0), radius, radius);
  return disc;
}

QPainterPath starShape(double radius) { return closed(star(5, 1, 0.45), radius); }

} // namespace pareto::ui
