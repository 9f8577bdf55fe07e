// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/sheet.h"

#include "ui/charts/chart_painter.h"
#include "ui/charts/mark_painter.h"
#include "ui/export/slide.h"
#include "ui/words/format.h"
#include "ui/words/labelled.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>

#include <algorithm>

namespace pareto::ui {

namespace {

struct SheetTexts {
  Q_DECLARE_TR_FUNCTIONS(Sheet)
};

constexpr double kSheetRow = 1.3, kGap = 14, kWidth = kSheetUnits.width() - 2.0 * kSlideMargin;
constexpr int kHeadline = 38, kText = 18, kSmall = 16, kNumber = 34;
constexpr double kLeastChart = 240, kMostChart = 470, kCurve = 110;
constexpr int kSheetChartText = 18;

/// Draws from the top to the bottom, and remembers where.
class SheetPainter {
public:
  SheetPainter(QPainter& painter, const SheetSpec& spec) : m_painter(painter), m_spec(spec) {
    m_small.mark = 12;
    m_small.gap = 7;
  }

  QList<QRectF> paint() {
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.fillRect(QRectF(QPointF(0, 0), QSizeF(kSheetUnits)), m_small.colors.background);
    paragraph(m_spec.headline, headlinePixels(), true, m_small.colors.text);
    badge();
    for (const QString& line : m_spec.lines)
      paragraph(line, kText, false, m_small.colors.muted);
    gap();
    numbers();
    const double below = tableHeight(std::min<qsizetype>(m_spec.rows.size(), kRowsKept)) + evidenceHeight() +
                         footerHeight() + 2.5 * kGap;
    charts(below);
    table();
    evidence();
    footer();
    return m_boxes;
  }

private:
  static constexpr qsizetype kRowsKept = 8; ///< of the table, before charts get smaller

  static double rowOf(int pixels) { return pixels * kSheetRow; }
  static QRectF boxAt(double y, double height) { return {double(kSlideMargin), y, kWidth, height}; }
  double bottom() const { return kSheetUnits.height() - kSlideMargin; }
  void gap() { m_y += kGap; }
  void take(const QRectF& box) {
    m_boxes << box;
    m_y = box.bottom();
  }

  void line(const QRectF& box, int pixels, const QString& text, const QColor& color, bool strong = false) {
    const ChartStyle style = slideStyle(pixels);
    const QFontMetricsF metrics(strong ? style.strong : style.font);
    paintText(m_painter, style, box, Qt::AlignLeft, metrics.elidedText(text, Qt::ElideRight, box.width()), color,
              strong);
  }

  static QStringList rowsOf(const QString& text, int pixels, double width, bool strong = false) {
    const ChartStyle style = slideStyle(pixels);
    return text.isEmpty() ? QStringList() : wrapped(text, strong ? style.strong : style.font, width);
  }

  void paragraph(const QString& text, int pixels, bool strong, const QColor& color) {
    for (const QString& row : rowsOf(text, pixels, kWidth, strong)) {
      const QRectF box = boxAt(m_y, rowOf(pixels));
      line(box, pixels, row, color, strong);
      take(box);
    }
  }

  /// A little smaller where that saves a second line of one word.
  int headlinePixels() const {
    for (const int pixels : {kHeadline, kHeadline - 3, kHeadline - 6})
      if (rowsOf(m_spec.headline, pixels, kWidth, true).size() <= 1)
        return pixels;
    return kHeadline;
  }

  void badge() {
    const ChartStyle style = slideStyle(kText);
    QRectF box = boxAt(m_y + kGap * 0.3, rowOf(kText));
    box.setWidth(QFontMetricsF(style.strong).horizontalAdvance(m_spec.badge) + 2 * kGap);
    const BadgeColors look = badgeColors(m_spec.badgeLook, style.colors);
    m_painter.setPen(QPen(look.border, style.thin));
    m_painter.setBrush(look.ground);
    m_painter.drawRoundedRect(box, 5, 5);
    paintText(m_painter, style, box, Qt::AlignHCenter, m_spec.badge, look.text, true);
    take(box);
    m_y += kGap * 0.5;
  }

  void numbers() {
    if (m_spec.numbers.isEmpty())
      return;
    paragraph(m_spec.numbersTitle, kSmall, true, m_small.colors.text);
    const QList<double> columns = numberColumns();
    const double height = rowOf(kNumber) + static_cast<double>(mostRows(columns)) * rowOf(kSmall);
    double left = kSlideMargin;
    for (qsizetype i = 0; i < m_spec.numbers.size(); ++i) {
      const QRectF box(left, m_y, columns[i] - kGap, height);
      left += columns[i];
      line({box.left(), box.top(), box.width(), rowOf(kNumber)}, kNumber, m_spec.numbers[i].number,
           m_spec.numbers[i].dim ? m_small.colors.muted : m_small.colors.text, !m_spec.numbers[i].dim);
      double y = box.top() + rowOf(kNumber);
      for (const QString& row : rowsOf(m_spec.numbers[i].caption, kSmall, box.width())) {
        line({box.left(), y, box.width(), rowOf(kSmall)}, kSmall, row, m_small.colors.muted);
        y += rowOf(kSmall);
      }
    }
    take(boxAt(m_y, height));
    gap();
  }

