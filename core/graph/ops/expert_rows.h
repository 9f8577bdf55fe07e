// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Rows of tokens in the order of experts. x [B,T,D], offsets I32 [E+1], order I32 [N] of a route -> [N,D]: row p is
/// the token of choice order[p]; rows of no expert (p >= offsets[E]) are zero.
struct ExpertRowsSpec {
  bool operator==(const ExpertRowsSpec&) const = default;
};

} // namespace pareto
