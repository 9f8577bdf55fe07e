// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>
#include <QList>
#include <QMainWindow>
#include <QVariant>

namespace pareto::ui {

/// How wide docks are: as a person drew them, else as it is said here, no less than what is in them needs. QMainWindow
/// alone lets a dock that was squeezed once, or hidden, stay as it was then: the same window would look different by
/// its history.
class DockWidths : public QObject {
public:
  struct Width {
    QDockWidget* dock;
    int pixels;
  };
  DockWidths(QMainWindow& window, QList<Width> docks);
  /// Once the window's layout is through.
  void keep();
  QVariantList widths() const;                ///< for the settings
  void setWidths(const QVariantList& widths); ///< as many as there are docks, or nothing changes

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  void apply();

  QMainWindow& m_window;
  QList<Width> m_docks;
  bool m_asked = false;
};

} // namespace pareto::ui
