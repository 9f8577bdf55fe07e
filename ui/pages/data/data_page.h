// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/session/results_model.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

namespace pareto::ui {

/// DATA: the table of every value; filter, sort by a click on a header, copy as TSV.
class DataPage : public Page {
  Q_OBJECT

public:
  explicit DataPage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help();
  QTableView* table() const { return m_table; }
  /// The marked rows, or all that pass the filter when none is marked.
  QString tsv() const;
  void copy();

private:
  void buildUi();
  void retranslate() override;
  void rebuild(Changes changes) override;
  void fill(Changes changes);
  void sizeColumns();
  void showSelection(const QString& model);
  void showCount();

  ResultsModel m_model;
  ResultsFilter m_filter;
  QLineEdit* m_search = nullptr;
  QLabel* m_count = nullptr;
  QAction* m_copy = nullptr;
  QTableView* m_table = nullptr;
  bool m_sized = false;
};

} // namespace pareto::ui
