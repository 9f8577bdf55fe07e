// SPDX-License-Identifier: GPL-3.0-or-later
// Bars, cells of a map, and the place on it.
#pragma once

#include "ui/charts/chart_scene.h"

#include <QPainter>

namespace pareto::ui {

/// All blocks of a chart.
void paintBlocks(QPainter& painter, const ChartScene& scene);
/// Their labels and what stands beside them: over guides, which would run through the words.
void paintBlockTexts(QPainter& painter, const ChartScene& scene);

/// The area of a block, with what its fill is drawn by (no pattern brushes: SVG has none).
void paintBlockFill(QPainter& painter, const ChartStyle& style, const QRectF& box, const QColor& color, BlockFill fill);

/// The person's place: a ring with four arms, light on dark and dark on light, over whatever lies below.
void paintCross(QPainter& painter, const ChartScene& scene);

} // namespace pareto::ui