  qsizetype captionRows(qsizetype i, double column) const {
    return rowsOf(m_spec.numbers[i].caption, kSmall, column - kGap).size();
  }
  /// What a number is said under goes with it to its last word.
  qsizetype mostRows(const QList<double>& columns) const {
    qsizetype most = 0;
    for (qsizetype i = 0; i < columns.size(); ++i)
      most = std::max(most, captionRows(i, columns[i]));
    return most;
  }

  /// Each number gets the width that its words need beside the others: one long caption would take its height from the
  /// charts.
  QList<double> numberColumns() const {
    const auto count = m_spec.numbers.size();
    const double step = kWidth / 64, least = kWidth / (2.0 * static_cast<double>(count));
    QList<double> columns(count, kWidth / static_cast<double>(count)), best = columns;
    for (int i = 0; i < 24; ++i) {
      const auto rows = [&](qsizetype at) { return captionRows(at, columns[at]); };
      qsizetype longest = 0, shortest = 0;
      for (qsizetype at = 1; at < count; ++at) {
        longest = rows(at) > rows(longest) ? at : longest;
        shortest = rows(at) < rows(shortest) ? at : shortest;
      }
      if (longest == shortest || columns[shortest] - step < least)
        break;
      columns[longest] += step;
      columns[shortest] -= step;
      if (mostRows(columns) < mostRows(best))
        best = columns;
    }
    return best;
  }

  /// As high as what stands below them leaves room for.
  void charts(double below) {
    if (m_spec.charts.isEmpty())
      return;
    const double each = (bottom() - m_y - below) / static_cast<double>(m_spec.charts.size()) - kGap;
    const double head = m_spec.chartHeads.isEmpty() ? 0 : rowOf(kText);
    for (qsizetype i = 0; i < m_spec.charts.size(); ++i) {
      ChartSpec spec = m_spec.charts[i];
      for (SeriesSpec& series : spec.series)
        series.selected = false; // of the window, not of the data
      const QRectF box = boxAt(m_y, std::clamp(each, kLeastChart, kMostChart));
      line({box.left(), box.top(), box.width(), head}, kText, m_spec.chartHeads.value(i), m_small.colors.text, true);
      const QRectF rest = legend(spec, box.adjusted(0, head, 0, 0));
      ChartStyle style = slideStyle(kSheetChartText);
      style.mark = 14;
      style.gap = 7;
      paintChart(m_painter, ChartScene(spec, style, rest));
      take(box);
      gap();
    }
  }

  /// Entries in one row at the bottom of a chart's box, as many as fit; what is left above it.
  QRectF legend(const ChartSpec& spec, const QRectF& box) {
    const QList<LegendEntry> entries =
        (spec.y.categories.isEmpty() ? seriesLegend(spec) : QList<LegendEntry>()) + marksLegend(spec, false);
    const double row = rowOf(kSmall), symbol = 26;
    const QFontMetricsF metrics(slideStyle(kSmall).font);
    double x = box.left();
    for (const LegendEntry& entry : entries) {
      const double across = symbol + kGap * 0.5 + metrics.horizontalAdvance(entry.text);
      if (x + across > box.right())
        break;
      paintLegendSymbol(m_painter, m_small, {x, box.bottom() - row * 0.9, symbol, row * 0.8}, entry);
      line({x + symbol + kGap * 0.5, box.bottom() - row, across, row}, kSmall, entry.text, m_small.colors.text);
      x += across + 2 * kGap;
    }
    return box.adjusted(0, 0, 0, entries.isEmpty() ? 0 : -row - 2);
  }

  double tableHeight(qsizetype rows) const {
    return m_spec.columns.isEmpty() ? 0 : rowOf(kSmall) * static_cast<double>(rows + 2);
  }

  /// What the curves behind the table take of the width; 0 = there are none.
  double curvesWidth() const {
    if (m_spec.curves.isEmpty())
      return 0;
    return std::max(kCurve, QFontMetricsF(slideStyle(kSmall).strong).horizontalAdvance(m_spec.curvesTitle));
  }

