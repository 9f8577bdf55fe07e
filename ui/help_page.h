// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"

#include <QDialog>
#include <QTextBrowser>

namespace pareto::ui {

/// F1: how to read the plots, what the marks mean, how each metric is defined.
class HelpPage : public QDialog {
  Q_OBJECT

public:
  explicit HelpPage(StudySession& session, QWidget* parent = nullptr);

protected:
  void changeEvent(QEvent* event) override;

private:
  void retranslateUi();

  StudySession& m_session;
  QTextBrowser* m_text;
};

} // namespace pareto::ui
