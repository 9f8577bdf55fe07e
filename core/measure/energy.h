// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/estimate.h"

#include <optional>
#include <string>

namespace pareto {

/// What a cell took from the socket, as far as a counter or a rating tells. A step of `batch` sequences gives `batch`
/// tokens, and a prefill all those it reads.
struct Energy {
  double joules_per_token = 0;       ///< with idle taken off
  double whole_joules_per_token = 0; ///< without
  std::optional<double> idle_watts;  ///< what was taken off; none: nothing
  Source source = Source::Measured;  ///< Measured by a counter, Modelled: watts times time, or Missing: no values
  std::string from;                  ///< "RAPL package-0", "rated 65 W"; Missing: why, one sentence with its remedy
  std::optional<Interval> ci95{};    ///< of joules_per_token, where enough stretches were counted
};

} // namespace pareto
