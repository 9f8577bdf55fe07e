// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/follower.h"
#include "ui/session/study_session.h"

#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace pareto::ui {

/// Over every page while the machine that is decided about is not here: what is shown of it is modelled, and whose
/// measurements there are. Its button gives the line that measures there. Hidden otherwise.
class TargetBanner : public QFrame {
  Q_OBJECT

public:
  explicit TargetBanner(StudySession& session, QWidget* parent = nullptr);
  QString text() const { return m_text->text(); }

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildUi();
  void refresh();
  void paintAmber();
  void giveCommand();

  StudySession& m_session;
  QLabel* m_text = nullptr;
  QPushButton* m_measure = nullptr;
  QLineEdit* m_command = nullptr; ///< shown once it was asked for
};

} // namespace pareto::ui
