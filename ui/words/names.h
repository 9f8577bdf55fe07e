// SPDX-License-Identifier: GPL-3.0-or-later
// What models, devices and contenders are called (core/decide/words/names), in the person's language.
#pragma once

#include "core/decide/words/names.h"

#include <QString>

#include <string>

namespace pareto::ui {

/// "Mamba-2", or "Mamba-2 340m" when the study holds the architecture in several sizes.
QString modelName(const Evidence& evidence, const std::string& model);
/// "1.3 B" of "1.3b"; "probe" as it is.
QString sizeText(const std::string& size);
/// "1.3 B", "3 M": as core's size_of() has it.
QString modelSize(const ModelFacts& facts);
/// "Mamba-2 · 1.3 B"
QString modelHeading(const Evidence& evidence, const std::string& model);
/// " Not compared, being of another size: Tiny (1.2 M).", for the end of a sentence; empty where there are none.
QString otherSizesText(const Evidence& evidence, const Comparison& state);
/// "float16", "8-bit"
QString precisionName(const std::string& precision);

/// "CPU", "llvmpipe (software)"; with its id where two devices of the study are called the same.
QString deviceName(const Evidence& evidence, const std::string& device);
/// "discrete GPU", "software", ... in the person's language; empty for the CPU.
QString deviceKind(const std::string& type);
/// "llvmpipe (LLVM 15.0.6, 256 bits) · software · 16.7 GB"; also for devices that are not in a study.
QString deviceHeading(const QString& name, const std::string& type, int64_t memoryBytes);

/// Name of a contender on a chart: of its model, or of its device where devices are compared.
QString contenderName(const Evidence& evidence, const Comparison& state, const Contender& contender);
/// "Mamba-2 · 1.3 B", and the device where the study has several.
QString contenderHeading(const Evidence& evidence, const Contender& contender);

/// "2,048 tokens, 8 requests"
QString placeText(const OperatingPoint& at);

} // namespace pareto::ui
