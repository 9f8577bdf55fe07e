// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace pareto::ui {

/// Keeps the session in a file of its own while the window runs, so that a crash loses nothing: written after changes,
/// removed at a clean end. A file that is left was of a window that did not end cleanly; its session can be offered
/// again. Each file has a lock with the process that owns it, so several windows never take each other's.
class SessionKeeper : public QObject {
  Q_OBJECT

public:
  /// A session that was left by a process that is gone.
  struct Left {
    SessionState state;
    QDateTime saved;
  };
  /// Looks for what was left at once, and begins to keep this session.
  SessionKeeper(StudySession& session, QString folder, QObject* parent = nullptr);
  ~SessionKeeper() override; ///< a clean end

  /// The newest that was left and not decided on; nobody else is offered it as long as this keeper lives.
  const std::optional<Left>& left() const { return m_left; }
  /// Puts it back in place of what is shown.
  void restore();
  void discard();
  /// Writes now what the timer would write soon.
  void keep();

Q_SIGNALS:
  void leftChanged(); ///< decided on; there may be an earlier one
  void failed(const QString& sentence);

private:
  void findLeft();
  void decided();

  StudySession& m_session;
  QString m_folder, m_file, m_leftFile;
  std::unique_ptr<QLockFile> m_lock, m_leftLock;
  std::optional<Left> m_left;
  QTimer m_timer;
  QByteArray m_written;
  bool m_complained = false;
};

} // namespace pareto::ui
