// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/answer.h"
#include "core/decide/answer/winner_map.h"
#include "core/decide/plan/meeting.h"
#include "ui/charts/chart_panel.h"
#include "ui/pages/answer/meeting_view.h"
#include "ui/pages/answer/shortlist_table.h"
#include "ui/pages/answer/tile_view.h"
#include "ui/pages/page.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

#include <array>

namespace pareto::ui {

/// ANSWER: from the workload to a decision that says how sure it is. It stands complete before anything is measured.
class AnswerPage : public Page {
  Q_OBJECT

public:
  explicit AnswerPage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help();
  std::optional<ChartSpec> chart() const override;
  QList<ChartSpec> exported() const override;
  std::optional<SheetSpec> sheet() const override;
  std::optional<QString> notes() const override;
  void offerModel(const QString& path) override;
  void setPresenting(bool presenting) override;
  void settle() override;
  ChartPanel* waits() const { return m_waits; }
  ChartPanel* map() const { return m_map; }

protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  void buildUi();
  QWidget* buildHead();
  QWidget* buildEvidence();
  void retranslate() override;
  void rebuild(Changes changes) override;
  void showHead();
  void showTiles();
  void showEvidence();
  void showMeeting();
  void showBeneath();
  bool isBeneathSeen() const;
  void moveTo(const QPointF& place);
  void arrange();
  void fitCharts();
  void setLow(bool low);
  void showMap(Changes changes);

  Answer m_answer;
  WinnerMap m_winners;              ///< empty: to be computed
  std::optional<ChartSpec> m_cells; ///< of the map; none: to be made
  QLabel *m_headline = nullptr, *m_badge = nullptr, *m_rests = nullptr, *m_ceiling = nullptr, *m_rule = nullptr,
         *m_ladderTitle = nullptr, *m_flipsTitle = nullptr, *m_nextTitle = nullptr, *m_flips = nullptr,
         *m_tilesOf = nullptr;
  std::array<TileView*, kTiles> m_tiles{};
  std::array<QLabel*, kSubjects> m_subjects{}, m_rungs{};
  ChartPanel *m_waits = nullptr, *m_map = nullptr;
  ShortlistTable* m_shortlist = nullptr;
  QPushButton* m_next = nullptr;
  QAction *m_takeNext = nullptr, *m_copyNotes = nullptr;
  MeetingView* m_meeting = nullptr;
  QWidget *m_inside = nullptr, *m_tileRow = nullptr, *m_charts = nullptr, *m_evidence = nullptr;
  QGridLayout *m_tileGrid = nullptr, *m_chartGrid = nullptr, *m_evidenceGrid = nullptr;
  QTimer m_rest; ///< runs while what lies beneath the charts is of an earlier step
  bool m_low = false;
  int m_columns = 0, m_tilesAbreast = 0; ///< of charts, and tiles in a row; 0 = not arranged yet
};

} // namespace pareto::ui
