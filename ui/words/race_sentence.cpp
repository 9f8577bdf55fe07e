// SPDX-License-Identifier: GPL-3.0-or-later
// The result of a race in words, from its figures alone.
#include "core/decide/race.h"
#include "ui/session/race_runner.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"

#include <QCoreApplication>
#include <QLocale>

namespace pareto::ui {

namespace {

struct RaceSentenceTexts {
  Q_DECLARE_TR_FUNCTIONS(RaceSentence)
};

QString rate(double perSecond) {
  return RaceSentenceTexts::tr("%1 tokens/s").arg(formatValue(perSecond, AxisFormat::Number));
}

/// What is said of each of some lanes, as a list.
template <class Said>
QString listOf(const std::vector<size_t>& some, Said said) {
  QStringList all;
  for (const size_t lane : some)
    all << said(lane);
  all.removeDuplicates(); // "50 tokens/s" of all three
  return listText(all);
}

RaceResult resultOf(const RaceLane& lane) {
  using End = RaceResult::End;
  const End end = lane.state == RaceLane::State::Done      ? End::Done
                  : lane.state == RaceLane::State::Stopped ? End::Stopped
                  : lane.state == RaceLane::State::Failed  ? End::Failed
                                                           : End::Open;
  return {end, lane.rate, lane.ttft};
}

QString speedPart(const std::vector<RaceLane>& lanes, const std::optional<RaceOutcome::Lead>& lead) {
  if (!lead)
    return {};
  const auto name = [&](size_t lane) { return lanes[lane].name; };
  const auto speed = [&](size_t lane) { return rate(*lanes[lane].rate); };
  if (!lead->second)
    return RaceSentenceTexts::tr("%1 wrote %2.").arg(name(lead->first), speed(lead->first));
  const size_t first = lead->first, second = *lead->second;
  if (lead->alike.size() > 2)
    return RaceSentenceTexts::tr("%1 wrote equally fast (%2).")
        .arg(listOf(lead->alike, name), listOf(lead->alike, speed));
  if (lead->equal())
    return RaceSentenceTexts::tr("%1 and %2 wrote equally fast (%3, %4).")
        .arg(name(first), name(second), speed(first), speed(second));
  return RaceSentenceTexts::tr("%1 wrote fastest: %2, %3 times as fast as %4 (%5).")
      .arg(name(first), speed(first), QLocale().toString(lead->times, 'f', lead->times < 10 ? 1 : 0), name(second),
           speed(second));
}

QString firstPart(const std::vector<RaceLane>& lanes, const std::optional<RaceOutcome::Lead>& lead) {
  if (!lead || !lead->second)
    return {};
  const auto time = [&](size_t lane) { return formatValue(*lanes[lane].ttft, AxisFormat::Milliseconds); };
  const size_t first = lead->first, second = *lead->second;
  if (lead->equal())
    return RaceSentenceTexts::tr("The first tokens of %1 came after equal times (%2).")
        .arg(listOf(lead->alike, [&](size_t lane) { return lanes[lane].name; }), listOf(lead->alike, time));
  return RaceSentenceTexts::tr("%1 showed its first token soonest, after %2 (%3: %4).")
      .arg(lanes[first].name, time(first), lanes[second].name, time(second));
}

/// Who wrote slowest is not left out because three others are named.
QString slowestPart(const std::vector<RaceLane>& lanes, const std::optional<RaceOutcome::Lead>& lead) {
  if (!lead || !lead->last)
    return {};
  const RaceLane& last = lanes[*lead->last];
  return RaceSentenceTexts::tr("Slowest was %1 with %2: %3 wrote %4 times as fast.")
      .arg(last.name, rate(*last.rate), lanes[lead->first].name,
           QLocale().toString(lead->times_last, 'f', lead->times_last < 10 ? 1 : 0));
}

QString lastPart(const std::vector<RaceLane>& lanes, const std::optional<RaceOutcome::Lead>& lead) {
  return !lead || !lead->last
             ? QString()
             : RaceSentenceTexts::tr("The first token of %1 came last, after %2.")
                   .arg(lanes[*lead->last].name, formatValue(*lanes[*lead->last].ttft, AxisFormat::Milliseconds));
}

QString failedPart(const std::vector<RaceLane>& lanes, const std::vector<size_t>& failed) {
  QStringList names;
  for (size_t lane : failed)
    names << lanes[lane].name;
  return names.isEmpty() ? QString() : RaceSentenceTexts::tr("Not finished: %1.").arg(listText(names));
}

} // namespace

RaceOutcome outcomeOf(const std::vector<RaceLane>& lanes) {
  std::vector<RaceResult> results;
  for (const RaceLane& lane : lanes)
    results.push_back(resultOf(lane));
  return race_outcome(results);
}

QString raceSentence(const std::vector<RaceLane>& lanes, bool together) {
  const RaceOutcome outcome = outcomeOf(lanes);
  QStringList parts{speedPart(lanes, outcome.speed), slowestPart(lanes, outcome.speed),
                    firstPart(lanes, outcome.first_token), lastPart(lanes, outcome.first_token),
                    failedPart(lanes, outcome.failed)};
  if (!outcome.any_done)
    return outcome.any_stopped ? RaceSentenceTexts::tr("Stopped before anyone finished.") : parts.last();
  parts << (together && lanes.size() > 1
                ? RaceSentenceTexts::tr("One run; the models shared this machine, so each alone is faster.")
                : RaceSentenceTexts::tr("One run; for intervals measure the study."));
  parts.removeAll(QString());
  return parts.join(QLatin1Char(' '));
}

} // namespace pareto::ui
