// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/statements.h"

#include <cstdint>
#include <vector>

namespace pareto {

/// What the rule of choice says at one place of the map.
struct MapCell {
  enum class State : uint8_t {
    Won,        ///< `winner` is chosen
    Undecided,  ///< `equal` are so within error, or there is but one
    Untested,   ///< waits are known, and no quality was tested at this length
    NoneFits,   ///< nobody meets the limits
    NotYet,     ///< all were measured, and `pending` decide nothing yet: previews, disturbed and suspect values
    Modelled,   ///< beyond what was measured: a formula knows a band, and bands choose nobody
    Unmeasured, ///< somebody's value is still missing
  } state = State::Unmeasured;
  int64_t prompt = 0;
  int requests = 0;
  Contender winner;
  std::vector<Contender> equal;
  Pending pending;
  int compared = 0; ///< contenders
};
/// "won", "undecided", "untested", "none_fits", "not_yet", "modelled", "unmeasured"
const char* to_string(MapCell::State state);

/// The same question at another prompt length and load.
MapCell map_cell(const Evidence& evidence, Comparison comparison, int64_t prompt, int requests);

/// Who wins where: prompt length x requests at once, both by doublings. It is the switching policy.
struct WinnerMap {
  std::vector<int64_t> prompts;
  std::vector<int> requests;
  std::vector<MapCell> cells; ///< requests.size() rows of prompts.size()
  const MapCell& at(size_t prompt, size_t request) const { return cells[request * prompts.size() + prompt]; }
};
WinnerMap winner_map(const Evidence& evidence, const Comparison& comparison);

} // namespace pareto
