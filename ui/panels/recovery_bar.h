// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/session_keeper.h"

#include <QFrame>
#include <QLabel>
#include <QPointer>
#include <QPushButton>

namespace pareto::ui {

/// Offers the session of a window that did not end cleanly; nothing waits for the answer.
class RecoveryBar : public QFrame {
  Q_OBJECT

public:
  explicit RecoveryBar(QWidget* parent = nullptr);
  /// Shows what `keeper` has found, and follows it; `keeper` outlives this bar or is destroyed with its window.
  void follow(SessionKeeper& keeper);

Q_SIGNALS:
  void restoreRequested();
  void discardRequested();

protected:
  void changeEvent(QEvent* event) override;

private:
  void refresh();

  QPointer<SessionKeeper> m_keeper;
  QLabel* m_text;
  QPushButton *m_restore, *m_discard;
};

} // namespace pareto::ui
