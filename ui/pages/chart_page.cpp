// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chart_page.h"

#include "ui/pages/slide_texts.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"

#include <QSignalBlocker>
#include <QVBoxLayout>

namespace pareto::ui {

namespace {

constexpr const char* kNames[] = {"firstSelector", "secondSelector", "thirdSelector"};
const QString kQuality = QStringLiteral("quality:");
const QString kModelsOn = QStringLiteral("models:"), kDevicesFor = QStringLiteral("devices:");

QString keyOf(const AxisChoice& axis) {
  return axis.metric == Metric::Quality ? kQuality + QString::fromStdString(axis.quality_metric)
                                        : QString::fromLatin1(to_string(axis.metric));
}

/// What the selectors show; a step of a slider leaves them as they are.
constexpr ViewChanges kChosen{ViewChange::Device | ViewChange::Hidden | ViewChange::Axes | ViewChange::Latency |
                              ViewChange::Along};

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

ChartPage::ChartPage(StudySession& session, ViewChanges shown, int choices, QWidget* parent)
    : Page(session, {shown | ViewChange::Device | ViewChange::Selection | ViewChange::Hidden, DataChange::Results},
           parent),
      m_selectors(new SelectorRow(this)) {
  m_panel = new ChartPanel(this);
  for (int i = 0; i < choices; ++i) {
    m_choices.push_back(makeSelector(kNames[i]));
    connect(choice(i), &QComboBox::activated, this, &ChartPage::takeChoices);
  }
  m_compared = makeSelector("comparedSelector");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(m_selectors);
  column->addWidget(m_panel, 1);
  connect(m_compared.combo, &QComboBox::activated, this, &ChartPage::chooseCompared);
  connect(m_panel, &ChartPanel::modelClicked, this,
          [this](const QString& model) { m_session.view().select(model.toStdString()); });
}

ChartPage::Selector ChartPage::makeSelector(const char* name) {
  Selector made;
  made.label = new QLabel(m_selectors);
  made.combo = new SearchCombo(m_selectors);
  made.combo->setObjectName(QString::fromLatin1(name));
  made.combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  made.combo->setMinimumContentsLength(12); // narrower than its longest text only where a whole row is
  made.pair = m_selectors->add(made.label, made.combo);
  return made;
}

void ChartPage::nameChoice(int place, const QString& label, const QString& accessibleName) {
  m_choices[static_cast<size_t>(place)].label->setText(label);
  choice(place)->setAccessibleName(accessibleName);
}

void ChartPage::retranslate() {
  m_compared.label->setText(tr("Co&mpare"));
  m_compared.combo->setAccessibleName(tr("Models on one device, or devices for one model"));
}

std::vector<AxisChoice> ChartPage::axesOf(MetricKind kind) {
  std::vector<AxisChoice> all;
  for (const MetricRow& row : metric_table())
    if (row.kind == kind)
      all.push_back({row.metric, {}});
  return all;
}

void ChartPage::fillAxis(QComboBox* combo, const std::vector<AxisChoice>& all, const AxisChoice& chosen) const {
  const QSignalBlocker quiet(combo);
  combo->clear();
  for (const AxisChoice& axis : all)
    addAxis(combo, axis);
  pointAt(combo, chosen);
}

void ChartPage::addAxis(QComboBox* combo, const AxisChoice& axis) const {
  const Evidence& evidence = m_session.results().evidence();
  combo->addItem(metricTitle(evidence, axis), keyOf(axis));
  combo->setItemData(combo->count() - 1, metricDefinition(evidence, axis), Qt::ToolTipRole);
}

void ChartPage::pointAt(QComboBox* combo, const AxisChoice& chosen) const {
  if (combo->findData(keyOf(chosen)) < 0)
    addAxis(combo, chosen);
  combo->setCurrentIndex(combo->findData(keyOf(chosen)));
}

std::optional<AxisChoice> ChartPage::axisOf(const QComboBox* combo) {
  const QString key = combo->currentData().toString();
  if (key.startsWith(kQuality))
    return AxisChoice{Metric::Quality, key.mid(kQuality.size()).toStdString()};
  const auto metric = metric_from_string(key.toStdString());
  return metric ? std::optional(AxisChoice{*metric, {}}) : std::nullopt;
}

void ChartPage::fillAlong(QComboBox* combo) const {
  const QSignalBlocker quiet(combo);
  combo->clear();
  combo->addItem(tr("Context length"));
  combo->addItem(tr("Simultaneous requests"));
  combo->setCurrentIndex(m_session.view().state().along == Along::Context ? 0 : 1);
}

Along ChartPage::alongOf(const QComboBox* combo) {
  return combo->currentIndex() == 0 ? Along::Context : Along::Requests;
}

void ChartPage::rebuild(Changes changes) {
  if (changes.data || changes.view & kChosen || choicesAreOld()) {
    fillChoices();
    fillCompared();
    m_selectors->settle();
  }
  m_panel->setSpec(spec());
  chartDrawn();
}

void ChartPage::addBar(QWidget* bar) { static_cast<QVBoxLayout*>(layout())->insertWidget(1, bar); }

std::optional<ChartSpec> ChartPage::chart() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  ChartSpec made = spec();
  const Answer now = answer(evidence, view);
  addSlideTexts(made, evidence, view, now);
  if (made.title.isEmpty()) // whatever room its sentence takes: in another language it takes another
    made.title = headlineOf(evidence, view, now);
  return made;
}

void ChartPage::setPresenting(bool presenting) { m_selectors->setVisible(!presenting); }

void ChartPage::fillCompared() {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  QComboBox* combo = m_compared.combo;
  const QSignalBlocker quiet(combo);
  combo->clear();
  for (const std::string& device : evidence.devices())
    combo->addItem(tr("Models on %1").arg(deviceName(evidence, device)), kModelsOn + QString::fromStdString(device));
  if (const std::string there = shown_device(evidence, view); evidence.is_elsewhere(there))
    combo->addItem(tr("Models on %1").arg(deviceName(evidence, there)), kModelsOn + QString::fromStdString(there));
  combo->insertSeparator(combo->count());
  for (const std::string& model : shown_models(evidence, view))
    combo->addItem(tr("Devices for %1").arg(modelName(evidence, model)), kDevicesFor + QString::fromStdString(model));
  const bool models = view.compared == Compared::Models;
  combo->setCurrentIndex(combo->findData(models
                                             ? kModelsOn + QString::fromStdString(shown_device(evidence, view))
                                             : kDevicesFor + QString::fromStdString(compared_model(evidence, view))));
  combo->setToolTip(combo->currentText());
  m_compared.pair->setVisible(evidence.devices().size() > 1);
}

void ChartPage::chooseCompared() {
  ViewState view = m_session.view().state();
  if (setCompared(view, m_compared.combo->currentData().toString()))
    m_session.setView(std::move(view));
}

void ChartPage::takeChoices() {
  ViewState view = m_session.view().state();
  choose(view);
  m_session.setView(std::move(view));
}

} // namespace pareto::ui
