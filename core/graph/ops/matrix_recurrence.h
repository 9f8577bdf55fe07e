// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

enum class Decay : uint8_t { None, Constant, Scalar, Key };
enum class Removal : uint8_t {
  None,
  Delta,   ///< u = beta (v - S'^T k), S = S' + k u^T, S' the decayed state (beta given per head)
  LowRank, ///< S = D S + b (a^T S)  + k v^T, a reads the state before the decay (RWKV-7)
};
enum class Normaliser : uint8_t { None, SumEps };

/// Per head: S_t = D_t S_{t-1} + removal + k_t v_t^T, o_t = scale * S_t^T q_t (read after the update).
/// inputs, by MatrixInput: q [B,T,Hq,K], k [B,T,Hk,K], v [B,T,H,V], log decay (natural log, <= 0:
/// Constant [H], Scalar [B,T,H], Key [B,T,Hd,K]), beta [B,T,H], a, b [B,T,H,K]. Hq, Hk and Hd divide H,
/// heads share consecutively. Normaliser SumEps divides by (z_t . q_t + eps), z_t = z_{t-1} + k_t.
/// Output [B,T,H,V]. states: S [H,K,V] (Replace), then z [H,K] where normalised.
struct MatrixRecurrenceSpec {
  Decay decay = Decay::None;
  Removal removal = Removal::None;
  Normaliser normaliser = Normaliser::None;
  float scale = 1;
  float eps = 1e-10f;
  bool operator==(const MatrixRecurrenceSpec&) const = default;
};
enum MatrixInput : int {
  kMatrixQ,
  kMatrixK,
  kMatrixV,
  kMatrixLogDecay,
  kMatrixBeta,
  kMatrixA,
  kMatrixB,
  kMatrixInputs
};

} // namespace pareto
