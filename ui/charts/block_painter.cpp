// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/block_painter.h"

#include "ui/charts/clip.h"
#include "ui/charts/mark_painter.h"
#include "ui/charts/marks.h"

#include <algorithm>
#include <utility>

namespace pareto::ui {

namespace {

/// Lines from the left below to the right above, `gap` apart, of which what lies in the box is drawn.
QPainterPath hatchLines(const QRectF& box, double gap) {
  QPainterPath path;
  for (double from = box.left() - box.height(); from < box.right(); from += gap)
    if (const auto line = clipSegment({from, box.bottom(), from + box.height(), box.top()}, box)) {
      path.moveTo(line->p1());
      path.lineTo(line->p2());
    }
  return path;
}

QColor colorOf(const BlockSpec& block, const ChartColors& colors) {
  return block.family.isEmpty() ? colors.guide : familyColor(block.family, colors.dark);
}

void paintTexts(QPainter& painter, const ChartScene& scene, const BlockSpec& block, const QRectF& box) {
  const ChartColors& colors = scene.style().colors;
  const double gap = scene.style().gap;
  const double across = scene.width(block.label, block.fill == BlockFill::Light) + gap;
  if (!block.label.isEmpty() && across <= box.width() && scene.style().text * 1.1 <= box.height()) {
    if (block.fill == BlockFill::Hatched) { // no line runs through a number
      const QSizeF size(across, scene.style().text * 1.2);
      painter.fillRect(QRectF(box.center() - QPointF(size.width() / 2, size.height() / 2), size), colors.background);
    }
    paintText(painter, scene.style(), box, Qt::AlignHCenter, block.label,
              block.fill == BlockFill::Solid ? readable(colors.background, colorOf(block, colors)) : colors.text,
              block.fill == BlockFill::Light);
  }
  const QStringList beside = scene.beside(block);
  const double row = scene.style().text * 1.2;
  double top = box.center().y() - row * (static_cast<double>(beside.size()) / 2 + 1);
  for (const QString& text : beside) {
    const QRectF line(scene.besideLeft(block), top += row, scene.width(text, true), row);
    painter.fillRect(line.adjusted(-0.5 * gap, 0, 0.5 * gap, 0), colors.background); // no grid line through words
    paintText(painter, scene.style(), line, Qt::AlignLeft, text, colors.text, true);
  }
}

} // namespace

void paintBlocks(QPainter& painter, const ChartScene& scene) {
  for (const BlockSpec& block : scene.spec().blocks)
    if (const QRectF box = scene.box(block); !box.isNull())
      paintBlockFill(painter, scene.style(), box.adjusted(0.5, 0.5, -0.5, -0.5), colorOf(block, scene.style().colors),
                     block.fill);
}

void paintBlockTexts(QPainter& painter, const ChartScene& scene) {
  for (const BlockSpec& block : scene.spec().blocks)
    if (const QRectF box = scene.box(block); !box.isNull())
      paintTexts(painter, scene, block, box);
}

void paintCross(QPainter& painter, const ChartScene& scene) {
  const auto at = scene.cross();
  if (!at)
    return;
  const double inner = scene.style().mark * 0.5, outer = scene.style().mark * 1.4;
  QPainterPath path;
  path.addEllipse(*at, inner, inner);
  for (const QPointF& way : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
    path.moveTo(*at + way * inner);
    path.lineTo(*at + way * outer);
  }
  painter.setBrush(Qt::NoBrush);
  for (const auto& [color, width] :
       {std::pair(scene.style().colors.background, 3.2), {scene.style().colors.text, 1.4}}) {
    painter.setPen(QPen(color, scene.style().line * width * 0.7));
    painter.drawPath(path);
  }
}

void paintBlockFill(QPainter& painter, const ChartStyle& style, const QRectF& box, const QColor& color,
                    BlockFill fill) {
  if (fill == BlockFill::None)
    return;
  const double thin = style.thin;
  painter.setPen(Qt::NoPen);
  painter.setBrush(fill == BlockFill::Solid   ? color
                   : fill == BlockFill::Light ? lightOf(color, style.colors)
                                              : QColor(style.colors.background));
  painter.drawRect(box);
  painter.setBrush(Qt::NoBrush);
  if (fill == BlockFill::Hatched) {
    painter.setPen(QPen(blended(color, style.colors.background, 0.7), thin * 1.2));
    painter.drawPath(hatchLines(box, std::max(5.0, style.text * 0.5)));
  }
  if (fill == BlockFill::Solid || fill == BlockFill::Light)
    return;
  QPen outline(blended(color, style.colors.background, fill == BlockFill::Outline ? 0.35 : 0.8), thin);
  if (fill == BlockFill::Dotted || fill == BlockFill::Broken)
    outline.setDashPattern(fill == BlockFill::Dotted ? QList<qreal>{1, 3} : QList<qreal>{4, 3});
  painter.setPen(outline);
  painter.drawRect(box);
}

} // namespace pareto::ui
