// SPDX-License-Identifier: GPL-3.0-or-later
// What a person states of money and volume, in words: labels, what each is and where it enters, units, sources.
#include "core/decide/cost/price_book.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/numbers.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace pareto {

namespace {

struct FieldWords {
  CostField field;
  Wording label, help;
};

constexpr FieldWords kCostFieldWords[] = {
    {CostField::RequestsPerDay, PARETO_SAY("Cost", "Requests per day"),
     PARETO_SAY("Cost", "On a day with requests. Everything that is paid by use grows with it.")},
    {CostField::BusiestHourShare, PARETO_SAY("Cost", "Busiest hour's share"),
     PARETO_SAY("Cost", "Share of a day's requests that come in its busiest hour. Machines must carry that hour: "
                        "requests per day × share / 3,600 a second.")},
    {CostField::DaysPerMonth, PARETO_SAY("Cost", "Days per month"),
     PARETO_SAY("Cost", "Days with requests in a month, 31 at most.")},
    {CostField::Patience, PARETO_SAY("Cost", "Patience"),
     PARETO_SAY("Cost",
                "95 of 100 answers must be there within it. Empty: as long as who waits in the workload will.")},
    {CostField::MachinePrice, PARETO_SAY("Cost", "Price of a machine"),
     PARETO_SAY("Cost", "Of one machine, bought. A month: machines × price / (12 × lifetime).")},
    {CostField::LifetimeYears, PARETO_SAY("Cost", "Lifetime of a machine"),
     PARETO_SAY("Cost", "Years over which its price is spread.")},
    {CostField::OwnSpeed, PARETO_SAY("Cost", "Speed of the own machine"),
     PARETO_SAY("Cost", "Times as fast as the machine that was measured; 1 = that very machine.")},
    {CostField::BusyWatts, PARETO_SAY("Cost", "Power while working"),
     PARETO_SAY("Cost",
                "Of the whole machine, rated or read from a meter. Joules are this times the time where nothing "
                "counts them, everywhere in this window, as long as the own machine is the measured one.")},
    {CostField::IdleWatts, PARETO_SAY("Cost", "Power while idle"),
     PARETO_SAY("Cost", "Of the whole machine, day and night: watts / 1,000 × 730.5 h × PUE × tariff a month.")},
    {CostField::ElectricityPrice, PARETO_SAY("Cost", "Electricity price"),
     PARETO_SAY("Cost", "For a kWh. A request takes joules / 3,600,000 × PUE kWh.")},
    {CostField::Pue, PARETO_SAY("Cost", "PUE: power of the whole room"),
     PARETO_SAY("Cost", "Power usage effectiveness: power of the whole room over that of the machines, for cooling "
                        "and conversion.")},
    {CostField::OwnStaff, PARETO_SAY("Cost", "Staff, own machine"), PARETO_SAY("Cost", "A month, for running it.")},
    {CostField::OwnMigration, PARETO_SAY("Cost", "Migration, own machine"),
     PARETO_SAY("Cost", "Once: moving there. A month: migration / (12 × horizon).")},
    {CostField::RentedPerHour, PARETO_SAY("Cost", "Rent per hour"),
     PARETO_SAY("Cost", "Of one machine. A month: machines × rent × hours a day × days.")},
    {CostField::RentedSpeed, PARETO_SAY("Cost", "Speed of the rented machine"),
     PARETO_SAY("Cost", "Times as fast as the machine that was measured.")},
    {CostField::RentedHours, PARETO_SAY("Cost", "Rented hours per day"),
     PARETO_SAY("Cost", "How long a rented machine is kept each day with requests.")},
    {CostField::RentedStaff, PARETO_SAY("Cost", "Staff, rented machine"),
     PARETO_SAY("Cost", "A month, for running what lies on it.")},
    {CostField::RentedMigration, PARETO_SAY("Cost", "Migration, rented machine"),
     PARETO_SAY("Cost", "Once, for moving to it. A month: migration / (12 × horizon).")},
    {CostField::ApiInput, PARETO_SAY("Cost", "API input price"),
     PARETO_SAY("Cost", "For a million tokens of prompts.")},
    {CostField::ApiOutput, PARETO_SAY("Cost", "API output price"),
     PARETO_SAY("Cost", "For a million tokens of answers.")},
    {CostField::ApiStaff, PARETO_SAY("Cost", "Staff, API"), PARETO_SAY("Cost", "A month, for keeping it going.")},
    {CostField::ApiMigration, PARETO_SAY("Cost", "Migration, API"),
     PARETO_SAY("Cost", "Once, for connecting it. A month: migration / (12 × horizon).")},
    {CostField::TodayPerRequest, PARETO_SAY("Cost", "Today's cost per request"),
     PARETO_SAY("Cost", "Of the process as it is: mostly people's time.")},
    {CostField::BenefitPerRequest, PARETO_SAY("Cost", "Benefit per request"),
     PARETO_SAY("Cost", "What an answered request is worth. Nothing is assumed: without it there is no payback.")},
    {CostField::HorizonYears, PARETO_SAY("Cost", "Horizon"),
     PARETO_SAY("Cost", "Years over which what is spent once, machines aside, is spread.")},
    {CostField::YenPerDollar, PARETO_SAY("Cost", "Yen for a dollar"),
     PARETO_SAY("Cost", "The rate by which JPY and USD are exchanged; state its day.")},
    {CostField::EuroPerDollar, PARETO_SAY("Cost", "Euros for a dollar"),
     PARETO_SAY("Cost", "The rate by which EUR and USD are exchanged; state its day.")},
};
static_assert(std::size(kCostFieldWords) == kCostFields);
constexpr bool cost_fields_in_order() {
  for (size_t i = 0; i < kCostFields; ++i)
    if (kCostFieldWords[i].field != static_cast<CostField>(i))
      return false;
  return true;
}
static_assert(cost_fields_in_order());

const FieldWords& words_of(CostField field) { return kCostFieldWords[static_cast<size_t>(field)]; }

/// What a sum of money is for, behind its currency and alone.
struct MoneyPer {
  Wording with, alone;
};

MoneyPer money_per(CostField field) {
  switch (field) {
  case CostField::ElectricityPrice: return {PARETO_SAY("Cost", "%1 a kWh"), PARETO_SAY("Cost", "a kWh")};
  case CostField::RentedPerHour: return {PARETO_SAY("Cost", "%1 an hour"), PARETO_SAY("Cost", "an hour")};
  case CostField::ApiInput:
  case CostField::ApiOutput: return {PARETO_SAY("Cost", "%1 a million tokens"), PARETO_SAY("Cost", "a million tokens")};
  case CostField::OwnStaff:
  case CostField::RentedStaff:
  case CostField::ApiStaff: return {PARETO_SAY("Cost", "%1 a month"), PARETO_SAY("Cost", "a month")};
  case CostField::TodayPerRequest:
  case CostField::BenefitPerRequest: return {PARETO_SAY("Cost", "%1 a request"), PARETO_SAY("Cost", "a request")};
  default: return {{}, PARETO_SAY("Cost", "once")};
  }
}

/// "2025", "2024-12" and what is no day stay as they are.
std::string day_text(const Voice& voice, const std::string& date) {
  const std::string day = date.size() == 10 ? voice.day(date + "T12:00:00Z") : std::string();
  return day.empty() ? date : day;
}

std::string digits_text(const Voice& voice, double value) {
  int decimals = 0;
  while (decimals < 6 && std::fabs(value * std::pow(10, decimals) - std::round(value * std::pow(10, decimals))) >
                             1e-9 * std::max(1.0, std::fabs(value)))
    ++decimals;
  return voice.digits(value, decimals);
}

} // namespace

