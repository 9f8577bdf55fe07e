// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/answer/tile_view.h"

#include "ui/charts/block_painter.h"
#include "ui/outline.h"
#include "ui/style.h"
#include "ui/type_scale.h"
#include "ui/words/format.h"

#include <QPainter>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr double kScale = 1.15;    ///< reaches so much beyond the largest value
constexpr double kSkeleton = 0.55; ///< of the width

QLabel* line(QWidget* parent, int pixels, bool bold = false) {
  auto* label = new QLabel(parent);
  label->setFont(sized(label->font(), pixels, bold));
  label->setTextFormat(Qt::PlainText);
  return label;
}

} // namespace

IntervalBar::IntervalBar(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setFixedHeight(12);
}

void IntervalBar::show(const TileTexts& texts) {
  m_texts = texts;
  update();
}

double IntervalBar::highest() const {
  return !m_texts.interval || m_texts.isOpen() ? m_texts.at.value_or(0) : m_texts.interval->high;
}

double IntervalBar::end() const {
  if (!m_texts.at)
    return 0;
  const double most = std::max({*m_texts.at, m_texts.baseline.value_or(0), highest()});
  return m_texts.full ? std::max(*m_texts.full, most) : kScale * most;
}

void IntervalBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ChartColors colors = chartColors(isDark(palette()));
  const QRectF area = QRectF(rect()).adjusted(0.5, 3, -0.5, -3);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colors.grid);
  if (!m_texts.at) { // a skeleton
    painter.drawRoundedRect(QRectF(area.left(), area.top(), area.width() * kSkeleton, area.height()), 3, 3);
    return;
  }
  const double most = end();
  const auto x = [&](double value) { return area.left() + area.width() * std::clamp(value / most, 0.0, 1.0); };
  painter.drawRoundedRect(area, 3, 3);
  const QColor bar = blended(colors.focus, colors.background, 0.55);
  QPen outline(bar, 1.2);
  if (m_texts.broken)
    outline.setDashPattern({3, 2.4});
  const bool hollow = m_texts.untested || m_texts.broken;
  painter.setBrush(hollow ? colors.background : bar);
  painter.setPen(hollow ? outline : QPen(Qt::NoPen));
  const QRectF filled(QPointF(area.left(), area.top()), QPointF(x(*m_texts.at), area.bottom()));
  if (m_texts.isOpen() && !hollow)
    paintBlockFill(painter, screenStyle(font(), colors.dark), filled, bar, BlockFill::Hatched);
  else
    painter.drawRoundedRect(filled, 3, 3);
  if (m_texts.interval) {
    painter.setPen(QPen(colors.text, 1.5));
    painter.drawLine(QPointF(x(m_texts.interval->low), area.center().y()), QPointF(x(highest()), area.center().y()));
  }
  if (m_texts.baseline) {
    painter.setPen(QPen(colors.text, 2));
    painter.drawLine(QPointF(x(*m_texts.baseline), 0), QPointF(x(*m_texts.baseline), height()));
  }
}

TileView::TileView(const QString& name, QWidget* parent)
    : QFrame(parent), m_title(line(this, kTextType)), m_value(line(this, kNumberType, true)),
      m_detail(line(this, kTextType)), m_bar(new IntervalBar(this)) {
  setObjectName(name);
  m_title->setObjectName(QStringLiteral("tileTitle"));
  m_value->setObjectName(QStringLiteral("tileValue"));
  m_title->setWordWrap(true);
  m_detail->setWordWrap(true);
  m_detail->setForegroundRole(QPalette::PlaceholderText);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 8, 10, 8);
  column->setSpacing(3);
  for (QWidget* each : std::initializer_list<QWidget*>{m_title, m_value, m_bar, m_detail})
    column->addWidget(each);
  column->addStretch();
  setMinimumWidth(120);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

/// Lines that wrap need a height by width, which scrolled columns do not ask for.
void TileView::fit() { setMinimumHeight(std::max(0, layout()->totalHeightForWidth(width()))); }

void TileView::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  if (event->size().width() != event->oldSize().width())
    fit();
}

void TileView::paintEvent(QPaintEvent*) { paintOutline(*this); }

void TileView::show(const TileTexts& texts) {
  m_title->setText(unbroken(texts.title));
  m_value->setWordWrap(texts.isOpen()); // "1,230 USD (980 or more)"
  m_value->setText(texts.isOpen() ? unbroken(texts.value) : texts.value);
  QFont number = m_value->font();
  const bool dim = texts.untested || texts.broken;
  number.setBold(!dim);
  m_value->setFont(number);
  m_value->setForegroundRole(dim ? QPalette::PlaceholderText : QPalette::WindowText);
  m_detail->setText(unbroken(texts.detail));
  m_bar->show(texts);
  fit();
  setToolTip(texts.tooltip);
  setAccessibleName(QStringLiteral("%1: %2. %3").arg(texts.title, texts.value, texts.detail));
}

} // namespace pareto::ui
