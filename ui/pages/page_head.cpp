// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page_head.h"

#include "ui/charts/mark_painter.h"

namespace pareto::ui {

namespace {

constexpr int kPageHeadline = 28, kLowPageHeadline = 22; ///< pixels

} // namespace

QLabel* pageText(QWidget* parent, const QString& name, int pixels, bool bold) {
  auto* label = new QLabel(parent);
  label->setObjectName(name);
  QFont font = label->font();
  font.setPixelSize(pixels);
  font.setBold(bold);
  label->setFont(font);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QLabel* pageHeadline(QWidget* parent, const QString& name) { return pageText(parent, name, kPageHeadline, true); }

QString inLines(const QString& text, const QFont& font, int width) {
  return wrapped(text, font, width).join(QLatin1Char('\n'));
}

void setLowHeadline(QLabel* headline, bool low) {
  QFont font = headline->font();
  font.setPixelSize(low ? kLowPageHeadline : kPageHeadline);
  headline->setFont(font);
}

} // namespace pareto::ui
