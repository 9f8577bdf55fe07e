// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/memory/memory_chart.h"

#include "core/decide/memory_taken.h"
#include "core/decide/words/sentences.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/curve_parts.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/sentences.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace pareto::ui {

namespace {

struct MemoryChartTexts {
  Q_DECLARE_TR_FUNCTIONS(MemoryChart)
};

/// What measured cells took: memory as a device counts it, and of the CPU the peak resident memory of the measuring
/// process.
void addMeasuredMemory(ChartSpec& chart, const Evidence& evidence, const ViewState& state, const Contender& contender,
                       Extent& extent) {
  SeriesSpec series = seriesOf(evidence, state, contender);
  series.sideBySide = true;
  const MemoryOf of = measured_on(contender.device);
  const bool own = of == MemoryOf::Device;
  if (state.compared == Compared::Devices)
    series.name = own ? MemoryChartTexts::tr("%1, memory on the device").arg(series.name)
                      : MemoryChartTexts::tr("%1, memory of the process").arg(series.name);
  for (const TakenMemory& taken : memory_taken(evidence, state, contender)) {
    PointSpec point;
    point.x = taken.at;
    point.y = *taken.bytes.value;
    chart.rows << contenderCells(evidence, contender) +
                      QStringList{QString::number(taken.cell.context), QString::number(taken.cell.batch),
                                  QLatin1String(to_string(of))} +
                      quantityCells(taken.bytes);
    const QString text = formatValue(point.y, AxisFormat::Bytes);
    point.hover = contenderHeading(evidence, contender) + QLatin1Char('\n') +
                  (own ? MemoryChartTexts::tr("Memory taken on the device: %1").arg(text)
                       : MemoryChartTexts::tr("Peak resident memory of the measuring process: %1").arg(text));
    extent.include(point.y);
    series.points << point;
  }
  if (series.points.isEmpty())
    return;
  chart.series << series;
}

/// What the marks of MEMORY are, where it has some, and that marks of one place may not stand exactly on it.
QString marksText(const ChartSpec& chart, const std::vector<Contender>& compared) {
  const auto rows = std::count_if(chart.series.begin(), chart.series.end(),
                                  [](const SeriesSpec& series) { return series.sideBySide; });
  if (rows == 0)
    return {};
  const QString moved =
      rows > 1 ? MemoryChartTexts::tr("; marks that would cover each other are moved apart by half their width at most")
               : QString();
  const std::vector<std::string> devices = devices_of(compared);
  const bool host = std::find(devices.begin(), devices.end(), "cpu") != devices.end(),
             other = devices.size() > (host ? 1U : 0U);
  if (host && other)
    return MemoryChartTexts::tr(
               "; marks: peak memory of the measuring process (CPU), memory taken on the device (others)") +
           moved;
  return (host ? MemoryChartTexts::tr("; marks: peak memory of the measuring process")
               : MemoryChartTexts::tr("; marks: memory taken on the device")) +
         moved;
}

/// Those that are compared, and this machine beside one that is decided about and not here.
std::vector<std::string> devicesOf(const Evidence& evidence, const std::vector<Contender>& compared) {
  std::vector<std::string> devices = devices_of(compared);
  if (!devices.empty() && std::all_of(devices.begin(), devices.end(),
                                      [&](const std::string& device) { return evidence.is_elsewhere(device); }))
    devices.push_back(evidence.study().devices.front());
  return devices;
}

/// Memory of the devices that are compared, as a line across.
void addDeviceMemory(ChartSpec& chart, const Evidence& evidence, const std::vector<Contender>& compared,
                     Extent& extent) {
  for (const std::string& device : devicesOf(evidence, compared)) {
    const std::optional<int64_t> memory = memory_of_device(evidence, device);
    if (!memory)
      continue; // the sentence says that nobody knows it
    const auto bytes = static_cast<double>(*memory);
    chart.guides.push_back({Qt::Horizontal, bytes,
                            withoutStraySpaces(MemoryChartTexts::tr("memory of %1: %2")
                                                   .arg(ui::shown(memory_owner(WindowVoice(), evidence, device)),
                                                        formatValue(bytes, AxisFormat::Bytes)))});
    extent.include(bytes);
  }
}

constexpr double kApart = 1.5; ///< times the least: what a title speaks of

/// Of one place: who needs least, who most, and how much. By formula.
struct LeastAndMost {
  std::string least, most;
  double low = INFINITY, high = 0;
};

LeastAndMost needsAt(const Evidence& evidence, const ViewState& state) {
  LeastAndMost found;
  for (const Contender& who : contenders(evidence, state)) {
    const Quantity need = evidence.value(who.model, Metric::Memory, place_on(state.at, who));
    if (!need.value)
      continue;
    if (*need.value < found.low)
      std::tie(found.least, found.low) = std::pair(who.model, *need.value);
    if (*need.value > found.high)
      std::tie(found.most, found.high) = std::pair(who.model, *need.value);
  }
  return found;
}

QString apartText(const Evidence& evidence, const ViewState& at, const LeastAndMost& found) {
  const QString tokens = formatValue(static_cast<double>(at.at.context), AxisFormat::Tokens);
  const QString pattern =
      at.along == Along::Context && at.at.requests > 1
          ? MemoryChartTexts::tr("At %1 tokens and %2 requests at once %3 needs %4, %5 times as much as %6")
                .arg(tokens, QString::number(at.at.requests))
      : at.along == Along::Context
          ? MemoryChartTexts::tr("At %1 tokens %2 needs %3, %4 times as much as %5").arg(tokens)
          : MemoryChartTexts::tr("At %n simultaneous request(s) %1 needs %2, %3 times as much as %4", nullptr,
                                 at.at.requests);
  return pattern.arg(modelName(evidence, found.most), formatValue(found.high, AxisFormat::Bytes),
                     formatTimes(found.high / found.low), modelName(evidence, found.least));
}

/// Who needs most against who needs least: where one looks, or else where the axis ends, if they are far apart there.
/// Short enough for a slide; the sentence beneath says what each needs where one looks.
QString titleOf(const Evidence& evidence, const ViewState& state, const MemoryNeed& need) {
  if (need.kind == MemoryNeed::Kind::NothingChosen)
    return {};
  if (need.kind == MemoryNeed::Kind::One)
    return MemoryChartTexts::tr("%1 needs %2 here")
        .arg(modelName(evidence, need.figures[0].of.model),
             formatValue(need.figures[0].quantity.value.value_or(NAN), AxisFormat::Bytes));
  ViewState end = state;
  const double last = span_of(state.along).high;
  if (state.along == Along::Context)
    end.at.context = static_cast<int64_t>(last);
  else
    end.at.requests = static_cast<int>(last);
  for (const ViewState& at : {state, end})
    if (const LeastAndMost found = needsAt(evidence, at); found.high >= kApart * found.low)
      return apartText(evidence, at, found);
  const LeastAndMost found = needsAt(evidence, end);
  return (state.along == Along::Context ? MemoryChartTexts::tr("Up to %1 tokens all need about as much: %2 to %3")
                                        : MemoryChartTexts::tr("Up to %1 requests all need about as much: %2 to %3"))
      .arg(formatValue(last, AxisFormat::Tokens), formatValue(found.low, AxisFormat::Bytes),
           formatValue(found.high, AxisFormat::Bytes));
}

} // namespace