std::string field_label(const Voice& voice, CostField field) { return voice.say(words_of(field).label); }
std::string field_help(const Voice& voice, CostField field) { return voice.say(words_of(field).help); }

std::string part_title(const Voice& voice, CostPart part) {
  switch (part) {
  case CostPart::Volume: return voice.say(PARETO_SAY("Cost", "Volume"));
  case CostPart::Own: return voice.say(PARETO_SAY("Cost", "Own machine"));
  case CostPart::Rented: return voice.say(PARETO_SAY("Cost", "Rented machine"));
  case CostPart::Api: return voice.say(PARETO_SAY("Cost", "API by the token"));
  case CostPart::Today: return voice.say(PARETO_SAY("Cost", "Today's process"));
  case CostPart::Value: return voice.say(PARETO_SAY("Cost", "Value and horizon"));
  case CostPart::Rates: break;
  }
  return voice.say(PARETO_SAY("Cost", "Exchange rates"));
}

std::string field_unit(const Voice& voice, CostField field, Currency currency) {
  switch (row_of(field).unit) {
  case CostUnit::Count: return voice.say(PARETO_SAY("Cost", "requests"));
  case CostUnit::Share: return voice.say(PARETO_SAY("Cost", "of a day's requests"));
  case CostUnit::Days: return voice.say(PARETO_SAY("Cost", "days"));
  case CostUnit::Years: return voice.say(PARETO_SAY("Cost", "years"));
  case CostUnit::Hours: return voice.say(PARETO_SAY("Cost", "hours"));
  case CostUnit::Seconds: return voice.say(PARETO_SAY("Cost", "seconds"));
  case CostUnit::Watts: return voice.say(PARETO_SAY("Cost", "W"));
  case CostUnit::Times:
    return voice.say(field == CostField::Pue ? PARETO_SAY("Cost", "× the machines' power")
                                             : PARETO_SAY("Cost", "× the measured machine"));
  case CostUnit::YenPerDollar: return to_string(Currency::JPY);
  case CostUnit::EuroPerDollar: return to_string(Currency::EUR);
  case CostUnit::Money: break;
  }
  const Wording per = money_per(field).with;
  return per ? voice.say(per, {to_string(currency)}) : to_string(currency);
}

