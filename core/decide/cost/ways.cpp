// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/ways.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace pareto {

namespace {

constexpr const char* kWayNames[] = {"own", "rented", "api", "today"};
static_assert(std::size(kWayNames) == kWays);
constexpr const char* kGaps[] = {"none", "inputs", "rates", "no_speed", "too_slow"};
static_assert(std::size(kGaps) == kCostGaps);

constexpr double kJoulesOfKwh = 3.6e6, kMillion = 1e6;
constexpr double kRounding = 1e-9; ///< of a quotient: 300 requests of machines that do 100 each are three machines

double pick(Currency currency, double yen, double euro) {
  switch (currency) {
  case Currency::JPY: return yen;
  case Currency::EUR: return euro;
  case Currency::USD: break;
  }
  return 1;
}

/// Takes numbers for one way, and keeps what is missing.
class Maker {
public:
  explicit Maker(const CostNumbers& numbers) : m_numbers(numbers) { m_line.days = needed(CostField::DaysPerMonth); }

  double needed(CostField field) {
    const auto value = m_numbers[field];
    if (!value)
      m_made.missing.push_back(field);
    return value.value_or(0);
  }
  double needed_money(CostField field) {
    needed(field);
    return converted(field);
  }
  double optional_money(CostField field) {
    if (m_numbers[field])
      return converted(field);
    m_made.left_out.push_back(field);
    return 0;
  }

  /// Staff, and what is spent once and spread over the horizon.
  void add_people(CostField staff, CostField migration) {
    const double once = optional_money(migration), years = needed(CostField::HorizonYears);
    m_line.once += once;
    m_line.spread += years > 0 ? once / (kMonthsOfYear * years) : 0;
    m_line.fixed += optional_money(staff) + m_line.spread;
  }

  /// How much of a day's requests a machine takes that is `speed` times as fast as the measured one.
  void add_capacity(CostField speed) {
    const double times = needed(speed), share = needed(CostField::BusiestHourShare);
    const std::optional<double> capacity = m_numbers.capacity_at(times);
    if (!capacity)
      m_made.gap = CostGap::NoSpeed;
    else if (!(*capacity > 0))
      m_made.gap = CostGap::TooSlow;
    const double per_s = capacity.value_or(0);
    m_line.machine_per_day = m_numbers.overnight ? per_s * m_numbers.patience_s
                             : share > 0         ? per_s * kSecondsOfHour / share
                                                 : 0;
  }

  void add_machines() {
    const double price = needed_money(CostField::MachinePrice), years = needed(CostField::LifetimeYears);
    m_line.once_per_machine = price;
    m_line.spread_per_machine = years > 0 ? price / (kMonthsOfYear * years) : 0;
    m_line.per_machine += m_line.spread_per_machine;
  }

  void add_power() {
    const double tariff = optional_money(CostField::ElectricityPrice), pue = needed(CostField::Pue);
    const double idle = m_numbers[CostField::IdleWatts].value_or(0);
    if (!m_numbers[CostField::IdleWatts])
      m_made.left_out.push_back(CostField::IdleWatts);
    m_line.per_machine += idle / 1e3 * kHoursOfMonth * pue * tariff;
    m_line.per_request += joules(idle) / kJoulesOfKwh * pue * tariff;
  }

  CostLine& line() { return m_line; }
  MadeLine made() {
    if (!m_made.missing.empty()) {
      m_made.gap = CostGap::Inputs;
    } else if (!m_rates.empty()) {
      m_made.gap = CostGap::Rates;
      m_made.missing = m_rates;
    }
    if (m_made.gap == CostGap::None)
      m_made.line = m_line;
    return m_made;
  }

private:
  double converted(CostField field) {
    const auto money = m_numbers.money(field);
    if (!money && m_numbers[field])
      add_missing_rates(field);
    return money.value_or(0);
  }

  void add_missing_rates(CostField field) {
    const Currency from = m_numbers.currencies[static_cast<size_t>(field)];
    const auto add = [&](Currency currency, CostField rate) {
      if ((from == currency || m_numbers.results == currency) && !m_numbers[rate] &&
          std::find(m_rates.begin(), m_rates.end(), rate) == m_rates.end())
        m_rates.push_back(rate);
    };
    add(Currency::JPY, CostField::YenPerDollar);
    add(Currency::EUR, CostField::EuroPerDollar);
  }

