// SPDX-License-Identifier: GPL-3.0-or-later
// What things cost, in words.
#pragma once

#include "core/decide/cost/report.h"
#include "core/decide/words/voice.h"

#include <string>

namespace pareto {

/// "1,230 USD": three significant digits.
std::string money_text(const Voice& voice, double amount, Currency currency);
/// "980–1,540 USD", "980 USD or more"; empty where both ends are written alike.
std::string money_range(const Voice& voice, const Ranged& amount, Currency currency);
/// What stands beneath the value alone: its range, and of which end it is: "the low end of 980–1,540 USD".
std::string range_note(const Voice& voice, const Ranged& amount, Currency currency);
/// As one number, over a page: "1,230 USD"; where that is an end of its range all of it, for a best case alone would be
/// taken for what it costs, and where nobody knows an upper end that too: "1,230 USD (980 or more)".
std::string month_text(const Voice& voice, const Ranged& amount, Currency currency);
/// With the range: "1,230 USD (980–1,540)"; "(at least 980, upper end unknown)" where an end is not bounded.
std::string money_text(const Voice& voice, const Ranged& amount, Currency currency);
/// The same for beside a bar: "1,230 USD (980 or more)" where an end is not bounded.
std::string money_in_short(const Voice& voice, const Ranged& amount, Currency currency);

std::string way_name(const Voice& voice, Way way);            ///< "Own machine"
std::string part_title(const Voice& voice, CostPart part);    ///< heading over its inputs
std::string field_label(const Voice& voice, CostField field); ///< "Price of a machine"
std::string field_help(const Voice& voice, CostField field);  ///< what it is, and where it enters
/// "20,000 requests a day"; empty where nobody stated how many.
std::string volume_text(const Voice& voice, const CostInputs& inputs);
/// What stands behind its number: "USD a kWh", "of a day's requests".
std::string field_unit(const Voice& voice, CostField field, Currency currency);
/// The same where the currency stands beside it already: "a kWh"; of a sum paid once "once".
std::string unit_without_money(const Voice& voice, CostField field);
std::string knob_label(const Voice& voice, const Knob& knob);
/// What stands behind its number: "USD a kWh", "requests a second".
std::string knob_unit(const Voice& voice, const Knob& knob, Currency currency);
std::string lengths_text(const Voice& voice, Lengths lengths);
/// "list price of L4, Modal · 13/3/2026 · older than 90 days"
std::string input_source_text(const Voice& voice, const CostInput& input, const std::string& today);
/// "0.12", in the field's own unit; "–" where nothing is stated.
std::string input_text(const Voice& voice, CostField field, const CostInput& input);

/// "Own machine costs least here: 412 USD a month"; hedged where ranges overlap; what is missing where nothing is
/// known.
std::string cost_headline(const Voice& voice, const CostReport& report);
/// "API by the token costs less: 99 USD", for beside the month of another way.
std::string cheaper_text(const Voice& voice, const CheaperWay& cheaper, Currency currency);
/// One column: the month with its range, machines, a thousand requests more; why, where there is no number.
std::string way_text(const Voice& voice, const CostReport& report, Way way);
/// What is left out of a column; empty where nothing is.
std::string left_out_text(const Voice& voice, const WayCost& cost);
/// What a month's number is made of and what is not in it: "a machine's price over its years of use; not in it: power,
/// staff". Numbers of one workload differ by it. On a slide's fact, for want of room, it is said without what is not in
/// it.
std::string scope_text(const Voice& voice, Way way, const std::vector<CostField>& left_out);
/// Why a column has no number; empty where it has one.
std::string cost_gap_text(const Voice& voice, const WayCost& cost);
/// The same for beside a bar.
std::string cost_gap_in_short(const Voice& voice, const WayCost& cost);
std::string capacity_text(const Voice& voice, const CostReport& report);
std::string payback_text(const Voice& voice, const CostReport& report, Way way);
/// For beside a bar: "paid back in 14 months (9–22)", "never paid back"; empty where nothing can be said.
std::string payback_in_short(const Voice& voice, const CostReport& report, Way way);
/// "cheaper than Rented machine from 3,100 a day", of the first way that it beats or is beaten by; empty where none.
std::string flip_in_short(const Voice& voice, const CostReport& report, Way way);
std::string crossing_text(const Voice& voice, const Crossing& crossing);
std::string swing_text(const Voice& voice, const CostReport& report, const Swing& swing);
/// "31 days at most": where an assumption cannot be moved by a fifth; empty where it can.
std::string cap_text(const Voice& voice, const CostReport& report, const Swing& swing);

} // namespace pareto
