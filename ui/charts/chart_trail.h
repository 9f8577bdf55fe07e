// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_scene.h"

#include <QElapsedTimer>
#include <QGraphicsItem>
#include <QTimer>

#include <memory>

namespace pareto::ui {

/// Where a mark was a moment ago.
struct TrailMark {
  QPointF at; ///< in values
  QString family;
  QElapsedTimer since;
};

/// Where marks came from while the person moves them: dots under the marks that fade within a second.
class ChartTrail : public QGraphicsItem {
public:
  explicit ChartTrail(QGraphicsItem* parent);

  void setScene(std::shared_ptr<const ChartScene> scene);
  void leave(const QPointF& at, const QString& family);
  void clear();
  const QList<TrailMark>& marks() const { return m_marks; }

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
  void fade();

  std::shared_ptr<const ChartScene> m_scene;
  QList<TrailMark> m_marks; ///< oldest first
  QTimer m_fade;
};

} // namespace pareto::ui
