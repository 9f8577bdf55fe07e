// SPDX-License-Identifier: GPL-3.0-or-later
// LATENCY and MEMORY: one line for each architecture, or for each device of one model, against context length or
// against simultaneous requests.
#include "ui/charts/chart_parts.h"
#include "ui/charts/contenders.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/sentences.h"

#include <QCoreApplication>

#include <map>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(CurveCharts)
};

OperatingPoint placeOf(const ViewState& state, double at) {
  OperatingPoint place = state.at;
  if (state.along == Along::Context)
    place.context = std::llround(at);
  else
    place.requests = static_cast<int>(std::lround(at));
  return place;
}

void setAlongAxis(ChartSpec& chart, Along along) {
  const Interval span = span_of(along);
  chart.x.title = along == Along::Context ? Texts::tr("Context length") : Texts::tr("Simultaneous requests");
  chart.x.unit = along == Along::Context ? Texts::tr("tokens") : QString();
  chart.x.format = AxisFormat::Tokens;
  chart.x.logarithmic = true;
  chart.x.low = span.low;
  chart.x.high = span.high;
}

void addGuide(ChartSpec& chart, const ViewState& state) {
  const double at = state.along == Along::Context ? static_cast<double>(state.at.context) : state.at.requests;
  chart.guides.push_back({Qt::Vertical, at, formatValue(at, AxisFormat::Tokens)});
}

QStringList placeColumns() {
  return contenderColumns() + QStringList{QStringLiteral("context_tokens"), QStringLiteral("requests")};
}

/// Whose memory a row of MEMORY speaks of, for the table and the CSV.
enum class MemoryOf { Formula, Process, Device };
QString memoryId(MemoryOf of) {
  return of == MemoryOf::Formula   ? QStringLiteral("formula")
         : of == MemoryOf::Process ? QStringLiteral("process_peak")
                                   : QStringLiteral("device");
}

/// One line, its rows of the table twin, and what it stretches the axis by.
void addCurve(ChartSpec& chart, const Evidence& evidence, const ViewState& state, Metric metric,
              const Contender& contender, Extent& extent, QList<Quantity>& shown) {
  const AxisChoice axis{metric, {}};
  const bool formula = row_of(metric).timed == Timed::Nothing;
  const QStringList of = formula ? QStringList{memoryId(MemoryOf::Formula)} : QStringList();
  const Interval span = span_of(state.along);
  SeriesSpec series = seriesOf(evidence, state, contender);
  series.line = true;
  series.marks = !formula;
  const QString heading = contenderHeading(evidence, contender);
  for (const CurvePoint& point :
       evidence.curve(contender.model, metric, state.along, place_on(state.at, contender), span.low, span.high)) {
    const OperatingPoint place = placeOf(state, point.at);
    PointSpec spec;
    spec.x = point.at;
    spec.y = *point.quantity.value;
    spec.yInterval = point.quantity.ci95;
    spec.fill = fillOf(point.quantity, point.quantity); // a formula: solid, without marks
    spec.preview = point.quantity.preview;
    spec.hover =
        QStringList{heading, placeText(place),
                    metricTitle(evidence, axis) + QStringLiteral(": ") + quantityText(point.quantity, axisFormat(axis))}
            .join(QLatin1Char('\n'));
    series.points << spec;
    chart.rows << contenderCells(evidence, contender) +
                      QStringList{QString::number(place.context), QString::number(place.requests)} + of +
                      quantityCells(point.quantity);
    if (point.quantity.reach == Reach::Beyond)
      extent.include(*point.quantity.value); // a wide band must not squeeze what was measured
    else
      extent.include(point.quantity);
    shown << point.quantity;
  }
  if (!series.points.isEmpty())
    chart.series << series;
}

void addCrossovers(ChartSpec& chart, const std::vector<Figure>& crossings) {
  for (const Figure& crossing : crossings)
    chart.stripes.push_back(
        {*crossing.quantity.value, crossing.quantity.ci95, formatValue(*crossing.quantity.value, AxisFormat::Tokens)});
}

