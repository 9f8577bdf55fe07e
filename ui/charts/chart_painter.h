// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_scene.h"

#include <QPainter>

namespace pareto::ui {

// One renderer for the window and for exports. The window lets ChartCanvas draw the solid lines between the two halves.

/// Under the lines: grid, axes, titles, badge, crossover stripes, interval bands, guides.
void paintBelow(QPainter& painter, const ChartScene& scene);
/// Solid lines of measured and interpolated points.
void paintSolidLines(QPainter& painter, const ChartScene& scene);
/// Over the lines: dotted continuations, frontier, interval bars, marks, labels, notes.
void paintAbove(QPainter& painter, const ChartScene& scene);

/// All three: a complete picture.
void paintChart(QPainter& painter, const ChartScene& scene);

/// Colour of a series' line: faded when all its points fail a limit.
QColor lineColor(const ChartScene& scene, const SeriesSpec& series);

/// Width of a piece of line: more when selected, less when it is dense.
double strokeWidth(const ChartScene& scene, const SceneLine& line);

/// Ring around a mark under the pointer or with the keyboard's focus.
void paintRing(QPainter& painter, const ChartScene& scene, const QPointF& at, bool focus);

} // namespace pareto::ui
