// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/policy/policy.h"
#include "core/decide/words/sentences.h"

#include <string>

namespace pareto {

/// "Switching at 2,900 tokens: Transformer++ below, Mamba-2 from there on"; or that one serves all, or nothing is
/// known.
std::string policy_headline(const Speech& speech, const PolicyReport& report);
/// "128–2,900 tokens: Transformer++"
std::string range_text(const Speech& speech, const PolicyRange& range);
/// "Mamba-2 for all: a mean wait of 1.2 s, 412 USD a month, memory 2.8 GB"
std::string blend_text(const Speech& speech, const PolicyReport& report, const Blend& blend);

} // namespace pareto
