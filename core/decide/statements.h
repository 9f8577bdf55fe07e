// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from the evidence, as facts: each statement is of a kind, rests on figures and says how sure it is.
// Words are made of it in core/decide/words.
#pragma once

#include "core/decide/comparison.h"
#include "core/decide/crossover.h"
#include "core/decide/trade_off.h"

#include <map>
#include <optional>
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

/// The one line: what is best here, or what is missing to say it.
struct Verdict : Stated {
  enum class Kind : uint8_t {
    Best,       ///< of one contender, on both axes; figures: its x, its y
    BestDevice, ///< of one device, the quality being the same on all; figures: its x, its y
    Trade,      ///< figures: x of the best by x, y of the best by y
    NoneMeetsLimits,
    LimitsUnknown, ///< nobody knows yet which meet the limits
    NoValue,       ///< figures: the first that is missing
    TestedShort,   ///< the quality was tested to shorter lengths; figures: the one
    NothingChosen,
    OutsideMeasured,
  } kind = Kind::NothingChosen;
  bool preview = false; ///< any value of the comparison is of one quick round
};

/// One contender's place. Best standing first.
struct Ranked : Stated {
  enum class Kind : uint8_t {
    NothingBetter,
    MaybeBeaten,   ///< `better` looks better, but the intervals do not settle it
    SurelyBeaten,  ///< by `better`
    FailsLimits,   ///< `limits`
    LimitsUnknown, ///< `limits` that nothing is known for
    NoValue,       ///< figures say which and why
    Untested,      ///< its quality, at this length
    OutsideMeasured,
    OtherSize, ///< not of the size that is compared; no figures
  } kind = Kind::OtherSize;
  Contender who;             ///< figures: its x, its y
  Contender better;          ///< who beats it
  bool same_quality = false; ///< `better` is this very model on another device: only the other axis decides
  std::vector<Metric> limits;
};

/// What the trade-off comes to.
struct Choice : Stated {
  enum class Kind : uint8_t {
    NothingYet,   ///< a run can still give some point both of its values
    Incomparable, ///< none can
    TestedShort,  ///< nothing can be ranked: the quality was tested to `tested_to` only
    LimitsUnknown,
    NothingPasses,
    OnlyOne, ///< figures: its x, its y
    Best,    ///< the same
    Range,   ///< figures: x and y of both ends of the frontier
  } kind = Kind::NothingYet;
  std::vector<Contender> unsettled; ///< Best: what the intervals cannot tell from it
  std::vector<Contender> missing;   ///< have no value on some axis
  int64_t tested_to = 0;            ///< tokens
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
  std::string arxiv, table; ///< published: where; empty = measured here, see the figures
  int64_t tested_to = 0;    ///< tokens, where that is shorter than what is looked at
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
  int least_n = 0;                           ///< repetitions behind the weakest measured speed
  bool preview = false;                      ///< some speed or quality is of a round that is not through
  bool modelled = false;                     ///< some lie beyond the measured range
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

Verdict verdict(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade);
std::vector<Ranked> ranking(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade);
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
Exclusions exclusions(const TradeOff& trade);

/// The trade-off of a comparison.
TradeOff trade_off(const Evidence& evidence, const Comparison& comparison);
/// Everything there is to say of a comparison: verdict, ranking, choice, crossings, memory, qualities, other sizes,
/// provenance.
std::vector<AnyStatement> statements(const Evidence& evidence, const Comparison& comparison);

} // namespace pareto
