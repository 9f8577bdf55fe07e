// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/contenders.h"

#include "ui/charts/chart_parts.h"
#include "ui/charts/marks.h"
#include "ui/words/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Devices)
};

const QString kJoint = QStringLiteral(" · ");

/// As the driver calls it, without what stands in brackets behind.
QString shortName(const Evidence& evidence, const std::string& device) {
  const Calibration* limits = evidence.limits(device);
  const QString name =
      limits ? QString::fromStdString(limits->processor).section(QStringLiteral(" ("), 0, 0) : QString();
  return name.isEmpty() ? QString::fromStdString(device) : name;
}

int placeOf(const Evidence& evidence, const std::string& device) {
  const auto& all = evidence.devices();
  return static_cast<int>(std::find(all.begin(), all.end(), device) - all.begin());
}

} // namespace

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
  QString name = shortName(evidence, device);
  for (const std::string& other : evidence.devices())
    if (other != device && shortName(evidence, other) == name)
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

QString contenderName(const Evidence& evidence, const ViewState& state, const Contender& contender) {
  return state.compared == Compared::Models ? modelName(evidence, contender.model)
                                            : deviceName(evidence, contender.device);
}

QString contenderHeading(const Evidence& evidence, const Contender& contender) {
  const QString model = modelHeading(evidence, contender.model);
  return evidence.devices().size() > 1 ? model + kJoint + deviceName(evidence, contender.device) : model;
}

QString placeClause(const ViewState& state, Named named) {
  const QString tokens = formatValue(static_cast<double>(state.at.context), AxisFormat::Tokens);
  switch (named) {
  case Named::Context: return Texts::tr("At %1 tokens of context").arg(tokens);
  case Named::Requests: return Texts::tr("At %n simultaneous request(s)", nullptr, state.at.requests);
  case Named::Both: break;
  }
  return Texts::tr("At %1 tokens and %n simultaneous request(s)", nullptr, state.at.requests).arg(tokens);
}

namespace {

QString onDevice(const ViewState& state, Named named, const QString& device) {
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

QString withModel(const ViewState& state, Named named, const QString& model) {
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

QString whereClause(const Evidence& evidence, const ViewState& state, Named named) {
  if (state.compared == Compared::Devices)
    return withModel(state, named, modelName(evidence, compared_model(evidence, state)));
  const std::string device = shown_device(evidence, state);
  const bool plain = evidence.devices().size() == 1 && device == "cpu";
  return plain ? placeClause(state, named) : onDevice(state, named, deviceName(evidence, device));
}

SeriesSpec seriesOf(const Evidence& evidence, const ViewState& state, const Contender& contender) {
  SeriesSpec series = seriesOf(evidence, contender.model, state);
  if (state.compared == Compared::Devices) {
    const int place = placeOf(evidence, contender.device);
    series.name = deviceName(evidence, contender.device);
    series.architecture = series.family = deviceKey(place);
    series.dashed = place % 2 == 1;
    series.selected = false; // they are all of one model
  }
  return series;
}

QStringList contenderColumns() {
  return {QStringLiteral("model"), QStringLiteral("name"), QStringLiteral("device"), QStringLiteral("device_name")};
}

QStringList contenderCells(const Evidence& evidence, const Contender& contender) {
  const Calibration* limits = evidence.limits(contender.device);
  return {QString::fromStdString(contender.model), modelName(evidence, contender.model),
          QString::fromStdString(contender.device), limits ? QString::fromStdString(limits->processor) : QString()};
}

} // namespace pareto::ui
