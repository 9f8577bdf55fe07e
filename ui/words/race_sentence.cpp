// SPDX-License-Identifier: GPL-3.0-or-later
// The result of a race in words, from its figures alone. A race is one run: without an interval nobody is ahead, so
// each lane is said for itself, in the order of the lanes.
#include "ui/session/race_runner.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace pareto::ui {

namespace {

struct RaceSentenceTexts {
  Q_DECLARE_TR_FUNCTIONS(RaceSentence)
};

bool isIn(const RaceLane& lane, RaceLane::State state) { return lane.state == state; }

bool anyIn(const std::vector<RaceLane>& lanes, RaceLane::State state) {
  return std::any_of(lanes.begin(), lanes.end(), [state](const RaceLane& lane) { return isIn(lane, state); });
}

QString rate(double perSecond) { return formatValue(perSecond, AxisFormat::Number); }

/// "Mamba-2 50 tokens/s (first token after 20 ms)"
QString laneText(const RaceLane& lane) {
  const QString text = lane.rate ? RaceSentenceTexts::tr("%1 %2 tokens/s").arg(lane.name, rate(*lane.rate)) : lane.name;
  return lane.ttft ? RaceSentenceTexts::tr("%1 (first token after %2)")
                         .arg(text, formatValue(*lane.ttft, AxisFormat::Milliseconds))
                   : text;
}

QString donePart(const std::vector<RaceLane>& lanes) {
  QStringList done;
  for (const RaceLane& lane : lanes)
    if (isIn(lane, RaceLane::State::Done))
      done << laneText(lane);
  return (done.size() > 1 ? RaceSentenceTexts::tr("One run is no order: %1.") : RaceSentenceTexts::tr("One run: %1."))
      .arg(listText(done));
}

QString failedPart(const std::vector<RaceLane>& lanes) {
  QStringList names;
  for (const RaceLane& lane : lanes)
    if (isIn(lane, RaceLane::State::Failed))
      names << lane.name;
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

bool hasResult(const std::vector<RaceLane>& lanes) {
  return std::any_of(lanes.begin(), lanes.end(),
                     [](const RaceLane& lane) { return isIn(lane, RaceLane::State::Done) && lane.rate; });
}

QString raceTitle(const std::vector<RaceLane>& lanes) {
  std::vector<double> rates;
  for (const RaceLane& lane : lanes)
    if (isIn(lane, RaceLane::State::Done) && lane.rate)
      rates.push_back(*lane.rate);
  if (rates.size() < 2)
    return {};
  const auto [least, most] = std::minmax_element(rates.begin(), rates.end());
  const QString low = rate(*least), high = rate(*most), count = QString::number(rates.size());
  return low == high
             ? RaceSentenceTexts::tr("One run, no order: %1 models wrote %2 tokens/s each").arg(count, low)
             : RaceSentenceTexts::tr("One run, no order: %1 models wrote %2 to %3 tokens/s").arg(count, low, high);
}

QString raceSentence(const std::vector<RaceLane>& lanes, const RaceQuestion& question) {
  if (!anyIn(lanes, RaceLane::State::Done))
    return anyIn(lanes, RaceLane::State::Stopped) ? RaceSentenceTexts::tr("Stopped before anyone finished.")
                                                  : failedPart(lanes);
  QStringList parts{donePart(lanes), failedPart(lanes)};
  if (question.requests > 1)
    parts << RaceSentenceTexts::tr("Each answered %1 requests at once; the figures are of one of them.")
                 .arg(QString::number(question.requests));
  if (question.together && lanes.size() > 1)
    parts << RaceSentenceTexts::tr("The models shared this machine, so each alone is faster.");
  parts << RaceSentenceTexts::tr("For intervals measure the study.");
  parts.removeAll(QString());
  return parts.join(QLatin1Char(' '));
}

} // namespace pareto::ui
