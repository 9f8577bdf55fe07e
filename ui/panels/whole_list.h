// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>
#include <QResizeEvent>
#include <QWheelEvent>

namespace pareto::ui {

/// A list inside what is scrolled itself: as high as all its lines, so that nothing in it scrolls.
class WholeList : public QListWidget {
public:
  explicit WholeList(QWidget* parent = nullptr) : QListWidget(parent) {
    setWordWrap(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(QListView::Adjust);
    setAlternatingRowColors(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  }
  /// After its lines changed.
  void refit() {
    doItemsLayout(); // not in a while, as lists do
    const QRect last = count() > 0 ? visualItemRect(item(count() - 1)) : QRect();
    setFixedHeight(last.bottom() + 1 + verticalOffset() + 2 * frameWidth());
  }

protected:
  void resizeEvent(QResizeEvent* event) override {
    QListWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
      refit(); // lines break elsewhere
  }
  void wheelEvent(QWheelEvent* event) override { event->ignore(); } ///< what is around it scrolls
};

} // namespace pareto::ui
