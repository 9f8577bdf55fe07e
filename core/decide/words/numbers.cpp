// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/numbers.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace pareto {

namespace {

constexpr int kSignificant = 3, kOfBands = 2;                     ///< digits
constexpr double kMinute = 60e3, kHour = 3600e3, kDay = 86'400e3; // in milliseconds
constexpr double kExactTokens = 1e6; // whole tokens below this keep every digit: 65,536 is not "65.5 k"
constexpr const char* kNothing = "–";

NumberUnit largest_below(double magnitude, std::initializer_list<NumberUnit> units) {
  NumberUnit best = *units.begin();
  for (const NumberUnit& unit : units)
    if (magnitude >= unit.worth)
      best = unit;
  return best;
}

/// `rounded` decides among those of ten, as 999.9 ms is already "1.00 s"; `ms` among the rest.
NumberUnit time_unit(double ms, double rounded) {
  if (rounded > 0 && rounded < 0.1)
    return {1e-3, PARETO_SAY("Format", " µs")};
  if (rounded < 1e3)
    return {1, PARETO_SAY("Format", " ms")};
  if (ms < kMinute)
    return {1e3, PARETO_SAY("Format", " s")};
  if (ms < kHour)
    return {kMinute, PARETO_SAY("Format", " min"), false, true};
  return ms < 3 * kDay ? NumberUnit{kHour, PARETO_SAY("Format", " h"), false, true}
                       : NumberUnit{kDay, PARETO_SAY_AS("Format", " d", "days"), false, true};
}

NumberUnit byte_unit(double bytes) {
  return largest_below(bytes, {{1, PARETO_SAY("Format", " B"), true},
                               {1e3, PARETO_SAY("Format", " kB")},
                               {1e6, PARETO_SAY("Format", " MB")},
                               {1e9, PARETO_SAY("Format", " GB")},
                               {1e12, PARETO_SAY("Format", " TB")},
                               {1e15, PARETO_SAY("Format", " PB")}});
}

NumberUnit joule_unit(double joules) {
  if (joules > 0 && joules < 0.1)
    return {1e-3, PARETO_SAY("Format", " mJ")};
  return largest_below(
      joules,
      {{1, PARETO_SAY("Format", " J")}, {1e3, PARETO_SAY("Format", " kJ")}, {1e6, PARETO_SAY("Format", " MJ")}});
}

NumberUnit count_unit(double magnitude, double first_k) {
  if (magnitude < first_k)
    return {1, {}, true};
  return largest_below(magnitude, {{1e3, PARETO_SAY("Format", " k")},
                                   {1e6, PARETO_SAY("Format", " M")},
                                   {1e9, PARETO_SAY_AS("Format", " B", "billion")}});
}

/// Digits after the point that leave `significant` digits in all.
int decimals_for(double value, int significant) {
  if (value == 0)
    return 0;
  const int exponent = static_cast<int>(std::floor(std::log10(std::fabs(round_significant(value, significant)))));
  return std::clamp(significant - 1 - exponent, 0, 12);
}

std::string scaled(const Voice& voice, double value, const NumberUnit& unit, int significant = kSignificant) {
  const double in_unit = value / unit.worth;
  if (unit.counted && in_unit == std::floor(in_unit))
    return plain_text(voice, in_unit, 0);
  const double shown = round_significant(in_unit, significant);
  int decimals = decimals_for(shown, significant);
  const auto is_whole = [](double number) { return std::fabs(number - std::round(number)) < 1e-9; };
  while (unit.spoken && decimals > 0 && is_whole(shown * std::pow(10, decimals - 1)))
    --decimals;
  return plain_text(voice, shown, decimals);
}

} // namespace

NumberFormat format_of(Unit unit) {
  switch (unit) {
  case Unit::Milliseconds: return NumberFormat::Milliseconds;
  case Unit::TokensPerSecond: return NumberFormat::Rate;
  case Unit::Bytes: return NumberFormat::Bytes;
  case Unit::Joules: return NumberFormat::Joules;
  case Unit::OfTest: break;
  }
  return NumberFormat::Number;
}

double round_significant(double value, int digits) {
  if (value == 0 || !std::isfinite(value))
    return value;
  const int exponent = static_cast<int>(std::floor(std::log10(std::fabs(value)))) - digits + 1;
  if (std::abs(exponent) > 290) // the power below would overflow
    return value;
  const double power = std::pow(10.0, std::abs(exponent));
  return exponent >= 0 ? std::round(value / power) * power : std::round(value * power) / power;
}

NumberUnit unit_for(double value, NumberFormat format) {
  const double rounded = round_significant(std::fabs(value), kSignificant); // 999.9 ms is already "1.00 s"
  switch (format) {
  case NumberFormat::Milliseconds: return time_unit(std::fabs(value), rounded);
  case NumberFormat::Bytes: return byte_unit(rounded);
  case NumberFormat::Joules: return joule_unit(rounded);
  case NumberFormat::Tokens: return count_unit(rounded, kExactTokens);
  case NumberFormat::Percent: return {1, PARETO_SAY("Format", " %"), true};
  case NumberFormat::Number:
  case NumberFormat::Rate: break;
  }
  const bool whole = value == std::floor(value);
  return count_unit(whole ? std::fabs(value) : rounded, 1e4); // 9,999 keeps its digits
}