ChartSpec memoryChart(const Evidence& evidence, const ViewState& state) {
  ChartSpec chart;
  chart.id = QStringLiteral("memory");
  setAlongAxis(chart, state.along);
  chart.y = axisOf(evidence, {Metric::Memory, {}});
  chart.columns = placeColumns() + QStringList{QStringLiteral("memory_of")} +
                  quantityColumns(QString::fromStdString(column_of({Metric::Memory, {}})));
  const std::vector<Contender> compared = contenders(evidence, state);
  Extent extent;
  QList<Quantity> shown;
  ViewState ofModels = state; // the formula is of the model: one line, whatever device holds it
  ofModels.compared = Compared::Models;
  const size_t lines = state.compared == Compared::Devices ? std::min<size_t>(1, compared.size()) : compared.size();
  for (size_t i = 0; i < lines; ++i)
    addCurve(chart, evidence, ofModels, Metric::Memory, compared[i], {QLatin1String(to_string(MemoryOf::Formula))},
             extent, shown);
  for (const Contender& contender : compared)
    addMeasuredMemory(chart, evidence, state, contender, extent);
  addDeviceMemory(chart, evidence, compared, extent);
  fitAxis(chart.y, extent);
  addGuide(chart, state);
  addProvenance(chart, evidence, compared, shown);
  if (const QString marks = marksText(chart, compared); !marks.isEmpty()) {
    chart.provenance.last() += marks;
    chart.badge.clear(); // something on it was measured
  }
  const MemoryNeed need = memory_need(evidence, state);
  chart.title = titleOf(evidence, state, need);
  chart.sentence = sentence(need, evidence, state);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText = MemoryChartTexts::tr("No model is chosen: tick at least one on the left, or add your own.");
  return chart;
}

} // namespace pareto::ui
