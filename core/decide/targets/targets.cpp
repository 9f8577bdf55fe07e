// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/targets.h"

#include "core/formats/strict_json.h"

namespace pareto {

Result<std::shared_ptr<const Targets>> Targets::parse(std::string_view hardware, std::string_view speeds) {
  PARETO_TRY_ASSIGN(machines, parse_strict_json(hardware, "hardware.json"));
  PARETO_TRY_ASSIGN(runs, parse_strict_json(speeds, "measured-speeds.json"));
  PARETO_TRY_ASSIGN(catalogue, MachineCatalogue::parse(machines, runs));
  PARETO_TRY_ASSIGN(bands, SpeedBands::parse(runs, catalogue));
  return std::make_shared<const Targets>(Targets{std::move(catalogue), std::move(bands)});
}

} // namespace pareto
