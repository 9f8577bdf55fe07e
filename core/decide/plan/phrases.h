// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/answer.h"
#include "core/decide/cost/report.h"
#include "core/decide/plan/pilot.h"

#include <optional>
#include <vector>

namespace pareto {

/// What somebody can say in a meeting: the three kinds of the article behind this project, as facts, about whom the
/// rule selected (Answer::selected). Of waits only where it goes by them; else of what it goes by. Nothing that was not
/// measured, printed or stated is in them: a kind without its figures is left out.
struct Phrase : Stated {
  enum class Kind : uint8_t {
    FeltTime,       ///< how long `who` lets people wait; figures: its wait
    FeltCompared,   ///< and against the baseline; figures: both waits; `surely`: they differ
    Least,          ///< memory, or a month's cost, of `who` beside the baseline, where the least of it is chosen;
                    ///< figures: its own, and the baseline's where that is another; `surely`: they differ
    PrototypeFirst, ///< `who` can be tried (and answers in time, where the rule goes by waits): accuracy afterwards;
                    ///< figures: what is least chosen of, quality where one is known
    Infrastructure, ///< `who` fits the memory that is there; figures: memory
    CloudOrOwn,     ///< of own machine and rented (or API) which costs less; `cheaper`, `other`
  } kind = Kind::FeltTime;
  Contender who, baseline;
  Goal goal = Goal::ShortestWait;
  double patience_ms = 0;
  InTime in_time = InTime::Unknown; ///< of the wait of `who`
  std::optional<int64_t> items;     ///< PrototypeFirst: own items that settle kPointsAllowed points
  std::optional<int64_t> capacity;  ///< Infrastructure: bytes of the device
  std::optional<Way> cheaper, other;
  Ranged month, other_month; ///< CloudOrOwn: of both
  Currency currency = Currency::USD;
  bool surely = false; ///< FeltCompared, Least, CloudOrOwn: ranges do not overlap, or paired rounds tell
};
const char* to_string(Phrase::Kind kind); ///< "felt_time", "felt_compared", "least", "prototype_first",
                                          ///< "infrastructure", "cloud_or_own"

std::vector<Phrase> phrases(const Answer& answer, const CostReport& cost, const PilotPlan& plan);

} // namespace pareto
