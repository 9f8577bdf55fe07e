// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from the evidence, as facts: each statement is of a kind, rests on figures and says how sure it is.
// Words are made of it in core/decide/words.
#pragma once

#include "core/decide/comparison.h"
#include "core/decide/crossover.h"
#include "core/decide/trade_off.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace pareto {

/// A number that a statement rests on, with what a reviewer asks about it; source, interval and repetitions are its
/// quantity's.
struct Figure {
  Contender of;
  AxisChoice axis;                   ///< what is counted
  std::optional<Along> crossing;     ///< set: the quantity is where curves of this axis cross, in tokens or requests
  OperatingPoint at;                 ///< length and load
  std::string size;                  ///< of the model: "1.3b"; empty for what lies in files
  std::optional<int64_t> parameters; ///< of the model
  Quantity quantity;
};

enum class Sure : uint8_t {
  Settled,   ///< by the intervals of all figures, or by formula
  Unsettled, ///< by the middle values: intervals overlap or are missing
  Preview,   ///< a figure is of one quick round
  Unknown,   ///< nothing can be said; the kind says what is missing
};
const char* to_string(Sure sure); ///< "settled", "unsettled", "preview", "unknown"

/// What every statement has.
struct Stated {
  std::vector<Figure> figures;
  Sure sure = Sure::Unknown;
};

/// What keeps a contender from being compared. What was measured, and decides nothing, is never said to be not
/// measured.
enum class Held : uint8_t {
  Unmeasured,    ///< nothing was measured of it here
  Unscored,      ///< its quality on an own text was not measured
  Preview,       ///< so few repetitions that there is no interval
  Disturbed,     ///< by other programs
  Suspect,       ///< it contradicts what must hold
  Modelled,      ///< beyond the measured range
  LimitsUnknown, ///< nobody knows whether it meets the limits
};
inline constexpr size_t kHeld = static_cast<size_t>(Held::LimitsUnknown) + 1;
/// Of a quantity that may not decide.
Held held_by(const Quantity& quantity);

