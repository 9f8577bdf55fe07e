// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/amber_strip.h"

#include "ui/style.h"

#include <QApplication>
#include <QEvent>

namespace pareto::ui {

AmberStrip::AmberStrip(StudySession& session, const QString& name, const QString& textName, QWidget* parent)
    : QFrame(parent), m_session(session), m_text(new QLabel(this)) {
  setObjectName(name);
  setAutoFillBackground(true);
  m_text->setObjectName(textName);
  m_text->setWordWrap(true);
  m_text->setTextFormat(Qt::PlainText);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  paintAmber();
}

void AmberStrip::paintAmber() {
  const ChartColors colors = chartColors(isDark(qApp->palette()));
  QPalette amber = palette();
  amber.setColor(QPalette::Window, colors.amber);
  amber.setColor(QPalette::WindowText, colors.amberText);
  setPalette(amber);
  m_text->setPalette(amber);
}

void AmberStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    refresh();
  if (event->type() == QEvent::ApplicationPaletteChange)
    paintAmber();
  QFrame::changeEvent(event);
}

} // namespace pareto::ui
