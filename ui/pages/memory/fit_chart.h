// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/targets/shelf.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// Does it fit? Machines of one part of the shelf by the models that are compared: how many requests of this length one
/// machine holds beside the weights.
/// "70B", of "70b".
/// `size`: "70b", of every architecture of the study that has a shape; empty: the study's own models.
ChartSpec fitChart(const Evidence& evidence, const ViewState& view, ShelfPart part, const std::string& size = {});

} // namespace pareto::ui
