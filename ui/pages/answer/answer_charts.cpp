// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/answer/answer_charts.h"

#include "core/decide/answer/workload_choices.h"
#include "core/decide/words/answer_words.h"
#include "core/decide/words/names.h"
#include "ui/charts/chart_parts.h"
#include "ui/pages/slide_texts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct AnswerChartsTexts {
  Q_DECLARE_TR_FUNCTIONS(AnswerCharts)
};

constexpr double kHalfBar = 0.34;    ///< of a row's height
constexpr double kRoomBehind = 1.05; ///< of the axis: what stands beside a bar has room of its own
constexpr double kPatienceShown = 4; ///< times the longest wait: a line further out would flatten every bar

struct Spoken {
  WindowVoice voice;
  Speech speech;
  Spoken(const Evidence& evidence, const ViewState& view)
      : voice(readerOf(view.running)), speech{voice, evidence, view} {}
};

QString milliseconds(double ms) { return formatValue(ms, AxisFormat::Milliseconds); }

bool isModelled(const Quantity& q) { return q.reach == Reach::Beyond && q.source == Source::Modelled; }

QString barHover(const Evidence& evidence, const ViewState& view, const WaitBar& bar) {
  const QString name = contenderHeading(evidence, bar.who);
  if (!bar.total.value)
    return name + QLatin1Char('\n') + gapText(bar.total, view.running);
  return QStringList{
      name, placeText(view.at),
      AnswerChartsTexts::tr("Reading (prefill): %1").arg(quantityText(bar.reading, AxisFormat::Milliseconds)),
      AnswerChartsTexts::tr("Writing (decode): %1").arg(quantityText(bar.writing, AxisFormat::Milliseconds)),
      AnswerChartsTexts::tr("Wait per answer: %1").arg(quantityText(bar.total, AxisFormat::Milliseconds))}
      .join(QLatin1Char('\n'));
}

/// Where there is no value: a sliver at zero that says why.
BlockSpec missingBlock(const ViewState& view, const WaitBar& bar, double row) {
  BlockSpec block;
  block.bottom = row - kHalfBar;
  block.top = row + kHalfBar;
  block.fill = BlockFill::Outline;
  block.beside = bar.total.gap == Gap::NotMeasured ? (view.running ? AnswerChartsTexts::tr("measured in a moment")
                                                                   : AnswerChartsTexts::tr("not measured"))
                 : bar.total.gap == Gap::Elsewhere ? AnswerChartsTexts::tr("not measured")
                 : bar.total.gap == Gap::NotStated ? AnswerChartsTexts::tr("its data sheet states too little")
                                                   : shown(barred_text(WindowVoice(), bar.total));
  return block;
}

/// Reading and writing, one behind the other.
QList<BlockSpec> barBlocks(const WaitBar& bar, double row, const QString& family) {
  BlockSpec reading, writing;
  reading.bottom = writing.bottom = row - kHalfBar;
  reading.top = writing.top = row + kHalfBar;
  reading.family = writing.family = family;
  reading.right = writing.left = bar.reading.value.value_or(0);
  writing.right = *bar.total.value;
  const bool modelled = isModelled(bar.total), quiet = bar.total.condition == Condition::Quiet;
  reading.fill = !quiet ? BlockFill::Broken : modelled ? BlockFill::Dotted : BlockFill::Solid;
  writing.fill = !quiet ? BlockFill::Broken : modelled ? BlockFill::Dotted : BlockFill::Light;
  QString text = milliseconds(*bar.total.value);
  if (modelled)
    text = AnswerChartsTexts::tr("%1, modelled")
               .arg(bar.total.ci95 ? formatRange(*bar.total.ci95, AxisFormat::Milliseconds) : text);
  writing.beside = withCondition(text, bar.total.condition);
  if (bar.total.ci95)
    writing.besideFrom = bar.total.ci95->high;
  if (!modelled || !bar.total.ci95)
    return {reading, writing};
  BlockSpec end = writing; // behind the band, not across it
  end.fill = BlockFill::None;
  end.left = end.right = std::max(writing.right, bar.total.ci95->high);
  writing.beside.clear();
  return {reading, writing, end};
}

