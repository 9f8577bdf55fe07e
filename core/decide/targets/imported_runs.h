// SPDX-License-Identifier: GPL-3.0-or-later
// What a person imported, joined with the catalogue: whose runs they are, and what they say of a machine's band.
#pragma once

#include "core/decide/targets/speed_bands.h"
#include "core/measure/measurement.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// Cells of a machine that the catalogue knows by what was printed get its id as device, and its name.
void name_machines(std::vector<Measurement>& cells, const MachineCatalogue& catalogue);

/// What a model that can be opened takes at each cell: fingerprint, bytes of weights and state, operations and bytes of
/// a token. Errors: it cannot be opened.
Status know_model(std::vector<Measurement>& cells, const std::string& model);

/// A cell as a run of its machine's band; nothing where its work or its machine is not known, or where it is faster
/// than the data sheet allows: then other weights were read than it says.
std::optional<PublishedRun> run_of(const Measurement& cell, const MachineCatalogue& catalogue);

} // namespace pareto
