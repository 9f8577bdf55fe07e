// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frame_limiter.h"
#include "ui/session/changes.h"

#include <QObject>

#include <functional>

class QWidget;

namespace pareto::ui {

class StudySession;

/// Keeps a page or a panel in line with the session: what changes while nobody looks is noted, and built in when it is
/// shown; what changes while it is seen is built in once control is back in the event loop, at most once a frame.
class Follower : public QObject {
  Q_OBJECT

public:
  /// Lives in `widget`. `reads`: all that `rebuild` depends on, the language besides; other changes do not reach it.
  /// `rebuild` is told what changed since the last time, everything at first.
  Follower(StudySession& session, QWidget& widget, Changes reads, std::function<void(Changes)> rebuild);

  /// Notes a change; the rebuilding follows.
  void invalidate(Changes changes);
  /// Notes a change, and builds it in at once where it is seen.
  void buildIn(DataChange change);
  /// Builds in now what waits for its frame, or to be seen.
  void settle();
  /// Not hidden, and in no dock that lies behind another one's tab.
  bool isSeen() const;
  /// Of the dock it is in: QDockWidget::visibilityChanged(). Settles what is seen again.
  void setBehind(bool behind);
  const Changes& reads() const { return m_reads; }
  int timesRebuilt() const { return m_timesRebuilt; } ///< what a change costs, as a count

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  void follow(StudySession& session);
  void build();

  QWidget& m_widget;
  const Changes m_reads;
  Changes m_pending;
  std::function<void(Changes)> m_rebuild;
  FrameLimiter m_frame;
  bool m_queued = false, m_behind = false;
  int m_timesRebuilt = 0;
};

} // namespace pareto::ui
