// SPDX-License-Identifier: GPL-3.0-or-later
// The one rule of choice: who is chosen, who is equal, who loses and why, and what is not known.
#include "core/decide/cost/cost_order.h"
#include "core/decide/differences.h"
#include "core/decide/figure.h"
#include "core/decide/statements.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <tuple>

namespace pareto {

namespace {

constexpr const char* kGroups[] = {"choose", "equal", "loses_quality", "slower", "excluded", "unknown"};
static_assert(std::size(kGroups) == static_cast<size_t>(Group::Unknown) + 1);

using Place = Ranked::Kind;

const Quantity& of(const Ranked& place, RankedFigure figure) { return place.figures[figure].quantity; }

/// Why a value keeps its contender out of the comparison; Equal where it does not.
Place place_by(const Quantity& q) {
  if (!q.value)
    return Place::NoValue;
  if (q.reach == Reach::Beyond)
    return q.source == Source::Modelled ? Place::OutsideMeasured : Place::Untested;
  if (q.condition != Condition::Quiet)
    return q.condition == Condition::Disturbed ? Place::Disturbed : Place::Suspect;
  return q.preview ? Place::Preview : Place::Equal;
}

/// What keeps a place from being compared that further measurements would decide; none where they would not.
std::optional<Held> held(const Ranked& place) {
  switch (place.kind) {
  case Place::NoValue: {
    const Quantity &goal = of(place, kGoalFigure), &none = goal.value ? of(place, kQualityFigure) : goal;
    return is_pending(none) ? std::optional(held_by(none)) : std::nullopt;
  }
  case Place::LimitsUnknown: return Held::LimitsUnknown;
  case Place::Preview: return Held::Preview;
  case Place::Disturbed: return Held::Disturbed;
  case Place::Suspect: return Held::Suspect;
  case Place::OutsideMeasured: return Held::Modelled;
  case Place::Chosen:
  case Place::Equal:
  case Place::LosesQuality:
  case Place::Slower:
  case Place::FailsLimits:
  case Place::Untested:
  case Place::Waiting:
  case Place::Alone:
  case Place::OpenCost:
  case Place::OtherSize: break;
  }
  return std::nullopt;
}

/// Of a contender; missing where no test is known of anybody.
Quantity value_of(const Evidence& evidence, const Comparison& comparison, const Contender& who,
                  const AxisChoice& axis) {
  if (axis.metric == Metric::Quality && axis.quality_metric.empty()) {
    Quantity none;
    none.gap = Gap::NotPublished;
    none.why = "No test of quality is known for this study.";
    return none;
  }
  return evidence.value(who.model, axis.metric, place_on(comparison.at, who), axis.quality_metric);
}

/// It is known, or a measurement would make it so.
bool can_be_judged(const Quantity& quality) { return quality.value || quality.gap == Gap::NotScored; }

/// It is named after those of its group whose upper end is known.
bool has_open_end(const Quantity& q) { return q.value && ranged_of(q).is_open(); }

/// Out, whatever its values of what is least chosen of may become.
bool is_out(Place kind) { return kind == Place::FailsLimits || kind == Place::LosesQuality; }

/// All that is compared, each held against limits and looked at by itself; the rest follows from differences.
class Shortlist {
public:
  Shortlist(const Evidence& evidence, const Comparison& comparison)
      : m_evidence(evidence), m_comparison(comparison),
        m_goal(metric_of(comparison.goal)), m_task{Metric::Quality, task_of(evidence, comparison)} {
    const std::vector<Contender> all = contenders(evidence, comparison);
    for (const Contender& who : all)
      m_places.push_back(place_of(who, static_cast<int>(all.size())));
    // Where no contender has a quality, and no measurement would give it one, it cannot be asked for.
    m_by_quality = std::any_of(m_places.begin(), m_places.end(),
                               [](const Ranked& place) { return can_be_judged(of(place, kQualityFigure)); });
    for (Ranked& place : m_places)
      place.kind = kind_alone(place);
  }

