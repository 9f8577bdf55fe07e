// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/targets/speed_bands.h"

#include <memory>
#include <string_view>

namespace pareto {

/// Machines and how fast they are, as a program holds them: read once, then shared.
struct Targets {
  MachineCatalogue catalogue;
  SpeedBands bands;

  /// The texts of hardware.json and measured-speeds.json, which travel inside each program.
  static Result<std::shared_ptr<const Targets>> parse(std::string_view hardware, std::string_view speeds);
};

} // namespace pareto
