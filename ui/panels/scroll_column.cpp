// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/scroll_column.h"

#include "ui/style.h"
#include "ui/type_scale.h"

#include <QCoreApplication>
#include <QLinearGradient>
#include <QPainter>

namespace pareto::ui {

MoreBelow::MoreBelow(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("moreBelow"));
  setCursor(Qt::PointingHandCursor);
  hide();
}

void MoreBelow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QColor ground = palette().color(QPalette::Window);
  QColor clear = ground;
  clear.setAlpha(0);
  QLinearGradient fade(0, 0, 0, kFade);
  fade.setColorAt(0, clear);
  fade.setColorAt(1, ground);
  painter.fillRect(0, 0, width(), kFade, fade);
  const QRect foot(0, kFade, width(), height() - kFade);
  painter.fillRect(foot, ground);
  painter.setFont(sized(font(), kTextType));
  painter.setPen(readable(palette().color(QPalette::Link), ground));
  painter.drawText(foot, Qt::AlignCenter, tr("▾ more below"));
}

void MoreBelow::mouseReleaseEvent(QMouseEvent*) { Q_EMIT clicked(); }

ScrollColumn::ScrollColumn(QWidget* inside, QWidget* parent) : QScrollArea(parent), m_more(new MoreBelow(this)) {
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::NoFocus);
  setWidget(inside);
  connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &ScrollColumn::showWhetherMore);
  connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &ScrollColumn::showWhetherMore);
  connect(m_more, &MoreBelow::clicked, this,
          [this] { verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepAdd); });
}

QSize ScrollColumn::minimumSizeHint() const {
  const int width = widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width();
  return {width, QScrollArea::minimumSizeHint().height()};
}

bool ScrollColumn::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::LayoutRequest && watched == widget())
    tellMinimum(); // another language, a longer text
  return QScrollArea::eventFilter(watched, event);
}

/// Only another width concerns what is around it: the whole window would be laid out, and painted, for each text that
/// breaks elsewhere.
void ScrollColumn::tellMinimum() {
  const QSize least = minimumSizeHint();
  if (least == m_told)
    return;
  m_told = least;
  updateGeometry();
}

void ScrollColumn::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  showWhetherMore();
}

/// What got other texts while nobody saw it asked for its height in vain: a scroll area hears of it through what is
/// visible alone, and where it comes back in the size that it had, lines would be cut.
void ScrollColumn::showEvent(QShowEvent* event) {
  QScrollArea::showEvent(event);
  QCoreApplication::postEvent(this, new QEvent(QEvent::LayoutRequest));
}

/// More lies below where the foot is not what hides it, and one is not at the end.
void ScrollColumn::showWhetherMore() {
  const QScrollBar* bar = verticalScrollBar();
  const bool more = widget()->height() > height() && bar->value() < bar->maximum();
  setViewportMargins(0, 0, 0, more ? MoreBelow::kHeight : 0);
  const int tall = MoreBelow::kHeight + MoreBelow::kFade;
  m_more->setGeometry(0, height() - tall, viewport()->width(), tall);
  m_more->setVisible(more);
  m_more->raise();
}

} // namespace pareto::ui
