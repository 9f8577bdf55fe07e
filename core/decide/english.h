// SPDX-License-Identifier: GPL-3.0-or-later
// Statements in English, as the engine prints them. The window has words of its own (ui/words).
#pragma once

#include "core/decide/statements.h"

#include <string>

namespace pareto {

/// One sentence or more; models and devices by their ids.
std::string english(const AnyStatement& statement, const Evidence& evidence, const Comparison& comparison);

/// Three significant digits and the unit people would use: "61.2 ms", "1.42 GB", "312 tokens/s".
std::string english(double value, Unit unit);
/// Whole counts with every digit: "65,536".
std::string english_count(double count);

} // namespace pareto
