// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/contenders.h"

#include "ui/charts/chart_parts.h"
#include "ui/charts/marks.h"
#include "ui/words/voice.h"

#include <algorithm>

namespace pareto::ui {

namespace {

const QString kJoint = QStringLiteral(" · ");

int placeOf(const Evidence& evidence, const std::string& device) {
  const auto& all = evidence.devices();
  return static_cast<int>(std::find(all.begin(), all.end(), device) - all.begin());
}

} // namespace

QString deviceKind(const std::string& type) { return shown(device_kind(WindowVoice(), type)); }

QString deviceName(const Evidence& evidence, const std::string& device) {
  return shown(device_name(WindowVoice(), evidence, device));
}

QString deviceHeading(const QString& name, const std::string& type, int64_t memoryBytes) {
  return shown(device_heading(WindowVoice(), name.toStdString(), type, memoryBytes));
}

QString contenderName(const Evidence& evidence, const ViewState& state, const Contender& contender) {
  return shown(contender_name(WindowVoice(), evidence, state, contender));
}

QString contenderHeading(const Evidence& evidence, const Contender& contender) {
  const QString model = modelHeading(evidence, contender.model);
  return evidence.devices().size() > 1 ? model + kJoint + deviceName(evidence, contender.device) : model;
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
