// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/follower.h"

#include "core/decide/comparison.h"
#include "ui/session/study_session.h"

#include <QEvent>
#include <QWidget>

#include <utility>

namespace pareto::ui {

Follower::Follower(StudySession& session, QWidget& widget, Changes reads, std::function<void(Changes)> rebuild)
    : QObject(&widget), m_widget(widget), m_reads{reads.view, reads.data | DataChange::Language}, m_pending(m_reads),
      m_rebuild(std::move(rebuild)), m_frame([this] {
        if (isSeen())
          build();
      }) {
  m_widget.installEventFilter(this);
  follow(session);
}

void Follower::follow(StudySession& session) {
  connect(&session, &StudySession::evidenceChanged, this, [this, &session](ResultChanges what) {
    const bool choosesByCost = !metric_of(session.view().state().goal);
    DataChanges data;
    data.setFlag(DataChange::Cost, what.testFlag(ResultChange::Cost));
    data.setFlag(DataChange::Facts, what.testAnyFlags(ResultChange::Study | ResultChange::Devices));
    // By that alone no value is another, and who is chosen only where that goes by cost.
    data.setFlag(DataChange::Results, what != ResultChange::Cost || choosesByCost);
    invalidate({{}, data});
  });
  connect(&session, &StudySession::studyChanged, this, [this] { invalidate({{}, DataChange::Study}); });
  connect(&session, &StudySession::workChanged, this,
          [this] { buildIn(DataChange::Work); }); // what may be pressed does not lag behind
  connect(&session, &StudySession::viewChanged, this, [this](ViewChanges what) { invalidate({what, {}}); });
}

bool Follower::isSeen() const { return m_widget.isVisible() && !m_behind; }

void Follower::setBehind(bool behind) {
  m_behind = behind;
  if (isSeen())
    settle();
}

void Follower::invalidate(Changes changes) {
  changes = changes & m_reads;
  m_pending |= changes;
  if (!changes || m_queued || !isSeen())
    return;
  m_queued = true; // one step of the person may change several things
  QMetaObject::invokeMethod(
      this, [this] { m_queued = false, m_frame.request(); }, Qt::QueuedConnection);
}

void Follower::buildIn(DataChange change) {
  invalidate({{}, change});
  if (isSeen())
    settle();
}

void Follower::build() {
  if (!m_pending)
    return;
  ++m_timesRebuilt;
  m_rebuild(std::exchange(m_pending, {}));
}

void Follower::settle() { isSeen() ? m_frame.passNow() : build(); }

bool Follower::eventFilter(QObject* watched, QEvent* event) {
  if (watched == &m_widget && event->type() == QEvent::Show)
    settle();
  return QObject::eventFilter(watched, event);
}

} // namespace pareto::ui
