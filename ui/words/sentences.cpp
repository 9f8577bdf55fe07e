// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/sentences.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/contenders.h"

#include <QCoreApplication>

#include <cmath>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Sentences)
};

QString tokens(double count) { return formatValue(count, AxisFormat::Tokens); }

QString missingModels(const Evidence& evidence, const ViewState& state, const TradeOff& result) {
  QStringList names;
  for (const TradeOffPoint& point : result.points)
    if (!point.complete())
      names << contenderName(evidence, state, point.contender());
  return names.isEmpty() ? QString() : Texts::tr(" No value yet for %1.").arg(listText(names));
}

QString noCrossover(const ViewState& state, bool alone) {
  if (alone)
    return state.compared == Compared::Devices ? Texts::tr("One device alone crosses nothing: tick another under “Devices” to compare it with.")
                                               : Texts::tr("One model alone crosses nothing: choose another to compare it with.");
  return state.running ? Texts::tr("Too little is measured yet to say where the curves cross; the measurement goes on.")
                       : Texts::tr("Too little is measured to say where the curves cross: press Run, or measure more context lengths.");
}

QString range(const Crossover& c) { return c.ci95 ? Texts::tr(" (95 % interval %1–%2)").arg(tokens(c.ci95->low), tokens(c.ci95->high)) : Texts::tr(" (preview)"); }

QString crossoverClause(const Evidence& evidence, const ViewState& state, const Crossover& c) {
  const QString name = contenderName(evidence, state, {c.challenger, c.challenger_device});
  const bool context = state.along == Along::Context;
  switch (c.kind) {
  case Crossover::Kind::FallsBelow:
    return context ? Texts::tr("%1 from %2 tokens on%3").arg(name, tokens(c.at), range(c)) : Texts::tr("%1 from %2 requests on%3").arg(name, tokens(c.at), range(c));
  case Crossover::Kind::RisesAbove:
    return context ? Texts::tr("%1 only up to %2 tokens%3").arg(name, tokens(c.at), range(c)) : Texts::tr("%1 only up to %2 requests%3").arg(name, tokens(c.at), range(c));
  case Crossover::Kind::AlwaysBelow: return Texts::tr("%1 over the whole measured range (%2–%3)").arg(name, tokens(c.low), tokens(c.high));
  case Crossover::Kind::AlwaysAbove: return Texts::tr("%1 nowhere in the measured range (%2–%3)").arg(name, tokens(c.low), tokens(c.high));
  case Crossover::Kind::NoDifference: return Texts::tr("%1 shows no clear difference").arg(name);
  case Crossover::Kind::Unknown: break;
  }
  return {};
}

/// Of two devices as one would say it: "llvmpipe (software) is slower than CPU at every measured length (512–4,096 tokens)".
QString deviceClause(const Evidence& evidence, const ViewState& state, const Crossover& c) {
  const QString name = contenderName(evidence, state, {c.challenger, c.challenger_device}), other = contenderName(evidence, state, {c.baseline, c.baseline_device});
  const bool context = state.along == Along::Context;
  switch (c.kind) {
  case Crossover::Kind::FallsBelow:
    return context ? Texts::tr("%1 is faster than %2 from %3 tokens on%4").arg(name, other, tokens(c.at), range(c)) : Texts::tr("%1 is faster than %2 from %3 requests on%4").arg(name, other, tokens(c.at), range(c));
  case Crossover::Kind::RisesAbove:
    return context ? Texts::tr("%1 is faster than %2 only up to %3 tokens%4").arg(name, other, tokens(c.at), range(c)) : Texts::tr("%1 is faster than %2 only up to %3 requests%4").arg(name, other, tokens(c.at), range(c));
  case Crossover::Kind::AlwaysBelow:
    return context ? Texts::tr("%1 is faster than %2 at every measured length (%3–%4 tokens)").arg(name, other, tokens(c.low), tokens(c.high)) : Texts::tr("%1 is faster than %2 at every measured load (%3–%4 requests)").arg(name, other, tokens(c.low), tokens(c.high));
  case Crossover::Kind::AlwaysAbove:
    return context ? Texts::tr("%1 is slower than %2 at every measured length (%3–%4 tokens)").arg(name, other, tokens(c.low), tokens(c.high)) : Texts::tr("%1 is slower than %2 at every measured load (%3–%4 requests)").arg(name, other, tokens(c.low), tokens(c.high));
  case Crossover::Kind::NoDifference: return Texts::tr("%1 and %2 show no clear difference").arg(name, other);
  case Crossover::Kind::Unknown: break;
  }
  return {};
}

