// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/slide.h"

#include "ui/charts/chart_painter.h"
#include "ui/charts/mark_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QRegularExpression>

#include <algorithm>
#include <numeric>

namespace pareto::ui {

namespace {

struct SlideTexts {
  Q_DECLARE_TR_FUNCTIONS(Slide)
};

constexpr double kSlideGap = 16;
constexpr double kRow = 1.15; ///< height of a line over its font's
constexpr double kTextWidth = kSlideWidth - 2.0 * kSlideMargin;
constexpr int kChartText = 22, kTightTitle = 36; ///< of two lines over two more, beside facts
constexpr double kSmallRow = kChartText * 1.35;
constexpr qsizetype kTitleLines = 2, kSubtitleLines = 2;
constexpr double kWidestFacts = 250;
constexpr qsizetype kFactRows = 3, kMostFacts = 4,
                    kFactsTitleLines = 6; ///< four lanes of a race, otherwise three facts
constexpr qsizetype kFooterRows = 2;
constexpr qsizetype kFirstFooter = 2; ///< machine and date, models and precision; the rest follows on the second line

double symbolWidth(const LegendEntry& entry) {
  using Kind = LegendEntry::Kind;
  const bool wide = entry.line || entry.kind == Kind::Frontier || entry.kind == Kind::Block;
  return wide ? 48 : 26;
}

/// At most so many lines; where there are more, the last says that it goes on.
QStringList shortened(const QStringList& lines, qsizetype most, const QFont& font, double width) {
  if (lines.size() <= most)
    return lines;
  QStringList kept = lines.mid(0, most);
  kept.last() = QFontMetricsF(font).elidedText(kept.last() + QLatin1Char(' ') + lines[most], Qt::ElideRight, width);
  return kept;
}

QStringList rowsOf(const QString& text, const QFont& font, double width, qsizetype most) {
  return text.isEmpty() ? QStringList() : shortened(wrapped(text, font, width), most, font, width);
}

/// How many characters of a text reach to the end of the last of these that is found before `most`; 0 = none is.
qsizetype endOf(const QString& text, std::initializer_list<const char16_t*> marks, qsizetype most) {
  qsizetype end = 0;
  for (const char16_t* each : marks) {
    const QString mark = QString::fromUtf16(each);
    if (const qsizetype at = text.lastIndexOf(mark, most - mark.size()); at >= 0)
      end = std::max(end, at + QStringView(mark).trimmed().size());
  }
  return end;
}

/// A text as a title of two lines at most, and what of it is not said there.
struct Headed {
  QString title, rest;
};

/// The whole where two lines hold it; else its first sentences, and the others are the rest; else its first clauses or
/// words, and all of it stands beneath.
Headed headed(const QString& text, const QFont& font) {
  const auto holds = [&](const QString& part) { return wrapped(part, font, kTextWidth).size() <= kTitleLines; };
  if (holds(text))
    return {text, {}};
  const auto longest = [&](std::initializer_list<const char16_t*> marks, const QString& more) {
    qsizetype end = endOf(text, marks, text.size());
    while (end > 0 && !holds(text.left(end).trimmed() + more))
      end = endOf(text, marks, end - 1);
    return end;
  };
  constexpr qsizetype kShortest = kSlideTitleLength / 3; // what is shorter concludes nothing
  if (const qsizetype end = longest({u". ", u"。"}, {}); end >= kShortest)
    return {text.left(end), text.mid(end).trimmed()};
  const QString more = QStringLiteral(" …");
  for (const qsizetype end :
       {longest({u", ", u"; ", u": ", u"、", u"：", u"；"}, more), longest({u" "}, more), kSlideTitleLength / 2})
    if (end >= kSlideTitleLength / 2)
      return {text.left(end).trimmed() + more, text};
  return {text.left(kSlideTitleLength / 2) + more, text};
}

/// What a text says behind a title that is its first sentence; nothing where the title is all of it.
QString behind(const QString& text, const QString& title) {
  if (!text.startsWith(title))
    return text;
  const QString rest = text.mid(title.size()).trimmed();
  if (rest.isEmpty() || rest == QLatin1String(".") || rest == QChar(0x3002))
    return {};
  return title.endsWith(QLatin1Char('.')) || title.endsWith(QChar(0x3002)) ? rest : text;
}

/// What stands between two marks of punctuation, the mark before it, how early it goes where there is no room (0 =
/// never), and where it is cut before something that must stay goes.
struct FooterPart {
  enum class Cut { Never, Middle, End };
  QString before, text;
  int rank = 0;
  Cut cut = Cut::Never;
};

/// What names the run: the command that measures its values again (reproduce_command()).
bool namesTheRun(const QString& text) { return text.contains(QLatin1String("paretoscope-engine reproduce ")); }

/// Machine and date, models and precision, how values were obtained and the run stay. Of what else there is go first
/// where the other values are measured again, which the CSV has as well, then what else is known of the machine. A
/// machine is known by both ends of its trade name, models by the first of them; days, formats and runs are short.
void rank(FooterPart& part, qsizetype line, qsizetype at, bool last) {
  using Cut = FooterPart::Cut;
  const bool first = at == 0;
  if (namesTheRun(part.text))
    return;
  if (line == 0) {
    part.rank = first || last ? 0 : 2;
    part.cut = !first ? Cut::Never : last ? Cut::End : Cut::Middle;
  } else if (line == 1) {
    part.cut = at == 1 ? Cut::Never : Cut::End;
  } else {
    part.rank = line > 2 ? 3 : first ? 0 : 1;
    part.cut = Cut::End;
  }
}

/// No part is wider than a row: a longer one ends after its last word that has room, or gives what stands in its
/// middle.
QString partWithin(const FooterPart& part, const QFontMetricsF& metrics, double width) {
  const QString& text = part.text;
  if (part.cut == FooterPart::Cut::Never || metrics.horizontalAdvance(text) <= width)
    return text;
  if (part.cut == FooterPart::Cut::Middle)
    return metrics.elidedText(text, Qt::ElideMiddle, width);
  const QString more = QStringLiteral(" …");
  for (qsizetype end = text.lastIndexOf(QLatin1Char(' ')); end > 0; end = text.lastIndexOf(QLatin1Char(' '), end - 1))
    if (const QString kept = text.left(end) + more; metrics.horizontalAdvance(kept) <= width)
      return kept;
  return metrics.elidedText(text, Qt::ElideRight, width); // a script without spaces
}

/// `lines` as provenance_lines() has them.
QList<FooterPart> partsOf(const QStringList& lines) {
  static const QRegularExpression mark(QStringLiteral("; |；| · "));
  QList<FooterPart> parts;
  QString before;
  for (qsizetype line = 0; line < lines.size(); ++line) {
    const QString& text = lines[line];
    if (text.isEmpty())
      continue;
    qsizetype from = 0, at = 0;
    const auto add = [&](qsizetype to, bool last) {
      parts << FooterPart{before, text.mid(from, to - from)};
      rank(parts.last(), line, at++, last);
    };
    for (auto found = mark.globalMatch(text); found.hasNext();) {
      const QRegularExpressionMatch match = found.next();
      add(match.capturedStart(), false);
      before = match.captured();
      from = match.capturedEnd();
    }
    add(text.size(), true);
    before = QStringLiteral(" · ");
  }
  return parts;
}

/// One part behind the other, a new row where one has no room for the next.
QStringList rowsOf(const QList<FooterPart>& parts, const QFontMetricsF& metrics, double width) {
  QStringList rows;
  for (const FooterPart& part : parts) {
    const QString longer = rows.isEmpty() ? QString() : rows.last() + part.before + part.text;
    if (!rows.isEmpty() && metrics.horizontalAdvance(longer) <= width)
      rows.last() = longer;
    else
      rows << part.text;
  }
  return rows;
}

/// Which parts stand in so many rows. Those that stay are cut alike, as little as gives all of them room, and then get
/// back what room is left; of the others each stands, in its turn, if there is room for it beside those before it.
class FooterFill {
public:
  FooterFill(QList<FooterPart> parts, const QFontMetricsF& metrics, double width, qsizetype most, const QString& more)
      : m_parts(std::move(parts)), m_whole(m_parts), m_metrics(metrics), m_width(width), m_most(most), m_more(more),
        m_kept(m_parts.size()) {
    takeWhatStays();
    QList<qsizetype> order(m_parts.size());
    std::iota(order.begin(), order.end(), qsizetype(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](qsizetype a, qsizetype b) { return m_parts[a].rank < m_parts[b].rank; });
    for (const qsizetype at : std::as_const(order))
      if (!m_kept[at])
        take(at);
  }

