// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/report.h"

#include "core/decide/answer/workload_choices.h"
#include "core/decide/cost/question.h"
#include "core/decide/quantity_math.h"
#include "core/translatable.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>

namespace pareto {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kFarthestFlip = 1024; ///< times or a fraction of what is assumed
constexpr int kTornadoHalvings = 40;
constexpr double kThousand = 1000;
constexpr size_t kIsoDay = 10; ///< letters of "2026-11-29"

/// What a machine carries that is some times as fast: asked at every move of any other assumption, searched once.
class FasterMachine {
public:
  explicit FasterMachine(const Capacity& capacity) : m_capacity(capacity) {}
  double per_s(double times) {
    const auto [found, is_new] = m_known.try_emplace(times);
    if (is_new)
      found->second = per_s_at(m_capacity, times);
    return found->second;
  }

private:
  Capacity m_capacity;
  std::map<double, double> m_known;
};

double volume_of(const CostNumbers& numbers) { return numbers[CostField::RequestsPerDay].value_or(0); }

/// A figure of a way's line at the volume of the numbers; infinite where the way has none.
template <class Figure>
std::function<double(const CostNumbers&)> figure_of(Way way, Figure figure) {
  return [way, figure](const CostNumbers& numbers) {
    const MadeLine made = cost_line(way, numbers);
    return made.line ? figure(*made.line, volume_of(numbers)) : kInfinite;
  };
}

double month_of(Way way, const CostNumbers& numbers) {
  const MadeLine made = cost_line(way, numbers);
  return made.line ? made.line->month(volume_of(numbers)) : kInfinite;
}

WayCost way_cost(const CostQuestion& question, Way way) {
  const MadeLine made = cost_line(way, question.now());
  WayCost cost;
  cost.way = way;
  cost.gap = made.gap;
  cost.missing = made.missing;
  cost.left_out = made.left_out;
  cost.line = made.line;
  if (!question.now()[CostField::RequestsPerDay]) {
    cost.missing.insert(cost.missing.begin(), CostField::RequestsPerDay);
    cost.gap = CostGap::Inputs;
  }
  if (cost.gap != CostGap::None)
    return cost;
  const auto ranged = [&](auto figure) { return question.ranged(figure_of(way, figure)); };
  cost.month = ranged([](const CostLine& line, double v) { return line.month(v); });
  cost.per_thousand =
      ranged([](const CostLine& line, double v) { return kThousand * line.month(v) / (v * line.days); });
  cost.marginal = ranged([](const CostLine& line, double) { return kThousand * line.per_request; });
  cost.machines = ranged([](const CostLine& line, double v) { return line.machines(v); });
  cost.investment = ranged([](const CostLine& line, double v) { return line.investment(v); });
  cost.source = Source::Modelled;
  return cost;
}

/// Months until the benefit of all requests has brought the investment back; infinite = never.
double months_back(Way way, const CostNumbers& numbers) {
  const MadeLine made = cost_line(way, numbers);
  const auto benefit = numbers.money(CostField::BenefitPerRequest);
  if (!made.line || !benefit)
    return kInfinite;
  const double v = volume_of(numbers), gain = *benefit * v * made.line->days - made.line->running(v);
  return gain > 0 ? made.line->investment(v) / gain : kInfinite;
}

std::optional<double> finite(double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; }

Payback payback(const CostQuestion& question, const WayCost& cost) {
  Payback back;
  if (!question.now().money(CostField::BenefitPerRequest))
    return back;
  back.kind = Payback::Kind::NoCost;
  if (cost.gap != CostGap::None)
    return back;
  const Ranged months =
      question.ranged([way = cost.way](const CostNumbers& numbers) { return months_back(way, numbers); });
  const CostField lasting = cost.way == Way::Own ? CostField::LifetimeYears : CostField::HorizonYears;
  back.worth = question.now().money(CostField::BenefitPerRequest).value_or(0);
  back.lasts = kMonthsOfYear * question.now()[lasting].value_or(0);
  back.kind = std::isfinite(months.low) ? Payback::Kind::Months : Payback::Kind::Never;
  back.value = finite(months.value);
  back.low = std::isfinite(months.low) ? months.low : 0;
  back.high = finite(months.high);
  return back;
}

BreakEven between(Way way, Way other, const CostNumbers& numbers) {
  const MadeLine mine = cost_line(way, numbers), theirs = cost_line(other, numbers);
  return mine.line && theirs.line ? break_even(*mine.line, *theirs.line) : BreakEven{};
}

/// The ends of a crossing: all ranges where they favour `way` most, and least, at the volume where it is now.
void add_ends(Crossing& crossing, const CostQuestion& question) {
  const auto at = static_cast<double>(crossing.middle.always.value_or(1));
  const auto lead = [&](double sign) {
    return [&, sign](const CostNumbers& numbers) {
      CostNumbers there = moved(numbers, {Knob::Kind::Field, CostField::RequestsPerDay}, at);
      return sign * (month_of(crossing.way, there) - month_of(crossing.other, there));
    };
  };
  crossing.low = between(crossing.way, crossing.other, question.cheapest_corner(lead(1))).always;
  crossing.high = between(crossing.way, crossing.other, question.cheapest_corner(lead(-1))).always;
}

std::vector<Crossing> crossings_of(const CostQuestion& question, const std::array<WayCost, kWays>& ways) {
  std::vector<Crossing> all;
  for (const WayCost& a : ways)
    for (const WayCost& b : ways) {
      if (a.way == b.way || !a.line || !b.line)
        continue;
      Crossing crossing{a.way, b.way, between(a.way, b.way, question.now()), {}, {}};
      if (!crossing.middle.always)
        continue;
      add_ends(crossing, question);
      all.push_back(crossing);
    }
  return all;
}

std::optional<Way> cheapest_of(const CostNumbers& numbers) {
  std::optional<Way> best;
  double least = kInfinite;
  for (const Way way : kAllWays)
    if (const double month = month_of(way, numbers); month < least) {
      least = month;
      best = way;
    }
  return best;
}

/// The nearest value of a knob from which on another way is cheapest: by doublings outwards, then between the last that
/// is as now and the first that is not.
void find_flip(Swing& swing, CostNumbers numbers) {
  const auto here = cheapest_of(numbers);
  const auto cheapest_at = [&](double to) {
    move_knob(numbers, swing.knob, to);
    return cheapest_of(numbers);
  };
  const Interval ends = allowed(swing.knob);
  double nearest = kInfinite;
  for (const double factor : {0.5, 2.0}) {
    double same = swing.now, other = same;
    while (std::abs(std::log2(other / swing.now)) < std::log2(kFarthestFlip) && other > 0) {
      other = std::clamp(other * factor, ends.low, ends.high);
      if (other == same || cheapest_at(other) != here)
        break;
      same = other;
    }
    if (other == same || cheapest_at(other) == here)
      continue;
    for (int i = 0; i < kTornadoHalvings; ++i) {
      const double middle = (same + other) / 2;
      (cheapest_at(middle) == here ? same : other) = middle;
    }
    const double away = other > 0 ? std::abs(std::log(other / swing.now)) : std::numeric_limits<double>::max();
    if (away < nearest) {
      nearest = away;
      swing.flips_at = other;
      swing.then = cheapest_at(other);
    }
  }
}

std::vector<Swing> tornado_of(const CostQuestion& question, Way way) {
  std::vector<Swing> all;
  for (const Movable& each : question.movables()) {
    Swing swing{each.knob, each.now, each.low, each.high, each.stated, each.capped_low, each.capped_high, 0, 0, {}, {}};
    swing.month_low = month_of(way, moved(question.now(), each.knob, each.low));
    swing.month_high = month_of(way, moved(question.now(), each.knob, each.high));
    if (each.now > 0)
      find_flip(swing, question.now());
    if (swing.month_low != swing.month_high || swing.flips_at)
      all.push_back(swing);
  }
  std::stable_sort(all.begin(), all.end(), [](const Swing& a, const Swing& b) {
    return std::abs(a.month_high - a.month_low) > std::abs(b.month_high - b.month_low);
  });
  return all;
}

bool is_surely(const std::array<WayCost, kWays>& ways, Way cheapest) {
  const double most = ways[static_cast<size_t>(cheapest)].month.high;
  return std::all_of(ways.begin(), ways.end(), [&](const WayCost& cost) {
    return cost.way == cheapest || cost.gap != CostGap::None || cost.month.low > most;
  });
}

/// Whose prices a way rests on, and the oldest of their days.
void add_prices(Quantity& quantity, const CostInputs& inputs, Way way) {
  const CostPart part = way == Way::Own ? CostPart::Own : CostPart::Rented;
  std::string oldest;
  for (const CostFieldRow& row : cost_field_table()) {
    const CostInput& input = inputs[row.field];
    if (row.part != part || input.source != InputSource::Priced)
      continue;
    if (quantity.paper.find(input.from) == std::string::npos)
      quantity.paper += (quantity.paper.empty() ? "" : "; ") + input.from;
    if (input.date.size() == kIsoDay && (oldest.empty() || input.date < oldest))
      oldest = input.date;
  }
  if (!oldest.empty())
    quantity.time_utc = oldest + "T12:00:00Z";
}

Quantity no_month(const WayCost& cost, const Capacity& capacity) {
  if (cost.gap == CostGap::TooSlow)
    return missing(Gap::NotStated,
                   PARETO_TEXT("Core", "One machine answers no request in time, however few there are."));
  if (cost.gap == CostGap::NoSpeed)
    return capacity.why.gap != Gap::None ? missing(capacity.why.gap, capacity.why.why)
                                         : missing(Gap::NotMeasured, "Not measured yet: press Run.");
  if (cost.gap == CostGap::Rates)
    return missing(Gap::NotStated, PARETO_TEXT("Core", "A price is in another currency: state the rate."));
  return missing(Gap::NotStated,
                 PARETO_TEXT("Core", "No price is known: state what a machine costs, and requests a day."));
}

} // namespace

