// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces that every chart of evidence is made of.
#pragma once

#include "core/decide/crossover.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

AxisSpec axisOf(const Evidence& evidence, const AxisChoice& axis);
/// Grows [low, high] of an axis around these values; call fitAxis afterwards.
struct Extent {
  double low = INFINITY, high = -INFINITY;
  double bandLow = INFINITY, bandHigh = -INFINITY; ///< of what is modelled: as far as it squeezes nothing
  void include(double value);
  void include(const Quantity& quantity);
  void includeBand(const Quantity& quantity);
  /// All of it, bands to twice beyond what is below and above them.
  Extent stretched() const;
};
/// A range with room around: logarithmic when the ratio pays for it, otherwise from zero.
void fitAxis(AxisSpec& axis, const Extent& extent);

MarkFill fillOf(const Quantity& x, const Quantity& y);
/// "61.2 ms (59.0–63.1), measured, n = 40"
QString quantityText(const Quantity& quantity, AxisFormat format);

/// Of a quality: known at shorter texts only than those one looks at.
bool isUntested(const Quantity& quantity);
/// "816 ms (814–818), disturbed": a number never stands without what keeps it from deciding.
QString withCondition(const QString& number, Condition condition);

/// Name, shape and colour of a model, whatever it runs on.
SeriesSpec seriesOf(const Evidence& evidence, const std::string& model, const ViewState& state);
/// The same, or a name, shape and colour for every device where devices are compared.
SeriesSpec seriesOf(const Evidence& evidence, const ViewState& state, const Contender& contender);
/// The three lines under an export, and the badge: PREVIEW for values without intervals, DISTURBED and SUSPECT where
/// any is, MODELLED where nothing shown was measured or published, or, with `anyModelled`, where any value lies beyond
/// what was measured or is by formula.
void addProvenance(ChartSpec& chart, const Evidence& evidence, const std::vector<Contender>& contenders,
                   const QList<Quantity>& shown, bool anyModelled = false);
/// The stamp of what is computed of measured times: MODELLED, and DISTURBED where some of those were.
QString modelledBadge(bool disturbed);
/// What a broken block of such a chart means.
BlockMeaning disturbedMeaning();
/// model, name, device, device_name: first cells of a contender's row in tables and CSV.
QStringList contenderColumns();
QStringList contenderCells(const Evidence& evidence, const Contender& contender);
/// The line at which patience ends, along an axis of waits: "A person: 10 s".
GuideSpec patienceGuide(const ViewState& state, double ms);
/// What an empty chart says to do.
QString nothingMeasured(const ViewState& state);

/// C-locale number for tables and CSV; empty when missing.
QString cell(const std::optional<double>& value);
/// low, high, source, reach, preview, n, state (quiet, disturbed, suspect), how a prompt was read and the commands
/// that measure it again of a quantity, as columns.
QStringList quantityCells(const Quantity& quantity);
QStringList quantityColumns(const QString& prefix);

} // namespace pareto::ui
