// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/charts/chart_view.h"
#include "ui/pages/page_head.h"
#include "ui/session/measure_there.h"

#include <QEvent>

namespace pareto::ui {

namespace {

constexpr int kUntilStopped = 0; ///< rounds

} // namespace

Page::Page(StudySession& session, Changes reads, QWidget* parent)
    : QWidget(parent), m_session(session),
      m_follower(*new Follower(session, *this, reads, [this](Changes changes) { rebuild(changes); })) {
  connect(&session.view(), &View::heldChanged, this, [this](bool held) {
    for (ChartView* chart : findChildren<ChartView*>())
      chart->setHeld(held);
  });
}

QList<ChartSpec> Page::exported() const {
  const std::optional<ChartSpec> own = chart();
  return own ? QList<ChartSpec>{*own} : QList<ChartSpec>();
}

std::optional<SheetSpec> Page::sheet() const { return std::nullopt; }
std::optional<QString> Page::notes() const { return std::nullopt; }
void Page::offerModel(const QString&) {}
void Page::setPresenting(bool) {}

void Page::take(const NextStep& step) {
  switch (step.kind) {
  case NextStep::Kind::MeasureHere: return m_session.run(1);        // the workload's place comes first
  case NextStep::Kind::Refine: return m_session.run(kUntilStopped); // one quick round would add previews to previews
  case NextStep::Kind::OwnText: return Q_EMIT qualityRequested();
  case NextStep::Kind::OwnModel: return Q_EMIT modelRequested();
  case NextStep::Kind::MeasureThere: return copyMeasureThere(m_session);
  case NextStep::Kind::Nothing: break;
  }
}

QAction* Page::actionOf(QAbstractButton& button, const QKeySequence& keys, Says says) {
  auto* made = new QAction(this);
  made->setObjectName(button.objectName() + QStringLiteral("Action"));
  made->setShortcut(keys);
  connect(made, &QAction::changed, &button, [made, says, shows = &button] {
    shows->setText(says == Says::Name ? made->text() : inLines(made->toolTip(), shows->font()));
    shows->setToolTip(tr("%1 (%2)").arg(made->toolTip(), made->shortcut().toString(QKeySequence::NativeText)));
    if (made->isVisible()) // behind another page nothing is seen of it, and it keeps the focus
      shows->setEnabled(made->isEnabled());
  });
  connect(&button, &QAbstractButton::clicked, made, &QAction::trigger);
  addAction(made);
  return made;
}

bool Page::canTake(const NextStep& step) const {
  if (step.kind == NextStep::Kind::MeasureThere)
    return !measureThereCommand(m_session).isEmpty();
  return step.kind != NextStep::Kind::Nothing && !m_session.runs().isRunning();
}

void Page::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    m_follower.buildIn(DataChange::Language); // not half a window in either language
  }
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
