// SPDX-License-Identifier: GPL-3.0-or-later
// What the page COST says: columns, capacity, payback, break-even, what moves it most.
#include "core/decide/words/cost_words.h"

#include "core/decide/words/names.h"
#include "core/decide/words/numbers.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

std::string count(const Voice& voice, double value) { return number_text(voice, value, NumberFormat::Tokens); }
/// Of a volume that formulas found: two digits.
std::string roughly(const Voice& voice, double value) { return count(voice, round_significant(value, 2)); }

/// Three significant digits, without zeros that say nothing.
std::string amount_text(const Voice& voice, double value) {
  const double shown = round_significant(value, 3);
  int decimals = shown == 0 ? 0 : std::clamp(2 - static_cast<int>(std::floor(std::log10(std::fabs(shown)))), 0, 6);
  while (decimals > 0 &&
         std::fabs(shown * std::pow(10, decimals - 1) - std::round(shown * std::pow(10, decimals - 1))) < 1e-9)
    --decimals;
  return plain_text(voice, shown, decimals);
}

Wording currency_pattern(Currency currency) {
  switch (currency) {
  case Currency::JPY: return PARETO_SAY("Cost", "%1 JPY");
  case Currency::EUR: return PARETO_SAY("Cost", "%1 EUR");
  case Currency::USD: break;
  }
  return PARETO_SAY("Cost", "%1 USD");
}

std::string fields_text(const Voice& voice, const std::vector<CostField>& fields) {
  std::vector<std::string> names;
  for (const CostField field : fields)
    names.push_back(field_label(voice, field));
  return voice.list(names);
}

std::string range_text(const Voice& voice, double value, double low, double high) {
  const std::string shown = amount_text(voice, value);
  if (low == high)
    return shown;
  if (!std::isfinite(high))
    return voice.say(PARETO_SAY("Cost", "%1 (at least %2, upper end unknown)"), {shown, amount_text(voice, low)});
  return voice.say(PARETO_SAY("Cost", "%1 (%2–%3)"), {shown, amount_text(voice, low), amount_text(voice, high)});
}

std::string months(const Voice& voice, double value) {
  if (value < 1)
    return voice.say(PARETO_SAY("Cost", "under a month"));
  return voice.say(PARETO_SAY("Cost", "%1 months"), {amount_text(voice, value)});
}

} // namespace

std::string money_text(const Voice& voice, double amount, Currency currency) {
  return voice.say(currency_pattern(currency), {amount_text(voice, amount)});
}

std::string money_range(const Voice& voice, const Ranged& amount, Currency currency) {
  const std::string low = amount_text(voice, amount.low);
  if (amount.is_open())
    return voice.say(PARETO_SAY("Cost", "%1 or more"), {money_text(voice, amount.low, currency)});
  const std::string high = amount_text(voice, amount.high);
  return low == high ? std::string()
                     : voice.say(currency_pattern(currency), {voice.say(PARETO_SAY("Cost", "%1–%2"), {low, high})});
}

namespace {

/// As it is written: the best case, or the worst.
bool is_an_end(const Voice& voice, const Ranged& amount) {
  const std::string value = amount_text(voice, amount.value);
  return value == amount_text(voice, amount.low) || (!amount.is_open() && value == amount_text(voice, amount.high));
}

} // namespace

std::string month_text(const Voice& voice, const Ranged& amount, Currency currency) {
  const std::string range = money_range(voice, amount, currency), value = money_text(voice, amount.value, currency);
  if (range.empty() || is_an_end(voice, amount))
    return range.empty() ? value : range;
  return amount.is_open() ? voice.say(PARETO_SAY("Cost", "%1 (%2 or more)"), {value, amount_text(voice, amount.low)})
                          : value;
}

std::string range_note(const Voice& voice, const Ranged& amount, Currency currency) {
  const std::string range = money_range(voice, amount, currency);
  if (range.empty() || amount.is_open() || !is_an_end(voice, amount))
    return range;
  return voice.say(amount_text(voice, amount.value) == amount_text(voice, amount.low)
                       ? PARETO_SAY("Cost", "the low end of %1")
                       : PARETO_SAY("Cost", "the high end of %1"),
                   {range});
}

