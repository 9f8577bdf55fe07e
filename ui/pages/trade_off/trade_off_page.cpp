// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/trade_off/trade_off_page.h"

#include "ui/pages/trade_off/trade_off_chart.h"

namespace pareto::ui {

namespace {

constexpr ViewChanges kShown{ViewChange::Place | ViewChange::Answer | ViewChange::Limits | ViewChange::Axes |
                             ViewChange::Running};
constexpr int kUp = 0, kAcross = 1;

} // namespace

TradeOffPage::TradeOffPage(StudySession& session, QWidget* parent) : ChartPage(session, kShown, 2, parent) {
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
  const std::vector<AxisChoice> all = axes();
  fillAxis(choice(kUp), all, m_session.view().state().y);
  fillAxis(choice(kAcross), all, m_session.view().state().x);
}

void TradeOffPage::choose(ViewState& view) const {
  if (const auto y = axisOf(choice(kUp)))
    view.y = *y;
  if (const auto x = axisOf(choice(kAcross)))
    view.x = *x;
  if (const AxisChoice* quality = quality_axis(view))
    view.task = quality->quality_metric;
}

PARETO_PAGE(TradeOffPage)

} // namespace pareto::ui
