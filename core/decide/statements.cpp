// SPDX-License-Identifier: GPL-3.0-or-later
// Verdict, ranking and choice: what a trade-off says.
#include "core/decide/statements.h"

#include "core/decide/figure.h"
#include "core/decide/quantity_math.h"

#include <algorithm>

namespace pareto {

namespace {

std::vector<Figure> both(const Evidence& evidence, const Comparison& comparison, const TradeOffPoint& point) {
  return {figure_of(evidence, comparison, point.contender(), comparison.x, point.x),
          figure_of(evidence, comparison, point.contender(), comparison.y, point.y)};
}

bool is_preview(const std::vector<Figure>& figures) {
  return std::any_of(figures.begin(), figures.end(), [](const Figure& figure) { return figure.quantity.preview; });
}

Sure sure_of(const std::vector<Figure>& figures, bool settled) {
  return is_preview(figures) ? Sure::Preview : settled ? Sure::Settled : Sure::Unsettled;
}

/// Whether intervals keep two quantities apart.
bool apart(const Quantity& a, const Quantity& b) {
  const auto of_a = range_of(a), of_b = range_of(b);
  return of_a && of_b && (of_a->high < of_b->low || of_b->high < of_a->low);
}

bool ends_apart(const TradeOffPoint& a, const TradeOffPoint& b) { return apart(a.x, b.x) && apart(a.y, b.y); }

/// Whether `other` can lie on the better side of `own`, as far as the intervals tell.
bool may_beat(const Quantity& other, const Quantity& own, bool higher) {
  const auto of_other = range_of(other), of_own = range_of(own);
  return !of_other || !of_own || (higher ? of_other->high > of_own->low : of_other->low < of_own->high);
}

bool compared(const TradeOffPoint& point) { return point.standing != Standing::Excluded; }

/// Whether the intervals exclude that anything is better than this point on both axes.
bool nothing_may_beat(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade,
                      const TradeOffPoint& own) {
  const bool x_higher = higher_is_better(evidence, comparison.x), y_higher = higher_is_better(evidence, comparison.y);
  return std::none_of(trade.points.begin(), trade.points.end(), [&](const TradeOffPoint& other) {
    return &other != &own && compared(other) && may_beat(other.x, own.x, x_higher) &&
           may_beat(other.y, own.y, y_higher);
  });
}

/// The point of the frontier that is best on one axis, by the middle values.
const TradeOffPoint* best(const Evidence& evidence, const TradeOff& trade, const AxisChoice& axis,
                          Quantity TradeOffPoint::*quantity) {
  const bool higher = higher_is_better(evidence, axis);
  const TradeOffPoint* found = nullptr;
  for (size_t i : trade.frontier) {
    const TradeOffPoint& point = trade.points[i];
    const double value = *(point.*quantity).value, so = found ? *(found->*quantity).value : 0;
    if (!found || (higher ? value > so : value < so))
      found = &point;
  }
  return found;
}

bool is_untested(const Quantity& q) { return q.reach == Reach::Beyond && q.source != Source::Modelled; }

/// Which of a point's two values is missing first.
Figure first_gap(const Evidence& evidence, const Comparison& comparison, const TradeOffPoint& point) {
  return point.x.value ? figure_of(evidence, comparison, point.contender(), comparison.y, point.y)
                       : figure_of(evidence, comparison, point.contender(), comparison.x, point.x);
}

/// Why no verdict can be given.
Verdict no_verdict(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade) {
  Verdict verdict;
  const auto any = [&](const auto& has) { return std::any_of(trade.points.begin(), trade.points.end(), has); };
  if (any([](const TradeOffPoint& p) { return !p.failed.empty(); })) {
    verdict.kind = Verdict::Kind::NoneMeetsLimits;
    return verdict;
  }
  if (any([](const TradeOffPoint& p) { return !p.unknown.empty(); })) {
    verdict.kind = Verdict::Kind::LimitsUnknown;
    return verdict;
  }
  verdict.kind = trade.points.empty() ? Verdict::Kind::NothingChosen : Verdict::Kind::OutsideMeasured;
  for (const TradeOffPoint& point : trade.points)
    if (!point.complete()) {
      verdict.kind = Verdict::Kind::NoValue;
      verdict.figures = {first_gap(evidence, comparison, point)};
      return verdict;
    }
  for (const TradeOffPoint& point : trade.points)
    for (const Figure& figure : both(evidence, comparison, point))
      if (figure.quantity.reach == Reach::Beyond && figure.quantity.tested_to > 0) {
        verdict.kind = Verdict::Kind::TestedShort;
        verdict.figures = {figure};
        return verdict;
      }
  return verdict;
}

} // namespace

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
                   comparison.limits);
}

Verdict verdict(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade) {
  if (trade.frontier.empty())
    return no_verdict(evidence, comparison, trade);
  Verdict verdict;
  verdict.preview = std::any_of(trade.points.begin(), trade.points.end(),
                                [](const TradeOffPoint& p) { return p.x.preview || p.y.preview; });
  const TradeOffPoint* by_x = best(evidence, trade, comparison.x, &TradeOffPoint::x);
  const TradeOffPoint* by_y = best(evidence, trade, comparison.y, &TradeOffPoint::y);
  if (by_x != by_y) {
    verdict.kind = Verdict::Kind::Trade;
    verdict.figures = {figure_of(evidence, comparison, by_x->contender(), comparison.x, by_x->x),
                       figure_of(evidence, comparison, by_y->contender(), comparison.y, by_y->y)};
    verdict.sure = sure_of(verdict.figures, ends_apart(*by_x, *by_y));
    return verdict;
  }
  verdict.kind = comparison.compared == Compared::Devices && quality_axis(comparison) ? Verdict::Kind::BestDevice
                                                                                      : Verdict::Kind::Best;
  verdict.figures = both(evidence, comparison, *by_x);
  const bool settled = std::all_of(trade.points.begin(), trade.points.end(), [&](const TradeOffPoint& p) {
    return &p == by_x || p.standing == Standing::SurelyDominated || p.standing == Standing::Excluded;
  });
  verdict.sure = sure_of(verdict.figures, settled);
  return verdict;
}

