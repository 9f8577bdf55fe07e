// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"

#include <QLocale>
#include <QString>

#include <optional>

namespace pareto::ui {

/// Numbers for people, through the locale, three significant digits, unit included: "12.3 ms", "1.42 GB", "2,048".
/// Milliseconds are given in ms (written as µs, s, min, h or d, as people say it: 90 s is "1.5 min"), bytes in bytes
/// (decimal kB, MB, GB), percent as 0-100, a rate as the bare number (its title names the unit). Whole tokens are
/// written exactly. Not finite: "–".
QString formatValue(double value, AxisFormat format, const QLocale& locale = QLocale());
/// Label of an axis tick, in the unit that all of its axis share; `step` is their distance (0 = shortest writing).
/// "10 ms", "1.5 GB", "65,536", "20 M".
QString formatTick(double value, const NumberUnit& unit, double step, AxisFormat format,
                   const QLocale& locale = QLocale());
/// "12.3 ms (11.9–12.8)"; without an interval the value alone. `counted` as estimate_text() has it.
QString formatEstimate(double value, const std::optional<Interval>& interval, AxisFormat format,
                       const QLocale& locale = QLocale(), bool counted = true);
/// "0.92–2.1 s": a band, whose middle is not said.
QString formatRange(const Interval& range, AxisFormat format);
/// How many times one is the other: "1.4", from ten on "12".
QString formatTimes(double ratio, const QLocale& locale = QLocale());
/// "1.3 B", "340 M" parameters.
QString formatParameters(qint64 count, const QLocale& locale = QLocale());
/// For a text that is about to be wrapped, with word joiners and fixed spaces where no line shall end: inside Japanese
/// words, before a unit or a particle behind a space, between the plus signs of "Transformer++". Only where text is
/// shown; what is stored or exported as data keeps the name as it is.
QString unbroken(QString text);
/// The same of a title: its last line is more than one short word.
QString headline(QString text);
/// Without the spaces that a place of a Japanese sentence leaves where what stands in it ends in Japanese: "10.1 年で".
QString withoutStraySpaces(QString text);
/// The text that unbroken() was given, without stray spaces.
QString withoutMarks(QString text);
/// As QToolTip is to show it: it guesses rich text, and names from files must stay text.
QString plainTip(const QString& text);
/// Today, where the person is, as ISO day.
std::string todayIso();
/// "2 min 10 s"
QString formatDuration(double seconds, const QLocale& locale = QLocale());

} // namespace pareto::ui
