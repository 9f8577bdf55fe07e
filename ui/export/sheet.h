// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "ui/charts/chart_spec.h"
#include "ui/charts/sparkline.h"
#include "ui/style.h"

#include <QPainter>
#include <QSize>

namespace pareto::ui {

/// A whole answer for one sheet of paper, as data: what it says, how sure that is, the numbers, the charts, the list
/// and what it rests on.
struct SheetSpec {
  QString id;       ///< file names use it
  QString headline; ///< at most kSlideTitleLength characters
  QString badge;
  BadgeLook badgeLook = BadgeLook::Outlined;
  QStringList lines;       ///< beneath it: what it rests on, how much can change at all
  QString numbersTitle;    ///< whose they are
  QList<FactSpec> numbers; ///< in a row
  QList<ChartSpec> charts; ///< beneath each other; what they may not be shown without (badges) they bring along
  QStringList chartHeads;  ///< over each of them
  QString rule;            ///< over the table
  QStringList columns;     ///< of the table; the last of them takes what the others leave
  QList<QStringList> rows; ///< one cell: the head of a group
  QString curvesTitle;     ///< of a column behind the last,
  QList<Sparkline> curves; ///< drawn in each row, empty beside the head of a group; none: there is no such column
  QString ladderTitle;
  QList<std::pair<QString, QString>> ladder;
  QString flipsTitle;
  QStringList flips;
  QStringList footer;
};

/// A4 upright, in the units of slide.h: 6.5 a millimetre.
inline constexpr QSize kSheetUnits{1358, 1920};

/// Lays it out and draws it, light; rows for which no room is left are counted rather than drawn. What it drew, from
/// the top: nothing covers what comes after it, and all of it is on the sheet.
QList<QRectF> paintSheet(QPainter& painter, const SheetSpec& spec);

/// As a PDF of one page; all or nothing.
Status exportSheet(const SheetSpec& spec, const QString& path);

} // namespace pareto::ui