void addBar(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const WaitBar& bar, double row) {
  SeriesSpec series = seriesOf(evidence, view, bar.who);
  series.marks = false;
  QList<BlockSpec> blocks = bar.total.value ? barBlocks(bar, row, series.family) : QList{missingBlock(view, bar, row)};
  for (BlockSpec& block : blocks) {
    block.model = series.model;
    block.hover = barHover(evidence, view, bar);
  }
  chart.blocks << blocks;
  if (bar.total.value) {
    PointSpec total;
    total.x = *bar.total.value;
    total.y = row;
    total.xInterval = bar.total.ci95;
    total.fill = fillOf(bar.total, bar.total);
    total.preview = bar.total.preview;
    total.hover = blocks.first().hover;
    series.points << total;
  }
  chart.series << series;
  chart.rows << contenderCells(evidence, bar.who) +
                    QStringList{QString::number(view.at.context), QString::number(view.at.requests),
                                QString::number(view.at.answer_tokens)} +
                    quantityCells(bar.reading) + quantityCells(bar.writing) + quantityCells(bar.total);
}

void fitWaits(ChartSpec& chart, const ViewState& view, const Answer& answer) {
  double longest = 0, band = 0;
  for (const WaitBar& bar : answer.waits) {
    longest = std::max(longest, bar.total.value.value_or(0));
    if (bar.total.ci95)
      band = std::max(band, bar.total.ci95->high);
  }
  const bool line = longest == 0 || answer.patience_ms <= kPatienceShown * longest;
  chart.x.low = 0;
  chart.x.high = std::max({longest * kRoomBehind, band * kRoomBehind, line ? answer.patience_ms * 1.1 : 0.0});
  for (BlockSpec& block : chart.blocks) // one without a width would not be drawn, nor what stands beside it
    if (block.right <= 0 || (block.right <= block.left && !block.beside.isEmpty()))
      block.right += chart.x.high * 0.004;
  GuideSpec patience = patienceGuide(view, answer.patience_ms);
  patience.toldBeyond = true;
  chart.guides << patience;
}

} // namespace

ChartSpec waitChart(const Evidence& evidence, const ViewState& view, const Answer& answer) {
  const Spoken said(evidence, view);
  ChartSpec chart;
  chart.id = QStringLiteral("answer");
  chart.sentence = shown(headline_text(said.speech, answer.headline));
  addSlideTexts(chart, evidence, view, answer);
  chart.x = axisOf(evidence, {Metric::AnswerTime, {}});
  chart.y.low = -0.6;
  chart.y.high = std::max(0.4, static_cast<double>(answer.waits.size()) - 0.4);
  chart.columns =
      contenderColumns() +
      QStringList{QStringLiteral("prompt_tokens"), QStringLiteral("requests"), QStringLiteral("answer_tokens")} +
      quantityColumns(QStringLiteral("reading_ms")) + quantityColumns(QStringLiteral("writing_ms")) +
      quantityColumns(QStringLiteral("wait_ms"));
  QList<Quantity> values;
  std::vector<Contender> compared;
  auto row = static_cast<double>(answer.waits.size()) - 1;
  for (const WaitBar& bar : answer.waits) {
    chart.y.categories.prepend(contenderName(evidence, view, bar.who));
    addBar(chart, evidence, view, bar, row--);
    values << bar.total;
    compared.push_back(bar.who);
  }
  chart.meanings = {{BlockFill::Solid, AnswerChartsTexts::tr("reading (prefill)")},
                    {BlockFill::Light, AnswerChartsTexts::tr("writing (decode)")}};
  for (const BlockMeaning& meaning :
       {BlockMeaning{BlockFill::Dotted, AnswerChartsTexts::tr("modelled, with its band")},
        BlockMeaning{BlockFill::Broken, AnswerChartsTexts::tr("disturbed or suspect: decides nothing")}})
    if (std::any_of(chart.blocks.begin(), chart.blocks.end(),
                    [&](const BlockSpec& block) { return block.fill == meaning.fill; }))
      chart.meanings << meaning;
  fitWaits(chart, view, answer);
  values.removeIf([](const Quantity& q) { return !q.value; });
  addProvenance(chart, evidence, compared, values, true);
  chart.accessibleText = chart.sentence;
  if (answer.waits.empty())
    chart.emptyText = AnswerChartsTexts::tr("Tick at least one architecture on the left.");
  return chart;
}

