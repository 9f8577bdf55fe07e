// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"

#include "ui/words/format.h"
#include "ui/words/glossary.h"

#include <QApplication>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

constexpr double kReach = 12;       // pixels from a mark that still count as on it
constexpr double kWheelStep = 1.25; // zoom of one notch
constexpr double kFinest = 1e-5;    // share of the full range
constexpr qsizetype kMostHistory = 50;
constexpr double kOneWay = 12; // a drag flatter than this zooms along one axis only

bool sameQuestion(const AxisSpec& a, const AxisSpec& b) {
  return a.title == b.title && a.unit == b.unit && a.format == b.format;
}

bool sameAxis(const AxisSpec& a, const AxisSpec& b) { return sameQuestion(a, b) && a.logarithmic == b.logarithmic; }

QString keyOf(const AxisSpec& axis) {
  return axis.title + QLatin1Char('\n') + axis.unit + (axis.logarithmic ? QLatin1Char('l') : QLatin1Char('-'));
}

/// As logarithmic, or as linear, as it was.
void standStill(AxisSpec& axis, const AxisSpec& before) {
  if (axis.logarithmic == before.logarithmic || !sameQuestion(axis, before))
    return;
  axis.logarithmic = before.logarithmic;
  axis.low = before.low;
}

/// A zoomed range inside the full one.
AxisRange limited(AxisRange range, const AxisRange& full) {
  if (range.span() >= full.span() * (1 - 1e-9)) // in and out again is everything, whatever the rounding
    return full;
  if (range.low >= full.low && range.high <= full.high && range.span() >= full.span() * kFinest)
    return range; // unrounded, so that going back arrives exactly
  const double span = std::clamp(range.span(), full.span() * kFinest, full.span());
  const double middle = (range.low + range.high) / 2;
  const double low = std::clamp(middle - span / 2, full.low, full.high - span);
  return {low, low + span};
}

AxisRange scaledAbout(const AxisRange& range, double fixed, double factor) {
  return {fixed - (fixed - range.low) / factor, fixed + (range.high - fixed) / factor};
}

} // namespace

ChartView::ChartView(QWidget* parent) : QGraphicsView(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  setBackgroundRole(QPalette::Window);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setMouseTracking(true);
  viewport()->setMouseTracking(true);
  setRenderHint(QPainter::Antialiasing);
  setAccessibleName(tr("Chart"));
  setScene(new QGraphicsScene(this));
  m_canvas = std::make_unique<ChartCanvas>(*scene());
  m_below = new ChartOverlay(ChartOverlay::Layer::Below, m_canvas->item());
  m_above = new ChartOverlay(ChartOverlay::Layer::Above, m_canvas->item());
  m_trail = new ChartTrail(m_canvas->item());
  m_cursor = new ChartCursor(m_canvas->item());
  rebuild();
}

ChartView::~ChartView() = default;

void ChartView::setHeld(bool held) {
  if (held == m_still.has_value())
    return;
  m_still = held ? std::optional(m_scene->full()) : std::nullopt;
  if (!held)
    rebuild();
}

void ChartView::standStill(ChartSpec& next) const {
  if (!m_still || next.id != m_spec.id)
    return;
  ui::standStill(next.x, m_spec.x);
  ui::standStill(next.y, m_spec.y);
}

/// Where the marks are that move now.
void ChartView::leaveTrail(const ChartSpec& next) {
  if (!m_still || !sameAxis(next.x, m_spec.x) || !sameAxis(next.y, m_spec.y))
    return;
  for (const SeriesSpec& before : std::as_const(m_spec.series))
    for (const SeriesSpec& after : next.series)
      if (before.marks && !before.line && before.points.size() == 1 && after.points.size() == 1 &&
          before.model == after.model && before.architecture == after.architecture) {
        const QPointF from(before.points.first().x, before.points.first().y),
            to(after.points.first().x, after.points.first().y);
        if (from != to)
          m_trail->leave(from, before.family);
      }
}

