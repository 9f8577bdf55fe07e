// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_labels.h"

#include "ui/charts/chart_headers.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

constexpr qsizetype kMostObstacles = 4000; // enough for any readable chart; a cloud of marks is covered anyway
constexpr int kMostLabels = 60;

double overlap(const QRectF& a, const QRectF& b) {
  const QRectF common = a.intersected(b);
  return common.isEmpty() ? 0 : common.width() * common.height();
}

double distanceTo(const QRectF& box, const QPointF& p) {
  return std::hypot(std::max({box.left() - p.x(), 0.0, p.x() - box.right()}),
                    std::max({box.top() - p.y(), 0.0, p.y() - box.bottom()}));
}

} // namespace

class LabelPlacer {
public:
  explicit LabelPlacer(const ChartScene& scene) : m_scene(scene), m_style(scene.style()) {}

  QList<SceneLabel> place() {
    placeHeaderRows();
    collectObstacles();
    placeHorizontalGuides();
    placeBrackets();
    placeLineEnds();
    placeMarkLabels();
    return m_labels;
  }

private:
  struct Obstacle {
    QRectF box;
    double weight; ///< per covered square pixel
  };
  struct Wish {
    QPointF at;
    QString text;
    QColor color;
    QString model;
    int rank = 0; ///< lower goes first
  };

  QColor textColor(const SeriesSpec& series, const PointSpec& point) const {
    const ChartColors& colors = m_style.colors;
    if (point.faded || point.surelyDominated)
      return colors.muted;
    return readable(m_scene.seriesColor(series), colors.background);
  }

  QString elided(const QString& text, double most) const {
    return QFontMetricsF(m_style.font).elidedText(text, Qt::ElideRight, most);
  }

  bool taken(const QRectF& box) const {
    return std::any_of(m_labels.begin(), m_labels.end(), [&](const SceneLabel& l) { return l.box.intersects(box); });
  }

  void placeHeaderRows() {
    const QRectF plot = m_scene.plot(), canvas = m_scene.canvas();
    const HeaderRoom room{
        canvas.left() + m_style.gap, canvas.right() - m_style.gap, plot.top(), m_scene.lineHeight(), m_style.gap,
        m_scene.m_headerRows};
    m_labels << placeHeaders(m_scene.headerWishes(m_scene.view().x, plot.left(), plot.right()), room);
  }

  /// At the end of the guide, on the side of it, that covers the least.
  void placeHorizontalGuides() {
    const QRectF plot = m_scene.plot();
    for (const GuideSpec& guide : m_scene.spec().guides) {
      if (guide.orientation != Qt::Horizontal || guide.label.isEmpty() || !hasPlace(guide.at, m_scene.spec().y))
        continue;
      const double y = m_scene.axisToPixelY(toAxis(guide.at, m_scene.spec().y));
      const double across = m_scene.width(guide.label) + m_style.gap * 0.6, row = m_scene.lineHeight();
      double least = INFINITY;
      QRectF best;
      for (const double left : {plot.right() - across - 2, plot.left() + m_style.gap * 0.5})
        for (const double top : {y - row, y + 2}) {
          const QRectF box(left, top, across, row);
          if (y < plot.top() || y > plot.bottom() || !plot.contains(box) || taken(box) || cost(box) >= least)
            continue;
          least = cost(box);
          best = box;
        }
      if (!best.isNull())
        m_labels << SceneLabel{best, guide.label, m_style.colors.muted, {}, {}};
    }
  }

  /// Over the middle of its bracket, inside the plot.
  void placeBrackets() {
    const QRectF plot = m_scene.plot();
    for (qsizetype i = 0; i < m_scene.spec().ties.size(); ++i) {
      const QLineF line = m_scene.bracket(i);
      const QString& text = m_scene.spec().ties[i].label;
      if (line.isNull() || text.isEmpty())
        continue;
      const double across = m_scene.width(text) + m_style.gap * 0.6, row = m_scene.lineHeight();
      const double most = std::max(plot.left(), plot.right() - across);
      const QRectF box(std::clamp(line.center().x() - across / 2, plot.left(), most), line.y1() - row, across, row);
      m_labels << SceneLabel{box, text, m_style.colors.muted, {}, {}};
    }
  }

