// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

#include <algorithm>

namespace pareto {

namespace {

Signature evicting_attention_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<EvictingAttentionSpec>(node.spec);
  const Dims &q = node.inputs[0].shape, &k = node.inputs[1].shape, &v = node.inputs[2].shape;
  Signature s({q[0], q[1], q[2], v[-1]});
  for (const Dims& rows : {Dims{k[2], spec.budget, k[-1]}, Dims{v[2], spec.budget, v[-1]}, Dims{k[2], spec.budget}})
    s.states.push_back(replaced(rows));
  s.require(q.rank() == 4 && k.rank() == 4 && v.rank() == 4 && q[3] == k[3] && k[2] == v[2] && q[2] % k[2] == 0,
            "evicting_attention takes q, k as wide and v by heads that share evenly");
  s.require(spec.recent >= 1 && spec.recent <= spec.budget, "evicting_attention keeps the last token at least");
  return s;
}

/// Tokens that the token behind a context of so many sees, its own included.
int64_t held(const Node& node, int64_t context) {
  return std::min(context + 1, std::get<EvictingAttentionSpec>(node.spec).budget);
}

double evicting_attention_flops(const Node& node, int64_t context) {
  const Dims& q = node.inputs[0].shape;
  double pairs = 0;
  for (int64_t t = 0; t < q[1]; ++t)
    pairs += static_cast<double>(held(node, context + t));
  return pairs * static_cast<double>(q[0] * q[2]) * (2 * static_cast<double>(q[3] + node.output().shape[3]) + 1);
}

/// All that is held is read once; of keys and values every token writes two rows at most, of worths all.
double rewrites(const Node& node, const StateDecl& state, int64_t context) {
  const int64_t rows = held(node, context), heads = state.shape[0],
                width = state.shape.elements() / heads / state.shape[1];
  const bool worths = state.shape.rank() == 2;
  const int64_t tokens = node.inputs[0].shape[1], written = worths ? rows : std::min(rows, 2 * tokens);
  return static_cast<double>(heads * width * (rows + written));
}

} // namespace

constinit const Operation operations::evicting_attention{.signature = evicting_attention_signature,
                                                         .flops = evicting_attention_flops,
                                                         .rewrites = rewrites,
                                                         .mixes_tokens = true};

} // namespace pareto
