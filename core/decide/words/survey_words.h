// SPDX-License-Identifier: GPL-3.0-or-later
// How the coverage of the survey (core/formats/survey.h) is said.
#pragma once

#include "core/decide/words/voice.h"
#include "core/formats/survey.h"

#include <string>

namespace pareto {

/// "runs here", "a blueprint", "same kernel", "not here".
std::string coverage_name(const Voice& voice, SurveyClass coverage);
/// How an entry is here, or why it is not, without its note: "The kernel of RetNet.", "Not built yet: it needs a cache
/// that drops tokens."
std::string coverage_text(const Voice& voice, const SurveyEntry& entry);
/// "9 runs here, 7 same kernel, 10 not here"; classes without an entry are left out.
std::string counts_text(const Voice& voice, const Survey::Counts& counts);

} // namespace pareto
