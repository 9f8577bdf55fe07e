// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// The recurrent cell of xLSTM's scalar memory (arXiv 2405.04517, section 2.2), whose gates read its own last output:
/// p_g = x_g + h_{t-1} R_g for the gates input, forget, cell and output, R block-diagonal over heads;
///   c_t = sigma(p_f) c_{t-1} + e^{p_i} tanh(p_z), n_t = sigma(p_f) n_{t-1} + e^{p_i}, h_t = sigma(p_o) c_t / n_t.
/// c / n is kept instead of c, and ln n instead of n, so that nothing overflows: with a = p_i - ln n_t,
/// mean_t = mean_{t-1} + e^a (tanh(p_z) - mean_{t-1}).
/// inputs: x [B,T,4,H,D], recurrent weight [4,H,D,D] (from the right: rows are h's channels), both by SlstmGate. Output
/// h [B,T,H,D]. states: h [H,D], mean [H,D], ln n [H,D] (Replace); at position 0 there is no past.
struct SlstmSpec {
  bool operator==(const SlstmSpec&) const = default;
};
enum SlstmGate : int { kSlstmInput, kSlstmForget, kSlstmCell, kSlstmOutput, kSlstmGates };
enum SlstmState : int { kSlstmOut, kSlstmMean, kSlstmLogSum };

} // namespace pareto
