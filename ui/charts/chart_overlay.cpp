// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_overlay.h"

#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_painter.h"
#include "ui/outline.h"

namespace pareto::ui {

ChartOverlay::ChartOverlay(Layer layer, QGraphicsItem* parent) : QGraphicsItem(parent), m_layer(layer) {
  setZValue(layer == Layer::Below ? ChartCanvas::kUnderLines : ChartCanvas::kOverLines);
  setCacheMode(DeviceCoordinateCache); // moving the cursor repaints a picture, not 10,000 marks
  setAcceptedMouseButtons(Qt::NoButton);
}

void ChartOverlay::setScene(std::shared_ptr<const ChartScene> scene) {
  prepareGeometryChange();
  m_scene = std::move(scene);
  update();
}

QRectF ChartOverlay::boundingRect() const { return m_scene ? m_scene->canvas() : QRectF(); }

void ChartOverlay::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  if (!m_scene)
    return;
  m_layer == Layer::Below ? paintBelow(*painter, *m_scene) : paintAbove(*painter, *m_scene);
  if (const ChartColors& colors = m_scene->style().colors;
      m_layer == Layer::Below && colors.dark) { // as dark as around
    painter->setPen(QPen(outlineColor(colors), 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(m_scene->canvas().adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

ChartCursor::ChartCursor(QGraphicsItem* parent) : QGraphicsItem(parent) {
  setZValue(ChartCanvas::kOverLines + 1);
  setAcceptedMouseButtons(Qt::NoButton);
}

void ChartCursor::setScene(std::shared_ptr<const ChartScene> scene) {
  prepareGeometryChange();
  m_scene = std::move(scene);
  update();
}

void ChartCursor::updateAround(const std::optional<QPointF>& at) {
  if (!at || !m_scene)
    return;
  const double reach = m_scene->style().mark * 1.3 + 4;
  update(QRectF(at->x() - reach, at->y() - reach, 2 * reach, 2 * reach)); // not the whole chart on each move
}

void ChartCursor::setHover(std::optional<QPointF> at) {
  if (m_hover == at)
    return;
  updateAround(m_hover);
  m_hover = at;
  updateAround(m_hover);
}

void ChartCursor::setFocusPoint(std::optional<QPointF> at) {
  updateAround(m_focus);
  m_focus = at;
  updateAround(m_focus);
}

void ChartCursor::setBand(const QRectF& band) {
  update((m_band | band).adjusted(-2, -2, 2, 2));
  m_band = band;
}

void ChartCursor::setFocusFrame(bool visible) {
  m_frame = visible;
  update();
}

QRectF ChartCursor::boundingRect() const { return m_scene ? m_scene->canvas() : QRectF(); }

void ChartCursor::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  if (!m_scene)
    return;
  const ChartColors& colors = m_scene->style().colors;
  if (m_frame) {
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(colors.focus, 1.5));
    painter->drawRect(m_scene->canvas().adjusted(1, 1, -1, -1));
  }
  if (!m_band.isNull()) {
    QColor fill = colors.focus;
    fill.setAlphaF(0.15F);
    painter->setBrush(fill);
    painter->setPen(QPen(colors.focus, 1));
    painter->drawRect(m_band);
  }
  if (m_focus && m_scene->plot().adjusted(-1, -1, 1, 1).contains(*m_focus))
    paintRing(*painter, *m_scene, *m_focus, true);
  if (m_hover)
    paintRing(*painter, *m_scene, *m_hover, false);
}

} // namespace pareto::ui
