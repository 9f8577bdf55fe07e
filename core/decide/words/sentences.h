// SPDX-License-Identifier: GPL-3.0-or-later
// The statements of core/decide as sentences, in whatever language the voice speaks.
#pragma once

#include "core/decide/statements.h"
#include "core/decide/words/voice.h"

#include <string>
#include <vector>

namespace pareto {

/// Who says it, from what and about what; all three outlive the call.
struct Speech {
  const Voice& voice;
  const Evidence& evidence;
  const Comparison& comparison;
};

/// One sentence or more, with a full stop; of a ranked contender a line.
std::string sentence(const Speech& speech, const Verdict& verdict);
std::string sentence(const Speech& speech, const Ranked& place);
std::string sentence(const Speech& speech, const Choice& choice);
std::string sentence(const Speech& speech, const Crossings& crossings);
std::string sentence(const Speech& speech, const MemoryNeed& need);
std::string sentence(const Speech& speech, const Qualities& qualities);
std::string sentence(const Speech& speech, const OtherSizes& others);
std::string sentence(const Speech& speech, const Provenance& origin);
std::string sentence(const Speech& speech, const AnyStatement& statement);

/// Whose memory it is: "this machine" of the CPU, else the device's name.
std::string memory_owner(const Voice& voice, const Evidence& evidence, const std::string& device);
/// Why a contender has its place: "surely a longer wait than Mamba-2".
std::string reason(const Speech& speech, const Ranked& place);
/// The rule of choice, as it stands over a shortlist.
std::string rule_text(const Speech& speech);

/// " Not compared, being of another size: Tiny (1.2 M).", to stand behind another sentence; empty where there are none.
std::string other_sizes_text(const Voice& voice, const Evidence& evidence, const std::vector<std::string>& models);

/// A value with its interval and unit, as panels write it; "… unknown" where there is none.
std::string describe(const Voice& voice, const Evidence& evidence, const AxisChoice& axis, const Quantity& quantity);
/// The same of a figure, whatever it counts: of a cost "412 USD (380–540) a month".
std::string describe(const Voice& voice, const Evidence& evidence, const Figure& figure);

/// Machines and date, models and precision, how the values came about: the three lines under a chart; a fourth says
/// what measures a value again, where what is shown was stored.
std::vector<std::string> provenance_lines(const Voice& voice, const Evidence& evidence, const Provenance& origin);

} // namespace pareto
