// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// The logarithm of nothing, finite so that sums with it are numbers: e^ of it is 0.
inline constexpr float kLogOfNothing = -1e30f;

/// h_t = exp(g_t) h_{t-1} + f_t x_t elementwise. inputs, by DiagonalInput: x [B,T,D], g [B,T,D] (<= 0). Output h
/// [B,T,D]. f = 1, or sqrt(1 - exp(2g)) with `sqrt_factor`; with `reset_first` the token at position 0 has f = 1 and no
/// past (Griffin, arXiv 2402.19427). states: h [D] (Replace).
struct DiagonalRecurrenceSpec {
  bool sqrt_factor = false;
  bool reset_first = false;
  /// h_t = ln(e^{g_t + h_{t-1}} + e^{x_t}), a sum of exponentials that cannot overflow; the past of position 0 is
  /// kLogOfNothing. What softmax over the past divides by (RWKV-4, arXiv 2305.13048; mLSTM's gates, 2405.04517).
  bool log_sum = false;
  bool read_before = false; ///< gives h_{t-1}, what stands before the token
  /// h_t = h_{t-1} + x_t, kept within half a turn of 0 by taking whole turns off: the angle of a state that rotates
  /// (Mamba-3). g is absent.
  bool angles = false;
  /// Complex modes that each channel drives and reads, which fade and turn alike at every token (S4D, arXiv 2206.11893,
  /// section 3; S5, 2208.04933): h_t = a h_{t-1} + x_t, y_t = sum over the channel's modes of c h_t, of which the real
  /// part is given. a and c are [modes,D], real and imaginary parts an input each; g is absent. states: h [2,modes,D],
  /// real parts first. 0: the forms above.
  int64_t modes = 0;
  bool complex = false; ///< of modes: x and y are complex, [B,T,2D], real parts first
  bool operator==(const DiagonalRecurrenceSpec&) const = default;
};
enum DiagonalInput : int {
  kDiagonalX,
  kDiagonalG,
  kDiagonalKeepRe, ///< a
  kDiagonalKeepIm,
  kDiagonalReadRe, ///< c
  kDiagonalReadIm,
  kDiagonalInputs
};

} // namespace pareto
