// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"

#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QTreeWidget>

namespace pareto::ui {

/// "On ▾" of the workload strip: which machine is decided about. Devices of this computer, machines that results were
/// imported from, and those of the catalogue, searchable and grouped by kind. What is chosen goes to the document.
class MachinePicker : public QToolButton {
  Q_OBJECT

public:
  explicit MachinePicker(StudySession& session, QWidget* parent = nullptr);
  void open(); ///< shows the list under the button

protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override; ///< arrow keys of the search move the list

private:
  void buildList();
  void refresh();
  void fill();
  QTreeWidgetItem* addGroup(const QString& title);
  void addMachine(QTreeWidgetItem* group, const std::string& id, const QString& name, const QString& facts,
                  const QString& tip);
  void addOwn();
  void addImported();
  void addCatalogue();
  void search(const QString& words);
  void step(int rows);
  void take(const QTreeWidgetItem* item);

  StudySession& m_session;
  QFrame* m_popup = nullptr;
  QLineEdit* m_search = nullptr;
  QTreeWidget* m_list = nullptr;
  QLabel* m_coverage = nullptr;
};

} // namespace pareto::ui
