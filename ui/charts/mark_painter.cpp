// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/mark_painter.h"

#include "ui/charts/block_painter.h"
#include "ui/charts/chart_scale.h"
#include "ui/charts/marks.h"
#include "ui/words/format.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct MarkPainterTexts {
  Q_DECLARE_TR_FUNCTIONS(ChartLegend)
};

constexpr double kWideRow = 40; ///< characters: from here on a row has room for more than a last word

/// Diagonals of both directions inside a shape (even-odd), computed because SVG output has neither patterns nor clips.
QPainterPath hatching(const QPainterPath& shape, double spacing) {
  QPainterPath lines;
  const QList<QPolygonF> outlines = shape.toSubpathPolygons();
  const QRectF box = shape.boundingRect();
  const double reach = box.width() + box.height();
  for (const double slope : {1.0, -1.0})
    for (double offset = -reach; offset <= reach; offset += spacing) {
      const QPointF middle = box.center() + QPointF(offset / 2, -slope * offset / 2);
      const QLineF diagonal(middle - QPointF(reach, slope * reach), middle + QPointF(reach, slope * reach));
      QList<double> cuts;
      for (const QPolygonF& outline : outlines)
        for (qsizetype i = 1; i < outline.size(); ++i) {
          QPointF at;
          if (diagonal.intersects(QLineF(outline[i - 1], outline[i]), &at) == QLineF::BoundedIntersection)
            cuts << at.x();
        }
      std::sort(cuts.begin(), cuts.end());
      const auto point = [&](double x) { return QPointF(x, middle.y() + slope * (x - middle.x())); };
      for (qsizetype i = 1; i < cuts.size(); i += 2) {
        lines.moveTo(point(cuts[i - 1]));
        lines.lineTo(point(cuts[i]));
      }
    }
  return lines;
}

void paintBar(QPainter& painter, const ChartStyle& style, const QLineF& bar) {
  const double cap = style.mark * 0.22;
  QPainterPath path;
  path.moveTo(bar.p1());
  path.lineTo(bar.p2());
  for (const QPointF& end : {bar.p1(), bar.p2()}) {
    path.moveTo(end + QPointF(-cap, 0));
    path.lineTo(end + QPointF(cap, 0));
  }
  painter.setPen(QPen(style.colors.text, style.thin));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(path);
}

void paintPolyline(QPainter& painter, const QPen& pen, const QPolygonF& line) {
  QPainterPath path;
  path.addPolygon(line);
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(path);
}

bool anyFill(const ChartSpec& spec, MarkFill fill) {
  for (const SeriesSpec& series : spec.series)
    for (const PointSpec& point : series.points)
      if (point.fill == fill && (series.marks || isModelled(fill)))
        return true;
  return false;
}

template <class Test>
bool anyPoint(const ChartSpec& spec, Test test) {
  for (const SeriesSpec& series : spec.series)
    if (std::any_of(series.points.begin(), series.points.end(), test))
      return true;
  return false;
}

} // namespace

void paintText(QPainter& painter, const ChartStyle& style, const QRectF& box, Qt::Alignment alignment,
               const QString& whole, const QColor& color, bool strong) {
  if (whole.isEmpty())
    return;
  const QString text = withoutStraySpaces(whole);
  const QFont& font = strong ? style.strong : style.font;
  const QFontMetricsF metrics(font);
  double x = box.left();
  if (alignment & Qt::AlignRight)
    x = box.right() - metrics.horizontalAdvance(text);
  else if (alignment & Qt::AlignHCenter)
    x = box.center().x() - metrics.horizontalAdvance(text) / 2;
  // By cap height, not by the font's own ascent: CJK fonts have tall ones and would sit low.
  const QPointF baseline(x, box.center().y() + metrics.capHeight() / 2);
  if (style.textAsOutlines) {
    QPainterPath path;
    path.addText(baseline, font, text);
    painter.fillPath(path, color);
    return;
  }
  painter.save(); // a state of its own: the SVG writer makes it one group, by which its pieces are joined again
  painter.setFont(font);
  painter.setPen(color);
  painter.drawText(baseline, text);
  painter.restore();
}