  void collectObstacles() {
    const double half = m_style.mark * 0.55, thick = m_style.text * 0.15;
    const auto add = [&](const QRectF& box, double weight) {
      if (m_obstacles.size() < kMostObstacles)
        m_obstacles << Obstacle{box, weight};
    };
    for (const SceneMark& mark : m_scene.marks()) {
      const SeriesSpec& series = m_scene.spec().series[mark.series];
      if (series.marks)
        add({mark.at.x() - half, mark.at.y() - half, 2 * half, 2 * half}, 3);
      for (const QLineF& bar : m_scene.bars(series, mark.point))
        add(QRectF(bar.p1(), bar.p2()).normalized().adjusted(-thick, -thick, thick, thick), 4); // thin, and read
    }
    const auto addPath = [&](const QPolygonF& path, double weight) {
      for (qsizetype i = 1; i < path.size(); ++i) {
        const QLineF piece(path[i - 1], path[i]);
        const int steps = std::clamp(static_cast<int>(piece.length() / m_style.gap), 1, 400);
        for (int s = 0; s < steps; ++s) {
          const QPointF at = piece.pointAt((s + 0.5) / steps);
          add({at.x() - m_style.gap / 2, at.y() - m_style.gap / 2, m_style.gap, m_style.gap}, weight);
        }
      }
    };
    for (const SceneLine& line : m_scene.lines())
      for (const QPolygonF& part : line.parts)
        addPath(part, 1);
    for (const QPolygonF& part : m_scene.frontier())
      addPath(part, 0.7);
    for (qsizetype i = 0; i < m_scene.spec().ties.size(); ++i)
      if (const QLineF line = m_scene.bracket(i); !line.isNull())
        add(QRectF(line.p1(), line.p2()).normalized().adjusted(0, -thick, 0, 2 * m_style.gap), 1);
    for (const GuideSpec& guide : m_scene.spec().guides)
      if (guide.orientation == Qt::Vertical && hasPlace(guide.at, m_scene.spec().x)) {
        const double x = m_scene.axisToPixelX(toAxis(guide.at, m_scene.spec().x));
        add({x - 1, m_scene.plot().top(), 2, m_scene.plot().height()}, 1);
      }
  }

  double cost(const QRectF& box) const {
    double sum = 0;
    for (const Obstacle& obstacle : m_obstacles)
      sum += obstacle.weight * overlap(box, obstacle.box);
    return sum;
  }

  /// Names at the ends of lines that reach the right side stand in a column beside the plot, pushed apart; the others
  /// are labels like any other.
  void placeLineEnds() {
    const QRectF plot = m_scene.plot();
    QList<Wish> column;
    for (int s = 0; s < m_scene.spec().series.size(); ++s) {
      const SeriesSpec& series = m_scene.spec().series[s];
      if (!series.line || series.name.isEmpty())
        continue;
      const QPolygonF* last = nullptr;
      for (const SceneLine& line : m_scene.lines())
        if (line.series == s && !line.parts.isEmpty())
          last = &line.parts.last();
      if (!last)
        continue;
      const bool faded =
          std::all_of(series.points.begin(), series.points.end(), [](const PointSpec& p) { return p.faded; });
      const QColor color =
          faded ? m_style.colors.muted : readable(m_scene.seriesColor(series), m_style.colors.background);
      const Wish wish{last->last(), series.name, color, series.model, series.selected ? 0 : 1};
      if (last->last().x() > plot.right() - plot.width() * 0.12)
        column << wish;
      else
        m_wishes << wish;
    }
    pushApart(column);
  }

  void pushApart(QList<Wish> column) {
    const QRectF plot = m_scene.plot();
    const double row = m_style.text * 1.25;
    const double top = plot.top() - row * 0.5, bottom = plot.bottom() + row * 0.5;
    const auto most = static_cast<qsizetype>(std::max(0.0, (bottom - top) / row));
    std::stable_sort(column.begin(), column.end(), [](const Wish& a, const Wish& b) { return a.rank < b.rank; });
    column = column.mid(0, most);
    std::stable_sort(column.begin(), column.end(), [](const Wish& a, const Wish& b) { return a.at.y() < b.at.y(); });
    QList<double> tops;
    for (const Wish& wish : column)
      tops << std::max(std::max(wish.at.y() - row / 2, top), tops.isEmpty() ? top : tops.last() + row);
    double limit = bottom - row;
    for (qsizetype i = tops.size(); i-- > 0; limit = tops[i] - row)
      tops[i] = std::min(tops[i], limit);
    const double left = plot.right() + 2 * m_style.gap, right = m_scene.canvas().right() - m_style.gap * 0.3;
    for (qsizetype i = 0; i < column.size(); ++i) {
      const QString text = elided(column[i].text, right - left);
      const QRectF box(left, tops[i], m_scene.width(text), row);
      const QLineF leader(column[i].at + QPointF(m_style.gap * 0.4, 0),
                          QPointF(left - m_style.gap * 0.4, box.center().y()));
      m_labels << SceneLabel{box, text, column[i].color, column[i].model, leader};
    }
  }

