// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/race/race_strips.h"

#include "ui/charts/chart_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(RaceStrips)
};

constexpr double kHalfStrip = 0.3; ///< of a row's height
constexpr double kRoom = 1.15;
constexpr double kFirstSecond = 1000; ///< ms, of the axis before anything has come

QString time(double ms) { return formatValue(ms, AxisFormat::Milliseconds); }

QString hoverOf(const RaceLane& lane, size_t token) {
  const double ms = lane.tokenTimes[token];
  return token == 0
             ? Texts::tr("%1: first token after %2").arg(lane.name, time(ms))
             : Texts::tr("%1: token %2 after %3").arg(lane.name, QLocale().toString(qulonglong(token + 1)), time(ms));
}

/// From the prompt to the first token; a failed or waiting lane has none.
BlockSpec readingOf(const RaceLane& lane, const SeriesSpec& series, double row) {
  BlockSpec reading;
  reading.right = lane.tokenTimes.front();
  reading.bottom = row - kHalfStrip;
  reading.top = row + kHalfStrip;
  reading.fill = BlockFill::Light;
  reading.family = series.family;
  reading.model = series.model;
  reading.hover = hoverOf(lane, 0);
  return reading;
}

void addLane(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const RaceLane& lane, double row) {
  SeriesSpec series = seriesOf(evidence, lane.model, view);
  series.name = lane.name;
  series.small = true;
  for (size_t i = 0; i < lane.tokenTimes.size(); ++i) {
    PointSpec point;
    point.x = lane.tokenTimes[i];
    point.y = row;
    point.hover = hoverOf(lane, i);
    if (i == 0)
      point.label = Texts::tr("⚑ %1").arg(time(point.x));
    else if (lane.over() && i + 1 == lane.tokenTimes.size())
      point.label = time(point.x);
    series.points << point;
    chart.rows << QStringList{QString::fromStdString(lane.model), lane.name, QString::number(i + 1),
                              QString::number(point.x, 'g', 10)};
  }
  if (!lane.tokenTimes.empty())
    chart.blocks << readingOf(lane, series, row);
  chart.series << series;
}

double latest(const std::vector<RaceLane>& lanes) {
  double last = 0;
  for (const RaceLane& lane : lanes)
    if (!lane.tokenTimes.empty())
      last = std::max(last, lane.tokenTimes.back());
  return last;
}

/// Machine and date; models with their sizes and precision; how it came about.
QStringList provenanceOf(const Evidence& evidence, const RaceShown& race) {
  const Calibration& machine = evidence.calibration();
  const QString date =
      race.ended.isNull() ? Texts::tr("still running") : race.ended.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
  const QString run = race.question.together ? Texts::tr("one run, all at the same time on this machine")
                                             : Texts::tr("one run, one after another on this machine"),
                how = listText({racePlace(race.lanes, race.question), run});
  const bool anySilent =
      std::any_of(race.lanes.begin(), race.lanes.end(), [](const RaceLane& l) { return !l.answers; });
  return {machine.processor.empty() ? date : QString::fromStdString(machine.processor) + QStringLiteral(" · ") + date,
          Texts::tr("%1; weights %2").arg(sizedNames(race.lanes), precisionName(race.question.precision.toStdString())),
          anySilent ? Texts::tr("%1; random weights where no answer is shown: their speed is real").arg(how) : how};
}

/// How fast each wrote, and when it began to: lane by lane, for one run is no order.
void addFacts(ChartSpec& chart, const RaceShown& race) {
  for (const RaceLane& lane : race.lanes)
    if (lane.rate && lane.ttft)
      chart.facts << FactSpec{formatValue(*lane.rate, AxisFormat::Number),
                              Texts::tr("%1; first token after %2").arg(lane.name, time(*lane.ttft))};
  chart.factsTitle = race.question.requests > 1 ? Texts::tr("Tokens a second of one request, one run")
                                                : Texts::tr("Tokens a second, one run");
  chart.subtitle = racePlace(race.lanes, race.question);
}

} // namespace

QString sizedNames(const std::vector<RaceLane>& lanes) {
  QStringList names;
  for (const RaceLane& lane : lanes)
    names << (lane.size.isEmpty() ? lane.name : Texts::tr("%1 (%2)").arg(lane.name, lane.size));
  return listText(names);
}

QString racePlace(const std::vector<RaceLane>& lanes, const RaceQuestion& question) {
  int read = 0;
  for (const RaceLane& lane : lanes)
    read = std::max(read, lane.promptTokens);
  if (read == 0) // nobody has begun to
    read = question.promptTokens;
  const QString lengths =
      Texts::tr("%1 tokens read, up to %2 written").arg(QLocale().toString(read), QLocale().toString(question.tokens));
  return listText({lengths, question.requests > 1
                                ? Texts::tr("%1 requests at once in each lane").arg(QString::number(question.requests))
                                : Texts::tr("one request in each lane")});
}

ChartSpec raceStrips(const Evidence& evidence, const ViewState& view, const RaceShown& race) {
  ChartSpec chart;
  chart.id = QStringLiteral("race");
  chart.sentence =
      race.ended.isNull() ? Texts::tr("The race runs …") : raceSentence(withShortNames(race.lanes), race.question);
  if (!race.ended.isNull())
    chart.title = raceTitle(race.lanes); // of a slide: the sentence names every lane, and stands beneath
  chart.x.title = Texts::tr("Time since the prompt");
  chart.x.format = AxisFormat::Milliseconds;
  chart.x.better = Better::Lower;
  chart.x.low = 0;
  const double last = latest(race.lanes);
  chart.x.high = last > 0 ? last * kRoom : kFirstSecond;
  chart.y.low = -0.6;
  chart.y.high = std::max(0.4, static_cast<double>(race.lanes.size()) - 0.4);
  chart.columns = {QStringLiteral("model"), QStringLiteral("name"), QStringLiteral("token"), QStringLiteral("time_ms")};
  auto row = static_cast<double>(race.lanes.size()) - 1;
  for (const RaceLane& lane : race.lanes) {
    chart.y.categories.prepend(lane.name);
    addLane(chart, evidence, view, lane, row--);
  }
  chart.meanings = {{BlockFill::Light, Texts::tr("reading the prompt")}};
  chart.provenance = provenanceOf(evidence, race);
  addFacts(chart, race);
  chart.accessibleText = chart.sentence;
  if (last <= 0)
    chart.emptyText = race.ended.isNull() ? Texts::tr("The prompt is being read: the first token comes in a moment.")
                                          : Texts::tr("No token came.");
  return chart;
}

} // namespace pareto::ui