std::string unit_without_money(const Voice& voice, CostField field) {
  if (row_of(field).unit != CostUnit::Money)
    return field_unit(voice, field, Currency::USD);
  return voice.say(money_per(field).alone);
}

std::string knob_unit(const Voice& voice, const Knob& knob, Currency currency) {
  switch (knob.kind) {
  case Knob::Kind::Field: return field_unit(voice, knob.field, currency);
  case Knob::Kind::Capacity: return voice.say(PARETO_SAY("Cost", "requests a second"));
  case Knob::Kind::Joules: break;
  }
  return voice.say(PARETO_SAY("Cost", "joules"));
}

std::string knob_label(const Voice& voice, const Knob& knob) {
  switch (knob.kind) {
  case Knob::Kind::Field: return field_label(voice, knob.field);
  case Knob::Kind::Capacity: return voice.say(PARETO_SAY("Cost", "Requests a second of one machine"));
  case Knob::Kind::Joules: break;
  }
  return voice.say(PARETO_SAY("Cost", "Joules of a request"));
}

std::string lengths_text(const Voice& voice, Lengths lengths) {
  switch (lengths) {
  case Lengths::Alike: return voice.say(PARETO_SAY("Cost", "All as long as the workload"));
  case Lengths::Spread: return voice.say(PARETO_SAY("Cost", "Spread around the workload"));
  case Lengths::LongTail: return voice.say(PARETO_SAY("Cost", "With a long tail"));
  case Lengths::Counted: break;
  }
  return voice.say(PARETO_SAY("Cost", "As counted in a file"));
}

std::string input_source_text(const Voice& voice, const CostInput& input, const std::string& today) {
  const std::string day = day_text(voice, input.date);
  switch (input.source) {
  case InputSource::Missing: return voice.say(PARETO_SAY("Cost", "not stated"));
  case InputSource::Assumed: return voice.say(PARETO_SAY("Cost", "assumed by this program"));
  case InputSource::Entered:
    return day.empty() ? voice.say(PARETO_SAY("Cost", "entered"))
                       : voice.say(PARETO_SAY("Cost", "entered, of %1"), {day});
  case InputSource::Measured: return voice.say(PARETO_SAY("Cost", "measured: %1"), {input.from});
  case InputSource::Modelled: return voice.say(PARETO_SAY("Cost", "by formula: %1"), {input.from});
  case InputSource::Priced: break;
  }
  std::string text = day.empty() ? voice.say(PARETO_SAY("Cost", "list price of %1, without a day"), {input.from})
                                 : voice.say(PARETO_SAY("Cost", "list price of %1, %2"), {input.from, day});
  if (is_old(input.date, today))
    text += voice.say(PARETO_SAY("Cost", " – older than 90 days: look again"));
  return text;
}

std::string input_text(const Voice& voice, CostField field, const CostInput& input) {
  if (!input.value)
    return "–";
  std::string text = digits_text(voice, *input.value);
  if (input.low && input.high)
    text = voice.say(PARETO_SAY("Cost", "%1 (%2–%3)"),
                     {text, digits_text(voice, *input.low), digits_text(voice, *input.high)});
  const std::string unit = field_unit(voice, field, input.currency);
  return unit.empty() ? text : text + " " + unit;
}

} // namespace pareto
