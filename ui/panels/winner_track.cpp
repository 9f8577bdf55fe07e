// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/winner_track.h"

#include "core/decide/answer/workload_choices.h"
#include "ui/charts/block_painter.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/marks.h"
#include "ui/style.h"
#include "ui/words/core_text.h"
#include "ui/words/names.h"

#include <QLinearGradient>
#include <QLocale>
#include <QPainter>

#include <cmath>

namespace pareto::ui {

namespace {

using Kind = TrackSpan::Kind;

double placeOf(double prompt) {
  const double shortest = std::log2(static_cast<double>(kShortestPrompt)),
               span = std::log2(static_cast<double>(kLongestPrompt)) - shortest;
  return (std::log2(prompt) - shortest) / span;
}

/// Each winner with the lengths it wins at, in words.
QStringList rangeTexts(const Evidence& evidence, const ViewState& view, const std::vector<MapCell>& cells) {
  QStringList parts;
  for (size_t i = 0; i < cells.size();) {
    size_t end = i;
    while (end + 1 < cells.size() && cells[end + 1].state == cells[i].state && cells[end + 1].winner == cells[i].winner)
      ++end;
    if (cells[i].state == MapCell::State::Won)
      parts << WinnerTrack::tr("%1 to %2 tokens: %3")
                   .arg(QLocale().toString(qlonglong(cells[i].prompt)),
                        QLocale().toString(qlonglong(cells[end].prompt)),
                        contenderName(evidence, view, cells[i].winner));
    i = end + 1;
  }
  return parts;
}

/// Where one takes over from another.
QStringList turnTexts(const Evidence& evidence, const ViewState& view, const std::vector<TrackSpan>& spans) {
  QStringList parts;
  for (const TrackSpan& span : spans)
    if (span.kind == Kind::Turning)
      parts << WinnerTrack::tr("Between %1 and %2 tokens %3 takes over from %4.")
                   .arg(QLocale().toString(qlonglong(std::floor(span.from))),
                        QLocale().toString(qlonglong(std::ceil(span.to))), contenderName(evidence, view, span.next),
                        contenderName(evidence, view, span.winner));
  return parts;
}

QString trackText(const Evidence& evidence, const ViewState& view, const PromptTrack& track) {
  const QStringList ranges = rangeTexts(evidence, view, track.cells);
  if (ranges.isEmpty())
    return WinnerTrack::tr("Nothing is decided at this load yet.");
  const QString title = lacks_quality(evidence, view)
                            ? WinnerTrack::tr("Who is chosen at this load, no quality being known:")
                            : WinnerTrack::tr("Who is chosen at this load:");
  return (QStringList(title) + ranges + turnTexts(evidence, view, track.spans)).join(QLatin1Char('\n'));
}

} // namespace

WinnerTrack::WinnerTrack(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("winnerTrack"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setFixedHeight(kHeight);
}

void WinnerTrack::show(const Evidence& evidence, const ViewState& view, const PromptTrack& track) {
  const auto family = [&](const Contender& who) {
    return who.model.empty() ? QString() : seriesOf(evidence, view, who).family;
  };
  m_parts.clear();
  for (const TrackSpan& span : track.spans)
    m_parts.push_back({span.kind, placeOf(span.from), placeOf(span.to), family(span.winner), family(span.next)});
  setToolTip(trackText(evidence, view, track));
  setAccessibleName(toolTip());
  update();
}

std::vector<WinnerTrack::Stripe> WinnerTrack::stripes(double pixels) const {
  const bool dark = isDark(palette());
  const auto color = [dark](const QString& family) { return family.isEmpty() ? QColor() : familyColor(family, dark); };
  std::vector<Stripe> all;
  double from = 0;
  for (size_t i = 0; i < m_parts.size(); ++i) {
    const Part& part = m_parts[i];
    const auto isEdge = [pixels](const Part& each) {
      return each.kind == Kind::Turning && (each.to - each.from) * pixels < 1;
    };
    if (isEdge(part))
      continue;
    const bool ends = i + 1 < m_parts.size() && isEdge(m_parts[i + 1]);
    const double to = ends ? (m_parts[i + 1].from + m_parts[i + 1].to) / 2 : part.to;
    all.push_back(
        {part.kind, from, to, color(part.family), color(part.kind == Kind::Turning ? part.next : part.family)});
    from = to;
  }
  return all;
}

void WinnerTrack::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const ChartStyle style = screenStyle(font(), isDark(palette()));
  painter.fillRect(rect(), style.colors.grid);
  for (const Stripe& stripe : stripes(width() * devicePixelRatioF())) {
    const QRectF area(stripe.from * width(), 0, (stripe.to - stripe.from) * width(), height());
    if (stripe.kind == Kind::Undecided) {
      paintBlockFill(painter, style, area, style.colors.muted, BlockFill::Hatched);
    } else if (stripe.kind == Kind::Turning) {
      QLinearGradient blend(area.topLeft(), area.topRight());
      blend.setColorAt(0, stripe.first);
      blend.setColorAt(1, stripe.last);
      painter.fillRect(area, blend);
    } else if (stripe.first.isValid()) {
      painter.fillRect(area, stripe.first);
    }
  }
}

} // namespace pareto::ui
