// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace pareto {

/// Watts of one model where its energy is known, over (requests, tokens). They vary far less than times do, so joules
/// at any place are those of the nearest cell times how long it takes there.
class PowerGrid {
public:
  /// A finished quiet cell replaces a preview or a disturbed one of its place; equal kinds the older one.
  void add(int requests, int64_t tokens, const Measurement& measurement);

  /// Joules of one request at a place where all `requests` take `time` together. As strong as both; the interval is the
  /// counter's own at a counted cell, otherwise both relative ones added; none where the counter tells none. Where
  /// nothing counted, by the watts that are stated of the machine now.
  Quantity joules(const Quantity& time, int requests, int64_t tokens, std::optional<double> stated_watts = {}) const;

private:
  struct Cell {
    double watts = 0;
    Energy energy;
    int worth = 0; ///< 2: finished and quiet, 1: a preview, 0: disturbed or suspect
  };
  const Cell* nearest(int requests, int64_t tokens) const;

  std::map<std::pair<int, int64_t>, Cell> m_cells;
  std::string m_why; ///< of the last measurement whose energy is missing
};

} // namespace pareto
