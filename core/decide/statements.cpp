// SPDX-License-Identifier: GPL-3.0-or-later
// What a trade-off comes to.
#include "core/decide/statements.h"

#include "core/decide/figure.h"

#include <algorithm>

namespace pareto {

const char* to_string(Sure sure) {
  switch (sure) {
  case Sure::Settled: return "settled";
  case Sure::Unsettled: return "unsettled";
  case Sure::Preview: return "preview";
  case Sure::Unknown: break;
  }
  return "unknown";
}

TradeOff trade_off(const Evidence& evidence, const Comparison& comparison) {
  return trade_off(evidence, contenders(evidence, comparison), comparison.x, comparison.y, comparison.at,
                   comparison.limits, task_of(evidence, comparison));
}

namespace {

std::vector<Figure> both(const Evidence& evidence, const Comparison& comparison, const TradeOffPoint& point) {
  return {figure_of(evidence, comparison, point.contender(), comparison.x, point.x),
          figure_of(evidence, comparison, point.contender(), comparison.y, point.y)};
}

bool is_pending(const TradeOffPoint& point) {
  return point.failed.empty() && (pareto::is_pending(point.x) || pareto::is_pending(point.y)) &&
         (point.x.value || pareto::is_pending(point.x)) && (point.y.value || pareto::is_pending(point.y));
}

bool run_may_complete(const TradeOff& trade) {
  const auto comes = [](const Quantity& q) { return q.value || q.gap == Gap::NotMeasured; };
  return trade.points.empty() || std::any_of(trade.points.begin(), trade.points.end(),
                                             [&](const TradeOffPoint& p) { return comes(p.x) && comes(p.y); });
}

bool is_modelled(const Quantity& q) { return q.reach == Reach::Beyond && q.source == Source::Modelled; }

/// Why no point may be compared.
void say_why_empty(Choice& choice, const TradeOff& trade) {
  const auto all = [&](const auto& has) { return std::all_of(trade.points.begin(), trade.points.end(), has); };
  if (all([](const TradeOffPoint& p) { return !p.complete(); })) {
    choice.kind = run_may_complete(trade) ? Choice::Kind::NothingYet : Choice::Kind::Incomparable;
    return;
  }
  bool failed = false, unknown = false;
  for (const TradeOffPoint& point : trade.points) {
    failed |= !point.failed.empty();
    unknown |= !point.unknown.empty();
    for (const Quantity* q : {&point.x, &point.y})
      if (q->value && q->reach == Reach::Beyond && q->tested_to > 0)
        choice.tested_to = q->tested_to;
  }
  const bool waits = std::any_of(trade.points.begin(), trade.points.end(), [](const TradeOffPoint& p) {
    return is_pending(p) && !is_modelled(p.x) && !is_modelled(p.y);
  });
  choice.kind = choice.tested_to > 0 && !failed ? Choice::Kind::TestedShort
                : waits                         ? Choice::Kind::NotYet
                : unknown && !failed            ? Choice::Kind::LimitsUnknown
                                                : Choice::Kind::NothingPasses;
}

/// The one that is surely better than all others that pass.
const TradeOffPoint* surely_best(const TradeOff& trade) {
  const auto rest = std::count_if(trade.points.begin(), trade.points.end(), [](const TradeOffPoint& p) {
    return p.place && p.standing != Standing::SurelyDominated;
  });
  return rest == 1 && trade.frontier.size() == 1 ? &trade.points[trade.frontier.front()] : nullptr;
}

/// Whether the ends of the frontier are surely apart on both axes.
bool is_range(const TradeOff& trade) {
  if (trade.frontier.size() < 2)
    return false;
  const size_t first = *trade.points[trade.frontier.front()].place, last = *trade.points[trade.frontier.back()].place;
  const auto apart = [&](const Differences& by) {
    return by.surely_better(first, last) || by.surely_better(last, first);
  };
  return apart(trade.by_x) && apart(trade.by_y);
}

/// Of several that may be compared, all of them known.
void compare(Choice& choice, const Evidence& evidence, const Comparison& comparison, const TradeOff& trade) {
  if (const TradeOffPoint* best = surely_best(trade)) {
    choice.kind = Choice::Kind::Best;
    choice.figures = both(evidence, comparison, *best);
    choice.sure = Sure::Settled;
  } else if (is_range(trade)) {
    choice.kind = Choice::Kind::Range;
    for (size_t end : {trade.frontier.front(), trade.frontier.back()})
      for (Figure& figure : both(evidence, comparison, trade.points[end]))
        choice.figures.push_back(std::move(figure));
    choice.sure = Sure::Settled;
  } else {
    choice.kind = Choice::Kind::Tie;
    for (const TradeOffPoint& point : trade.points)
      if (point.place && point.standing != Standing::SurelyDominated)
        choice.unsettled.push_back(point.contender());
    choice.sure = Sure::Unsettled;
  }
}

} // namespace

Choice choice(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade) {
  Choice choice;
  choice.compared = static_cast<int>(trade.points.size());
  for (const TradeOffPoint& point : trade.points)
    if (is_pending(point))
      choice.pending.add(held_by(pareto::is_pending(point.x) ? point.x : point.y));
    else if (!point.complete())
      choice.missing.push_back(point.contender());
  if (trade.frontier.empty()) {
    say_why_empty(choice, trade);
    return choice;
  }
  if (choice.pending.all() > 0) {
    choice.kind = Choice::Kind::NotYet;
    return choice;
  }
  const auto passing =
      std::count_if(trade.points.begin(), trade.points.end(), [](const TradeOffPoint& p) { return p.place; });
  const bool chosen_from =
      std::any_of(trade.points.begin(), trade.points.end(), [](const TradeOffPoint& p) { return !p.failed.empty(); });
  if (passing > 1 || chosen_from) {
    compare(choice, evidence, comparison, trade);
    return choice;
  }
  choice.kind = Choice::Kind::OnlyOne; // best of one is no praise
  choice.figures = both(evidence, comparison, trade.points[trade.frontier.front()]);
  choice.sure = Sure::Settled;
  return choice;
}

} // namespace pareto
