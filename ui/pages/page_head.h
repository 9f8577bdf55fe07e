// SPDX-License-Identifier: GPL-3.0-or-later
// What pages have in common that begin with a sentence (ANSWER, COST): their texts, and what they do in a low window.
#pragma once

#include "ui/panels/scroll_column.h"
#include "ui/type_scale.h"

#include <QLabel>

namespace pareto::ui {

inline constexpr int kButtonText = 380; ///< pixels: less than half of two columns
inline constexpr int kLowPage = 600;    ///< below it charts would begin at the lower edge
/// Pixels between the charts and the edge of the window, which the foot of what is scrolled lies over.
inline constexpr int kPageEdge = 4 + MoreBelow::kHeight;

/// A text of a page, in a height of the type scale: it wraps, and can be marked and copied.
QLabel* pageText(QWidget* parent, const QString& name, int pixels, bool bold = false);
/// The sentence that a page begins with.
QLabel* pageHeadline(QWidget* parent, const QString& name);
/// A text as lines no wider than this: buttons do not wrap, and one that is wide would widen its page beyond the
/// window.
QString inLines(const QString& text, const QFont& font, int width = kButtonText);
/// It is smaller where there is little height.
void setLowHeadline(QLabel* headline, bool low);

} // namespace pareto::ui
