// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/pages/chart_page.h"

#include <QPushButton>

namespace pareto::ui {

/// TRADE-OFF: any metric against any metric at the operating point.
class TradeOffPage : public ChartPage {
  Q_OBJECT

public:
  explicit TradeOffPage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help();
  ChartSpec spec() const override;
  void offerModel(const QString& path) override;

private:
  void retranslate() override;
  void fillChoices() override;
  bool choicesAreOld() const override;
  void choose(ViewState& view) const override;
  void chartDrawn() override;
  void addAxes(QComboBox* combo, const std::vector<AxisChoice>& all) const;
  void addTimes(QComboBox* combo) const;
  void addLost(QComboBox* combo, const std::vector<std::string>& tests) const;
  void sayWhatIsDrawn();
  ViewState drawn() const;

  QPushButton* m_missing = nullptr; ///< what would give the chart that is asked for its values
  QAction* m_takeMissing = nullptr; ///< what it does
  NextStep m_step;
  AxisChoice m_drawnUp, m_drawnAcross; ///< what the choices say is drawn
  bool m_drawnTimes = false;
};

} // namespace pareto::ui
