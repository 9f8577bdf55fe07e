// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_overlay.h"
#include "ui/charts/chart_scene.h"
#include "ui/charts/chart_trail.h"

#include <QGraphicsView>
#include <QHash>

#include <memory>

namespace pareto::ui {

/// A chart one can touch. Pointer: hover shows a point's value, a click selects its model, the wheel zooms at the
/// cursor, a drag zooms into a rectangle, a double click goes back. Keyboard: arrows walk through the points, Enter
/// selects, + and - zoom, Backspace goes back, 0 or Home shows everything.
class ChartView : public QGraphicsView {
  Q_OBJECT

public:
  explicit ChartView(QWidget* parent = nullptr);
  ~ChartView() override;

  const ChartSpec& spec() const { return m_spec; }
  /// What is drawn now; never null.
  const ChartScene& chartScene() const { return *m_scene; }
  /// What is drawn on; never null.
  const ChartCanvas& canvas() const { return *m_canvas; }
  bool isZoomed() const { return m_view.has_value(); }
  /// While the person holds what moves the chart: axes stand still (they grow for what would leave the picture), and
  /// marks leave a trail that fades.
  void setHeld(bool held);
  const QList<TrailMark>& trail() const { return m_trail->marks(); }
  /// Series and point with the keyboard's focus; nullptr = none.
  const PointSpec* currentPoint() const;

  QSize sizeHint() const override { return {720, 440}; }
  QSize minimumSizeHint() const override { return {260, 180}; }

public Q_SLOTS:
  /// Keeps the zoom and the focused point if the axes are the same.
  void setSpec(const pareto::ui::ChartSpec& spec);
  void zoomIn();
  void zoomOut();
  void zoomBack();
  void resetZoom();

Q_SIGNALS:
  void modelClicked(const QString& model);
  void modelHovered(const QString& model); ///< empty = no longer
  void zoomChanged(bool zoomed);
  void crossMoved(const QPointF& values); ///< the person drags it there; it moves by a new spec
  void crossHeld(bool down);              ///< the person has it in hand, or lets it go

protected:
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool viewportEvent(QEvent* event) override;

private:
  struct Place {
    int series = -1, point = -1;
    bool operator==(const Place&) const = default;
  };

  void rebuild();
  LeastRange leastRange() const;
  void keepRange();
  void standStill(ChartSpec& next) const;
  void leaveTrail(const ChartSpec& next);
  void updateAccessibility();
  void setView(std::optional<ViewRange> view, bool remember);
  void zoomAt(const QPointF& pixel, double factor, bool alongX, bool alongY);
  void zoomInto(const QRectF& band);
  QPointF chartPosition(const QPointF& viewportPosition) const;
  void hoverAt(const QPointF& position, const QPoint& global);
  void clickAt(const QPointF& position);
  QString modelAt(const QPointF& position) const;
  QString hoverText(const QPointF& position) const;
  bool isOnCross(const QPointF& position) const;
  void dragCross(const QPointF& position);
  bool walk(int key);
  bool zoomByKey(int key);
  QList<Place> drawablePlaces() const;
  Place stepInCloud(const QList<Place>& places, int key) const;
  Place stepOnLines(const QList<Place>& places, int key) const;
  QPointF pixelOf(const Place& place) const;
  void focusPoint(const Place& place);
  void showFocusedPoint();

  ChartSpec m_spec;
  std::unique_ptr<ChartCanvas> m_canvas;
  std::shared_ptr<const ChartScene> m_scene;
  std::optional<ViewRange> m_view; ///< none = everything
  QList<std::optional<ViewRange>> m_history;
  std::optional<ViewRange> m_still;   ///< while held: what is shown at least
  QHash<QString, AxisRange> m_widest; ///< of steady axes, by what they show
  bool m_wheeling = false;            ///< a turn of the wheel is one step of the history
  ChartOverlay* m_below = nullptr;
  ChartOverlay* m_above = nullptr;
  ChartTrail* m_trail = nullptr;
  ChartCursor* m_cursor = nullptr;
  std::optional<QPointF> m_pressed;
  bool m_dragging = false, m_dragsCross = false;
  QString m_hovered;
  Place m_current;
};

} // namespace pareto::ui
