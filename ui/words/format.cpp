// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Format)
};

constexpr QChar kWordJoiner(0x2060);
constexpr int kSignificant = 3;
constexpr double kMinute = 60e3, kHour = 3600e3, kDay = 86'400e3; // in milliseconds
constexpr double kExactTokens = 1e6; // whole tokens below this keep every digit: 65,536 is not "65.5 k"

/// A unit and what one of it is worth in the axis's own unit.
struct Unit {
  double worth = 1;
  QString text;         ///< with its leading space; empty = none
  bool counted = false; ///< a bare count: whole numbers are written without decimals
  bool spoken = false;  ///< written as people say it: "1.5 min", not "1.50 min"
};

double roundSignificant(double value, int digits) {
  if (value == 0 || !std::isfinite(value))
    return value;
  const int exponent = static_cast<int>(std::floor(std::log10(std::fabs(value)))) - digits + 1;
  if (std::abs(exponent) > 290) // the power below would overflow
    return value;
  const double power = std::pow(10.0, std::abs(exponent));
  return exponent >= 0 ? std::round(value / power) * power : std::round(value * power) / power;
}

Unit largestBelow(double magnitude, std::initializer_list<Unit> units) {
  Unit best = *units.begin();
  for (const Unit& unit : units)
    if (magnitude >= unit.worth)
      best = unit;
  return best;
}

/// The unit people would use: 90 s is "1.5 min", 10,000 s "2.78 h". `rounded` decides among those of ten, as 999.9 ms
/// is already "1.00 s"; `ms` among the rest.
Unit timeUnit(double ms, double rounded) {
  if (rounded > 0 && rounded < 0.1)
    return {1e-3, Texts::tr(" µs")};
  if (rounded < 1e3)
    return {1, Texts::tr(" ms")};
  if (ms < kMinute)
    return {1e3, Texts::tr(" s")};
  if (ms < kHour)
    return {kMinute, Texts::tr(" min"), false, true};
  return ms < 3 * kDay ? Unit{kHour, Texts::tr(" h"), false, true} : Unit{kDay, Texts::tr(" d", "days"), false, true};
}

Unit byteUnit(double bytes) {
  return largestBelow(bytes, {{1, Texts::tr(" B"), true},
                              {1e3, Texts::tr(" kB")},
                              {1e6, Texts::tr(" MB")},
                              {1e9, Texts::tr(" GB")},
                              {1e12, Texts::tr(" TB")},
                              {1e15, Texts::tr(" PB")}});
}

Unit countUnit(double magnitude, double firstK) {
  if (magnitude < firstK)
    return {1, {}, true};
  return largestBelow(magnitude, {{1e3, Texts::tr(" k")}, {1e6, Texts::tr(" M")}, {1e9, Texts::tr(" B", "billion")}});
}

Unit unitFor(double magnitude, AxisFormat format) {
  const double rounded = roundSignificant(std::fabs(magnitude), kSignificant); // 999.9 ms is already "1.00 s"
  switch (format) {
  case AxisFormat::Milliseconds: return timeUnit(std::fabs(magnitude), rounded);
  case AxisFormat::Bytes: return byteUnit(rounded);
  case AxisFormat::Tokens: return countUnit(rounded, kExactTokens);
  case AxisFormat::Percent: return {1, Texts::tr(" %"), true};
  case AxisFormat::Number:
  case AxisFormat::Rate: break;
  }
  const bool whole = magnitude == std::floor(magnitude);
  return countUnit(whole ? std::fabs(magnitude) : rounded, 1e4); // 9,999 keeps its digits
}

/// Digits after the point that leave `significant` digits in all.
int decimalsFor(double value, int significant) {
  if (value == 0)
    return 0;
  const int exponent = static_cast<int>(std::floor(std::log10(std::fabs(roundSignificant(value, significant)))));
  return std::clamp(significant - 1 - exponent, 0, 12);
}

/// Without unit; beyond what digits can show in a label, in powers of ten.
QString digits(double value, int decimals, const QLocale& locale) {
  const double size = std::fabs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-6))
    return locale.toString(value, 'g', kSignificant);
  return locale.toString(value == 0 ? 0.0 : value, 'f', decimals); // no "-0"
}

