// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/nature.h"

#include "core/model/model.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace pareto {

namespace {

constexpr int64_t kWidth = 64, kFeedForward = 152;
const ShapeSize& smallest() {
  static const ShapeSize size{"probe", 128, kWidth, 1, 2, 2, kFeedForward, 64, true};
  return size;
}

/// How what is kept of a sequence grows.
enum class Growth { Fixed, Window, Context };

Graph one_layer(const ShapeRule& rule, int64_t layer) {
  ModelSpec spec;
  spec.vocab = smallest().vocab;
  spec.hidden = kWidth;
  spec.tied = true;
  spec.norm = rule.norm;
  spec.blocks.push_back(block_of(rule, smallest(), layer, kWidth, kFeedForward));
  spec.lower_bound_width = lower_bound_width(spec.blocks).value_or(0);
  return Model(std::move(spec)).record({1, 1, Phase::Decode});
}

Growth growth_of(const Graph& graph) {
  const auto has = [&](StateKind kind) {
    return std::any_of(graph.states().begin(), graph.states().end(),
                       [kind](const StateDecl& state) { return state.kind == kind; });
  };
  return has(StateKind::Append) ? Growth::Context : has(StateKind::Ring) ? Growth::Window : Growth::Fixed;
}

/// What every model is made of, whatever mixes its tokens, and what only moves values; by name
/// (core/graph/operations.h).
bool is_common(Op op) {
  constexpr std::string_view kCommon[] = {
      "embed",      "position_embed", "matmul", "unary",       "binary",     "gated_activation", "norm",   "gated_norm",
      "reduce_sum", "softmax",        "concat", "expert_rows", "expert_sum", "select_last",      "arg_max"};
  return std::find(std::begin(kCommon), std::end(kCommon), to_string(op)) != std::end(kCommon);
}

void add_kernels(const Graph& graph, std::vector<Op>& kernels) {
  for (const Node& node : graph.nodes())
    if (!is_common(node.op) && !graph.constant(node) &&
        std::find(kernels.begin(), kernels.end(), node.op) == kernels.end())
      kernels.push_back(node.op);
}

/// "O(n²)", or "O(n² / 4)" where one layer in four is so.
std::string share_of(const std::string& all, size_t layers, size_t such) {
  if (such == layers)
    return "O(" + all + ")";
  return layers % such == 0 ? "O(" + all + " / " + std::to_string(layers / such) + ")"
                            : "O(" + all + " · " + std::to_string(such) + " / " + std::to_string(layers) + ")";
}

} // namespace

Nature nature_of(const Architecture& architecture) {
  Nature nature;
  size_t context = 0, window = 0;
  const auto layers = static_cast<size_t>(architecture.shape.period());
  for (size_t layer = 0; layer < layers; ++layer) {
    const Graph graph = one_layer(architecture.shape, static_cast<int64_t>(layer));
    const Growth growth = growth_of(graph);
    context += growth == Growth::Context;
    window += growth == Growth::Window;
    add_kernels(graph, nature.kernels);
    if (const Denoising how = denoising_of(graph); how.sight > nature.how.sight)
      nature.how = how;
  }
  nature.prefill = context > 0 ? share_of("n²", layers, context) : window > 0 ? "O(n W)" : "O(n)";
  nature.memory = context > 0        ? share_of("n", layers, context)
                  : window == layers ? "O(min(n, W))"
                  : window > 0       ? "O(W)"
                                     : "O(1)";
  return nature;
}

} // namespace pareto