  /// Joules of a request above what an idle machine takes.
  double joules(double idle) {
    const bool measured_machine = m_numbers[CostField::OwnSpeed].value_or(0) == 1;
    if (m_numbers.joules && measured_machine)
      return *m_numbers.joules;
    const auto busy = m_numbers[CostField::BusyWatts];
    if (!busy) {
      m_made.left_out.push_back(CostField::BusyWatts);
      return 0;
    }
    const double speed = m_numbers[CostField::OwnSpeed].value_or(1);
    return std::max(0.0, *busy - idle) * m_numbers.service_s / speed;
  }

  const CostNumbers& m_numbers;
  CostLine m_line;
  MadeLine m_made;
  std::vector<CostField> m_rates; ///< not stated, and asked for
};

void make_own(Maker& maker) {
  maker.add_capacity(CostField::OwnSpeed);
  maker.add_machines();
  maker.add_power();
  maker.add_people(CostField::OwnStaff, CostField::OwnMigration);
}

void make_rented(Maker& maker) {
  maker.add_capacity(CostField::RentedSpeed);
  const double per_hour = maker.needed_money(CostField::RentedPerHour), hours = maker.needed(CostField::RentedHours);
  maker.line().per_machine += per_hour * hours * maker.line().days;
  maker.add_people(CostField::RentedStaff, CostField::RentedMigration);
}

void make_api(Maker& maker, const CostNumbers& numbers) {
  const double input = maker.needed_money(CostField::ApiInput), output = maker.needed_money(CostField::ApiOutput);
  maker.line().per_request += (numbers.prompt_tokens * input + numbers.answer_tokens * output) / kMillion;
  maker.add_people(CostField::ApiStaff, CostField::ApiMigration);
}

} // namespace

const char* to_string(Way way) { return kWayNames[static_cast<size_t>(way)]; }
const char* to_string(CostGap gap) { return kGaps[static_cast<size_t>(gap)]; }

std::optional<double> exchange(Currency from, Currency to, std::optional<double> yen_per_dollar,
                               std::optional<double> euro_per_dollar) {
  if (from == to)
    return 1;
  const auto is_known = [&](Currency currency) {
    return currency == Currency::USD || (currency == Currency::JPY ? yen_per_dollar : euro_per_dollar).value_or(0) > 0;
  };
  if (!is_known(from) || !is_known(to))
    return std::nullopt;
  const double yen = yen_per_dollar.value_or(1), euro = euro_per_dollar.value_or(1);
  return pick(to, yen, euro) / pick(from, yen, euro);
}

std::optional<double> CostNumbers::capacity_at(double times) const {
  if (!capacity_per_s || !capacity_of_faster || times == 1)
    return capacity_per_s ? std::optional(*capacity_per_s * times) : std::nullopt;
  const double middle = capacity_of_faster(1); // an end of its range stays as far from it
  return capacity_of_faster(times) * (middle > 0 ? *capacity_per_s / middle : 1);
}

std::optional<double> CostNumbers::money(CostField field) const {
  const auto rate = exchange(currencies[static_cast<size_t>(field)], results, (*this)[CostField::YenPerDollar],
                             (*this)[CostField::EuroPerDollar]);
  const auto value = (*this)[field];
  return value && rate ? std::optional(*value * *rate) : std::nullopt;
}

double CostLine::machines(double per_day) const {
  return std::isfinite(machine_per_day) && machine_per_day > 0
             ? std::max(1.0, std::ceil(per_day / machine_per_day - kRounding))
             : 0;
}
double CostLine::month(double per_day) const {
  return fixed + per_machine * machines(per_day) + per_request * per_day * days;
}
double CostLine::investment(double per_day) const { return once + once_per_machine * machines(per_day); }
double CostLine::running(double per_day) const {
  return month(per_day) - spread - spread_per_machine * machines(per_day);
}

MadeLine cost_line(Way way, const CostNumbers& numbers) {
  Maker maker(numbers);
  switch (way) {
  case Way::Own: make_own(maker); break;
  case Way::Rented: make_rented(maker); break;
  case Way::Api: make_api(maker, numbers); break;
  case Way::Today: maker.line().per_request += maker.needed_money(CostField::TodayPerRequest); break;
  }
  return maker.made();
}

} // namespace pareto
