// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/offer_shelf.h"

#include <algorithm>

namespace pareto {

namespace {

double asked(const Offer& offer, const LengthMix& mix) {
  return offer.kind == Offer::Kind::ApiTokens ? offer.value * mean_prompt(mix) + offer.output * mean_answer(mix)
                                              : offer.value;
}

bool has_ended(const Offer& offer, const std::string& today) {
  const auto days = offer.retires.empty() ? std::nullopt : days_between(today, offer.retires);
  return days && *days < 0;
}

} // namespace

std::vector<ShelfOffer> shelf_offers(const PriceBook& book, Offer::Kind kind, const LengthMix& mix,
                                     const std::string& today) {
  std::vector<ShelfOffer> all;
  for (const Offer& offer : book.offers()) {
    if (offer.kind != kind || has_ended(offer, today))
      continue;
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const ShelfOffer& each) { return each.offer.what == offer.what; });
    if (known == all.end()) {
      all.push_back({offer});
      continue;
    }
    ++known->offers;
    if (asked(offer, mix) < asked(known->offer, mix))
      known->offer = offer;
  }
  std::stable_sort(all.begin(), all.end(),
                   [&](const ShelfOffer& a, const ShelfOffer& b) { return asked(a.offer, mix) < asked(b.offer, mix); });
  return all;
}

CostReport offer_cost(const CostInputs& stated, const CostReport& measured, const PriceBook& book, const Offer& offer,
                      const std::optional<CostInput>& speed) {
  CostInputs inputs = stated;
  take_offer(inputs, book, offer);
  if (offer.kind == Offer::Kind::MachineHour && speed)
    inputs[CostField::RentedSpeed] = *speed;
  CostReport report = cost_row(inputs, measured.mix, measured.capacity, measured.patience_s, measured.overnight);
  report.who = measured.who;
  return report;
}

} // namespace pareto
