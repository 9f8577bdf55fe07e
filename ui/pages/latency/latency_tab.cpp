// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/latency/latency_tab.h"

namespace pareto::ui {

namespace {

constexpr ViewChanges kShown{ViewChange::Place | ViewChange::Answer | ViewChange::Latency | ViewChange::Along |
                             ViewChange::Running};
constexpr int kMetric = 0, kAlong = 1;

} // namespace

LatencyTab::LatencyTab(StudySession& session, QWidget* parent) : ChartTab(session, kShown, 2, parent) { retranslate(); }

QStringList LatencyTab::help() {
  return {tr("LATENCY: time or rate against context length or simultaneous requests. A vertical stripe is the length "
             "from which one design overtakes the baseline, as wide as its interval.")};
}

void LatencyTab::retranslate() {
  ChartTab::retranslate();
  nameChoice(kMetric, tr("&Show"), tr("What is shown"));
  nameChoice(kAlong, tr("A&gainst"), tr("Against context length or simultaneous requests"));
}

ChartSpec LatencyTab::spec() const { return latencyChart(m_session.evidence(), m_session.view()); }

void LatencyTab::fillChoices() {
  fillAxis(choice(kMetric), axesOf(MetricKind::Speed), {m_session.view().latency_metric, {}});
  fillAlong(choice(kAlong));
}

void LatencyTab::choose(ViewState& view) const {
  if (const auto shown = axisOf(choice(kMetric)))
    view.latency_metric = shown->metric;
  view.along = alongOf(choice(kAlong));
}

PARETO_PAGE(LatencyTab)

} // namespace pareto::ui
