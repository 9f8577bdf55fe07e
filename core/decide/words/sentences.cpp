// SPDX-License-Identifier: GPL-3.0-or-later
// Choice, crossings and memory in words.
#include "core/decide/words/sentences.h"

#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/pending_words.h"
#include "core/decide/words/speech.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

bool devices(const Speech& s) { return s.comparison.compared == Compared::Devices; }

std::string missing_text(const Speech& s, const Choice& choice) {
  return choice.missing.empty() ? std::string()
                                : s.voice.say(PARETO_SAY("Sentences", " No value for %1."), {names(s, choice.missing)});
}

Wording nothing_yet(Reader reader) {
  switch (reader) {
  case Reader::Engine: return PARETO_SAY("Sentences", "Nothing can be compared yet: run the study.");
  case Reader::Running:
    return PARETO_SAY("Sentences", "Nothing can be compared yet: the first values come in a moment.");
  case Reader::Window: break;
  }
  return PARETO_SAY("Sentences", "Nothing can be compared yet: press Run to measure.");
}

std::string incomparable(const Speech& s) {
  if (devices(s))
    return s.voice.say(PARETO_SAY("Sentences", "Nothing can be compared: %1 has no value on both axes."),
                       {model_name(s.evidence, compared_model(s.evidence, s.comparison))});
  return s.voice.say(PARETO_SAY("Sentences", "Nothing can be compared: no model has a value on both axes."));
}

/// The quality of one model is the same on all devices.
Wording best_pattern(const Speech& s, Choice::Kind kind) {
  if (kind == Choice::Kind::OnlyOne)
    return PARETO_SAY("Sentences", "%1, there is only one to look at: %2.");
  if (!devices(s))
    return PARETO_SAY("Sentences", "%1, one model is surely better than any other that passes: %2.");
  return quality_axis(s.comparison)
             ? PARETO_SAY("Sentences", "%1, one device is surely better, with the same quality on all: %2.")
             : PARETO_SAY("Sentences", "%1, one device is surely better than any other that passes: %2.");
}

/// "Mamba-2 (30 ms per output token, 25 of 100 FDA look-ups)" of two figures, from `first` on.
std::string both(const Speech& s, const Choice& choice, size_t first) {
  const Figure &x = choice.figures[first], &y = choice.figures[first + 1];
  return s.voice.say(PARETO_SAY("Sentences", "%1 (%2, %3)"),
                     {name(s, x.of), value_phrase(s.voice, s.evidence, x.axis, *x.quantity.value),
                      value_phrase(s.voice, s.evidence, y.axis, *y.quantity.value)});
}

} // namespace

std::string sentence(const Speech& s, const Choice& choice) {
  switch (choice.kind) {
  case Choice::Kind::NothingYet: return s.voice.say(nothing_yet(s.voice.reader()));
  case Choice::Kind::Incomparable: return incomparable(s);
  case Choice::Kind::TestedShort:
    return s.voice.say(PARETO_SAY("Sentences", "%1, nothing can be ranked: the quality was tested to %2 tokens only."),
                       {where(s), tokens(s, static_cast<double>(choice.tested_to))});
  case Choice::Kind::LimitsUnknown:
    return s.voice.say(PARETO_SAY("Sentences", "%1, nothing can be ranked: it is not known yet which meet the limits."),
                       {where(s)});
  case Choice::Kind::NothingPasses:
    return s.voice.say(
        PARETO_SAY("Sentences", "%1, nothing passes: the points fail a limit or lie beyond what was measured."),
        {where(s)});
  case Choice::Kind::NotYet:
    return s.voice.say(PARETO_SAY("Sentences", "%1, cannot compare yet: %2."),
                       {where(s), pending_text(s.voice, choice.pending, choice.compared)}) +
           remedy_text(s.voice, choice.pending);
  case Choice::Kind::Tie:
    return s.voice.say(PARETO_SAY("Sentences", "%1, no decisive difference on both axes between %2."),
                       {where(s), names(s, choice.unsettled)}) +
           missing_text(s, choice);
  case Choice::Kind::OnlyOne:
  case Choice::Kind::Best:
    return s.voice.say(best_pattern(s, choice.kind), {where(s), both(s, choice, 0)}) + missing_text(s, choice);
  case Choice::Kind::Range: break;
  }
  return s.voice.say(PARETO_SAY("Sentences", "%1, the choice runs from %2 to %3."),
                     {where(s), both(s, choice, 0), both(s, choice, 2)}) +
         missing_text(s, choice);
}