namespace {

struct BrokenText {
  QStringList rows;
  bool cutsNumber = false; ///< a row ends inside one: what shall stay together with it is wider than the row
};

bool continues(const QString& row, QChar next) {
  const QChar last = row.isEmpty() ? QChar() : row.back();
  return next.isDigit() && (last.isDigit() || ((last == QLatin1Char(',') || last == QLatin1Char('.')) &&
                                               row.size() > 1 && row[row.size() - 2].isDigit()));
}

BrokenText broken(const QString& paragraph, const QFont& font, double width) {
  BrokenText text;
  QTextLayout layout(paragraph, font);
  QTextOption option;
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere); // Japanese has no spaces, ids have no end
  layout.setTextOption(option);
  layout.beginLayout();
  QString before;
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    line.setLineWidth(std::max(20.0, width));
    const QString row = withoutMarks(paragraph.mid(line.textStart(), line.textLength()));
    text.cutsNumber |= !row.isEmpty() && continues(before, row.front());
    text.rows << row.trimmed(); // an SVG holds the names as they are
    before = row;
  }
  layout.endLayout();
  return text;
}

} // namespace

QStringList wrapped(const QString& text, const QFont& font, double width) {
  QStringList rows;
  for (const QString& plain : text.split(QLatin1Char('\n'))) {
    const bool wide = QFontMetricsF(font).averageCharWidth() * kWideRow < width;
    const BrokenText kept = broken(wide ? headline(plain) : unbroken(plain), font, width);
    rows << (kept.cutsNumber ? broken(plain, font, width).rows : kept.rows);
  }
  return rows;
}

double widestPart(const QString& text, const QFont& font) {
  QTextLayout layout(unbroken(text), font);
  QTextOption option;
  option.setWrapMode(QTextOption::WordWrap);
  layout.setTextOption(option);
  double widest = 0;
  layout.beginLayout();
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    line.setLineWidth(1);
    widest = std::max(widest, line.naturalTextWidth());
  }
  layout.endLayout();
  return widest;
}

void paintMark(QPainter& painter, const ChartStyle& style, const QPointF& at, const QString& architecture,
               const QColor& color, MarkFill fill, double size) {
  const QPainterPath shape = architectureShape(architecture, size).translated(at);
  const double stroke = std::max(style.thin * 1.4, size * 0.13);
  QPen outline(color, stroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  switch (fill) {
  case MarkFill::Measured:
    painter.setBrush(color);
    outline.setColor(style.colors.background); // parts touching marks
    outline.setWidthF(style.thin * 0.8);
    break;
  case MarkFill::Interpolated:
  case MarkFill::Untested:
  case MarkFill::Imported: painter.setBrush(style.colors.background); break;
  case MarkFill::Disturbed:
  case MarkFill::Suspect:
    painter.setBrush(style.colors.background);
    outline.setCapStyle(Qt::FlatCap);
    outline.setDashPattern({2.2, 1.6});
    break;
  case MarkFill::Modelled:
    painter.setBrush(style.colors.background);
    outline.setDashPattern({0.1, 1.9});
    break;
  case MarkFill::ModelledBroken:
    painter.setBrush(style.colors.background);
    outline.setDashPattern({0.1, 1.9, 0.1, 4.2});
    break;
  }
  painter.setPen(outline);
  painter.drawPath(shape);
  if (fill == MarkFill::Imported) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, stroke * 0.6));
    painter.drawPath(hatching(shape, size * 0.3));
  }
}

