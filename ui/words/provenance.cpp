// SPDX-License-Identifier: GPL-3.0-or-later
// Where the values of a chart came from, as the three lines under it.
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"
#include "ui/words/sentences.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Charts)
};

QString ratesText(const Calibration& c) {
  const QLocale locale;
  const QString bytes = locale.toString(c.roofline.bytes_per_s / 1e9, 'f', 1),
                flops = locale.toString(c.roofline.flops_per_s / 1e9, 'f', 0);
  return c.type.empty() ? Texts::tr("reads %1 GB/s, computes %2 GFLOP/s").arg(bytes, flops)
                        : Texts::tr("copies %1 GB/s, computes %2 GFLOP/s").arg(bytes, flops);
}

/// "AMD EPYC, 2 threads, avx2, reads 20.1 GB/s, computes 90 GFLOP/s, device cpu"
QString deviceLine(const Evidence& evidence, const std::string& device) {
  const Calibration c = evidence.limits(device) ? *evidence.limits(device) : Calibration();
  QStringList parts;
  if (!c.processor.empty() && c.type.empty())
    parts << Texts::tr("%1, %2 threads, %3")
                 .arg(QString::fromStdString(c.processor))
                 .arg(c.threads)
                 .arg(QString::fromStdString(c.instruction_set));
  else if (!c.processor.empty())
    parts << deviceHeading(QString::fromStdString(c.processor), c.type, c.memory_bytes);
  if (c.roofline.bytes_per_s > 0)
    parts << ratesText(c);
  parts << Texts::tr("device %1").arg(QString::fromStdString(device));
  return parts.join(QStringLiteral(" · "));
}

QString machineLine(const Provenance& origin, const Evidence& evidence) {
  QStringList devices;
  for (const std::string& device : origin.devices)
    devices << deviceLine(evidence, device);
  const QString line = devices.join(QStringLiteral("; "));
  return origin.latest_utc.empty() ? line : line + QStringLiteral(" · ") + localDay(origin.latest_utc);
}

QString modelLine(const Provenance& origin, const Evidence& evidence) {
  QStringList names, assumed;
  for (const std::string& model : origin.models) {
    const ModelFacts& facts = evidence.facts(model);
    if (!facts.parameters)
      continue;
    names << Texts::tr("%1 (%2)").arg(modelName(evidence, model), formatParameters(*facts.parameters));
    if (facts.assumed_shape)
      assumed << modelName(evidence, model);
  }
  const QString line =
      listText(names) + Texts::tr("; weights %1").arg(QString::fromStdString(evidence.study().precision));
  return assumed.isEmpty() ? line : line + Texts::tr("; shape assumed, not published: %1").arg(listText(assumed));
}

/// What speed and memory rest on.
QStringList costParts(const Provenance& origin) {
  QStringList parts;
  if (origin.speed)
    parts
        << (origin.speed_preview
                ? Texts::tr("speed measured here, preview of n ≥ %1 repetitions without intervals").arg(origin.least_n)
                : Texts::tr("speed measured here, n ≥ %1, bars are 95 % intervals of the median").arg(origin.least_n));
  if (origin.modelled)
    parts << Texts::tr("dotted: modelled beyond the measured range");
  if (origin.formula)
    parts << Texts::tr("memory by formula");
  return parts;
}

QStringList qualityParts(const Provenance& origin) {
  QStringList parts, papers, texts;
  for (const std::string& paper : origin.papers)
    papers << QString::fromStdString(paper);
  if (!papers.isEmpty())
    parts << Texts::tr("quality published in %1").arg(papers.join(QStringLiteral("; ")));
  for (const Quantity& text : origin.texts)
    texts << textOrigin(text.file, text.bytes, {});
  texts.sort();
  if (!texts.isEmpty())
    parts << Texts::tr("quality measured here on %1").arg(listText(texts));
  if (origin.tested_to > 0)
    parts << Texts::tr("hollow: quality tested to %1 tokens only").arg(QLocale().toString(qlonglong(origin.tested_to)));
  if (origin.untold_length)
    parts << Texts::tr("the table states no length it was tested at");
  return parts;
}

QString methodLine(const Provenance& origin) {
  QString line = (costParts(origin) + qualityParts(origin)).join(QStringLiteral("; "));
  if (origin.cut_short)
    line += Texts::tr("; stopped early: %1 of %2 cells of the study measured")
                .arg(QLocale().toString(qulonglong(origin.cut_short->measured)),
                     QLocale().toString(qulonglong(origin.cut_short->planned)));
  return origin.unidentified ? line + Texts::tr("; with values that were measured before models had fingerprints")
                             : line;
}

} // namespace

QStringList lines(const Provenance& origin, const Evidence& evidence) {
  return {machineLine(origin, evidence), modelLine(origin, evidence), methodLine(origin)};
}

} // namespace pareto::ui
