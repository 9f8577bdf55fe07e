// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/outline.h"

#include <QPainter>
#include <QWidget>

namespace pareto::ui {

QColor outlineColor(const ChartColors& colors) { return blended(colors.axis, colors.background, 0.6); }

void paintOutline(QWidget& card, int width) {
  QPainter painter(&card);
  painter.setPen(QPen(outlineColor(chartColors(isDark(card.palette()))), width));
  painter.setBrush(Qt::NoBrush);
  const double half = width / 2.0;
  painter.drawRect(QRectF(card.rect()).adjusted(half, half, -half, -half));
}

} // namespace pareto::ui