  std::vector<Ranked> ranked() {
    const size_t candidates = those(Place::Equal).size();
    if (m_by_quality) // whoever surely loses it is out, however long its wait may be
      lose(judged(), m_task, kQualityFigure, Place::LosesQuality);
    if (m_goal)
      lose(those(Place::Equal), {*m_goal, {}}, kGoalFigure, Place::Slower);
    else
      lose_by_cost(those(Place::Equal));
    name_the_first(candidates);
    for (Ranked& place : m_places)
      place.sure = sure_of(place);
    sort();
    return std::move(m_places);
  }

private:
  Ranked place_of(const Contender& who, int compared) {
    Ranked place;
    place.who = who;
    const auto on = [&](const AxisChoice& axis) {
      return figure_of(m_evidence, m_comparison, who, axis, value_of(m_evidence, m_comparison, who, axis));
    };
    place.figures = {m_goal ? on({*m_goal, {}}) : cost_figure(who, compared), on(m_task), on({Metric::Memory, {}}),
                     on({Metric::AnswerTime, {}})};
    return place;
  }

  Figure cost_figure(const Contender& who, int compared) {
    m_costs.push_back(compared_cost(m_evidence, who, place_on(m_comparison.at, who), compared));
    Figure figure = figure_of(m_evidence, m_comparison, who, {}, m_costs.back().month);
    figure.month = m_evidence.study().cost.currency;
    return figure;
  }
  /// Goal::LowestCost, while places stand in the order of contenders.
  const ComparedCost& cost_of(const Ranked& place) const {
    return m_costs[static_cast<size_t>(&place - m_places.data())];
  }

  /// Of what can be said without the others; Equal of who takes part in the comparison.
  Place kind_alone(Ranked& place) const {
    LimitCheck check = hold_against(m_comparison.limits, m_evidence, place.who, m_comparison.at, m_task.quality_metric);
    place.limits = check.failed.empty() ? std::move(check.unknown) : check.failed;
    if (!check.failed.empty())
      return Place::FailsLimits;
    if (const Place kind = place_by(of(place, kGoalFigure)); kind != Place::Equal)
      return kind;
    if (const Place kind = m_by_quality ? place_by(of(place, kQualityFigure)) : Place::Equal; kind != Place::Equal)
      return kind;
    return place.limits.empty() ? Place::Equal : Place::LimitsUnknown;
  }

  std::vector<Ranked*> those(Place kind) {
    std::vector<Ranked*> found;
    for (Ranked& place : m_places)
      if (place.kind == kind)
        found.push_back(&place);
    return found;
  }

  /// Whose quality may decide, whatever is known of the rest but that it fails no limit.
  std::vector<Ranked*> judged() {
    std::vector<Ranked*> found;
    for (Ranked& place : m_places)
      if (place.kind != Place::FailsLimits && may_decide(of(place, kQualityFigure)))
        found.push_back(&place);
    return found;
  }

  /// Those that another is surely better than on an axis, of whom all else is known. Named is the best of the others by
  /// its middle value.
  void lose(const std::vector<Ranked*>& among, const AxisChoice& axis, RankedFigure figure, Place kind) {
    std::vector<Contender> who;
    for (const Ranked* place : among)
      who.push_back(place->who);
    const Differences differences(m_evidence, who, axis, m_comparison.at);
    const double sign = higher_is_better(m_evidence, axis) ? 1 : -1;
    lose_to(
        among, [&](size_t i) { return sign * *of(*among[i], figure).value; },
        [&](size_t a, size_t b) { return differences.surely_better(a, b); }, kind);
  }
  void lose_by_cost(const std::vector<Ranked*>& among) {
    lose_to(
        among, [&](size_t i) { return -*of(*among[i], kGoalFigure).value; },
        [&](size_t a, size_t b) { return is_surely_less(cost_of(*among[a]), cost_of(*among[b])); }, Place::Slower);
  }

  template <class Worth, class SurelyBetter>
  static void lose_to(const std::vector<Ranked*>& among, const Worth& worth_of, const SurelyBetter& surely_better,
                      Place kind) {
    std::vector<bool> known;
    for (const Ranked* place : among)
      known.push_back(place->kind == Place::Equal);
    for (size_t i = 0; i < among.size(); ++i) {
      std::optional<double> best;
      for (size_t j = 0; j < among.size(); ++j) {
        const double worth = worth_of(j);
        if (!known[j] || !surely_better(j, i) || (best && worth <= *best))
          continue;
        best = worth;
        among[i]->kind = kind;
        among[i]->better = among[j]->who;
        among[i]->same_quality = among[j]->who.model == among[i]->who.model;
      }
    }
  }

