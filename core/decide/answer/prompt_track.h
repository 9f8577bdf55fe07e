// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/winner_map.h"

#include <functional>
#include <optional>
#include <vector>

namespace pareto {

/// A stretch of prompt lengths, and what holds all along it.
struct TrackSpan {
  enum class Kind : uint8_t {
    Won,       ///< `winner` is chosen
    Turning,   ///< the interval of a crossover: `winner` is chosen before it, `next` behind it
    Undecided, ///< equal within error, or between two winners of whom nobody knows where they cross
    Open,      ///< nobody fits, or not enough is known
  } kind = Kind::Open;
  double from = 0, to = 0; ///< tokens
  Contender winner, next;
  bool operator==(const TrackSpan&) const = default;
};

/// Who is chosen along the prompt, at the load of the comparison.
struct PromptTrack {
  std::vector<MapCell> cells;   ///< places that were asked at, by half doublings
  std::vector<TrackSpan> spans; ///< from the first of them to the last, without a gap
};
PromptTrack prompt_track(const Evidence& evidence, const Comparison& comparison);

/// Where the second of two takes over from the first, as an interval; nothing where nobody knows.
using KnownCrossover = std::function<std::optional<Interval>(const Contender& before, const Contender& behind)>;
/// A cell speaks for half the way to its neighbours; between two winners their crossover says where one ends and the
/// other begins, and never reaches over a cell that is decided.
std::vector<TrackSpan> track_spans(const std::vector<MapCell>& cells, const KnownCrossover& crossover);

} // namespace pareto