QString scaled(double value, const Unit& unit, const QLocale& locale) {
  const double inUnit = value / unit.worth;
  if (unit.counted && inUnit == std::floor(inUnit))
    return digits(inUnit, 0, locale);
  const double shown = roundSignificant(inUnit, kSignificant);
  int decimals = decimalsFor(shown, kSignificant);
  const auto isWhole = [](double number) { return std::fabs(number - std::round(number)) < 1e-9; };
  while (unit.spoken && decimals > 0 && isWhole(shown * std::pow(10, decimals - 1)))
    --decimals;
  return digits(shown, decimals, locale);
}

QString nothing() { return QStringLiteral("–"); }

} // namespace

QString formatValue(double value, AxisFormat format, const QLocale& locale) {
  if (!std::isfinite(value))
    return nothing();
  const Unit unit = unitFor(value, format);
  return scaled(value, unit, locale) + unit.text;
}

QString formatTick(double value, double largest, double step, AxisFormat format, const QLocale& locale) {
  if (!std::isfinite(value))
    return nothing();
  const Unit unit = unitFor(largest, format);
  if (value == 0 && unit.worth > 1 &&
      (format == AxisFormat::Number || format == AxisFormat::Rate || format == AxisFormat::Tokens))
    return locale.toString(0);                                    // not "0 k"
  const double inUnit = roundSignificant(value / unit.worth, 12); // 0.30000000000000004
  const double inStep = step / unit.worth;
  int decimals = 0;
  if (step > 0) // as many as the step needs: 0.25 has two
    while (decimals < 9 &&
           std::fabs(inStep * std::pow(10, decimals) - std::round(inStep * std::pow(10, decimals))) > 1e-6)
      ++decimals;
  else
    while (decimals < 9 &&
           roundSignificant(std::round(inUnit * std::pow(10, decimals)) / std::pow(10, decimals), 12) != inUnit)
      ++decimals;
  return digits(inUnit, decimals, locale) + unit.text;
}

double unitWorth(double largest, AxisFormat format) { return unitFor(largest, format).worth; }

QString formatEstimate(double value, const std::optional<Interval>& interval, AxisFormat format,
                       const QLocale& locale) {
  const QString text = formatValue(value, format, locale);
  if (!interval || !std::isfinite(value) || !std::isfinite(interval->low) || !std::isfinite(interval->high))
    return text;
  const Unit unit = unitFor(value, format); // both ends in the value's own unit
  return Texts::tr("%1 (%2–%3)").arg(text, scaled(interval->low, unit, locale), scaled(interval->high, unit, locale));
}

QString formatParameters(qint64 count, const QLocale& locale) {
  if (count < 0)
    return nothing();
  const double value = static_cast<double>(count);
  const auto in = [&](double worth) {
    const double shown = value / worth;
    const double rounded = shown < 9.95 ? std::round(shown * 10) / 10 : std::round(shown);
    return digits(rounded, rounded == std::floor(rounded) ? 0 : 1, locale);
  };
  if (value >= 999.5e6)
    return Texts::tr("%1 B", "billion parameters").arg(in(1e9));
  if (value >= 999.5e3)
    return Texts::tr("%1 M", "million parameters").arg(in(1e6));
  return value >= 1e3 ? Texts::tr("%1 k", "thousand parameters").arg(in(1e3)) : locale.toString(count);
}

QString formatDuration(double seconds, const QLocale& locale) {
  if (!std::isfinite(seconds) || seconds < 0)
    return nothing();
  if (seconds < 9.95)
    return Texts::tr("%1 s").arg(locale.toString(seconds, 'f', seconds < 0.05 ? 0 : 1));
  if (seconds > 3.6e9)
    return Texts::tr("over %1 h").arg(locale.toString(1'000'000));
  const qint64 whole = std::llround(seconds);
  if (whole < 60)
    return Texts::tr("%1 s").arg(locale.toString(whole));
  if (whole < 3600)
    return Texts::tr("%1 min %2 s").arg(locale.toString(whole / 60), locale.toString(whole % 60));
  return Texts::tr("%1 h %2 min").arg(locale.toString(whole / 3600), locale.toString(whole % 3600 / 60));
}

QString unbroken(QString text) {
  return text.replace(QStringLiteral("++"), QString(kWordJoiner) + QLatin1Char('+') + kWordJoiner + QLatin1Char('+'));
}

} // namespace pareto::ui
