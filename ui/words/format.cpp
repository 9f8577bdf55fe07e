// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/format.h"

#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QDate>
#include <QTextDocument>

#include <cmath>

namespace pareto::ui {

namespace {

struct FormatTexts {
  Q_DECLARE_TR_FUNCTIONS(Format)
};

QString nothing() { return QStringLiteral("–"); }

} // namespace

QString formatValue(double value, AxisFormat format, const QLocale& locale) {
  return shown(number_text(WindowVoice(Reader::Window, locale), value, format));
}

QString formatTick(double value, const NumberUnit& unit, double step, AxisFormat format, const QLocale& locale) {
  if (!std::isfinite(value))
    return nothing();
  const WindowVoice voice(Reader::Window, locale);
  if (value == 0 && unit.worth > 1 &&
      (format == AxisFormat::Number || format == AxisFormat::Rate || format == AxisFormat::Tokens))
    return locale.toString(0);                                     // not "0 k"
  const double inUnit = round_significant(value / unit.worth, 12); // 0.30000000000000004
  const double inStep = step / unit.worth;
  int decimals = 0;
  if (step > 0) // as many as the step needs: 0.25 has two
    while (decimals < 9 &&
           std::fabs(inStep * std::pow(10, decimals) - std::round(inStep * std::pow(10, decimals))) > 1e-6)
      ++decimals;
  else
    while (decimals < 9 &&
           round_significant(std::round(inUnit * std::pow(10, decimals)) / std::pow(10, decimals), 12) != inUnit)
      ++decimals;
  return shown(plain_text(voice, inUnit, decimals) + voice.say(unit.text));
}

QString formatEstimate(double value, const std::optional<Interval>& interval, AxisFormat format, const QLocale& locale,
                       bool counted) {
  return shown(estimate_text(WindowVoice(Reader::Window, locale), value, interval, format, counted));
}

QString formatRange(const Interval& range, AxisFormat format) {
  return shown(range_text(WindowVoice(), range, format));
}

QString formatTimes(double ratio, const QLocale& locale) { return locale.toString(ratio, 'f', ratio < 10 ? 1 : 0); }

QString formatParameters(qint64 count, const QLocale& locale) {
  return shown(parameters_text(WindowVoice(Reader::Window, locale), count));
}

QString plainTip(const QString& text) {
  return Qt::mightBeRichText(text) ? text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")) : text;
}

std::string todayIso() { return QDate::currentDate().toString(Qt::ISODate).toStdString(); }

QString formatDuration(double seconds, const QLocale& locale) {
  if (!std::isfinite(seconds) || seconds < 0)
    return nothing();
  if (seconds < 9.95)
    return FormatTexts::tr("%1 s").arg(locale.toString(seconds, 'f', seconds < 0.05 ? 0 : 1));
  if (seconds > 3.6e9)
    return FormatTexts::tr("over %1 h").arg(locale.toString(1'000'000));
  const qint64 whole = std::llround(seconds);
  if (whole < 60)
    return FormatTexts::tr("%1 s").arg(locale.toString(whole));
  if (whole < 3600)
    return FormatTexts::tr("%1 min %2 s").arg(locale.toString(whole / 60), locale.toString(whole % 60));
  return FormatTexts::tr("%1 h %2 min").arg(locale.toString(whole / 3600), locale.toString(whole % 3600 / 60));
}

} // namespace pareto::ui
