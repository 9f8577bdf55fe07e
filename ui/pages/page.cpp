// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include <QEvent>

#include <utility>

namespace pareto::ui {

Page::Page(StudySession& session, Changes reads, QWidget* parent)
    : QWidget(parent), m_session(session), m_reads{reads.view, reads.data | DataChange::Language}, m_pending(m_reads),
      m_frame([this] {
        if (isVisible())
          build();
      }) {
  follow();
}

void Page::follow() {
  connect(&m_session, &StudySession::evidenceChanged, this, [this] { invalidate({{}, DataChange::Results}); });
  connect(&m_session, &StudySession::studyChanged, this, [this] { invalidate({{}, DataChange::Study}); });
  connect(&m_session, &StudySession::workChanged, this,
          [this] { buildIn(DataChange::Work); }); // what may be pressed does not lag behind
  connect(&m_session, &StudySession::viewChanged, this, [this](ViewChanges what) { invalidate({what, {}}); });
}

QList<ChartSpec> Page::exported() const {
  const std::optional<ChartSpec> own = chart();
  return own ? QList<ChartSpec>{*own} : QList<ChartSpec>();
}

void Page::offerModel(const QString&) {}

void Page::invalidate(Changes changes) {
  changes = changes & m_reads;
  m_pending |= changes;
  if (!changes || !isVisible() || m_queued)
    return;
  m_queued = true; // one step of the person may change several things
  QMetaObject::invokeMethod(
      this, [this] { m_queued = false, m_frame.request(); }, Qt::QueuedConnection);
}

void Page::buildIn(DataChange change) {
  invalidate({{}, change});
  if (isVisible())
    settle();
}

void Page::build() {
  if (!m_pending)
    return;
  ++m_timesRebuilt;
  rebuild(std::exchange(m_pending, {}));
}

void Page::settle() { isVisible() ? m_frame.passNow() : build(); }

void Page::showEvent(QShowEvent* event) {
  settle();
  QWidget::showEvent(event);
}

void Page::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    buildIn(DataChange::Language); // not half a window in either language
  }
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
