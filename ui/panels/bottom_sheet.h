// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTabWidget>
#include <QToolButton>

namespace pareto::ui {

/// A sheet that comes from below over another widget, for panels that a narrow window has no room for beside it. Closed
/// until somebody asks for a panel; Escape closes it while it has the keyboard.
class BottomSheet : public QFrame {
  Q_OBJECT

public:
  /// Over `under`, whose child it is.
  explicit BottomSheet(QWidget* under);
  /// Takes a panel in; it stays the caller's to name and to take away.
  void take(QWidget* panel, const QString& title);
  void setTitle(QWidget* panel, const QString& title);
  /// Gives all panels back to whoever adopts them next, and closes.
  void release();
  bool isUsed() const { return m_tabs->count() > 0; } ///< holds the panels, open or not
  bool shows(const QWidget* panel) const;
  void open(QWidget* panel);
  void retranslate();

Q_SIGNALS:
  void changed(); ///< opened, closed, or another panel on top

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

private:
  void place();

  QTabWidget* m_tabs;
  QToolButton* m_close;
};

} // namespace pareto::ui
