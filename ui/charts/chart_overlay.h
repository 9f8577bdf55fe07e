// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_scene.h"

#include <QGraphicsItem>

#include <memory>

namespace pareto::ui {

/// What ChartCanvas does not draw, as one item on it: intervals, own marks, dotted continuations, labels (over the
/// series), or grid, axes and bands (under them).
class ChartOverlay : public QGraphicsItem {
public:
  enum class Layer { Below, Above };
  ChartOverlay(Layer layer, QGraphicsItem* parent);

  void setScene(std::shared_ptr<const ChartScene> scene);
  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
  Layer m_layer;
  std::shared_ptr<const ChartScene> m_scene;
};

/// What follows the pointer and the keyboard: ring, rubber band, focus frame. An item of its own, so that moving it
/// repaints nothing else.
class ChartCursor : public QGraphicsItem {
public:
  explicit ChartCursor(QGraphicsItem* parent);

  void setScene(std::shared_ptr<const ChartScene> scene);
  void setHover(std::optional<QPointF> at);
  void setFocusPoint(std::optional<QPointF> at);
  void setBand(const QRectF& band); ///< null = none
  void setFocusFrame(bool visible);
  QRectF band() const { return m_band; }
  std::optional<QPointF> hover() const { return m_hover; }

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
  void updateAround(const std::optional<QPointF>& at);

  std::shared_ptr<const ChartScene> m_scene;
  std::optional<QPointF> m_hover, m_focus;
  QRectF m_band;
  bool m_frame = false;
};

} // namespace pareto::ui