QPen linePen(const QColor& color, double width, bool dashed, bool dotted, bool broken, bool covers) {
  QPen pen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  if (covers && !broken && !dotted) {
    pen.setCapStyle(Qt::FlatCap);
    pen.setDashPattern({5, 5});
  } else if (broken && dotted) {
    pen.setDashPattern({0.1, 2.4, 0.1, 6});
  } else if (broken) {
    pen.setCapStyle(Qt::FlatCap);
    pen.setDashPattern({1.8, 2.6});
  } else if (dotted)
    pen.setDashPattern({0.1, 2.4});
  else if (dashed)
    pen.setDashPattern({4, 2.5});
  return pen;
}

QList<LegendEntry> seriesLegend(const ChartSpec& spec) {
  QList<LegendEntry> entries;
  for (const SeriesSpec& series : spec.series) {
    if (series.name.isEmpty())
      continue;
    const auto same = std::find_if(entries.begin(), entries.end(), [&](const LegendEntry& e) {
      return e.model == series.model && e.architecture == series.architecture;
    });
    if (same != entries.end()) { // a line and its measured marks are one model
      same->line = same->line || series.line;
      same->marks = same->marks || series.marks;
      same->selected = same->selected || series.selected;
      continue;
    }
    LegendEntry entry;
    entry.text = series.name;
    entry.model = series.model;
    entry.architecture = series.architecture;
    entry.family = series.family;
    entry.line = series.line;
    entry.marks = series.marks;
    entry.dashed = series.dashed;
    entry.selected = series.selected;
    entries << entry;
  }
  return entries;
}

namespace {

/// Whose colour all blocks of a fill have; empty where one has none or they have several: then it is explained in grey.
QString familyOfFill(const QList<BlockSpec>& blocks, BlockFill fill) {
  std::optional<QString> family;
  for (const BlockSpec& block : blocks) {
    if (block.fill != fill)
      continue;
    if (family && block.family != *family)
      return {};
    family = block.family;
  }
  return family.value_or(QString());
}

constexpr double kHiddenBelow = 0.015; ///< of an axis: a mark covers what is narrower

/// Of a point's interval, whether its mark covers it.
bool isCovered(const std::optional<Interval>& interval, const AxisSpec& axis) {
  if (!interval)
    return true;
  const double low = toAxis(interval->low, axis), high = toAxis(interval->high, axis),
               span = toAxis(axis.high, axis) - toAxis(axis.low, axis);
  return high - low < kHiddenBelow * span;
}

/// What the bars beside marks are; that none is seen where they are narrower than the marks is said.
QString intervalText(const ChartSpec& spec) {
  const bool seen = anyPoint(
      spec, [&](const PointSpec& p) { return !isCovered(p.xInterval, spec.x) || !isCovered(p.yInterval, spec.y); });
  const QString text = spec.intervals.isEmpty() ? MarkPainterTexts::tr("95 % interval") : spec.intervals;
  return seen || spec.series.isEmpty() ? text : MarkPainterTexts::tr("%1, narrower than the mark").arg(text);
}

/// Whether a point's interval is part of a band: that of a line, and of a neighbour's too.
bool isInBand(const SeriesSpec& series, qsizetype at) {
  const auto has = [&](qsizetype i) { return i >= 0 && i < series.points.size() && series.points[i].yInterval; };
  return series.line && has(at) && (has(at - 1) || has(at + 1));
}

/// What bars and shaded bands are, each by what is drawn of it.
void addIntervals(QList<LegendEntry>& entries, const ChartSpec& spec, bool all) {
  bool bars = all, modelledBars = false, bands = false, modelledBands = false, brokenBands = false, cut = false;
  for (const SeriesSpec& series : spec.series)
    for (qsizetype i = 0; i < series.points.size(); ++i) {
      const PointSpec& point = series.points[i];
      const bool modelled = isModelled(point.fill), inBand = isInBand(series, i);
      if (inBand && isBroken(point.fill)) // drawn as an outline
        brokenBands = true;
      else
        (modelled ? modelledBands : bands) |= inBand;
      cut |= inBand && (point.yInterval->low < spec.y.low || point.yInterval->high > spec.y.high);
      (modelled ? modelledBars : bars) |= point.xInterval || (point.yInterval && !inBand);
    }
  const auto add = [&](LegendEntry::Kind kind, const QString& text, BlockFill fill = BlockFill::Light) {
    LegendEntry entry;
    entry.kind = kind;
    entry.fill = fill;
    entry.text = text;
    entries << entry;
  };
  if (bands || modelledBands) {
    const QString text =
        !modelledBands ? MarkPainterTexts::tr("shaded: %1").arg(intervalText(spec))
        : bands        ? MarkPainterTexts::tr("shaded: %1, or the band of what is modelled").arg(intervalText(spec))
                       : MarkPainterTexts::tr("shaded: the band of what is modelled");
    add(LegendEntry::Kind::Block, cut ? MarkPainterTexts::tr("%1 (goes on beyond the axis)").arg(text) : text);
  }
  if (brokenBands)
    add(LegendEntry::Kind::Block,
        MarkPainterTexts::tr("outlined: the interval or band of what is disturbed or suspect"), BlockFill::Broken);
  if (bars)
    add(LegendEntry::Kind::IntervalBar, intervalText(spec));
  else if (modelledBars)
    add(LegendEntry::Kind::IntervalBar, MarkPainterTexts::tr("band that published runs fill"));
}

} // namespace

