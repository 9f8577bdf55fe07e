// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/backing.h"
#include "core/decide/statements.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// The cheapest measurement that would make the answer surer.
struct NextStep {
  enum class Kind : uint8_t {
    MeasureHere, ///< the wait of `models`, of which nothing is known here
    Refine,      ///< the same place in further rounds: what is known of `models` decides nothing yet, or they are equal
    OwnText,     ///< quality of `models`, which have weights, on an own text
    OwnModel,    ///< none has weights: a checkpoint is needed first
    MeasureThere, ///< the wait of `models` on the machine that is decided about, which is not here
    Nothing,      ///< no measurement of this program makes it surer
  } kind = Kind::Nothing;
  std::vector<std::string> models; ///< ids of the study
};
const char*
to_string(NextStep::Kind kind); ///< "measure_here", "refine", "own_text", "own_model", "measure_there", "nothing"

NextStep next_step(const Evidence& evidence, const Comparison& comparison, const std::vector<Ranked>& places,
                   const Backing& backing);
/// About how long it takes, by core/study/forecast; none where nobody can say before. For whoever says it: steps of
/// every model are recorded for it.
std::optional<double> seconds_of(const Evidence& evidence, const Comparison& comparison, const NextStep& step);
/// What would give those that are compared a value on an axis.
NextStep step_for(const Evidence& evidence, const Comparison& comparison, const AxisChoice& axis);

} // namespace pareto
