// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces that every chart of evidence is made of.
#pragma once

#include "core/decide/crossover.h"
#include "ui/charts/charts.h"

namespace pareto::ui {

/// " Not compared, being of another size: Tiny (1.2 M).", for the end of a sentence; empty where there are none.
QString otherSizesText(const Evidence& evidence, const ViewState& state);

/// "Mamba-2", or "Mamba-2 340m" when the study holds the architecture in several sizes.
QString modelName(const Evidence& evidence, const std::string& model);
/// "Mamba-2 · 1.3b · 1.37 B parameters"
QString modelHeading(const Evidence& evidence, const std::string& model);

AxisSpec axisOf(const Evidence& evidence, const AxisChoice& axis);
/// Grows [low, high] of an axis around these values; call fitAxis afterwards.
struct Extent {
  double low = INFINITY, high = -INFINITY;
  void include(double value);
  void include(const Quantity& quantity);
};
/// A range with room around: logarithmic when the ratio pays for it, otherwise from zero.
void fitAxis(AxisSpec& axis, const Extent& extent);

MarkFill fillOf(const Quantity& x, const Quantity& y);
/// "61.2 ms (59.0–63.1), measured, n = 40"
QString quantityText(const Quantity& quantity, AxisFormat format);
/// "2,048 tokens, 8 requests"
QString placeText(const OperatingPoint& at);

/// Name, shape and colour of a model, whatever it runs on.
SeriesSpec seriesOf(const Evidence& evidence, const std::string& model, const ViewState& state);
/// The three lines under an export, and the badge: PREVIEW for values without intervals, MODELLED where nothing shown
/// was measured or published, or, with `anyModelled`, where any value lies beyond what was measured.
void addProvenance(ChartSpec& chart, const Evidence& evidence, const std::vector<Contender>& contenders,
                   const QList<Quantity>& shown, bool anyModelled = false);
/// What an empty chart says to do.
QString nothingMeasured(const ViewState& state);

/// C-locale number for tables and CSV; empty when missing.
QString cell(const std::optional<double>& value);
/// low, high, source, reach, preview, n of a quantity, as columns.
QStringList quantityCells(const Quantity& quantity);
QStringList quantityColumns(const QString& prefix);

} // namespace pareto::ui
