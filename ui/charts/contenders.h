// SPDX-License-Identifier: GPL-3.0-or-later
// What the contenders of a comparison are called.
#pragma once

#include "core/decide/words/names.h"
#include "ui/charts/charts.h"

namespace pareto::ui {

/// "CPU", "llvmpipe (software)"; with its id where two devices of the study are called the same.
QString deviceName(const Evidence& evidence, const std::string& device);
/// "discrete GPU", "software", ... in the person's language; empty for the CPU.
QString deviceKind(const std::string& type);
/// "llvmpipe (LLVM 15.0.6, 256 bits) · software · 16.7 GB"; also for devices that are not in a study.
QString deviceHeading(const QString& name, const std::string& type, int64_t memoryBytes);

/// Name of a contender on a chart: of its model, or of its device where devices are compared.
QString contenderName(const Evidence& evidence, const ViewState& state, const Contender& contender);
/// "Mamba-2 · 1.3b · 1.37 B parameters", and the device where the study has several.
QString contenderHeading(const Evidence& evidence, const Contender& contender);

/// seriesOf() the model, or a name, shape and colour for every device where devices are compared.
SeriesSpec seriesOf(const Evidence& evidence, const ViewState& state, const Contender& contender);
/// model, name, device, device_name: first cells of a contender's row in tables and CSV.
QStringList contenderColumns();
QStringList contenderCells(const Evidence& evidence, const Contender& contender);

} // namespace pareto::ui
