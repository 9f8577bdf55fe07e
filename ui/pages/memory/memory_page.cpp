// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/memory/memory_page.h"

#include "core/model/shapes.h"
#include "ui/pages/memory/fit_chart.h"
#include "ui/pages/memory/memory_chart.h"
#include "ui/pages/memory/receipt_chart.h"
#include "ui/words/names.h"

#include <QSignalBlocker>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kAlong = 0, kShow = 1, kSize = 2;
const QString kReceipt = QStringLiteral("receipt");

} // namespace

MemoryPage::MemoryPage(StudySession& session, QWidget* parent)
    : ChartPage(session, ViewChange::Place | ViewChange::Answer | ViewChange::Along, 3, parent) {
  retranslate();
}

QStringList MemoryPage::help() {
  return {
      tr("MEMORY: weights plus cache or state of all requests, by formula, at any length; a line across is the "
         "memory of a device, marks are what was taken while measuring."),
      tr("Receipt: of one model, layer by layer, what its weights take, what grows with every token, what grows up to "
         "a window and what is fixed; of the selected model, otherwise of the baseline."),
      tr("Does it fit? A number says how many requests of this length a machine holds beside the weights.")};
}

void MemoryPage::retranslate() {
  ChartPage::retranslate();
  nameChoice(kAlong, tr("A&gainst"), tr("Against context length or simultaneous requests"));
  nameChoice(kShow, tr("S&how"), tr("Along the length, or machine by machine"));
  nameChoice(kSize, tr("At si&ze"), tr("Which size of the models is asked about"));
}

std::optional<ShelfPart> MemoryPage::part() const {
  const QVariant part = choice(kShow)->currentData();
  return part.typeId() == QMetaType::Int ? std::optional(static_cast<ShelfPart>(part.toInt())) : std::nullopt;
}

bool MemoryPage::isReceipt() const { return choice(kShow)->currentData().toString() == kReceipt; }

std::string MemoryPage::size() const { return choice(kSize)->currentData().toString().toStdString(); }

ChartSpec MemoryPage::spec() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  if (isReceipt())
    return receiptChart(evidence, view, receiptOf(evidence, view));
  return part() ? fitChart(evidence, view, *part(), size()) : memoryChart(evidence, view);
}

QList<ChartSpec> MemoryPage::exported() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  QList<ChartSpec> charts{memoryChart(evidence, view),
                          fitChart(evidence, view, part().value_or(ShelfPart::Card), size())};
  if (isReceipt()) // of one model, where somebody asks for it
    charts << spec();
  return charts;
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
  choice(kShow)->addItem(tr("Receipt, layer by layer"), kReceipt);
  choice(kShow)->setCurrentIndex(now);
  fillSizes();
}

/// By formula, of whatever size: those that no machine here measures stand behind the others.
void MemoryPage::fillSizes() {
  const QSignalBlocker quiet(choice(kSize));
  const int now = std::max(0, choice(kSize)->currentIndex());
  choice(kSize)->clear();
  choice(kSize)->addItem(tr("of the study"), QString());
  for (const auto* names : {&size_names(), &formula_size_names()})
    for (const std::string& size : *names)
      if (size != "probe" && size != "pilot") // too small to be a decision
        choice(kSize)->addItem(sizeText(size), QString::fromStdString(size));
  choice(kSize)->setCurrentIndex(now);
  choice(kSize)->setEnabled(part().has_value());
}

/// Which of the two is shown is the page's own: a choice of it alone changes nothing of the view.
void MemoryPage::choose(ViewState& view) const {
  view.along = alongOf(choice(kAlong));
  choice(kSize)->setEnabled(part().has_value());
  panel()->setSpec(spec());
}

PARETO_PAGE(MemoryPage)

} // namespace pareto::ui
