// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/plan/meeting.h"

namespace pareto {

Meeting meeting(const Evidence& evidence, const Comparison& comparison, const Answer& answer) {
  Meeting made;
  made.plan = pilot_plan(evidence, comparison, answer);
  const CostReport cost =
      cost_report(evidence, answer.selected ? answer.selected->who : baseline_of(evidence, comparison));
  made.phrases = phrases(answer, cost, made.plan);
  return made;
}

} // namespace pareto
