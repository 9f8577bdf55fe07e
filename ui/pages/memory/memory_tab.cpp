// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/memory/memory_tab.h"

namespace pareto::ui {

namespace {

constexpr int kAlong = 0;

} // namespace

MemoryTab::MemoryTab(StudySession& session, QWidget* parent)
    : ChartTab(session, ViewChange::Place | ViewChange::Along, 1, parent) {
  retranslate();
}

QStringList MemoryTab::help() {
  return {tr("MEMORY: weights plus cache or state of all requests, by formula, at any length; a line across is the "
             "memory of a device, marks are what was taken while measuring.")};
}

void MemoryTab::retranslate() {
  ChartTab::retranslate();
  nameChoice(kAlong, tr("A&gainst"), tr("Against context length or simultaneous requests"));
}

ChartSpec MemoryTab::spec() const { return memoryChart(m_session.evidence(), m_session.view()); }

void MemoryTab::fillChoices() { fillAlong(choice(kAlong)); }

void MemoryTab::choose(ViewState& view) const { view.along = alongOf(choice(kAlong)); }

PARETO_PAGE(MemoryTab)

} // namespace pareto::ui
