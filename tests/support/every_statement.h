// SPDX-License-Identifier: GPL-3.0-or-later
// Statements of every kind, made up beside whatever evidence they are read with.
#pragma once

#include "core/decide/statements.h"

namespace pareto::test {

template <class Kind, class Visit>
void for_each_kind(Kind last, Visit visit) {
  for (int kind = 0; kind <= static_cast<int>(last); ++kind)
    visit(static_cast<Kind>(kind));
}

inline Quantity quantity(double value, Source source = Source::Measured, Reach reach = Reach::Exact) {
  Quantity q;
  q.value = value;
  q.ci95 = Interval{value * 0.98, value * 1.03};
  q.source = source;
  q.reach = reach;
  q.n = 12;
  q.tested_to = 2048;
  return q;
}

inline Quantity gap(Gap gap) {
  Quantity q;
  q.gap = gap;
  q.why = "The engine says why.";
  return q;
}

/// Two figures of a contender: a time that is measured, a test of quality.
inline std::vector<Figure> two_figures(const Contender& who) {
  return {{who, {Metric::Tpot, {}}, std::nullopt, {}, {}, {}, quantity(61.23)},
          {who, {Metric::Quality, "fda_acc"}, std::nullopt, {}, {}, {}, quantity(25.3, Source::Published)}};
}

/// Of every cause that many and one more than the cause before it.
inline Pending pending_of(int first) {
  Pending pending;
  for (size_t i = 0; i < kHeld; ++i)
    pending.by[i] = first + static_cast<int>(i);
  return pending;
}

inline void add_verdicts(std::vector<AnyStatement>& all, const Contender& one, const Contender& other) {
  for_each_kind(Verdict::Kind::OpenCost, [&](Verdict::Kind kind) {
    Verdict verdict;
    verdict.kind = kind;
    verdict.figures = two_figures(one);
    if (kind == Verdict::Kind::Equal)
      verdict.figures = {two_figures(one)[0], two_figures(other)[0]};
    verdict.pending = pending_of(0);
    verdict.compared = 7;
    if (kind != Verdict::Kind::NoValue) {
      all.emplace_back(verdict);
      verdict.goal = Goal::LeastMemory;
      verdict.pending = pending_of(1);
      all.emplace_back(verdict);
      Verdict by_cost = verdict;
      by_cost.goal = Goal::LowestCost;
      for (Figure& figure : by_cost.figures)
        if (figure.axis.metric != Metric::Quality)
          figure.month = Currency::USD;
      all.emplace_back(by_cost);
      if (kind == Verdict::Kind::Chosen) { // no test is known
        verdict.figures[1].axis.quality_metric.clear();
        all.emplace_back(verdict);
        verdict.goal = Goal::ShortestWait;
        all.emplace_back(verdict);
      }
      return;
    }
    for_each_kind(Gap::AnotherSize, [&](Gap why) {
      if (why == Gap::None)
        return;
      verdict.figures[0].quantity = gap(why);
      all.emplace_back(verdict);
    });
  });
}

inline void add_places(std::vector<AnyStatement>& all, const Contender& one, const Contender& other) {
  for_each_kind(Ranked::Kind::OtherSize, [&](Ranked::Kind kind) {
    Ranked place;
    place.kind = kind;
    place.who = one;
    place.better = other;
    place.figures = two_figures(one);
    if (kind == Ranked::Kind::NoValue)
      place.figures[1].quantity = gap(Gap::NotMeasured);
    place.limits = {Metric::Tpot, Metric::AnswerTime, Metric::Memory, Metric::Quality};
    place.pending = pending_of(1);
    place.compared = 30;
    all.emplace_back(place);
    place.same_quality = true;
    place.figures[0].quantity.source = Source::Modelled;
    place.figures[0].quantity.reach = Reach::Beyond;
    all.emplace_back(place);
  });
}

inline void add_choices(std::vector<AnyStatement>& all, const Contender& one, const Contender& other) {
  for_each_kind(Choice::Kind::Range, [&](Choice::Kind kind) {
    Choice choice;
    choice.kind = kind;
    choice.figures = two_figures(one);
    for (const Figure& figure : two_figures(other))
      choice.figures.push_back(figure);
    choice.tested_to = 2048;
    choice.pending = pending_of(1);
    choice.compared = 30;
    all.emplace_back(choice);
    choice.unsettled = choice.missing = {one, other};
    all.emplace_back(choice);
  });
}

inline void add_crossings(std::vector<AnyStatement>& all, const Contender& one, const Contender& other) {
  for (const Metric metric : {Metric::Tpot, Metric::AnswerTime, Metric::Ttft})
    for_each_kind(Crossings::Kind::Known, [&](Crossings::Kind kind) {
      Crossings crossings;
      crossings.kind = kind;
      crossings.metric = metric;
      crossings.baseline = one;
      for_each_kind(Crossover::Kind::RisesAbove, [&](Crossover::Kind how) {
        if (how == Crossover::Kind::Unknown) // named apart
          return;
        Crossover c;
        c.kind = how;
        c.baseline = one.model;
        c.baseline_device = one.device;
        c.challenger = other.model;
        c.challenger_device = other.device;
        c.at = 1234;
        c.low = 512;
        c.high = 4096;
        crossings.known.push_back(c);
        c.ci95 = Interval{1100, 1500};
        crossings.known.push_back(c);
      });
      crossings.unknown = {other};
      all.emplace_back(crossings);
    });
}

inline void add_the_rest(std::vector<AnyStatement>& all, const Contender& one, const Contender& other) {
  for_each_kind(MemoryNeed::Kind::Range, [&](MemoryNeed::Kind kind) {
    MemoryNeed need;
    need.kind = kind;
    for (const Contender& who : {one, one, other, other})
      need.figures.push_back({who, {Metric::Memory, {}}, std::nullopt, {}, {}, {}, quantity(1.4e9)});
    need.fits = {{one.device, 8'600'000'000, {}}, {one.device, 1'000'000, {one, other}}, {one.device, 0, {}}};
    all.emplace_back(need);
    for (const Metric metric : {Metric::Memory, Metric::State}) // of several others, the least and the most
      need.figures.push_back({other, {metric, {}}, std::nullopt, {}, {}, {}, quantity(1.5e9)});
    all.emplace_back(need);
  });
  for_each_kind(QualityUnit::Score, [&](QualityUnit unit) {
    Qualities qualities;
    qualities.axis = {Metric::Quality, "fda_acc"};
    qualities.unit = unit;
    qualities.figures = {two_figures(one)[1], two_figures(other)[1]};
    qualities.figures.back().quantity.file = "contract.txt";
    qualities.figures.back().quantity.bytes = 5200;
    all.emplace_back(qualities); // measured here
    qualities.source = "arXiv 2412.06464";
    all.emplace_back(qualities);
    qualities.table = "Table 3";
    qualities.tested_to = 2048;
    all.emplace_back(qualities);
  });
  OtherSizes others;
  others.models = {other.model};
  all.emplace_back(others);
}

inline void add_provenances(std::vector<AnyStatement>& all, const Contender& one, const Contender& other) {
  Provenance origin;
  origin.devices = {one.device};
  origin.models = {one.model, other.model};
  all.emplace_back(origin);
  origin.speed = origin.modelled = origin.formula = origin.untold_length = origin.unidentified = true;
  origin.least_n = 7;
  origin.tested_to = 2048;
  origin.papers = {"arXiv 2412.06464, Table 3"};
  Quantity text;
  text.file = "contract.txt";
  text.bytes = 5200;
  origin.texts = {text};
  origin.cut_short = Coverage{3, 12};
  all.emplace_back(origin);
  origin.speed_preview = origin.disturbed = origin.suspect = origin.slices = true;
  origin.lost_to = {"other programs", "host"};
  origin.cells = {"3:17", "3:18", "3:19", "3:20"};
  all.emplace_back(origin);
  origin.lost_share = 0.34;
  all.emplace_back(origin);
}

inline std::vector<AnyStatement> every_statement(const Contender& one, const Contender& other) {
  std::vector<AnyStatement> all;
  add_verdicts(all, one, other);
  add_places(all, one, other);
  add_choices(all, one, other);
  add_crossings(all, one, other);
  add_the_rest(all, one, other);
  add_provenances(all, one, other);
  return all;
}

} // namespace pareto::test
