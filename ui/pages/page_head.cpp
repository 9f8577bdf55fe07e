// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page_head.h"

#include "ui/charts/mark_painter.h"

namespace pareto::ui {

QLabel* pageText(QWidget* parent, const QString& name, int pixels, bool bold) {
  auto* label = new QLabel(parent);
  label->setObjectName(name);
  label->setFont(sized(label->font(), pixels, bold));
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QLabel* pageHeadline(QWidget* parent, const QString& name) { return pageText(parent, name, kHeadlineType, true); }

QString inLines(const QString& text, const QFont& font, int width) {
  return wrapped(text, font, width).join(QLatin1Char('\n'));
}

void setLowHeadline(QLabel* headline, bool low) {
  headline->setFont(sized(headline->font(), low ? kNumberType : kHeadlineType, true));
}

} // namespace pareto::ui
