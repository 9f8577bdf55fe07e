// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/views/chart_spec.h"

#include <QLocale>
#include <QString>

namespace pareto::ui {

/// Numbers for people, through the locale, three significant digits, unit included: "12.3 ms", "1.42 GB", "2,048".
QString formatValue(double value, AxisFormat format, const QLocale& locale = QLocale());
/// "12.3 ms (11.9–12.8)"; without an interval the value alone.
QString formatEstimate(double value, const std::optional<Interval>& interval, AxisFormat format, const QLocale& locale = QLocale());
/// "1.3 B", "340 M" parameters.
QString formatParameters(qint64 count, const QLocale& locale = QLocale());
/// "2 min 10 s"
QString formatDuration(double seconds, const QLocale& locale = QLocale());

} // namespace pareto::ui