bool is_priced(const CostInputs& inputs) {
  return inputs[CostField::RequestsPerDay].value &&
         (inputs[CostField::MachinePrice].value || inputs[CostField::RentedPerHour].value);
}

CostNumbers cost_numbers(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s,
                         bool overnight) {
  CostNumbers numbers;
  numbers.results = inputs.currency;
  numbers.prompt_tokens = mean_prompt(mix);
  numbers.answer_tokens = mean_answer(mix);
  numbers.capacity_per_s = capacity.per_s;
  if (!capacity.services.empty())
    numbers.capacity_of_faster = [known = std::make_shared<FasterMachine>(capacity)](double times) {
      return known->per_s(times);
    };
  numbers.service_s = capacity.service_s;
  numbers.joules = capacity.joules;
  numbers.overnight = overnight;
  numbers.patience_s = patience_s;
  for (const CostFieldRow& row : cost_field_table()) {
    numbers.fields[static_cast<size_t>(row.field)] = inputs[row.field].value;
    numbers.currencies[static_cast<size_t>(row.field)] = inputs[row.field].currency;
  }
  return numbers;
}

const char* to_string(const Knob& knob) {
  switch (knob.kind) {
  case Knob::Kind::Capacity: return "capacity_per_s";
  case Knob::Kind::Joules: return "joules_per_request";
  case Knob::Kind::Field: break;
  }
  return row_of(knob.field).key;
}

