// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"

#include <QFrame>
#include <QLabel>

namespace pareto::ui {

/// Over the page, in amber: how many cells other programs disturbed or contradict what must hold, and what happens to
/// them. Hidden while there are none.
class NoiseStrip : public QFrame {
  Q_OBJECT

public:
  explicit NoiseStrip(StudySession& session, QWidget* parent = nullptr);
  QString text() const { return m_text->text(); }

protected:
  void changeEvent(QEvent* event) override;

private:
  void refresh();
  void paintAmber();

  StudySession& m_session;
  QLabel* m_text;
};

} // namespace pareto::ui