void ChartView::setSpec(const ChartSpec& asked) {
  ChartSpec spec = asked;
  standStill(spec);
  leaveTrail(spec);
  const bool same = spec.id == m_spec.id && sameAxis(spec.x, m_spec.x) && sameAxis(spec.y, m_spec.y);
  const Place current = m_current;
  QString model;
  if (current.series >= 0 && current.series < m_spec.series.size())
    model = m_spec.series[current.series].model;
  m_spec = spec;
  const bool kept = same && current.series >= 0 && current.series < m_spec.series.size() &&
                    m_spec.series[current.series].model == model &&
                    current.point < m_spec.series[current.series].points.size();
  m_current = kept ? current : Place();
  if (!same) {
    m_trail->clear();
    m_still.reset(); // of other axes there is nothing to keep
    m_history.clear();
    if (m_view) {
      m_view.reset();
      Q_EMIT zoomChanged(false);
    }
  }
  m_hovered.clear();
  m_cursor->setHover({});
  rebuild();
  updateAccessibility();
}

void ChartView::rebuild() {
  const ChartStyle style = screenStyle(font(), isDark(palette()));
  const QRectF canvas(QPointF(0, 0), QSizeF(viewport()->size()));
  m_scene = std::make_shared<const ChartScene>(m_spec, style, canvas, m_view, leastRange());
  keepRange();
  setBackgroundBrush(style.colors.background);
  m_canvas->show(*m_scene);
  m_below->setScene(m_scene);
  m_above->setScene(m_scene);
  m_trail->setScene(m_scene);
  m_cursor->setScene(m_scene);
  m_cursor->setFocusPoint(m_current.series >= 0 ? std::optional(pixelOf(m_current)) : std::nullopt);
}

LeastRange ChartView::leastRange() const {
  LeastRange least;
  if (m_still)
    least = {m_still->x, m_still->y};
  const auto steady = [&](const AxisSpec& axis, std::optional<AxisRange>& range) {
    if (const auto known = m_widest.constFind(keyOf(axis)); axis.steady && !range && known != m_widest.constEnd())
      range = *known;
  };
  steady(m_spec.x, least.x);
  steady(m_spec.y, least.y);
  return least;
}

void ChartView::keepRange() {
  if (!m_scene->hasData())
    return;
  if (m_still)
    m_still = m_scene->full();
  if (m_spec.x.steady)
    m_widest[keyOf(m_spec.x)] = m_scene->full().x;
  if (m_spec.y.steady)
    m_widest[keyOf(m_spec.y)] = m_scene->full().y;
}

void ChartView::updateAccessibility() {
  setAccessibleName(m_spec.y.title.isEmpty() ? tr("Chart")
                                             : tr("Chart: %1 against %2").arg(m_spec.y.title, m_spec.x.title));
  const PointSpec* point = hasFocus() ? currentPoint() : nullptr;
  const QString whole = m_spec.accessibleText.isEmpty() ? m_spec.sentence : m_spec.accessibleText;
  setAccessibleDescription(point ? point->hover : m_scene->hasData() ? whole : m_spec.emptyText);
}

// --- zoom ---

void ChartView::setView(std::optional<ViewRange> view, bool remember) {
  if (view) {
    view->x = limited(view->x, m_scene->full().x);
    view->y = limited(view->y, m_scene->full().y);
    if (*view == m_scene->full())
      view.reset();
  }
  if (view == m_view)
    return;
  if (remember) {
    m_history << m_view;
    if (m_history.size() > kMostHistory)
      m_history.removeFirst();
  }
  m_view = view;
  m_hovered.clear();
  m_cursor->setHover({});
  rebuild();
  Q_EMIT zoomChanged(isZoomed());
}