/// What measured cells took: memory as a device counts it, and of the CPU the peak resident memory of the measuring
/// process. Of a cell that was measured again the latest counts.
void addMeasuredMemory(ChartSpec& chart, const Evidence& evidence, const ViewState& state, const Contender& contender,
                       Extent& extent) {
  SeriesSpec series = seriesOf(evidence, state, contender);
  series.sideBySide = true;
  const bool own = contender.device != "cpu";
  if (state.compared == Compared::Devices)
    series.name = own ? Texts::tr("%1, memory on the device").arg(series.name)
                      : Texts::tr("%1, memory of the process").arg(series.name);
  std::map<double, const Measurement*> latest;
  for (const Measurement& m : evidence.measured_memory(contender.model, contender.device))
    if ((state.along == Along::Context ? m.key.batch == state.at.requests : m.key.context == state.at.context) &&
        (own ? m.device_bytes : m.peak_rss_bytes))
      latest[state.along == Along::Context ? static_cast<double>(m.key.context) : m.key.batch] = &m;
  for (const auto& [x, m] : latest) {
    PointSpec point;
    point.x = x;
    point.y = static_cast<double>(own ? *m->device_bytes : *m->peak_rss_bytes);
    Quantity taken;
    taken.value = point.y;
    taken.source = Source::Measured;
    taken.n = 1;
    chart.rows << contenderCells(evidence, contender) +
                      QStringList{QString::number(m->key.context), QString::number(m->key.batch),
                                  memoryId(own ? MemoryOf::Device : MemoryOf::Process)} +
                      quantityCells(taken);
    const QString text = formatValue(point.y, AxisFormat::Bytes);
    point.hover = contenderHeading(evidence, contender) + QLatin1Char('\n') +
                  (own ? Texts::tr("Memory taken on the device: %1").arg(text)
                       : Texts::tr("Peak resident memory of the measuring process: %1").arg(text));
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
      rows > 1 ? Texts::tr("; marks that would cover each other are moved apart by half their width at most")
               : QString();
  const std::vector<std::string> devices = devices_of(compared);
  const bool host = std::find(devices.begin(), devices.end(), "cpu") != devices.end(),
             other = devices.size() > (host ? 1U : 0U);
  if (host && other)
    return Texts::tr("; marks: peak memory of the measuring process (CPU), memory taken on the device (others)") +
           moved;
  return (host ? Texts::tr("; marks: peak memory of the measuring process")
               : Texts::tr("; marks: memory taken on the device")) +
         moved;
}

/// Memory of the devices that have their own, as a line across.
void addDeviceMemory(ChartSpec& chart, const Evidence& evidence, const std::vector<Contender>& compared,
                     Extent& extent) {
  for (const std::string& device : devices_of(compared)) {
    const Calibration* limits = evidence.limits(device);
    if (!limits || limits->memory_bytes <= 0)
      continue;
    const auto bytes = static_cast<double>(limits->memory_bytes);
    chart.guides.push_back(
        {Qt::Horizontal, bytes,
         Texts::tr("memory of %1: %2").arg(deviceName(evidence, device), formatValue(bytes, AxisFormat::Bytes))});
    extent.include(bytes);
  }
}

} // namespace

ChartSpec latencyChart(const Evidence& evidence, const ViewState& state) {
  ChartSpec chart;
  const AxisChoice axis{state.latency_metric, {}};
  chart.id = QStringLiteral("latency");
  setAlongAxis(chart, state.along);
  chart.y = axisOf(evidence, axis);
  chart.columns = placeColumns() + quantityColumns(QString::fromStdString(column_of(axis)));
  const std::vector<Contender> compared = contenders(evidence, state);
  Extent extent;
  QList<Quantity> shown;
  for (const Contender& contender : compared)
    addCurve(chart, evidence, state, state.latency_metric, contender, extent, shown);
  fitAxis(chart.y, extent);
  addGuide(chart, state);
  const Crossings found = crossings(evidence, state);
  addCrossovers(chart, found.figures);
  addProvenance(chart, evidence, compared, shown);
  chart.sentence = sentence(found, evidence, state);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText = nothingMeasured(state);
  return chart;
}

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
    addCurve(chart, evidence, ofModels, Metric::Memory, compared[i], extent, shown);
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
  chart.sentence = sentence(memory_need(evidence, state), evidence, state);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText = Texts::tr("No model is chosen: tick at least one on the left, or add your own.");
  return chart;
}

} // namespace pareto::ui
