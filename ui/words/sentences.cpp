// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/sentences.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"

#include <QCoreApplication>

#include <cmath>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Sentences)
};

QString tokens(double count) { return formatValue(count, AxisFormat::Tokens); }

QString namesOf(const Evidence& evidence, const ViewState& state, const std::vector<Contender>& contenders) {
  QStringList names;
  for (const Contender& who : contenders)
    names << contenderName(evidence, state, who);
  return listText(names);
}

QString missingModels(const Evidence& evidence, const ViewState& state, const Choice& choice) {
  return choice.missing.empty() ? QString()
                                : Texts::tr(" No value yet for %1.").arg(namesOf(evidence, state, choice.missing));
}

QString noCrossover(const ViewState& state, bool alone) {
  if (alone)
    return state.compared == Compared::Devices
               ? Texts::tr("One device alone crosses nothing: tick another under “Devices” to compare it with.")
               : Texts::tr("One model alone crosses nothing: choose another to compare it with.");
  return state.running
             ? Texts::tr("Too little is measured yet to say where the curves cross; the measurement goes on.")
             : Texts::tr(
                   "Too little is measured to say where the curves cross: press Run, or measure more context lengths.");
}

QString range(const Crossover& c) {
  return c.ci95 ? Texts::tr(" (95 % interval %1–%2)").arg(tokens(c.ci95->low), tokens(c.ci95->high))
                : Texts::tr(" (preview)");
}

QString crossoverClause(const Evidence& evidence, const ViewState& state, const Crossover& c) {
  const QString name = contenderName(evidence, state, {c.challenger, c.challenger_device});
  const bool context = state.along == Along::Context;
  switch (c.kind) {
  case Crossover::Kind::FallsBelow:
    return context ? Texts::tr("%1 from %2 tokens on%3").arg(name, tokens(c.at), range(c))
                   : Texts::tr("%1 from %2 requests on%3").arg(name, tokens(c.at), range(c));
  case Crossover::Kind::RisesAbove:
    return context ? Texts::tr("%1 only up to %2 tokens%3").arg(name, tokens(c.at), range(c))
                   : Texts::tr("%1 only up to %2 requests%3").arg(name, tokens(c.at), range(c));
  case Crossover::Kind::AlwaysBelow:
    return Texts::tr("%1 over the whole measured range (%2–%3)").arg(name, tokens(c.low), tokens(c.high));
  case Crossover::Kind::AlwaysAbove:
    return Texts::tr("%1 nowhere in the measured range (%2–%3)").arg(name, tokens(c.low), tokens(c.high));
  case Crossover::Kind::NoDifference: return Texts::tr("%1 shows no clear difference").arg(name);
  case Crossover::Kind::Unknown: break;
  }
  return {};
}

/// Of two devices as one would say it: "llvmpipe (software) is slower than CPU at every measured length (512–4,096
/// tokens)".
QString deviceClause(const Evidence& evidence, const ViewState& state, const Crossover& c) {
  const QString name = contenderName(evidence, state, {c.challenger, c.challenger_device}),
                other = contenderName(evidence, state, {c.baseline, c.baseline_device});
  const bool context = state.along == Along::Context;
  switch (c.kind) {
  case Crossover::Kind::FallsBelow:
    return context ? Texts::tr("%1 is faster than %2 from %3 tokens on%4").arg(name, other, tokens(c.at), range(c))
                   : Texts::tr("%1 is faster than %2 from %3 requests on%4").arg(name, other, tokens(c.at), range(c));
  case Crossover::Kind::RisesAbove:
    return context
               ? Texts::tr("%1 is faster than %2 only up to %3 tokens%4").arg(name, other, tokens(c.at), range(c))
               : Texts::tr("%1 is faster than %2 only up to %3 requests%4").arg(name, other, tokens(c.at), range(c));
  case Crossover::Kind::AlwaysBelow:
    return context ? Texts::tr("%1 is faster than %2 at every measured length (%3–%4 tokens)")
                         .arg(name, other, tokens(c.low), tokens(c.high))
                   : Texts::tr("%1 is faster than %2 at every measured load (%3–%4 requests)")
                         .arg(name, other, tokens(c.low), tokens(c.high));
  case Crossover::Kind::AlwaysAbove:
    return context ? Texts::tr("%1 is slower than %2 at every measured length (%3–%4 tokens)")
                         .arg(name, other, tokens(c.low), tokens(c.high))
                   : Texts::tr("%1 is slower than %2 at every measured load (%3–%4 requests)")
                         .arg(name, other, tokens(c.low), tokens(c.high));
  case Crossover::Kind::NoDifference: return Texts::tr("%1 and %2 show no clear difference").arg(name, other);
  case Crossover::Kind::Unknown: break;
  }
  return {};
}

/// "%1, one model is best on both axes: %2.": the quality of one model is the same on all devices.
QString bestText(const ViewState& state, Choice::Kind kind) {
  if (kind == Choice::Kind::OnlyOne)
    return Texts::tr("%1, there is only one to look at: %2.");
  if (state.compared == Compared::Models)
    return Texts::tr("%1, one model is best on both axes: %2.");
  return quality_axis(state) ? Texts::tr("%1, one device is best, with the same quality on all: %2.")
                             : Texts::tr("%1, one device is best on both axes: %2.");
}

/// What the intervals cannot tell from the best.
QString unsettledText(const Evidence& evidence, const ViewState& state, const Choice& choice) {
  return choice.unsettled.empty() ? QString()
                                  : Texts::tr(" Not settled yet for %1: the intervals overlap or are missing.")
                                        .arg(namesOf(evidence, state, choice.unsettled));
}