std::string money_text(const Voice& voice, const Ranged& amount, Currency currency) {
  if (is_an_end(voice, amount)) // all of it stands there already
    return month_text(voice, amount, currency);
  const std::string value = money_text(voice, amount.value, currency), low = amount_text(voice, amount.low);
  return amount.is_open() ? voice.say(PARETO_SAY("Cost", "%1 (at least %2, upper end unknown)"), {value, low})
                          : voice.say(PARETO_SAY("Cost", "%1 (%2–%3)"), {value, low, amount_text(voice, amount.high)});
}

std::string money_in_short(const Voice& voice, const Ranged& amount, Currency currency) {
  return amount.is_open() ? month_text(voice, amount, currency) : money_text(voice, amount, currency);
}

std::string volume_text(const Voice& voice, const CostInputs& inputs) {
  const auto& requests = inputs[CostField::RequestsPerDay].value;
  return requests ? voice.say(PARETO_SAY("Cost", "%1 requests a day"), {count(voice, *requests)}) : std::string();
}

std::string way_name(const Voice& voice, Way way) {
  switch (way) {
  case Way::Own: return voice.say(PARETO_SAY("Cost", "Own machine"));
  case Way::Rented: return voice.say(PARETO_SAY("Cost", "Rented machine"));
  case Way::Api: return voice.say(PARETO_SAY("Cost", "API by the token"));
  case Way::Today: break;
  }
  return voice.say(PARETO_SAY("Cost", "Today's process"));
}

std::string cost_gap_text(const Voice& voice, const WayCost& cost) {
  switch (cost.gap) {
  case CostGap::None: return {};
  case CostGap::Inputs: return voice.say(PARETO_SAY("Cost", "not stated: %1"), {fields_text(voice, cost.missing)});
  case CostGap::Rates:
    return voice.say(PARETO_SAY("Cost", "a price is in another currency; not stated: %1"),
                     {fields_text(voice, cost.missing)});
  case CostGap::NoSpeed:
    return voice.say(PARETO_SAY("Cost", "nobody knows yet how long answers take at this workload"));
  case CostGap::TooSlow: break;
  }
  return voice.say(PARETO_SAY("Cost", "one machine answers no request in time, however few there are"));
}

std::string cost_gap_in_short(const Voice& voice, const WayCost& cost) {
  switch (cost.gap) {
  case CostGap::NoSpeed: return voice.say(PARETO_SAY("Cost", "its wait is not known"));
  case CostGap::TooSlow: return voice.say(PARETO_SAY("Cost", "no request in time"));
  case CostGap::None:
  case CostGap::Inputs:
  case CostGap::Rates: break;
  }
  return cost_gap_text(voice, cost);
}

std::string left_out_text(const Voice& voice, const WayCost& cost) {
  if (cost.gap != CostGap::None || cost.left_out.empty())
    return {};
  return voice.say(PARETO_SAY("Cost", "Without what is not stated: %1."), {fields_text(voice, cost.left_out)});
}

namespace {

Wording content_pattern(Way way) {
  switch (way) {
  case Way::Own: return PARETO_SAY("Cost", "a machine's price over its years of use");
  case Way::Rented: return PARETO_SAY("Cost", "hours of rent");
  case Way::Api: return PARETO_SAY("Cost", "tokens at their list price");
  case Way::Today: break;
  }
  return PARETO_SAY("Cost", "today's cost of each request");
}

/// Of what kind a cost is that is not stated.
Wording kind_pattern(CostField field) {
  switch (field) {
  case CostField::OwnStaff:
  case CostField::RentedStaff:
  case CostField::ApiStaff: return PARETO_SAY("Cost", "staff");
  case CostField::OwnMigration:
  case CostField::RentedMigration:
  case CostField::ApiMigration: return PARETO_SAY("Cost", "moving there");
  default: return PARETO_SAY("Cost", "power");
  }
}

} // namespace

