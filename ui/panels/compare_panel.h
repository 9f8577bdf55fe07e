// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/model_tree_model.h"
#include "ui/models/study_session.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeView>
#include <QWidget>

namespace pareto::ui {

/// WHAT TO COMPARE: the tree of models, and at which size, precision, lengths and load they are measured.
class ComparePanel : public QWidget {
  Q_OBJECT

public:
  explicit ComparePanel(StudySession& session, QWidget* parent = nullptr);
  void setResearch(bool research);
  void focusSearch();
  QTreeView* tree() const { return m_tree; }

Q_SIGNALS:
  void addModelRequested();
  void cardRequested();

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildUi();
  QFormLayout* buildSettings();
  void connectSignals();
  void retranslateUi();
  void refresh();
  void refreshPresets();
  void showSelection(const QString& model);
  void presetChosen();
  void sizeChosen();
  void settingsEdited();
  void rangeEdited();
  void requestsEdited();

  StudySession& m_session;
  ModelTreeModel m_model;
  ModelTreeFilter m_filter;
  QLineEdit *m_search = nullptr, *m_requests = nullptr;
  QTreeView* m_tree = nullptr;
  QPushButton* m_add = nullptr;
  QComboBox *m_size = nullptr, *m_device = nullptr, *m_precision = nullptr, *m_preset = nullptr, *m_from = nullptr, *m_to = nullptr;
  QLabel *m_sizeLabel = nullptr, *m_precisionLabel = nullptr, *m_presetLabel = nullptr, *m_rangeLabel = nullptr, *m_requestsLabel = nullptr, *m_deviceLabel = nullptr, *m_note = nullptr;
};

} // namespace pareto::ui
