// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// s_t = b + sum over j of w_j x_{t+j}, channel by channel: a line of W - 1 past and n present rows gives [n, D].
RowArray convolved(const RowMatrix& line, const View& weight, const View& bias);

} // namespace pareto::reference