  void placeMarkLabels() {
    for (const SceneMark& mark : m_scene.marks()) {
      const SeriesSpec& series = m_scene.spec().series[mark.series];
      const PointSpec& point = series.points[mark.point];
      if (point.label.isEmpty())
        continue;
      const Wish wish{mark.at, point.label, textColor(series, point), series.model,
                      series.selected ? 0
                      : point.faded   ? 2
                                      : 1};
      if (!placeInRow(mark, wish))
        m_wishes << wish;
    }
    std::stable_sort(m_wishes.begin(), m_wishes.end(), [](const Wish& a, const Wish& b) { return a.rank < b.rank; });
    for (const Wish& wish : m_wishes.mid(0, kMostLabels))
      placeBeside(wish);
  }

  /// Where names stand at the rows a label stays in its mark's: behind the interval, or before it.
  bool placeInRow(const SceneMark& mark, const Wish& wish) {
    const AxisSpec& rows = m_scene.spec().y;
    if (rows.categories.isEmpty())
      return false;
    const QRectF plot = m_scene.plot();
    QRectF ink(mark.at - QPointF(m_style.mark / 2, 0), QSizeF(m_style.mark, 1));
    for (const QLineF& bar : m_scene.bars(m_scene.spec().series[mark.series], mark.point))
      ink |= QRectF(bar.p1(), bar.p2()).normalized().adjusted(0, 0, 1, 1);
    const double away = m_style.gap * 0.6, w = m_scene.width(wish.text) + m_style.gap * 0.3,
                 h = std::min(m_style.text * 1.2, plot.height() / m_scene.view().y.span());
    const double over = m_style.mark / 2 + h * 0.6;
    const QRectF room(QPointF(plot.left(), plot.top() - h / 2),
                      QPointF(m_scene.canvas().right() - m_style.gap * 0.3, plot.bottom() + 0.5));
    for (const double down : {0.0, -over, over}) // where its own row's marks leave no room, over or under them
      for (const double left : {ink.right() + away, ink.left() - away - w}) {
        const QRectF box(left, mark.at.y() + down - h / 2, w, h);
        if (!room.contains(box) || taken(box.adjusted(0, 1, 0, -1)) || hidesMarks(box, mark))
          continue;
        m_labels << SceneLabel{box, wish.text, wish.color, wish.model, {}};
        return true;
      }
    return false;
  }

  bool hidesMarks(const QRectF& box, const SceneMark& own) const {
    return std::any_of(m_scene.marks().begin(), m_scene.marks().end(), [&](const SceneMark& mark) {
      return m_scene.spec().series[mark.series].marks && (mark.series != own.series || mark.point != own.point) &&
             box.contains(mark.at);
    });
  }

  void placeBeside(const Wish& wish) {
    const QRectF plot = m_scene.plot();
    const QRectF room(plot.left(), plot.top(), m_scene.canvas().right() - m_style.gap * 0.3 - plot.left(),
                      plot.height());
    const QString text = elided(wish.text, room.width());
    const double w = m_scene.width(text) + m_style.gap * 0.3, h = m_style.text * 1.2;
    double best = INFINITY;
    QRectF chosen;
    for (const double ring : {0.75, 1.6, 2.8, 4.4}) {
      const double away = m_style.mark * ring;
      const QPointF centers[] = {{away + w / 2, 0},
                                 {away * 0.8 + w / 2, -away * 0.8 - h / 2},
                                 {away * 0.8 + w / 2, away * 0.8 + h / 2},
                                 {0, -away - h / 2},
                                 {0, away + h / 2},
                                 {-away - w / 2, 0},
                                 {-away * 0.8 - w / 2, -away * 0.8 - h / 2},
                                 {-away * 0.8 - w / 2, away * 0.8 + h / 2}};
      double order = 0;
      for (const QPointF& center : centers) {
        QRectF box(0, 0, w, h);
        box.moveCenter(wish.at + center);
        order += 0.02;
        if (!room.contains(box) || taken(box.adjusted(-2, 0, 2, 0)))
          continue;
        // Covered ink first, then distance, then the reading order of the candidates.
        const double total = cost(box) / (m_style.text * m_style.text) + ring * 0.25 + order;
        if (total < best) {
          best = total;
          chosen = box;
        }
      }
    }
    if (chosen.isNull())
      return;
    QLineF leader;
    if (distanceTo(chosen, wish.at) > m_style.mark * 1.4) {
      const QPointF end(std::clamp(wish.at.x(), chosen.left(), chosen.right()),
                        std::clamp(wish.at.y(), chosen.top(), chosen.bottom()));
      leader = QLineF(wish.at, end);
      const double share = m_style.mark * 0.7 / leader.length();
      leader.setP1(leader.pointAt(share));
    }
    m_labels << SceneLabel{chosen, text, wish.color, wish.model, leader};
  }

  const ChartScene& m_scene;
  const ChartStyle& m_style;
  QList<SceneLabel> m_labels;
  QList<Obstacle> m_obstacles;
  QList<Wish> m_wishes;
};

QList<SceneLabel> placeLabels(const ChartScene& scene) { return LabelPlacer(scene).place(); }

} // namespace pareto::ui
