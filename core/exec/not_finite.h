// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/model_runner.h"

namespace pareto {

/// Who made the values that are not finite: runs a step that gave such logits again, now looking at what every part of
/// every layer makes, and names the first layer, its part and the token; where the cache's type is at fault, it says
/// which would do. A sequence at its start is read again from an empty state; one that had a past goes on from where it
/// is.
Error explain_not_finite(LoadedModel& model, State& state, const StepInput& input, StepShape shape, LogitRows rows);

} // namespace pareto
