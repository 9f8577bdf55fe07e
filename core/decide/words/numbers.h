// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers for people: three significant digits and the unit people would use.
#pragma once

#include "core/decide/metric_table.h"
#include "core/decide/words/voice.h"
#include "core/numeric/estimate.h"

#include <optional>

namespace pareto {

/// Milliseconds are given in ms (written as µs, s, min, h or d), bytes in bytes (decimal kB, MB, GB), joules in J (mJ,
/// kJ, MJ), percent as 0-100, a rate as the bare number (its title names the unit); whole tokens are written exactly.
enum class NumberFormat : uint8_t { Number, Milliseconds, Bytes, Tokens, Percent, Rate, Joules };
NumberFormat format_of(Unit unit);

/// A unit and what one of it is worth in the format's own unit.
struct NumberUnit {
  double worth = 1;
  Wording text{};       ///< with its leading space
  bool counted = false; ///< a bare count: whole numbers are written without decimals
  bool spoken = false;  ///< written as people say it: "1.5 min", not "1.50 min"
};
/// The unit people would use for a value: 90 s is "1.5 min", 10,000 s "2.78 h".
NumberUnit unit_for(double value, NumberFormat format);
/// One unit for all numbers of an axis, of which `least` > 0 is the smallest and `most` the largest: bare counts below
/// ten million with all their digits ("1,000", "10,000"), times to five minutes in seconds. None where they lie so far
/// apart that the smallest would have more than two zeros behind the point.
std::optional<NumberUnit> unit_of_axis(double least, double most, NumberFormat format);

double round_significant(double value, int digits);
/// Without unit; beyond what digits can show in a label, in powers of ten.
std::string plain_text(const Voice& voice, double value, int decimals);

/// "61.2 ms", "1.42 GB", "2,048"; not finite: "–".
std::string number_text(const Voice& voice, double value, NumberFormat format);
/// Whether a value and its ends are whole numbers.
bool is_counted(double value, const std::optional<Interval>& interval);
/// "12.3 ms (11.9–12.8)", both ends in the value's own unit; without an interval the value alone. `counted`: whole
/// numbers stand without decimals; not in a column where others have some.
/// `unit`: the one that its neighbours have too.
std::string estimate_text(const Voice& voice, double value, const std::optional<Interval>& interval,
                          NumberFormat format, bool counted = true, const std::optional<NumberUnit>& unit = {});
/// "0.92–2.1 s": a band, whose middle is not said; both ends in one unit, with two digits, as far as a band is known.
std::string range_text(const Voice& voice, const Interval& range, NumberFormat format,
                       const std::optional<NumberUnit>& unit = {});
/// "1.3 B", "340 M" parameters.
std::string parameters_text(const Voice& voice, int64_t count);
/// Whole counts with every digit: "65,536".
std::string count_text(const Voice& voice, int64_t count);

} // namespace pareto