QList<LegendEntry> marksLegend(const ChartSpec& spec, bool all) {
  using Kind = LegendEntry::Kind;
  QList<LegendEntry> entries;
  for (const BlockMeaning& meaning : spec.meanings) {
    if (std::none_of(spec.blocks.begin(), spec.blocks.end(),
                     [&](const BlockSpec& block) { return block.fill == meaning.fill; }))
      continue; // a state that is not there
    LegendEntry entry;
    entry.kind = Kind::Block;
    entry.fill = meaning.fill;
    entry.text = meaning.text;
    entry.family = familyOfFill(spec.blocks, meaning.fill);
    entries << entry;
  }
  if (!spec.blocks.isEmpty()) // they have no marks
    return entries;
  const auto add = [&](bool wanted, Kind kind, const QString& text) {
    if (wanted) {
      LegendEntry entry;
      entry.kind = kind;
      entry.text = text;
      entries << entry;
    }
  };
  const bool printed = (spec.x.published && !spec.y.categories.isEmpty()) ||
                       (spec.y.published && spec.x.format == AxisFormat::Tokens); // all of it was published
  add(all || (anyFill(spec, MarkFill::Measured) && !printed), Kind::Measured, MarkPainterTexts::tr("measured here"));
  add(all || anyFill(spec, MarkFill::Interpolated), Kind::Interpolated, MarkPainterTexts::tr("interpolated"));
  add(anyFill(spec, MarkFill::Untested), Kind::Interpolated,
      spec.measuredToo ? MarkPainterTexts::tr("speed measured here, quality not tested at this length")
                       : MarkPainterTexts::tr("quality not tested at this length"));
  add(all || anyFill(spec, MarkFill::Imported), Kind::Imported, MarkPainterTexts::tr("imported"));
  add(anyFill(spec, MarkFill::Disturbed), Kind::Disturbed, MarkPainterTexts::tr("disturbed while it was measured"));
  add(anyFill(spec, MarkFill::Suspect), Kind::Suspect, MarkPainterTexts::tr("suspect: contradicts what must hold"));
  add(all || anyFill(spec, MarkFill::Modelled), Kind::Modelled, MarkPainterTexts::tr("modelled beyond measured"));
  add(anyFill(spec, MarkFill::ModelledBroken), Kind::ModelledBroken,
      MarkPainterTexts::tr("modelled from disturbed measurements"));
  addIntervals(entries, spec, all);
  add(spec.frontier.size() > 1, Kind::Frontier, MarkPainterTexts::tr("frontier: best trade-offs"));
  for (const ZoneSpec& zone : spec.zones)
    add(!zone.text.isEmpty(), Kind::Zone, zone.text);
  const bool blurred = std::any_of(spec.stripes.begin(), spec.stripes.end(),
                                   [](const StripeSpec& stripe) { return stripe.interval.has_value(); });
  add(!spec.stripes.isEmpty(), Kind::Crossover,
      blurred ? MarkPainterTexts::tr("crossover and its interval") : MarkPainterTexts::tr("crossover"));
  add(anyPoint(spec, [](const PointSpec& p) { return p.faded; }), Kind::Faded, MarkPainterTexts::tr("fails a limit"));
  return entries;
}

