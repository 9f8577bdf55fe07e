// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

enum class Decay : uint8_t {
  None,
  Constant,
  Scalar,
  Key,
  Value, ///< by column, S D_t instead of D_t S (the slots of GSA's first pass, arXiv 2409.07146)
};
enum class Removal : uint8_t {
  None,
  Delta,   ///< u = beta (v - S'^T k), S = S' + k u^T, S' the decayed state (beta given per head)
  LowRank, ///< S = D S + b (a^T S)  + k v^T, a reads the state before the decay (RWKV-7); b absent: -k, so that what
           ///< a reads is taken out along k (Comba)
};
enum class Normaliser : uint8_t { None, SumEps };

inline constexpr int64_t kMostWrites = 16; ///< of one token

/// Per head: S_t = D_t S_{t-1} + removal + k_t v_t^T, o_t = scale * S_t^T q_t (read after the update).
/// inputs, by MatrixInput: q [B,T,Hq,K], k [B,T,Hk,K], v [B,T,H,V], log decay (natural log, <= 0:
/// Constant [H], Scalar [B,T,H], Key [B,T,Hd,K], Value [B,T,Hd,V]), beta [B,T,H], a, b [B,T,H,K]. Hq, Hk and Hd divide
/// H, heads share consecutively. Normaliser SumEps divides by (z_t . q_t + eps), z_t = z_{t-1} + k_t.
/// Output [B,T,H,V]. states: S [H,K,V] (Replace), then z [H,K] where normalised.
struct MatrixRecurrenceSpec {
  Decay decay = Decay::None;
  Removal removal = Removal::None;
  Normaliser normaliser = Normaliser::None;
  float scale = 1;
  float eps = 1e-10f;
  /// Updates of one token, in turn: k, v, beta, a and b have T * writes rows, those of a token one behind the other.
  /// The state decays before the first of them (Gated DeltaProduct, arXiv 2502.10297).
  int64_t writes = 1;
  bool read_before = false; ///< o_t = scale S_{t-1}^T q_t: before the decay and the update (RWKV-6, arXiv 2404.05892)
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
