// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/names.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Names)
};

const QString kJoint = QStringLiteral(" · ");

/// As the driver calls it, without what stands in brackets behind.
QString driverName(const Evidence& evidence, const std::string& device) {
  const Calibration* limits = evidence.limits(device);
  const QString name =
      limits ? QString::fromStdString(limits->processor).section(QStringLiteral(" ("), 0, 0) : QString();
  return name.isEmpty() ? QString::fromStdString(device) : name;
}

} // namespace

QString modelName(const Evidence& evidence, const std::string& model) {
  const ModelFacts& facts = evidence.facts(model);
  if (!facts.opened()) { // of another study, or a file that is gone
    const QString id = QString::fromStdString(model);
    return id.contains(QLatin1Char('/')) ? shortName(id) : id;
  }
  const QString name = QString::fromStdString(facts.name).section(QStringLiteral(" ("), 0, 0);
  for (const std::string& other : evidence.models()) {
    const ModelFacts& theirs = evidence.facts(other);
    if (other != model && theirs.opened() && theirs.name == facts.name)
      return name + QLatin1Char(' ') + QString::fromStdString(facts.size.empty() ? model : facts.size);
  }
  return name;
}

QString modelHeading(const Evidence& evidence, const std::string& model) {
  const ModelFacts& facts = evidence.facts(model);
  if (!facts.opened())
    return QString::fromStdString(model);
  QStringList parts{QString::fromStdString(facts.name)};
  if (!facts.size.empty())
    parts << QString::fromStdString(facts.size);
  if (facts.parameters)
    parts << Texts::tr("%1 parameters").arg(formatParameters(*facts.parameters));
  if (facts.assumed_shape)
    parts << Texts::tr("assumed shape");
  return parts.join(QStringLiteral(" · "));
}

QString otherSizesText(const Evidence& evidence, const Comparison& state) {
  QStringList names;
  for (const std::string& model : other_sizes(evidence, state))
    names << Texts::tr("%1 (%2)").arg(modelName(evidence, model),
                                      formatParameters(evidence.facts(model).parameters.value_or(0)));
  return names.isEmpty() ? QString() : Texts::tr(" Not compared, being of another size: %1.").arg(listText(names));
}

QString precisionName(const std::string& precision) {
  if (precision == "f32")
    return Texts::tr("float32");
  if (precision == "f16")
    return Texts::tr("float16");
  if (precision == "bf16")
    return Texts::tr("bfloat16");
  if (precision == "q8")
    return Texts::tr("8-bit");
  return precision == "q4" ? Texts::tr("4-bit") : QString::fromStdString(precision);
}

QString deviceKind(const std::string& type) {
  if (type == "discrete GPU")
    return Texts::tr("discrete GPU");
  if (type == "integrated GPU")
    return Texts::tr("integrated GPU");
  if (type == "virtual GPU")
    return Texts::tr("virtual GPU");
  return type == "software" ? Texts::tr("software") : QString::fromStdString(type);
}

QString deviceName(const Evidence& evidence, const std::string& device) {
  if (device == "cpu")
    return Texts::tr("CPU");
  QString name = driverName(evidence, device);
  for (const std::string& other : evidence.devices())
    if (other != device && driverName(evidence, other) == name)
      return name + QLatin1Char(' ') + QString::fromStdString(device);
  const Calibration* limits = evidence.limits(device);
  return limits && limits->type == "software" ? Texts::tr("%1 (software)").arg(name) : name;
}

QString deviceHeading(const QString& name, const std::string& type, int64_t memoryBytes) {
  QStringList parts{name};
  if (const QString kind = deviceKind(type); !kind.isEmpty())
    parts << kind;
  if (memoryBytes > 0)
    parts << formatValue(static_cast<double>(memoryBytes), AxisFormat::Bytes);
  return parts.join(kJoint);
}

QString contenderName(const Evidence& evidence, const Comparison& state, const Contender& contender) {
  return state.compared == Compared::Models ? modelName(evidence, contender.model)
                                            : deviceName(evidence, contender.device);
}

QString contenderHeading(const Evidence& evidence, const Contender& contender) {
  const QString model = modelHeading(evidence, contender.model);
  return evidence.devices().size() > 1 ? model + kJoint + deviceName(evidence, contender.device) : model;
}

QString placeText(const OperatingPoint& at) {
  return Texts::tr("%1 tokens of context, %n simultaneous request(s)", nullptr, at.requests)
      .arg(QLocale().toString(qlonglong(at.context)));
}

QString placeClause(const Comparison& state, Named named) {
  const QString tokens = formatValue(static_cast<double>(state.at.context), AxisFormat::Tokens);
  switch (named) {
  case Named::Context: return Texts::tr("At %1 tokens of context").arg(tokens);
  case Named::Requests: return Texts::tr("At %n simultaneous request(s)", nullptr, state.at.requests);
  case Named::Both: break;
  }
  return Texts::tr("At %1 tokens and %n simultaneous request(s)", nullptr, state.at.requests).arg(tokens);
}

namespace {

QString onDevice(const Comparison& state, Named named, const QString& device) {
  const QString tokens = formatValue(static_cast<double>(state.at.context), AxisFormat::Tokens);
  switch (named) {
  case Named::Context: return Texts::tr("On %1, at %2 tokens of context").arg(device, tokens);
  case Named::Requests:
    return Texts::tr("On %1, at %n simultaneous request(s)", nullptr, state.at.requests).arg(device);
  case Named::Both: break;
  }
  return Texts::tr("On %1, at %2 tokens and %n simultaneous request(s)", nullptr, state.at.requests)
      .arg(device, tokens);
}

QString withModel(const Comparison& state, Named named, const QString& model) {
  const QString tokens = formatValue(static_cast<double>(state.at.context), AxisFormat::Tokens);
  switch (named) {
  case Named::Context: return Texts::tr("With %1, at %2 tokens of context").arg(model, tokens);
  case Named::Requests:
    return Texts::tr("With %1, at %n simultaneous request(s)", nullptr, state.at.requests).arg(model);
  case Named::Both: break;
  }
  return Texts::tr("With %1, at %2 tokens and %n simultaneous request(s)", nullptr, state.at.requests)
      .arg(model, tokens);
}

} // namespace

QString whereClause(const Evidence& evidence, const Comparison& state, Named named) {
  if (state.compared == Compared::Devices)
    return withModel(state, named, modelName(evidence, compared_model(evidence, state)));
  const std::string device = shown_device(evidence, state);
  const bool plain = evidence.devices().size() == 1 && device == "cpu";
  return plain ? placeClause(state, named) : onDevice(state, named, deviceName(evidence, device));
}

} // namespace pareto::ui