  /// Of those that nothing beats: one alone is chosen, if there was anything to choose from and all of it is known.
  void name_the_first(size_t candidates) {
    Pending pending;
    for (const Ranked& place : m_places)
      if (const auto by = held(place))
        pending.add(*by);
    for (const Ranked& place : m_places) // one count, as charts and tables show them
      if (const Quantity& goal = of(place, kGoalFigure); pending.all() > 0 && is_out(place.kind) && is_pending(goal))
        pending.add(held_by(goal));
    const std::vector<Ranked*> first = those(Place::Equal);
    const bool choice = candidates + those(Place::FailsLimits).size() + those(Place::LosesQuality).size() > 1;
    if (first.size() == 1)
      first.front()->kind = pending.all() > 0                              ? Place::Waiting
                            : !choice                                      ? Place::Alone
                            : !m_goal && cost_of(*first.front()).is_open() ? Place::OpenCost
                                                                           : Place::Chosen;
    for (Ranked& place : m_places) {
      place.pending = pending;
      place.compared = static_cast<int>(m_places.size());
    }
  }

  static Sure sure_of(const Ranked& place) {
    switch (place.kind) {
    case Place::Chosen:
    case Place::LosesQuality:
    case Place::Slower:
    case Place::FailsLimits: return Sure::Settled;
    case Place::Equal: return Sure::Unsettled;
    case Place::Preview: return Sure::Preview;
    default: return Sure::Unknown;
    }
  }

  /// Groups in their order; inside one by what is least chosen of, and never by the order of the study.
  void sort() {
    const double sign = higher_is_better(m_evidence, m_task) ? -1 : 1;
    const auto key = [&](const Ranked& place) {
      const Quantity &goal = of(place, kGoalFigure), &quality = of(place, kQualityFigure);
      return std::tuple(place.kind, !goal.value, has_open_end(goal), goal.value.value_or(0), !quality.value,
                        sign * quality.value.value_or(0), place.who.model, place.who.device);
    };
    std::sort(m_places.begin(), m_places.end(), [&](const Ranked& a, const Ranked& b) { return key(a) < key(b); });
  }

