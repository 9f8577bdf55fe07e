// SPDX-License-Identifier: GPL-3.0-or-later
// How long requests are: presets around the workload, or the person's own, counted in a file.
#pragma once

#include "core/decide/answer/workload_choices.h"
#include "core/study/cost_inputs.h"
#include "core/study/study.h"

#include <string>
#include <string_view>
#include <vector>

namespace pareto {

using LengthMix = std::vector<LengthClass>;

/// The classes of a study's requests; never empty, shares add up to 1.
/// Alike: one class, the workload's lengths.
/// Spread, LongTail: log-normal around them (their median), sigma 0.5 and 1.0, as ten classes of a tenth each at the
/// middles of its tenths: length_i = length * exp(sigma * z_i), z_i the normal quantile of (i + 1/2) / 10. A prompt and
/// its answer grow together. Assumptions: nothing was counted.
/// Counted: as stored.
LengthMix length_mix(Lengths lengths, const Workload& workload, const std::vector<LengthClass>& counted);
inline LengthMix length_mix(const Study& study) {
  return length_mix(study.cost.lengths, study.workload, study.cost.counted);
}
double mean_prompt(const LengthMix& mix);
double mean_answer(const LengthMix& mix);

/// Tokens of a text of so many characters, at least 1, by the rule of thumb that is shown beside it.
int64_t tokens_of(double characters, const TextMeasure& text);

/// Lengths counted in a file.
struct CountedLengths {
  LengthMix mix;
  int64_t requests = 0;
  bool by_characters = false; ///< converted by the ratio of `text`
};
/// Lines under a heading that names prompt_tokens and answer_tokens, or prompt_characters and answer_characters, and
/// may name requests (how many are so long; 1 otherwise); in any order, further columns are not looked at (so an
/// arrivals file is one). Requests of half an octave of prompt and an octave of answer become one class with their mean
/// lengths; where those are more than kMostLengthClasses, of an octave of prompt. Errors name the file and the line.
Result<CountedLengths> parse_lengths(std::string_view csv, const std::string& file, const TextMeasure& text);
Result<CountedLengths> read_lengths(const std::string& path, const TextMeasure& text);

} // namespace pareto
