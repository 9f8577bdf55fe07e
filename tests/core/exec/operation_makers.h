// SPDX-License-Identifier: GPL-3.0-or-later
// The makers of random operations, by family in random_{layers,attention,recurrences}.cpp, and what they share.
#pragma once

#include "tests/core/exec/random_operations.h"

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

RandomOperation matmul(Random& random);
RandomOperation block_matmul(Random& random);
RandomOperation route(Random& random);
RandomOperation experts(Random& random);
RandomOperation dense_route(Random& random);
RandomOperation expert_sequences(Random& random);
RandomOperation embed(Random& random);
RandomOperation position_embed(Random& random);
RandomOperation unary(Random& random);
RandomOperation binary(Random& random);
RandomOperation concat(Random& random);
RandomOperation gated(Random& random);
RandomOperation norm(Random& random);
RandomOperation gated_norm(Random& random);
RandomOperation rope(Random& random);
RandomOperation causal_conv(Random& random);
RandomOperation token_shift(Random& random);
RandomOperation pair_features(Random& random);
RandomOperation reduce_sum(Random& random);
RandomOperation select_last(Random& random);
RandomOperation arg_max(Random& random);
RandomOperation attention(Random& random);
RandomOperation attention_form(Random& random);
RandomOperation pool_blocks(Random& random);
RandomOperation select_blocks(Random& random);
RandomOperation chosen_attention(Random& random);
RandomOperation shared_attention(Random& random);
RandomOperation joined_attention(Random& random);
RandomOperation keyless_blocks(Random& random);
RandomOperation pattern_attention(Random& random);
RandomOperation evicting_attention(Random& random);
RandomOperation matrix_recurrence(Random& random);
RandomOperation selective_scan(Random& random);
RandomOperation diagonal_recurrence(Random& random);
RandomOperation modes(Random& random);
RandomOperation slstm(Random& random);
RandomOperation fast_weights(Random& random);
RandomOperation ridge_solve(Random& random);

} // namespace pareto::test::makers
