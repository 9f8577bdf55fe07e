// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style.h"

class QWidget;

namespace pareto::ui {

/// Around a chart or a card: styles draw their frames darker than the ground, which nobody sees on a dark one.
QColor outlineColor(const ChartColors& colors);

/// The outline of a card, as wide as its frame was: call it from the card's paintEvent().
void paintOutline(QWidget& card, int width = 1);

} // namespace pareto::ui
