// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <variant>
#include <vector>

namespace pareto {

/// Every operation an executor may meet. The contract of each stands at its spec below or at its
/// builder in graph.h; B = batch, T = tokens of this step, H = heads, K/V = key/value width of a head.
enum class Op : uint8_t {
  Embed,              ///< tokens I32 [B,T], table [vocab,D] -> [B,T,D]
  PositionEmbed,      ///< table [max_positions,D] -> [B,T,D], row = position of each token
  Matmul,             ///< x [...,in], weight [out,in], bias? [out] -> [...,out]
  BlockMatmul,        ///< x [B,T,H,in], weight [H,in,out], bias? [H,out] -> [B,T,H,out] (y = x W, from the right)
  Unary,              ///< elementwise, UnarySpec
  Binary,             ///< elementwise with broadcasting, BinarySpec
  GatedActivation,    ///< gate, up -> act(gate) * up, UnarySpec
  Norm,               ///< x, weight?, bias? -> NormSpec
  GatedNorm,          ///< x, gate, weight -> GatedNormSpec
  Rope,               ///< x [B,T,H,D] -> RopeSpec
  CausalConv,         ///< x [B,T,D], weight [D,W], bias? [D] -> [B,T,D], ConvSpec; state [W-1,D], oldest first
  TokenShift,         ///< x [B,T,D] -> x of the token before; state [D]
  Attention,          ///< AttentionSpec
  MatrixRecurrence,   ///< MatrixRecurrenceSpec
  SelectiveScan,      ///< SelectiveScanSpec
  DiagonalRecurrence, ///< DiagonalRecurrenceSpec
  ReduceSum,          ///< sum over the last axis, kept with extent 1
  Softmax,            ///< over axis 0 of a weights-only tensor [L,D]
  CumulativeSum,      ///< over axis 0 of a weights-only tensor [L,D]
  SelectLast,         ///< x [B,T,D] -> [B,D], the row of the last valid token (count[b]-1)
  ArgMax,             ///< x [B,V] or [B,T,V] -> I32 without the last axis; ties go to the lower index
};

/// Stable lower-case name ("matrix_recurrence"), used in messages and profiles.
const char* to_string(Op op);

struct UnarySpec {
  UnaryFunction function = UnaryFunction::Identity;
  float a = 1;
  float b = 0;
};

struct BinarySpec {
  BinaryFunction function = BinaryFunction::Add;
};

/// Normalises groups of `group` consecutive channels of the last axis (0 = the whole axis), then
/// multiplies by weight and adds bias where given. Both span the last axis or one group (then shared by all groups).
struct NormSpec {
  NormKind kind = NormKind::Rms;
  float eps = 1e-6f;
  int64_t group = 0;
};
struct GatedNormSpec {
  NormSpec norm;
  UnaryFunction activation = UnaryFunction::Silu;
  bool gate_first = false; ///< true: norm(x*act(g))*w (Mamba-2); false: norm(x)*w*act(g) (gated DeltaNet)
};

/// Angles of a rotary embedding; computed once from the configuration.
struct RopeTable {
  std::vector<double> inv_freq;      ///< rotary_dim/2 radians per position
  std::vector<double> inv_freq_long; ///< used instead when the planned length exceeds `long_after` (long rope); empty = never
  int64_t long_after = std::numeric_limits<int64_t>::max();
  double attention_factor = 1;       ///< multiplies cos and sin
};
/// The first 2*inv_freq.size() channels of each head are rotated, the others pass through.
struct RopeSpec {
  bool interleaved = false; ///< pairs (2j,2j+1); otherwise (j, j+rotary_dim/2)
  std::shared_ptr<const RopeTable> table;
};

struct ConvSpec {
  int64_t width = 4;
  UnaryFunction activation = UnaryFunction::Identity;
};

/// Softmax attention of the present tokens over the cached past plus the present.
/// inputs: q [B,T,H,K], k [B,T,Hkv,K], v [B,T,Hkv,V], sink? [H] (learned logit without value).
/// Query head h reads kv head h / (H/Hkv). Output [B,T,H,V]. Present k, v are rounded to the cache type.
/// Query at position t sees s with s <= t, and s > t-window where window > 0, plus s < pinned always.
/// states: two Append or Ring entries, keys then values, [Hkv,K] and [Hkv,V] per token.
struct AttentionSpec {
  float scale = 1;
  bool causal = true;
  int64_t window = 0; ///< 0 = none; counts the token itself
  int64_t pinned = 0; ///< first tokens that stay visible behind a window (attention sinks)
  float softcap = 0;  ///< 0 = none; logits = softcap * tanh(logits / softcap)
};

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
};
enum MatrixInput : int { kMatrixQ, kMatrixK, kMatrixV, kMatrixLogDecay, kMatrixBeta, kMatrixA, kMatrixB, kMatrixInputs };

/// Mamba-1 (arXiv 2312.00752): d = softplus(delta + bias); h = exp(d A) h + (d u) B^T; y = h C + D u; y *= silu(z).
/// inputs, by ScanInput: u [B,T,Di], delta [B,T,Di] raw, A [Di,N] negative, B [B,T,N], C [B,T,N], D? [Di],
/// z? [B,T,Di], bias? [Di]. Output [B,T,Di]. states: h [Di,N] (Replace).
struct SelectiveScanSpec {};
enum ScanInput : int { kScanU, kScanDelta, kScanA, kScanB, kScanC, kScanD, kScanZ, kScanBias, kScanInputs };

/// h_t = exp(g_t) h_{t-1} + f_t x_t elementwise. inputs: x [B,T,D], g [B,T,D] (<= 0). Output h [B,T,D].
/// f = 1, or sqrt(1 - exp(2g)) with `sqrt_factor`; with `reset_first` the token at position 0 has f = 1 and no past
/// (Griffin, arXiv 2402.19427). states: h [D] (Replace).
struct DiagonalRecurrenceSpec {
  bool sqrt_factor = false;
  bool reset_first = false;
};

using Spec = std::variant<std::monostate, UnarySpec, BinarySpec, NormSpec, GatedNormSpec, RopeSpec, ConvSpec,
                          AttentionSpec, MatrixRecurrenceSpec, SelectiveScanSpec, DiagonalRecurrenceSpec>;

} // namespace pareto
