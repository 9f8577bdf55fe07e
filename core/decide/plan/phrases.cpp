// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/plan/phrases.h"

#include <algorithm>
#include <iterator>

namespace pareto {

namespace {

constexpr const char* kPhraseNames[] = {"felt_time",       "felt_compared",  "least",
                                        "prototype_first", "infrastructure", "cloud_or_own"};
static_assert(std::size(kPhraseNames) == static_cast<size_t>(Phrase::Kind::CloudOrOwn) + 1);

/// Both ends; what follows from formulas has one.
std::optional<Interval> ends_of(const Quantity& q) {
  return q.value && q.source == Source::Modelled && !q.ci95 ? std::optional(Interval{*q.value, *q.value}) : q.ci95;
}

Sure sure_of(const Quantity& quantity) {
  return quantity.preview ? Sure::Preview : ends_of(quantity) ? Sure::Settled : Sure::Unsettled;
}

Phrase phrase(Phrase::Kind kind, const Ranked& mine, RankedFigure figure, const Answer& answer) {
  Phrase made;
  made.kind = kind;
  made.who = mine.who;
  made.baseline = answer.headline.baseline;
  made.goal = answer.headline.goal;
  made.currency = answer.currency;
  made.patience_ms = answer.patience_ms;
  made.figures = {mine.figures[figure]};
  made.sure = sure_of(mine.figures[figure].quantity);
  made.in_time = in_time(mine.figures[kWaitFigure].quantity, answer.patience_ms);
  return made;
}

/// Whether two values differ for sure by their own intervals; paired rounds may tell more, and the ranking knows them.
bool lie_apart(const Quantity& a, const Quantity& b) {
  const auto of_a = ends_of(a), of_b = ends_of(b);
  return of_a && of_b && (of_a->high < of_b->low || of_b->high < of_a->low);
}

/// Both values of what is least chosen of; that one is less is said where the ranking says it, or their intervals do.
Phrase compared(Phrase::Kind kind, const Ranked& mine, const Ranked& theirs, const Answer& answer) {
  Phrase made = phrase(kind, mine, kGoalFigure, answer);
  made.figures.push_back(theirs.figures[kGoalFigure]);
  made.surely = (theirs.kind == Ranked::Kind::Slower && theirs.better == mine.who) ||
                lie_apart(made.figures[0].quantity, made.figures[1].quantity);
  made.sure = made.surely ? Sure::Settled : Sure::Unsettled;
  return made;
}

Phrase prototype(const Ranked& mine, const Answer& answer, const PilotPlan& plan) {
  Phrase made = phrase(Phrase::Kind::PrototypeFirst, mine, kGoalFigure, answer);
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
  Phrase made = phrase(Phrase::Kind::CloudOrOwn, mine, kGoalFigure, answer);
  made.cheaper = less.way;
  made.other = more.way;
  made.month = less.month;
  made.other_month = more.month;
  made.currency = cost.currency;
  made.surely = less.month.high < more.month.low;
  made.sure = made.surely ? Sure::Settled : Sure::Unsettled;
  return made;
}

const Quantity& goal_of(const Ranked& place) { return place.figures[kGoalFigure].quantity; }

void add_waits(std::vector<Phrase>& all, const Ranked& mine, const Ranked* theirs, const Answer& answer) {
  if (!may_decide(goal_of(mine)))
    return;
  all.push_back(phrase(Phrase::Kind::FeltTime, mine, kGoalFigure, answer));
  if (theirs && may_decide(goal_of(*theirs)))
    all.push_back(compared(Phrase::Kind::FeltCompared, mine, *theirs, answer));
}

void add_least(std::vector<Phrase>& all, const Ranked& mine, const Ranked* theirs, const Answer& answer) {
  if (!may_decide(goal_of(mine)))
    return;
  all.push_back(theirs && may_decide(goal_of(*theirs)) ? compared(Phrase::Kind::Least, mine, *theirs, answer)
                                                       : phrase(Phrase::Kind::Least, mine, kGoalFigure, answer));
}

/// Of whom they are. Where nobody is chosen and nobody answers in time, the shortest of the waits tells most of them.
const Ranked* told_of(const Answer& answer) {
  if (!answer.selected)
    return nullptr;
  const bool quickest = !answer.selected->names_somebody() && answer.headline.kind == Headline::Kind::NoneInTime;
  return place_of(answer, quickest ? answer.headline.who : answer.selected->who);
}

} // namespace

const char* to_string(Phrase::Kind kind) { return kPhraseNames[static_cast<size_t>(kind)]; }

std::vector<Phrase> phrases(const Answer& answer, const CostReport& cost, const PilotPlan& plan) {
  std::vector<Phrase> all;
  const Ranked* mine = answer.selected ? place_of(answer, answer.selected->who) : nullptr;
  if (!mine)
    return all;
  const bool of_waits = is_of_waits(answer.selected->goal);
  const Ranked *told = told_of(answer), *theirs = place_of(answer, answer.headline.baseline);
  const bool beside = told == mine && theirs != told; // "71 % less" of one that nobody chose reads like a choice
  (of_waits ? add_waits : add_least)(all, *told, beside ? theirs : nullptr, answer);
  const bool tried =
      of_waits ? in_time(goal_of(*mine), answer.patience_ms) == InTime::Yes : plan.who && may_decide(goal_of(*mine));
  if (plan.can_be_tried() && told == mine && tried)
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
