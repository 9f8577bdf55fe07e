// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/plan/phrases.h"

#include <algorithm>
#include <iterator>

namespace pareto {

namespace {

constexpr const char* kPhraseNames[] = {"felt_time", "felt_compared", "prototype_first", "infrastructure",
                                        "cloud_or_own"};
static_assert(std::size(kPhraseNames) == static_cast<size_t>(Phrase::Kind::CloudOrOwn) + 1);

Sure sure_of(const Quantity& quantity) {
  return quantity.preview ? Sure::Preview : quantity.ci95 ? Sure::Settled : Sure::Unsettled;
}

Phrase phrase(Phrase::Kind kind, const Ranked& mine, RankedFigure figure, const Answer& answer) {
  Phrase made;
  made.kind = kind;
  made.who = mine.who;
  made.baseline = answer.headline.baseline;
  made.patience_ms = answer.patience_ms;
  made.figures = {mine.figures[figure]};
  made.sure = sure_of(mine.figures[figure].quantity);
  made.in_time = in_time(mine.figures[kWaitFigure].quantity, answer.patience_ms);
  return made;
}

/// Whether two waits differ for sure by their own intervals; paired rounds may tell more, and the headline knows them.
bool lie_apart(const Quantity& a, const Quantity& b) {
  return a.ci95 && b.ci95 && (a.ci95->high < b.ci95->low || b.ci95->high < a.ci95->low);
}

/// Both waits; that one is shorter is said where the headline says it, or where their intervals do.
Phrase compared(const Ranked& mine, const Ranked& theirs, const Answer& answer) {
  Phrase made = phrase(Phrase::Kind::FeltCompared, mine, kWaitFigure, answer);
  made.figures.push_back(theirs.figures[kWaitFigure]);
  const Headline::Kind line = answer.headline.kind;
  made.surely = (line == Headline::Kind::Wins && is_of_waits(answer.headline.goal)) ||
                lie_apart(made.figures[0].quantity, made.figures[1].quantity);
  made.sure = made.surely ? Sure::Settled : Sure::Unsettled;
  return made;
}

Phrase prototype(const Ranked& mine, const Answer& answer, const PilotPlan& plan) {
  Phrase made = phrase(Phrase::Kind::PrototypeFirst, mine, kWaitFigure, answer);
  if (mine.figures[kQualityFigure].quantity.value)
    made.figures.push_back(mine.figures[kQualityFigure]);
  for (const SampleSize& size : plan.sizes)
    if (size.points == kPointsAllowed)
      made.items = size.items;
  return made;
}

/// The cheaper of an own machine and what is rented or paid by the token, where two of them have numbers.
std::optional<Phrase> cloud_or_own(const Ranked& mine, const Answer& answer, const CostReport& cost) {
  const WayCost& own = cost.of(Way::Own);
  if (own.gap != CostGap::None || cost.is_held()) // disturbed times enter no phrase
    return std::nullopt;
  const WayCost* best = nullptr;
  for (const Way way : {Way::Rented, Way::Api})
    if (const WayCost& each = cost.of(way);
        each.gap == CostGap::None && (!best || each.month.value < best->month.value))
      best = &each;
  if (!best)
    return std::nullopt;
  const bool own_is_less = own.month.value < best->month.value;
  const WayCost &less = own_is_less ? own : *best, &more = own_is_less ? *best : own;
  Phrase made = phrase(Phrase::Kind::CloudOrOwn, mine, kWaitFigure, answer);
  made.cheaper = less.way;
  made.other = more.way;
  made.month = less.month;
  made.other_month = more.month;
  made.currency = cost.currency;
  made.surely = less.month.high < more.month.low;
  made.sure = made.surely ? Sure::Settled : Sure::Unsettled;
  return made;
}

} // namespace

const char* to_string(Phrase::Kind kind) { return kPhraseNames[static_cast<size_t>(kind)]; }

std::vector<Phrase> phrases(const Answer& answer, const CostReport& cost, const PilotPlan& plan) {
  std::vector<Phrase> all;
  const Ranked* mine = answer.subject ? place_of(answer, *answer.subject) : nullptr;
  if (!mine)
    return all;
  const Ranked* theirs = place_of(answer, answer.headline.baseline);
  // Where nobody answers in time, the shortest of the waits tells most of them, whoever the figures are of.
  const Ranked* told =
      answer.headline.kind == Headline::Kind::NoneInTime ? place_of(answer, answer.headline.who) : mine;
  const bool waits = may_decide(told->figures[kWaitFigure].quantity);
  if (waits)
    all.push_back(phrase(Phrase::Kind::FeltTime, *told, kWaitFigure, answer));
  if (waits && theirs && theirs != told && may_decide(theirs->figures[kWaitFigure].quantity))
    all.push_back(compared(*told, *theirs, answer));
  if (plan.can_be_tried() && waits && told == mine &&
      in_time(mine->figures[kWaitFigure].quantity, answer.patience_ms) == InTime::Yes)
    all.push_back(prototype(*mine, answer, plan));
  const auto& capacity = answer.tiles[static_cast<size_t>(TileKind::Memory)].capacity;
  if (mine->figures[kMemoryFigure].quantity.value && capacity) {
    all.push_back(phrase(Phrase::Kind::Infrastructure, *mine, kMemoryFigure, answer));
    all.back().capacity = capacity;
    all.back().sure = Sure::Settled; // by formula
  }
  if (const auto money = cloud_or_own(*mine, answer, cost))
    all.push_back(*money);
  return all;
}

} // namespace pareto
