// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/memory/receipt_chart.h"

#include "core/decide/memory_taken.h"
#include "core/decide/targets/fit.h"
#include "core/decide/words/names.h"
#include "core/decide/words/sentences.h"
#include "core/decide/words/target_words.h"
#include "core/model/catalogue.h"
#include "ui/charts/chart_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

namespace pareto::ui {

namespace {

struct ReceiptTexts {
  Q_DECLARE_TR_FUNCTIONS(ReceiptChart)
};

constexpr double kReceiptHalfBar = 0.34; ///< of a row's height
constexpr double kReceiptRoom = 1.05;    ///< of the axis: what stands beside a bar has room of its own

/// What a model's parts take that are alike, together.
struct ReceiptLine {
  std::string kind;
  int layers = 0; ///< 0: outside all of them
  int64_t weights = 0;
  StateBytes state;
  int64_t total() const { return weights + state.total(); }
};

QString bytesText(int64_t bytes) { return formatValue(static_cast<double>(bytes), AxisFormat::Bytes); }

/// Of a mixer the architecture it is of.
QString kindText(const std::string& kind) {
  const std::pair<const char*, QString> outside[] = {{"embedding", ReceiptTexts::tr("Embedding")},
                                                     {"positions", ReceiptTexts::tr("Positions")},
                                                     {"final_norm", ReceiptTexts::tr("Last norm")},
                                                     {"head", ReceiptTexts::tr("Output head")},
                                                     {"self_conditioning", ReceiptTexts::tr("Self-conditioning")},
                                                     {"shared", ReceiptTexts::tr("Shared by several layers")}};
  for (const auto& [id, text] : outside)
    if (kind == id)
      return text;
  const Architecture* known = find_architecture(kind);
  return QString::fromStdString(known ? known->name : kind);
}

QString lineText(const ReceiptLine& line) {
  return line.layers == 0 ? kindText(line.kind)
                          : ReceiptTexts::tr("%n layer(s): %1", nullptr, line.layers).arg(kindText(line.kind));
}

/// Weights, and what grows, what grows up to a window, what is fixed: in words, as far as there is any of it.
QStringList piecesText(int64_t weights, const StateBytes& state) {
  QStringList parts{ReceiptTexts::tr("weights %1").arg(bytesText(weights))};
  if (state.growing > 0)
    parts << ReceiptTexts::tr("growing with every token %1").arg(bytesText(state.growing));
  if (state.windowed > 0)
    parts << ReceiptTexts::tr("in windows %1").arg(bytesText(state.windowed));
  if (state.fixed > 0)
    parts << ReceiptTexts::tr("fixed %1").arg(bytesText(state.fixed));
  return parts;
}

QStringList cellsOf(const FootprintPart& part, const StateBytes& state) {
  return {part.layer < 0 ? QString() : QString::number(part.layer),
          QString::fromStdString(part.kind),
          QString::number(part.weight_bytes),
          QString::number(state.growing),
          QString::number(state.windowed),
          QString::number(state.fixed)};
}

/// In the order of the model, equal layers where the first of them stands; each part into the table.
std::vector<ReceiptLine> linesOf(ChartSpec& chart, const Footprint& footprint, const OperatingPoint& at) {
  using Alike = std::tuple<std::string, int64_t, int64_t, int64_t, int64_t, bool>;
  std::vector<ReceiptLine> lines;
  std::vector<Alike> seen;
  for (const FootprintPart& part : footprint.parts()) {
    const StateBytes state = footprint.state(part, at.requests, at.context);
    chart.rows << cellsOf(part, state);
    const Alike alike{part.kind, part.weight_bytes, state.growing, state.windowed, state.fixed, part.layer < 0};
    const auto place = static_cast<size_t>(std::find(seen.begin(), seen.end(), alike) - seen.begin());
    if (place == seen.size()) {
      seen.push_back(alike);
      lines.push_back({part.kind, 0, 0, {}});
    }
    ReceiptLine& line = lines[place];
    line.layers += part.layer >= 0;
    line.weights += part.weight_bytes;
    line.state += state;
  }
  return lines;
}

void addReceiptLine(ChartSpec& chart, const SeriesSpec& of, const ReceiptLine& line, double row) {
  const QString name = lineText(line);
  const QString hover = (QStringList{name} + piecesText(line.weights, line.state)).join(QLatin1Char('\n'));
  double left = 0;
  for (const auto& [bytes, fill] : {std::pair(line.weights, BlockFill::Solid),
                                    {line.state.growing, BlockFill::Light},
                                    {line.state.windowed, BlockFill::Hatched},
                                    {line.state.fixed, BlockFill::Outline}}) {
    if (bytes == 0 && (fill != BlockFill::Solid || line.total() > 0))
      continue;
    BlockSpec block;
    block.bottom = row - kReceiptHalfBar;
    block.top = row + kReceiptHalfBar;
    block.left = left;
    block.right = left += static_cast<double>(bytes);
    block.fill = fill;
    block.family = of.family;
    block.model = of.model;
    block.hover = hover;
    chart.blocks << block;
  }
  chart.blocks.last().beside = bytesText(line.total());
  SeriesSpec end = of; // the place of a keyboard's focus
  end.name = name;
  end.marks = false;
  end.points << PointSpec();
  end.points.last().x = left;
  end.points.last().y = row;
  end.points.last().hover = hover;
  chart.series << end;
}

/// How many requests of this length the device that is looked at holds beside the weights.
QString roomText(const Evidence& evidence, const ViewState& view, const std::string& model) {
  const std::string device = shown_device(evidence, view);
  Machine here;
  here.memory_bytes = memory_of_device(evidence, device);
  const Fit room = fit({model, &evidence.formulas(model)->footprint()}, here, view.at.context + view.at.answer_tokens);
  return here.memory_bytes ? ReceiptTexts::tr("%1, %2: %3")
                                 .arg(shown(memory_owner(WindowVoice(), evidence, device)),
                                      bytesText(*here.memory_bytes), shown(fit_text(WindowVoice(), room)))
                           : QString();
}

} // namespace

std::string receiptOf(const Evidence& evidence, const ViewState& view) {
  const std::vector<std::string> models = shown_models(evidence, view);
  if (models.empty() || std::find(models.begin(), models.end(), view.selected) != models.end())
    return models.empty() ? std::string() : view.selected;
  const std::string baseline = evidence.study().effective_baseline();
  return std::find(models.begin(), models.end(), baseline) != models.end() ? baseline : models.front();
}

ChartSpec receiptChart(const Evidence& evidence, const ViewState& view, const std::string& model) {
  ChartSpec chart;
  chart.id = QStringLiteral("memory-receipt");
  chart.columns = {QStringLiteral("layer"),         QStringLiteral("kind"),           QStringLiteral("weight_bytes"),
                   QStringLiteral("growing_bytes"), QStringLiteral("windowed_bytes"), QStringLiteral("fixed_bytes")};
  if (model.empty()) {
    chart.emptyText = ReceiptTexts::tr("No model is chosen: tick at least one on the left, or add your own.");
    return chart;
  }
  const Footprint& footprint = evidence.formulas(model)->footprint();
  const std::vector<ReceiptLine> lines = linesOf(chart, footprint, view.at);
  const SeriesSpec series = seriesOf(evidence, model, view);
  int64_t most = 1;
  auto row = static_cast<double>(lines.size()) - 1;
  for (const ReceiptLine& line : lines) {
    chart.y.categories.prepend(lineText(line));
    addReceiptLine(chart, series, line, row--);
    most = std::max(most, line.total());
  }
  chart.x.title = ReceiptTexts::tr("Memory");
  chart.x.format = AxisFormat::Bytes;
  chart.x.high = static_cast<double>(most) * kReceiptRoom;
  chart.y.low = -0.6;
  chart.y.high = static_cast<double>(lines.size()) - 0.4;
  for (BlockSpec& block : chart.blocks) // one without a width would not be drawn, nor what stands beside it
    if (!block.beside.isEmpty() && block.right - block.left < 0.0015 * chart.x.high)
      block.right = block.left + 0.0015 * chart.x.high;
  chart.meanings = {{BlockFill::Solid, ReceiptTexts::tr("weights")},
                    {BlockFill::Light, ReceiptTexts::tr("grows with every token")},
                    {BlockFill::Hatched, ReceiptTexts::tr("grows up to a window")},
                    {BlockFill::Outline, ReceiptTexts::tr("fixed at any length")}};
  const StateBytes state = footprint.state(view.at.requests, view.at.context);
  chart.title = ReceiptTexts::tr("%1 takes %2 here: %3")
                    .arg(modelName(evidence, model), bytesText(footprint.weight_bytes() + state.total()),
                         listText(piecesText(footprint.weight_bytes(), state)));
  const QString room = roomText(evidence, view, model);
  chart.sentence = room.isEmpty() ? chart.title : ReceiptTexts::tr("%1; %2").arg(chart.title, room);
  chart.subtitle = shown(place_label(WindowVoice(), view));
  const Contender who{model, shown_device(evidence, view)};
  addProvenance(chart, evidence, {who}, {evidence.value(model, Metric::Memory, place_on(view.at, who))});
  chart.accessibleText = chart.sentence;
  return chart;
}

} // namespace pareto::ui
