// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/coverage_view.h"
#include "ui/session/study_session.h"

#include <QDialog>
#include <QTabWidget>
#include <QTextBrowser>

namespace pareto::ui {

/// F1: how to read the plots, what the marks mean, how each metric is defined; and what of the survey is here.
class HelpPage : public QDialog {
  Q_OBJECT

public:
  explicit HelpPage(StudySession& session, QWidget* parent = nullptr);

protected:
  void changeEvent(QEvent* event) override;

private:
  void retranslateUi();

  StudySession& m_session;
  QTabWidget* m_tabs;
  QTextBrowser* m_text;
};

} // namespace pareto::ui