/// "%1, one model is best on both axes. %2.": the quality of one model is the same on all devices.
QString bestText(const ViewState& state, const TradeOff& result) {
  if (std::count_if(result.points.begin(), result.points.end(), [](const TradeOffPoint& p) { return p.complete(); }) < 2)
    return Texts::tr("%1, there is only one to look at: %2."); // best of one is no praise
  if (state.compared == Compared::Models)
    return Texts::tr("%1, one model is best on both axes: %2.");
  const bool quality = state.x.metric == Metric::Quality || state.y.metric == Metric::Quality;
  return quality ? Texts::tr("%1, one device is best, with the same quality on all: %2.") : Texts::tr("%1, one device is best on both axes: %2.");
}

/// Why no point with values on both axes is on the frontier.
QString nothingPasses(const TradeOff& result) {
  int64_t testedTo = 0;
  bool failed = false, unknown = false;
  for (const TradeOffPoint& point : result.points) {
    failed |= !point.failed.empty();
    unknown |= !point.unknown.empty();
    for (const Quantity* q : {&point.x, &point.y})
      if (q->value && q->reach == Reach::Beyond && q->tested_to > 0)
        testedTo = q->tested_to;
  }
  if (testedTo > 0 && !failed)
    return Texts::tr("%1, nothing can be ranked: the quality was tested to %2 tokens only.").arg(QStringLiteral("%1"), tokens(static_cast<double>(testedTo)));
  if (unknown && !failed)
    return Texts::tr("%1, nothing can be ranked: it is not known yet which meet the limits.");
  return Texts::tr("%1, nothing passes: the points fail a limit or lie beyond what was measured.");
}

/// What the intervals cannot tell from the best.
QString unsettledText(const Evidence& evidence, const ViewState& state, const TradeOff& result) {
  QStringList names;
  for (const TradeOffPoint& point : result.points)
    if (point.standing == Standing::Possible)
      names << contenderName(evidence, state, point.contender());
  return names.isEmpty() ? QString() : Texts::tr(" Not settled yet for %1: the intervals overlap or are missing.").arg(listText(names));
}

QString incomparable(const Evidence& evidence, const ViewState& state) {
  if (state.compared == Compared::Devices)
    return Texts::tr("Nothing can be compared: %1 has no value on both axes.").arg(modelName(evidence, comparedModel(evidence, state)));
  return Texts::tr("Nothing can be compared: no model has a value on both axes.");
}

} // namespace

bool runMayComplete(const TradeOff& result) {
  const auto comes = [](const Quantity& q) { return q.value || q.gap == Gap::NotMeasured; };
  return result.points.empty() || std::any_of(result.points.begin(), result.points.end(), [&](const TradeOffPoint& p) { return comes(p.x) && comes(p.y); });
}

QString tradeOffSentence(const Evidence& evidence, const ViewState& state, const TradeOff& result) {
  const QString where = whereClause(evidence, state);
  if (result.frontier.empty()) {
    const bool complete = std::any_of(result.points.begin(), result.points.end(), [](const TradeOffPoint& p) { return p.complete(); });
    if (!complete)
      return (!runMayComplete(result) ? incomparable(evidence, state)
              : state.running ? Texts::tr("Nothing can be compared yet: the first values come in a moment.") : Texts::tr("Nothing can be compared yet: press Run to measure.")) +
             otherSizesText(evidence, state);
    return nothingPasses(result).arg(where) + otherSizesText(evidence, state);
  }
  const TradeOffPoint& first = result.points[result.frontier.front()];
  const TradeOffPoint& last = result.points[result.frontier.back()];
  const auto both = [&](const TradeOffPoint& p) {
    return Texts::tr("%1 (%2, %3)").arg(contenderName(evidence, state, p.contender()), valuePhrase(evidence, state.x, *p.x.value), valuePhrase(evidence, state.y, *p.y.value));
  };
  QString sentence;
  if (result.frontier.size() == 1)
    sentence = bestText(state, result).arg(where, both(first)) + unsettledText(evidence, state, result);
  else
    sentence = Texts::tr("%1, the choice runs from %2 to %3.").arg(where, both(first), both(last));
  return sentence + missingModels(evidence, state, result) + otherSizesText(evidence, state);
}

