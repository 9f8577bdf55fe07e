// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/survey.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTableView>
#include <QTreeWidget>

namespace pareto::ui {

/// Rows of one section, of one class, with all the words that are searched for; nothing chosen lets all pass.
class CoverageFilter : public QSortFilterProxyModel {
public:
  using QSortFilterProxyModel::QSortFilterProxyModel;
  void setSection(const QString& section);
  void setCoverage(int coverage); ///< of SurveyClass; -1: any
  void setWords(const QString& words);

protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
  QString m_section;
  QStringList m_words;
  int m_coverage = -1;
};

/// In the help: what the survey of architectures names, and where each of it stands here. Sections with their counts to
/// the left; a click shows a section's entries alone.
class CoverageView : public QWidget {
  Q_OBJECT

public:
  explicit CoverageView(QWidget* parent = nullptr);

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildUi();
  QWidget* buildEntries();
  void retranslateUi();
  void fillSections(const Survey& survey);
  void fillClasses(const Survey& survey);
  void fillEntries(const Survey& survey);
  void chooseSection();
  void showEntry();
  void showCount();

  QStandardItemModel m_model;
  CoverageFilter m_filter;
  QTreeWidget* m_sections;
  QLineEdit* m_search;
  QComboBox* m_classes;
  QLabel *m_count, *m_detail;
  QTableView* m_table;
};

} // namespace pareto::ui
