// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/sentences.h"

#include "ui/core_text.h"
#include "ui/format.h"
#include "ui/views/chart_parts.h"

#include <QCoreApplication>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Sentences)
};

QString tokens(double count) { return formatValue(count, AxisFormat::Tokens); }

/// "61.2 ms per output token", "25 of 100 FDA look-ups", ...
QString valuePhrase(const Evidence& evidence, const AxisChoice& axis, double value) {
  const QString number = formatValue(value, axisFormat(axis));
  switch (axis.metric) {
  case Metric::Tpot: return Texts::tr("%1 per output token").arg(number);
  case Metric::AnswerTime: return Texts::tr("%1 per answer").arg(number);
  case Metric::Ttft: return Texts::tr("%1 to the first token").arg(number);
  case Metric::DecodeRate: return Texts::tr("%1 output tokens per second").arg(number);
  case Metric::PrefillRate: return Texts::tr("%1 prompt tokens per second").arg(number);
  case Metric::Memory: return Texts::tr("%1 of memory").arg(number);
  case Metric::State: return Texts::tr("%1 of cache").arg(number);
  case Metric::Quality: break;
  }
  const QString name = publishedMetricName(axis.quality_metric);
  const bool counted = metricUnit(evidence, axis) == QCoreApplication::translate("Metrics", "right of 100"); // apart: lupdate mixes up the contexts
  return counted ? Texts::tr("%1 of 100 %2").arg(number, name) : Texts::tr("%1 %2").arg(number, name);
}

QString missingModels(const Evidence& evidence, const TradeOff& result) {
  QStringList names;
  for (const TradeOffPoint& point : result.points)
    if (!point.complete())
      names << modelName(evidence, point.model);
  return names.isEmpty() ? QString() : Texts::tr(" No value yet for %1.").arg(listText(names));
}

QString range(const Crossover& c) { return c.ci95 ? Texts::tr(" (95 % interval %1–%2)").arg(tokens(c.ci95->low), tokens(c.ci95->high)) : Texts::tr(" (preview)"); }

QString crossoverClause(const Evidence& evidence, Along along, const Crossover& c) {
  const QString name = modelName(evidence, c.challenger);
  const bool context = along == Along::Context;
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

} // namespace

QString tradeOffSentence(const Evidence& evidence, const ViewState& state, const TradeOff& result) {
  const QString where = Texts::tr("At %1 tokens and %n simultaneous request(s)", nullptr, state.at.requests).arg(tokens(static_cast<double>(state.at.context)));
  if (result.frontier.empty()) {
    const bool complete = std::any_of(result.points.begin(), result.points.end(), [](const TradeOffPoint& p) { return p.complete(); });
    if (!complete)
      return Texts::tr("Nothing can be compared yet: press Run to measure.");
    return Texts::tr("%1 nothing passes: the points fail a limit or lie beyond what was measured.").arg(where);
  }
  const TradeOffPoint& first = result.points[result.frontier.front()];
  const TradeOffPoint& last = result.points[result.frontier.back()];
  const auto both = [&](const TradeOffPoint& p) {
    return Texts::tr("%1: %2, %3").arg(modelName(evidence, p.model), valuePhrase(evidence, state.x, *p.x.value), valuePhrase(evidence, state.y, *p.y.value));
  };
  QString sentence;
  if (result.frontier.size() == 1)
    sentence = Texts::tr("%1 one model is best on both axes. %2.").arg(where, both(first));
  else
    sentence = Texts::tr("%1 the choice runs from %2 to %3.").arg(where, both(first), both(last));
  return sentence + missingModels(evidence, result);
}

QString crossoverSentence(const Evidence& evidence, const ViewState& state, Metric metric, const std::vector<Crossover>& all) {
  QStringList clauses, unknown;
  const std::vector<std::string> models = shownModels(evidence, state);
  QString baseline;
  for (const Crossover& c : all) {
    if (std::find(models.begin(), models.end(), c.challenger) == models.end())
      continue;
    baseline = modelName(evidence, c.baseline);
    const QString clause = crossoverClause(evidence, state.along, c);
    clause.isEmpty() ? unknown << modelName(evidence, c.challenger) : clauses << clause;
  }
  if (clauses.isEmpty())
    return all.empty() ? Texts::tr("One model alone crosses nothing: choose another to compare it with.")
                       : Texts::tr("Too little is measured to say where the curves cross: press Run, or measure more context lengths.");
  const QString where = state.along == Along::Context ? Texts::tr("At %n simultaneous request(s)", nullptr, state.at.requests)
                                                      : Texts::tr("At %1 tokens of context").arg(tokens(static_cast<double>(state.at.context)));
  const bool prefill = metric == Metric::Ttft || metric == Metric::PrefillRate;
  const QString list = clauses.join(Texts::tr("; "));
  QString sentence = prefill ? Texts::tr("%1, faster to the first token than %2: %3.").arg(where, baseline, list)
                     : metric == Metric::AnswerTime ? Texts::tr("%1, faster answers than %2: %3.").arg(where, baseline, list)
                                                    : Texts::tr("%1, faster per token than %2: %3.").arg(where, baseline, list);
  if (!unknown.isEmpty())
    sentence += Texts::tr(" Not known yet for %1.").arg(listText(unknown));
  return sentence;
}

QString memorySentence(const Evidence& evidence, const ViewState& state) {
  std::string least, most;
  double low = INFINITY, high = 0;
  for (const std::string& model : shownModels(evidence, state)) {
    const double bytes = evidence.value(model, Metric::Memory, state.at).value.value_or(0);
    if (bytes < low) {
      low = bytes;
      least = model;
    }
    if (bytes > high) {
      high = bytes;
      most = model;
    }
  }
  if (most.empty())
    return Texts::tr("No model is chosen: tick at least one on the left, or add your own.");
  const QString where = Texts::tr("At %1 tokens and %n simultaneous request(s)", nullptr, state.at.requests).arg(tokens(static_cast<double>(state.at.context)));
  if (least == most)
    return Texts::tr("%1 %2 needs %3.").arg(where, modelName(evidence, most), formatValue(high, AxisFormat::Bytes));
  const auto part = [&](const std::string& model, Metric metric) { return formatValue(*evidence.value(model, metric, state.at).value, AxisFormat::Bytes); };
  return Texts::tr("%1 %2 needs %3 (%4 of it cache), %5 needs %6 (%7 of it state).")
      .arg(where, modelName(evidence, most), formatValue(high, AxisFormat::Bytes), part(most, Metric::State), modelName(evidence, least), formatValue(low, AxisFormat::Bytes),
           part(least, Metric::State));
}

} // namespace pareto::ui