/// How many contenders are kept from being compared, and by what; each counts once.
struct Pending {
  std::array<int, kHeld> by{};
  void add(Held held) { ++by[static_cast<size_t>(held)]; }
  int of(Held held) const { return by[static_cast<size_t>(held)]; }
  int all() const;
};

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
/// (or of memory). Axes, the order of the study and names do not enter. Best group first.
struct Ranked : Stated {
  enum class Kind : uint8_t {
    Chosen,        ///< the only one that nothing left beats
    Equal,         ///< with others, which no difference tells from it
    LosesQuality,  ///< surely, to `better`
    Slower,        ///< surely, than `better`, or needs more memory than it
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

/// What the trade-off comes to.
struct Choice : Stated {
  enum class Kind : uint8_t {
    NothingYet,   ///< a run can still give some point both of its values
    Incomparable, ///< none can
    NotYet,       ///< `pending` of `compared` have no value that may decide
    TestedShort,  ///< nothing can be ranked: the quality was tested to `tested_to` only
    LimitsUnknown,
    NothingPasses,
    OnlyOne, ///< figures: its x, its y
    Tie,     ///< no decisive difference between `unsettled` on both axes
    Best,    ///< surely better than any other that passes; figures: its x, its y
    Range,   ///< figures: x and y of both ends of the frontier, which are surely apart on both axes
  } kind = Kind::NothingYet;
  std::vector<Contender> unsettled;
  std::vector<Contender> missing; ///< have no value on some axis, and no run would give them one
  Pending pending;
  int compared = 0;
  int64_t tested_to = 0; ///< tokens
};

/// Where the curves of one metric cross.
struct Crossings : Stated {
  enum class Kind : uint8_t { Alone, TooLittle, Known } kind = Kind::TooLittle;
  Metric metric = Metric::Tpot; ///< whose curves cross: a time
  Along along = Along::Context;
  Contender baseline;
  std::vector<Crossover> known; ///< figures: where those cross that do
  std::vector<Contender> unknown;
  bool drawn = false; ///< some curve has a point in the span that is shown
};

/// What the models need, and whether it fits the devices.
struct MemoryNeed : Stated {
  enum class Kind : uint8_t {
    NothingChosen,
    One,
    Range
  } kind = Kind::NothingChosen; ///< figures: memory and state of the largest, then of the smallest
  struct Fit {
    std::string device;
    int64_t bytes = 0;
    std::vector<Contender> too_large;
  };
  std::vector<Fit> fits; ///< devices with a memory of their own
};

/// The qualities of all that is compared, and where they are from.
struct Qualities : Stated {
  AxisChoice axis;
  QualityUnit unit = QualityUnit::Unknown;
  std::string source, table; ///< published: "arXiv 2412.06464"; empty = measured here, see the figures
  int64_t tested_to = 0;     ///< tokens, where that is shorter than what is looked at
};

/// Models that are not compared because they are of another size; figures: none.
struct OtherSizes : Stated {
  std::vector<std::string> models;
};

/// Where everything that is shown came from.
struct Provenance : Stated {
  std::vector<std::string> devices;
  std::string latest_utc; ///< when the newest sample was taken
  std::vector<std::string> models;
  bool speed = false, speed_preview = false; ///< measured here; some of it in one quick round
  bool disturbed = false, suspect = false;   ///< some of it
  std::set<std::string> lost_to;             ///< disturbed: by whom
  double lost_share = 0;                     ///< and how much of the machine they took at most
  bool slices = false;                       ///< some prompts were measured in slices
  std::vector<std::string> cells;            ///< "RUN:CELL" of what is shown
  int least_n = 0;                           ///< repetitions behind the weakest measured speed
  bool preview = false;                      ///< some speed or quality is of a round that is not through
  bool modelled = false;                     ///< some lie beyond the measured range, or on a machine that is not here
  bool data_sheet = false;                   ///< on such a machine: bands over its data sheet
  bool imported = false;                     ///< some were read from a file of another tool or machine
  bool formula = false;                      ///< memory
  std::vector<Quantity> energies;            ///< each way of knowing joules once
  std::vector<std::string> papers;           ///< published quality, sorted
  std::vector<Quantity> texts;               ///< quality measured here, each own text once
  int64_t tested_to = 0;                     ///< the shortest, of qualities at a length they were not tested at
  bool untold_length = false;                ///< a table states no length it was tested at
  bool unidentified = false;                 ///< values that were measured before models had fingerprints
  bool nothing_measured = false;             ///< something is shown, and all of it is modelled
  std::optional<Coverage> cut_short;
};

using AnyStatement = std::variant<Verdict, Ranked, Choice, Crossings, MemoryNeed, Qualities, OtherSizes, Provenance>;
const char* kind_of(const AnyStatement& statement); ///< "verdict", "ranked", "choice", "crossings", "memory",
                                                    ///< "qualities", "other_sizes", "provenance"
const Stated& base_of(const AnyStatement& statement);

std::vector<Ranked> ranking(const Evidence& evidence, const Comparison& comparison);
Verdict verdict(const Evidence& evidence, const Comparison& comparison, const std::vector<Ranked>& places);
Choice choice(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade);
Crossings crossings(const Evidence& evidence, const Comparison& comparison);
MemoryNeed memory_need(const Evidence& evidence, const Comparison& comparison);
/// Nothing where no axis shows quality, or none of those compared has one.
std::optional<Qualities> qualities(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade);
Provenance provenance(const Evidence& evidence, const std::vector<Contender>& compared,
                      const std::vector<Quantity>& shown);

/// Whom a limit keeps out.
struct Exclusion {
  std::vector<Contender> failed, unknown;
};
using Exclusions = std::map<Metric, Exclusion>; ///< by limit; those that keep somebody out
Exclusions exclusions(const Evidence& evidence, const Comparison& comparison);

/// Whether measuring would give a quantity that may decide.
bool is_pending(const Quantity& quantity);

/// The trade-off of a comparison.
TradeOff trade_off(const Evidence& evidence, const Comparison& comparison);
/// Everything there is to say of a comparison: verdict, ranking, choice, crossings, memory, qualities, other sizes,
/// provenance.
std::vector<AnyStatement> statements(const Evidence& evidence, const Comparison& comparison);

} // namespace pareto
