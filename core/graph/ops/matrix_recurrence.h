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

inline constexpr int64_t kMostWrites = 16; ///< of one token, and reads

/// Per head: S_t = D_t S_{t-1} + removal + k_t v_t^T, o_t = scale * S_t^T q_t (read after the update).
/// inputs, by MatrixInput: q [B,T,Hq,K], k [B,T,Hk,K], v [B,T,H,V], log decay (natural log, <= 0:
/// Constant [H], Scalar [B,T,H], Key [B,T,Hd,K], Value [B,T,Hd,V]), beta [B,T,H], a, b [B,T,H,K]. Hq, Hk and Hd divide
/// H, heads share consecutively. Normaliser SumEps divides by (z_t . q_t + eps), z_t = z_{t-1} + k_t.
/// With offsets I32 [E+1] and order I32 [N] of a route the inputs have rows [1,N,..] in the order of experts: each
/// expert goes through its own rows of a sequence, which follow one another for it, in a state of its own; rows of no
/// expert give zeros. S [E H,K,V] then, those of an expert side by side; one write, no normaliser, no levels (mixture
/// of memories, arXiv 2502.13685). Output [B,T,H,V]. states: S [H,K,V] ([H,levels,K,V]; Replace), then z [H,K] where
/// normalised.
struct MatrixRecurrenceSpec {
  Decay decay = Decay::None;
  Removal removal = Removal::None;
  Normaliser normaliser = Normaliser::None;
  float scale = 1;
  float eps = 1e-10f;
  /// Updates of one token, in turn: k, v, beta, a and b have T * writes rows, those of a token one behind the other.
  /// The state decays before the first of them (Gated DeltaProduct, arXiv 2502.10297).
  int64_t writes = 1;
  /// Queries of one token, which all read what its last write leaves: q and the output have T * reads rows, those of a
  /// token one behind the other (Mamba-3's several outputs, arXiv 2603.15569). No normaliser, no levels.
  int64_t reads = 1;
  bool read_before = false; ///< o_t = scale S_{t-1}^T q_t: before the decay and the update (RWKV-6, arXiv 2404.05892)
  /// The past in states of their own by its distance, o_t = scale (w_0 k_t v_t^T + sum_l w_l S_l)^T q_t (log-linear
  /// attention, arXiv 2506.04761): where bit l - 1 of the position is set, S_l holds the 2^(l-1) tokens that begin
  /// where the position's lower l bits are 0; the last one also all that lies further back. 0: one state. Scalar decay,
  /// no removal. The weights w [B,T,H,levels] are one more input.
  int64_t levels = 0;
  bool operator==(const MatrixRecurrenceSpec&) const = default;
};
inline constexpr int64_t kMostLevels = 32;
/// Whether S_l, l > 0, holds anything before the token at `position`.
inline constexpr bool level_holds(int64_t level, int64_t levels, int64_t position) {
  const int64_t rest = position >> (level - 1);
  return level + 1 == levels ? rest != 0 : (rest & 1) != 0;
}
/// The level that takes up the token at `position` and all nearer levels.
inline constexpr int64_t joined_level(int64_t levels, int64_t position) {
  int64_t level = 1;
  for (; level + 1 < levels && (position & 1) != 0; position >>= 1)
    ++level;
  return level;
}
enum MatrixInput : int {
  kMatrixQ,
  kMatrixK,
  kMatrixV,
  kMatrixLogDecay,
  kMatrixBeta,
  kMatrixA,
  kMatrixB,
  kMatrixLevels,
  kMatrixOffsets,
  kMatrixOrder,
  kMatrixInputs
};

} // namespace pareto
