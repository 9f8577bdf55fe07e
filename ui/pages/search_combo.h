// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

class QFrame;
class QLineEdit;
class QListView;

namespace pareto::ui {

/// A choice among many, in groups with headings: what pops up has a field to search in. Closed it is a combo box like
/// any other, for the keyboard as well.
class SearchCombo : public QComboBox {
  Q_OBJECT

public:
  explicit SearchCombo(QWidget* parent = nullptr);
  /// Of the entries that are added after it; cannot be chosen.
  void addHeading(const QString& text);
  QLineEdit* searchField() const { return m_search; }
  QListView* list() const { return m_list; } ///< what the search leaves
  void showPopup() override;
  void hidePopup() override;

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  class Found;
  void buildPopup();
  void retranslate();
  void search(const QString& text);
  void take(const QModelIndex& found);

  QFrame* m_popup = nullptr;
  QLineEdit* m_search = nullptr;
  QListView* m_list = nullptr;
  Found* m_found = nullptr;
};

} // namespace pareto::ui
