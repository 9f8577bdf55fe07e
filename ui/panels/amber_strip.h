// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"

#include <QFrame>
#include <QLabel>

namespace pareto::ui {

/// A strip over the pages in the badge's colours, so that strip and stamp are seen to say the same: what is shown is
/// not the last word. Who derives it says what, and hides it while there is nothing to say.
class AmberStrip : public QFrame {
  Q_OBJECT

public:
  QString text() const { return m_text->text(); }

protected:
  AmberStrip(StudySession& session, const QString& name, const QString& textName, QWidget* parent);
  void changeEvent(QEvent* event) override;
  /// Says it again, in the present language.
  virtual void refresh() = 0;

  StudySession& m_session;
  QLabel* m_text;

private:
  void paintAmber();
};

} // namespace pareto::ui
