// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/english.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <utility>

namespace pareto {

namespace {

/// Three significant digits, no exponent.
std::string significant(double value) {
  const int exponent =
      value == 0 || !std::isfinite(value) ? 0 : static_cast<int>(std::floor(std::log10(std::fabs(value))));
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", std::clamp(2 - exponent, 0, 12), value);
  return text;
}

/// In the largest of these units that the value reaches; the first is for what is smaller than all of them.
std::string in_unit(double value, std::initializer_list<std::pair<double, const char*>> units) {
  auto best = *units.begin();
  for (const auto& unit : units)
    if (std::fabs(value) >= unit.first)
      best = unit;
  return significant(value / best.first) + best.second;
}

} // namespace

std::string english(double value, Unit unit) {
  switch (unit) {
  case Unit::Milliseconds:
    return in_unit(value, {{1e-3, " us"}, {1, " ms"}, {1e3, " s"}, {60e3, " min"}, {3600e3, " h"}});
  case Unit::Bytes: return in_unit(value, {{1, " B"}, {1e3, " kB"}, {1e6, " MB"}, {1e9, " GB"}, {1e12, " TB"}});
  case Unit::TokensPerSecond: return significant(value) + " tokens/s";
  case Unit::OfTest: break;
  }
  return significant(value);
}

std::string english_count(double count) {
  std::string digits = std::to_string(std::llround(count));
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0 && digits[static_cast<size_t>(at) - 1] != '-';
       at -= 3)
    digits.insert(static_cast<size_t>(at), 1, ',');
  return digits;
}

} // namespace pareto
