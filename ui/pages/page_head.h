// SPDX-License-Identifier: GPL-3.0-or-later
// What pages have in common that begin with a sentence (ANSWER, COST): their texts, and what they do in a low window.
#pragma once

#include "ui/panels/scroll_column.h"

#include <QLabel>

namespace pareto::ui {

inline constexpr int kPageHeading = 16, kPageSmall = 13; ///< pixels, of letters
inline constexpr int kLowPage = 600;                     ///< below it charts would begin at the lower edge
/// Pixels between the charts and the edge of the window, which the foot of what is scrolled lies over.
inline constexpr int kPageEdge = 4 + MoreBelow::kHeight;

/// A text of a page: it wraps, and can be marked and copied.
QLabel* pageText(QWidget* parent, const QString& name, int pixels, bool bold = false);
/// The sentence that a page begins with.
QLabel* pageHeadline(QWidget* parent, const QString& name);
/// It is smaller where there is little height.
void setLowHeadline(QLabel* headline, bool low);

} // namespace pareto::ui
