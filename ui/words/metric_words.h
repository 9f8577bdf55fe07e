// SPDX-License-Identifier: GPL-3.0-or-later
// What the metrics are called and what they mean (core/decide/words/metric_words), in the person's language.
#pragma once

#include "core/decide/axis.h"
#include "ui/charts/chart_spec.h"

#include <QString>

namespace pareto::ui {

/// How numbers of a unit are written.
inline AxisFormat formatOf(Unit unit) { return format_of(unit); }
inline AxisFormat axisFormat(const AxisChoice& axis) { return formatOf(row_of(axis.metric).unit); }

/// Translated name of a metric ("Time per output token"), its unit, and a one-line definition.
QString metricTitle(const Evidence& evidence, const AxisChoice& axis);
QString metricUnit(const Evidence& evidence, const AxisChoice& axis);
QString metricDefinition(const Evidence& evidence, const AxisChoice& axis);

/// A value as a sentence says it: "61.2 ms per output token", "25 of 100 FDA look-ups".
QString valuePhrase(const Evidence& evidence, const AxisChoice& axis, double value);

/// Of a metric that can be limited.
struct LimitTexts {
  QString title;   ///< of its field: "Time per token at most"
  QString suffix;  ///< " ms"
  QString help;    ///< empty where the test says it
  QString fails;   ///< "fails the limit on time per token"
  QString unknown; ///< "its time per token is not known, so neither is whether it meets that limit"
};
LimitTexts limitTexts(Metric metric, bool atLeast = false);

} // namespace pareto::ui
