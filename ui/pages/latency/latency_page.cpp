// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/latency/latency_page.h"

#include "ui/pages/latency/latency_chart.h"

namespace pareto::ui {

namespace {

constexpr ViewChanges kShown{ViewChange::Place | ViewChange::Answer | ViewChange::Latency | ViewChange::Along |
                             ViewChange::Running};
constexpr int kMetric = 0, kAlong = 1;

} // namespace

LatencyPage::LatencyPage(StudySession& session, QWidget* parent) : ChartPage(session, kShown, 2, parent) {
  retranslate();
}

QStringList LatencyPage::help() {
  return {tr("LATENCY: time or rate against context length or simultaneous requests. A vertical stripe is the length "
             "from which one design overtakes the baseline, as wide as its interval.")};
}

void LatencyPage::retranslate() {
  ChartPage::retranslate();
  nameChoice(kMetric, tr("&Show"), tr("What is shown"));
  nameChoice(kAlong, tr("A&gainst"), tr("Against context length or simultaneous requests"));
}

ChartSpec LatencyPage::spec() const { return latencyChart(m_session.results().evidence(), m_session.view().state()); }

void LatencyPage::fillChoices() {
  fillAxis(choice(kMetric), axesOf(MetricKind::Speed), {m_session.view().state().latency_metric, {}});
  fillAlong(choice(kAlong));
}

void LatencyPage::choose(ViewState& view) const {
  if (const auto shown = axisOf(choice(kMetric)))
    view.latency_metric = shown->metric;
  view.along = alongOf(choice(kAlong));
}

PARETO_PAGE(LatencyPage)

} // namespace pareto::ui
