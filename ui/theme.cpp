// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

namespace pareto::ui {

namespace {

/// Fields are lighter than the window: Fusion draws their outlines darker than it, which nobody sees on a dark ground.
QPalette darkPalette() {
  const QColor window(32, 33, 36), base(52, 54, 59), raised(66, 69, 75), text(232, 232, 232), muted(150, 152, 156),
      accent(86, 150, 220);
  QPalette palette(text, raised, raised.lighter(140), QColor(18, 19, 21), QColor(45, 47, 51), text,
                   QColor(255, 255, 255), base, window);
  palette.setColor(QPalette::AlternateBase, QColor(58, 60, 66));
  palette.setColor(QPalette::ToolTipBase, raised);
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::Highlight, accent.darker(130));
  palette.setColor(QPalette::HighlightedText, QColor(255, 255, 255));
  palette.setColor(QPalette::Link, accent);
  palette.setColor(QPalette::LinkVisited, accent);
  palette.setColor(QPalette::PlaceholderText, muted);
  for (QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, QColor(118, 120, 124));
  return palette;
}

QPalette lightPalette() {
  const QColor window(245, 245, 246), text(24, 25, 27), muted(105, 107, 111), accent(0, 95, 170);
  QPalette palette(text, QColor(238, 238, 240), Qt::white, QColor(160, 162, 166), QColor(190, 192, 196), text,
                   Qt::white, Qt::white, window);
  palette.setColor(QPalette::AlternateBase, QColor(247, 248, 250));
  palette.setColor(QPalette::ToolTipBase, QColor(255, 255, 240));
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::Highlight, accent);
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, accent);
  palette.setColor(QPalette::PlaceholderText, muted);
  for (QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, QColor(150, 152, 156));
  return palette;
}

} // namespace

QString toString(Theme theme) {
  return theme == Theme::Light  ? QStringLiteral("light")
         : theme == Theme::Dark ? QStringLiteral("dark")
                                : QStringLiteral("system");
}

Theme themeFromString(const QString& text) {
  return text == QStringLiteral("light") ? Theme::Light : text == QStringLiteral("dark") ? Theme::Dark : Theme::System;
}

void setTheme(Theme theme) {
  static const QString systemStyle = QApplication::style()->name();
  if (theme == Theme::System) {
    QApplication::setStyle(systemStyle);
    QApplication::setPalette(QPalette());
    return;
  }
  QApplication::setStyle(QStringLiteral("Fusion")); // other styles ignore parts of a palette
  QApplication::setPalette(theme == Theme::Dark ? darkPalette() : lightPalette());
}

} // namespace pareto::ui