QString waitSentence(const Answer& answer) {
  const QString patience = shown(patience_text(WindowVoice(), answer.patience_ms));
  const auto all = static_cast<int>(answer.waits.size());
  int inTime = 0, late = 0, known = 0;
  Interval span{INFINITY, -INFINITY};
  for (const WaitBar& bar : answer.waits) {
    if (!may_decide(bar.total))
      continue;
    ++known;
    inTime += bar.in_time == InTime::Yes;
    late += bar.in_time == InTime::No;
    span = {std::min(span.low, *bar.total.value), std::max(span.high, *bar.total.value)};
  }
  if (known == 0)
    return all == 0 ? QString() : AnswerChartsTexts::tr("No wait here is known well enough to be compared yet");
  const QString least = milliseconds(span.low), most = milliseconds(span.high), // as they stand at the bars
      range = least == most ? least : AnswerChartsTexts::tr("%1 to %2").arg(least, most);
  if (known < all)
    return AnswerChartsTexts::tr("Only %1 of %2 waits count so far: %3")
        .arg(QString::number(known), QString::number(all), range);
  if (inTime == all)
    return AnswerChartsTexts::tr("All answer within %1: %2").arg(patience, range);
  if (late == all)
    return AnswerChartsTexts::tr("None answers within %1: %2").arg(patience, range);
  return AnswerChartsTexts::tr("%1 of %2 surely answer within %3: %4")
      .arg(QString::number(inTime), QString::number(all), patience, range);
}

