// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/core_text.h"

#include "core/decide/evidence.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

namespace pareto::ui {

namespace {

struct CoreTexts {
  Q_DECLARE_TR_FUNCTIONS(Texts)
};

} // namespace

QString coreText(std::string_view english) { return shown(core_text(WindowVoice(), std::string(english))); }

QString publishedMetricName(const std::string& metric) { return shown(test_name(WindowVoice(), metric)); }

QString noiseText(const std::string& flag) {
  const QString text = QString::fromStdString(flag);
  if (text == QLatin1String("spread"))
    return CoreTexts::tr("wide spread");
  if (text == QLatin1String("outliers"))
    return CoreTexts::tr("outliers");
  if (text == QLatin1String("trend"))
    return CoreTexts::tr("trend (heat?)");
  if (text == QLatin1String("two humps"))
    return CoreTexts::tr("two humps");
  if (text == QLatin1String("other load"))
    return CoreTexts::tr("other programs were busy");
  if (text == QLatin1String("no witness of other programs"))
    return CoreTexts::tr("nothing tells whether other programs were busy");
  if (text == QLatin1String("battery"))
    return CoreTexts::tr("on battery");
  if (text == QLatin1String(kUnidentified))
    return CoreTexts::tr("measured before models had fingerprints");
  if (text.startsWith(QLatin1String("governor ")))
    return CoreTexts::tr("CPU governor %1").arg(text.mid(9));
  if (text.startsWith(QLatin1String("drift ")))
    return CoreTexts::tr("the machine's speed drifted by %1").arg(text.mid(6));
  return text;
}

QString gapText(const Quantity& quantity, bool running) {
  return shown(gap_text(WindowVoice(readerOf(running)), quantity.gap, quantity.why));
}

QString shortName(const QString& path) { return shown(short_name(path.toStdString())); }

QString withoutKey(QString label) {
  static const QRegularExpression key(QStringLiteral("\\(&\\w\\)|&(?!&)"));
  return label.remove(key);
}

QString listText(const QStringList& items) {
  std::vector<std::string> all;
  for (const QString& item : items)
    all.push_back(item.toStdString());
  return shown(WindowVoice().list(all));
}

QString sourceText(Source source) {
  switch (source) {
  case Source::Measured: return CoreTexts::tr("measured");
  case Source::Imported: return CoreTexts::tr("imported");
  case Source::Modelled: return CoreTexts::tr("modelled");
  case Source::Published: return CoreTexts::tr("published");
  case Source::Missing: return CoreTexts::tr("missing");
  }
  return {};
}

QString conditionText(Condition condition, double lostShare, const std::string& lostTo) {
  return shown(condition_text(WindowVoice(), condition, lostShare, lostTo));
}

QString reproduceCommands(const std::vector<std::string>& cells) {
  QStringList all;
  for (const std::string& cell : cells)
    all << shown(reproduce_command(cell));
  return all.join(QStringLiteral("; "));
}

QString localDay(const std::string& utc) {
  const QDateTime time = QDateTime::fromString(QString::fromStdString(utc), Qt::ISODate);
  return time.isValid() ? localMoment(time) : QString();
}

QString localMoment(const QDateTime& time) { // "1/2/26" is January to one reader and February to the next
  return QLocale().toString(time.toLocalTime(), CoreTexts::tr("d MMM yyyy, HH:mm"));
}

QString textOrigin(const std::string& file, int64_t bytes, const std::string& timeUtc) {
  return shown(text_origin(WindowVoice(), file, bytes, timeUtc));
}

} // namespace pareto::ui
