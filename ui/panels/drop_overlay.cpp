// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/drop_overlay.h"

#include "ui/type_scale.h"

#include <QPainter>

namespace pareto::ui {

namespace {

constexpr int kFrame = 12, kMargin = 60;
constexpr int kVeil = 225; ///< of 255: what lies below stays recognisable

} // namespace

DropOverlay::DropOverlay(QWidget* window) : QWidget(window) {
  setObjectName(QStringLiteral("dropOverlay"));
  setAttribute(Qt::WA_TransparentForMouseEvents); // what lies below is still asked first
  hide();
}

void DropOverlay::show(const QString& sentence) {
  m_sentence = sentence;
  setAccessibleName(sentence);
  setGeometry(parentWidget()->rect());
  raise();
  QWidget::show();
  update();
}

void DropOverlay::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor veil = palette().color(QPalette::Window);
  veil.setAlpha(kVeil);
  painter.fillRect(rect(), veil);
  painter.setPen(QPen(palette().color(QPalette::Highlight), 3, Qt::DashLine));
  painter.drawRoundedRect(rect().adjusted(kFrame, kFrame, -kFrame, -kFrame), kFrame, kFrame);
  painter.setFont(sized(font(), kNumberType));
  painter.setPen(palette().color(QPalette::WindowText));
  painter.drawText(rect().adjusted(kMargin, kMargin, -kMargin, -kMargin), Qt::AlignCenter | Qt::TextWordWrap,
                   m_sentence);
}

} // namespace pareto::ui
