// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/flow_layout.h"

#include <algorithm>

namespace pareto::ui {

FlowLayout::FlowLayout(QWidget* parent, int spacing) : QLayout(parent) { setSpacing(spacing); }

FlowLayout::~FlowLayout() { qDeleteAll(m_items); }

void FlowLayout::addItem(QLayoutItem* item) { m_items << item; }

QLayoutItem* FlowLayout::takeAt(int index) {
  return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const { return arrange({0, 0, width, 0}, false); }

void FlowLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  arrange(rect, true);
}

QSize FlowLayout::minimumSize() const {
  QSize size;
  for (const QLayoutItem* item : m_items)
    if (!item->isEmpty())
      size = size.expandedTo(item->minimumSize());
  const QMargins margins = contentsMargins();
  return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

int FlowLayout::arrange(const QRect& rect, bool apply) const {
  const QMargins margins = contentsMargins();
  const QRect area = rect.marginsRemoved(margins);
  int x = area.left(), y = area.top(), row = 0;
  for (QLayoutItem* item : m_items) {
    if (item->isEmpty()) // hidden
      continue;
    const QSize size = item->sizeHint();
    if (x > area.left() && x + size.width() > area.right() + 1) {
      x = area.left();
      y += row + spacing() / 2;
      row = 0;
    }
    if (apply)
      item->setGeometry({QPoint(x, y), QSize(std::min(size.width(), std::max(area.width(), 1)), size.height())});
    x += size.width() + spacing();
    row = std::max(row, size.height());
  }
  return y + row - rect.top() + margins.bottom();
}

} // namespace pareto::ui
