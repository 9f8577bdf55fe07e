// SPDX-License-Identifier: GPL-3.0-or-later
// The complex modes that S4D and S5 learn.
#pragma once

#include "core/model/architectures/recurrences.h"
#include "core/model/layer_context.h"

namespace pareto {

/// Modes [...,P] that begin at -1/2 + i pi n (S4D-Lin, arXiv 2206.11893) and are moved from there by the parameters
/// log_decay and turn, held for e^log_step: a step of each mode, [P], or of each channel that has modes of its own,
/// [D,1].
recurrence::HeldModes learned_modes(LayerContext& context, const Dims& modes, const Dims& steps);

} // namespace pareto
