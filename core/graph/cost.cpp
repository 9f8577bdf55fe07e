// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cost.h"

#include <algorithm>

namespace pareto {

int64_t parameter_count(const Graph& graph) {
  int64_t total = 0;
  for (const WeightDecl& weight : graph.weights())
    total += weight.shape.elements();
  return total;
}

namespace {

int64_t stored_bytes(const WeightDecl& weight, Precision precision, const FormatOf& format) {
  return format_bytes(format ? format(weight) : weight_format(weight, precision), weight.shape.elements());
}

/// Tokens of history one entry holds at `context`.
int64_t held_tokens(const StateDecl& state, int64_t context) {
  return state.kind == StateKind::Ring ? std::min(context, state.window + state.pinned) : context;
}

int64_t entry_bytes(const StateDecl& state, Format cache, int64_t context) {
  if (state.kind == StateKind::Replace)
    return state.shape.elements() * 4;
  return held_tokens(state, context) * format_bytes(cache, state.shape.elements());
}

double attention_flops(const Node& node, int64_t context) {
  const Tensor &q = node.inputs[0], &v = node.inputs[2];
  const auto& spec = std::get<AttentionSpec>(node.spec);
  double pairs = 0; // query-key pairs of one sequence and head
  for (int64_t t = 0; t < q.shape[1]; ++t) {
    const int64_t visible = context + (spec.causal ? t + 1 : q.shape[1]);
    pairs += static_cast<double>(spec.window > 0 ? std::min(visible, spec.window + spec.pinned) : visible);
  }
  return 2 * pairs * static_cast<double>(q.shape[0] * q.shape[2] * (q.shape[3] + v.shape[3]));
}

/// Recurrent form per token and head, architectures page section 0: 4 d_k d_v, + 1 decay, + 2 (delta), + 4 (low rank).
double matrix_recurrence_flops(const Node& node) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const Tensor &q = node.inputs[kMatrixQ], &v = node.inputs[kMatrixV];
  const double per_element = 4.0 + (spec.decay != Decay::None ? 1 : 0) +
                             (spec.removal == Removal::Delta ? 2 : spec.removal == Removal::LowRank ? 4 : 0);
  return per_element * static_cast<double>(v.shape.elements() * q.shape[3]);
}

double node_flops(const Node& node, int64_t context) {
  const auto out = static_cast<double>(node.output.shape.elements());
  switch (node.op) {
  case Op::Matmul: return 2 * out * static_cast<double>(node.inputs[1].shape[1]);
  case Op::BlockMatmul: return 2 * out * static_cast<double>(node.inputs[1].shape[1]);
  case Op::Attention: return attention_flops(node, context);
  case Op::MatrixRecurrence: return matrix_recurrence_flops(node);
  case Op::SelectiveScan: return 7 * out * static_cast<double>(node.inputs[kScanA].shape[1]);
  case Op::CausalConv: return 2 * out * static_cast<double>(std::get<ConvSpec>(node.spec).width);
  case Op::DiagonalRecurrence: return 3 * out;
  case Op::Norm:
  case Op::GatedNorm: return 4 * out;
  case Op::Embed:
  case Op::PositionEmbed:
  case Op::TokenShift:
  case Op::SelectLast: return 0;
  default: return out;
  }
}

/// Marks an entry as counted; false when it was before.
bool first_use(std::vector<bool>& counted, int32_t index) {
  const bool before = counted[static_cast<size_t>(index)];
  counted[static_cast<size_t>(index)] = true;
  return !before;
}

/// What one step does to one entry of all sequences: past read and present rows written, or all read and written.
double state_traffic(const StateDecl& state, const StepShape& shape, Format cache, int64_t context) {
  const double batch = shape.batch;
  if (state.kind == StateKind::Replace)
    return 2 * batch * static_cast<double>(entry_bytes(state, cache, context));
  return batch * static_cast<double>(entry_bytes(state, cache, context) + shape.tokens * format_bytes(cache, state.shape.elements()));
}

bool gathers(Op op) { return op == Op::Embed || op == Op::PositionEmbed; } // a few rows of the table

/// Adds up the nodes of one graph.
class Counting {
public:
  Counting(const Graph& graph, LoadOptions options, int64_t context, const FormatOf& format)
      : m_graph(graph), m_options(options), m_context(context), m_format(format), m_weights(graph.weights().size()), m_states(graph.states().size()) {}

  Cost of(const Node& node) {
    Cost cost;
    cost.flops = node_flops(node, m_context);
    cost.value_bytes = 4 * static_cast<double>(node.output.shape.elements());
    for (const Tensor& input : node.inputs)
      if (input && !gathers(node.op))
        add_input(node, input, cost);
    for (int32_t state : node.states)
      if (first_use(m_states, state))
        cost.state_bytes += state_traffic(m_graph.states()[static_cast<size_t>(state)], m_graph.shape(), m_options.cache, m_context);
    return cost;
  }

private:
  void add_input(const Node& node, const Tensor& input, Cost& cost) {
    const Value& value = m_graph.values()[static_cast<size_t>(input.id)];
    if (value.origin != Value::Origin::Weight) {
      if (!m_graph.constant(input.id)) // SelectLast reads the rows it writes
        cost.value_bytes += 4 * static_cast<double>((node.op == Op::SelectLast ? node.output : input).shape.elements());
    } else if (first_use(m_weights, value.index)) {
      cost.weight_bytes += static_cast<double>(stored_bytes(m_graph.weights()[static_cast<size_t>(value.index)], m_options.weights, m_format));
    }
  }

  const Graph& m_graph;
  LoadOptions m_options;
  int64_t m_context;
  const FormatOf& m_format;
  std::vector<bool> m_weights, m_states; ///< counted already
};

} // namespace

Cost& Cost::operator+=(const Cost& other) {
  flops += other.flops;
  weight_bytes += other.weight_bytes;
  state_bytes += other.state_bytes;
  value_bytes += other.value_bytes;
  return *this;
}

std::map<Op, Cost> operation_costs(const Graph& graph, LoadOptions options, int64_t context, const FormatOf& format) {
  Counting counting(graph, options, context, format);
  std::map<Op, Cost> costs;
  for (const Node& node : graph.nodes())
    if (!graph.constant(node.output.id)) // folded at load
      costs[node.op] += counting.of(node);
  return costs;
}

Cost step_cost(const Graph& graph, LoadOptions options, int64_t context, const FormatOf& format) {
  Cost total;
  for (const auto& [op, cost] : operation_costs(graph, options, context, format))
    total += cost;
  return total;
}

} // namespace pareto
