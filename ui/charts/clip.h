// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineF>
#include <QList>
#include <QPolygonF>
#include <QRectF>

#include <optional>

namespace pareto::ui {

bool isFinite(const QPointF& point);

/// Clipping by computation: Qt's SVG generator writes no clip paths, so nothing may rely on QPainter's.

/// The part of a segment inside `area` (Liang and Barsky 1984), borders included; none when outside or not finite.
std::optional<QLineF> clipSegment(const QLineF& segment, const QRectF& area);

/// The parts of a polyline inside `area`, in order. Breaks at points that are not finite.
QList<QPolygonF> clipPolyline(const QPolygonF& line, const QRectF& area);

/// The part of a polygon inside `area` (Sutherland and Hodgman 1974); empty when outside.
QPolygonF clipPolygon(const QPolygonF& polygon, const QRectF& area);

/// A polyline of ascending x thinned to the first, lowest, highest and last point of each pixel column: drawn, it looks
/// the same. Points are in pixels.
QPolygonF thinned(const QPolygonF& line);

} // namespace pareto::ui
