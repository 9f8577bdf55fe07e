// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace pareto {

/// How one model came through a race: a single run, so there are no intervals.
struct RaceResult {
  enum class End { Done, Stopped, Failed, Open } end = End::Open;
  std::optional<double> tokens_per_s, ttft_ms;
};

/// What a race says, by indices into its results.
struct RaceOutcome {
  /// The first two by one figure, and whoever cannot be told from the first: single runs that are no further apart than
  /// runs may be (kUnseenDrift, Bonferroni over all pairs) are called equal.
  struct Lead {
    size_t first = 0;
    std::optional<size_t> second; ///< none: only one has the figure
    std::optional<size_t> last;   ///< of more than two the worst, where it is told from the first
    double times_last = 1;        ///< the larger of the first's and the last's over the smaller
    std::vector<size_t> alike;    ///< the first, and those that are equal to it
    bool equal() const { return alike.size() > 1; }
    double times = 1; ///< the larger over the smaller
  };
  std::optional<Lead> speed, first_token; ///< of those that are done
  std::vector<size_t> failed;
  bool any_done = false, any_stopped = false;
};
RaceOutcome race_outcome(const std::vector<RaceResult>& results);

} // namespace pareto