namespace {

BlockFill fillOfState(MapCell::State state) {
  switch (state) {
  case MapCell::State::Won: return BlockFill::Solid;
  case MapCell::State::Undecided: return BlockFill::Hatched;
  case MapCell::State::Untested:
  case MapCell::State::NoneFits: return BlockFill::Light;
  case MapCell::State::Modelled: return BlockFill::Dotted;
  case MapCell::State::NotYet:
  case MapCell::State::Unmeasured: break;
  }
  return BlockFill::Outline;
}

QString meaningOf(MapCell::State state) {
  switch (state) {
  case MapCell::State::Won: return {};
  case MapCell::State::Undecided: return AnswerChartsTexts::tr("undecided: equal within error");
  case MapCell::State::Untested:
    return AnswerChartsTexts::tr("within what was measured, quality not tested at this length");
  case MapCell::State::NoneFits: return AnswerChartsTexts::tr("×: nobody meets the limits");
  case MapCell::State::NotYet: return AnswerChartsTexts::tr("…: not comparable yet (previews, disturbed)");
  case MapCell::State::Modelled: return AnswerChartsTexts::tr("only modelled");
  case MapCell::State::Unmeasured: break;
  }
  return AnswerChartsTexts::tr("not measured");
}

BlockSpec cellBlock(const Spoken& said, const MapCell& cell) {
  const double half = std::sqrt(2.0);
  const auto prompt = static_cast<double>(cell.prompt), requests = static_cast<double>(cell.requests);
  BlockSpec block;
  block.left = prompt / half;
  block.right = prompt * half;
  block.bottom = requests / half;
  block.top = requests * half;
  block.fill = fillOfState(cell.state);
  if (cell.state == MapCell::State::NoneFits)
    block.label = QStringLiteral("×");
  if (cell.state == MapCell::State::NotYet)
    block.label = QStringLiteral("…");
  block.hover = AnswerChartsTexts::tr("%1 tokens, %2 at once: %3")
                    .arg(QLocale().toString(qlonglong(cell.prompt)), QLocale().toString(cell.requests),
                         shown(cell_text(said.speech, cell)));
  return block;
}

/// Its winner's series, for colour, legend and keyboard.
SeriesSpec& seriesOfWinner(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const Contender& who) {
  SeriesSpec made = seriesOf(evidence, view, who);
  for (SeriesSpec& series : chart.series)
    if (series.model == made.model && series.architecture == made.architecture)
      return series;
  made.marks = false;
  chart.series << made;
  return chart.series.last();
}

void addCell(ChartSpec& chart, const Spoken& said, const Evidence& evidence, const ViewState& view,
             const MapCell& cell) {
  BlockSpec block = cellBlock(said, cell);
  if (cell.state == MapCell::State::Won) {
    SeriesSpec& series = seriesOfWinner(chart, evidence, view, cell.winner);
    block.family = series.family;
    block.model = series.model;
    PointSpec point;
    point.x = static_cast<double>(cell.prompt);
    point.y = cell.requests;
    point.hover = block.hover;
    series.points << point;
  }
  chart.blocks << block;
  QStringList equal;
  for (const Contender& who : cell.equal)
    equal << QString::fromStdString(who.model);
  chart.rows << QStringList{QString::number(cell.prompt), QString::number(cell.requests),
                            QLatin1String(to_string(cell.state)), QString::fromStdString(cell.winner.model),
                            equal.join(QLatin1Char(' '))};
}

/// Once, in words of its state; a winner has its name.
void addMeaning(ChartSpec& chart, MapCell::State state) {
  const BlockMeaning meaning{fillOfState(state), meaningOf(state)};
  if (!meaning.text.isEmpty() && std::none_of(chart.meanings.begin(), chart.meanings.end(),
                                              [&](const BlockMeaning& each) { return each.text == meaning.text; }))
    chart.meanings << meaning;
}

void addMeanings(ChartSpec& chart, const WinnerMap& map) {
  using CellState = MapCell::State;
  for (const CellState state : {CellState::Undecided, CellState::Untested, CellState::NoneFits, CellState::NotYet,
                                CellState::Modelled, CellState::Unmeasured})
    if (std::any_of(map.cells.begin(), map.cells.end(), [&](const MapCell& cell) { return cell.state == state; }))
      addMeaning(chart, state);
}

/// Of the measured places without a winner, why: what its title counts, all of it.
QString openPlaces(const WinnerMap& map) {
  using State = MapCell::State;
  const auto count = [&](State state) {
    return static_cast<int>(std::count_if(map.cells.begin(), map.cells.end(),
                                          [state](const MapCell& cell) { return cell.state == state; }));
  };
  QStringList parts;
  if (const int equal = count(State::Undecided))
    parts << AnswerChartsTexts::tr("%1 equal within error").arg(equal);
  if (const int untested = count(State::Untested))
    parts << AnswerChartsTexts::tr("%1 with quality untested").arg(untested);
  if (const int failing = count(State::NoneFits))
    parts << AnswerChartsTexts::tr("%1 outside the limits").arg(failing);
  if (const int pending = count(State::NotYet))
    parts << AnswerChartsTexts::tr("%1 not comparable yet").arg(pending);
  return parts.join(AnswerChartsTexts::tr(", "));
}

/// "Mamba-2 wins from 8,192 tokens on …" would be a claim of its own: what is drawn is counted.
QString drawnSentence(const ChartSpec& chart, const WinnerMap& map) {
  using State = MapCell::State;
  const auto won =
      std::count_if(map.cells.begin(), map.cells.end(), [](const MapCell& cell) { return cell.state == State::Won; });
  const auto seen = std::count_if(map.cells.begin(), map.cells.end(), [](const MapCell& cell) {
    return cell.state != State::Unmeasured && cell.state != State::Modelled;
  });
  if (seen == 0)
    return AnswerChartsTexts::tr("Where each wins: nothing is decided yet");
  QStringList names;
  for (const SeriesSpec& series : chart.series)
    names << series.name;
  const QString open = openPlaces(map);
  if (won == 0)
    return AnswerChartsTexts::tr("Nobody wins in any of %1 places within what was measured: %2").arg(seen).arg(open);
  if (open.isEmpty() && names.size() == 1)
    return AnswerChartsTexts::tr("In all %1 places within what was measured %2 is the choice")
        .arg(seen)
        .arg(names.first());
  if (open.isEmpty())
    return AnswerChartsTexts::tr("Decided in all %1 places within what was measured: %2")
        .arg(seen)
        .arg(listText(names));
  return AnswerChartsTexts::tr("Decided in %1 of %2 places within what was measured: %3; %4")
      .arg(QString::number(won), QString::number(seen), listText(names), open);
}

/// Nobody is ahead anywhere, and all that was measured lacks the same kind of value.
bool allPending(const WinnerMap& map) {
  using State = MapCell::State;
  return std::all_of(map.cells.begin(), map.cells.end(), [](const MapCell& cell) {
    return cell.state == State::NotYet || cell.state == State::Modelled || cell.state == State::Unmeasured;
  });
}

/// What holds where the person stands, whom the numbers beside the map are of: the map's conclusion for this workload.
QString hereSentence(const Spoken& said, const ViewState& view, const WinnerMap& map, const MapCell& here) {
  const QString place = shown(place_clause(said.voice, view, Named::Both));
  switch (here.state) {
  case MapCell::State::Won:
    return (lacks_quality(said.speech.evidence, view) ? AnswerChartsTexts::tr("%1 %2 is chosen; quality unknown")
                                                      : AnswerChartsTexts::tr("%1 %2 is the choice"))
        .arg(place, contenderName(said.speech.evidence, view, here.winner));
  case MapCell::State::Untested:
    return AnswerChartsTexts::tr("%1 nobody is chosen: quality is untested there").arg(place);
  case MapCell::State::Undecided:
    return here.equal.empty() ? AnswerChartsTexts::tr("%1 there is nobody to compare with").arg(place)
                              : AnswerChartsTexts::tr("%1, %n architecture(s) are equal within error", nullptr,
                                                      static_cast<int>(here.equal.size()))
                                    .arg(place);
  case MapCell::State::NoneFits: return AnswerChartsTexts::tr("%1 nobody meets the limits").arg(place);
  case MapCell::State::NotYet:
    if (allPending(map))
      return AnswerChartsTexts::tr("Nobody can be chosen anywhere on this map yet: %1")
          .arg(shown(cell_text(said.speech, here)));
    break;
  case MapCell::State::Modelled:
  case MapCell::State::Unmeasured: break;
  }
  return AnswerChartsTexts::tr("%1 nobody is chosen yet: %2").arg(place, shown(cell_text(said.speech, here)));
}

/// A cell says what holds at its middle; under the cross it says what holds at the cross, where that is something else:
/// the middle may lie beyond what was measured, and the cross within.
void showHere(ChartSpec& chart, const Spoken& said, const Evidence& evidence, const ViewState& view,
              const WinnerMap& map, const MapCell& here) {
  const auto prompt = static_cast<double>(here.prompt), requests = static_cast<double>(here.requests);
  for (qsizetype i = 0; i < static_cast<qsizetype>(map.cells.size()); ++i) {
    const BlockSpec cell = chart.blocks[i];
    if (prompt < cell.left || prompt >= cell.right || requests < cell.bottom || requests >= cell.top)
      continue;
    const MapCell& middle = map.cells[static_cast<size_t>(i)];
    if (here.state == middle.state && cell_text(said.speech, here) == cell_text(said.speech, middle))
      return;
    addCell(chart, said, evidence, view, here);
    BlockSpec block = chart.blocks.takeLast();
    block.hover += QLatin1Char('\n') + AnswerChartsTexts::tr("in the middle of this cell: %1").arg(cell.hover);
    block.left = cell.left;
    block.right = cell.right;
    block.bottom = cell.bottom;
    block.top = cell.top;
    chart.blocks[i] = block;
    addMeaning(chart, here.state);
    chart.meanings << BlockMeaning{block.fill, AnswerChartsTexts::tr("under the cross: what holds at the cross")};
  }
}

/// The waits behind the map: what may decide here, and of every cell what would, were it not disturbed or suspect.
QList<Quantity> mapValues(const Evidence& evidence, const ViewState& view, const Answer& answer, const WinnerMap& map) {
  QList<Quantity> values;
  const auto& all = evidence.measurements();
  const bool quiet =
      std::all_of(all.begin(), all.end(), [](const Measurement& each) { return each.condition == Condition::Quiet; });
  for (const WaitBar& bar : answer.waits) {
    if (may_decide(bar.total))
      values << bar.total;
    for (size_t i = 0; !quiet && i < map.cells.size(); ++i) {
      OperatingPoint at = place_on(view.at, bar.who);
      at.context = map.cells[i].prompt;
      at.requests = map.cells[i].requests;
      const Quantity wait = evidence.value(bar.who.model, Metric::AnswerTime, at);
      if (wait.value && wait.reach != Reach::Beyond && wait.condition != Condition::Quiet)
        values << wait;
    }
  }
  return values;
}

} // namespace