  const Evidence& m_evidence;
  const Comparison& m_comparison;
  std::optional<Metric> m_goal; ///< none: the cost a month
  AxisChoice m_task;
  std::vector<ComparedCost> m_costs; ///< of each place, Goal::LowestCost
  bool m_by_quality = false;
  std::vector<Ranked> m_places;
};

} // namespace

const char* to_string(Group group) { return kGroups[static_cast<size_t>(group)]; }

Group group_of(Ranked::Kind kind) {
  switch (kind) {
  case Place::Chosen: return Group::Choose;
  case Place::Equal: return Group::Equal;
  case Place::LosesQuality: return Group::LosesQuality;
  case Place::Slower: return Group::Slower;
  case Place::FailsLimits:
  case Place::OtherSize: return Group::Excluded;
  case Place::LimitsUnknown:
  case Place::NoValue:
  case Place::Preview:
  case Place::Disturbed:
  case Place::Suspect:
  case Place::OutsideMeasured:
  case Place::Untested:
  case Place::Waiting:
  case Place::OpenCost:
  case Place::Alone: break;
  }
  return Group::Unknown;
}

int Pending::all() const { return std::accumulate(by.begin(), by.end(), 0); }

Held held_by(const Quantity& q) {
  if (!q.value)
    return q.gap == Gap::NotScored ? Held::Unscored : Held::Unmeasured;
  if (q.reach == Reach::Beyond)
    return Held::Modelled;
  if (q.condition != Condition::Quiet)
    return q.condition == Condition::Disturbed ? Held::Disturbed : Held::Suspect;
  return Held::Preview;
}

bool is_pending(const Quantity& q) {
  if (!q.value)
    return q.gap == Gap::NotMeasured || q.gap == Gap::NotScored || q.gap == Gap::Elsewhere;
  return !may_decide(q) && !(q.reach == Reach::Beyond && q.source != Source::Modelled);
}

bool lacks_quality(const Evidence& evidence, const Comparison& comparison) {
  if (comparison.compared == Compared::Devices)
    return false;
  const std::vector<Contender> all = contenders(evidence, comparison);
  const AxisChoice task{Metric::Quality, task_of(evidence, comparison)};
  return !all.empty() && std::none_of(all.begin(), all.end(), [&](const Contender& who) {
    return can_be_judged(value_of(evidence, comparison, who, task));
  });
}

std::vector<Ranked> ranking(const Evidence& evidence, const Comparison& comparison) {
  std::vector<Ranked> all = Shortlist(evidence, comparison).ranked();
  for (const std::string& model : other_sizes(evidence, comparison)) {
    Ranked other;
    other.kind = Place::OtherSize;
    other.who = {model, shown_device(evidence, comparison)};
    other.sure = Sure::Settled;
    all.push_back(std::move(other));
  }
  return all;
}

namespace {

/// Of whom there is something to say: others of another size are no contenders.
std::vector<const Ranked*> those(const std::vector<Ranked>& places, Place kind) {
  std::vector<const Ranked*> found;
  for (const Ranked& place : places)
    if (place.kind == kind)
      found.push_back(&place);
  return found;
}

/// What is said where nobody is chosen and nobody is equal.
Verdict::Kind open_kind(const std::vector<Ranked>& places, const Verdict& verdict) {
  const auto count = [&](Place kind) { return static_cast<int>(those(places, kind).size()); };
  if (verdict.compared == 0)
    return Verdict::Kind::NothingChosen;
  if (count(Place::FailsLimits) == verdict.compared)
    return Verdict::Kind::NoneMeetsLimits;
  if (count(Place::NoValue) == verdict.compared)
    return Verdict::Kind::NoValue;
  if (count(Place::OutsideMeasured) == verdict.compared)
    return Verdict::Kind::OutsideMeasured;
  if (count(Place::LimitsUnknown) > 0 && count(Place::LimitsUnknown) + count(Place::FailsLimits) == verdict.compared)
    return Verdict::Kind::LimitsUnknown;
  if (verdict.pending.all() > 0)
    return Verdict::Kind::NotYet;
  if (count(Place::Alone) > 0)
    return Verdict::Kind::Alone;
  if (count(Place::OpenCost) > 0)
    return Verdict::Kind::OpenCost;
  if (count(Place::Untested) > 0)
    return Verdict::Kind::TestedShort;
  return count(Place::NoValue) > 0 ? Verdict::Kind::NoValue : Verdict::Kind::NoneMeetsLimits;
}

/// What an open verdict rests on.
std::vector<Figure> open_figures(const std::vector<Ranked>& places, Verdict::Kind kind) {
  if (kind == Verdict::Kind::Alone)
    return those(places, Place::Alone).front()->figures;
  if (kind == Verdict::Kind::OpenCost)
    return those(places, Place::OpenCost).front()->figures;
  if (kind == Verdict::Kind::TestedShort)
    return {those(places, Place::Untested).front()->figures[kQualityFigure]};
  if (kind != Verdict::Kind::NoValue)
    return {};
  const Ranked& first = *those(places, Place::NoValue).front();
  return {first.figures[first.figures[kGoalFigure].quantity.value ? kQualityFigure : kGoalFigure]};
}

void count_pending(Verdict& verdict, const std::vector<Ranked>& places) {
  for (const Ranked& place : places) {
    if (place.kind == Place::OtherSize)
      continue;
    verdict.compared = place.compared;
    verdict.pending = place.pending;
  }
}

} // namespace

Verdict verdict(const Evidence& evidence, const Comparison& comparison, const std::vector<Ranked>& places) {
  Verdict verdict;
  verdict.goal = comparison.goal;
  verdict.task = task_of(evidence, comparison);
  count_pending(verdict, places);
  if (const auto chosen = those(places, Place::Chosen); !chosen.empty()) {
    verdict.kind = Verdict::Kind::Chosen;
    verdict.figures = chosen.front()->figures;
    verdict.sure = Sure::Settled;
    return verdict;
  }
  const auto equal = those(places, Place::Equal);
  if (equal.size() > 1 && verdict.pending.all() == 0) {
    verdict.kind = Verdict::Kind::Equal;
    for (const Ranked* place : equal)
      verdict.figures.push_back(place->figures[kGoalFigure]);
    verdict.sure = Sure::Unsettled;
    return verdict;
  }
  verdict.kind = open_kind(places, verdict);
  verdict.figures = open_figures(places, verdict.kind);
  verdict.sure = verdict.pending.of(Held::Preview) > 0 ? Sure::Preview : Sure::Unknown;
  return verdict;
}

Exclusions exclusions(const Evidence& evidence, const Comparison& comparison) {
  Exclusions all;
  const std::string task = task_of(evidence, comparison);
  for (const Contender& who : contenders(evidence, comparison)) {
    const LimitCheck check = hold_against(comparison.limits, evidence, who, comparison.at, task);
    for (Metric limit : check.failed)
      all[limit].failed.push_back(who);
    for (Metric limit : check.unknown)
      all[limit].unknown.push_back(who);
  }
  return all;
}

} // namespace pareto
