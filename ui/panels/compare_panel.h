// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/follower.h"
#include "ui/session/model_tree_model.h"
#include "ui/session/study_session.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
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
  void rebuild(Changes changes);
  void refreshStudy();
  void nameSize();
  void refreshRange();
  void refreshNotes();
  void refreshDevices();
  struct DeviceRow {
    QString id, text, tip;
    bool usable = true, used = false;
    bool operator==(const DeviceRow&) const = default;
  };
  DeviceRow rowOf(const DeviceFacts& facts) const;
  QList<DeviceRow> deviceRows() const;
  void deviceClicked(const QListWidgetItem* item);
  void showSelection(const QString& model);
  void sizeChosen();
  void settingsEdited();
  void rangeEdited();
  void requestsEdited();

  StudySession& m_session;
  Follower& m_follower;
  ModelTreeModel m_model;
  ModelTreeFilter m_filter;
  QLineEdit *m_search = nullptr, *m_requests = nullptr;
  QTreeView* m_tree = nullptr;
  QListWidget* m_devices = nullptr;
  QList<DeviceRow> m_deviceRows; ///< as the list shows them
  QPushButton* m_add = nullptr;
  QComboBox *m_size = nullptr, *m_precision = nullptr, *m_from = nullptr, *m_to = nullptr;
  QLabel *m_sizeLabel = nullptr, *m_precisionLabel = nullptr, *m_measuredTitle = nullptr, *m_rangeLabel = nullptr,
         *m_requestsLabel = nullptr, *m_deviceLabel = nullptr, *m_note = nullptr;
};

} // namespace pareto::ui
