// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// What the experts of a token made, added up: y_t = sum over its choices j of w_tj x[place_tj]. x [N,D] in the order
/// of experts, weights? [B,T,chosen] (absent: 1), place I32 [B,T,chosen] of a route -> [B,T,D].
struct ExpertSumSpec {
  bool operator==(const ExpertSumSpec&) const = default;
};

} // namespace pareto