std::string scope_text(const Voice& voice, Way way, const std::vector<CostField>& left_out) {
  std::vector<std::string> kinds;
  for (const CostField field : left_out)
    if (const std::string kind = voice.say(kind_pattern(field));
        std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
      kinds.push_back(kind);
  const std::string content = voice.say(content_pattern(way));
  return kinds.empty() ? content : voice.say(PARETO_SAY("Cost", "%1; not in it: %2"), {content, voice.list(kinds)});
}

std::string way_text(const Voice& voice, const CostReport& report, Way way) {
  const WayCost& cost = report.of(way);
  const std::string name = way_name(voice, way);
  if (cost.gap != CostGap::None)
    return voice.say(PARETO_SAY("Cost", "%1: %2"), {name, cost_gap_text(voice, cost)});
  std::string text = voice.say(PARETO_SAY("Cost", "%1: %2 a month, %3 for a thousand requests, %4 for a thousand more"),
                               {name, money_text(voice, cost.month, report.currency),
                                money_text(voice, cost.per_thousand.value, report.currency),
                                money_text(voice, cost.marginal.value, report.currency)});
  if (report.condition_of(way) != Condition::Quiet)
    text += voice.say(PARETO_SAY("Cost", "; from disturbed times"));
  if (cost.machines.value > 0)
    text += voice.say(PARETO_SAY("Cost", "; machines: %1"),
                      {range_text(voice, cost.machines.value, cost.machines.low, cost.machines.high)});
  return text;
}

std::string cost_headline(const Voice& voice, const CostReport& report) {
  if (!report.cheapest)
    return voice.say(PARETO_SAY("Cost", "No cost is known yet: state requests per day and a price"));
  if (report.is_held())
    return voice.say(PARETO_SAY("Cost", "Costs cannot be compared yet: the waits they rest on are disturbed"));
  const std::string name = way_name(voice, *report.cheapest),
                    month = month_text(voice, report.of(*report.cheapest).month, report.currency);
  const auto known = std::count_if(report.ways.begin(), report.ways.end(),
                                   [](const WayCost& cost) { return cost.gap == CostGap::None; });
  if (known == 1)
    return voice.say(PARETO_SAY("Cost", "%1: %2 a month; nothing to compare it with yet"), {name, month});
  if (static_cast<size_t>(known) == report.ways.size())
    return voice.say(report.surely ? PARETO_SAY("Cost", "%1 costs least here: %2 a month")
                                   : PARETO_SAY("Cost", "%1 seems to cost least here: %2 a month, but ranges overlap"),
                     {name, month});
  return voice.say(report.surely
                       ? PARETO_SAY("Cost", "%1 costs least of the %2 ways that are priced: %3 a month")
                       : PARETO_SAY("Cost", "%1 seems to cost least of the %2 ways that are priced: %3 a month, but "
                                            "ranges overlap"),
                   {name, std::to_string(known), month});
}

std::string cheaper_text(const Voice& voice, const CheaperWay& cheaper, Currency currency) {
  return voice.say(cheaper.surely ? PARETO_SAY("Cost", "%1 costs less: %2")
                                  : PARETO_SAY("Cost", "%1 may cost less: %2"),
                   {way_name(voice, cheaper.way), month_text(voice, cheaper.month, currency)});
}

std::string capacity_text(const Voice& voice, const CostReport& report) {
  const Capacity& capacity = report.capacity;
  if (!capacity.per_s)
    return voice.say(PARETO_SAY("Cost", "How much one machine can do is not known: %1"),
                     {gap_text(voice, capacity.why.gap, capacity.why.why)});
  const std::string rate = range_text(voice, *capacity.per_s, capacity.low, capacity.high),
                    patience = number_text(voice, report.patience_s * 1e3, NumberFormat::Milliseconds);
  std::string text;
  if (capacity.high <= 0 && !report.overnight) // "0 requests a second, up to 1 at once" says less
    text = capacity.source == Source::Measured
               ? voice.say(PARETO_SAY("Cost", "One machine answers no request within %1, however few there are "
                                              "(measured: %2)."),
                           {patience, capacity.from})
               : voice.say(PARETO_SAY("Cost", "One machine answers no request within %1, however few there are "
                                              "(queueing model M/G/1)."),
                           {patience});
  else if (report.overnight)
    text = voice.say(PARETO_SAY("Cost", "One machine answers %1 requests a second overnight, %2 at once (by formula)."),
                     {rate, count(voice, capacity.at_once)});
  else if (capacity.source == Source::Measured)
    text =
        voice.say(PARETO_SAY("Cost", "One machine answers %1 requests a second, 95 of 100 within %2 (measured: %3)."),
                  {rate, patience, capacity.from});
  else
    text = voice.say(PARETO_SAY("Cost", "One machine answers %1 requests a second, 95 of 100 within %2, up to %3 at "
                                        "once (queueing model M/G/1)."),
                     {rate, patience, count(voice, capacity.at_once)});
  if (capacity.reach == Reach::Beyond)
    text += voice.say(PARETO_SAY("Cost", " Its times lie beyond what was measured: a formula's band."));
  if (capacity.condition != Condition::Quiet)
    text += voice.say(PARETO_SAY("Cost", " Its times are disturbed: measure them again."));
  if (report.peak_per_s)
    text += voice.say(PARETO_SAY("Cost", " The busiest hour brings %1 a second."),
                      {amount_text(voice, *report.peak_per_s)});
  return text;
}

namespace {

/// "75.2 months (44.8–142)", "13.5 months"
std::string payback_months(const Voice& voice, const Payback& back) {
  const std::string value = months(voice, *back.value);
  if (!back.high || back.low == *back.high || *back.high < 1)
    return value;
  return voice.say(PARETO_SAY("Cost", "%1 (%2–%3)"),
                   {value, amount_text(voice, back.low), amount_text(voice, *back.high)});
}

/// Whether what is bought is used up before it is paid.
bool outlives(const Payback& back) { return back.lasts > 0 && back.value.value_or(0) > back.lasts; }

std::string lasts_text(const Voice& voice, const Payback& back, Way way) {
  if (!outlives(back))
    return {};
  const std::string lasts = months(voice, back.lasts);
  return way == Way::Own
             ? voice.say(PARETO_SAY("Cost",
                                    " That is longer than the %1 a machine is used: in its time it is not paid back."),
                         {lasts})
             : voice.say(
                   PARETO_SAY("Cost", " That is longer than the %1 of the horizon: within it it is not paid back."),
                   {lasts});
}

} // namespace

std::string payback_text(const Voice& voice, const CostReport& report, Way way) {
  const Payback& back = report.paybacks[static_cast<size_t>(way)];
  const std::string name = way_name(voice, way), worth = money_text(voice, back.worth, report.currency);
  switch (back.kind) {
  case Payback::Kind::NoBenefit:
    return voice.say(PARETO_SAY("Cost", "Payback: state what an answered request is worth."));
  case Payback::Kind::NoCost:
    return voice.say(PARETO_SAY("Cost", "%1: %2"), {name, cost_gap_text(voice, report.of(way))});
  case Payback::Kind::Never:
    return voice.say(PARETO_SAY("Cost", "%1 is never paid back at this volume by what answers are worth (%2 each)."),
                     {name, worth});
  case Payback::Kind::Months: break;
  }
  if (!back.value)
    return voice.say(PARETO_SAY("Cost", "%1 is not paid back at this volume by what answers are worth (%2 each); with "
                                        "all ranges at their best ends it is in %3."),
                     {name, worth, months(voice, back.low)});
  if (back.high && *back.high == 0)
    return voice.say(PARETO_SAY("Cost", "%1 has nothing to pay back: no investment is stated."), {name});
  const std::string said =
      back.high ? voice.say(PARETO_SAY("Cost", "%1 is paid back in %2 by what answers are worth (%3 each)."),
                            {name, payback_months(voice, back), worth})
                : voice.say(PARETO_SAY("Cost", "%1 is paid back in %2 by what answers are worth (%3 each); at best in "
                                               "%4, at worst never."),
                            {name, months(voice, *back.value), worth, months(voice, back.low)});
  return said + lasts_text(voice, back, way);
}

std::string payback_in_short(const Voice& voice, const CostReport& report, Way way) {
  const Payback& back = report.paybacks[static_cast<size_t>(way)];
  if (back.kind == Payback::Kind::Never || (back.kind == Payback::Kind::Months && !back.value))
    return voice.say(PARETO_SAY("Cost", "never paid back"));
  if (back.kind != Payback::Kind::Months || (back.high && *back.high == 0)) // nothing is invested
    return {};
  const std::string in = payback_months(voice, back);
  if (outlives(back))
    return voice.say(PARETO_SAY("Cost", "paid back in %1, after the %2 it is used"), {in, months(voice, back.lasts)});
  return voice.say(
      back.high ? PARETO_SAY("Cost", "paid back in %1") : PARETO_SAY("Cost", "paid back in %1, at worst never"), {in});
}

std::string flip_in_short(const Voice& voice, const CostReport& report, Way way) {
  for (const Crossing& crossing : report.crossings) {
    if (crossing.way != way && crossing.other != way)
      continue;
    const std::string from = roughly(voice, static_cast<double>(*crossing.middle.always));
    if (*crossing.middle.always == 1)
      return crossing.way == way
                 ? voice.say(PARETO_SAY("Cost", "always cheaper than %1"), {way_name(voice, crossing.other)})
                 : voice.say(PARETO_SAY("Cost", "never cheaper than %1"), {way_name(voice, crossing.way)});
    return crossing.way == way ? voice.say(PARETO_SAY("Cost", "cheaper than %1 from about %2 a day"),
                                           {way_name(voice, crossing.other), from})
                               : voice.say(PARETO_SAY("Cost", "dearer than %1 from about %2 a day"),
                                           {way_name(voice, crossing.way), from});
  }
  return {};
}

std::string crossing_text(const Voice& voice, const Crossing& crossing) {
  const std::string way = way_name(voice, crossing.way), other = way_name(voice, crossing.other);
  const auto from = static_cast<double>(*crossing.middle.always);
  const bool bounded = crossing.low && crossing.high;
  if (*crossing.middle.always == 1 && crossing.low == crossing.middle.always && crossing.high == crossing.middle.always)
    return voice.say(PARETO_SAY("Cost", "%1 costs less than %2 at every volume."), {way, other});
  if (!bounded)
    return voice.say(
        PARETO_SAY("Cost", "%1 costs less than %2 from about %3 requests a day on; with all ranges at their worst for "
                           "it, at no volume."),
        {way, other, roughly(voice, from)});
  if (crossing.low == crossing.high)
    return voice.say(PARETO_SAY("Cost", "%1 costs less than %2 from about %3 requests a day on."),
                     {way, other, roughly(voice, from)});
  return voice.say(PARETO_SAY("Cost", "%1 costs less than %2 from about %3 requests a day on (%4–%5)."),
                   {way, other, roughly(voice, from), roughly(voice, static_cast<double>(*crossing.low)),
                    roughly(voice, static_cast<double>(*crossing.high))});
}

std::string cap_text(const Voice& voice, const CostReport& report, const Swing& swing) {
  const std::string unit = knob_unit(voice, swing.knob, report.currency);
  const auto value = [&](double number) {
    return unit.empty() ? amount_text(voice, number) : amount_text(voice, number) + " " + unit;
  };
  std::vector<std::string> caps;
  if (swing.capped_low)
    caps.push_back(voice.say(PARETO_SAY("Cost", "%1 at least"), {value(swing.low)}));
  if (swing.capped_high)
    caps.push_back(voice.say(PARETO_SAY("Cost", "%1 at most"), {value(swing.high)}));
  return voice.series(caps);
}

std::string swing_text(const Voice& voice, const CostReport& report, const Swing& swing) {
  const std::string unit = knob_unit(voice, swing.knob, report.currency);
  const auto value = [&](double number) {
    return unit.empty() ? amount_text(voice, number) : amount_text(voice, number) + " " + unit;
  };
  const auto bare = [&](double number) { return amount_text(voice, number); };
  const auto month = [&](double amount) {
    return std::isfinite(amount) ? money_text(voice, amount, report.currency)
                                 : voice.say(PARETO_SAY("Cost", "no number"));
  };
  std::string text = voice.say(swing.stated_range ? PARETO_SAY("Cost", "%1 (%2) from %3 to %4: %5 to %6 a month")
                                                  : PARETO_SAY("Cost", "%1 (%2) a fifth either way, %3 to %4: %5 to %6 "
                                                                       "a month"),
                               {knob_label(voice, swing.knob), value(swing.now), bare(swing.low), bare(swing.high),
                                month(swing.month_low), month(swing.month_high)});
  if (const std::string cap = cap_text(voice, report, swing); !cap.empty())
    text += voice.say(PARETO_SAY("Cost", "; %1"), {cap});
  if (swing.flips_at && swing.then)
    text += voice.say(PARETO_SAY("Cost", "; at %1, %2 is cheapest"),
                      {value(*swing.flips_at), way_name(voice, *swing.then)});
  return text;
}

} // namespace pareto
