// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/answer.h"

#include "core/decide/answer/workload_choices.h"
#include "core/decide/differences.h"
#include "core/decide/memory_taken.h"
#include "core/decide/quantity_math.h"

#include <algorithm>
#include <iterator>

namespace pareto {

namespace {

constexpr const char* kHeadlines[] = {"nothing_chosen", "cannot_compare", "none_in_time", "hardly_matters",
                                      "keep",           "wins",           "equal",        "none_fits",
                                      "untested",       "alone",          "open"};
static_assert(std::size(kHeadlines) == static_cast<size_t>(Headline::Kind::Open) + 1);
constexpr const char* kSubjectNames[] = {"speed", "memory", "quality", "price"};
static_assert(std::size(kSubjectNames) == kSubjects);

using Line = Headline::Kind;

const Ranked* place_of(const std::vector<Ranked>& places, const Contender& who) {
  const auto found = std::find_if(places.begin(), places.end(), [&](const Ranked& p) { return p.who == who; });
  return found == places.end() ? nullptr : &*found;
}

const Quantity& wait_of(const Ranked& place) { return place.figures[kWaitFigure].quantity; }

/// Surely none of those compared answers in time, and all are known.
const WaitBar* quickest_of_late(const std::vector<WaitBar>& bars) {
  const bool late = !bars.empty() &&
                    std::all_of(bars.begin(), bars.end(), [](const WaitBar& bar) { return bar.in_time == InTime::No; });
  return late ? &*std::min_element(bars.begin(), bars.end(),
                                   [](const WaitBar& a, const WaitBar& b) { return *a.total.value < *b.total.value; })
              : nullptr;
}

/// The shortest of all waits over the longest; none where fewer than two may decide.
std::optional<double> alike(const std::vector<WaitBar>& bars) {
  std::vector<double> waits;
  for (const WaitBar& bar : bars)
    if (may_decide(bar.total))
      waits.push_back(*bar.total.value);
  if (waits.size() < 2)
    return std::nullopt;
  const auto [least, most] = std::minmax_element(waits.begin(), waits.end());
  return *least / *most;
}

/// Whether what was measured and what formulas allow agree that the wait is about the same with any of them.
bool hardly_matters(const Answer& all, const Verdict& said) {
  if (said.kind != Verdict::Kind::Chosen && said.kind != Verdict::Kind::Equal)
    return false;
  const auto ratio = alike(all.waits);
  return is_of_waits(said.goal) && ratio && *ratio > 1 - kMatters && all.ceiling.known && !all.ceiling.matters();
}

Line kind_of(const Verdict& said, const Contender& baseline) {
  switch (said.kind) {
  case Verdict::Kind::Chosen: return said.figures.front().of == baseline ? Line::Keep : Line::Wins;
  case Verdict::Kind::Equal: return Line::Equal;
  case Verdict::Kind::NotYet: return Line::CannotCompare;
  case Verdict::Kind::Alone: return Line::Alone;
  case Verdict::Kind::NoneMeetsLimits: return Line::NoneFits;
  case Verdict::Kind::TestedShort: return Line::Untested;
  case Verdict::Kind::NothingChosen: return Line::NothingChosen;
  case Verdict::Kind::NoValue:
  case Verdict::Kind::OutsideMeasured: return said.pending.all() > 0 ? Line::CannotCompare : Line::Open;
  case Verdict::Kind::OpenCost:
  case Verdict::Kind::LimitsUnknown: break;
  }
  return Line::Open;
}

/// How many times the goal's metric of the baseline is that of the chosen one; none where the baseline has less, and is
/// out for another reason.
std::optional<double> times_of(const std::vector<Ranked>& places, const Contender& who, const Contender& baseline) {
  const Ranked *mine = place_of(places, who), *theirs = place_of(places, baseline);
  if (!mine || !theirs || mine->figures.empty() || theirs->figures.empty())
    return std::nullopt;
  const Quantity &a = mine->figures[kGoalFigure].quantity, &b = theirs->figures[kGoalFigure].quantity;
  const bool known = may_decide(a) && may_decide(b) && *a.value > 0 && !ranged_of(b).is_open();
  return known && *b.value >= *a.value ? std::optional(*b.value / *a.value) : std::nullopt;
}

std::optional<int64_t> another_from(const std::vector<Flip>& flips) {
  for (const Flip& flip : flips)
    if (flip.assumption == Assumption::PromptLength && flip.at && flip.rises && flip.then == Flip::Then::Another)
      return static_cast<int64_t>(*flip.at);
  return std::nullopt;
}

void name_who(Headline& line, const Answer& all, const Verdict& said) {
  const bool one = said.kind == Verdict::Kind::Chosen || said.kind == Verdict::Kind::Alone;
  line.who = one ? said.figures.front().of : line.baseline;
  line.equal.clear();
  if (said.kind == Verdict::Kind::Equal)
    for (const Figure& figure : said.figures)
      line.equal.push_back(figure.of);
  if (line.kind == Line::Wins)
    line.times = times_of(all.places, line.who, line.baseline);
  if (line.kind == Line::Keep)
    line.begins = another_from(all.flips);
  if (said.kind == Verdict::Kind::TestedShort)
    line.tested_to = said.figures.front().quantity.tested_to;
}

/// All but what it says of the rule of choice, which is the verdict's.
Headline headline(const Answer& all, const Verdict& said, const Contender& baseline) {
  Headline line;
  static_cast<Stated&>(line) = said;
  line.goal = said.goal;
  line.baseline = baseline;
  line.patience_ms = all.patience_ms;
  line.pending = said.pending;
  line.compared = said.compared;
  line.kind = kind_of(said, baseline);
  name_who(line, all, said);
  if (const WaitBar* late = quickest_of_late(all.waits); late && is_of_waits(said.goal)) {
    line.kind = Line::NoneInTime;
    line.who = late->who;
    line.reading_share = late->reading_share();
    line.figures = place_of(all.places, late->who)->figures;
    line.sure = Sure::Settled;
  } else if (hardly_matters(all, said)) {
    line.kind = Line::HardlyMatters;
    line.begins = all.ceiling.begins;
  }
  return line;
}

/// What formulas say of longer prompts stands in the headline, and beside what was seen at them.
void say_where_it_matters(Answer& all) {
  if (all.headline.kind != Line::HardlyMatters)
    return;
  for (Flip& flip : all.flips)
    if (flip.assumption == Assumption::PromptLength)
      flip.matters_from = all.headline.begins;
}

/// Of whom the answer speaks.
std::vector<const Ranked*> named(const Answer& all) {
  std::vector<const Ranked*> found;
  const auto add = [&](const Contender& who) {
    if (const Ranked* place = place_of(all.places, who); place && !place->figures.empty())
      found.push_back(place);
  };
  if (all.headline.equal.empty() && all.headline.compared > 0)
    add(all.headline.who);
  for (const Contender& who : all.headline.equal)
    add(who);
  return found;
}

Selection::Whose whose_of(const Verdict& said) {
  switch (said.kind) {
  case Verdict::Kind::Chosen: return Selection::Whose::Chosen;
  case Verdict::Kind::Alone: return Selection::Whose::Alone;
  case Verdict::Kind::Equal: return Selection::Whose::Equal;
  default: return Selection::Whose::Baseline;
  }
}

/// Whom the figures are of; of those whom the headline names where the rule has nobody that has any.
const Ranked& take_selected(Answer& all, const Verdict& said, const std::vector<const Ranked*>& named) {
  all.selected = selection(said, all.headline.baseline);
  const Ranked* place = place_of(all.places, all.selected->who);
  const Ranked& mine = place && !place->figures.empty() ? *place : *named.front();
  all.selected->who = mine.who;
  return mine;
}

/// Of those that are compared; the others are of another size, and have none.
std::vector<MonthCost> costs_of(const Evidence& evidence, const std::vector<Ranked>& places) {
  std::vector<MonthCost> costs;
  for (const Ranked& place : places)
    costs.push_back(place.figures.empty() ? MonthCost{Way::Own, missing(Gap::AnotherSize, {}), {}}
                                          : month_cost(evidence, place.who));
  return costs;
}

const MonthCost& cost_of(const Answer& all, const Ranked& place) {
  return all.costs[static_cast<size_t>(&place - all.places.data())];
}

std::array<Tile, kTiles> tiles_of(const Evidence& evidence, const Comparison& comparison, const Answer& all,
                                  const Ranked& mine) {
  const Ranked* theirs = place_of(all.places, all.headline.baseline);
  const auto tile = [&](TileKind kind, RankedFigure figure) {
    Tile made{kind, mine.figures[figure].quantity, std::nullopt, {}, std::nullopt};
    if (theirs && theirs != &mine && !theirs->figures.empty())
      made.baseline = theirs->figures[figure].quantity;
    return made;
  };
  std::array<Tile, kTiles> tiles{tile(TileKind::Wait, kWaitFigure), tile(TileKind::Quality, kQualityFigure),
                                 tile(TileKind::Memory, kMemoryFigure),
                                 Tile{TileKind::Cost, cost_of(all, mine).quantity, {}, to_string(all.currency), {}}};
  if (tiles.front().baseline)
    tiles[static_cast<size_t>(TileKind::Cost)].baseline = cost_of(all, *theirs).quantity;
  tiles[static_cast<size_t>(TileKind::Quality)].unit = task_of(evidence, comparison);
  tiles[static_cast<size_t>(TileKind::Memory)].capacity = memory_of_device(evidence, mine.who.device);
  return tiles;
}

/// Where a quality holds, and in which language: the tests whose results are printed in papers are English ones.
Rung quality_rung(const Ranked& mine, Rung rung) {
  rung.quantity = mine.figures[kQualityFigure].quantity;
  rung.length = rung.quantity.tested_to;
  if (rung.quantity.source == Source::Published)
    rung.language = "en";
  return rung;
}

Rung price_rung(const MonthCost& cost) {
  Rung rung{Subject::Price, cost.quantity, {}, 0, {}};
  rung.way = cost.way;
  rung.left_out = cost.left_out;
  return rung;
}

std::array<Rung, kSubjects> ladder_of(const Comparison& comparison, const Answer& all, const Ranked& mine) {
  const std::string& size = mine.figures[kWaitFigure].size;
  const int64_t here = comparison.at.context;
  return {Rung{Subject::Speed, wait_of(mine), size, here, {}},
          Rung{Subject::Memory, mine.figures[kMemoryFigure].quantity, size, here, {}},
          quality_rung(mine, Rung{Subject::Quality, {}, size, 0, {}}), price_rung(cost_of(all, mine))};
}

/// Of nobody: everything is missing.
void say_nothing(Answer& all) {
  for (size_t i = 0; i < kTiles; ++i)
    all.tiles[i] = Tile{static_cast<TileKind>(i), missing(Gap::NotMeasured, "Nothing is compared."), {}, {}, {}};
  for (size_t i = 0; i < kSubjects; ++i)
    all.ladder[i] = Rung{static_cast<Subject>(i), missing(Gap::NotMeasured, "Nothing is compared."), {}, 0, {}};
}

/// How the shortest wait stands to the others: an order needs evidence where it is named, too.
void count_longer(Backing& backing, const Evidence& evidence, const Comparison& comparison, const Contender& shortest,
                  const std::vector<Ranked>& places) {
  std::vector<Contender> compared{shortest};
  for (const Ranked& place : places)
    if (place.who != shortest && !place.figures.empty() && wait_of(place).value)
      compared.push_back(place.who);
  const Differences differences(evidence, compared, {Metric::AnswerTime, {}}, comparison.at);
  backing.others = static_cast<int>(compared.size()) - 1;
  for (size_t i = 1; i < compared.size(); ++i)
    backing.surely_longer += differences.surely_better(0, i);
}

} // namespace

const char* to_string(Headline::Kind kind) { return kHeadlines[static_cast<size_t>(kind)]; }
const char* to_string(Subject subject) { return kSubjectNames[static_cast<size_t>(subject)]; }

Answer answer(const Evidence& evidence, const Comparison& comparison) {
  Answer all;
  all.patience_ms = 1e3 * patience_s(evidence.study()); // one for every page: what was entered at COST, too
  all.places = ranking(evidence, comparison);
  all.costs = costs_of(evidence, all.places);
  all.currency = evidence.study().cost.currency;
  all.waits = wait_bars(evidence, comparison, all.places, all.patience_ms);
  all.ceiling = ceiling(evidence, comparison);
  all.flips = flips(evidence, comparison, all.patience_ms);
  const Verdict said = verdict(evidence, comparison, all.places);
  all.headline = headline(all, said, baseline_of(evidence, comparison));
  say_where_it_matters(all);
  const std::vector<const Ranked*> who = named(all);
  const bool of_waits_alone = all.headline.kind == Line::NoneInTime;
  all.backing = backing(evidence, who, all.headline.pending, of_waits_alone);
  if (of_waits_alone && !who.empty())
    count_longer(all.backing, evidence, comparison, who.front()->who, all.places);
  all.next = next_step(evidence, comparison, all.places, all.backing);
  say_nothing(all);
  if (who.empty())
    return all;
  const Ranked& mine = take_selected(all, said, who);
  all.tiles = tiles_of(evidence, comparison, all, mine);
  all.ladder = ladder_of(comparison, all, mine);
  if (const MonthCost& month = cost_of(all, mine); month.quantity.value)
    all.cheaper = cheaper_way(evidence, mine.who, month.way);
  return all;
}

Selection selection(const Verdict& said, const Contender& baseline) {
  const Selection::Whose whose = whose_of(said);
  return {whose, whose == Selection::Whose::Baseline ? baseline : said.figures.front().of, said.goal};
}

const Ranked* place_of(const Answer& answer, const Contender& who) {
  const auto found =
      std::find_if(answer.places.begin(), answer.places.end(), [&](const Ranked& place) { return place.who == who; });
  return found == answer.places.end() || found->figures.empty() ? nullptr : &*found;
}

} // namespace pareto