namespace {

Ranked::Kind excluded_kind(const TradeOffPoint& point) {
  if (!point.failed.empty())
    return Ranked::Kind::FailsLimits;
  if (!point.unknown.empty() && point.complete())
    return Ranked::Kind::LimitsUnknown;
  if (!point.complete())
    return Ranked::Kind::NoValue;
  return is_untested(point.x) || is_untested(point.y) ? Ranked::Kind::Untested : Ranked::Kind::OutsideMeasured;
}

Ranked::Kind kind_of(const TradeOffPoint& point) {
  switch (point.standing) {
  case Standing::Frontier: return Ranked::Kind::NothingBetter;
  case Standing::Possible: return Ranked::Kind::MaybeBeaten;
  case Standing::SurelyDominated: return Ranked::Kind::SurelyBeaten;
  case Standing::Excluded: break;
  }
  return excluded_kind(point);
}

Ranked ranked(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade,
              const TradeOffPoint& point) {
  Ranked place;
  place.kind = kind_of(point);
  place.figures = both(evidence, comparison, point);
  place.who = point.contender();
  place.better = {point.dominated_by, point.dominated_on};
  place.same_quality = point.same_quality;
  place.limits = point.failed.empty() ? point.unknown : point.failed;
  if (compared(point))
    place.sure = sure_of(place.figures, place.kind == Ranked::Kind::SurelyBeaten ||
                                            (place.kind == Ranked::Kind::NothingBetter &&
                                             nothing_may_beat(evidence, comparison, trade, point)));
  else if (place.kind == Ranked::Kind::FailsLimits)
    place.sure = sure_of(place.figures, false); // by the middle value
  return place;
}

} // namespace

std::vector<Ranked> ranking(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade) {
  std::vector<size_t> places = trade.frontier; // by x
  for (size_t i = 0; i < trade.points.size(); ++i)
    if (std::find(places.begin(), places.end(), i) == places.end())
      places.push_back(i);
  std::stable_sort(places.begin(), places.end(),
                   [&](size_t a, size_t b) { return trade.points[a].standing < trade.points[b].standing; });
  std::vector<Ranked> all;
  for (size_t i : places)
    all.push_back(ranked(evidence, comparison, trade, trade.points[i]));
  for (const std::string& model : other_sizes(evidence, comparison)) {
    Ranked other;
    other.kind = Ranked::Kind::OtherSize;
    other.who = {model, shown_device(evidence, comparison)};
    other.sure = Sure::Settled;
    all.push_back(std::move(other));
  }
  return all;
}

namespace {

bool run_may_complete(const TradeOff& trade) {
  const auto comes = [](const Quantity& q) { return q.value || q.gap == Gap::NotMeasured; };
  return trade.points.empty() || std::any_of(trade.points.begin(), trade.points.end(),
                                             [&](const TradeOffPoint& p) { return comes(p.x) && comes(p.y); });
}

/// Why no point is on the frontier.
void say_why_empty(Choice& choice, const TradeOff& trade) {
  if (std::none_of(trade.points.begin(), trade.points.end(), [](const TradeOffPoint& p) { return p.complete(); })) {
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
  choice.kind = choice.tested_to > 0 && !failed ? Choice::Kind::TestedShort
                : unknown && !failed            ? Choice::Kind::LimitsUnknown
                                                : Choice::Kind::NothingPasses;
}

} // namespace

Choice choice(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade) {
  Choice choice;
  if (trade.frontier.empty()) {
    say_why_empty(choice, trade);
    return choice;
  }
  const TradeOffPoint &first = trade.points[trade.frontier.front()], &last = trade.points[trade.frontier.back()];
  choice.figures = both(evidence, comparison, first);
  for (const TradeOffPoint& point : trade.points)
    if (!point.complete())
      choice.missing.push_back(point.contender());
  if (trade.frontier.size() > 1) {
    choice.kind = Choice::Kind::Range;
    for (Figure& figure : both(evidence, comparison, last))
      choice.figures.push_back(std::move(figure));
    choice.sure = sure_of(choice.figures, ends_apart(first, last));
    return choice;
  }
  const auto complete =
      std::count_if(trade.points.begin(), trade.points.end(), [](const TradeOffPoint& p) { return p.complete(); });
  choice.kind = complete < 2 ? Choice::Kind::OnlyOne : Choice::Kind::Best; // best of one is no praise
  for (const TradeOffPoint& point : trade.points)
    if (point.standing == Standing::Possible)
      choice.unsettled.push_back(point.contender());
  choice.sure = sure_of(choice.figures, choice.unsettled.empty());
  return choice;
}

Exclusions exclusions(const TradeOff& trade) {
  Exclusions all;
  for (const TradeOffPoint& point : trade.points) {
    for (Metric limit : point.failed)
      all[limit].failed.push_back(point.contender());
    for (Metric limit : point.unknown)
      all[limit].unknown.push_back(point.contender());
  }
  return all;
}

} // namespace pareto
