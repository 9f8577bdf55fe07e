// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/follower.h"
#include "ui/session/study_session.h"

#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>

namespace pareto::ui {

/// WHAT TO COMPARE, narrow: the mark of every model that is ticked, and a button that opens the panel again.
class CompareRail : public QWidget {
  Q_OBJECT

public:
  static constexpr int kWidth = 48;
  explicit CompareRail(StudySession& session, QWidget* parent = nullptr);
  QSize sizeHint() const override { return {kWidth, 200}; }

Q_SIGNALS:
  void openRequested();

protected:
  void changeEvent(QEvent* event) override;

private:
  void retranslateUi();
  void rebuild();
  QToolButton* markOf(const std::string& model);

  StudySession& m_session;
  Follower& m_follower;
  QToolButton* m_open = nullptr;
  QVBoxLayout* m_marks = nullptr;
};

} // namespace pareto::ui