void paintLegendSymbol(QPainter& painter, const ChartStyle& style, const QRectF& box, const LegendEntry& entry) {
  using Kind = LegendEntry::Kind;
  const ChartColors& colors = style.colors;
  const QPointF c = box.center();
  const double size = std::min(box.height() * 0.7, style.mark);
  const QString plain = stateKey(); // an architecture's marker would look as if it were meant
  const QPolygonF across{{box.left() + style.line, c.y()}, {box.right() - style.line, c.y()}};
  switch (entry.kind) {
  case Kind::Series: {
    const QColor color = familyColor(entry.family, colors.dark);
    if (entry.line)
      paintPolyline(painter, linePen(color, style.line, entry.dashed, false), across);
    if (entry.marks || !entry.line)
      paintMark(painter, style, c, entry.architecture, color, MarkFill::Measured, size);
    return;
  }
  case Kind::Measured: return paintMark(painter, style, c, plain, colors.muted, MarkFill::Measured, size);
  case Kind::Interpolated: return paintMark(painter, style, c, plain, colors.muted, MarkFill::Interpolated, size);
  case Kind::Imported: return paintMark(painter, style, c, plain, colors.muted, MarkFill::Imported, size);
  case Kind::Disturbed:
  case Kind::Suspect: return paintMark(painter, style, c, plain, colors.muted, MarkFill::Disturbed, size);
  case Kind::Modelled: return paintMark(painter, style, c, plain, colors.muted, MarkFill::Modelled, size);
  case Kind::ModelledBroken: return paintMark(painter, style, c, plain, colors.muted, MarkFill::ModelledBroken, size);
  case Kind::Faded:
    return paintMark(painter, style, c, plain, fainter(colors.muted, colors.background, kFadedOpacity),
                     MarkFill::Measured, size);
  case Kind::IntervalBar: return paintBar(painter, style, {c.x(), box.top() + 1, c.x(), box.bottom() - 1});
  case Kind::Frontier:
    return paintPolyline(painter, QPen(colors.frontier, style.thin * 1.6),
                         {{box.left(), box.bottom() - 2},
                          {c.x(), box.bottom() - 2},
                          {c.x(), box.top() + 2},
                          {box.right(), box.top() + 2}});
  case Kind::Block:
    return paintBlockFill(painter, style, QRectF(box.left() + 2, c.y() - size * 0.5, box.width() - 4, size),
                          entry.family.isEmpty() ? colors.muted : familyColor(entry.family, colors.dark), entry.fill);
  case Kind::Zone:
    painter.setPen(Qt::NoPen);
    painter.setBrush(blended(colors.frontier, colors.background, 2 * kZoneOpacity)); // small areas look paler
    painter.drawRect(QRectF(box.left() + 2, c.y() - size * 0.5, box.width() - 4, size));
    return;
  case Kind::Crossover: {
    painter.setPen(Qt::NoPen);
    painter.setBrush(blended(colors.stripe, colors.background, kBandOpacity * 1.6));
    painter.drawRect(QRectF(c.x() - size * 0.6, box.top(), size * 1.2, box.height()));
    return paintPolyline(painter, QPen(colors.stripe, style.thin * 1.3), {{c.x(), box.top()}, {c.x(), box.bottom()}});
  }
  }
}

} // namespace pareto::ui
