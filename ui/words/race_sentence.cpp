// SPDX-License-Identifier: GPL-3.0-or-later
// The result of a race in words, from its figures alone.
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/session/race_runner.h"

#include <algorithm>

#include <QCoreApplication>
#include <QLocale>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(RaceSentence)
};

constexpr double kTie = 0.03; ///< single runs closer than this tell nothing

QString rate(double perSecond) { return Texts::tr("%1 tokens/s").arg(formatValue(perSecond, AxisFormat::Number)); }

/// Lanes with this figure, best first.
std::vector<const RaceLane*> ranked(const std::vector<RaceLane>& lanes, std::optional<double> RaceLane::*figure, bool higher) {
  std::vector<const RaceLane*> all;
  for (const RaceLane& lane : lanes)
    if (lane.state == RaceLane::State::Done && lane.*figure)
      all.push_back(&lane);
  std::stable_sort(all.begin(), all.end(), [&](const RaceLane* a, const RaceLane* b) { return higher ? *(a->*figure) > *(b->*figure) : *(a->*figure) < *(b->*figure); });
  return all;
}

QString speedPart(const std::vector<RaceLane>& lanes) {
  const auto by = ranked(lanes, &RaceLane::rate, true);
  if (by.size() < 2)
    return by.empty() ? QString() : Texts::tr("%1 wrote %2.").arg(by[0]->name, rate(*by[0]->rate));
  const double ratio = *by[0]->rate / *by[1]->rate;
  if (ratio < 1 + kTie)
    return Texts::tr("%1 and %2 wrote equally fast (%3, %4).").arg(by[0]->name, by[1]->name, rate(*by[0]->rate), rate(*by[1]->rate));
  return Texts::tr("%1 wrote fastest: %2, %3 times as fast as %4 (%5).").arg(by[0]->name, rate(*by[0]->rate), QLocale().toString(ratio, 'f', ratio < 10 ? 1 : 0), by[1]->name, rate(*by[1]->rate));
}

QString firstPart(const std::vector<RaceLane>& lanes) {
  const auto by = ranked(lanes, &RaceLane::ttft, false);
  if (by.size() < 2)
    return {};
  const auto time = [](const RaceLane* lane) { return formatValue(*lane->ttft, AxisFormat::Milliseconds); };
  if (*by[1]->ttft < *by[0]->ttft * (1 + kTie))
    return Texts::tr("Their first tokens came after equal times (%1, %2).").arg(time(by[0]), time(by[1]));
  return Texts::tr("%1 showed its first token soonest, after %2 (%3: %4).").arg(by[0]->name, time(by[0]), by[1]->name, time(by[1]));
}

QString failedPart(const std::vector<RaceLane>& lanes) {
  QStringList names;
  for (const RaceLane& lane : lanes)
    if (lane.state == RaceLane::State::Failed)
      names << lane.name;
  return names.isEmpty() ? QString() : Texts::tr("Not finished: %1.").arg(listText(names));
}

} // namespace

QString raceSentence(const std::vector<RaceLane>& lanes, bool together) {
  QStringList parts{speedPart(lanes), firstPart(lanes), failedPart(lanes)};
  const bool finished = std::any_of(lanes.begin(), lanes.end(), [](const RaceLane& lane) { return lane.state == RaceLane::State::Done; });
  if (!finished)
    return std::any_of(lanes.begin(), lanes.end(), [](const RaceLane& lane) { return lane.state == RaceLane::State::Stopped; }) ? Texts::tr("Stopped before anyone finished.") : parts.last();
  parts << (together && lanes.size() > 1 ? Texts::tr("One run; the models shared this machine, so each alone is faster.") : Texts::tr("One run; for intervals measure the study."));
  parts.removeAll(QString());
  return parts.join(QLatin1Char(' '));
}

} // namespace pareto::ui
