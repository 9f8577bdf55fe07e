// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/memory/memory_page.h"

#include "ui/pages/memory/memory_chart.h"

namespace pareto::ui {

namespace {

constexpr int kAlong = 0;

} // namespace

MemoryPage::MemoryPage(StudySession& session, QWidget* parent)
    : ChartPage(session, ViewChange::Place | ViewChange::Along, 1, parent) {
  retranslate();
}

QStringList MemoryPage::help() {
  return {tr("MEMORY: weights plus cache or state of all requests, by formula, at any length; a line across is the "
             "memory of a device, marks are what was taken while measuring.")};
}

void MemoryPage::retranslate() {
  ChartPage::retranslate();
  nameChoice(kAlong, tr("A&gainst"), tr("Against context length or simultaneous requests"));
}

ChartSpec MemoryPage::spec() const { return memoryChart(m_session.results().evidence(), m_session.view().state()); }

void MemoryPage::fillChoices() { fillAlong(choice(kAlong)); }

void MemoryPage::choose(ViewState& view) const { view.along = alongOf(choice(kAlong)); }

PARETO_PAGE(MemoryPage)

} // namespace pareto::ui
