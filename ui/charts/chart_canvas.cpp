// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_canvas.h"

#include "ui/charts/chart_painter.h"
#include "ui/charts/mark_painter.h"

#include <QtCharts> // here alone: tests/arch/check_charts.cmake

namespace pareto::ui {

struct ChartCanvas::Parts {
  QChart* chart = nullptr;
  QValueAxis *x = nullptr, *y = nullptr;
  QList<QLineSeries*> lines; ///< a pool, one for each solid run; filled by replace() only

  void resizePool(qsizetype count);
};

namespace {

/// The solid lines of a scene, those of the selected series last: on top.
QList<const SceneLine*> solidLines(const ChartScene& scene) {
  QList<const SceneLine*> solid;
  for (const bool selected : {false, true})
    for (const SceneLine& line : scene.lines())
      if (!line.dotted && scene.spec().series[line.series].selected == selected)
        solid << &line;
  return solid;
}

QList<QPointF> axisPoints(const ChartScene& scene, const QPolygonF& pixels) {
  QList<QPointF> points;
  points.reserve(pixels.size());
  for (const QPointF& pixel : pixels)
    points << scene.toAxisPoint(pixel);
  return points;
}

} // namespace

ChartCanvas::ChartCanvas(QGraphicsScene& scene) : m_parts(std::make_unique<Parts>()) {
  auto* chart = m_parts->chart = new QChart;
  scene.addItem(chart);
  chart->setAnimationOptions(QChart::NoAnimation);
  chart->legend()->hide();
  chart->setBackgroundVisible(false);
  chart->setBackgroundRoundness(0);
  chart->setMargins(QMargins());
  chart->layout()->setContentsMargins(0, 0, 0, 0);
  m_parts->x = new QValueAxis(chart);
  m_parts->y = new QValueAxis(chart);
  chart->addAxis(m_parts->x, Qt::AlignBottom);
  chart->addAxis(m_parts->y, Qt::AlignLeft);
  m_parts->x->setVisible(false); // drawn by the overlay: logarithms at 1-2-5, units, the person's locale
  m_parts->y->setVisible(false);
}

ChartCanvas::~ChartCanvas() = default;

QGraphicsWidget* ChartCanvas::item() const { return m_parts->chart; }

void ChartCanvas::Parts::resizePool(qsizetype count) {
  while (lines.size() > count) {
    QLineSeries* extra = lines.takeLast();
    chart->removeSeries(extra);
    delete extra;
  }
  while (lines.size() < count) {
    auto* series = new QLineSeries(chart); // never useOpenGL: crashes without a context, vanishes from pictures
    chart->addSeries(series);
    series->attachAxis(x);
    series->attachAxis(y);
    lines << series;
  }
}

void ChartCanvas::show(const ChartScene& scene) {
  m_parts->chart->setPlotArea(scene.plot());
  m_parts->x->setRange(scene.view().x.low, scene.view().x.high);
  m_parts->y->setRange(scene.view().y.low, scene.view().y.high);
  const QList<const SceneLine*> solid = solidLines(scene);
  m_parts->resizePool(solid.size());
  for (qsizetype i = 0; i < solid.size(); ++i) {
    const SeriesSpec& series = scene.spec().series[solid[i]->series];
    m_parts->lines[i]->setPen(linePen(lineColor(scene, series), strokeWidth(scene, *solid[i]), series.dashed, false,
                                      solid[i]->broken, solid[i]->covers));
    m_parts->lines[i]->replace(axisPoints(scene, solid[i]->run));
  }
}

QList<QPolygonF> ChartCanvas::lines() const {
  QList<QPolygonF> all;
  for (const QLineSeries* line : m_parts->lines)
    all << QPolygonF(line->points());
  return all;
}

} // namespace pareto::ui