  QList<double> columnWidths() const {
    const QFontMetricsF metrics(slideStyle(kSmall).strong);
    QList<double> widths;
    double sum = 0;
    for (qsizetype i = 0; i < m_spec.columns.size(); ++i) {
      double widest = metrics.horizontalAdvance(m_spec.columns[i]);
      for (const QStringList& row : m_spec.rows)
        if (row.size() > 1)
          widest = std::max(widest, metrics.horizontalAdvance(row.value(i)));
      const double most = kWidth / 4, left = kWidth - curvesWidth() - sum;
      widths << (i + 1 < m_spec.columns.size() ? std::min(widest + kGap, most) : std::max(kGap, left));
      sum += widths.last();
    }
    return widths;
  }

  void tableRow(const QStringList& cells, const QList<double>& widths, const QColor& color, bool strong) {
    double x = kSlideMargin;
    for (qsizetype i = 0; i < widths.size(); ++i) {
      line({x, m_y, cells.size() == 1 ? kWidth : widths[i] - kGap * 0.5, rowOf(kSmall)}, kSmall, cells.value(i), color,
           strong);
      x += widths[i];
      if (cells.size() == 1)
        break;
    }
    take(boxAt(m_y, rowOf(kSmall)));
  }

  /// Behind the row that was drawn last.
  QRectF curveBox() const {
    const QRectF row = m_boxes.last();
    return {row.right() - curvesWidth(), row.top(), curvesWidth(), row.height()};
  }

  void table() {
    if (m_spec.columns.isEmpty())
      return;
    const double last = bottom() - evidenceHeight() - footerHeight() - 2 * kGap;
    paragraph(m_spec.rule, kSmall, false, m_small.colors.muted);
    const QList<double> widths = columnWidths();
    tableRow(m_spec.columns, widths, m_small.colors.muted, true);
    if (!m_spec.curves.isEmpty())
      line(curveBox(), kSmall, m_spec.curvesTitle, m_small.colors.muted, true);
    for (qsizetype i = 0; i < m_spec.rows.size(); ++i) {
      const auto left = static_cast<int>(m_spec.rows.size() - i);
      if (m_y + rowOf(kSmall) * (left > 1 ? 2 : 1) > last)
        return tableRow({SheetTexts::tr("… and %n more line(s)", nullptr, left)}, widths, m_small.colors.muted, false);
      tableRow(m_spec.rows[i], widths, m_small.colors.text, m_spec.rows[i].size() == 1);
      if (i < m_spec.curves.size())
        paintSparkline(m_painter, m_spec.curves[i], curveBox().adjusted(0, 0, kCurve - curvesWidth(), 0), false);
    }
  }

  /// What it rests on at the left, what would change it at the right.
  QStringList ladderRows() const {
    QStringList rows;
    for (const auto& [subject, text] : m_spec.ladder)
      rows << rowsOf(labelled(subject, text), kSmall, kWidth / 2 - kGap);
    return rows;
  }
  QStringList flipRows() const {
    QStringList rows;
    for (const QString& flip : m_spec.flips)
      rows << rowsOf(flip, kSmall, kWidth / 2 - kGap);
    return rows;
  }
  double evidenceHeight() const {
    const auto rows = static_cast<double>(std::max(ladderRows().size(), flipRows().size()));
    return rows == 0 ? 0 : rowOf(kText) + rows * rowOf(kSmall) + kGap;
  }

  void evidence() {
    m_y = bottom() - footerHeight() - evidenceHeight();
    const double top = m_y;
    const std::pair<const QString&, QStringList> columns[] = {{m_spec.ladderTitle, ladderRows()},
                                                              {m_spec.flipsTitle, flipRows()}};
    double left = kSlideMargin;
    for (const auto& [title, rows] : columns) {
      line({left, top, kWidth / 2 - kGap, rowOf(kText)}, kText, title, m_small.colors.text, true);
      double y = top + rowOf(kText);
      for (const QString& row : rows) {
        line({left, y, kWidth / 2 - kGap, rowOf(kSmall)}, kSmall, row, m_small.colors.text);
        y += rowOf(kSmall);
      }
      left += kWidth / 2 + kGap * 0.5;
    }
    if (evidenceHeight() > 0)
      take(boxAt(top, evidenceHeight() - kGap));
  }

  double footerHeight() const { return rowOf(kSlideText - 2) * static_cast<double>(m_spec.footer.size()); }

  void footer() {
    m_y = bottom() - footerHeight();
    for (const QString& text :
         footerRows(m_spec.footer, m_spec.footer.size(), slideStyle(kSlideText - 2).font, kWidth)) {
      const QRectF box = boxAt(m_y, rowOf(kSlideText - 2));
      line(box, kSlideText - 2, text, m_small.colors.muted);
      take(box);
    }
  }

  QPainter& m_painter;
  const SheetSpec& m_spec;
  ChartStyle m_small = slideStyle(kSmall);
  double m_y = kSlideMargin;
  QList<QRectF> m_boxes;
};

} // namespace

QList<QRectF> paintSheet(QPainter& painter, const SheetSpec& spec) { return SheetPainter(painter, spec).paint(); }

} // namespace pareto::ui
