// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quality/score.h"
#include "ui/engine/engine_process.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace pareto::ui {

/// What to measure on a text.
struct TextQuestion {
  std::vector<std::string> models; ///< checkpoints with trained weights
  QString file;
  QString store; ///< results file that each score is added to by the engine
  std::vector<int64_t> contexts;
  QStringList precisions{QStringLiteral("f16")};
  QString against; ///< a precision to compare with; empty = none
  bool lookup = false;
};

/// Runs `paretoscope-engine evaluate` for one checkpoint, precision and task after another. Scores come as they are
/// measured; a checkpoint that fails is said and passed over.
class TextScorer : public QObject {
  Q_OBJECT

public:
  explicit TextScorer(QString enginePath, QObject* parent = nullptr);

  void start(const TextQuestion& question);
  /// What has a score keeps it.
  void stop();
  bool isRunning() const { return m_running; }

Q_SIGNALS:
  /// `share` of everything, 0..1; `remainingSeconds` of the present step, negative while unknown.
  void progressed(double share, const QString& model, const QString& what, double remainingSeconds);
  void scored(const pareto::Score& score);
  void failed(const QString& model, const QString& sentence);
  /// What the engine says beside the scores: a rule of the tokenizer that is guessed, a context longer than stated.
  void warned(const QString& model, const QString& sentence);
  void ended(bool stopped);

private:
  struct Step {
    std::string model;
    QString precision;
    bool lookup = false;
  };
  QString model() const { return QString::fromStdString(m_steps[m_at].model); }
  void next();
  QStringList arguments() const;
  void take(const protocol::EvaluateEvent& event);
  void takeProgress(const protocol::Working& progress);
  void stepEnded(const EngineEnd& end);
  void finish();

  TextQuestion m_question;
  std::vector<Step> m_steps;
  size_t m_at = 0;
  EngineProcess m_process;
  bool m_running = false, m_stopping = false;
};

} // namespace pareto::ui
