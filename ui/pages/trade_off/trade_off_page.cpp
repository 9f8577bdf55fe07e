// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/trade_off/trade_off_page.h"

#include "core/decide/words/answer_words.h"
#include "ui/pages/page_head.h"
#include "ui/pages/trade_off/trade_off_chart.h"
#include "ui/words/metric_words.h"
#include "ui/words/voice.h"

#include <QSignalBlocker>

#include <array>

namespace pareto::ui {

namespace {

constexpr ViewChanges kShown{ViewChange::Place | ViewChange::Answer | ViewChange::Limits | ViewChange::Axes |
                             ViewChange::Running};
constexpr int kUp = 0, kAcross = 1;
const QString kLost = QStringLiteral("lost:");
const QString kTimes = QStringLiteral("times:");
/// What can stand across as times better than the baseline's, the most telling first.
constexpr std::array kTimesOf{Metric::AnswerTime, Metric::Tpot, Metric::Ttft};
QString timesKey(Metric metric) { return kTimes + QLatin1String(to_string(metric)); }

} // namespace

TradeOffPage::TradeOffPage(StudySession& session, QWidget* parent)
    : ChartPage(session, kShown, 2, parent), m_missing(new QPushButton(this)) {
  m_missing->setObjectName(QStringLiteral("missingStep"));
  m_missing->setMinimumWidth(1); // names of many models must not widen the window
  m_missing->hide();
  addBar(m_missing);
  m_takeMissing = actionOf(*m_missing, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G), Says::Tip);
  connect(m_takeMissing, &QAction::triggered, this, [this] { take(m_step); });
  retranslate();
}

QStringList TradeOffPage::help() {
  return {tr("TRADE-OFF: each mark is one architecture. The step line joins those that nothing beats on both axes: the "
             "frontier."),
          tr("A point is called surely beaten only where the 95 % intervals of both axes settle it; without an "
             "interval never.")};
}

void TradeOffPage::retranslate() {
  ChartPage::retranslate();
  nameChoice(kUp, tr("&Up"), tr("What the vertical axis shows"));
  nameChoice(kAcross, tr("&Across"), tr("What the horizontal axis shows"));
  m_takeMissing->setText(tr("Get the missin&g values"));
}

ChartSpec TradeOffPage::spec() const { return tradeOffChart(m_session.results().evidence(), m_session.view().state()); }

void TradeOffPage::fillChoices() {
  const ViewState& view = m_session.view().state();
  for (const int place : {kUp, kAcross}) {
    SearchCombo* combo = choice(place);
    const QSignalBlocker quiet(combo);
    combo->clear();
    combo->addHeading(tr("Speed"));
    if (place == kAcross)
      addTimes(combo);
    addAxes(combo, axesOf(MetricKind::Speed));
    combo->addHeading(tr("What it takes"));
    addAxes(combo, axesOf(MetricKind::Memory));
    addAxes(combo, axesOf(MetricKind::Energy));
    combo->addHeading(tr("Quality"));
    const std::vector<std::string> tests = known_tests(m_session.results().evidence());
    for (const std::string& test : tests)
      addAxis(combo, {Metric::Quality, test});
    if (place == kUp)
      addLost(combo, tests);
    pointAt(combo, place == kUp ? view.y : view.x);
    if (place == kUp && showsLost(view))
      combo->setCurrentIndex(combo->findData(kLost + QString::fromStdString(view.y.quality_metric)));
    if (place == kAcross && showsTimes(view))
      combo->setCurrentIndex(combo->findData(timesKey(view.x.metric)));
  }
  sayWhatIsDrawn();
}

ViewState TradeOffPage::drawn() const { return drawnView(m_session.results().evidence(), m_session.view().state()); }

bool TradeOffPage::choicesAreOld() const {
  const ViewState now = drawn();
  return now.y != m_drawnUp || now.x != m_drawnAcross || showsTimes(now) != m_drawnTimes;
}

