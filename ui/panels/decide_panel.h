// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/limit_row.h"
#include "ui/panels/whole_list.h"
#include "ui/session/follower.h"
#include "ui/session/study_session.h"
#include "ui/words/conclusions.h"

#include <QComboBox>
#include <QLabel>
#include <QWidget>

#include <map>

namespace pareto::ui {

/// DECIDE: baseline, what the model must do, limits and what each excludes, and what follows: verdict and shortlist.
class DecidePanel : public QWidget {
  Q_OBJECT

public:
  explicit DecidePanel(StudySession& session, QWidget* parent = nullptr);

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildUi();
  QWidget* buildLimits();
  QWidget* buildConclusions();
  void connectSignals();
  void retranslateUi();
  void rebuild(Changes changes);
  void refreshBaselines();
  void refreshTasks();
  void refreshMetrics();
  void refreshGoal();
  void refreshLimits();
  void refreshConclusions();
  void fillRanking(const Conclusions& conclusions);
  void showSelection(const QString& model);
  void baselineChosen();
  void metricChosen();
  void goalChosen();
  void limitsMoved();
  void nameLimits();
  std::optional<AxisChoice> limited(Metric metric) const;
  QString whyNoRange(MetricKind kind) const;
  std::optional<std::pair<double, double>> rangeOf(const AxisChoice& axis) const;

  StudySession& m_session;
  Follower& m_follower;
  QLabel *m_baselineLabel = nullptr, *m_taskLabel = nullptr, *m_limitsLabel = nullptr, *m_rankingLabel = nullptr;
  QLabel *m_verdict = nullptr, *m_rule = nullptr, *m_goalLabel = nullptr, *m_metricHint = nullptr;
  QComboBox *m_baseline = nullptr, *m_task = nullptr, *m_metric = nullptr, *m_goal = nullptr;
  std::map<Metric, LimitRow*> m_limits; ///< of every metric that can be limited
  WholeList* m_ranking = nullptr;
  Conclusions m_shown; ///< its lines are made anew only where they are others
};

} // namespace pareto::ui
