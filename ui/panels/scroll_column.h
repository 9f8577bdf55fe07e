// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>

namespace pareto::ui {

/// The foot of what is scrolled while more lies below: a line through a text or a chart fades out there, and a click
/// goes on by a page.
class MoreBelow : public QWidget {
  Q_OBJECT

public:
  explicit MoreBelow(QWidget* parent);
  static constexpr int kHeight = 18, kFade = 14; ///< pixels: under what is scrolled, and over its last ones

Q_SIGNALS:
  void clicked();

protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
};

/// A panel that is scrolled up and down and never sideways: as wide as what is in it needs, so that nothing of it is
/// cut off.
class ScrollColumn : public QScrollArea {
public:
  explicit ScrollColumn(QWidget* inside, QWidget* parent = nullptr);
  QSize minimumSizeHint() const override;

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;

private:
  void tellMinimum();
  void showWhetherMore();

  MoreBelow* m_more;
  QSize m_told; ///< the least size that what is around it knows of
};

} // namespace pareto::ui