ChartSpec mapCells(const Evidence& evidence, const ViewState& view, const WinnerMap& map) {
  const Spoken said(evidence, view);
  ChartSpec chart;
  chart.id = QStringLiteral("answer-map");
  chart.x.title = AnswerChartsTexts::tr("Prompt length");
  chart.x.unit = AnswerChartsTexts::tr("tokens");
  chart.x.format = chart.y.format = AxisFormat::Tokens;
  chart.y.title = AnswerChartsTexts::tr("Requests at once");
  chart.x.logarithmic = chart.y.logarithmic = true;
  chart.x.low = static_cast<double>(map.prompts.front()) / std::sqrt(2.0);
  chart.x.high = static_cast<double>(map.prompts.back()) * std::sqrt(2.0);
  chart.y.low = map.requests.front() / std::sqrt(2.0);
  chart.y.high = map.requests.back() * std::sqrt(2.0);
  chart.columns = {QStringLiteral("prompt_tokens"), QStringLiteral("requests"), QStringLiteral("state"),
                   QStringLiteral("winner"), QStringLiteral("equal")};
  for (const MapCell& cell : map.cells)
    addCell(chart, said, evidence, view, cell);
  addMeanings(chart, map);
  chart.subtitle = drawnSentence(chart, map) + QStringLiteral(" · ") + shown(rule_text(said.speech));
  return chart;
}

ChartSpec mapChart(ChartSpec chart, const Evidence& evidence, const ViewState& view, const Answer& answer,
                   const WinnerMap& map) {
  const Spoken said(evidence, view);
  chart.cross = QPointF(static_cast<double>(view.at.context), view.at.requests);
  const MapCell here = map_cell(evidence, view, view.at.context, view.at.requests);
  showHere(chart, said, evidence, view, map, here);
  chart.sentence = hereSentence(said, view, map, here);
  addSlideTexts(chart, evidence, view, answer);
  chart.accessibleText = chart.sentence;
  std::vector<Contender> compared;
  for (const WaitBar& bar : answer.waits)
    compared.push_back(bar.who);
  addProvenance(chart, evidence, compared, mapValues(evidence, view, answer, map));
  return chart;
}

ChartSpec mapChart(const Evidence& evidence, const ViewState& view, const Answer& answer, const WinnerMap& map) {
  return mapChart(mapCells(evidence, view, map), evidence, view, answer, map);
}

} // namespace pareto::ui
