// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quality_view.h"
#include "core/quality/published_groups.h"
#include "ui/charts/chart_panel.h"
#include "ui/pages/page.h"
#include "ui/pages/selector_row.h"

#include <QComboBox>
#include <QPushButton>

namespace pareto::ui {

/// QUALITY: asked by task, worded as right answers of 100, of the study's published comparison (any of those that ship)
/// and of own texts. The test that is chosen is the one by which the whole window judges, where the study's models have
/// it.
class QualityPage : public Page {
  Q_OBJECT

public:
  explicit QualityPage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help();
  std::optional<ChartSpec> chart() const override;
  /// Nothing where a comparison has none of the study's models: others' values are no result of this study.
  QList<ChartSpec> exported() const override;
  void setPresenting(bool presenting) override;
  ChartPanel* panel() const { return m_panel; }

protected:
  void resizeEvent(QResizeEvent* event) override;

private:
  void buildUi();
  void retranslate() override;
  void rebuild(Changes changes) override;
  void fillTasks(const QualityView& now);
  void fillTests(const QualityView& now);
  void fillGroups(AskedTask task);
  void addGroups(const std::vector<PublishedGroup>& groups, const QString& title);
  void showNotes(const QualityView& now);
  void fitNotes(); ///< as many as there is room for
  void fillAlong();
  void nameLength(const QualityView& now);
  QualityAlong along() const;
  void chooseTask();
  void chooseTest();
  void chooseGroup();
  void judgeByIt();
  QualityView view() const;                       ///< of the task and the test that are chosen
  QualityView seen() const;                       ///< what the chart shows: that, or load or perturbation
  QualityView seen(const QualityView& now) const; ///< where view() is `now`

  std::vector<PublishedGroup> m_groups; ///< all that ship
  std::optional<AskedTask> m_task;      ///< none: that of the test by which the window judges
  std::string m_test;                   ///< without its length; empty: the task's first
  QStringList m_remarks;                ///< beneath the chart
  SelectorRow* m_selectors = nullptr;
  QLabel *m_taskLabel = nullptr, *m_testLabel = nullptr, *m_groupLabel = nullptr, *m_alongLabel = nullptr,
         *m_notes = nullptr;
  QComboBox *m_tasks = nullptr, *m_tests = nullptr, *m_choice = nullptr, *m_along = nullptr;
  QPushButton* m_own = nullptr;
  ChartPanel* m_panel = nullptr;
};

} // namespace pareto::ui
