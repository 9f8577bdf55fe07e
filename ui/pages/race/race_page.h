// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_panel.h"
#include "ui/pages/page.h"
#include "ui/pages/race/race_lane_view.h"
#include "ui/pages/selector_row.h"
#include "ui/session/race_runner.h"

#include <QComboBox>
#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

#include <array>
#include <map>

namespace pareto::ui {

/// RACE: two to four models read what the workload strip says, or one prompt where they can answer it, and write
/// as much as it says, side by side.
class RacePage : public Page {
  Q_OBJECT

public:
  explicit RacePage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help() { return {}; }
  const RaceRunner& runner() const { return m_runner; }
  /// The strips of the race that is shown; none before one.
  std::optional<ChartSpec> chart() const override;
  QString whyNoChart() const override { return tr("No race has been run with these models yet."); }
  QList<ChartSpec> exported() const override { return chart() ? QList<ChartSpec>{*chart()} : QList<ChartSpec>(); }
  /// One more model to choose from, beside those of the study; it takes the lane that asked.
  void offerModel(const QString& path) override;

protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

private:
  static constexpr int kMostLanes = 4;
  /// What is known of a model before it runs.
  struct Facts {
    QString problem;
    bool answers = false;
    int vocabulary = 0;
    ModelFacts size;                           ///< only what one_size() reads
    std::map<std::string, qint64> weightBytes; ///< by precision
  };
  void buildUi();
  void buildTexts();
  void arrange();
  SelectorRow* buildSettings();
  void connectSignals();
  void retranslate() override;
  void rebuild(Changes changes) override;
  void fillChoosers();
  void laneChosen(int lane);
  void refresh();
  void refreshMemory();
  void refreshPoint();
  bool anyAnswers();
  RaceQuestion question();
  void startStop();
  void raceEnded();
  /// Whether what the runner holds is of the models the lanes show now; otherwise nothing of it is shown.
  bool raceStands() const;
  void showResult();
  void showStrips();
  /// For lanes nobody has chosen yet: models of one size, of a size that has at least two.
  QStringList defaultLanes(const QStringList& models);
  ModelFacts sizeOf(const QString& model);
  QString sizesProblem(); ///< why these lanes are no race of one size; empty when they are
  int laneCount() const { return m_count->currentIndex() + 2; }
  QString chosen(int lane) const;
  QString nameOf(const QString& model) const;
  const Facts& factsOf(const QString& model);
  Facts lookInto(const QString& model) const;
  qint64 weightsOf(const QString& model);
  qint64 statesOf(const QString& model); ///< of all requests of a lane, at their ends

  RaceRunner m_runner;
  ModelOpener m_opener;
  std::map<std::string, Facts> m_facts; ///< of models that are opened, since the choosers were filled
  QStringList m_offered;
  QDateTime m_endedAt; ///< of the race that is shown
  int m_asking = -1;   ///< lane that waits for another model
  std::array<QString, kMostLanes> m_last;
  std::array<bool, kMostLanes> m_picked{}; ///< by the person: a default makes way for a trained model that comes later
  WholeText* m_prompt = nullptr;
  QLabel *m_promptLabel = nullptr, *m_countLabel = nullptr, *m_precisionLabel = nullptr, *m_point = nullptr,
         *m_memory = nullptr, *m_result = nullptr;
  QComboBox *m_count = nullptr, *m_precision = nullptr, *m_mode = nullptr;
  QWidget* m_inside = nullptr;
  QGridLayout* m_grid = nullptr;
  int m_abreast = 0; ///< lanes in a row; 0 = not arranged yet
  QPushButton* m_startButton = nullptr;
  QAction* m_start = nullptr; ///< or stop
  std::array<RaceLaneView*, kMostLanes> m_lanes{};
  ChartPanel* m_strips = nullptr;
  QTimer m_redraw; ///< tokens come faster than strips need to be drawn
};

} // namespace pareto::ui
