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

/// The beginning and the end: files of one series differ there.
std::vector<RaceLane> withShortNames(std::vector<RaceLane> lanes) {
  constexpr qsizetype kLongest = 24, kStart = 9, kEnd = 8; // names of the catalogue stay as they are
  for (RaceLane& lane : lanes)
    if (lane.name.size() > kLongest)
      lane.name = lane.name.left(kStart) + QChar(0x2026) + lane.name.right(kEnd);
  return lanes;
}

QString raceTitle(const std::vector<RaceLane>& named) {
  const std::vector<RaceLane> lanes = withShortNames(named);
  const RaceOutcome outcome = outcomeOf(lanes);
  const auto& lead = outcome.speed;
  if (!outcome.any_done || !lead || !lead->second)
    return {};
  const auto times = [](double ratio) { return QLocale().toString(ratio, 'f', ratio < 10 ? 1 : 0); };
  const QString first = lanes[lead->first].name, second = lanes[*lead->second].name;
  const auto alike = static_cast<int>(std::max<size_t>(2, lead->alike.size()));
  if (!lead->equal())
    return RaceSentenceTexts::tr("%1 wrote fastest: %2 times as fast as %3").arg(first, times(lead->times), second);
  if (!lead->last)
    return lead->alike.size() > 2 ? RaceSentenceTexts::tr("%n models wrote equally fast", nullptr, alike)
                                  : RaceSentenceTexts::tr("%1 and %2 wrote equally fast").arg(first, second);
  return RaceSentenceTexts::tr("%n models wrote equally fast, %1 times as fast as %2", nullptr, alike)
      .arg(times(lead->times_last), lanes[*lead->last].name);
}

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