void ChartView::zoomAt(const QPointF& pixel, double factor, bool alongX, bool alongY) {
  const QPointF fixed = m_scene->toAxisPoint(pixel);
  ViewRange view = m_scene->view();
  if (alongX)
    view.x = scaledAbout(view.x, fixed.x(), factor);
  if (alongY)
    view.y = scaledAbout(view.y, fixed.y(), factor);
  setView(view, !m_wheeling);
  if (!m_view || !alongX)
    return;
  view = *m_view; // labels of another width have moved the plot
  const double aside = fixed.x() - m_scene->toAxisPoint(pixel).x();
  view.x = {view.x.low + aside, view.x.high + aside};
  setView(view, false);
}

void ChartView::zoomInto(const QRectF& band) {
  const QPointF lowest = m_scene->toAxisPoint(band.bottomLeft()), highest = m_scene->toAxisPoint(band.topRight());
  ViewRange view = m_scene->view();
  if (band.width() >= kOneWay)
    view.x = {lowest.x(), highest.x()};
  if (band.height() >= kOneWay)
    view.y = {lowest.y(), highest.y()};
  setView(view, true);
}

void ChartView::zoomIn() {
  m_wheeling = false;
  zoomAt(m_current.series >= 0 ? pixelOf(m_current) : m_scene->plot().center(), kWheelStep, true, true);
}

void ChartView::zoomOut() {
  m_wheeling = false;
  zoomAt(m_scene->plot().center(), 1 / kWheelStep, true, true);
}

void ChartView::zoomBack() {
  m_wheeling = false;
  setView(m_history.isEmpty() ? std::optional<ViewRange>() : m_history.takeLast(), false);
}

void ChartView::resetZoom() {
  m_wheeling = false;
  setView({}, true);
}

// --- pointer ---

QPointF ChartView::chartPosition(const QPointF& viewportPosition) const {
  return m_canvas->item()->mapFromScene(mapToScene(viewportPosition.toPoint()));
}

QString ChartView::modelAt(const QPointF& position) const {
  if (const int mark = m_scene->markAt(position, kReach); mark >= 0)
    return m_spec.series[m_scene->marks()[mark].series].model;
  if (const SceneLabel* label = m_scene->labelAt(position))
    return label->model;
  const BlockSpec* block = m_scene->blockAt(position);
  return block ? block->model : QString();
}

/// Of what is no mark: a block, an axis, or the stamp.
QString ChartView::hoverText(const QPointF& position) const {
  if (m_scene->badgeBox().contains(position))
    return withMeanings({}, m_spec.badge);
  if (const BlockSpec* block = m_scene->blockAt(position))
    return block->hover;
  for (const Qt::Orientation orientation : {Qt::Horizontal, Qt::Vertical})
    if (m_scene->titleBox(orientation).contains(position))
      return withMeanings(orientation == Qt::Horizontal ? m_spec.x.tooltip : m_spec.y.tooltip,
                          m_scene->title(orientation));
  return {};
}

bool ChartView::isOnCross(const QPointF& position) const {
  const auto cross = m_scene->cross();
  return cross && (position - *cross).manhattanLength() <= 2 * kReach;
}

void ChartView::dragCross(const QPointF& position) {
  const QRectF plot = m_scene->plot();
  const QPointF inside(std::clamp(position.x(), plot.left(), plot.right()),
                       std::clamp(position.y(), plot.top(), plot.bottom()));
  const QPointF at = m_scene->toAxisPoint(inside);
  Q_EMIT crossMoved({fromAxis(at.x(), m_spec.x), fromAxis(at.y(), m_spec.y)});
}