std::optional<NumberUnit> unit_of_axis(double least, double most, NumberFormat format) {
  constexpr double kMostDigits = 1e7, kMostSeconds = 300e3, kLeastOfUnit = 0.01 * (1 - 1e-9);
  const bool bare = format == NumberFormat::Number || format == NumberFormat::Rate || format == NumberFormat::Tokens;
  if (bare && most < kMostDigits)
    return NumberUnit{1, {}, true};
  NumberUnit unit = unit_for(most, format);
  if (format == NumberFormat::Milliseconds && most >= kMinute && most <= kMostSeconds && least < kMinute)
    unit = unit_for(kMinute / 2, format);
  const double least_in_unit = unit.spoken ? 1 : kLeastOfUnit; // a sixtieth of a minute is no number
  return least >= least_in_unit * unit.worth ? std::optional(unit) : std::nullopt;
}

std::string plain_text(const Voice& voice, double value, int decimals) {
  const double size = std::fabs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-6))
    return voice.powers(value);
  return voice.digits(value == 0 ? 0.0 : value, decimals); // no "-0"
}

std::string number_text(const Voice& voice, double value, NumberFormat format) {
  if (!std::isfinite(value))
    return kNothing;
  const NumberUnit unit = unit_for(value, format);
  return scaled(voice, value, unit) + voice.say(unit.text);
}

bool is_counted(double value, const std::optional<Interval>& interval) {
  const auto whole = [](double each) { return each == std::floor(each); };
  return whole(value) && (!interval || (whole(interval->low) && whole(interval->high)));
}

std::string estimate_text(const Voice& voice, double value, const std::optional<Interval>& interval,
                          NumberFormat format, bool counted, const std::optional<NumberUnit>& given) {
  if (!std::isfinite(value))
    return kNothing;
  NumberUnit unit = given.value_or(unit_for(value, format));
  unit.counted = unit.counted && counted && is_counted(value, interval); // "52.0 (50.1–53.9)": all with the same digits
  const std::string text = scaled(voice, value, unit) + voice.say(unit.text);
  if (!interval || !std::isfinite(interval->low) || !std::isfinite(interval->high))
    return text;
  return voice.say(PARETO_SAY("Format", "%1 (%2–%3)"),
                   {text, scaled(voice, interval->low, unit), scaled(voice, interval->high, unit)});
}

namespace {

/// Both ends of a range in one unit: that of the higher end. Of times in minutes, hours and days, which are no powers
/// of ten, the lower end's where it reads as well: "14–170 s", not "14 s–2.8 min" and not "0.23–2.8 min".
NumberUnit unit_of_range(double low, double high, NumberFormat format) {
  constexpr double kMostOfLower = 300; ///< of the lower end's unit: 5 minutes in seconds
  const NumberUnit upper = unit_for(high, format), lower = unit_for(low, format);
  const double ratio = upper.worth / lower.worth;
  const bool decimal = ratio == 1 || ratio == 1e3 || ratio == 1e6 || ratio == 1e9;
  return format == NumberFormat::Milliseconds && low > 0 && !decimal && low < upper.worth &&
                 high <= kMostOfLower * lower.worth
             ? lower
             : upper;
}

} // namespace

std::string range_text(const Voice& voice, const Interval& range, NumberFormat format,
                       const std::optional<NumberUnit>& given) {
  const double low = round_significant(range.low, kOfBands), high = round_significant(range.high, kOfBands);
  const NumberUnit unit = given.value_or(unit_of_range(low, high, format));
  return voice.say(PARETO_SAY("Format", "%1–%2"),
                   {scaled(voice, low, unit, kOfBands), scaled(voice, high, unit, kOfBands) + voice.say(unit.text)});
}

std::string parameters_text(const Voice& voice, int64_t count) {
  if (count < 0)
    return kNothing;
  const double value = static_cast<double>(count);
  const auto in = [&](double worth) {
    const double shown = value / worth;
    const double rounded = shown < 9.95 ? std::round(shown * 10) / 10 : std::round(shown);
    return plain_text(voice, rounded, rounded == std::floor(rounded) ? 0 : 1);
  };
  if (value >= 999.5e6)
    return voice.say(PARETO_SAY_AS("Format", "%1 B", "billion parameters"), {in(1e9)});
  if (value >= 999.5e3)
    return voice.say(PARETO_SAY_AS("Format", "%1 M", "million parameters"), {in(1e6)});
  return value >= 1e3 ? voice.say(PARETO_SAY_AS("Format", "%1 k", "thousand parameters"), {in(1e3)})
                      : count_text(voice, count);
}

std::string count_text(const Voice& voice, int64_t count) { return voice.digits(static_cast<double>(count), 0); }

} // namespace pareto
