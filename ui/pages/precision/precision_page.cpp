// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/precision/precision_page.h"

#include "core/formats/opened_models.h"
#include "core/numeric/precision.h"
#include "ui/pages/precision/precision_chart.h"
#include "ui/pages/selector_row.h"
#include "ui/words/names.h"

#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

PrecisionPage::PrecisionPage(StudySession& session, QWidget* parent)
    : Page(session, {ViewChange::Place | ViewChange::Answer, DataChange::Results | DataChange::Work}, parent) {
  buildUi();
  connectSignals();
  retranslate();
}

void PrecisionPage::buildUi() {
  auto* choices = new SelectorRow(this);
  const auto combo = [choices](const char* name, QLabel*& label) {
    label = new QLabel(choices);
    auto* made = new QComboBox(choices);
    made->setObjectName(QLatin1String(name));
    made->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    choices->add(label, made);
    return made;
  };
  auto* actions = new SelectorRow(this);
  const auto button = [actions](const char* name) {
    auto* made = new QPushButton(actions);
    made->setObjectName(QLatin1String(name));
    actions->add(made);
    return made;
  };
  m_model = combo("precisionModel", m_modelLabel);
  m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_model->setMinimumContentsLength(16);
  m_loss = combo("precisionLoss", m_lossLabel);
  m_cost = combo("precisionCost", m_costLabel);
  for (QComboBox* each : {m_loss, m_cost})
    each->addItems({QString(), QString()});
  m_speed = actionOf(*button("measurePrecisions"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
  m_quality = actionOf(*button("measurePrecisionQuality"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_T));
  m_panel = new ChartPanel(this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(choices);
  column->addWidget(actions);
  column->addWidget(m_panel, 1);
}

void PrecisionPage::connectSignals() {
  for (QComboBox* combo : {m_model, m_loss, m_cost})
    connect(combo, &QComboBox::activated, this, [this] { m_panel->setSpec(spec()); });
  connect(m_quality, &QAction::triggered, this, &PrecisionPage::qualityRequested);
  connect(m_speed, &QAction::triggered, this, [this] { m_session.runPrecisions(chosen(), precision_names()); });
}

void PrecisionPage::retranslate() {
  m_modelLabel->setText(tr("Check&point"));
  m_model->setAccessibleName(tr("Checkpoint"));
  m_lossLabel->setText(tr("&Up"));
  m_loss->setAccessibleName(tr("What the vertical axis shows"));
  m_costLabel->setText(tr("&Across"));
  m_cost->setAccessibleName(tr("What the horizontal axis shows"));
  m_loss->setItemText(0, tr("Bits per byte"));
  m_loss->setItemText(1, tr("KL from float32"));
  m_cost->setItemText(0, tr("Time per output token"));
  m_cost->setItemText(1, tr("Memory"));
  m_speed->setText(tr("&Measure all precisions"));
  m_speed->setToolTip(tr("Runs the study's lengths for this checkpoint with float32, float16, bfloat16, 8-bit and "
                         "4-bit weights, one after another."));
  m_quality->setText(tr("Measure &quality on my text…"));
  m_quality->setToolTip(tr("Bits per byte and KL divergence at every precision, on a text of your own."));
}

std::vector<std::string> PrecisionPage::checkpoints() const {
  std::vector<std::string> all;
  for (const std::string& model : m_session.results().evidence().models())
    if (m_session.results().evidence().facts(model).has_weights)
      all.push_back(model);
  return all;
}

std::string PrecisionPage::chosen() const {
  const auto all = checkpoints();
  const std::string model = m_model->currentData().toString().toStdString();
  return std::find(all.begin(), all.end(), model) != all.end() ? model
         : all.empty()                                         ? std::string()
                                                               : all.front(); // the list may not be filled yet
}

ChartSpec PrecisionPage::spec() const {
  const Evidence& evidence = m_session.results().evidence();
  PrecisionView view;
  view.cost = m_cost->currentIndex() == 1 ? Metric::Memory : Metric::Tpot;
  view.divergence = m_loss->currentIndex() == 1;
  if (const std::string model = chosen(); !model.empty())
    view = precision_view(evidence, model, view.cost, view.divergence, m_session.view().state().at,
                          stored_format_once(model));
  return precisionChart(view, evidence, m_session.view().state());
}

QList<ChartSpec> PrecisionPage::exported() const {
  const ChartSpec own = spec();
  return own.series.isEmpty() ? QList<ChartSpec>() : QList<ChartSpec>{own};
}

void PrecisionPage::fillModels() {
  const QString before = m_model->currentData().toString();
  const QSignalBlocker quiet(m_model);
  m_model->clear();
  for (const std::string& model : checkpoints())
    m_model->addItem(modelName(m_session.results().evidence(), model), QString::fromStdString(model));
  m_model->setCurrentIndex(std::max(m_model->count() > 0 ? 0 : -1, m_model->findData(before)));
}

void PrecisionPage::rebuild(Changes changes) {
  if (changes.data)
    fillModels();
  m_speed->setEnabled(m_model->count() > 0 && m_session.machine().work() == Work::None);
  m_quality->setEnabled(m_model->count() > 0);
  m_panel->setSpec(spec());
}

PARETO_PAGE(PrecisionPage)

} // namespace pareto::ui
