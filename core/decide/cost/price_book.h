// SPDX-License-Identifier: GPL-3.0-or-later
// The prices that come with the program (resources/prices/prices.json): each with its source and day.
#pragma once

#include "core/study/cost_inputs.h"

#include <string>
#include <string_view>
#include <vector>

namespace pareto {

inline constexpr int kOldAfterDays = 90;

/// Days from one ISO day to another; a month or a year alone ("2024-12", "2024") counts as its last day. None where
/// either is no day.
std::optional<int> days_between(std::string_view from, std::string_view to);
/// Older than kOldAfterDays on that day, or of an unknown day: to be looked at again.
bool is_old(std::string_view date, std::string_view today);

/// A priced value for one or more fields of a cost.
struct Offer {
  enum class Kind : uint8_t { MachineHour, ApiTokens, Electricity, Pue } kind = Kind::MachineHour;
  std::string what;     ///< machine, model, region or scope
  std::string provider; ///< provider, sector; empty where it has none
  std::string note;     ///< "on-demand", what the list says beside it
  double value = 0;     ///< an hour of one device; a million input tokens; a kWh; the factor
  double output = 0;    ///< ApiTokens: a million output tokens
  Currency currency = Currency::USD;
  std::string date;      ///< ISO day, month or year; empty = the list states none
  std::string source;    ///< who says so
  std::string page;      ///< where; empty where none is named
  std::string retires;   ///< ApiTokens: ISO day from which on it is not offered; empty = none stated
  int least_devices = 1; ///< MachineHour: rented so many at once
};
inline constexpr size_t kOfferKinds = static_cast<size_t>(Offer::Kind::Pue) + 1;

class PriceBook {
public:
  /// Errors name the row and what is wrong with it.
  static Result<PriceBook> parse(const nlohmann::json& document, const std::string& file);
  const std::vector<Offer>& offers() const { return m_offers; } ///< in the order of the document
  const std::string& compiled() const { return m_compiled; }    ///< ISO day

private:
  std::vector<Offer> m_offers;
  std::string m_compiled;
};

/// Takes an offer into the fields it prices, with source and day. A machine's hour gets the range of what all offers of
/// the same machine ask (prices of one device differ several times between providers); the rest has none.
void take_offer(CostInputs& inputs, const PriceBook& book, const Offer& offer);
/// Fields whose price is old on that day.
std::vector<CostField> old_prices(const CostInputs& inputs, std::string_view today);

} // namespace pareto
