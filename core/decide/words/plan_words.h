// SPDX-License-Identifier: GPL-3.0-or-later
// Meeting phrases, and the plan from a pilot to a full roll-out, in words.
#pragma once

#include "core/decide/plan/phrases.h"
#include "core/decide/words/sentences.h"

#include <string>

namespace pareto {

/// As somebody says it aloud: a sentence or two, with figures; hedged where it is not settled.
std::string phrase_text(const Speech& speech, const Phrase& phrase);
/// "Pilot: Mamba-2 against Transformer++."; what is missing where nothing is chosen.
std::string plan_headline(const Speech& speech, const PilotPlan& plan);
std::string stage_text(const Speech& speech, const PlanStage& stage);
std::string gate_text(const Speech& speech, const Gate& gate);
/// "To see a difference of 3 of 100: 1,466 of your own items"
std::string size_text(const Speech& speech, const PilotPlan& plan, const SampleSize& size);
std::string check_text(const Speech& speech, const CheckItem& item);

} // namespace pareto
