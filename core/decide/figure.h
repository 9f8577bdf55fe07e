// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/statements.h"

namespace pareto {

/// A quantity of a contender as a statement's figure, at the comparison's place, with what is known of the model.
Figure figure_of(const Evidence& evidence, const Comparison& comparison, const Contender& who, const AxisChoice& axis,
                 const Quantity& quantity);

} // namespace pareto
