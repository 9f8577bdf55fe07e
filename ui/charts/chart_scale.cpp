// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_scale.h"

#include "ui/words/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct ChartScaleTexts {
  Q_DECLARE_TR_FUNCTIONS(ChartScale)
};

constexpr double kLargest = 1e300; // keeps differences of two values finite
constexpr int kMostTicks = 12;
constexpr double kMinute = 60e3, kManyMinutes = 300e3; // ms: beyond, times have round values of their own
constexpr double kApart = 1.5;                         // times nearer than this factor to the next unit are left out
constexpr double kChartScaleRoom = 0.06; // share of the range left free around data without a range of its own

/// Step of 1, 2 or 5 times a power of ten, so that at most `most` fit.
double roundStep(double span, int most) {
  const double rough = span / std::max(1, most - 1);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough * (1 - 1e-9))
      return factor * power;
  return 10 * power;
}

QList<Tick> linearTicks(const AxisSpec& axis, double low, double high, int most, const QLocale& locale) {
  QList<Tick> result;
  const double largest = std::max(std::fabs(low), std::fabs(high));
  const NumberUnit unit =
      unit_of_axis(largest / kMostTicks, largest, axis.format).value_or(unit_for(largest, axis.format));
  double step = roundStep((high - low) / unit.worth, most) * unit.worth;
  if (axis.format == AxisFormat::Tokens)
    step = std::max(step, 1.0); // no half tokens
  if (!(step > largest * 1e-12) || !std::isfinite(step))
    return result;
  const double first = std::ceil(low / step - 1e-9), last = std::floor(high / step + 1e-9);
  for (double i = first; i <= last && result.size() <= 2 * kMostTicks; ++i)
    result << Tick{i * step, formatTick(i * step, unit, step, axis.format, locale)};
  return result;
}

/// The label of a value on a logarithmic axis: in the unit of all, where they have one.
QString logLabel(double value, const AxisSpec& axis, const AxisRange& range, const QLocale& locale) {
  const auto unit = unit_of_axis(fromAxis(range.low, axis), fromAxis(range.high, axis), axis.format);
  return formatTick(value, unit.value_or(unit_for(value, axis.format)), 0, axis.format, locale);
}

/// Multiples `factors` of each `stride`-th power of `base` within the range.
QList<Tick> powerTicks(const AxisSpec& axis, const AxisRange& range, double base, std::initializer_list<int> factors,
                       int stride, const QLocale& locale) {
  QList<Tick> result;
  const double unit = std::log10(base);
  const auto first = std::floor(range.low / unit / stride) * stride;
  for (double power = first; power * unit <= range.high + 1e-9; power += stride)
    for (const int factor : factors) {
      const double at = power * unit + std::log10(factor);
      if (at < range.low - 1e-9 || at > range.high + 1e-9)
        continue;
      result << Tick{at, logLabel(factor * std::pow(base, power), axis, range, locale)};
    }
  return result;
}

/// Times beyond a minute have round values of their own: 1 min, 10 min, 1 h, not 100 s and 16.7 min.
QList<Tick> timeTicks(const AxisSpec& axis, const AxisRange& range, std::initializer_list<int> factors, int stride,
                      const QLocale& locale) {
  QList<double> levels{60e3, 600e3, 3600e3, 36e6, 86400e3}; // 1 min, 10 min, 1 h, 10 h, 1 d
  for (double below = 10e3; below > 0 && std::log10(below) >= range.low - 1; below /= 10)
    levels.prepend(below);
  while (levels.last() < kLargest / 10 && std::log10(levels.last()) <= range.high)
    levels << levels.last() * 10;
  QList<Tick> result;
  for (qsizetype i = 0; i + 1 < levels.size(); i += stride)
    for (const int factor : factors) {
      const double value = factor * levels[i], at = std::log10(value);
      if (factor > 1 && value * kApart > levels[i + 1])
        continue; // 50 s beside 1 min
      if (at >= range.low - 1e-9 && at <= range.high + 1e-9)
        result << Tick{at, logLabel(value, axis, range, locale)};
    }
  return result;
}