void ChartView::hoverAt(const QPointF& position, const QPoint& global) {
  const int mark = m_scene->markAt(position, kReach);
  QString text;
  QRectF stays(position - QPointF(2, 2), QSizeF(4, 4));
  if (mark >= 0) {
    const SceneMark& found = m_scene->marks()[mark];
    text = m_spec.series[found.series].points[found.point].hover;
    m_cursor->setHover(found.at);
  } else {
    m_cursor->setHover({});
    text = hoverText(position);
  }
  if (text.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(global, plainTip(text), this, stays.toAlignedRect());
  const QString model = modelAt(position);
  viewport()->setCursor(isOnCross(position) ? Qt::SizeAllCursor
                        : model.isEmpty()   ? Qt::ArrowCursor
                                            : Qt::PointingHandCursor);
  if (model != m_hovered) {
    m_hovered = model;
    Q_EMIT modelHovered(model);
  }
}

void ChartView::clickAt(const QPointF& position) {
  if (const int mark = m_scene->markAt(position, kReach); mark >= 0)
    focusPoint({m_scene->marks()[mark].series, m_scene->marks()[mark].point});
  if (const QString model = modelAt(position); !model.isEmpty())
    Q_EMIT modelClicked(model);
}

void ChartView::mousePressEvent(QMouseEvent* event) {
  m_wheeling = false;
  if (event->button() != Qt::LeftButton)
    return event->ignore(); // the window may show its menu
  m_pressed = chartPosition(event->position());
  m_dragging = false;
  m_dragsCross = isOnCross(*m_pressed);
  if (m_dragsCross)
    Q_EMIT crossHeld(true);
  event->accept();
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF position = chartPosition(event->position());
  if (!m_pressed)
    return hoverAt(position, event->globalPosition().toPoint());
  if (m_dragsCross) {
    dragCross(position);
    return event->accept();
  }
  if (!m_dragging && (position - *m_pressed).manhattanLength() >= QApplication::startDragDistance())
    m_dragging = m_scene->plot().adjusted(-1, -1, 1, 1).contains(*m_pressed) && m_scene->hasData();
  if (m_dragging)
    m_cursor->setBand(QRectF(*m_pressed, position).normalized() & m_scene->plot());
  event->accept();
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !m_pressed)
    return;
  const QPointF pressed = *m_pressed;
  const bool dragged = m_dragging;
  const QRectF band = m_cursor->band();
  m_pressed.reset();
  m_dragging = false;
  if (m_dragsCross) {
    m_dragsCross = false;
    Q_EMIT crossHeld(false);
    return event->accept();
  }
  m_cursor->setBand({});
  if (!dragged)
    clickAt(pressed);
  else if (std::max(band.width(), band.height()) >= kOneWay)
    zoomInto(band);
  event->accept();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton)
    return;
  m_pressed.reset(); // its release is no click
  zoomBack();
  event->accept();
}

void ChartView::wheelEvent(QWheelEvent* event) {
  const QPointF position = chartPosition(event->position());
  const double notches = event->angleDelta().y() / 120.0;
  if (notches == 0 || !m_scene->hasData())
    return event->ignore();
  const QRectF plot = m_scene->plot();
  // On an axis the wheel zooms that axis alone.
  const bool overX = position.y() > plot.bottom(), overY = position.x() < plot.left();
  zoomAt(position, std::pow(kWheelStep, notches), !overY, !overX);
  m_wheeling = true;
  event->accept();
}

void ChartView::leaveEvent(QEvent* event) {
  m_cursor->setHover({});
  if (!m_hovered.isEmpty()) {
    m_hovered.clear();
    Q_EMIT modelHovered(QString());
  }
  QGraphicsView::leaveEvent(event);
}

bool ChartView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip)
    return true; // shown on hover; the scene's own handler would hide it
  if (event->type() == QEvent::Leave)
    leaveEvent(event);
  return QGraphicsView::viewportEvent(event);
}

void ChartView::resizeEvent(QResizeEvent* event) {
  QGraphicsView::resizeEvent(event);
  m_canvas->item()->resize(size());
  setSceneRect(m_canvas->item()->geometry());
  rebuild();
}

void ChartView::changeEvent(QEvent* event) {
  QGraphicsView::changeEvent(event);
  switch (event->type()) {
  case QEvent::PaletteChange:
  case QEvent::FontChange:
  case QEvent::StyleChange:
  case QEvent::LanguageChange:
  case QEvent::LocaleChange:
    if (m_cursor) {
      rebuild();
      updateAccessibility(); // a view that has had no chart yet has a name as well
    }
    break;
  default: break;
  }
}

} // namespace pareto::ui
