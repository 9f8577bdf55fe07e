// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_scene.h"

namespace pareto::ui {

/// Where the names of crossovers and vertical guides go: rows between the title and the plot, so that they cover no
/// data.
struct HeaderRoom {
  double left = 0, right = 0; ///< of the canvas
  double bottom = 0;          ///< the plot's upper edge
  double row = 0, gap = 0;
  int rows = 0;
};

struct HeaderWish {
  double x = 0; ///< of the stripe or guide, pixels
  double width = 0;
  QString text;
  QColor color;
};

/// The arrangement that leaves out the fewest, then uses the fewest rows; no label touches another or another's leader.
/// Only the first few wishes are considered.
QList<SceneLabel> placeHeaders(const QList<HeaderWish>& wishes, const HeaderRoom& room);

} // namespace pareto::ui
