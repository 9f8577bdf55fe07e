// SPDX-License-Identifier: GPL-3.0-or-later
// The makers of random operations, by family in random_{layers,attention,recurrences}.cpp, and what they share.
#pragma once

#include "tests/core/exec/random_operations.h"

/// The list of makers: a line here is a function in a file of them. Their place in it is part of the seeds of their
/// cases: a new one goes to the end.
// clang-format off
#define PARETO_RANDOM_OPERATIONS(X) \
  X(matmul)                         \
  X(block_matmul)                   \
  X(route)                          \
  X(experts)                        \
  X(embed)                          \
  X(position_embed)                 \
  X(unary)                          \
  X(binary)                         \
  X(concat)                         \
  X(gated)                          \
  X(norm)                           \
  X(gated_norm)                     \
  X(rope)                           \
  X(causal_conv)                    \
  X(token_shift)                    \
  X(attention)                      \
  X(matrix_recurrence)              \
  X(selective_scan)                 \
  X(diagonal_recurrence)            \
  X(modes)                          \
  X(slstm)                          \
  X(fast_weights)                   \
  X(ridge_solve)                    \
  X(pair_features)                  \
  X(reduce_sum)                     \
  X(select_last)                    \
  X(arg_max)                        \
  X(attention_form)                 \
  X(pool_blocks)                    \
  X(select_blocks)                  \
  X(chosen_attention)               \
  X(shared_attention)               \
  X(joined_attention)               \
  X(keyless_blocks)                 \
  X(pattern_attention)              \
  X(evicting_attention)             \
  X(dense_route)                    \
  X(expert_sequences)
// clang-format on

namespace pareto::test::makers {

inline constexpr double kHalfCache = 5e-3; ///< a key that rounds the other way moves an output by about 2^-11

inline constexpr int64_t kFirstPosition = 3;

inline RandomOperation base(Random& random) {
  RandomOperation operation;
  operation.batch = pick(random, {1, 2, 3});
  operation.steps = {pick(random, {1, 2, 3, 5, 8, 17, 33, 64, 65}), 1, pick(random, {2, 7, 16})};
  return operation;
}

inline Precision some_precision(Random& random) {
  return pick(random, {Precision::F32, Precision::F16, Precision::BF16, Precision::Q8, Precision::Q4});
}

/// [batch, tokens, ...] of this step.
inline Tensor input(Graph& g, const char* name, std::initializer_list<int64_t> rest) {
  Dims dims{g.shape().batch, g.shape().tokens};
  for (int64_t extent : rest)
    dims.push_back(extent);
  return g.input(name, dims);
}

/// The same with `writes` rows a token.
inline Tensor written(Graph& g, const char* name, std::initializer_list<int64_t> rest, int64_t writes) {
  Dims dims{g.shape().batch, g.shape().tokens * writes};
  for (int64_t extent : rest)
    dims.push_back(extent);
  return g.input(name, dims);
}

inline Tensor vector(Graph& g, const char* name, int64_t width) { return g.weight(name, {width}, WeightUse::Vector); }

#define PARETO_MAKER(name) RandomOperation name(Random& random);
PARETO_RANDOM_OPERATIONS(PARETO_MAKER)
#undef PARETO_MAKER

} // namespace pareto::test::makers
