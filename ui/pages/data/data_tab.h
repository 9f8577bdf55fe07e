// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/results_model.h"
#include "ui/session/study_session.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QWidget>

namespace pareto::ui {

/// DATA: the table of every value; filter, sort by a click on a header, copy as TSV.
class DataTab : public QWidget {
  Q_OBJECT

public:
  explicit DataTab(StudySession& session, QWidget* parent = nullptr);
  QTableView* table() const { return m_table; }
  /// The marked rows, or all that pass the filter when none is marked.
  QString tsv() const;

public:
  void copy();

protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

private:
  void buildUi();
  void retranslateUi();
  void refresh();
  void invalidate();
  void showSelection(const QString& model);
  void showCount();

  StudySession& m_session;
  ResultsModel m_model;
  ResultsFilter m_filter;
  QLineEdit* m_search = nullptr;
  QLabel* m_count = nullptr;
  QPushButton* m_copy = nullptr;
  QTableView* m_table = nullptr;
  bool m_stale = true;
  bool m_sized = false;
};

} // namespace pareto::ui
