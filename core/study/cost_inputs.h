// SPDX-License-Identifier: GPL-3.0-or-later
// What a person states of money and volume: part of the study, so that whoever opens it sees the same cost. What
// follows from it is computed in core/decide/cost.
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

class ConfigReader;

enum class Currency : uint8_t { JPY, USD, EUR };
inline constexpr size_t kCurrencies = static_cast<size_t>(Currency::EUR) + 1;
const char* to_string(Currency currency); ///< "JPY", "USD", "EUR"
std::optional<Currency> currency_from_string(std::string_view code);

/// Where an input came from.
enum class InputSource : uint8_t {
  Missing,  ///< nobody stated it
  Assumed,  ///< this program's default; nobody has looked at it yet
  Entered,  ///< by the person
  Priced,   ///< of a price list, with its date
  Measured, ///< read from a file of measurements
  Modelled, ///< of a formula
};
inline constexpr size_t kInputSources = static_cast<size_t>(InputSource::Modelled) + 1;
const char* to_string(InputSource source); ///< "missing", "assumed", "entered", ...

enum class CostUnit : uint8_t {
  Count,
  Share,
  Days,
  Years,
  Hours,
  Seconds,
  Watts,
  Times,
  Money,
  YenPerDollar,
  EuroPerDollar
};

/// What it belongs to: where it is shown, and what becomes dearer by it.
enum class CostPart : uint8_t { Volume, Own, Rented, Api, Today, Value, Rates };
inline constexpr size_t kCostParts = static_cast<size_t>(CostPart::Rates) + 1;

/// Every number that can be stated, once: enumerator, key in files, unit, part, range allowed. Reading, writing, the
/// page, the tornado and the words follow this list; a field without its words does not compile.
// clang-format off
#define PARETO_COST_FIELDS(X) \
  X(RequestsPerDay,    "requests_per_day",     Count,   Volume, 1, 1e9)       /* on a day with requests */            \
  X(BusiestHourShare,  "busiest_hour_share",   Share,   Volume, 0.041, 1)     /* of a day's requests */               \
  X(DaysPerMonth,      "days_per_month",       Days,    Volume, 1, 31)        /* days with requests */                \
  X(Patience,          "patience_s",           Seconds, Volume, 0.1, 1e6)     /* none: as who waits has */            \
  X(MachinePrice,      "machine_price",        Money,   Own,    0, 1e12)      /* of one, bought */                    \
  X(LifetimeYears,     "lifetime_years",       Years,   Own,    0.25, 20)     \
  X(OwnSpeed,          "own_speed",            Times,   Own,    1e-3, 1e5)    /* as fast as where it was measured */  \
  X(BusyWatts,         "busy_watts",           Watts,   Own,    0.1, 1e6)     /* rated; where joules are not known */ \
  X(IdleWatts,         "idle_watts",           Watts,   Own,    0, 1e6)       \
  X(ElectricityPrice,  "electricity_price",    Money,   Own,    0, 1e6)       /* a kWh */                             \
  X(Pue,               "pue",                  Times,   Own,    1, 5)         /* all power over that of machines */   \
  X(OwnStaff,          "own_staff",            Money,   Own,    0, 1e12)      /* a month */                           \
  X(OwnMigration,      "own_migration",        Money,   Own,    0, 1e12)      /* once */                              \
  X(RentedPerHour,     "rented_per_hour",      Money,   Rented, 0, 1e9)       /* of one machine */                    \
  X(RentedSpeed,       "rented_speed",         Times,   Rented, 1e-3, 1e5)    /* as fast as where it was measured */  \
  X(RentedHours,       "rented_hours_per_day", Hours,   Rented, 0.1, 24)      \
  X(RentedStaff,       "rented_staff",         Money,   Rented, 0, 1e12)      /* a month */                           \
  X(RentedMigration,   "rented_migration",     Money,   Rented, 0, 1e12)      /* once */                              \
  X(ApiInput,          "api_input",            Money,   Api,    0, 1e9)       /* a million tokens */                  \
  X(ApiOutput,         "api_output",           Money,   Api,    0, 1e9)       /* a million tokens */                  \
  X(ApiStaff,          "api_staff",            Money,   Api,    0, 1e12)      /* a month */                           \
  X(ApiMigration,      "api_migration",        Money,   Api,    0, 1e12)      /* once */                              \
  X(TodayPerRequest,   "today_per_request",    Money,   Today,  0, 1e9)       /* of the process as it is */           \
  X(BenefitPerRequest, "benefit_per_request",  Money,   Value,  0, 1e9)       /* what an answered request is worth */ \
  X(HorizonYears,      "horizon_years",        Years,   Value,  0.25, 20)     /* one-off efforts are spread over it */ \
  X(YenPerDollar,      "yen_per_dollar",       YenPerDollar,  Rates, 1, 1e5)  \
  X(EuroPerDollar,     "euro_per_dollar",      EuroPerDollar, Rates, 0.01, 100)
