// SPDX-License-Identifier: GPL-3.0-or-later
// The one rule of choice (DESIGN section 10): each contender's place by it, and the one line that follows.
#pragma once

#include "core/decide/statement.h"

#include <map>
#include <string>
#include <vector>

namespace pareto {

/// The one line: what is chosen here, or what is missing to say it.
struct Verdict : Stated {
  enum class Kind : uint8_t {
    Chosen, ///< figures: those of its place
    Equal,  ///< several are equal within error; figures: of each what is least chosen of
    NotYet, ///< `pending` of `compared` have no value that may decide
    Alone,  ///< there is nothing to compare it with; figures: those of its place
    NoneMeetsLimits,
    LimitsUnknown, ///< nobody knows yet which meet the limits
    NoValue,       ///< figures: the first that is missing
    TestedShort,   ///< the quality was tested to shorter lengths; figures: the one
    NothingChosen,
    OutsideMeasured,
    OpenCost, ///< nobody knows how much the only one left costs at most; figures: those of its place
  } kind = Kind::NothingChosen;
  Goal goal = Goal::ShortestWait;
  std::string task; ///< the test nothing may be lost on; empty = none is known of any
  Pending pending;
  int compared = 0; ///< contenders
};

/// What the rule of choice makes of a contender.
enum class Group : uint8_t { Choose, Equal, LosesQuality, Slower, Excluded, Unknown };
const char* to_string(Group group); ///< "choose", "equal", "loses_quality", "slower", "excluded", "unknown"

/// One contender's place on the shortlist, by the one rule of choice (DESIGN section 10): of those that meet the limits
/// and are not surely worse than the best on the task, what has surely no more than any other of the wait per answer
/// (or of memory, or of a month's cost). Axes, the order of the study and names do not enter. Best group first.
struct Ranked : Stated {
  enum class Kind : uint8_t {
    Chosen,        ///< the only one that nothing left beats
    Equal,         ///< with others, which no difference tells from it
    LosesQuality,  ///< surely, to `better`
    Slower,        ///< surely, than `better`, or needs more memory or costs more than it
    FailsLimits,   ///< `limits`
    LimitsUnknown, ///< `limits` that nothing is known for
    NoValue,       ///< figures say which and why
    Preview,       ///< a value is of a quick round
    Disturbed,     ///< or was disturbed by other programs,
    Suspect,       ///< or contradicts what must hold: shown, and decides nothing
    OutsideMeasured,
    Untested, ///< its quality, at this length
    Waiting,  ///< nothing beats it so far, but `pending` of `compared` have no value that may decide
    Alone,
    OpenCost,  ///< nothing left beats it, but nobody knows how much it costs at most
    OtherSize, ///< not of the size that is compared; no figures
  } kind = Kind::OtherSize;
  Contender who; ///< figures: what is least chosen of, its quality on the task, its memory, its wait: see the axes
  Contender better;
  bool same_quality = false; ///< `better` is this very model on another device
  std::vector<Metric> limits;
  Pending pending;
  int compared = 0;
};
Group group_of(Ranked::Kind kind);
/// Places of Ranked::figures.
enum RankedFigure : uint8_t { kGoalFigure, kQualityFigure, kMemoryFigure, kWaitFigure };

/// Nobody who is compared has a quality on the task, and no measurement would give one: the rule chooses by its goal
/// alone, and whoever names that choice says so. Of devices of one model never: there it is the same on all.
bool lacks_quality(const Evidence& evidence, const Comparison& comparison);
std::vector<Ranked> ranking(const Evidence& evidence, const Comparison& comparison);
Verdict verdict(const Evidence& evidence, const Comparison& comparison, const std::vector<Ranked>& places);

/// Whom a limit keeps out.
struct Exclusion {
  std::vector<Contender> failed, unknown;
};
using Exclusions = std::map<Metric, Exclusion>; ///< by limit; those that keep somebody out
Exclusions exclusions(const Evidence& evidence, const Comparison& comparison);

} // namespace pareto
