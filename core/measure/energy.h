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
  std::optional<double> idle_watts;  ///< what was taken off
  Source source = Source::Measured;  ///< Measured by a counter, or Modelled: watts times time
  std::string from;                  ///< "RAPL package-0", "rated 65 W"
};

} // namespace pareto
