// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/memory/memory_page.h"

#include "ui/pages/memory/fit_chart.h"
#include "ui/pages/memory/memory_chart.h"

#include <QSignalBlocker>

namespace pareto::ui {

namespace {

constexpr int kAlong = 0, kShow = 1;

} // namespace

MemoryPage::MemoryPage(StudySession& session, QWidget* parent)
    : ChartPage(session, ViewChange::Place | ViewChange::Answer | ViewChange::Along, 2, parent) {
  retranslate();
}

QStringList MemoryPage::help() {
  return {tr("MEMORY: weights plus cache or state of all requests, by formula, at any length; a line across is the "
             "memory of a device, marks are what was taken while measuring."),
          tr("Does it fit? A number says how many requests of this length a machine holds beside the weights.")};
}

void MemoryPage::retranslate() {
  ChartPage::retranslate();
  nameChoice(kAlong, tr("A&gainst"), tr("Against context length or simultaneous requests"));
  nameChoice(kShow, tr("S&how"), tr("Along the length, or machine by machine"));
}

std::optional<ShelfPart> MemoryPage::part() const {
  const QVariant part = choice(kShow)->currentData();
  return part.isValid() ? std::optional(static_cast<ShelfPart>(part.toInt())) : std::nullopt;
}

ChartSpec MemoryPage::spec() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  return part() ? fitChart(evidence, view, *part()) : memoryChart(evidence, view);
}

QList<ChartSpec> MemoryPage::exported() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  return {memoryChart(evidence, view), fitChart(evidence, view, part().value_or(ShelfPart::Card))};
}

void MemoryPage::fillChoices() {
  fillAlong(choice(kAlong));
  const QSignalBlocker quiet(choice(kShow));
  const int now = std::max(0, choice(kShow)->currentIndex());
  choice(kShow)->clear();
  choice(kShow)->addItem(tr("Memory along the length"));
  const std::pair<ShelfPart, QString> parts[] = {{ShelfPart::Laptop, tr("Does it fit? Laptops")},
                                                 {ShelfPart::Desktop, tr("Does it fit? Desktops")},
                                                 {ShelfPart::Card, tr("Does it fit? Graphics cards")},
                                                 {ShelfPart::Datacentre, tr("Does it fit? Data-centre cards")},
                                                 {ShelfPart::Server, tr("Does it fit? Servers")}};
  for (const auto& [part, title] : parts)
    choice(kShow)->addItem(title, static_cast<int>(part));
  choice(kShow)->setCurrentIndex(now);
}

/// Which of the two is shown is the page's own: a choice of it alone changes nothing of the view.
void MemoryPage::choose(ViewState& view) const {
  view.along = alongOf(choice(kAlong));
  panel()->setSpec(spec());
}

PARETO_PAGE(MemoryPage)

} // namespace pareto::ui
