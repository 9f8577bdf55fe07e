// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"

#include <QTimer>

#include <vector>

namespace pareto::ui {

/// Asks ahead what each place of the prompt's slider will ask of formulas: at a length that is new a step of every
/// model is recorded (core/model/footprint), which is too much for one frame. One model at one place at a time, while
/// nobody does anything, and not while something is measured, which it would disturb. The models themselves remember
/// what they were asked, so nothing here can become old: another load or other models are asked from the start.
class PlacesAhead : public QObject {
  Q_OBJECT

public:
  PlacesAhead(StudySession& session, std::vector<qint64> prompts, QObject* parent = nullptr);

Q_SIGNALS:
  void asked(qint64 prompt, const QString& model); ///< of one model at one place, to watch it by

private:
  /// Goes on after a while.
  void wait();
  void ask();

  StudySession& m_session;
  const std::vector<qint64> m_prompts;
  std::vector<Contender> m_compared;
  int m_requests = 0;
  double m_reused = 0;
  size_t m_asked = 0; ///< pairs of a prompt and a model
  QTimer m_idle;
};

} // namespace pareto::ui
