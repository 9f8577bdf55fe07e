// SPDX-License-Identifier: GPL-3.0-or-later
// What a workload costs a month in four ways, how sure that is, and what would change it: all that the page COST and
// the command `cost` say, as facts. Its formulas: ways.h, queueing.h, capacity.h, break_even.h.
#pragma once

#include "core/decide/cost/break_even.h"
#include "core/decide/cost/capacity.h"
#include "core/decide/cost/ways.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// A number with the ends between which it lies by what is stated of its parts; value alone where they have no ends.
struct Ranged {
  double value = 0, low = 0, high = 0;
  bool is_open() const { return !std::isfinite(high); } ///< nobody knows an upper end: "412 USD or more"
  /// The highest of it that has a place on an axis.
  double drawn_to() const { return is_open() ? value : std::max(value, high); }
};

/// What can be moved: a stated number, what one machine carries, or the joules of a request.
struct Knob {
  enum class Kind : uint8_t { Field, Capacity, Joules } kind = Kind::Field;
  CostField field = CostField::RequestsPerDay; ///< Kind::Field
  bool operator==(const Knob&) const = default;
};
const char* to_string(const Knob& knob); ///< the field's key, "capacity_per_s", "joules_per_request"

/// One column.
struct WayCost {
  Way way = Way::Own;
  CostGap gap = CostGap::None; ///< why there is no number
  std::vector<CostField> missing, left_out;
  std::optional<CostLine> line; ///< of the middle values
  Ranged month, per_thousand;   ///< full cost: a month, and of a thousand requests at this volume
  Ranged marginal;              ///< of a thousand requests more, while the machines suffice
  Ranged machines, investment;
  Source source = Source::Missing; ///< Modelled: by formula, of what is stated and measured
};

/// Until an investment is paid back by what the answers are worth.
struct Payback {
  enum class Kind : uint8_t {
    NoBenefit, ///< nobody stated what an answered request is worth
    NoCost,    ///< the way has no number
    Never,     ///< at this volume, at whatever end of the ranges
    Months,
  } kind = Kind::NoBenefit;
  std::optional<double> value; ///< months, of the middle values; none: never
  double low = 0;
  std::optional<double> high; ///< none: never, at the dear end
  double worth = 0;           ///< of an answered request, in the money of the results; of Never and Months
  double lasts = 0;           ///< months: a machine's lifetime where one is bought, else the horizon
};

/// Who is cheaper from which volume on.
struct Crossing {
  Way way, other; ///< `way` becomes cheaper than `other`
  BreakEven middle;
  std::optional<int64_t> low,
      high; ///< `always`, at the ends of the ranges that favour `way` most and least; none: never
};

/// One assumption moved from end to end, all else as it is.
struct Swing {
  Knob knob;
  double now = 0, low = 0, high = 0; ///< of the assumption
  bool stated_range = false;         ///< otherwise moved by a fifth either way, as far as the field allows
  /// Not stated, and less than a fifth away because no lower (higher) value is possible: a month has 31 days.
  bool capped_low = false, capped_high = false;
  double month_low = 0, month_high = 0; ///< of the column that is looked at, at `low` and `high`
  std::optional<double> flips_at;       ///< the nearest value from which on another way is cheapest
  std::optional<Way> then;
};

struct CostReport {
  Contender who;
  LengthMix mix;
  double patience_s = 0;
  bool overnight = false;
  Capacity capacity;                ///< of the machine that was measured
  std::optional<double> peak_per_s; ///< requests in the busiest hour
  Currency currency = Currency::USD;
  std::array<WayCost, kWays> ways;
  std::optional<Way> cheapest; ///< of those that have a number; where any of them is disturbed, no claim
  bool surely = false;         ///< its range lies below that of every other
  std::array<Payback, kWays> paybacks;
  std::vector<Crossing> crossings; ///< of every two ways that have numbers, the one that becomes cheaper first named
  std::vector<Swing> tornado;      ///< of the cheapest way; the widest first
  const WayCost& of(Way way) const { return ways[static_cast<size_t>(way)]; }
  /// Whether some way with a number rests on disturbed or suspect times.
  bool is_held() const;
  /// Of the times that a way's machines rest on: disturbed ones enter no order, crossing or sentence.
  Condition condition_of(Way way) const {
    return way == Way::Own || way == Way::Rented ? capacity.condition : Condition::Quiet;
  }
};

/// Of one contender, with what the evidence's study states.
CostReport cost_report(const Evidence& evidence, const Contender& who);
/// The same without what would move it (paybacks, crossings, tornado) and who is cheapest: for a table of many.
CostReport cost_columns(const Evidence& evidence, const Contender& who);
/// The same of given numbers: `capacity` of the measured machine.
CostReport cost_report(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s,
                       bool overnight);
/// The same without the tornado, for a row of many.
CostReport cost_row(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s,
                    bool overnight);

/// All that a cost is made of at its middle values.
CostNumbers cost_numbers(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s,
                         bool overnight);

/// Whether a month of a machine can have a cost: requests a day, and what one costs or rents for, are stated. Where
/// not, there is no use in asking how much a machine can do.
bool is_priced(const CostInputs& inputs);

/// What a month of one contender costs on machines of its own or on rented ones, whichever is cheaper of those that
/// have a number (the other ways do not depend on the model): the number of a tile, with its range, whose upper end is
/// infinite where nobody knows it. Modelled; `time_utc` is the day of the oldest price it rests on, `paper` whose
/// prices they are. Missing: why.
struct MonthCost {
  Way way = Way::Own;
  Quantity quantity;
  std::vector<CostField> left_out; ///< not stated, and counted as nothing
};
MonthCost month_cost(const Evidence& evidence, const Contender& who);
/// Of such a quantity that has a value: both ends are it where none are known.
Ranged ranged_of(const Quantity& month);
/// The same of a machine of which `capacity` is known.
MonthCost month_cost(const Study& study, const LengthMix& mix, const Capacity& capacity);
/// The way with the least month of all that have a number, where that is not the one that is shown.
struct CheaperWay {
  Way way = Way::Api;
  Ranged month;
  bool surely = false; ///< its range lies below that of every other
};
std::optional<CheaperWay> cheaper_way(const Evidence& evidence, const Contender& who, Way shown);
/// How long they wait: as stated for the cost, else as who waits in the workload.
double patience_s(const Study& study);

} // namespace pareto