  /// With what says that it goes on where something is left out: behind the last part, or in a row of its own.
  QStringList rows() const {
    QStringList rows = rowsOf(kept(), m_metrics, m_width);
    if (rows.isEmpty() || !m_kept.contains(false))
      return rows;
    if (m_metrics.horizontalAdvance(rows.last() + m_more) > m_width && rows.size() < m_most)
      rows << m_more.trimmed();
    else
      rows.last() += m_more;
    return rows;
  }

private:
  void takeWhatStays() {
    for (qsizetype at = 0; at < m_parts.size(); ++at)
      m_kept[at] = m_parts[at].rank == 0;
    for (double share = 1; share > kLeastShare; share -= 0.05) {
      for (qsizetype at = 0; at < m_parts.size(); ++at)
        cut(at, share);
      if (hasRoom())
        break;
    }
    for (qsizetype at = 0; at < m_parts.size(); ++at)
      grow(at);
    for (qsizetype at = m_parts.size() - 1; at >= 0 && !hasRoom(); --at) // so many that they cannot all stay
      m_kept[at] = false;
  }

  void cut(qsizetype at, double share) { m_parts[at].text = partWithin(m_whole[at], m_metrics, share * m_width); }

  void grow(qsizetype at) {
    const QString before = m_parts[at].text;
    for (double share = 1; m_parts[at].text != m_whole[at].text && share > kLeastShare; share -= 0.05) {
      cut(at, share);
      if (hasRoom())
        return;
      m_parts[at].text = before;
    }
  }

