// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_scene.h"

#include <QGraphicsScene>
#include <QGraphicsWidget>

#include <memory>

namespace pareto::ui {

/// The ground of a chart in a graphics scene: the plot's area, its two ranges and the solid lines. The one place that
/// knows Qt Charts, which is deprecated upstream: another library, or none, would be put here and nowhere else. What it
/// draws stands between the two layers of ChartOverlay.
class ChartCanvas {
public:
  /// Places of the overlays among the library's own items (grid 2, axes 3, lines from 4 on), as z values of children of
  /// item().
  static constexpr double kUnderLines = 2.5, kOverLines = 100;

  /// The item goes into `scene`, which owns it and must outlive this.
  explicit ChartCanvas(QGraphicsScene& scene);
  ~ChartCanvas();

  /// What overlays are children of; its coordinates are those of the ChartScene.
  QGraphicsWidget* item() const;
  /// Plot area, ranges and solid lines as they are laid out there.
  void show(const ChartScene& scene);
  /// The lines as the library holds them, in axis coordinates, in the order they are drawn.
  QList<QPolygonF> lines() const;

private:
  struct Parts;
  std::unique_ptr<Parts> m_parts;
};

} // namespace pareto::ui
