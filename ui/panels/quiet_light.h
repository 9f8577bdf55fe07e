// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/words/names.h"
#include "core/platform/interference.h"
#include "ui/session/study_session.h"

#include <QLabel>
#include <QTimer>

#include <optional>

namespace pareto::ui {

/// How quiet the machine is now, in the status bar: a light with words. While a study is measured the latest results
/// say it; otherwise a look every few seconds at what measuring looks at, too.
class QuietLight : public QLabel {
  Q_OBJECT

public:
  explicit QuietLight(StudySession& session, QWidget* parent = nullptr);

Q_SIGNALS:
  void told(MachineNow now); ///< what it shows became another

protected:
  void changeEvent(QEvent* event) override;

private:
  void startOver();
  void look();
  void refresh();
  void show(bool quiet, const QString& words);
  void showMeasuring();

  StudySession& m_session;
  QTimer m_timer;
  std::optional<Interference> m_machine; ///< from shortly after the start on
  std::optional<double> m_others;        ///< processors that other programs use
  MachineNow m_now = MachineNow::Unknown;
};

} // namespace pareto::ui
