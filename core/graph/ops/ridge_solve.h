// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// What the weights of a least-squares fit of the past are read with (MesaNet, arXiv 2506.05233): per head
/// H_t = e^{g_t} H_{t-1} + beta_t k_t k_t^T and x_t of (H_t + diag(ridge)) x_t = q_t, by conjugate gradients from x =
/// 0. A matrix recurrence of the same decay that writes beta k v^T and is read with x then gives the fit's answer to q.
/// inputs: q, k [B,T,H,K], beta [B,T,H], log decay g [B,T,H] (natural, <= 0), ridge [H,K] (> 0). Output x [B,T,H,K].
/// states: H [H,K,K] (Replace).
struct RidgeSolveSpec {
  int64_t iterations = 30; ///< fewer where nothing is left to solve
  float eps = 1e-5f;       ///< added to both denominators; flash-linear-attention's value
  bool operator==(const RidgeSolveSpec&) const = default;
};
enum RidgeInput : int { kRidgeQ, kRidgeK, kRidgeBeta, kRidgeLogDecay, kRidgeRidge, kRidgeInputs };

} // namespace pareto
