// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from the evidence, as facts: each statement is of a kind, rests on figures and says how sure it is.
// Words are made of it in core/decide/words.
#pragma once

#include "core/decide/crossover.h"
#include "core/decide/shortlist.h"
#include "core/decide/statement.h"
#include "core/decide/trade_off.h"

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace pareto {

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
  } kind = Kind::NothingChosen; ///< figures: memory and state of the baseline, then of the others the least and the
                                ///< most
  struct Fit {
    std::string device;
    int64_t bytes = 0; ///< 0: nobody states its memory
    std::vector<Contender> too_large;
  };
  std::vector<Fit> fits; ///< of every device that is compared
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
  double reused_share = 0;                   ///< of each prompt: only the rest of it is read
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

Choice choice(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade);
Crossings crossings(const Evidence& evidence, const Comparison& comparison);
MemoryNeed memory_need(const Evidence& evidence, const Comparison& comparison);
/// Nothing where no axis shows quality, or none of those compared has one.
std::optional<Qualities> qualities(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade);
Provenance provenance(const Evidence& evidence, const std::vector<Contender>& compared,
                      const std::vector<Quantity>& shown);

/// The trade-off of a comparison.
TradeOff trade_off(const Evidence& evidence, const Comparison& comparison);
/// Everything there is to say of a comparison: verdict, ranking, choice, crossings, memory, qualities, other sizes,
/// provenance.
std::vector<AnyStatement> statements(const Evidence& evidence, const Comparison& comparison);

} // namespace pareto
