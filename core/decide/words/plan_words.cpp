// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/plan_words.h"

#include "core/decide/words/answer_words.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/numbers.h"
#include "core/decide/words/speech.h"

#include <cmath>

namespace pareto {

namespace {

/// Of a number of items: two digits, and never fewer than are needed.
std::string items_text(const Speech& s, int64_t items) {
  int64_t step = 1;
  while (items / step >= 100)
    step *= 10;
  return count_text(s.voice, (items + step - 1) / step * step);
}

std::string wait(const Speech& s, const Figure& figure) {
  return number_text(s.voice, *figure.quantity.value, NumberFormat::Milliseconds);
}

/// What stands before a sentence that is not settled.
std::string hedged(const Speech& s, Sure sure, const std::string& text) {
  switch (sure) {
  case Sure::Settled: return text;
  case Sure::Unsettled: return s.voice.say(PARETO_SAY("Phrases", "As far as measured: %1"), {text});
  case Sure::Preview: return s.voice.say(PARETO_SAY("Phrases", "After a first quick look: %1"), {text});
  case Sure::Unknown: break;
  }
  return s.voice.say(PARETO_SAY("Phrases", "Not settled: %1"), {text});
}

std::string felt(const Speech& s, const Phrase& phrase) {
  const std::string patience = patience_text(s.voice, phrase.patience_ms), who = name(s, phrase.who),
                    time = wait(s, phrase.figures.front());
  switch (phrase.in_time) {
  case InTime::Yes:
    return s.voice.say(
        PARETO_SAY("Phrases", "With %1 people wait %2 for an answer, no longer than the %3 they accept."),
        {who, time, patience});
  case InTime::No:
    return s.voice.say(PARETO_SAY("Phrases", "With %1 people wait %2 for an answer, longer than the %3 they accept."),
                       {who, time, patience});
  case InTime::Open:
  case InTime::Unknown: break;
  }
  return s.voice.say(PARETO_SAY("Phrases", "With %1 people wait %2 for an answer, about the %3 they accept."),
                     {who, time, patience});
}

std::string felt_compared(const Speech& s, const Phrase& phrase) {
  const std::string who = name(s, phrase.who), other = name(s, phrase.baseline);
  const double mine = *phrase.figures[0].quantity.value, theirs = *phrase.figures[1].quantity.value;
  if (!phrase.surely)
    return s.voice.say(PARETO_SAY("Phrases", "%1 takes %2, %3 takes %4: no decisive difference in how it feels."),
                       {who, wait(s, phrase.figures[0]), other, wait(s, phrase.figures[1])});
  return s.voice.say(mine <= theirs ? PARETO_SAY("Phrases", "%1 takes %2 where %3 takes %4: %5 % less of the wait.")
                                    : PARETO_SAY("Phrases", "%1 takes %2 where %3 takes %4: %5 % more of the wait."),
                     {who, wait(s, phrase.figures[0]), other, wait(s, phrase.figures[1]),
                      s.voice.digits(100 * std::fabs(1 - mine / theirs), 0)});
}

std::string amount(const Speech& s, const Figure& figure) {
  return figure.month ? money_text(s.voice, ranged_of(figure.quantity), *figure.month)
                      : number_text(s.voice, *figure.quantity.value, NumberFormat::Bytes);
}

std::string least_memory(const Speech& s, const Phrase& phrase) {
  const std::string who = name(s, phrase.who), other = name(s, phrase.baseline), mine = amount(s, phrase.figures[0]);
  if (phrase.figures.size() < 2)
    return s.voice.say(PARETO_SAY("Phrases", "%1 needs %2 of memory."), {who, mine});
  const double ratio = *phrase.figures[0].quantity.value / *phrase.figures[1].quantity.value;
  return s.voice.say(!phrase.surely ? PARETO_SAY("Phrases", "%1 needs %2 of memory, %3 %4.")
                     : ratio <= 1   ? PARETO_SAY("Phrases", "%1 needs %2 of memory where %3 needs %4: %5 % less.")
                                    : PARETO_SAY("Phrases", "%1 needs %2 of memory where %3 needs %4: %5 % more."),
                     {who, mine, other, amount(s, phrase.figures[1]), s.voice.digits(100 * std::fabs(1 - ratio), 0)});
}

/// Whose month costs less is a matter of what was measured; how much, of what is stated.
std::string least_cost(const Speech& s, const Phrase& phrase) {
  const std::string who = name(s, phrase.who), mine = amount(s, phrase.figures[0]);
  if (phrase.figures.size() < 2)
    return s.voice.say(PARETO_SAY("Phrases", "With %1 a month costs %2, by what is stated."), {who, mine});
  return s.voice.say(phrase.surely
                         ? PARETO_SAY("Phrases", "With %1 a month costs %2, by what is stated; with %3 it costs %4.")
                         : PARETO_SAY("Phrases", "With %1 a month costs %2, by what is stated; with %3 %4: not surely "
                                                 "another amount."),
                     {who, mine, name(s, phrase.baseline), amount(s, phrase.figures[1])});
}

std::string prototype(const Speech& s, const Phrase& phrase) {
  std::string text = s.voice.say(
      is_of_waits(phrase.goal)
          ? PARETO_SAY("Phrases",
                       "%1 answers in time, so a prototype comes first; accuracy is settled once that holds.")
          : PARETO_SAY("Phrases", "A prototype of %1 comes first; accuracy is settled once that holds."),
      {name(s, phrase.who)});
  if (phrase.items)
    text += s.voice.say(PARETO_SAY("Phrases", " About %1 of our own items show a difference of %2 of 100."),
                        {items_text(s, *phrase.items), s.voice.digits(kPointsAllowed, 0)});
  if (phrase.figures.size() > 1)
    text += s.voice.say(PARETO_SAY("Phrases", " So far: %1 (%2)."),
                        {value_phrase(s.voice, s.evidence, phrase.figures[1].axis, *phrase.figures[1].quantity.value),
                         source_text(s.voice, phrase.figures[1].quantity)});
  return text;
}

/// A machine that is not here is named: nobody has it yet.
std::string infrastructure(const Speech& s, const Phrase& phrase) {
  const double bytes = *phrase.figures.front().quantity.value;
  const bool fits = bytes <= static_cast<double>(*phrase.capacity);
  const std::string who = name(s, phrase.who), needed = number_text(s.voice, bytes, NumberFormat::Bytes),
                    there = number_text(s.voice, static_cast<double>(*phrase.capacity), NumberFormat::Bytes),
                    device = shown_device(s.evidence, s.comparison);
  if (s.evidence.machine_of(device))
    return s.voice.say(fits ? PARETO_SAY("Phrases", "%1 fits %4: %2 of %3 of memory.")
                            : PARETO_SAY("Phrases", "%1 does not fit %4: it needs %2, and there are %3 of memory."),
                       {who, needed, there, device_name(s.voice, s.evidence, device)});
  return s.voice.say(
      fits ? PARETO_SAY("Phrases", "%1 runs on what we have: %2 of %3 of memory.")
           : PARETO_SAY("Phrases", "%1 does not fit what we have: it needs %2, and there are %3 of memory."),
      {who, needed, there});
}

std::string money(const Speech& s, const Phrase& phrase) {
  const std::string cheaper = way_name(s.voice, *phrase.cheaper), other = way_name(s.voice, *phrase.other),
                    month = money_text(s.voice, phrase.month, phrase.currency),
                    more = money_text(s.voice, phrase.other_month, phrase.currency);
  return s.voice.say(phrase.surely
                         ? PARETO_SAY("Phrases", "%1 costs %2 a month, %3 %4, by what is stated.")
                         : PARETO_SAY("Phrases", "%1 costs %2 a month, %3 %4, by what is stated: the ranges overlap."),
                     {cheaper, month, other, more});
}

} // namespace

std::string phrase_text(const Speech& s, const Phrase& phrase) {
  switch (phrase.kind) {
  case Phrase::Kind::FeltTime: return hedged(s, phrase.sure, felt(s, phrase));
  case Phrase::Kind::FeltCompared: return hedged(s, phrase.sure, felt_compared(s, phrase));
  case Phrase::Kind::Least: return phrase.goal == Goal::LowestCost ? least_cost(s, phrase) : least_memory(s, phrase);
  case Phrase::Kind::PrototypeFirst: return hedged(s, phrase.sure, prototype(s, phrase));
  case Phrase::Kind::Infrastructure: return infrastructure(s, phrase);
  case Phrase::Kind::CloudOrOwn: break;
  }
  return money(s, phrase);
}

std::string plan_headline(const Speech& s, const PilotPlan& plan) {
  if (!plan.who)
    return s.voice.say(PARETO_SAY("Phrases", "No plan yet: a pilot needs a model that is chosen, and none is."));
  const std::string who = name(s, *plan.who);
  if (plan.needs == PilotNeeds::Patience)
    return s.voice.say(plan.chosen
                           ? PARETO_SAY("Phrases", "No pilot of %1: it is chosen, and its answers take longer than the "
                                                   "%2 that people accept, so the first stage could not end.")
                           : PARETO_SAY("Phrases", "No pilot of %1: its answers take longer than the %2 that people "
                                                   "accept, so the first stage could not end."),
                       {who, patience_text(s.voice, plan.patience_ms)});
  if (plan.needs == PilotNeeds::Training)
    return s.voice.say(PARETO_SAY("Phrases", "There is nothing to pilot yet: %1 has no weights. Train it, or add a "
                                             "checkpoint of it with weights; the plan follows."),
                       {who});
  std::string text =
      plan.who == plan.against
          ? s.voice.say(PARETO_SAY("Phrases", "A plan for %1: pilot, then a tenth of the requests, then all."), {who})
          : s.voice.say(
                PARETO_SAY("Phrases", "A plan for %1 against %2: pilot, then a tenth of the requests, then all."),
                {who, name(s, *plan.against)});
  if (plan.needs == PilotNeeds::Trained)
    text += s.voice.say(PARETO_SAY("Phrases", " It begins once a trained model is there: this study has no weights of "
                                              "it."));
  return text;
}

std::string gate_text(const Speech& s, const Gate& gate) {
  switch (gate.kind) {
  case Gate::Kind::Wait:
    return s.voice.say(PARETO_SAY("Phrases", "95 of 100 answers come within %1"), {patience_text(s.voice, gate.most)});
  case Gate::Kind::Limit:
    return s.voice.say(higher_is_better(gate.metric) ? PARETO_SAY("Phrases", "%1 at least %2")
                                                     : PARETO_SAY("Phrases", "%1 at most %2"),
                       {metric_title(s.voice, s.evidence, {gate.metric, {}}),
                        number_text(s.voice, gate.most, format_of(row_of(gate.metric).unit))});
  case Gate::Kind::Quality:
    return s.voice.say(PARETO_SAY("Phrases", "not surely more than %1 of 100 below what is in use"),
                       {s.voice.digits(gate.most, 0)});
  case Gate::Kind::Load:
    return s.voice.say(PARETO_SAY("Phrases", "%1 requests in the busiest hour"), // "0.0667 a second" nobody sees
                       {tokens(s, std::round(gate.most * 3600))});
  case Gate::Kind::Monitor: break;
  }
  return s.voice.say(PARETO_SAY("Phrases", "nothing worse than in the stage before (paretoscope-engine compare)"));
}

std::string stage_text(const Speech& s, const PlanStage& stage) {
  std::vector<std::string> gates;
  for (const Gate& gate : stage.gates)
    gates.push_back(gate_text(s, gate));
  const std::string all = s.voice.series(gates);
  if (stage.stage == Stage::Pilot)
    return s.voice.say(PARETO_SAY("Phrases", "Pilot, on own items: ends when %1."), {all});
  const std::string share = s.voice.digits(100 * stage.share.value_or(1), 0);
  if (!stage.per_day)
    return s.voice.say(stage.stage == Stage::Limited
                           ? PARETO_SAY("Phrases", "Limited, %1 % of the requests: ends when %2.")
                           : PARETO_SAY("Phrases", "Full, %1 % of the requests: stays while %2."),
                       {share, all});
  return s.voice.say(stage.stage == Stage::Limited
                         ? PARETO_SAY("Phrases", "Limited, %1 % of the requests (%3 a day): ends when %2.")
                         : PARETO_SAY("Phrases", "Full, %1 % of the requests (%3 a day): stays while %2."),
                     {share, all, tokens(s, std::round(*stage.per_day))});
}

std::string size_text(const Speech& s, const PilotPlan& plan, const SampleSize& size) {
  return s.voice.say(
      plan.share_known
          ? PARETO_SAY("Phrases", "To see a difference of %1 of 100: about %2 own items (about %3 of 100 right).")
          : PARETO_SAY("Phrases", "To see a difference of %1 of 100: about %2 own items (at worst, %3 of 100 "
                                  "right)."),
      {s.voice.digits(size.points, 0), items_text(s, size.items), s.voice.digits(100 * plan.share, 0)});
}

std::string check_text(const Speech& s, const CheckItem& item) {
  const bool yes = item.yes.value_or(false);
  switch (item.kind) {
  case CheckItem::Kind::Weights:
    return s.voice.say(yes ? PARETO_SAY("Phrases", "Weights: a checkpoint is in this study.")
                           : PARETO_SAY("Phrases", "Weights: none in this study; somebody has to train or to provide "
                                                   "them."));
  case CheckItem::Kind::Measured:
    if (!item.yes)
      return s.voice.say(PARETO_SAY("Phrases", "Speed: measured on this device, but not so that it decides anything "
                                               "yet (a preview, disturbed or suspect)."));
    return s.voice.say(yes ? PARETO_SAY("Phrases", "Speed: measured on this device.")
                           : PARETO_SAY("Phrases", "Speed: not measured on this device."));
  case CheckItem::Kind::Kernel:
    return yes ? s.voice.say(PARETO_SAY("Phrases", "Kernels: this program has its own; the equations are in arXiv %1."),
                             {item.text})
               : s.voice.say(PARETO_SAY("Phrases", "Kernels: a mix of parts, without a paper of its own."));
  case CheckItem::Kind::Fits:
    if (!item.yes)
      return s.voice.say(PARETO_SAY("Phrases", "Memory: nobody knows whether it fits."));
    return s.voice.say(yes ? PARETO_SAY("Phrases", "Memory: it fits this device.")
                           : PARETO_SAY("Phrases", "Memory: it does not fit this device."));
  case CheckItem::Kind::Quality: break;
  }
  return s.voice.say(yes ? PARETO_SAY("Phrases", "Quality: some is known.")
                         : PARETO_SAY("Phrases", "Quality: nothing is known of it."));
}

} // namespace pareto
