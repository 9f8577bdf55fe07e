// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"

#include <compare>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace pareto {

/// One round of one run: what was measured in it, at whatever place and of whatever model, was measured in turn.
struct RoundId {
  int64_t run = 0;
  int round = 0;
  auto operator<=>(const RoundId&) const = default;
};
/// A number for each round that may decide: quiet, and no preview.
using Rounds = std::map<RoundId, double>;

/// How many measured places of a model are in which condition.
struct Conditions {
  int cells = 0, disturbed = 0, suspect = 0;
  double lost_share = 0;         ///< the most of any
  std::set<std::string> lost_to; ///< of the disturbed ones
  Conditions& operator+=(const Conditions& other);
};

/// Measured times of one model over (requests, tokens). `tokens` is the decode depth or the prompt. Each place keeps
/// its rounds apart; what is shown is the median of all samples of its best rounds: quiet ones before previews, and
/// disturbed ones only while there are no others. What was imported is shown as its file states it, the latest of a
/// place, and only where nothing was measured.
class SpeedGrid {
public:
  /// `flag` stands with the noise of the round; null = none.
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
  Conditions conditions() const;

  /// Milliseconds at a place: exact or linear between its neighbours; nothing outside the measured rectangle.
  std::optional<Quantity> at(double requests, double tokens) const;
  /// The same of each round that may decide at all the places at() reads: the median of that round.
  Rounds rounds(double requests, double tokens) const;

  /// Milliseconds outside the rectangle: `least(requests, tokens)` at the machine's limits over the share of them that
  /// this model reached where it was measured. The middle uses the nearest cell, the band all of them, widened by a
  /// tenth; of those that were measured quietly, where there are any. Else its condition is theirs.
  Quantity modelled(int requests, int64_t tokens, const std::function<double(int, int64_t)>& least) const;

private:
  /// What was measured of a place in one round in one condition.
  struct Round {
    RoundId id;
    Condition condition = Condition::Quiet;
    bool preview = false;
    std::vector<double> samples_ms;
    std::set<std::string> noise;
    std::string time_utc, lost_to, cell; ///< of the latest
    double lost_share = 0;
    Reading how = Reading::Whole;
    std::optional<Estimate> stated;       ///< imported: as its file has it
    mutable std::optional<double> median; ///< what the samples give, until one is added
    int worth() const;                    ///< less is better: rounds of the least worth there is are shown
    /// Runs of other tools were not taken in turn with anything.
    bool decides() const { return condition == Condition::Quiet && !preview && !stated; }
  };
  struct Cell {
    std::vector<Round> rounds; ///< as they came
    mutable std::optional<Quantity> known;
    int best() const; ///< worth of what is shown
  };
  using Row = std::map<int64_t, Cell>;

  static Quantity pooled(const Cell& cell);
  static Quantity stated_by(const Round& round, Quantity q);
  const Quantity& quantity(const Cell& cell) const;
  bool has_quiet() const;
  std::optional<Quantity> along_tokens(const Row& row, double tokens) const;
  static Rounds rounds_of(const Cell& cell);
  static std::optional<Rounds> rounds_along(const Row& row, double tokens);

  std::map<int, Row> m_cells; ///< requests, then tokens
  std::map<std::pair<int, int64_t>, std::string> m_failures;
  mutable int64_t m_estimates = 0;
};

/// Linear between two quantities; `share` 0 = a, 1 = b.
Quantity interpolate(const Quantity& a, const Quantity& b, double share);

} // namespace pareto
