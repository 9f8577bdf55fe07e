// SPDX-License-Identifier: GPL-3.0-or-later
// Heights of letters in the window, in pixels (UI.md, section 2), of every text that has a height of its own; the rest,
// lists, fields and what is written in charts, is as the desktop sets it. Slides and sheets have their own: ui/export.
#pragma once

#include <QFont>
#include <QString>

namespace pareto::ui {

inline constexpr int kTextType = 13;     ///< texts of pages
inline constexpr int kHeadingType = 16;  ///< titles of parts, what a chart says in a sentence
inline constexpr int kNumberType = 22;   ///< a number to be read from afar, the headline of a low window
inline constexpr int kHeadlineType = 28; ///< the sentence that a page begins with

/// The same font in one of these heights.
inline QFont sized(QFont font, int pixels, bool bold = false) {
  font.setPixelSize(pixels);
  font.setBold(bold);
  return font;
}
/// A title in a rich text.
inline QString headingHtml(const QString& title) {
  return QStringLiteral("<p style=\"font-size:%1px; font-weight:bold\">%2</p>")
      .arg(kHeadingType)
      .arg(title.toHtmlEscaped());
}

} // namespace pareto::ui
