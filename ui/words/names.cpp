// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/names.h"

#include "core/decide/words/sentences.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

namespace pareto::ui {

namespace {

struct NamesTexts {
  Q_DECLARE_TR_FUNCTIONS(Names)
};

const QString kJoint = QStringLiteral(" · ");

} // namespace

QString modelName(const Evidence& evidence, const std::string& model) { return shown(model_name(evidence, model)); }

QString sizeText(const std::string& size) { return shown(size_text(WindowVoice(), size)); }
QString modelSize(const ModelFacts& facts) { return shown(size_of(WindowVoice(), facts)); }

QString modelHeading(const Evidence& evidence, const std::string& model) {
  return shown(model_heading(WindowVoice(), evidence, model));
}

QString otherSizesText(const Evidence& evidence, const Comparison& state) {
  return shown(other_sizes_text(WindowVoice(), evidence, other_sizes(evidence, state)));
}

QString precisionName(const std::string& precision) {
  if (precision == "f32")
    return NamesTexts::tr("float32");
  if (precision == "f16")
    return NamesTexts::tr("float16");
  if (precision == "bf16")
    return NamesTexts::tr("bfloat16");
  if (precision == "q8")
    return NamesTexts::tr("8-bit");
  if (precision == "q8-kv8")
    return NamesTexts::tr("8-bit, cache too");
  if (precision == "q4-kv8")
    return NamesTexts::tr("4-bit, 8-bit cache");
  return precision == "q4" ? NamesTexts::tr("4-bit") : QString::fromStdString(precision);
}

QString deviceKind(const std::string& type) { return shown(device_kind(WindowVoice(), type)); }

QString deviceName(const Evidence& evidence, const std::string& device) {
  return shown(device_name(WindowVoice(), evidence, device));
}

QString deviceHeading(const QString& name, const std::string& type, int64_t memoryBytes) {
  return shown(device_heading(WindowVoice(), name.toStdString(), type, memoryBytes));
}

QString contenderName(const Evidence& evidence, const Comparison& state, const Contender& contender) {
  return shown(contender_name(WindowVoice(), evidence, state, contender));
}

QString contenderHeading(const Evidence& evidence, const Contender& contender) {
  const QString model = modelHeading(evidence, contender.model);
  return evidence.devices().size() > 1 ? model + kJoint + deviceName(evidence, contender.device) : model;
}

QString placeText(const OperatingPoint& at) {
  const QString place = NamesTexts::tr("%1 tokens of context, %n simultaneous request(s)", nullptr, at.requests)
                            .arg(QLocale().toString(qlonglong(at.context)));
  return at.reused_share > 0 ? NamesTexts::tr("%1, %2 % of each prompt reused")
                                   .arg(place, QLocale().toString(100 * at.reused_share, 'f', 0))
                             : place;
}

} // namespace pareto::ui
