// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"

#include <QLocale>

#include <functional>

namespace pareto::ui {

/// A stretch of an axis in *axis coordinates*: the value itself, or its decimal logarithm on a logarithmic axis. Charts
/// zoom, clip and place in these, so that Qt Charts sees linear axes only.
struct AxisRange {
  double low = 0, high = 1;
  double span() const { return high - low; }
  bool operator==(const AxisRange&) const = default;
};

struct Tick {
  double at = 0; ///< axis coordinate
  QString label;
};

/// Whether a value has a place on the axis: finite, and above zero on a logarithmic one.
bool hasPlace(double value, const AxisSpec& axis);
double toAxis(double value, const AxisSpec& axis);
double fromAxis(double coordinate, const AxisSpec& axis);

/// The axis's own range if it is one; otherwise that of `values` with some room, otherwise 0-1 (1-10 logarithmic).
AxisRange fullRange(const AxisSpec& axis, const QList<double>& values);

/// At most `most` ticks at round values: steps of 1-2-5, on logarithmic axes 1-2-5 of each decade or decades, for
/// tokens powers of two.
QList<Tick> ticks(const AxisSpec& axis, const AxisRange& range, int most, const QLocale& locale = QLocale());

/// The densest ticks whose labels, `extent` long, keep `gap` between them over `length` pixels.
QList<Tick> fittingTicks(const AxisSpec& axis, const AxisRange& range, double length, double gap,
                         const std::function<double(const QString&)>& extent, const QLocale& locale = QLocale());

/// "FDA look-ups (right of 100), published · ↑ better": title, unit where labels have none, direction.
QString axisTitle(const AxisSpec& axis, Qt::Orientation orientation);

} // namespace pareto::ui