// clang-format on

#define PARETO_COST_FIELD_NAME(name, key, unit, part, low, high) name,
enum class CostField : uint8_t { PARETO_COST_FIELDS(PARETO_COST_FIELD_NAME) };
#undef PARETO_COST_FIELD_NAME
inline constexpr size_t kCostFields = static_cast<size_t>(CostField::EuroPerDollar) + 1;

struct CostFieldRow {
  CostField field;
  const char* key; ///< in files
  CostUnit unit;
  CostPart part;
  double low, high; ///< what is allowed
};
const std::array<CostFieldRow, kCostFields>& cost_field_table();
const CostFieldRow& row_of(CostField field);

/// One stated number with where it came from.
struct CostInput {
  std::optional<double> value;       ///< none: not stated
  std::optional<double> low, high;   ///< between what the truth lies, both or neither; low <= value <= high
  Currency currency = Currency::USD; ///< of money
  InputSource source = InputSource::Missing;
  std::string from; ///< Priced, Measured: whose figure it is
  std::string date; ///< ISO day of a price or rate; empty = not stated
  bool operator==(const CostInput&) const = default;
};
CostInput entered(double value, Currency currency = Currency::USD);

/// How long requests are, as shares of all.
struct LengthClass {
  double share = 1; ///< of all requests; those of a mix add up to 1
  int64_t prompt_tokens = 1, answer_tokens = 1;
  bool operator==(const LengthClass&) const = default;
};
inline constexpr size_t kMostLengthClasses = 64;

/// How requests spread around the workload's lengths (core/decide/cost/lengths.h says each one's classes).
enum class Lengths : uint8_t { Alike, Spread, LongTail, Counted };
inline constexpr size_t kLengths = static_cast<size_t>(Lengths::Counted) + 1;
const char* to_string(Lengths lengths); ///< "alike", "spread", "long_tail", "counted"

/// The greatest load that a model kept, as `measure --arrivals --find-load` says it, at a workload as stated then.
struct MeasuredLoad {
  std::string model, device, precision;
  double per_s = 0;                   ///< kept: p95 of the wait stayed within the patience
  std::optional<double> failed_per_s; ///< the least that was not; none: every load was kept
  double patience_s = 0;
  int64_t prompt_tokens = 0, answer_tokens = 0; ///< of the workload it was measured for
  std::string from, date;                       ///< file, and ISO day of the import
  bool operator==(const MeasuredLoad&) const = default;
};
inline constexpr size_t kMostLoads = 64;

struct CostInputs {
  Currency currency = Currency::USD; ///< of all that follows
  Lengths lengths = Lengths::Alike;
  std::vector<LengthClass> counted; ///< Lengths::Counted: of the person's own requests
  std::string counted_from;         ///< the file they were counted in
  std::vector<MeasuredLoad> loads;
  std::array<CostInput, kCostFields> fields = cost_defaults();
  bool operator==(const CostInputs&) const = default;

  CostInput& operator[](CostField field) { return fields[static_cast<size_t>(field)]; }
  const CostInput& operator[](CostField field) const { return fields[static_cast<size_t>(field)]; }

  /// Assumed: busiest hour 12 % of a day (8-20 %), 30 days a month, four years of a machine (3-5), as fast as where it
  /// was measured, PUE 1.56 (survey, below), a rented machine kept 24 hours, efforts spread over three years. All else
  /// is missing until somebody states it.
  static std::array<CostInput, kCostFields> cost_defaults();
};

/// Takes back what was stated: the default, or nothing.
void clear(CostInputs& inputs, CostField field);
/// Whether a number may stand in a field; the sentence says what may.
Status check_cost_value(CostField field, double value);

/// The part "cost" of a study; errors name the place. What is not in it has its default.
CostInputs cost_inputs_of(ConfigReader& reader);
/// Only what differs from the defaults; an empty object where nothing does. Same inputs, same bytes.
nlohmann::json to_json(const CostInputs& inputs);

} // namespace pareto
