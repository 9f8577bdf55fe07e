// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chart_tab.h"

#include "ui/charts/chart_parts.h"
#include "ui/charts/contenders.h"
#include "ui/charts/flow_layout.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <utility>

namespace pareto::ui {

namespace {

const QString kQuality = QStringLiteral("quality:");
const QString kModelsOn = QStringLiteral("models:"), kDevicesFor = QStringLiteral("devices:");

QString keyOf(const AxisChoice& axis) {
  return axis.metric == Metric::Quality ? kQuality + QString::fromStdString(axis.quality_metric) : QString::fromLatin1(to_string(axis.metric));
}

std::optional<AxisChoice> axisOf(const QString& key) {
  if (key.startsWith(kQuality))
    return AxisChoice{Metric::Quality, key.mid(kQuality.size()).toStdString()};
  const auto metric = metric_from_string(key.toStdString());
  return metric ? std::optional(AxisChoice{*metric, {}}) : std::nullopt;
}

} // namespace

bool setCompared(ViewState& view, const QString& key) {
  if (key.startsWith(kModelsOn)) {
    view.compared = Compared::Models;
    view.at.device = key.mid(kModelsOn.size()).toStdString();
  } else if (key.startsWith(kDevicesFor)) {
    view.compared = Compared::Devices;
    view.model = key.mid(kDevicesFor.size()).toStdString();
  }
  return key.startsWith(kModelsOn) || key.startsWith(kDevicesFor);
}

ChartTab::ChartTab(Kind kind, StudySession& session, QWidget* parent)
    : QWidget(parent), m_kind(kind), m_session(session) {
  buildUi();
  connectSignals();
  retranslateUi();
}

void ChartTab::buildUi() {
  const auto combo = [this](const char* name) {
    auto* made = new QComboBox(this);
    made->setObjectName(QString::fromLatin1(name));
    made->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    made->setMinimumContentsLength(12); // narrower than its longest text only where a whole row is
    return made;
  };
  m_selectors = new QWidget(this);
  auto* flow = new FlowLayout(m_selectors, 16);
  flow->setContentsMargins(8, 4, 8, 0);
  /// A name and its choice stay together when the row breaks.
  const auto selector = [&](QLabel*& label, QComboBox*& choice, const char* name) {
    auto* pair = new QWidget(m_selectors);
    label = new QLabel(pair);
    choice = combo(name);
    label->setBuddy(choice);
    auto* row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(label);
    row->addWidget(choice, 1);
    flow->addWidget(pair);
    return pair;
  };
  m_panel = new ChartPanel(this);
  selector(m_firstLabel, m_first, "firstSelector");
  if (m_kind != Kind::Memory)
    selector(m_secondLabel, m_second, "secondSelector");
  m_comparedPair = selector(m_comparedLabel, m_compared, "comparedSelector");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(m_selectors);
  column->addWidget(m_panel, 1);
}

void ChartTab::connectSignals() {
  connect(m_first, &QComboBox::activated, this, &ChartTab::choose);
  if (m_second)
    connect(m_second, &QComboBox::activated, this, &ChartTab::choose);
  connect(m_compared, &QComboBox::activated, this, &ChartTab::chooseCompared);
  connect(&m_session, &StudySession::evidenceChanged, this, [this] {
    m_choicesStale = true;
    invalidate();
  });
  connect(&m_session, &StudySession::viewChanged, this, &ChartTab::invalidate);
  connect(m_panel, &ChartPanel::modelClicked, this, [this](const QString& model) { m_session.select(model.toStdString()); });
}

void ChartTab::retranslateUi() {
  m_comparedLabel->setText(tr("Co&mpare"));
  m_compared->setAccessibleName(tr("Models on one device, or devices for one model"));
  if (m_kind == Kind::TradeOff) {
    m_firstLabel->setText(tr("&Up"));
    m_secondLabel->setText(tr("&Across"));
    m_first->setAccessibleName(tr("What the vertical axis shows"));
    m_second->setAccessibleName(tr("What the horizontal axis shows"));
  } else {
    m_firstLabel->setText(m_kind == Kind::Latency ? tr("&Show") : tr("A&gainst"));
    m_first->setAccessibleName(m_kind == Kind::Latency ? tr("What is shown") : tr("Against context length or simultaneous requests"));
    if (m_second) {
      m_secondLabel->setText(tr("A&gainst"));
      m_second->setAccessibleName(tr("Against context length or simultaneous requests"));
    }
  }
  m_choicesStale = true;
  invalidate();
}

void ChartTab::fillAxis(QComboBox* combo, const AxisChoice& chosen) const {
  const Evidence& evidence = m_session.evidence();
  std::vector<AxisChoice> all;
  for (const MetricRow& row : metric_table())
    if (row.kind == MetricKind::Speed || (row.kind == MetricKind::Memory && m_kind != Kind::Latency))
      all.push_back({row.metric, {}});
  if (m_kind == Kind::TradeOff)
    for (const std::string& metric : evidence.own_metrics())
      all.push_back({Metric::Quality, metric});
  if (m_kind == Kind::TradeOff && evidence.published())
    for (const std::string& metric : evidence.published()->metrics(evidence.study().quality_group))
      all.push_back({Metric::Quality, metric});
  const QSignalBlocker quiet(combo);
  combo->clear();
  for (const AxisChoice& axis : all) {
    combo->addItem(metricTitle(evidence, axis), keyOf(axis));
    combo->setItemData(combo->count() - 1, metricDefinition(evidence, axis), Qt::ToolTipRole);
  }
  if (combo->findData(keyOf(chosen)) < 0)
    combo->addItem(metricTitle(evidence, chosen), keyOf(chosen));
  combo->setCurrentIndex(combo->findData(keyOf(chosen)));
}

ChartSpec ChartTab::spec() const {
  const Evidence& evidence = m_session.evidence();
  const ViewState& view = m_session.view();
  switch (m_kind) {
  case Kind::TradeOff: return tradeOffChart(evidence, view);
  case Kind::Latency: return latencyChart(evidence, view);
  case Kind::Memory: break;
  }
  return memoryChart(evidence, view);
}

void ChartTab::refresh() {
  m_stale = false;
  const ViewState& view = m_session.view();
  const QStringList chosen{keyOf(view.x), keyOf(view.y), keyOf({view.latency_metric, {}}), QString::number(static_cast<int>(view.along)), QString::number(static_cast<int>(view.compared)),
                           QString::fromStdString(view.at.device), QString::fromStdString(view.model)};
  if (std::exchange(m_choicesStale, false) || chosen != m_chosen)
    fillChoices();
  m_chosen = chosen;
  m_panel->setSpec(spec());
}

void ChartTab::fillChoices() {
  const ViewState& view = m_session.view();
  if (m_kind == Kind::TradeOff) {
    fillAxis(m_first, view.y);
    fillAxis(m_second, view.x);
  } else {
    if (m_kind == Kind::Latency)
      fillAxis(m_first, {view.latency_metric, {}});
    QComboBox* along = m_kind == Kind::Latency ? m_second : m_first;
    const QSignalBlocker quiet(along);
    along->clear();
    along->addItem(tr("Context length"));
    along->addItem(tr("Simultaneous requests"));
    along->setCurrentIndex(view.along == Along::Context ? 0 : 1);
  }
  fillCompared();
  settleSelectors();
}

/// Gives the selectors the widths of their new texts at once, from the inside out: a picture does not wait for the event loop.
void ChartTab::settleSelectors() {
  for (QWidget* pair : m_selectors->findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
    pair->layout()->activate();
  m_selectors->layout()->activate();
  layout()->activate();
}

void ChartTab::fillCompared() {
  const Evidence& evidence = m_session.evidence();
  const ViewState& view = m_session.view();
  const QSignalBlocker quiet(m_compared);
  m_compared->clear();
  for (const std::string& device : evidence.devices())
    m_compared->addItem(tr("Models on %1").arg(deviceName(evidence, device)), kModelsOn + QString::fromStdString(device));
  m_compared->insertSeparator(m_compared->count());
  for (const std::string& model : shown_models(evidence, view))
    m_compared->addItem(tr("Devices for %1").arg(modelName(evidence, model)), kDevicesFor + QString::fromStdString(model));
  const bool models = view.compared == Compared::Models;
  m_compared->setCurrentIndex(m_compared->findData(models ? kModelsOn + QString::fromStdString(shown_device(evidence, view)) : kDevicesFor + QString::fromStdString(compared_model(evidence, view))));
  const bool useful = evidence.devices().size() > 1;
  m_compared->setToolTip(m_compared->currentText());
  m_comparedPair->setVisible(useful);
}

void ChartTab::chooseCompared() {
  ViewState view = m_session.view();
  if (setCompared(view, m_compared->currentData().toString()))
    m_session.setView(std::move(view));
}

void ChartTab::invalidate() {
  m_stale = true;
  if (isVisible())
    refresh();
}

void ChartTab::choose() {
  ViewState view = m_session.view();
  if (m_kind == Kind::TradeOff) {
    if (const auto y = axisOf(m_first->currentData().toString()))
      view.y = *y;
    if (const auto x = axisOf(m_second->currentData().toString()))
      view.x = *x;
  } else {
    if (m_kind == Kind::Latency)
      if (const auto metric = axisOf(m_first->currentData().toString()))
        view.latency_metric = metric->metric;
    view.along = (m_kind == Kind::Latency ? m_second : m_first)->currentIndex() == 0 ? Along::Context : Along::Requests;
  }
  m_session.setView(std::move(view));
}

void ChartTab::showEvent(QShowEvent* event) {
  if (m_stale)
    refresh();
  QWidget::showEvent(event);
}

void ChartTab::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
