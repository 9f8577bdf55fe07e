// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_trail.h"

#include "ui/charts/chart_canvas.h"
#include "ui/charts/marks.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

constexpr int kFadeMilliseconds = 1000, kStepMilliseconds = 50;
constexpr qsizetype kMostMarks = 400;
constexpr double kFreshOpacity = 0.6; ///< of the newest
constexpr double kSize = 0.5;         ///< of a mark

} // namespace

ChartTrail::ChartTrail(QGraphicsItem* parent) : QGraphicsItem(parent) {
  setZValue(ChartCanvas::kOverLines - 0.5);
  setAcceptedMouseButtons(Qt::NoButton);
  m_fade.setInterval(kStepMilliseconds);
  QObject::connect(&m_fade, &QTimer::timeout, &m_fade, [this] { fade(); });
}

void ChartTrail::setScene(std::shared_ptr<const ChartScene> scene) {
  prepareGeometryChange();
  m_scene = std::move(scene);
  update();
}

void ChartTrail::leave(const QPointF& at, const QString& family) {
  TrailMark mark{at, family, {}};
  mark.since.start();
  m_marks << mark;
  if (m_marks.size() > kMostMarks)
    m_marks.removeFirst();
  m_fade.start();
  update();
}

void ChartTrail::clear() {
  m_marks.clear();
  m_fade.stop();
  update();
}

void ChartTrail::fade() {
  m_marks.removeIf([](const TrailMark& mark) { return mark.since.hasExpired(kFadeMilliseconds); });
  if (m_marks.isEmpty())
    m_fade.stop();
  update();
}

QRectF ChartTrail::boundingRect() const { return m_scene ? m_scene->canvas() : QRectF(); }

void ChartTrail::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  if (!m_scene || m_marks.isEmpty())
    return;
  const ChartStyle& style = m_scene->style();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(Qt::NoPen);
  for (const TrailMark& mark : std::as_const(m_marks)) {
    const QPointF at = m_scene->toPixel(mark.at.x(), mark.at.y());
    const double left = 1 - static_cast<double>(mark.since.elapsed()) / kFadeMilliseconds;
    if (left <= 0 || !std::isfinite(at.x()) || !std::isfinite(at.y()) || !m_scene->plot().contains(at))
      continue;
    painter->setBrush(
        blended(familyColor(mark.family, style.colors.dark), style.colors.background, kFreshOpacity * left));
    painter->drawEllipse(at, style.mark * kSize / 2, style.mark * kSize / 2);
  }
}

} // namespace pareto::ui
