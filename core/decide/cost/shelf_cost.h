// SPDX-License-Identifier: GPL-3.0-or-later
// What a machine of the shelf costs a month beside the other ways.
#pragma once

#include "core/decide/cost/report.h"
#include "core/decide/targets/machine.h"

#include <string>

namespace pareto {

/// The row (cost_row) of the study's own numbers, with this machine bought at its public price and drawing its rated
/// power, as far as its data sheet states them; what it carries follows from its own waits: measured, imported, or a
/// band.
CostReport shelf_cost(const Evidence& evidence, const std::string& model, const Machine& machine);

} // namespace pareto
