// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"

#include <QLabel>
#include <QTimer>

#include <optional>

namespace pareto::ui {

/// How quiet the machine is now, in the status bar: a light with words. While a study is measured the latest results
/// say it; otherwise a look at the machine's own account every few seconds, which costs one small file.
class QuietLight : public QLabel {
  Q_OBJECT

public:
  explicit QuietLight(StudySession& session, QWidget* parent = nullptr);

protected:
  void changeEvent(QEvent* event) override;

private:
  void look();
  void refresh();
  void show(bool quiet, const QString& words);
  void showMeasuring();

  StudySession& m_session;
  QTimer m_timer;
  double m_wall = 0, m_busy = -1, m_own = 0; ///< seconds, at the last look
  std::optional<double> m_others;            ///< processors that other programs use
};

} // namespace pareto::ui
