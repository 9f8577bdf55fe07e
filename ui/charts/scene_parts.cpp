// SPDX-License-Identifier: GPL-3.0-or-later
// The lines and marks of a scene: where they go, and how those in one place are told apart.
#include "ui/charts/chart_scene.h"
#include "ui/charts/clip.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pareto::ui {

namespace {

constexpr double kMuchCovered = 0.5;  // of a line's width on the page
constexpr qsizetype kMostApart = 60;  // marks; of a cloud of more nobody reads single ones
constexpr double kApartOfMark = 0.95; // between the centres of two marks
constexpr double kMostShift = 0.5;    // of a mark: it still lies over its own place

/// Height of a polyline of ascending x at `x`; none outside of it.
std::optional<double> heightAt(const QPolygonF& line, double x) {
  const auto after =
      std::lower_bound(line.begin(), line.end(), x, [](const QPointF& p, double at) { return p.x() < at; });
  if (after == line.end() || (after == line.begin() && after->x() > x))
    return std::nullopt;
  if (after == line.begin() || after->x() == x)
    return after->y();
  const QPointF from = *(after - 1);
  return from.y() + (after->y() - from.y()) * (x - from.x()) / (after->x() - from.x());
}

/// Which share of `line` lies within `width` of `other`, by steps along the page.
double coveredShare(const QPolygonF& line, const QPolygonF& other, double width) {
  constexpr int kSteps = 64;
  const double left = line.first().x(), step = (line.last().x() - left) / kSteps;
  int covered = 0;
  for (int i = 0; i <= kSteps; ++i) {
    const auto own = heightAt(line, left + i * step), there = heightAt(other, left + i * step);
    covered += own && there && std::fabs(*own - *there) < width;
  }
  return static_cast<double>(covered) / (kSteps + 1);
}

} // namespace

void ChartScene::placeMarks() {
  const QRectF area = m_plot.adjusted(-0.5, -0.5, 0.5, 0.5);
  for (int s = 0; s < m_spec.series.size(); ++s)
    for (int p = 0; p < m_spec.series[s].points.size(); ++p) {
      const PointSpec& point = m_spec.series[s].points[p];
      const QPointF at = toPixel(point.x, point.y);
      if (isFinite(at) && area.contains(at))
        m_marks << SceneMark{s, p, at};
    }
  setSideBySide();
  keepApart();
}

/// Marks of one x whose heights are closer than a mark become a row around that x, in the order of the series. The row
/// is no wider than a mark between its outer centres: each still covers its own x and cannot be read as another.
void ChartScene::setSideBySide() {
  std::map<double, QList<SceneMark*>> columns;
  for (SceneMark& mark : m_marks)
    if (m_spec.series[mark.series].sideBySide)
      columns[m_spec.series[mark.series].points[mark.point].x] << &mark;
  const auto spread = [&](QList<SceneMark*> row) {
    std::stable_sort(row.begin(), row.end(),
                     [](const SceneMark* a, const SceneMark* b) { return a->series < b->series; });
    const double last = static_cast<double>(row.size() - 1);
    for (qsizetype i = 0; i < row.size() && last > 0; ++i)
      row[i]->at.rx() += (static_cast<double>(i) / last - 0.5) * m_style.mark;
  };
  for (auto& [x, column] : columns) {
    std::stable_sort(column.begin(), column.end(),
                     [](const SceneMark* a, const SceneMark* b) { return a->at.y() < b->at.y(); });
    QList<SceneMark*> row;
    for (SceneMark* mark : std::as_const(column)) {
      if (!row.isEmpty() && mark->at.y() - row.last()->at.y() >= m_style.mark) {
        spread(row);
        row.clear();
      }
      row << mark;
    }
    spread(row);
  }
}

/// Marks in one place, of which the upper would hide the lower, give way to both sides.
void ChartScene::keepApart() {
  const auto isFree = [&](const SceneMark& mark) { return !m_spec.series[mark.series].line; };
  if (m_marks.size() > kMostApart || !m_spec.y.categories.isEmpty())
    return;
  const double apart = kApartOfMark * m_style.mark, most = kMostShift * m_style.mark;
  QList<QPointF> shifts(m_marks.size());
  for (qsizetype i = 0; i < m_marks.size(); ++i)
    for (qsizetype j = i + 1; j < m_marks.size(); ++j) {
      const QLineF between(m_marks[i].at, m_marks[j].at);
      if (!isFree(m_marks[i]) || !isFree(m_marks[j]) || between.length() >= apart)
        continue;
      const QPointF way = between.length() < 1 ? QPointF(1, 0) : (between.p2() - between.p1()) / between.length();
      shifts[i] -= way * (apart - between.length()) / 2;
      shifts[j] += way * (apart - between.length()) / 2;
    }
  for (qsizetype i = 0; i < m_marks.size(); ++i) {
    const double length = std::hypot(shifts[i].x(), shifts[i].y());
    m_marks[i].at += length > most ? shifts[i] * (most / length) : shifts[i];
  }
}

void ChartScene::traceLines() {
  for (int s = 0; s < m_spec.series.size(); ++s)
    if (m_spec.series[s].line)
      traceLine(s);
  findCovering();
}

/// Of two lines in one place only the upper would be seen: it gets gaps, and the lower shows through them.
void ChartScene::findCovering() {
  const auto isUpper = [&](const SceneLine& line, const SceneLine& other) { // as they are painted
    const bool selected = m_spec.series[line.series].selected, otherSelected = m_spec.series[other.series].selected;
    return selected != otherSelected ? selected : line.series > other.series;
  };
  for (SceneLine& line : m_lines)
    for (const SceneLine& other : std::as_const(m_lines))
      if (line.series != other.series && !line.dotted && !line.dense && !other.dotted && isUpper(line, other) &&
          coveredShare(line.run, other.run, m_style.line) >= kMuchCovered)
        line.covers = true;
}

void ChartScene::traceLine(int index) {
  const QList<PointSpec>& points = m_spec.series[index].points;
  QPolygonF run;
  bool runDotted = false, runBroken = false;
  const auto finish = [&] {
    if (run.size() > 1) {
      const QPolygonF thin = thinned(run);
      m_lines << SceneLine{
          index, runDotted, runBroken, thin.size() > 2 * m_plot.width(), thin, clipPolyline(thin, m_plot)};
    }
    run.clear();
  };
  for (qsizetype i = 1; i < points.size(); ++i) {
    const QPointF from = toPixel(points[i - 1].x, points[i - 1].y), to = toPixel(points[i].x, points[i].y);
    const bool dotted = isModelled(points[i - 1].fill) || isModelled(points[i].fill);
    const bool broken = isBroken(points[i - 1].fill) || isBroken(points[i].fill);
    if (!isFinite(from) || !isFinite(to)) {
      finish(); // a gap is shown as a gap
      continue;
    }
    if (run.isEmpty() || dotted != runDotted || broken != runBroken) {
      finish();
      runDotted = dotted;
      runBroken = broken;
      run << from;
    }
    run << to;
  }
  finish();
}

} // namespace pareto::ui
