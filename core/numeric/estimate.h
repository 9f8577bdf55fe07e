// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace pareto {

/// Where a number came from. Kinds never share a mark on a chart. Weaker = later.
enum class Source : uint8_t { Measured, Imported, Modelled, Published, Missing };
const char* to_string(Source source);

struct Interval {
  double low = 0;
  double high = 0;
};

/// A number as shown: SI base units or the unit in the field's name. No interval = preview (too few samples).
struct Estimate {
  double value = 0;
  std::optional<Interval> ci95;
  int n = 0;
};

} // namespace pareto