namespace {

Wording alone(const Speech& s) {
  if (!devices(s))
    return PARETO_SAY("Sentences", "One model alone crosses nothing: choose another to compare it with.");
  return s.voice.reader() == Reader::Engine
             ? PARETO_SAY("Sentences", "One device alone crosses nothing: the study needs another to compare it with.")
             : PARETO_SAY("Sentences",
                          "One device alone crosses nothing: tick another under “Devices” to compare it with.");
}

Wording too_little(Reader reader) {
  switch (reader) {
  case Reader::Engine:
    return PARETO_SAY("Sentences",
                      "Too little is measured to say where the curves of %1 cross: run the study, or give it "
                      "more context lengths.");
  case Reader::Running:
    return PARETO_SAY("Sentences",
                      "Too little is measured yet to say where the curves cross; the measurement goes on.");
  case Reader::Window: break;
  }
  return PARETO_SAY(
      "Sentences", "Too little is measured to say where the curves cross: press Run, or measure more context lengths.");
}

Wording modelled_alone() {
  return PARETO_SAY("Sentences",
                    "Where the curves cross is not known there: bands decide nothing. Measure it there, and "
                    "import the file.");
}

/// A place that was found between measured ones: no more digits than it is known to.
std::string found(const Speech& s, double place) { return tokens(s, round_significant(place, 3)); }

std::string range(const Speech& s, const Crossover& c) {
  return c.ci95 ? s.voice.say(PARETO_SAY("Sentences", " (95 % interval %1–%2)"),
                              {found(s, c.ci95->low), found(s, c.ci95->high)})
                : std::string();
}

/// Of what was measured: "512–4,096", of one place "512".
std::string span(const Speech& s, const Crossover& c) {
  return c.low == c.high ? tokens(s, c.low)
                         : s.voice.say(PARETO_SAY("Format", "%1–%2"), {tokens(s, c.low), tokens(s, c.high)});
}

/// The same with what is counted: "512–4,096 tokens".
std::string stretch(const Speech& s, const Crossover& c) {
  if (s.comparison.along == Along::Context)
    return s.voice.say(PARETO_SAY("Sentences", "%1 tokens"), {span(s, c)});
  return c.low == 1 && c.high == 1 ? s.voice.say(PARETO_SAY("Sentences", "one request"))
                                   : s.voice.say(PARETO_SAY("Sentences", "%1 requests"), {span(s, c)});
}

bool is_partly(const Crossover& c) {
  return c.kind == Crossover::Kind::PartlyBelow || c.kind == Crossover::Kind::PartlyAbove;
}

/// Of one or several of whom the same is true. `elsewhere`: that the rest of a range decides nothing is said with it.
std::string model_clause(const Speech& s, const Crossover& c, const std::string& who, bool elsewhere) {
  const bool context = s.comparison.along == Along::Context;
  switch (c.kind) {
  case Crossover::Kind::FallsBelow:
    return s.voice.say(context ? PARETO_SAY("Sentences", "%1 from %2 tokens on%3")
                               : PARETO_SAY("Sentences", "%1 from %2 requests on%3"),
                       {who, found(s, c.at), range(s, c)});
  case Crossover::Kind::RisesAbove:
    return s.voice.say(context ? PARETO_SAY("Sentences", "%1 only up to %2 tokens%3")
                               : PARETO_SAY("Sentences", "%1 only up to %2 requests%3"),
                       {who, found(s, c.at), range(s, c)});
  case Crossover::Kind::AlwaysBelow:
    return s.voice.say(PARETO_SAY("Sentences", "%1 over the whole measured range (%2)"), {who, stretch(s, c)});
  case Crossover::Kind::AlwaysAbove:
    return s.voice.say(PARETO_SAY("Sentences", "%1 nowhere in the measured range (%2)"), {who, stretch(s, c)});
  case Crossover::Kind::PartlyBelow:
    return s.voice.say(elsewhere ? PARETO_SAY("Sentences", "%1 surely at %2, elsewhere no decisive difference")
                                 : PARETO_SAY("Sentences", "%1 surely at %2"),
                       {who, stretch(s, c)});
  case Crossover::Kind::PartlyAbove:
    return s.voice.say(elsewhere ? PARETO_SAY("Sentences", "%1 surely not at %2, elsewhere no decisive difference")
                                 : PARETO_SAY("Sentences", "%1 surely not at %2"),
                       {who, stretch(s, c)});
  case Crossover::Kind::NoDifference:
    return s.voice.say(PARETO_SAY("Sentences", "no decisive difference for %1"), {who});
  case Crossover::Kind::Unknown: break;
  }
  return {};
}

/// Those of whom the same is said stand together, and what holds of all but a part of their ranges is said once, last.
std::vector<std::string> model_clauses(const Speech& s, const std::vector<Crossover>& known) {
  struct Group {
    const Crossover* first;
    std::vector<std::string> names;
  };
  std::vector<Group> groups;
  for (const Crossover& c : known) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return group.first->kind == c.kind && model_clause(s, *group.first, {}, true) == model_clause(s, c, {}, true);
    });
    Group& group = same == groups.end() ? groups.emplace_back(Group{&c, {}}) : *same;
    group.names.push_back(name(s, {c.challenger, c.challenger_device}));
  }
  std::stable_partition(groups.begin(), groups.end(), [](const Group& group) { return !is_partly(*group.first); });
  const auto partly =
      std::count_if(groups.begin(), groups.end(), [](const Group& group) { return is_partly(*group.first); });
  std::vector<std::string> clauses;
  for (const Group& group : groups)
    clauses.push_back(model_clause(s, *group.first, s.voice.list(group.names), partly == 1));
  if (partly > 1)
    clauses.push_back(s.voice.say(PARETO_SAY("Sentences", "elsewhere no decisive difference")));
  return clauses;
}

