// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_panel.h"
#include "ui/charts/chart_spec.h"
#include "ui/export/sheet.h"
#include "ui/pages/list.h"

#include <QAction>
#include <QPointer>
#include <QTabWidget>

#include <vector>

namespace pareto::ui {

/// The pages of the list as tabs: those of the present level, in the present language.
class PageTabs : public QTabWidget {
  Q_OBJECT

public:
  explicit PageTabs(QWidget* parent = nullptr);
  /// Makes every page; the keyboard then reaches them after everything that exists by now.
  void addPages(StudySession& session);

  void setLevel(Level level);
  void retranslate();
  const std::vector<Page*>& pages() const { return m_pages; } ///< in the order of the list
  /// Page on top; null before setLevel().
  Page* currentPage() const;
  QString currentId() const; ///< empty where there is no page on top
  /// Brings a page to the top; does nothing for an id that no page of the level has.
  void showPage(const QString& id);
  /// One for each page, in the order of the list: brings it to the top.
  const QList<QAction*>& pageActions() const { return m_actions; }
  /// Table twin and whole axes, of the chart of the page on top that the person was in last, else of its first.
  QList<QAction*> chartActions() const { return {m_table, m_wholeChart}; }
  /// What the pages offer beside their controls, all of them: of the page on top it is to be seen.
  QList<QAction*> ownActions() const;
  /// What the page on top exports: of several charts the one that the person was in last, else its own; none where
  /// there is nothing to be seen on it, and then why.
  std::optional<ChartSpec> currentChart() const;
  QString whyNoChart() const;
  /// What every page exports, of whatever level: charts with something on them.
  QList<ChartSpec> exported() const;
  /// Of the first page that has one.
  std::optional<SheetSpec> sheet() const;
  std::optional<QString> notes() const;
  /// They get the height that is left, and no page is asked at each step how much it would like at this width.
  bool hasHeightForWidth() const override { return false; }

Q_SIGNALS:
  void chartChanged(); ///< another chart of the page on top is exported
  void modelRequested(pareto::ui::Page* page);
  void qualityRequested();
  void notesWanted();

private:
  void noteFocus(QWidget* now);
  void buildChartActions();
  void showActions();
  void showChartActions();
  ChartPanel* panelInHand() const;

  QAction *m_table = nullptr, *m_wholeChart = nullptr;
  QPointer<ChartPanel> m_inHand; ///< of the page on top, that the person was in last
  std::vector<Page*> m_pages;    ///< as ui::pages()
  QList<QAction*> m_actions;     ///< as ui::pages()
};

} // namespace pareto::ui
