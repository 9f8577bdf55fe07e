// SPDX-License-Identifier: GPL-3.0-or-later
// Switching by length: which architecture serves which prompts, as the rule of choice says, and what that is worth
// against serving everything by one of them.
#pragma once

#include "core/decide/answer/winner_map.h"
#include "core/decide/cost/report.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace pareto {

/// Prompts of these lengths, both ends included.
struct PolicyRange {
  int64_t from = 0, to = 0; ///< tokens
  Contender serves;
  bool decided = false; ///< the rule of choice chooses it there; otherwise nothing better is known: see policy_ranges()
  bool operator==(const PolicyRange&) const = default;
};

/// Who is chosen at a length; none: nothing is decided there.
using ChosenAt = std::function<std::optional<Contender>(int64_t tokens)>;
/// From `first` to `last` tokens, ranges one after the other. Looked at by doublings and then between neighbours that
/// differ, to the token; what begins and ends between two doublings is not seen. Where nothing is decided, whoever
/// serves the shorter prompts goes on (no evidence pays for no switch), at the very beginning whoever is decided first;
/// empty where nobody ever is.
std::vector<PolicyRange> policy_ranges(const ChosenAt& chosen, int64_t first, int64_t last);
/// By the rule of choice, at the comparison's requests and answer length, over the strip's prompt lengths.
std::vector<PolicyRange> policy_ranges(const Evidence& evidence, const Comparison& comparison);
/// Who serves a length: that of the nearest range; `ranges` is not empty.
const Contender& serves(const std::vector<PolicyRange>& ranges, int64_t tokens);

/// What a choice comes to over all requests of a study.
struct Blend {
  std::optional<Contender> who; ///< none: the policy
  Quantity wait;                ///< mean of all requests; as strong as the weakest wait in it
  MonthCost cost;               ///< a month
  Quantity memory;              ///< of all that is held, each with the longest requests it serves
};

struct PolicyReport {
  std::vector<PolicyRange> ranges; ///< empty: nothing is decided anywhere
  LengthMix mix;                   ///< the study's requests
  Blend switching;
  std::vector<Blend> singles; ///< each contender for everything
  std::optional<size_t> best; ///< of the singles, by the wait; none: none has one
  std::optional<bool> fits;   ///< what is held beside each other in the device's memory; none: not known
  /// The range from which on another one serves than before; none: one serves all.
  const PolicyRange* first_switch() const;
  bool switches() const { return first_switch() != nullptr; }
  /// Of the mean wait of the best single choice that is saved; none where a wait is missing.
  std::optional<double> saved_share() const;
};
PolicyReport policy_report(const Evidence& evidence, const Comparison& comparison);

} // namespace pareto
