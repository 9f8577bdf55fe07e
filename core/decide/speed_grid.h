// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace pareto {

/// Measured times of one model over (requests, tokens), with repetitions pooled. `tokens` is the decode depth or the
/// prompt.
class SpeedGrid {
public:
  /// A finished round replaces previews of the same place; equal kinds are pooled.
  /// `flag` stands with the noise of the place; null = none.
  void add(int requests, int64_t tokens, const Measurement& measurement, const char* flag = nullptr);
  /// The last failure at a place, empty when it was measured since.
  void add_failure(int requests, int64_t tokens, const std::string& reason);

  bool empty() const { return m_cells.empty(); }
  std::vector<int64_t> tokens() const; ///< measured positions of any request count, ascending
  std::vector<int64_t> requests() const;
  std::string failure(int requests, int64_t tokens) const;
  /// Whether a place has a value or a reason for having none.
  bool covers(int requests, int64_t tokens) const;
  /// How many places' values were computed from their samples so far: each once, until it gets new ones.
  int64_t estimates() const { return m_estimates; }

  /// Milliseconds at a place: exact or linear between its neighbours; nothing outside the measured rectangle.
  std::optional<Quantity> at(double requests, double tokens) const;

  /// Milliseconds outside the rectangle: `least(requests, tokens)` at the machine's limits over the share of them that
  /// this model reached where it was measured. The middle uses the nearest cell, the band all of them, widened by a
  /// tenth.
  Quantity modelled(int requests, int64_t tokens, const std::function<double(int, int64_t)>& least) const;

private:
  struct Cell {
    std::vector<double> samples_ms;
    bool preview = false;
    std::set<std::string> noise;
    std::string time_utc;
    mutable std::optional<Quantity> known; ///< what the samples give, until one is added
  };
  const Quantity& quantity(const Cell& cell) const;
  std::optional<Quantity> along_tokens(const std::map<int64_t, Cell>& row, double tokens) const;

  std::map<int, std::map<int64_t, Cell>> m_cells; ///< requests, then tokens
  std::map<std::pair<int, int64_t>, std::string> m_failures;
  mutable int64_t m_estimates = 0;
};

/// Linear between two quantities; `share` 0 = a, 1 = b.
Quantity interpolate(const Quantity& a, const Quantity& b, double share);

} // namespace pareto
