// SPDX-License-Identifier: GPL-3.0-or-later
// Recurrences of several operations, as architectures record them and the goldens of operations verify them. State
// entries are named within the scope that records.
#pragma once

#include "core/graph/graph.h"

#include <string_view>

namespace pareto::recurrence {

/// A log decay that leaves nothing in float32, and that running sums of decays stay exact with.
inline constexpr float kForgotten = -90;

/// Softmax over the past, token by token: with z_t = ln(e^{g_t + z_{t-1}} + e^{x_t}) of nothing before position 0,
/// weight = e^{x_t - z_t}, log_keep = g_t + z_{t-1} - z_t (<= 0, and no lower than what leaves nothing), before =
/// z_{t-1}.
struct Shares {
  Tensor weight, log_keep, before;
};
/// x, g [B,T,D], g <= 0. State: NAME.state [D].
Shares shares_of_past(Graph& graph, Tensor x, Tensor g, std::string_view name);
/// The same where nothing fades.
Shares shares_of_past(Graph& graph, Tensor x, std::string_view name);

/// x_t + what all before it summed up to, in the shape of x [B,T,...]: of log gates, what attention forgets by. State:
/// NAME.state.
Tensor running_sum(Graph& graph, Tensor x, std::string_view name);

/// WKV of RWKV-4 (arXiv 2305.13048): the mean of v_i weighted by e^{k_i}, older ones less by e^{w} a token, the present
/// one by e^{u + k_t}. k, v [B,T,D], w (<= 0), u [D]. States: exponents.state (ln of the sum), mean.state, [D] each.
Tensor weighted_past(Graph& graph, Tensor k, Tensor v, Tensor w, Tensor u);

/// S = diag(e^g) S_{t-1} + k v^T, o = scale (S_{t-1} + diag(bonus) k v^T)^T q: what the token itself brings is weighed
/// by its own (RWKV-5 and 6, arXiv 2404.05892). q, k, log decay [B,T,H,K], v [B,T,H,V], bonus [H,K]. State: state
/// [H,K,V].
Tensor read_with_bonus(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor log_decay, Tensor bonus, float scale);

/// Which state the erased direction is read from.
enum class EraseFrom : uint8_t { Before, Decayed };
/// S = D S_{t-1} + k (v - S~^T erased)^T, o = scale S^T q with S~ = S_{t-1} or D S_{t-1}: a delta rule whose erasing
/// and writing differ (Comba, arXiv 2506.02475; Gated DeltaNet-2). q, k, erased [B,T,H,K], v [B,T,H,V], log decay
/// [B,T,H] or [B,T,H,K]. Strengths stand in `erased` and v. State: state [H,K,V].
Tensor erase_and_write(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor erased, Tensor log_decay, EraseFrom from,
                       float scale);

/// Keys divided by what their channels have met: A_t = e^{g_t} A_{t-1} + beta_t k_t^2, r = ln(A_t + 1e-6) - offset,
/// k 1.5^{-r / (1 + |r|)} (arXiv 2604.21100). k [B,T,H,K], g, beta [B,T,H], offset [H,1]. State: precondition.state.
Tensor preconditioned_keys(Graph& graph, Tensor k, Tensor log_decay, Tensor strength, Tensor offset);

/// Attention with the weights 1 + s + s^2 / 2 (Based, arXiv 2402.18668) or s^2 (ReBased, 2402.10644) instead of e^s, s
/// = scale q.k, divided by their sum + eps. q, k [B,T,H,D], v [B,T,H,V]. States: state [H,F,V], normaliser [H,F], F the
/// features of D channels (core/graph/ops/pair_features.h).
Tensor polynomial_attention(Graph& graph, Tensor q, Tensor k, Tensor v, bool taylor, float scale, float eps);

/// Memories of M slots that are read twice (GSA, arXiv 2409.07146): keys into slots, softmax of what the query finds
/// there, values out of slots. q, k [B,T,H,K], v [B,T,H,V], written, log_keep [B,T,H,M].
/// States: keys.state [H,K,M], values.state [H,M,V].
Tensor slot_memory(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor written, Tensor log_keep, float scale);

/// mLSTM (arXiv 2405.04517): C = sigma(f) C + e^i k v^T, n likewise of k; C^T q / max(|n . q|, 1) with q scaled. Both
/// are kept divided by the sum of their weights, whose logarithm is gates.state [H]: nothing overflows. q, k [B,T,H,K],
/// v [B,T,H,V], input, log_forget [B,T,H]. States also: cells.state [H,K,V], sums.state [H,K,1].
Tensor exponential_gates(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor input, Tensor log_forget, float scale,
                         float eps);

/// The answer to q of a least-squares fit of all (k, v) so far, older ones fading, beta their weights, `ridge` [H,K]
/// its penalty (MesaNet, arXiv 2506.05233): o = S^T x, S = e^g S + beta k v^T, x from ridge_solve. q, k [B,T,H,K], v
/// [B,T,H,V], beta, log decay [B,T,H]. States: keys.state [H,K,K], state [H,K,V].
Tensor least_squares(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor beta, Tensor log_decay, Tensor ridge,
                     const RidgeSolveSpec& spec);

/// How complex modes in continuous time become steps: an input is held over its step, or weighed at both of its ends.
enum class Discretisation : uint8_t { Held, Bilinear };

/// A complex number for each mode, of weights only.
struct Complex {
  Tensor re, im;
};
Complex product(Graph& graph, Complex x, Complex y);
Complex quotient(Graph& graph, Complex x, Complex y);

/// Modes lambda for a step dt (S4D, arXiv 2206.11893, section 3.1): what is kept of a mode over a step and what it
/// takes of an input. Held: e^{lambda dt}, (e^{lambda dt} - 1) / lambda. Bilinear: (1 + lambda dt / 2) / (1 - lambda dt
/// / 2), dt / (1 - lambda dt / 2). In the shape of lambda.
struct StepOfModes {
  Complex keep, gain;
};
StepOfModes step_of_modes(Graph& graph, Complex lambda, Tensor step, Discretisation rule);

/// What channels read of the modes that they drive (DiagonalRecurrenceSpec::modes): keep, read [P,D], x [B,T,D] or, of
/// complex inputs, [B,T,2D]. State: modes.state [2,P,D].
Tensor driven_modes(Graph& graph, Tensor x, Complex keep, Complex read, bool complex);

} // namespace pareto::recurrence
