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

#include <cmath>

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

/// Memory of the devices that are compared, as a line across.
void addDeviceMemory(ChartSpec& chart, const Evidence& evidence, const std::vector<Contender>& compared,
                     Extent& extent) {
  for (const std::string& device : devices_of(compared)) {
    const std::optional<int64_t> memory = memory_of_device(evidence, device);
    if (!memory)
      continue; // the sentence says that nobody knows it
    const auto bytes = static_cast<double>(*memory);
    chart.guides.push_back(
        {Qt::Horizontal, bytes,
         MemoryChartTexts::tr("memory of %1: %2")
             .arg(ui::shown(memory_owner(WindowVoice(), evidence, device)), formatValue(bytes, AxisFormat::Bytes))});
    extent.include(bytes);
  }
}

/// The baseline against the others, short enough for a slide; the sentence beneath says where, and how much of it
/// grows.
QString titleOf(const Evidence& evidence, const MemoryNeed& need) {
  const auto name = [&](size_t i) { return modelName(evidence, need.figures[i].of.model); };
  const auto bytes = [&](size_t i) {
    return formatValue(need.figures[i].quantity.value.value_or(NAN), AxisFormat::Bytes);
  };
  constexpr size_t kBaseline = 0, kLeast = 2, kMost = 4; // each with its state behind it
  switch (need.kind) {
  case MemoryNeed::Kind::NothingChosen: return {};
  case MemoryNeed::Kind::One: return MemoryChartTexts::tr("%1 needs %2 here").arg(name(kBaseline), bytes(kBaseline));
  case MemoryNeed::Kind::Range: break;
  }
  if (need.figures.size() <= kMost)
    return MemoryChartTexts::tr("%1 needs %2 here, %3 needs %4")
        .arg(name(kBaseline), bytes(kBaseline), name(kLeast), bytes(kLeast));
  return MemoryChartTexts::tr("%1 needs %2 here, the others %3 to %4")
      .arg(name(kBaseline), bytes(kBaseline), bytes(kLeast), bytes(kMost));
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
  chart.title = titleOf(evidence, need);
  chart.sentence = sentence(need, evidence, state);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText = MemoryChartTexts::tr("No model is chosen: tick at least one on the left, or add your own.");
  return chart;
}

} // namespace pareto::ui
