// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/cost/report.h"
#include "ui/charts/chart_panel.h"
#include "ui/pages/cost/cost_form.h"
#include "ui/pages/cost/shelf_charts.h"
#include "ui/pages/page.h"
#include "ui/pages/selector_row.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>

namespace pareto::ui {

/// COST: what the workload costs a month in four ways, from which volume on which is cheaper, when it is paid back,
/// what moves it; and every number that is made of. Of the selected model where one is, else of whom ANSWER speaks.
/// What other machines can do, rented ones among them, is stated as times as fast as the measured one, and a machine of
/// the catalogue fills those fields with its band. The shelf beneath shows the same workload on every machine of the
/// catalogue, rented or by an API: memory, wait, what a month costs. It follows when a slider is let go, not while it
/// is held: dozens of machines are many reports.
class CostPage : public Page {
  Q_OBJECT

public:
  explicit CostPage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help();
  std::optional<ChartSpec> chart() const override;
  QString whyNoChart() const override;
  QList<ChartSpec> exported() const override;
  void setPresenting(bool presenting) override;
  CostForm* form() const { return m_form; }
  ChartPanel* columns() const { return m_columns; }
  ChartPanel* volume() const { return m_volume; }
  ChartPanel* tornado() const { return m_tornado; }
  ChartPanel* shelfMemory() const { return m_shelfMemory; }
  ChartPanel* shelfWait() const { return m_shelfWait; }
  ChartPanel* shelfMoney() const { return m_shelfMoney; }
  /// Reads a file the person chose; what is wrong with it is said on the page.
  void importLengths(const QString& path);
  void importLoads(const QString& path);

protected:
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  void buildUi();
  void retranslate() override;
  void rebuild(Changes changes) override;
  void arrange();
  void fitCharts();
  void chooseFile(bool lengths);
  Contender subject() const;
  QString firstText(const CostReport& report) const;
  void showCharts();
  CostReport report() const;
  void buildShelf();
  void fillParts();
  void showShelf(const CostReport& measured);
  QList<ShelfRow> shelf(const CostReport& measured) const; ///< of the part that is chosen, and this computer

  QLabel *m_headline = nullptr, *m_first = nullptr, *m_of = nullptr, *m_capacity = nullptr, *m_payback = nullptr,
         *m_crossings = nullptr, *m_problem = nullptr, *m_formTitle = nullptr;
  ChartPanel *m_columns = nullptr, *m_volume = nullptr, *m_tornado = nullptr, *m_shelfMemory = nullptr,
             *m_shelfWait = nullptr, *m_shelfMoney = nullptr;
  SelectorRow* m_shelfRow = nullptr;
  QLabel* m_partLabel = nullptr;
  QComboBox* m_part = nullptr;
  CostForm* m_form = nullptr;
  QAction *m_countLengths = nullptr, *m_addLoad = nullptr; ///< of files
  QWidget *m_inside = nullptr, *m_charts = nullptr, *m_shelf = nullptr;
  QGridLayout *m_grid = nullptr, *m_shelfGrid = nullptr;
  bool m_shelfWaits = false; ///< for the slider to be let go
  bool m_presenting = false;
  int m_abreast = 0; ///< charts in a row; 0 = not arranged yet
};

} // namespace pareto::ui
