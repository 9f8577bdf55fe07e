// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/whole_text.h"
#include "ui/session/race_runner.h"

#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QProgressBar>

namespace pareto::ui {

/// One lane of the race: whose it is, what it says, how fast.
class RaceLaneView : public QFrame {
  Q_OBJECT

public:
  explicit RaceLaneView(int number, QWidget* parent = nullptr);
  QComboBox* chooser() const { return m_chooser; }
  /// Before a race: what this model can show; `problem` where it cannot run.
  void showModel(bool answers, const QString& problem);
  void showLane(const RaceLane& lane, const RaceQuestion& question);
  void append(const QString& piece);
  void setText(const QString& text) { m_text->setPlainText(text); }
  void clear();
  void retranslate();
  QString figures() const { return m_figures->text(); }

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  static QString stateText(const RaceLane& lane);

  int m_number;
  QComboBox* m_chooser;
  QLabel *m_speed, *m_mark, *m_figures;
  WholeText* m_text;
  QProgressBar* m_progress;
};

} // namespace pareto::ui
