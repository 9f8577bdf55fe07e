// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/report.h"

#include "core/decide/answer/workload_choices.h"
#include "core/decide/quantity_math.h"
#include "core/translatable.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace pareto {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kUnstatedSwing = 0.2; ///< either way, where no range is stated
constexpr double kFarthestFlip = 1024; ///< times or a fraction of what is assumed
constexpr int kTornadoHalvings = 40;
constexpr double kThousand = 1000;
constexpr double kMostCapacity = 1e9;
constexpr size_t kIsoDay = 10; ///< letters of "2026-11-29"

/// A knob with the ends it may be moved to.
struct Movable {
  Knob knob;
  double now = 0, low = 0, high = 0;
  bool stated = false, capped_low = false, capped_high = false;
};

double now_of(const CostNumbers& numbers, const Knob& knob) {
  switch (knob.kind) {
  case Knob::Kind::Capacity: return numbers.capacity_per_s.value_or(0);
  case Knob::Kind::Joules: return numbers.joules.value_or(0);
  case Knob::Kind::Field: break;
  }
  return numbers[knob.field].value_or(0);
}

CostNumbers moved(CostNumbers numbers, const Knob& knob, double to) {
  switch (knob.kind) {
  case Knob::Kind::Capacity: numbers.capacity_per_s = to; break;
  case Knob::Kind::Joules: numbers.joules = to; break;
  case Knob::Kind::Field:
    numbers.fields[static_cast<size_t>(knob.field)] = to;
    if (knob.field == CostField::Patience)
      numbers.patience_s = to;
    break;
  }
  return numbers;
}

Interval allowed(const Knob& knob) {
  return knob.kind == Knob::Kind::Field ? Interval{row_of(knob.field).low, row_of(knob.field).high}
                                        : Interval{0, kMostCapacity};
}

/// The middle values of a question, and all that can be moved in it.
class Question {
public:
  Question(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s, bool overnight)
      : m_now(cost_numbers(inputs, mix, capacity, patience_s, overnight)) {
    for (const CostFieldRow& row : cost_field_table()) {
      const CostInput& input = inputs[row.field];
      // patience moves the capacity, which is computed before: the knob of that one stands for it
      if (input.value && row.field != CostField::Patience)
        add({Knob::Kind::Field, row.field}, input.low, input.high);
    }
    if (capacity.per_s) {
      const bool known = capacity.low < capacity.high;
      add({Knob::Kind::Capacity, {}}, known ? std::optional(capacity.low) : std::nullopt,
          known ? std::optional(capacity.high) : std::nullopt);
    }
    if (capacity.joules)
      add({Knob::Kind::Joules, {}}, std::nullopt, std::nullopt);
  }

  const CostNumbers& now() const { return m_now; }
  const std::vector<Movable>& movables() const { return m_movables; }

  /// Each stated range at the end where `cost` is least; what depends on one of them only one way (as all costs do) is
  /// least at this corner.
  CostNumbers cheapest_corner(const std::function<double(const CostNumbers&)>& cost) const {
    CostNumbers corner = m_now;
    for (const Movable& each : m_movables) {
      if (!each.stated)
        continue;
      const double low = cost(moved(m_now, each.knob, each.low)), high = cost(moved(m_now, each.knob, each.high));
      if (low != high)
        corner = moved(corner, each.knob, low < high ? each.low : each.high);
    }
    return corner;
  }

  Ranged ranged(const std::function<double(const CostNumbers&)>& cost) const {
    const auto dearest = cheapest_corner([&](const CostNumbers& numbers) { return -cost(numbers); });
    const double middle = cost(m_now);
    return {middle, std::min(middle, cost(cheapest_corner(cost))), std::max(middle, cost(dearest))};
  }

private:
  void add(const Knob& knob, std::optional<double> low, std::optional<double> high) {
    const double now = now_of(m_now, knob);
    const Interval ends = allowed(knob);
    const bool stated = low && high;
    const double fifth_less = now * (1 - kUnstatedSwing), fifth_more = now * (1 + kUnstatedSwing);
    m_movables.push_back({knob, now, low.value_or(std::max(ends.low, fifth_less)),
                          high.value_or(std::min(ends.high, fifth_more)), stated, !stated && fifth_less < ends.low,
                          !stated && fifth_more > ends.high});
  }

  CostNumbers m_now;
  std::vector<Movable> m_movables;
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

WayCost way_cost(const Question& question, Way way) {
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

Payback payback(const Question& question, const WayCost& cost) {
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
void add_ends(Crossing& crossing, const Question& question) {
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

std::vector<Crossing> crossings_of(const Question& question, const std::array<WayCost, kWays>& ways) {
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
void find_flip(Swing& swing, const CostNumbers& now) {
  const auto here = cheapest_of(now);
  const Interval ends = allowed(swing.knob);
  double nearest = kInfinite;
  for (const double factor : {0.5, 2.0}) {
    double same = swing.now, other = same;
    while (std::abs(std::log2(other / swing.now)) < std::log2(kFarthestFlip) && other > 0) {
      other = std::clamp(other * factor, ends.low, ends.high);
      if (other == same || cheapest_of(moved(now, swing.knob, other)) != here)
        break;
      same = other;
    }
    if (other == same || cheapest_of(moved(now, swing.knob, other)) == here)
      continue;
    for (int i = 0; i < kTornadoHalvings; ++i) {
      const double middle = (same + other) / 2;
      (cheapest_of(moved(now, swing.knob, middle)) == here ? same : other) = middle;
    }
    const double away = other > 0 ? std::abs(std::log(other / swing.now)) : std::numeric_limits<double>::max();
    if (away < nearest) {
      nearest = away;
      swing.flips_at = other;
      swing.then = cheapest_of(moved(now, swing.knob, other));
    }
  }
}

std::vector<Swing> tornado_of(const Question& question, Way way) {
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
    numbers.capacity_of_faster = [capacity](double times) { return per_s_at(capacity, times); };
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
CostReport begun(const Question& question, const LengthMix& mix, const Capacity& capacity, double patience_s,
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

} // namespace

CostReport cost_report(const CostInputs& inputs, const LengthMix& mix, const Capacity& capacity, double patience_s,
                       bool overnight) {
  const Question question(inputs, mix, capacity, patience_s, overnight);
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
  if (!report.cheapest)
    return report;
  report.surely = !report.is_held() && is_surely(report.ways, *report.cheapest);
  report.tornado = tornado_of(question, *report.cheapest);
  return report;
}

CostReport cost_columns(const Evidence& evidence, const Contender& who) {
  const Study& study = evidence.study();
  const double patience = patience_s(study);
  const LengthMix mix = length_mix(study);
  const Capacity capacity = capacity_of(evidence, who, mix, patience);
  const bool overnight = study.workload.waits == Waits::Overnight;
  CostReport report =
      begun(Question(study.cost, mix, capacity, patience, overnight), mix, capacity, patience, overnight, study.cost);
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
  const Question question(inputs, mix, capacity, patience_s(study), study.workload.waits == Waits::Overnight);
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
  const Question question(study.cost, mix, capacity, patience, study.workload.waits == Waits::Overnight);
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
