// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"
#include "ui/charts/chart_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QWidget>

namespace pareto::ui {

/// Takes what stands side by side from "models:DEVICE" or "devices:MODEL"; false where `key` is neither.
bool setCompared(ViewState& view, const QString& key);

/// A tab with one chart and what it is chosen by. Redraws only while it is visible.
class ChartTab : public QWidget {
  Q_OBJECT

public:
  enum class Kind { TradeOff, Latency, Memory };
  ChartTab(Kind kind, StudySession& session, QWidget* parent = nullptr);
  ChartSpec spec() const; ///< of the present state, shown or not
  ChartPanel* panel() const { return m_panel; }

protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

private:
  void buildUi();
  void connectSignals();
  void retranslateUi();
  void fillAxis(QComboBox* combo, const AxisChoice& chosen) const;
  void fillChoices();
  void refresh();
  void invalidate();
  void fillCompared();
  void settleSelectors();
  void choose();
  void chooseCompared();

  const Kind m_kind;
  StudySession& m_session;
  ChartPanel* m_panel = nullptr;
  QLabel *m_firstLabel = nullptr, *m_secondLabel = nullptr, *m_comparedLabel = nullptr;
  QComboBox *m_first = nullptr, *m_second = nullptr; ///< y and x; metric and along; along
  QComboBox* m_compared = nullptr;
  QWidget* m_selectors = nullptr;    ///< pairs of a label and its choice, in as many rows as they need
  QWidget* m_comparedPair = nullptr; ///< with its label; shown where the study has several devices
  bool m_stale = true;
  bool m_choicesStale = true; ///< the selectors; a step of a slider leaves them as they are
  QStringList m_chosen;       ///< what they show
};

} // namespace pareto::ui
