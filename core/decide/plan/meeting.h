// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/plan/phrases.h"
#include "core/decide/plan/pilot.h"

#include <vector>

namespace pareto {

/// What somebody takes into a meeting: what to say there, and how one would begin.
struct Meeting {
  std::vector<Phrase> phrases;
  PilotPlan plan;
};

/// Of an answer to the same comparison; costs are those of whom it speaks of.
Meeting meeting(const Evidence& evidence, const Comparison& comparison, const Answer& answer);

} // namespace pareto