/// Of two devices as one would say it: "llvmpipe (software) is slower than CPU at every measured length (512–4,096
/// tokens)".
std::string device_clause(const Speech& s, const Crossover& c) {
  const std::string who = name(s, {c.challenger, c.challenger_device}),
                    other = name(s, {c.baseline, c.baseline_device});
  const bool context = s.comparison.along == Along::Context;
  switch (c.kind) {
  case Crossover::Kind::FallsBelow:
    return s.voice.say(context ? PARETO_SAY("Sentences", "%1 is faster than %2 from %3 tokens on%4")
                               : PARETO_SAY("Sentences", "%1 is faster than %2 from %3 requests on%4"),
                       {who, other, found(s, c.at), range(s, c)});
  case Crossover::Kind::RisesAbove:
    return s.voice.say(context ? PARETO_SAY("Sentences", "%1 is faster than %2 only up to %3 tokens%4")
                               : PARETO_SAY("Sentences", "%1 is faster than %2 only up to %3 requests%4"),
                       {who, other, found(s, c.at), range(s, c)});
  case Crossover::Kind::AlwaysBelow:
    return s.voice.say(context ? PARETO_SAY("Sentences", "%1 is faster than %2 at every measured length (%3 tokens)")
                               : PARETO_SAY("Sentences", "%1 is faster than %2 at every measured load (%3 requests)"),
                       {who, other, span(s, c)});
  case Crossover::Kind::AlwaysAbove:
    return s.voice.say(context ? PARETO_SAY("Sentences", "%1 is slower than %2 at every measured length (%3 tokens)")
                               : PARETO_SAY("Sentences", "%1 is slower than %2 at every measured load (%3 requests)"),
                       {who, other, span(s, c)});
  case Crossover::Kind::PartlyBelow:
    return s.voice.say(
        context
            ? PARETO_SAY("Sentences", "%1 is surely faster than %2 at %3 tokens, elsewhere no decisive difference")
            : PARETO_SAY("Sentences", "%1 is surely faster than %2 at %3 requests, elsewhere no decisive difference"),
        {who, other, span(s, c)});
  case Crossover::Kind::PartlyAbove:
    return s.voice.say(
        context
            ? PARETO_SAY("Sentences", "%1 is surely slower than %2 at %3 tokens, elsewhere no decisive difference")
            : PARETO_SAY("Sentences", "%1 is surely slower than %2 at %3 requests, elsewhere no decisive difference"),
        {who, other, span(s, c)});
  case Crossover::Kind::NoDifference:
    return s.voice.say(PARETO_SAY("Sentences", "%1 and %2 show no decisive difference"), {who, other});
  case Crossover::Kind::Unknown: break;
  }
  return {};
}