QList<Tick> logTicks(const AxisSpec& axis, const AxisRange& range, int most, const QLocale& locale) {
  QList<Tick> chosen;
  const bool binary = axis.format == AxisFormat::Tokens,
             time = axis.format == AxisFormat::Milliseconds &&
                    (fromAxis(range.high, axis) > kManyMinutes || fromAxis(range.low, axis) >= kMinute);
  for (const auto factors : {std::initializer_list<int>{1, 2, 5}, std::initializer_list<int>{1}}) {
    if (binary && factors.size() > 1)
      continue;
    for (int stride = 1; stride <= 512; stride = stride < 4 ? stride + 1 : stride * 2) {
      if (factors.size() > 1 && stride > 1)
        break;
      chosen = time ? timeTicks(axis, range, factors, stride, locale)
                    : powerTicks(axis, range, binary ? 2 : 10, factors, stride, locale);
      if (chosen.size() <= most)
        break;
    }
    if (chosen.size() <= most)
      break;
  }
  if (chosen.size() > 2 || range.span() > 1.5)
    return chosen;
  QList<Tick> finer; // zoomed into less than a decade
  for (Tick tick : linearTicks(axis, fromAxis(range.low, axis), fromAxis(range.high, axis), most, locale)) {
    if (!hasPlace(tick.at, axis))
      continue;
    tick.at = toAxis(tick.at, axis);
    finer << tick;
  }
  return finer.size() > chosen.size() ? finer : chosen;
}

bool isRange(double low, double high) { return std::isfinite(low) && std::isfinite(high) && low < high; }

QString direction(Better better, Qt::Orientation orientation) {
  const bool across = orientation == Qt::Horizontal;
  if (better == Better::Lower)
    return across ? ChartScaleTexts::tr("← better") : ChartScaleTexts::tr("↓ better");
  return across ? ChartScaleTexts::tr("→ better") : ChartScaleTexts::tr("↑ better");
}

} // namespace

bool hasPlace(double value, const AxisSpec& axis) {
  return std::isfinite(value) && std::fabs(value) <= kLargest && (!axis.logarithmic || value > 0);
}

double toAxis(double value, const AxisSpec& axis) { return axis.logarithmic ? std::log10(value) : value; }

double fromAxis(double coordinate, const AxisSpec& axis) {
  return axis.logarithmic ? std::pow(10.0, coordinate) : coordinate;
}

AxisRange fullRange(const AxisSpec& axis, const QList<double>& values) {
  if (isRange(axis.low, axis.high) && hasPlace(axis.low, axis) && hasPlace(axis.high, axis))
    return {toAxis(axis.low, axis), toAxis(axis.high, axis)};
  AxisRange range{INFINITY, -INFINITY};
  for (const double value : values) {
    if (!hasPlace(value, axis))
      continue;
    range.low = std::min(range.low, toAxis(value, axis));
    range.high = std::max(range.high, toAxis(value, axis));
  }
  if (range.low > range.high)
    return {0, 1}; // 1-10 on a logarithmic axis
  double room = range.span() * kChartScaleRoom;
  if (!(room > 0)) // one value only: space for it to stand in
    room = axis.logarithmic ? 0.5 : std::max(std::fabs(range.low) * 0.5, 0.5);
  return {range.low - room, range.high + room};
}

QList<Tick> ticks(const AxisSpec& axis, const AxisRange& range, int most, const QLocale& locale) {
  if (!isRange(range.low, range.high) || most < 1)
    return {};
  return axis.logarithmic ? logTicks(axis, range, most, locale)
                          : linearTicks(axis, range.low, range.high, most, locale);
}

QList<Tick> fittingTicks(const AxisSpec& axis, const AxisRange& range, double length, double gap,
                         const std::function<double(const QString&)>& extent, const QLocale& locale) {
  for (int most = kMostTicks; most > 1; --most) {
    const QList<Tick> tried = ticks(axis, range, most, locale);
    bool fits = true;
    for (qsizetype i = 1; i < tried.size() && fits; ++i) {
      const double distance = (tried[i].at - tried[i - 1].at) / range.span() * length;
      fits = distance >= (extent(tried[i].label) + extent(tried[i - 1].label)) / 2 + gap;
    }
    if (fits && tried.size() <= most + 1)
      return tried;
  }
  return ticks(axis, range, 1, locale).mid(0, 1);
}

QString axisTitle(const AxisSpec& axis, Qt::Orientation orientation) {
  QString title = axis.title;
  const bool unitInLabels =
      axis.format == AxisFormat::Milliseconds || axis.format == AxisFormat::Bytes || axis.format == AxisFormat::Percent;
  if (!unitInLabels && !axis.unit.isEmpty())
    title = ChartScaleTexts::tr("%1 (%2)").arg(title, axis.unit);
  if (axis.published)
    title = ChartScaleTexts::tr("%1, published").arg(title);
  if (axis.better != Better::Unstated && !title.isEmpty())
    title = ChartScaleTexts::tr("%1 · %2").arg(title, direction(axis.better, orientation));
  return title;
}

} // namespace pareto::ui
