// SPDX-License-Identifier: GPL-3.0-or-later
// The list of operations: the one place that names them all.
#pragma once

#include "core/graph/ops/accumulate.h"
#include "core/graph/ops/arg_max.h"
#include "core/graph/ops/attention.h"
#include "core/graph/ops/attention_backward.h"
#include "core/graph/ops/binary.h"
#include "core/graph/ops/block_matmul.h"
#include "core/graph/ops/causal_conv.h"
#include "core/graph/ops/causal_conv_backward.h"
#include "core/graph/ops/concat.h"
#include "core/graph/ops/cross_entropy.h"
#include "core/graph/ops/cross_entropy_backward.h"
#include "core/graph/ops/cumulative_sum.h"
#include "core/graph/ops/diagonal_recurrence.h"
#include "core/graph/ops/embed.h"
#include "core/graph/ops/embed_backward.h"
#include "core/graph/ops/evicting_attention.h"
#include "core/graph/ops/expert_matmul.h"
#include "core/graph/ops/expert_rows.h"
#include "core/graph/ops/expert_sum.h"
#include "core/graph/ops/fast_weights.h"
#include "core/graph/ops/gated_activation.h"
#include "core/graph/ops/gated_norm.h"
#include "core/graph/ops/gated_norm_backward.h"
#include "core/graph/ops/matmul.h"
#include "core/graph/ops/matmul_backward.h"
#include "core/graph/ops/matrix_recurrence.h"
#include "core/graph/ops/matrix_recurrence_backward.h"
#include "core/graph/ops/norm.h"
#include "core/graph/ops/norm_backward.h"
#include "core/graph/ops/pair_features.h"
#include "core/graph/ops/pool_blocks.h"
#include "core/graph/ops/position_embed.h"
#include "core/graph/ops/position_embed_backward.h"
#include "core/graph/ops/reduce_sum.h"
#include "core/graph/ops/ridge_solve.h"
#include "core/graph/ops/rope.h"
#include "core/graph/ops/rope_backward.h"
#include "core/graph/ops/route.h"
#include "core/graph/ops/select_blocks.h"
#include "core/graph/ops/select_last.h"
#include "core/graph/ops/selective_scan.h"
#include "core/graph/ops/slstm.h"
#include "core/graph/ops/softmax.h"
#include "core/graph/ops/token_shift.h"
#include "core/graph/ops/unary.h"
#include "core/graph/ops/unary_backward.h"

#include <cstddef>
#include <cstdint>
#include <variant>

/// X(Name, name) for every operation. The contract and NameSpec stand in core/graph/ops/<name>.h, its rules in
/// <name>.cpp; B = batch, T = tokens of this step, H = heads, K/V = key/value width of a head. Every executor makes its
/// table from this list, so that an operation which one of them lacks does not link.
// clang-format off
#define PARETO_OPERATIONS(X)                 \
  X(Embed, embed)                            \
  X(PositionEmbed, position_embed)           \
  X(Matmul, matmul)                          \
  X(BlockMatmul, block_matmul)               \
  X(Route, route)                            \
  X(ExpertRows, expert_rows)                 \
  X(ExpertMatmul, expert_matmul)             \
  X(ExpertSum, expert_sum)                   \
  X(Unary, unary)                            \
  X(Binary, binary)                          \
  X(Concat, concat)                          \
  X(GatedActivation, gated_activation)       \
  X(Norm, norm)                              \
  X(GatedNorm, gated_norm)                   \
  X(Rope, rope)                              \
  X(CausalConv, causal_conv)                 \
  X(TokenShift, token_shift)                 \
  X(PoolBlocks, pool_blocks)                 \
  X(SelectBlocks, select_blocks)             \
  X(Attention, attention)                    \
  X(EvictingAttention, evicting_attention)   \
  X(MatrixRecurrence, matrix_recurrence)     \
  X(SelectiveScan, selective_scan)           \
  X(DiagonalRecurrence, diagonal_recurrence) \
  X(FastWeights, fast_weights)               \
  X(RidgeSolve, ridge_solve)                 \
  X(Slstm, slstm)                            \
  X(PairFeatures, pair_features)             \
  X(ReduceSum, reduce_sum)                   \
  X(Softmax, softmax)                        \
  X(CumulativeSum, cumulative_sum)           \
  X(SelectLast, select_last)                 \
  X(ArgMax, arg_max)                         \
  PARETO_TRAINING_OPERATIONS(X)
// clang-format on

/// Those that only differentiate() and the losses record. An executor that does not train answers all of them at once.
// clang-format off
#define PARETO_TRAINING_OPERATIONS(X)                     \
  X(CrossEntropy, cross_entropy)                          \
  X(Accumulate, accumulate)                               \
  X(MatmulBackward, matmul_backward)                      \
  X(UnaryBackward, unary_backward)                        \
  X(NormBackward, norm_backward)                          \
  X(GatedNormBackward, gated_norm_backward)               \
  X(RopeBackward, rope_backward)                          \
  X(EmbedBackward, embed_backward)                        \
  X(PositionEmbedBackward, position_embed_backward)       \
  X(CausalConvBackward, causal_conv_backward)             \
  X(AttentionBackward, attention_backward)                \
  X(MatrixRecurrenceBackward, matrix_recurrence_backward) \
  X(CrossEntropyBackward, cross_entropy_backward)
// clang-format on

namespace pareto {

#define PARETO_ENUMERATOR(Name, name) Name,
enum class Op : uint8_t { PARETO_OPERATIONS(PARETO_ENUMERATOR) };
#undef PARETO_ENUMERATOR

#define PARETO_ONE(Name, name) +1
inline constexpr size_t kOpCount = 0 PARETO_OPERATIONS(PARETO_ONE);
#undef PARETO_ONE

namespace detail {
template <class, class... Specs>
struct SpecVariant {
  using Type = std::variant<Specs...>;
};
} // namespace detail

/// What an operation is parametrised by; the alternative tells the operation. Equal specs compare equal.
#define PARETO_SPEC(Name, name) , Name##Spec
using Spec = detail::SpecVariant<void PARETO_OPERATIONS(PARETO_SPEC)>::Type;
#undef PARETO_SPEC
static_assert(std::variant_size_v<Spec> == kOpCount);

inline Op op_of(const Spec& spec) { return static_cast<Op>(spec.index()); }

/// Stable lower-case name ("matrix_recurrence"), used in messages and profiles.
const char* to_string(Op op);

} // namespace pareto
