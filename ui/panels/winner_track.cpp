// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/winner_track.h"

#include "core/decide/answer/workload_choices.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/marks.h"
#include "ui/style.h"
#include "ui/words/core_text.h"
#include "ui/words/names.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

double placeOf(int64_t prompt) {
  const double shortest = std::log2(static_cast<double>(kShortestPrompt)),
               span = std::log2(static_cast<double>(kLongestPrompt)) - shortest;
  return (std::log2(static_cast<double>(prompt)) - shortest) / span;
}

/// Each winner with the lengths it wins at, in words.
QString rangesText(const Evidence& evidence, const ViewState& view, const std::vector<MapCell>& cells) {
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
  return parts.isEmpty()
             ? WinnerTrack::tr("Nothing is decided at this load yet.")
             : (lacks_quality(evidence, view) ? WinnerTrack::tr("Who is chosen at this load, no quality being known:")
                                              : WinnerTrack::tr("Who is chosen at this load:")) +
                   QLatin1Char('\n') + parts.join(QLatin1Char('\n'));
}

} // namespace

WinnerTrack::WinnerTrack(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("winnerTrack"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setFixedHeight(kHeight);
}

void WinnerTrack::show(const Evidence& evidence, const ViewState& view, const std::vector<MapCell>& cells) {
  m_stops.clear();
  for (const MapCell& cell : cells) {
    if (cell.state == MapCell::State::Won)
      m_stops.push_back({placeOf(cell.prompt), seriesOf(evidence, view, cell.winner).family, true});
    else if (cell.state != MapCell::State::Undecided && !m_stops.empty())
      m_stops.back().after = false;
  }
  if (!m_stops.empty())
    m_stops.back().after = false;
  setToolTip(rangesText(evidence, view, cells));
  setAccessibleName(toolTip());
  update();
}

std::optional<QColor> WinnerTrack::colorAt(double share) const {
  constexpr double kHalf = 0.5 / 22; // of the way to a neighbouring cell
  const bool dark = isDark(palette());
  const auto next = std::find_if(m_stops.begin(), m_stops.end(), [&](const Stop& stop) { return stop.at >= share; });
  const Stop* right = next == m_stops.end() ? nullptr : &*next;
  const Stop* left = next == m_stops.begin() ? nullptr : &*std::prev(next);
  constexpr double kNeighbours = 3 * kHalf;
  const bool apart = left && right && left->family == right->family && right->at - left->at > kNeighbours;
  if (left && right && left->after && !apart) { // the same on both sides of what is undecided does not reach across
    const double along = (share - left->at) / (right->at - left->at);
    return blended(familyColor(right->family, dark), familyColor(left->family, dark), along);
  }
  if (left && share - left->at <= kHalf)
    return familyColor(left->family, dark);
  if (right && right->at - share <= kHalf)
    return familyColor(right->family, dark);
  return std::nullopt;
}

void WinnerTrack::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QColor nothing = chartColors(isDark(palette())).grid;
  for (int x = 0; x < width(); ++x)
    painter.fillRect(x, 0, 1, height(), colorAt((x + 0.5) / width()).value_or(nothing));
}

} // namespace pareto::ui