std::string known_text(const Speech& s, const Crossings& crossings) {
  std::vector<std::string> clauses;
  if (devices(s))
    for (const Crossover& c : crossings.known)
      clauses.push_back(device_clause(s, c));
  else
    clauses = model_clauses(s, crossings.known);
  const std::string list = s.voice.series(clauses);
  const Named named = crossings.along == Along::Context ? Named::Requests : Named::Context;
  const std::string place = where_clause(s.voice, s.evidence, s.comparison, named);
  const FasterWords& faster = words_of(crossings.metric).faster;
  return devices(s) ? s.voice.say(faster.devices, {place, list})
                    : s.voice.say(faster.models, {place, name(s, crossings.baseline), list});
}

} // namespace

std::string sentence(const Speech& s, const Crossings& crossings) {
  switch (crossings.kind) {
  case Crossings::Kind::Alone: return s.voice.say(alone(s));
  case Crossings::Kind::TooLittle:
    if (s.comparison.compared == Compared::Models && s.evidence.is_elsewhere(shown_device(s.evidence, s.comparison)))
      return s.voice.say(modelled_alone());
    return s.voice.say(too_little(s.voice.reader()), {metric_title(s.voice, s.evidence, {crossings.metric, {}})});
  case Crossings::Kind::Known: break;
  }
  const std::string text = known_text(s, crossings);
  return crossings.unknown.empty()
             ? text
             : text + s.voice.say(PARETO_SAY("Sentences", " Not known yet for %1."), {names(s, crossings.unknown)});
}

std::string memory_owner(const Voice& voice, const Evidence& evidence, const std::string& device) {
  return device == "cpu" ? voice.say(PARETO_SAY("Sentences", "this machine")) : device_name(voice, evidence, device);
}

namespace {

/// " Too large for the 8.6 GB of RTX 3060: Mamba-2.", of every device; why nothing is said of one.
std::string fit_text(const Speech& s, const MemoryNeed& need) {
  std::string text;
  for (const MemoryNeed::Fit& fit : need.fits) {
    const std::string bytes = number_text(s.voice, static_cast<double>(fit.bytes), NumberFormat::Bytes),
                      device = memory_owner(s.voice, s.evidence, fit.device);
    if (fit.bytes == 0) {
      text += s.voice.say(PARETO_SAY("Sentences", " How much memory %1 has is not known."), {device});
      continue;
    }
    std::vector<std::string> too_large;
    for (const Contender& who : fit.too_large)
      too_large.push_back(model_name(s.evidence, who.model));
    text += too_large.empty()
                ? s.voice.say(PARETO_SAY("Sentences", " All of it fits into the %1 of %2."), {bytes, device})
                : s.voice.say(PARETO_SAY("Sentences", " Too large for the %1 of %2: %3."),
                              {bytes, device, s.voice.list(too_large)});
  }
  return text;
}

} // namespace

std::string sentence(const Speech& s, const MemoryNeed& need) {
  const auto model = [&](size_t i) { return model_name(s.evidence, need.figures[i].of.model); };
  const auto bytes = [&](size_t i) {
    return number_text(s.voice, need.figures[i].quantity.value.value_or(NAN), NumberFormat::Bytes);
  };
  const auto place = [&] { return place_clause(s.voice, s.comparison); };
  switch (need.kind) {
  case MemoryNeed::Kind::NothingChosen:
    return s.voice.say(
        s.voice.reader() == Reader::Engine
            ? PARETO_SAY("Sentences", "No model of this study can be compared.")
            : PARETO_SAY("Sentences", "No model is chosen: tick at least one on the left, or add your own."));
  case MemoryNeed::Kind::One:
    return s.voice.say(PARETO_SAY("Sentences", "%1, %2 needs %3."), {place(), model(0), bytes(0)}) + fit_text(s, need);
  case MemoryNeed::Kind::Range: break;
  }
  constexpr size_t kLeast = 2, kMost = 4; // of the others, each with its state behind it
  if (need.figures.size() <= kMost)
    return s.voice.say(
               PARETO_SAY("Sentences", "%1, %2 needs %3 (cache and state: %4), %5 needs %6 (cache and state: %7)."),
               {place(), model(0), bytes(0), bytes(1), model(kLeast), bytes(kLeast), bytes(kLeast + 1)}) +
           fit_text(s, need);
  return s.voice.say(
             PARETO_SAY("Sentences", "%1, %2 needs %3 (cache and state: %4); the others need %5 (%6) to %7 (%8)."),
             {place(), model(0), bytes(0), bytes(1), bytes(kLeast), model(kLeast), bytes(kMost), model(kMost)}) +
         fit_text(s, need);
}

} // namespace pareto
