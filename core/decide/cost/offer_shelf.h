// SPDX-License-Identifier: GPL-3.0-or-later
// What is had without buying it, on the shelf: machines by the hour and models of others by the token.
#pragma once

#include "core/decide/cost/lengths.h"
#include "core/decide/cost/price_book.h"
#include "core/decide/cost/report.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// One machine or model of the price list, at the offer that asks least.
struct ShelfOffer {
  Offer offer;
  int offers = 1; ///< of it that the list names
};
/// Of one kind (MachineHour or ApiTokens), each machine or model once, the cheapest first; an API's by what a request
/// of these lengths costs. Offers that end before `today` are left out.
std::vector<ShelfOffer> shelf_offers(const PriceBook& book, Offer::Kind kind, const LengthMix& mix,
                                     const std::string& today);

/// The row (cost_row) of what is stated with this offer taken, of whom and of what machine `measured` is. `speed` of a
/// rented machine beside that one; none: as stated.
CostReport offer_cost(const CostInputs& stated, const CostReport& measured, const PriceBook& book, const Offer& offer,
                      const std::optional<CostInput>& speed);

} // namespace pareto
