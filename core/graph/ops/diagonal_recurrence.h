// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// h_t = exp(g_t) h_{t-1} + f_t x_t elementwise. inputs: x [B,T,D], g [B,T,D] (<= 0). Output h [B,T,D].
/// f = 1, or sqrt(1 - exp(2g)) with `sqrt_factor`; with `reset_first` the token at position 0 has f = 1 and no past
/// (Griffin, arXiv 2402.19427). states: h [D] (Replace).
struct DiagonalRecurrenceSpec {
  bool sqrt_factor = false;
  bool reset_first = false;
  bool operator==(const DiagonalRecurrenceSpec&) const = default;
};

} // namespace pareto