  void take(qsizetype at) {
    m_parts[at].text = m_whole[at].text;
    m_kept[at] = true;
    if (!hasRoom())
      m_kept[at] = false;
  }

  bool hasRoom() const {
    const QStringList all = rows();
    return all.size() <= m_most && std::all_of(all.begin(), all.end(), [&](const QString& row) {
             return m_metrics.horizontalAdvance(row) <= m_width;
           });
  }

  QList<FooterPart> kept() const {
    QList<FooterPart> parts;
    for (qsizetype i = 0; i < m_parts.size(); ++i)
      if (m_kept[i])
        parts << m_parts[i];
    return parts;
  }

  static constexpr double kLeastShare = 0.2; ///< of a row
  QList<FooterPart> m_parts, m_whole;
  const QFontMetricsF& m_metrics;
  double m_width;
  qsizetype m_most;
  QString m_more;
  QList<bool> m_kept;
};

ChartStyle styleOf(int pixels, bool outlines) {
  ChartStyle style = slideStyle(pixels);
  style.textAsOutlines = outlines;
  return style;
}

/// Lines beneath each other from the top of a box.
void paintLines(QPainter& painter, const ChartStyle& style, const QRectF& box, const QStringList& lines,
                const QColor& color, bool strong = false) {
  const double row = style.text * kRow;
  double y = box.top();
  for (const QString& line : lines) {
    paintText(painter, style, {box.left(), y, box.width(), row}, Qt::AlignLeft, line, color, strong);
    y += row;
  }
}

double heightOf(qsizetype lines, int pixels) { return pixels * kRow * static_cast<double>(lines); }

} // namespace

QStringList footerRows(const QStringList& lines, qsizetype most, const QFont& font, double width) {
  const QFontMetricsF metrics(font);
  const auto fit = [&](const QStringList& rows) {
    return rows.size() <= most && std::all_of(rows.begin(), rows.end(), [&](const QString& row) {
             return metrics.horizontalAdvance(row) <= width;
           });
  };
  if (fit(lines))
    return lines;
  const QString between = QStringLiteral(" · ");
  QStringList joined;
  for (const QStringList& part : {lines.mid(0, kFirstFooter), lines.mid(kFirstFooter)})
    if (!part.isEmpty())
      joined << part.join(between);
  if (fit(joined))
    return joined;
  return FooterFill(partsOf(lines), metrics, width, most,
                    QStringLiteral(" … ") + SlideTexts::tr("all of it in the CSV"))
      .rows();
}

QSize sizeOf(SlidePage page) { return {kSlideWidth, page == SlidePage::Wide ? kSlideHeight : kSheetHeight}; }

Slide::Slide(const ChartSpec& spec, const QString& title, bool textAsOutlines, SlidePage page)
    : m_style(styleOf(kChartText, textAsOutlines)), m_titleStyle(styleOf(kSlideTitle, textAsOutlines)),
      m_subtitleStyle(styleOf(kSlideSubtitle, textAsOutlines)), m_factStyle(styleOf(kSlideFact, textAsOutlines)),
      m_captionStyle(styleOf(kSlideCaption, textAsOutlines)), m_footerStyle(styleOf(kSlideText, textAsOutlines)),
      m_page(sizeOf(page)) {
  m_style.mark = 20;
  m_style.line = 4;
  m_style.thin = 1.6;
  m_style.gap = 10;
  layOutTexts(spec, title.trimmed());
  layOutProvenance(spec.provenance);
  const QRectF area(QPointF(kSlideMargin, m_subtitleBox.bottom() + (m_title.isEmpty() ? 0 : kSlideGap * 0.5)),
                    QPointF(kSlideWidth - kSlideMargin, m_provenanceBox.top() - kSlideGap * 0.5));
  layOutFacts(spec, area);
  layOutChart(spec, m_plotBox);
}

/// What the title does not say stands beneath it, whole: in smaller letters where there are many words, for of two full
/// lines each a chart would leave none for facts. Nothing is said twice.
void Slide::layOutTexts(const ChartSpec& spec, const QString& asked) {
  const QString whole = !asked.isEmpty() ? asked : spec.title.isEmpty() ? spec.sentence : spec.title;
  const Headed head = headed(whole, m_titleStyle.strong);
  m_title = wrapped(head.title, m_titleStyle.strong, kTextWidth);
  if (head.title.isEmpty())
    m_title.clear();
  QString beneath = !head.rest.isEmpty() ? head.rest : behind(spec.sentence, head.title);
  if (beneath.isEmpty() || (head.rest.isEmpty() && spec.title.isEmpty() && asked.isEmpty()))
    beneath = behind(spec.subtitle, head.title);
  const bool tight = m_title.size() > 1 && !spec.facts.isEmpty();
  while (wrapped(beneath, m_subtitleStyle.font, kTextWidth).size() > (tight ? 1 : kSubtitleLines) &&
         m_subtitleStyle.text > kSlideText)
    m_subtitleStyle = styleOf(static_cast<int>(m_subtitleStyle.text) - 1, m_subtitleStyle.textAsOutlines);
  m_subtitle = rowsOf(beneath, m_subtitleStyle.font, kTextWidth, kSubtitleLines);
  if (tight && m_subtitle.size() > 1) { // what the lines take in height the facts lose in width
    m_titleStyle = styleOf(kTightTitle, m_titleStyle.textAsOutlines);
    m_title = wrapped(head.title, m_titleStyle.strong, kTextWidth);
  }
  m_titleBox = {kSlideMargin, kSlideMargin, kTextWidth, m_titleStyle.text * kRow * static_cast<double>(m_title.size())};
  m_subtitleBox = {kSlideMargin, m_titleBox.bottom(), kTextWidth,
                   m_subtitleStyle.text * kRow * static_cast<double>(m_subtitle.size())};
}

/// Two lines; the run, with the command that measures it again, stands at the end of the second.
void Slide::layOutProvenance(const QStringList& lines) {
  m_provenance = footerRows(lines, kFooterRows, m_footerStyle.font, kTextWidth);
  const double height = heightOf(m_provenance.size(), kSlideText);
  m_provenanceBox = {kSlideMargin, m_page.height() - kSlideMargin - height, kTextWidth, height};
}

/// They get what the chart can spare: it keeps its share of the slide.
void Slide::layOutFacts(const ChartSpec& spec, const QRectF& area) {
  m_plotBox = area;
  if (spec.facts.isEmpty())
    return;
  const double least = kSlidePlotShare * m_page.width() * m_page.height() / area.height();
  const double column = std::min(kWidestFacts, area.width() - kSlideGap - least - 1);
  m_facts = spec.facts.mid(0, kMostFacts);
  m_plotBox.setWidth(area.width() - kSlideGap - column);
  m_factsBox = {m_plotBox.right() + kSlideGap, area.top(), column, area.height()};
  m_factsTitleStyle = m_captionStyle;
  while (widestPart(spec.factsTitle, m_factsTitleStyle.strong) > column && m_factsTitleStyle.text > kSlideText)
    m_factsTitleStyle = styleOf(static_cast<int>(m_factsTitleStyle.text) - 1, m_captionStyle.textAsOutlines);
  m_factsTitle = rowsOf(spec.factsTitle, m_factsTitleStyle.strong, column, kFactsTitleLines);
}

double Slide::entryWidth(const LegendEntry& entry) const {
  return symbolWidth(entry) + kSlideGap * 0.5 + QFontMetricsF(m_style.font).horizontalAdvance(entry.text);
}

/// Rows under the chart: how to read the marks, after the models that have no label on the chart itself.
QRectF Slide::layOutLegend(const QRectF& area) {
  m_entryBoxes.clear();
  if (m_entries.isEmpty())
    return area;
  double x = area.left(), row = 0;
  for (const LegendEntry& entry : std::as_const(m_entries)) {
    const double width = std::min(entryWidth(entry), area.width());
    if (x > area.left() && x + width > area.right()) {
      x = area.left();
      row += kSmallRow;
    }
    m_entryBoxes << QRectF(x, row, width, kSmallRow);
    x += width + 2 * kSlideGap;
  }
  const double top = area.bottom() - row - kSmallRow;
  for (QRectF& box : m_entryBoxes)
    box.translate(0, top);
  return {area.topLeft(), QPointF(area.right(), top - kSlideGap * 0.5)};
}

void Slide::layOutChart(ChartSpec spec, const QRectF& area) {
  for (SeriesSpec& series : spec.series)
    series.selected = false; // of the window, not of the data
  m_entries = marksLegend(spec, false);
  m_scene.emplace(spec, m_style, layOutLegend(area));
  QList<LegendEntry> unnamed;
  for (const LegendEntry& entry : seriesLegend(spec)) {
    const QList<SceneLabel>& labels = m_scene->labels();
    const auto names = [&](const SceneLabel& label) {
      return label.model == entry.model && label.text.startsWith(entry.text);
    };
    if (std::none_of(labels.begin(), labels.end(), names) && !spec.y.categories.contains(entry.text) &&
        !spec.x.categories.contains(entry.text))
      unnamed << entry;
  }
  if (unnamed.isEmpty())
    return;
  m_entries = seriesLegend(spec) + m_entries;
  m_scene.emplace(spec, m_style, layOutLegend(area));
}

/// A number that is too long for its column gets smaller rather than cut.
void Slide::paintFact(QPainter& painter, const FactSpec& fact, const QRectF& box) const {
  ChartStyle number = m_factStyle;
  while (QFontMetricsF(number.strong).horizontalAdvance(fact.number) > box.width() &&
         number.strong.pixelSize() > kSlideCaption)
    number.strong.setPixelSize(number.strong.pixelSize() - 1);
  const double row = heightOf(1, kSlideFact);
  paintText(painter, number, {box.left(), box.top(), box.width(), row}, Qt::AlignLeft, fact.number,
            fact.dim ? m_style.colors.muted : m_style.colors.text, !fact.dim);
  ChartStyle caption = m_captionStyle; // neither is a word of its caption broken, nor its end cut while it can shrink
  const auto most = [&] {
    return static_cast<qsizetype>((box.height() - row) / heightOf(1, static_cast<int>(caption.text)));
  };
  while (caption.text > kSlideText && (widestPart(fact.caption, caption.font) > box.width() ||
                                       wrapped(fact.caption, caption.font, box.width()).size() > most()))
    caption = styleOf(static_cast<int>(caption.text) - 1, m_captionStyle.textAsOutlines);
  paintLines(painter, caption, box.adjusted(0, row, 0, 0),
             rowsOf(fact.caption, caption.font, box.width(), std::max<qsizetype>(1, most())), m_style.colors.muted);
}

void Slide::paintFacts(QPainter& painter) const {
  if (m_facts.isEmpty())
    return;
  const double head = heightOf(m_factsTitle.size(), static_cast<int>(m_factsTitleStyle.text)),
               top = m_factsBox.top() + kSlideGap;
  paintLines(painter, m_factsTitleStyle, {m_factsBox.left(), top, m_factsBox.width(), head}, m_factsTitle,
             m_style.colors.text, true);
  const double share =
      (m_factsBox.bottom() - top - head - kSlideGap) / static_cast<double>(std::max(kFactRows, m_facts.size()));
  QRectF box(m_factsBox.left(), top + head + kSlideGap, m_factsBox.width(), share - kSlideGap);
  for (const FactSpec& fact : m_facts) {
    paintFact(painter, fact, box);
    box.translate(0, share);
  }
}

void Slide::paintLegend(QPainter& painter) const {
  const QFontMetricsF metrics(m_style.font);
  for (qsizetype i = 0; i < m_entries.size(); ++i) {
    const QRectF box = m_entryBoxes[i];
    paintLegendSymbol(painter, m_style,
                      {box.left(), box.top() + box.height() * 0.1, symbolWidth(m_entries[i]), box.height() * 0.8},
                      m_entries[i]);
    const QRectF text = box.adjusted(symbolWidth(m_entries[i]) + kSlideGap * 0.5, 0, 0, 0);
    paintText(painter, m_style, text, Qt::AlignLeft,
              metrics.elidedText(m_entries[i].text, Qt::ElideRight, text.width() + 1), m_style.colors.text);
  }
}

void Slide::paint(QPainter& painter) const {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(QRectF(QPointF(0, 0), QSizeF(m_page)), m_style.colors.background);
  paintLines(painter, m_titleStyle, m_titleBox, m_title, m_style.colors.text, true);
  paintLines(painter, m_subtitleStyle, m_subtitleBox, m_subtitle, m_style.colors.muted);
  paintChart(painter, *m_scene);
  paintLegend(painter);
  paintFacts(painter);
  paintLines(painter, m_footerStyle, m_provenanceBox, m_provenance, m_style.colors.muted);
}

} // namespace pareto::ui