bool CostReport::is_held() const {
  return std::any_of(ways.begin(), ways.end(), [&](const WayCost& cost) {
    return cost.gap == CostGap::None && condition_of(cost.way) != Condition::Quiet;
  });
}

namespace {

/// What every report begins with: the columns.
CostReport begun(const CostQuestion& question, const LengthMix& mix, const Capacity& capacity, double patience_s,
                 bool overnight, const CostInputs& inputs) {
  CostReport report;
  report.mix = mix;
  report.patience_s = patience_s;
  report.overnight = overnight;
  report.capacity = capacity;
  report.currency = inputs.currency;
  for (const Way way : kAllWays)
    report.ways[static_cast<size_t>(way)] = way_cost(question, way);
  return report;
}

/// All but what moves it.
CostReport without_tornado(const CostQuestion& question, const LengthMix& mix, const Capacity& capacity,
                           double patience_s, bool overnight, const CostInputs& inputs) {
  CostReport report = begun(question, mix, capacity, patience_s, overnight, inputs);
  const auto requests = inputs[CostField::RequestsPerDay].value, share = inputs[CostField::BusiestHourShare].value;
  if (requests && share)
    report.peak_per_s = *requests * *share / kSecondsOfHour;
  for (const Way way : kAllWays)
    report.paybacks[static_cast<size_t>(way)] = payback(question, report.of(way));
  for (const Crossing& crossing : crossings_of(question, report.ways))
    if (report.condition_of(crossing.way) == Condition::Quiet &&
        report.condition_of(crossing.other) == Condition::Quiet)
      report.crossings.push_back(crossing);
  if (!requests)
    return report;
  report.cheapest = cheapest_of(question.now());
  report.surely = report.cheapest && !report.is_held() && is_surely(report.ways, *report.cheapest);
  return report;
}

} // namespace

