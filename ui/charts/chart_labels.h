// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_scene.h"

namespace pareto::ui {

/// Places the direct labels of a laid-out scene: names at line ends, labels beside marks, crossovers and guides in the
/// rows over the plot. Labels never overlap each other; one without a free place is left out (hover and legend still
/// say it).
QList<SceneLabel> placeLabels(const ChartScene& scene);

} // namespace pareto::ui
