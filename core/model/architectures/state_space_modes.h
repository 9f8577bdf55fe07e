// SPDX-License-Identifier: GPL-3.0-or-later
// The complex modes that S4D and S5 learn.
#pragma once

#include "core/model/architectures/recurrences.h"
#include "core/model/layer_context.h"

namespace pareto {

/// Modes [P,...] that begin at -1/2 + i pi n (S4D-Lin, arXiv 2206.11893) and are moved from there by the parameters
/// log_decay and turn, for steps of e^log_step: of each channel that has modes of its own, all alike in [D,P] (`modes`:
/// {D, P}), or of each mode, [P] (`modes`: {P}). In the shape [P,D] or [1,P] that driven_modes takes.
recurrence::StepOfModes learned_modes(LayerContext& context, const Dims& modes, recurrence::Discretisation rule);

} // namespace pareto