CostReport cost_report(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s,
                       bool overnight) {
  const CostQuestion question(inputs, mix, capacity, patience_s, overnight);
  CostReport report = without_tornado(question, mix, capacity, patience_s, overnight, inputs);
  if (report.cheapest)
    report.tornado = tornado_of(question, *report.cheapest);
  return report;
}

CostReport cost_row(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s,
                    bool overnight) {
  return without_tornado(CostQuestion(inputs, mix, capacity, patience_s, overnight), mix, capacity, patience_s,
                         overnight, inputs);
}

CostReport cost_columns(const Evidence& evidence, const Contender& who) {
  const Study& study = evidence.study();
  const double patience = patience_s(study);
  const LengthMix mix = length_mix(study);
  const Capacity capacity = capacity_of(evidence, who, mix, patience);
  const bool overnight = study.workload.waits == Waits::Overnight;
  CostReport report = begun(CostQuestion(study.cost, mix, capacity, patience, overnight), mix, capacity, patience,
                            overnight, study.cost);
  report.who = who;
  return report;
}

CostReport cost_report(const Evidence& evidence, const Contender& who) {
  const Study& study = evidence.study();
  const double patience = patience_s(study);
  const LengthMix mix = length_mix(study);
  CostReport report = cost_report(study.cost, mix, capacity_of(evidence, who, mix, patience), patience,
                                  study.workload.waits == Waits::Overnight);
  report.who = who;
  return report;
}

double patience_s(const Study& study) {
  return study.cost[CostField::Patience].value.value_or(patience_ms(study.workload.waits) / kThousand);
}

MonthCost month_cost(const Study& study, const LengthMix& mix, const Capacity& capacity) {
  const CostInputs& inputs = study.cost;
  const CostQuestion question(inputs, mix, capacity, patience_s(study), study.workload.waits == Waits::Overnight);
  const WayCost own = way_cost(question, Way::Own), rented = way_cost(question, Way::Rented);
  const auto asked = [&](const WayCost& cost, CostField price) {
    return cost.gap == CostGap::None ? 2 : inputs[price].value ? 1 : 0;
  };
  const int of_own = asked(own, CostField::MachinePrice), of_rented = asked(rented, CostField::RentedPerHour);
  const bool rents = of_rented > of_own || (of_own == 2 && of_rented == 2 && rented.month.value < own.month.value);
  const WayCost& cost = rents ? rented : own;
  MonthCost month{cost.way, {}, {}};
  if (cost.gap != CostGap::None) {
    month.quantity = no_month(cost, capacity);
    return month;
  }
  month.quantity.value = cost.month.value;
  if (cost.month.low < cost.month.high)
    month.quantity.ci95 = Interval{cost.month.low, cost.month.high};
  month.left_out = cost.left_out;
  month.quantity.source = Source::Modelled;
  month.quantity.preview = capacity.preview;
  month.quantity.reach = capacity.reach;
  month.quantity.condition = capacity.condition;
  add_prices(month.quantity, inputs, month.way);
  return month;
}

Ranged ranged_of(const Quantity& month) {
  const Interval ends = month.ci95.value_or(Interval{*month.value, *month.value});
  return {*month.value, ends.low, ends.high};
}

std::optional<CheaperWay> cheaper_way(const Evidence& evidence, const Contender& who, Way shown) {
  const Study& study = evidence.study();
  if (!study.cost[CostField::RequestsPerDay].value)
    return std::nullopt;
  const LengthMix mix = length_mix(study);
  const double patience = patience_s(study);
  const Capacity capacity = capacity_of(evidence, who, mix, patience);
  const CostQuestion question(study.cost, mix, capacity, patience, study.workload.waits == Waits::Overnight);
  const auto cheapest = cheapest_of(question.now());
  if (!cheapest || *cheapest == shown)
    return std::nullopt;
  std::array<WayCost, kWays> ways;
  for (const Way way : kAllWays)
    ways[static_cast<size_t>(way)] = way_cost(question, way);
  if (capacity.condition != Condition::Quiet) // no order by disturbed times
    return std::nullopt;
  return CheaperWay{*cheapest, ways[static_cast<size_t>(*cheapest)].month, is_surely(ways, *cheapest)};
}

MonthCost month_cost(const Evidence& evidence, const Contender& who) {
  const Study& study = evidence.study();
  const LengthMix mix = length_mix(study);
  return month_cost(study, mix,
                    is_priced(study.cost) ? capacity_of(evidence, who, mix, patience_s(study)) : Capacity());
}

} // namespace pareto
