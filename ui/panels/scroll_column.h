// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>

namespace pareto::ui {

/// A panel that is scrolled up and down and never sideways: as wide as what is in it needs, so that nothing of it is
/// cut off.
class ScrollColumn : public QScrollArea {
public:
  explicit ScrollColumn(QWidget* inside, QWidget* parent = nullptr) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(inside);
  }
  QSize minimumSizeHint() const override {
    const int width = widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width();
    return {width, QScrollArea::minimumSizeHint().height()};
  }

protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::LayoutRequest && watched == widget())
      updateGeometry(); // another language, a longer text
    return QScrollArea::eventFilter(watched, event);
  }
};

} // namespace pareto::ui
