// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quality/text_evaluation.h"
#include "core/result.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// "Find a value in a document", on the person's own text: facts (identifier, value) are planted in passages of it and
/// one is asked for at the end. Scored against the values planted, so that base models can take part; guessing gives
/// 1/facts.
struct LookupOptions {
  int trials = 100;
  int facts = 4;         ///< planted in each passage
  int64_t context = 512; ///< tokens of passage, facts and question
  uint64_t seed = 0;
};

struct LookupScore {
  int64_t context = 0;
  int right = 0, trials = 0;
  Interval ci95; ///< of right / trials, Wilson
  double chance = 0;
  /// Right answers by where in the passage the fact stood (first, second, ... quarter), and how often it stood there.
  std::vector<int> right_by_quarter, trials_by_quarter;
  bool complete = true;
};

/// One passage with its question; `answer` indexes `options`.
struct LookupTrial {
  std::vector<int32_t> prompt; ///< opened by the tokenizer's begin tokens
  std::vector<std::vector<int32_t>> options;
  size_t answer = 0;
  double depth = 0; ///< of the asked fact, 0 = start of the passage, 1 = end
};

/// Deterministic for a seed. The text must hold at least a passage; sentences of the facts follow the text's language
/// (Japanese where kana occur, English otherwise).
Result<std::vector<LookupTrial>> make_lookup_trials(const Tokenizer& tokenizer, std::string_view text,
                                                    const LookupOptions& options);

Result<LookupScore> score_lookup(LoadedModel& model, const std::vector<LookupTrial>& trials,
                                 const LookupOptions& options, const ScoreProgress& progress = {});

} // namespace pareto
