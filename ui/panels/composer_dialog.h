// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/blueprint/composition.h"
#include "ui/session/study_session.h"

#include <QCheckBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>

#include <optional>

namespace pareto::ui {

/// A stack of blocks put together row by row, checked at every change; what it comes to stands below it. Saved as a
/// blueprint beside the study and added to it, with a baseline of as many parameters where asked.
class ComposerDialog : public QDialog {
  Q_OBJECT

public:
  explicit ComposerDialog(StudySession& session, QWidget* parent = nullptr);
  /// As it stands in the fields.
  Composition composition() const;

Q_SIGNALS:
  void added(const QString& path);

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildUi();
  QLayout* buildFields();
  void buildTable();
  QLayout* buildRowButtons();
  QLayout* buildButtons();
  QPushButton* button(const char* name);
  void connectSignals();
  void retranslateUi();
  void retranslateRows();
  void setRows(const std::vector<ComposedRow>& rows, int current);
  void fillRow(int at, const ComposedRow& row);
  ComposedRow row(int at) const;
  void insertRow();
  void removeRow();
  void moveRow(int by);
  void refresh();
  QString factsText(const Composed& composed) const;
  void add();

  StudySession& m_session;
  std::optional<Composed> m_composed; ///< nothing while something does not fit
  QLabel *m_intro = nullptr, *m_nameLabel = nullptr, *m_hiddenLabel = nullptr, *m_vocabLabel = nullptr,
         *m_facts = nullptr, *m_problem = nullptr;
  QLineEdit* m_name = nullptr;
  QSpinBox *m_hidden = nullptr, *m_vocab = nullptr;
  QCheckBox *m_tied = nullptr, *m_baseline = nullptr;
  QTableWidget* m_table = nullptr;
  QPushButton *m_insert = nullptr, *m_remove = nullptr, *m_up = nullptr, *m_down = nullptr, *m_close = nullptr,
              *m_add = nullptr;
};

} // namespace pareto::ui