QString crossoverSentence(const Evidence& evidence, const ViewState& state, Metric metric, const std::vector<Crossover>& all) {
  QStringList clauses, unknown;
  QString baseline;
  for (const Crossover& c : all) {
    baseline = contenderName(evidence, state, {c.baseline, c.baseline_device});
    const QString clause = state.compared == Compared::Devices ? deviceClause(evidence, state, c) : crossoverClause(evidence, state, c);
    clause.isEmpty() ? unknown << contenderName(evidence, state, {c.challenger, c.challenger_device}) : clauses << clause;
  }
  if (clauses.isEmpty())
    return noCrossover(state, all.empty()) + otherSizesText(evidence, state);
  const QString where = whereClause(evidence, state, state.along == Along::Context ? Named::Requests : Named::Context);
  const Metric time = row_of(metric).crosses_as;
  const QString list = clauses.join(Texts::tr("; "));
  QString sentence = state.compared == Compared::Devices ? fasterDevices(time).arg(where, list) : fasterThan(time).arg(where, baseline, list);
  if (!unknown.isEmpty())
    sentence += Texts::tr(" Not known yet for %1.").arg(listText(unknown));
  return sentence + otherSizesText(evidence, state);
}

namespace {

double memoryOf(const Evidence& evidence, const ViewState& state, const Contender& contender) {
  return evidence.value(contender.model, Metric::Memory, placeOn(state.at, contender)).value.value_or(0);
}

/// " Mamba-2 does not fit the 8.6 GB of RTX 3060.", for every device with memory of its own.
QString fitText(const Evidence& evidence, const ViewState& state, const std::vector<Contender>& compared) {
  QString text;
  for (const std::string& device : devicesOf(compared)) {
    const Calibration* limits = evidence.limits(device);
    if (!limits || limits->memory_bytes <= 0)
      continue;
    QStringList tooLarge;
    for (const Contender& contender : compared)
      if (contender.device == device && memoryOf(evidence, state, contender) > static_cast<double>(limits->memory_bytes))
        tooLarge << modelName(evidence, contender.model);
    const QString bytes = formatValue(static_cast<double>(limits->memory_bytes), AxisFormat::Bytes), name = deviceName(evidence, device);
    text += tooLarge.isEmpty() ? Texts::tr(" That fits the %1 of %2.").arg(bytes, name) : Texts::tr(" Too large for the %1 of %2: %3.").arg(bytes, name, listText(tooLarge));
  }
  return text;
}

} // namespace

QString memorySentence(const Evidence& evidence, const ViewState& state) {
  const std::vector<Contender> compared = contenders(evidence, state);
  if (compared.empty())
    return Texts::tr("No model is chosen: tick at least one on the left, or add your own.");
  const auto smaller = [&](const Contender& a, const Contender& b) { return memoryOf(evidence, state, a) < memoryOf(evidence, state, b); };
  const auto [least, most] = std::minmax_element(compared.begin(), compared.end(), smaller);
  const auto part = [&](const Contender& contender, Metric metric) {
    const Quantity bytes = evidence.value(contender.model, metric, placeOn(state.at, contender));
    return formatValue(bytes.value.value_or(NAN), AxisFormat::Bytes);
  };
  const QString fit = fitText(evidence, state, compared) + otherSizesText(evidence, state), where = placeClause(state);
  if (least->model == most->model)
    return Texts::tr("%1, %2 needs %3.").arg(where, modelName(evidence, most->model), part(*most, Metric::Memory)) + fit;
  return Texts::tr("%1, %2 needs %3 (%4 of it cache), %5 needs %6 (%7 of it state).")
             .arg(where, modelName(evidence, most->model), part(*most, Metric::Memory), part(*most, Metric::State), modelName(evidence, least->model), part(*least, Metric::Memory),
                  part(*least, Metric::State)) +
         fit;
}

} // namespace pareto::ui
