// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// How the inner model is trained while the text is read.
enum class InnerTraining : uint8_t {
  /// Gradient steps from where a mini-batch began (TTT, arXiv 2407.04620). With W, b as they were there, the token j of
  /// it has y_j = rate_j d/dz 1/2 |norm(z_j) - v_j|^2 at z_j = k_j W + b, and token t reads
  /// o_t = q_t W + b - step_t sum_{j <= t} (q_t . k_j + 1) y_j. Behind the last token W -= step sum k_j y_j^T and
  /// b -= step sum y_j, by the step of that token.
  Batches,
  /// One step a token, with momentum and forgetting (Titans, arXiv 2501.00663, eq. 13 and 14, of a linear memory):
  /// M_t = e^{m_t} M_{t-1} - step_t k_t (W_{t-1}^T k_t - v_t)^T, W_t = e^{g_t} W_{t-1} + M_t, o_t = W_t^T q_t.
  Momentum,
};

/// A linear model per head, W [K,V] and with Batches b [V], whose weights are the state: what is read trains it to give
/// v for k, and the token's output is what it gives for q.
/// inputs, by FastInput: q, k [B,T,H,K], v [B,T,H,V] (the target), step [B,T,H], W? [H,K,V] at position 0 (absent: 0);
/// with Batches also b? [H,V] there, rate? [B,T,H] (absent: 1) and the affine part of norm, a layer norm without which
/// norm(z) = z: weight?, bias? [H,V]; with Momentum the log momentum m and the log keep g [B,T,H] (natural, <= 0).
/// Output [B,T,H,V]. states: W [H,K,V], then the sum of k_j y_j^T of its mini-batch, or M, in the same shape; with
/// Batches b [H,V] and the sum of y_j.
struct FastWeightsSpec {
  InnerTraining training = InnerTraining::Batches;
  int64_t mini_batch = 16; ///< tokens of one, counted from position 0; Batches
  float norm_eps = 1e-6f;  ///< of the layer norm
  bool operator==(const FastWeightsSpec&) const = default;
};
enum FastInput : int {
  kFastQ,
  kFastK,
  kFastV,
  kFastStep,
  kFastInitial,
  kFastInitialBias,
  kFastRate,
  kFastNormWeight,
  kFastNormBias,
  kFastMomentum,
  kFastKeep,
  kFastInputs
};
enum FastState : int { kFastW, kFastSum, kFastBias, kFastBiasSum };

} // namespace pareto
