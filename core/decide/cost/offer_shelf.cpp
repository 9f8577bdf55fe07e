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

CostReport offer_cost(const Evidence& evidence, const Contender& who, const PriceBook& book, const Offer& offer,
                      const std::optional<CostInput>& speed) {
  const Study& study = evidence.study();
  CostInputs inputs = study.cost;
  take_offer(inputs, book, offer);
  if (offer.kind == Offer::Kind::MachineHour && speed)
    inputs[CostField::RentedSpeed] = *speed;
  const double patience = patience_s(study);
  const LengthMix mix = length_mix(study);
  CostReport report = cost_report(inputs, mix, capacity_of(evidence, who, mix, patience), patience,
                                  study.workload.waits == Waits::Overnight);
  report.who = who;
  return report;
}

} // namespace pareto
