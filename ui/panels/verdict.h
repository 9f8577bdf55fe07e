// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"
#include "core/decide/trade_off.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/charts.h"

#include <QString>
#include <QStringList>

namespace pareto::ui {

/// Plain-language conclusions of one trade-off; every figure in them is a value of core/decide.
struct Verdict {
  QString line;         ///< one sentence, or what is missing to say one
  QStringList ranking;  ///< one line a model, best standing first
  QStringList models;   ///< ids in the order of `ranking`
  QStringList phrases;  ///< sentences to take into a meeting, with their source
};
Verdict verdictOf(const Evidence& evidence, const ViewState& view);

/// "Excludes Mamba-2.": the models that fail the limit on this metric; empty = none.
QString excludedBy(const Evidence& evidence, const ViewState& view, Metric limit);

/// A value with its interval and unit, as panels write it.
QString describe(const Evidence& evidence, const AxisChoice& axis, const Quantity& quantity);
/// The quality axis in use: the y axis when it is one, otherwise x; nullptr when neither is.
const AxisChoice* qualityAxis(const ViewState& view);

} // namespace pareto::ui
