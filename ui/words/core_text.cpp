// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/core_text.h"

#include "core/decide/evidence.h"
#include "core/quality/published.h"
#include "core/quality/score.h"
#include "ui/words/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Texts)
};

} // namespace

QString coreText(std::string_view english) { return QCoreApplication::translate("Core", std::string(english).c_str()); }

QString publishedMetricName(const std::string& metric) {
  const QString id = QString::fromStdString(metric);
  if (id == QLatin1String("own:lookup"))
    return Texts::tr("look-ups in my text");
  if (is_own_metric(metric))
    return Texts::tr("Bits per byte of my text, context %1")
        .arg(QLocale().toString(qlonglong(own_metric_context(metric))));
  static const QString needle = QStringLiteral("ruler_s_niah_");
  if (!id.startsWith(needle))
    return coreText(published_metric_name(metric).name);
  const QString kind = id.mid(needle.size()).section(QLatin1Char('@'), 0, 0), length = id.section(QLatin1Char('@'), 1);
  return length.isEmpty() ? Texts::tr("Needle %1").arg(kind) : Texts::tr("Needle %1 at %2 tokens").arg(kind, length);
}

QString noiseText(const std::string& flag) {
  const QString text = QString::fromStdString(flag);
  if (text == QLatin1String("spread"))
    return Texts::tr("wide spread");
  if (text == QLatin1String("outliers"))
    return Texts::tr("outliers");
  if (text == QLatin1String("trend"))
    return Texts::tr("trend (heat?)");
  if (text == QLatin1String("two humps"))
    return Texts::tr("two humps");
  if (text == QLatin1String("other load"))
    return Texts::tr("other programs were busy");
  if (text == QLatin1String("battery"))
    return Texts::tr("on battery");
  if (text == QLatin1String(kUnidentified))
    return Texts::tr("measured before models had fingerprints");
  if (text.startsWith(QLatin1String("governor ")))
    return Texts::tr("CPU governor %1").arg(text.mid(9));
  if (text.startsWith(QLatin1String("drift ")))
    return Texts::tr("the machine's speed drifted by %1").arg(text.mid(6));
  return text;
}

QString gapText(const Quantity& quantity, bool running) {
  switch (quantity.gap) {
  case Gap::None: return {};
  case Gap::NotMeasured:
    return running ? Texts::tr("Not measured yet: the run goes on.") : Texts::tr("Not measured yet: press Run.");
  case Gap::SpeedOnly: return Texts::tr("Speed only, quality unknown: nobody published a result for this very model.");
  case Gap::OtherSize: return Texts::tr("Quality is published for another size only: not one model.");
  case Gap::NotPublished: return Texts::tr("No published result of this architecture for this task.");
  case Gap::NotScored:
    return Texts::tr("Not measured on your text at this precision yet: choose “Measure on my text…”.");
  case Gap::AnotherSize:
    return Texts::tr("Another size than the baseline's, and sizes never mix: choose it as the baseline to compare "
                     "models of its size.");
  case Gap::NoWeights:
    return Texts::tr("Random weights have no quality: only a trained checkpoint can be measured on a text.");
  case Gap::Failed:
  case Gap::ModelProblem: return QString::fromStdString(quantity.why);
  }
  return {};
}

QString shortName(const QString& path) {
  const QFileInfo file(path);
  const bool generic =
      file.fileName() == QStringLiteral("config.json") || file.suffix() == QStringLiteral("safetensors");
  return generic ? file.dir().dirName() : file.isDir() ? QDir(path).dirName() : file.completeBaseName();
}

QString withoutKey(QString label) {
  static const QRegularExpression key(QStringLiteral("\\(&\\w\\)|&(?!&)"));
  return label.remove(key);
}

QString listText(const QStringList& items) { return items.join(Texts::tr(", ")); }

QString sourceText(Source source) {
  switch (source) {
  case Source::Measured: return Texts::tr("measured");
  case Source::Imported: return Texts::tr("imported");
  case Source::Modelled: return Texts::tr("modelled");
  case Source::Published: return Texts::tr("published");
  case Source::Missing: return Texts::tr("missing");
  }
  return {};
}

QString localDay(const std::string& utc) {
  const QDateTime time = QDateTime::fromString(QString::fromStdString(utc), Qt::ISODate);
  return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : QString();
}

QString textOrigin(const std::string& file, int64_t bytes, const std::string& timeUtc) {
  QStringList parts{QString::fromStdString(file)};
  if (bytes > 0)
    parts << formatValue(static_cast<double>(bytes), AxisFormat::Bytes);
  if (const QString day = localDay(timeUtc); !day.isEmpty())
    parts << day;
  return listText(parts);
}

} // namespace pareto::ui
