// SPDX-License-Identifier: GPL-3.0-or-later
// A chart that is touched: where its marks are, and what a hand does to it.
#pragma once

#include "ui/charts/chart_view.h"

#include <QTest>
#include <QWheelEvent>

namespace pareto::test {

class ChartViewTest : public QObject {
protected:
  static QPoint pixel(const ui::ChartView& view, int series, int point = 0) {
    const ui::PointSpec& p = view.spec().series[series].points[point];
    return view.chartScene().toPixel(p.x, p.y).toPoint();
  }
  /// The library's own objects behind a chart, by the name of their class: its headers stay in
  /// ui/charts/chart_canvas.cpp.
  static QObjectList libraryParts(const ui::ChartView& view, const char* type) {
    QObjectList found;
    for (QObject* part : view.canvas().item()->findChildren<QObject*>())
      if (part->inherits(type))
        found << part;
    return found;
  }
  static void show(QWidget& widget, const QSize& size = {800, 500}) {
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowActive(&widget));
  }
  static void turnWheel(ui::ChartView& view, const QPoint& at, int delta) {
    QWheelEvent event(at, view.viewport()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(view.viewport(), &event);
  }
  static void drag(ui::ChartView& view, const QPoint& from, const QPoint& to) {
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
    for (int i = 1; i <= 4; ++i)
      QTest::mouseMove(view.viewport(), from + (to - from) * i / 4);
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, to);
  }
};

} // namespace pareto::test
