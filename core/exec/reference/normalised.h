// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// Every group of the rows of x [n, width] normalised (NormKind), without weight and bias.
RowMatrix normalised(const NormSpec& spec, RowMatrix x);

/// The gradient of x from that of normalised(x).
RowMatrix normalised_backward(const NormSpec& spec, RowMatrix x, RowMatrix dn);

} // namespace pareto::reference
