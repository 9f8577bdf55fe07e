// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

namespace pareto::ui {

/// Items in rows from left to right, as many to a row as fit; one that is wider than the row gets the row. Hidden ones
/// take no room.
class FlowLayout : public QLayout {
public:
  explicit FlowLayout(QWidget* parent, int spacing);
  ~FlowLayout() override;

  void addItem(QLayoutItem* item) override;
  int count() const override { return static_cast<int>(m_items.size()); }
  QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
  QLayoutItem* takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return {}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  void setGeometry(const QRect& rect) override;
  QSize sizeHint() const override { return minimumSize(); }
  QSize minimumSize() const override;

private:
  int arrange(const QRect& rect, bool apply) const;

  QList<QLayoutItem*> m_items;
};

} // namespace pareto::ui
