// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dock_widths.h"

#include <QEvent>
#include <QGuiApplication>
#include <QTimer>

#include <utility>

namespace pareto::ui {

DockWidths::DockWidths(QMainWindow& window, QList<Width> docks)
    : QObject(&window), m_window(window), m_docks(std::move(docks)) {
  for (const Width& each : std::as_const(m_docks))
    each.dock->installEventFilter(this);
}

void DockWidths::keep() {
  if (!std::exchange(m_asked, true))
    QTimer::singleShot(0, this, [this] { apply(); });
}

void DockWidths::apply() {
  m_asked = false;
  QList<QDockWidget*> docks;
  QList<int> pixels;
  for (const Width& each : std::as_const(m_docks))
    if (each.dock->isVisible() && !each.dock->isFloating()) {
      docks << each.dock;
      pixels << each.pixels;
    }
  if (!docks.isEmpty())
    m_window.resizeDocks(docks, pixels, Qt::Horizontal);
}

QVariantList DockWidths::widths() const {
  QVariantList all;
  for (const Width& each : m_docks)
    all << each.pixels;
  return all;
}

void DockWidths::setWidths(const QVariantList& widths) {
  for (qsizetype i = 0; widths.size() == m_docks.size() && i < m_docks.size(); ++i)
    m_docks[i].pixels = widths[i].toInt();
}

/// A dock that gets another width while a mouse button is held is drawn by a person.
bool DockWidths::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && QGuiApplication::mouseButtons() & Qt::LeftButton)
    for (Width& each : m_docks)
      if (each.dock == watched && each.dock->isVisible() && !each.dock->isFloating())
        each.pixels = each.dock->width();
  return QObject::eventFilter(watched, event);
}

} // namespace pareto::ui