/// Where an axis cannot be drawn as it is asked for, its choice says so, and what stands there in its place. It stays
/// in its row: who goes through the rows by keys goes on from there.
void TradeOffPage::sayWhatIsDrawn() {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState &asked = m_session.view().state(), now = drawn();
  m_drawnUp = now.y;
  m_drawnAcross = now.x;
  m_drawnTimes = showsTimes(now);
  const auto say = [](SearchCombo* combo, const QString& drawn) {
    combo->setItemText(combo->currentIndex(), tr("%1 (no value yet; drawn: %2)").arg(combo->currentText(), drawn));
  };
  const auto across = [&](const ViewState& view) {
    const QString metric = metricTitle(evidence, view.x);
    return showsTimes(view) ? tr("Times faster – %1").arg(metric) : metric;
  };
  if (now.y != asked.y)
    say(choice(kUp), metricTitle(evidence, now.y));
  if (now.x != asked.x || m_drawnTimes != showsTimes(asked))
    say(choice(kAcross), across(now));
}

void TradeOffPage::addAxes(QComboBox* combo, const std::vector<AxisChoice>& all) const {
  for (const AxisChoice& axis : all)
    addAxis(combo, axis);
}

/// Before all others.
void TradeOffPage::addTimes(QComboBox* combo) const {
  const Evidence& evidence = m_session.results().evidence();
  for (const Metric metric : kTimesOf) {
    const AxisChoice axis{metric, {}};
    combo->addItem(tr("Times faster – %1").arg(metricTitle(evidence, axis)), timesKey(metric));
    combo->setItemData(combo->count() - 1,
                       tr("How many times faster than the baseline: %1").arg(metricDefinition(evidence, axis)),
                       Qt::ToolTipRole);
  }
}

/// After all others: what is lost is read beside the band within which nobody is surely worse.
void TradeOffPage::addLost(QComboBox* combo, const std::vector<std::string>& tests) const {
  const Evidence& evidence = m_session.results().evidence();
  for (const std::string& test : tests) {
    const AxisChoice axis{Metric::Quality, test};
    combo->addItem(tr("Lost against the best – %1").arg(metricTitle(evidence, axis)),
                   kLost + QString::fromStdString(test));
    combo->setItemData(combo->count() - 1,
                       tr("How far behind the best of those compared: %1").arg(metricDefinition(evidence, axis)),
                       Qt::ToolTipRole);
  }
}

void TradeOffPage::choose(ViewState& view) const {
  const QString up = choice(kUp)->currentData().toString();
  view.lost = up.startsWith(kLost);
  if (view.lost)
    view.y = {Metric::Quality, up.mid(kLost.size()).toStdString()};
  else if (const auto y = axisOf(choice(kUp)))
    view.y = *y;
  const QString key = choice(kAcross)->currentData().toString();
  view.times = key.startsWith(kTimes);
  if (const auto metric = metric_from_string(key.mid(kTimes.size()).toStdString()); view.times && metric)
    view.x = {*metric, {}};
  else if (const auto x = axisOf(choice(kAcross)))
    view.x = *x;
  const Evidence& evidence = m_session.results().evidence();
  const AxisChoice* quality = quality_axis(view); // without one it stays what it was
  const std::string task = quality ? quality->quality_metric : task_of(evidence, m_session.view().state());
  if (task_of(evidence, view) != task) // another axis alone is no change of what Save keeps
    view.task = task;
}

void TradeOffPage::chartDrawn() {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const std::optional<AxisChoice> missing = missingAxis(evidence, view);
  m_step = missing ? step_for(evidence, view, *missing) : NextStep();
  m_takeMissing->setToolTip(shown(next_text({WindowVoice(readerOf(view.running)), evidence, view}, m_step)));
  m_takeMissing->setStatusTip(m_takeMissing->toolTip());
  m_takeMissing->setEnabled(canTake(m_step));
  m_missing->setVisible(m_step.kind != NextStep::Kind::Nothing);
}

void TradeOffPage::offerModel(const QString& path) { m_session.document().addModel(path.toStdString()); }

PARETO_PAGE(TradeOffPage)

} // namespace pareto::ui
