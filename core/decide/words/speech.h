// SPDX-License-Identifier: GPL-3.0-or-later
// The short words that sentences are made of: who, where, how many.
#pragma once

#include "core/decide/words/names.h"
#include "core/decide/words/numbers.h"
#include "core/decide/words/sentences.h"

#include <string>
#include <vector>

namespace pareto {

inline std::string name(const Speech& s, const Contender& who) {
  return contender_name(s.voice, s.evidence, s.comparison, who);
}
inline std::string names(const Speech& s, const std::vector<Contender>& all) {
  return contender_names(s.voice, s.evidence, s.comparison, all);
}
/// A choice that is named is one by its goal alone.
inline bool unjudged(const Speech& s) { return lacks_quality(s.evidence, s.comparison); }
inline std::string where(const Speech& s) { return where_clause(s.voice, s.evidence, s.comparison); }
/// "8,400" of 8,364: a length that was found between others, as a person says it.
inline std::string roughly(const Speech& s, double count) {
  return number_text(s.voice, round_significant(count, 2), NumberFormat::Tokens);
}
/// "9,800": of tokens, requests and whatever else is counted.
inline std::string tokens(const Speech& s, double count) { return number_text(s.voice, count, NumberFormat::Tokens); }

} // namespace pareto
