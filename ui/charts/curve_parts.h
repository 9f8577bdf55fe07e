// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of charts with lines against context length or against simultaneous requests.
#pragma once

#include "ui/charts/chart_parts.h"

namespace pareto::ui {

void setAlongAxis(ChartSpec& chart, Along along);
/// Where the operating point stands.
void addGuide(ChartSpec& chart, const ViewState& state);
/// Of a row of addCurve(), before `cells` and the quantity.
QStringList placeColumns();
/// The line of one contender, its rows of the table twin with `cells` in each, and what it stretches the axis by; what
/// it shows is added to `shown`.
void addCurve(ChartSpec& chart, const Evidence& evidence, const ViewState& state, Metric metric,
              const Contender& contender, const QStringList& cells, Extent& extent, QList<Quantity>& shown);

} // namespace pareto::ui
