// SPDX-License-Identifier: GPL-3.0-or-later
// What keeps contenders from being compared, in words: the same in headlines, verdicts, places, charts and maps.
#pragma once

#include "core/decide/statements.h"
#include "core/decide/words/voice.h"

#include <string>

namespace pareto {

/// "3 of 4 not measured", "2 of 4 not measured, 1 of 4 disturbed".
std::string pending_text(const Voice& voice, const Pending& pending, int compared);
/// " A preview decides nothing: its interval comes with further rounds …": what makes them comparable and when, a
/// sentence a cause, to stand behind another one; empty where nothing but "not measured" is the cause.
std::string remedy_text(const Voice& voice, const Pending& pending);

} // namespace pareto