QString incomparable(const Evidence& evidence, const ViewState& state) {
  if (state.compared == Compared::Devices)
    return Texts::tr("Nothing can be compared: %1 has no value on both axes.")
        .arg(modelName(evidence, compared_model(evidence, state)));
  return Texts::tr("Nothing can be compared: no model has a value on both axes.");
}

/// "Mamba-2 (30 ms per output token, 25 of 100 FDA look-ups)" of two figures, from `first` on.
QString both(const Evidence& evidence, const ViewState& state, const Choice& choice, size_t first) {
  const Figure &x = choice.figures[first], &y = choice.figures[first + 1];
  return Texts::tr("%1 (%2, %3)")
      .arg(contenderName(evidence, state, x.of), valuePhrase(evidence, x.axis, *x.quantity.value),
           valuePhrase(evidence, y.axis, *y.quantity.value));
}

QString choiceText(const Choice& choice, const Evidence& evidence, const ViewState& state) {
  const auto where = [&] { return whereClause(evidence, state); };
  switch (choice.kind) {
  case Choice::Kind::NothingYet:
    return state.running ? Texts::tr("Nothing can be compared yet: the first values come in a moment.")
                         : Texts::tr("Nothing can be compared yet: press Run to measure.");
  case Choice::Kind::Incomparable: return incomparable(evidence, state);
  case Choice::Kind::TestedShort:
    return Texts::tr("%1, nothing can be ranked: the quality was tested to %2 tokens only.")
        .arg(where(), tokens(static_cast<double>(choice.tested_to)));
  case Choice::Kind::LimitsUnknown:
    return Texts::tr("%1, nothing can be ranked: it is not known yet which meet the limits.").arg(where());
  case Choice::Kind::NothingPasses:
    return Texts::tr("%1, nothing passes: the points fail a limit or lie beyond what was measured.").arg(where());
  case Choice::Kind::OnlyOne:
  case Choice::Kind::Best:
    return bestText(state, choice.kind).arg(where(), both(evidence, state, choice, 0)) +
           unsettledText(evidence, state, choice) + missingModels(evidence, state, choice);
  case Choice::Kind::Range: break;
  }
  return Texts::tr("%1, the choice runs from %2 to %3.")
             .arg(where(), both(evidence, state, choice, 0), both(evidence, state, choice, 2)) +
         missingModels(evidence, state, choice);
}

} // namespace

QString sentence(const Choice& choice, const Evidence& evidence, const ViewState& state) {
  return choiceText(choice, evidence, state) + otherSizesText(evidence, state);
}

QString sentence(const Crossings& crossings, const Evidence& evidence, const ViewState& state) {
  if (crossings.kind != Crossings::Kind::Known)
    return noCrossover(state, crossings.kind == Crossings::Kind::Alone) + otherSizesText(evidence, state);
  QStringList clauses;
  for (const Crossover& c : crossings.known)
    clauses << (state.compared == Compared::Devices ? deviceClause(evidence, state, c)
                                                    : crossoverClause(evidence, state, c));
  const QString where =
                    whereClause(evidence, state, crossings.along == Along::Context ? Named::Requests : Named::Context),
                list = clauses.join(Texts::tr("; "));
  QString text =
      state.compared == Compared::Devices
          ? fasterDevices(crossings.metric).arg(where, list)
          : fasterThan(crossings.metric).arg(where, contenderName(evidence, state, crossings.baseline), list);
  if (!crossings.unknown.empty())
    text += Texts::tr(" Not known yet for %1.").arg(namesOf(evidence, state, crossings.unknown));
  return text + otherSizesText(evidence, state);
}

namespace {

/// " Too large for the 8.6 GB of RTX 3060: Mamba-2.", for every device with memory of its own.
QString fitText(const Evidence& evidence, const MemoryNeed& need) {
  QString text;
  for (const MemoryNeed::Fit& fit : need.fits) {
    QStringList tooLarge;
    for (const Contender& who : fit.too_large)
      tooLarge << modelName(evidence, who.model);
    const QString bytes = formatValue(static_cast<double>(fit.bytes), AxisFormat::Bytes),
                  name = deviceName(evidence, fit.device);
    text += tooLarge.isEmpty() ? Texts::tr(" That fits the %1 of %2.").arg(bytes, name)
                               : Texts::tr(" Too large for the %1 of %2: %3.").arg(bytes, name, listText(tooLarge));
  }
  return text;
}

} // namespace

QString sentence(const MemoryNeed& need, const Evidence& evidence, const ViewState& state) {
  const auto name = [&](size_t i) { return modelName(evidence, need.figures[i].of.model); };
  const auto bytes = [&](size_t i) {
    return formatValue(need.figures[i].quantity.value.value_or(NAN), AxisFormat::Bytes);
  };
  const auto rest = [&] { return fitText(evidence, need) + otherSizesText(evidence, state); };
  switch (need.kind) {
  case MemoryNeed::Kind::NothingChosen:
    return Texts::tr("No model is chosen: tick at least one on the left, or add your own.");
  case MemoryNeed::Kind::One: return Texts::tr("%1, %2 needs %3.").arg(placeClause(state), name(0), bytes(0)) + rest();
  case MemoryNeed::Kind::Range: break;
  }
  return Texts::tr("%1, %2 needs %3 (%4 of it cache), %5 needs %6 (%7 of it state).")
             .arg(placeClause(state), name(0), bytes(0), bytes(1), name(2), bytes(2), bytes(3)) +
         rest();
}

} // namespace pareto::ui
