// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard's half of ChartView.
#include "ui/charts/chart_view.h"
#include "ui/words/format.h"

#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

const PointSpec* ChartView::currentPoint() const {
  const Place& at = m_current;
  if (at.series < 0 || at.series >= m_spec.series.size() || at.point >= m_spec.series[at.series].points.size())
    return nullptr;
  return &m_spec.series[at.series].points[at.point];
}

QPointF ChartView::pixelOf(const Place& place) const {
  const PointSpec& point = m_spec.series[place.series].points[place.point];
  return m_scene->toPixel(point.x, point.y);
}

QList<ChartView::Place> ChartView::drawablePlaces() const {
  QList<Place> places;
  for (int s = 0; s < m_spec.series.size(); ++s)
    for (int p = 0; p < m_spec.series[s].points.size(); ++p)
      if (hasPlace(m_spec.series[s].points[p].x, m_spec.x) && hasPlace(m_spec.series[s].points[p].y, m_spec.y))
        places << Place{s, p};
  return places;
}

/// One mark for each series: left and right by x, up and down by y, over all of them.
ChartView::Place ChartView::stepInCloud(const QList<Place>& places, int key) const {
  QList<Place> sorted = places;
  const bool across = key == Qt::Key_Left || key == Qt::Key_Right;
  const auto coordinate = [&](const Place& place) { return across ? pixelOf(place).x() : -pixelOf(place).y(); };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Place& a, const Place& b) { return coordinate(a) < coordinate(b); });
  const qsizetype at = sorted.indexOf(m_current);
  if (at < 0)
    return sorted.first();
  const qsizetype next = at + (key == Qt::Key_Right || key == Qt::Key_Up ? 1 : -1);
  return sorted[std::clamp<qsizetype>(next, 0, sorted.size() - 1)];
}

/// Lines: left and right along the line, up and down to the next line at the same place.
ChartView::Place ChartView::stepOnLines(const QList<Place>& places, int key) const {
  const qsizetype at = places.indexOf(m_current);
  if (at < 0)
    return places.first();
  if (key == Qt::Key_Left || key == Qt::Key_Right) {
    const qsizetype next = at + (key == Qt::Key_Right ? 1 : -1);
    const bool along = next >= 0 && next < places.size() && places[next].series == m_current.series;
    return along ? places[next] : m_current;
  }
  const QPointF here = pixelOf(m_current);
  QHash<int, Place> nearest; // of each other series, by x
  for (const Place& place : places) {
    if (place.series == m_current.series)
      continue;
    const auto known = nearest.constFind(place.series);
    if (known == nearest.constEnd() ||
        std::fabs(pixelOf(place).x() - here.x()) < std::fabs(pixelOf(*known).x() - here.x()))
      nearest.insert(place.series, place);
  }
  Place best = m_current;
  double least = INFINITY;
  for (const Place& place : std::as_const(nearest)) {
    const double up = here.y() - pixelOf(place).y();
    const double distance = key == Qt::Key_Up ? up : -up;
    if (distance >= 0 && (distance < least || (distance == least && place.series < best.series))) {
      least = distance;
      best = place;
    }
  }
  return best;
}

bool ChartView::walk(int key) {
  const QList<Place> places = drawablePlaces();
  if (places.isEmpty())
    return false;
  bool cloud = true;
  for (qsizetype i = 1; i < places.size(); ++i)
    cloud = cloud && places[i].series != places[i - 1].series;
  focusPoint(cloud ? stepInCloud(places, key) : stepOnLines(places, key));
  showFocusedPoint();
  return true;
}

void ChartView::focusPoint(const Place& place) {
  m_current = place;
  m_cursor->setFocusPoint(pixelOf(place));
  updateAccessibility();
}

/// Moves the view if the point lies outside it, and says what it is.
void ChartView::showFocusedPoint() {
  const PointSpec& point = *currentPoint();
  if (!m_scene->plot().adjusted(-1, -1, 1, 1).contains(pixelOf(m_current))) {
    ViewRange view = m_scene->view();
    const double x = toAxis(point.x, m_spec.x), y = toAxis(point.y, m_spec.y);
    view.x = {x - view.x.span() / 2, x + view.x.span() / 2};
    view.y = {y - view.y.span() / 2, y + view.y.span() / 2};
    setView(view, false);
  }
  const QPointF at = m_canvas->item()->mapToScene(pixelOf(m_current));
  const QPoint local = mapFromScene(at) + QPoint(8, 8);
  if (!point.hover.isEmpty())
    QToolTip::showText(viewport()->mapToGlobal(local), plainTip(point.hover), this);
}

bool ChartView::zoomByKey(int key) {
  switch (key) {
  case Qt::Key_Plus:
  case Qt::Key_Equal: zoomIn(); return true;
  case Qt::Key_Minus: zoomOut(); return true;
  case Qt::Key_0:
  case Qt::Key_Home: resetZoom(); return true;
  case Qt::Key_Backspace: zoomBack(); return true;
  default: return false;
  }
}

void ChartView::keyPressEvent(QKeyEvent* event) {
  m_wheeling = false;
  bool used = false;
  if (!(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: used = walk(event->key()); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      used = currentPoint() != nullptr;
      if (used)
        Q_EMIT modelClicked(
            QString(m_spec.series[m_current.series].model)); // a copy: whoever hears it may set another spec
      break;
    case Qt::Key_Escape:
      used = m_dragging;
      m_pressed.reset();
      m_dragging = false;
      m_cursor->setBand({});
      break;
    default: used = zoomByKey(event->key());
    }
  }
  event->setAccepted(used); // everything else belongs to the window: shortcuts, Tab
}

void ChartView::focusInEvent(QFocusEvent* event) {
  QGraphicsView::focusInEvent(event);
  m_cursor->setFocusFrame(event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                          event->reason() == Qt::ShortcutFocusReason || event->reason() == Qt::OtherFocusReason);
  updateAccessibility();
}

void ChartView::focusOutEvent(QFocusEvent* event) {
  QGraphicsView::focusOutEvent(event);
  m_cursor->setFocusFrame(false);
  updateAccessibility();
}

} // namespace pareto::ui
