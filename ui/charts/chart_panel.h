// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_legend.h"
#include "ui/charts/chart_table.h"
#include "ui/charts/chart_view.h"

class QLabel;
class QStackedWidget;
class QToolButton;

namespace pareto::ui {

/// A chart as the person meets it: what it says in a sentence, the chart or its table twin, how to read it.
class ChartPanel : public QWidget {
  Q_OBJECT

public:
  explicit ChartPanel(QWidget* parent = nullptr);

  const ChartSpec& spec() const { return m_chart->spec(); }
  ChartView* chart() const { return m_chart; }
  ChartTable* table() const { return m_table; }
  ChartLegend* legend() const { return m_legend; }
  bool showsTable() const;
  int timesDrawn() const {
    return m_timesDrawn;
  } ///< how often a chart was set: what costs when results come or a slider moves
  /// What sentence, legend and margins take of its height at this width, as it was laid out last.
  int heightAround() const;
  /// Not where the page says it in larger words.
  void setSentenceShown(bool shown);
  /// Adds a widget (an export button, an axis choice) to the row of the sentence, at its right.
  void addTool(QWidget* tool);

public Q_SLOTS:
  void setSpec(const pareto::ui::ChartSpec& spec);
  void setShowsTable(bool table);

Q_SIGNALS:
  void modelClicked(const QString& model);
  void stateChanged(); ///< seen or not, chart or table, zoomed or not

protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

private:
  void retranslate();

  QLabel* m_sentence = nullptr;
  ChartView* m_chart = nullptr;
  ChartTable* m_table = nullptr;
  ChartLegend* m_legend = nullptr;
  QStackedWidget* m_stack = nullptr;
  QToolButton* m_tableButton = nullptr;
  QToolButton* m_resetButton = nullptr;
  QLayout* m_tools = nullptr;
  int m_timesDrawn = 0;
  bool m_sentenceShown = true;
};

} // namespace pareto::ui
