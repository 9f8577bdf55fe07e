// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/trade_off/trade_off_page.h"

#include "core/decide/words/answer_words.h"
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
const QString kTimes = QStringLiteral("times:");
/// What can stand across as times better than the baseline's, the most telling first.
constexpr std::array kTimesOf{Metric::AnswerTime, Metric::Tpot, Metric::Ttft};

} // namespace

TradeOffPage::TradeOffPage(StudySession& session, QWidget* parent)
    : ChartPage(session, kShown, 2, parent), m_missing(new QPushButton(this)) {
  m_missing->setObjectName(QStringLiteral("missingStep"));
  m_missing->setMinimumWidth(1); // names of many models must not widen the window
  m_missing->hide();
  addBar(m_missing);
  connect(m_missing, &QPushButton::clicked, this, [this] { take(m_step); });
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
}

ChartSpec TradeOffPage::spec() const { return tradeOffChart(m_session.results().evidence(), m_session.view().state()); }

std::vector<AxisChoice> TradeOffPage::axes() const {
  const Evidence& evidence = m_session.results().evidence();
  std::vector<AxisChoice> all = axesOf(MetricKind::Speed);
  for (MetricKind kind : {MetricKind::Memory, MetricKind::Energy})
    for (const AxisChoice& axis : axesOf(kind))
      all.push_back(axis);
  for (const std::string& metric : known_tests(evidence))
    all.push_back({Metric::Quality, metric});
  return all;
}

void TradeOffPage::fillChoices() {
  const ViewState& view = m_session.view().state();
  const std::vector<AxisChoice> all = axes();
  fillAxis(choice(kUp), all, view.y);
  fillAxis(choice(kAcross), all, view.x);
  for (QComboBox* combo : {choice(kUp), choice(kAcross)})
    separate(combo, all);
  fillTimes(choice(kAcross));
}

/// Speed, what it costs, quality: three groups.
void TradeOffPage::separate(QComboBox* combo, const std::vector<AxisChoice>& all) {
  const QSignalBlocker quiet(combo);
  const auto groupOf = [](const AxisChoice& axis) {
    const MetricKind kind = row_of(axis.metric).kind;
    return kind == MetricKind::Energy ? MetricKind::Memory : kind;
  };
  for (size_t i = all.size(); i-- > 1;)
    if (groupOf(all[i]) != groupOf(all[i - 1]))
      combo->insertSeparator(static_cast<int>(i));
}

/// Before all others.
void TradeOffPage::fillTimes(QComboBox* combo) const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const QSignalBlocker quiet(combo);
  for (size_t i = 0; i < kTimesOf.size(); ++i) {
    const AxisChoice axis{kTimesOf[i], {}};
    const auto row = static_cast<int>(i);
    combo->insertItem(row, tr("Times faster – %1").arg(metricTitle(evidence, axis)),
                      kTimes + QLatin1String(to_string(axis.metric)));
    combo->setItemData(row, tr("How many times faster than the baseline: %1").arg(metricDefinition(evidence, axis)),
                       Qt::ToolTipRole);
    if (showsTimes(view) && view.x == axis)
      combo->setCurrentIndex(row);
  }
  combo->insertSeparator(static_cast<int>(kTimesOf.size()));
}

void TradeOffPage::choose(ViewState& view) const {
  if (const auto y = axisOf(choice(kUp)))
    view.y = *y;
  const QString key = choice(kAcross)->currentData().toString();
  view.times = key.startsWith(kTimes);
  if (const auto metric = metric_from_string(key.mid(kTimes.size()).toStdString()); view.times && metric)
    view.x = {*metric, {}};
  else if (const auto x = axisOf(choice(kAcross)))
    view.x = *x;
  if (const AxisChoice* quality = quality_axis(view))
    view.task = quality->quality_metric;
}

void TradeOffPage::chartDrawn() {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const std::optional<AxisChoice> missing = missingAxis(evidence, view);
  m_step = missing ? step_for(evidence, view, *missing) : NextStep();
  m_missing->setText(shown(next_text({WindowVoice(readerOf(view.running)), evidence, view}, m_step)));
  m_missing->setToolTip(m_missing->text());
  m_missing->setVisible(m_step.kind != NextStep::Kind::Nothing);
  m_missing->setEnabled(canTake(m_step));
}

void TradeOffPage::offerModel(const QString& path) { m_session.document().addModel(path.toStdString()); }

PARETO_PAGE(TradeOffPage)

} // namespace pareto::ui
