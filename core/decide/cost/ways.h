// SPDX-License-Identifier: GPL-3.0-or-later
// What a month costs, in each of four ways. Formulas (v requests a day, d days a month, all money in one currency):
//
//   machines    n(v) = ceil(v / c),  c = what one machine answers in time a day
//               c = capacity a second at that speed * 3600 / (busiest hour's share of a day);
//               overnight: capacity a second at that speed * patience (a day's requests lie there)
//   energy      kWh of a request = joules / 3.6e6 * PUE; of a machine that idles = watts / 1000 * 730.5 h * PUE
//               joules of a request: measured ones where the machine is the measured one (speed 1), otherwise
//               (busy - idle watts) * seconds of the machine it takes
//   own         n (price / (12 lifetime) + idle kWh * tariff) + v d kWh * tariff + staff + migration / (12 horizon)
//   rented      n (per hour * hours a day * d) + staff + migration / (12 horizon)
//   API         v d (prompt tokens * input + answer tokens * output) / 1e6 + staff + migration / (12 horizon)
//   today       v d * cost of a request
//
//   marginal    what one request more costs while the machines suffice: the factor of v d
//   investment  own: n * price + migration; rented, API: migration
//   running     a month without what the investment is spread to
//
// Staff, migration, power and tariff may be missing: they are left out, and named. Anything else that is missing leaves
// the way without a number, and is named too.
#pragma once

#include "core/study/cost_inputs.h"

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace pareto {

enum class Way : uint8_t { Own, Rented, Api, Today };
inline constexpr size_t kWays = static_cast<size_t>(Way::Today) + 1;
inline constexpr std::array<Way, kWays> kAllWays{Way::Own, Way::Rented, Way::Api, Way::Today};
const char* to_string(Way way); ///< "own", "rented", "api", "today"

inline constexpr double kHoursOfMonth = 8766.0 / 12; ///< of 365.25 days
inline constexpr double kSecondsOfHour = 3600;
inline constexpr double kMonthsOfYear = 12;

/// All that a cost is made of, as plain numbers: of the middle, of an end, or with one of them moved.
struct CostNumbers {
  std::array<std::optional<double>, kCostFields> fields; ///< money in `currencies`
  std::array<Currency, kCostFields> currencies{};
  Currency results = Currency::USD;
  double prompt_tokens = 0, answer_tokens = 0; ///< means of a request
  std::optional<double> capacity_per_s;        ///< of the machine that was measured
  /// Of a machine that many times as fast, whose waits are shorter while the patience is not (per_s_at() of
  /// core/decide/cost/capacity.h). Absent: that many times as much.
  std::function<double(double times)> capacity_of_faster{};
  double service_s = 0;
  std::optional<double> joules; ///< of a request there
  bool overnight = false;
  double patience_s = 10;

  std::optional<double> operator[](CostField field) const { return fields[static_cast<size_t>(field)]; }
  /// Requests a second of a machine `times` as fast as the measured one; none where nobody knows.
  std::optional<double> capacity_at(double times) const;
  /// In the currency of the results; none where the rate is missing, or the number itself.
  std::optional<double> money(CostField field) const;
};

/// What a unit of `from` is worth in `to`, by the rates stated; none where one is missing.
std::optional<double> exchange(Currency from, Currency to, std::optional<double> yen_per_dollar,
                               std::optional<double> euro_per_dollar);

/// One way as a function of the volume.
struct CostLine {
  double fixed = 0, per_machine = 0; ///< a month
  double per_request = 0;
  double machine_per_day = std::numeric_limits<double>::infinity(); ///< c; requests
  double days = 30;
  double once = 0, once_per_machine = 0;     ///< investment
  double spread = 0, spread_per_machine = 0; ///< of it a month: part of fixed and of per_machine

  double machines(double per_day) const; ///< whole ones; 0 where the way has none
  double month(double per_day) const;
  double investment(double per_day) const;
  double running(double per_day) const; ///< a month
};

enum class CostGap : uint8_t {
  None,
  Inputs,  ///< `missing` are not stated
  Rates,   ///< a price is in a currency whose rate is not stated
  NoSpeed, ///< nobody knows how long answers take
  TooSlow, ///< no load is answered in time
};
inline constexpr size_t kCostGaps = static_cast<size_t>(CostGap::TooSlow) + 1;
const char* to_string(CostGap gap); ///< "none", "inputs", "rates", "no_speed", "too_slow"

/// A way's line, or why there is none.
struct MadeLine {
  std::optional<CostLine> line;
  CostGap gap = CostGap::None;
  std::vector<CostField> missing;  ///< what has to be stated
  std::vector<CostField> left_out; ///< not stated, and counted as nothing
};
MadeLine cost_line(Way way, const CostNumbers& numbers);

} // namespace pareto
