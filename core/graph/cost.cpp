// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cost.h"

#include "core/graph/operation.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

/// What is not learned by gradients (the correction of a router's scores, set by the balance of the experts' load; a
/// factor of the stream, or of a canvas; one of xIELU's slopes) is a buffer: nobody counts it.
bool is_buffer(const WeightDecl& weight) {
  for (const char* end : {".router.correction", ".stream_scale", ".canvas_scale", ".act.beta"})
    if (weight.name.ends_with(end))
      return true;
  return false;
}

} // namespace

int64_t parameter_count(const Graph& graph) {
  int64_t total = 0;
  for (const WeightDecl& weight : graph.weights())
    if (!is_buffer(weight))
      total += weight.shape.elements();
  return total;
}

int64_t active_parameter_count(const Graph& graph) {
  std::map<int32_t, int64_t> unread; // by weight: elements of the experts that a token does not choose
  for (const Node& node : graph.nodes())
    if (const auto* spec = std::get_if<ExpertMatmulSpec>(&node.spec))
      for (const size_t which : {size_t{1}, size_t{2}})
        if (const Tensor& input = node.inputs[which])
          unread[input.id] = std::llround(static_cast<double>(input.shape.elements()) *
                                          (1 - static_cast<double>(spec->chosen) * static_cast<double>(spec->share) /
                                                   static_cast<double>(spec->experts)));
  int64_t active = parameter_count(graph);
  for (const auto& [weight, elements] : unread)
    active -= elements;
  return active;
}

std::vector<ExpertUse> expert_uses(const Graph& graph) {
  std::vector<ExpertUse> uses;
  for (const Node& node : graph.nodes())
    if (const auto* spec = std::get_if<RouteSpec>(&node.spec); spec && !spec->dense)
      uses.push_back({node.scope, spec->experts, spec->chosen, node.inputs[0].shape.back(),
                      static_cast<double>(spec->chosen) * static_cast<double>(spec->share)});
  return uses;
}

namespace {

int64_t stored_bytes(const WeightDecl& weight, Precision precision, const FormatOf& format) {
  return format_bytes(format ? format(weight) : weight_format(weight, precision), weight.shape.elements());
}

/// Tokens of history one entry holds at `context`.
int64_t held_tokens(const StateDecl& state, int64_t context) {
  return state.kind == StateKind::Ring ? std::min(context, state.window + state.pinned) : context;
}

/// Marks an entry as counted; false when it was before.
bool first_use(std::vector<bool>& counted, int32_t index) {
  const bool before = counted[static_cast<size_t>(index)];
  counted[static_cast<size_t>(index)] = true;
  return !before;
}

/// What one step does to one history of all sequences: `past` tokens read and present rows written where it keeps it,
/// and those of the past where it rewrites them.
double history_traffic(const StateDecl& state, const StepShape& shape, Format cache, int64_t past, bool keeps) {
  const double batch = shape.batch;
  const double row = static_cast<double>(format_bytes(row_format(state, cache), state.shape.elements())),
               written = keeps ? static_cast<double>(shape.tokens) / static_cast<double>(state.block) : 0,
               rewritten = state.rewritten ? 2 : 1;
  return batch * row * (rewritten * static_cast<double>(state.rows(past)) + written);
}

/// What the nodes of one graph are counted by, in their order.
class Counting {
public:
  Counting(const Graph& graph, LoadOptions options, const FormatOf& format)
      : m_graph(graph), m_options(options), m_format(format), m_weights(graph.weights().size()),
        m_states(graph.states().size()) {}

  /// Weights and values: the same at any depth.
  Cost held(const Node& node) {
    Cost cost;
    cost.value_bytes = 4 * output_elements(node);
    for (const Tensor& input : node.inputs)
      if (input)
        add_input(node, input, cost);
    return cost;
  }

  /// Entries that count with this node, and whether it keeps them.
  std::vector<std::pair<StateDecl, bool>> entries(const Node& node) {
    std::vector<std::pair<StateDecl, bool>> counted;
    for (const StateUse& use : node.states)
      if (!use.keeps() || first_use(m_states, use.entry))
        counted.emplace_back(m_graph.states()[static_cast<size_t>(use.entry)], use.keeps());
    return counted;
  }

  /// Whether it has a state, or reads a history that another node keeps.
  bool looks_back(const Node& node) const {
    return !node.states.empty() || std::any_of(node.inputs.begin(), node.inputs.end(), [this](const Tensor& input) {
      return input && m_graph.values()[static_cast<size_t>(input.id)].entry >= 0;
    });
  }

private:
  void add_input(const Node& node, const Tensor& input, Cost& cost) {
    const Value& value = m_graph.values()[static_cast<size_t>(input.id)];
    const int64_t read = operation(node.op).reads(node, input);
    if (read == 0 || value.entry >= 0) // a history is counted as state
      return;
    if (value.origin != Value::Origin::Weight) {
      if (!m_graph.constant(input.id))
        cost.value_bytes += 4 * static_cast<double>(read);
    } else if (first_use(m_weights, value.index)) {
      const double share = static_cast<double>(read) / static_cast<double>(input.shape.elements());
      cost.weight_bytes += share * static_cast<double>(stored_bytes(m_graph.weights()[static_cast<size_t>(value.index)],
                                                                    m_options.weights, m_format));
    }
  }

  const Graph& m_graph;
  LoadOptions m_options;
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

namespace {

bool same_shapes(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Tensor& x, const Tensor& y) { return bool(x) == bool(y) && x.shape == y.shape; });
}

/// All that counts of them is the same at any depth.
bool costs_alike(const Node& a, const Node& b) {
  return a.op == b.op && a.spec == b.spec && a.states.size() == b.states.size() && same_shapes(a.inputs, b.inputs) &&
         same_shapes(a.outputs, b.outputs);
}

/// But for the name.
bool costs_alike(const StateDecl& a, const StateDecl& b) {
  return a.kind == b.kind && a.shape == b.shape && a.window == b.window && a.pinned == b.pinned && a.exact == b.exact &&
         a.block == b.block && a.rewritten == b.rewritten && a.touched == b.touched;
}

Cost operator*(Cost cost, double times) {
  cost.flops *= times;
  cost.weight_bytes *= times;
  cost.state_bytes *= times;
  cost.value_bytes *= times;
  return cost;
}

} // namespace

StepCosts::StepCosts(const Graph& graph, LoadOptions options, const FormatOf& format)
    : m_shape(graph.shape()), m_options(options) {
  Counting counting(graph, options, format);
  for (const Node& node : graph.nodes()) {
    if (graph.constant(node)) // folded at load
      continue;
    m_same[node.op] += counting.held(node);
    if (counting.looks_back(node))
      keep(node, counting.entries(node));
    else
      m_same[node.op].flops += operation(node.op).flops(node, 0);
  }
}

void StepCosts::keep(const Node& node, std::vector<std::pair<StateDecl, bool>> counted) {
  const auto same_entry = [](const auto& a, const auto& b) {
    return a.second == b.second && costs_alike(a.first, b.first);
  };
  const auto known = std::find_if(m_looking_back.begin(), m_looking_back.end(), [&](const LookingBack& each) {
    return costs_alike(each.node, node) &&
           std::equal(each.counted.begin(), each.counted.end(), counted.begin(), counted.end(), same_entry);
  });
  if (known == m_looking_back.end())
    m_looking_back.push_back({node, std::move(counted)});
  else
    ++known->times;
}

Cost StepCosts::past_of(const LookingBack& each, int64_t context) const {
  const Operation& rules = operation(each.node.op);
  Cost cost;
  cost.flops = rules.flops(each.node, context);
  for (const auto& [state, keeps] : each.counted) {
    const int64_t past = rules.past_read ? rules.past_read(each.node, context) : held_tokens(state, context);
    cost.state_bytes += state.kind == StateKind::Replace
                            ? 4 * m_shape.batch * rules.rewrites(each.node, state, context)
                            : history_traffic(state, m_shape, m_options.cache, past, keeps);
  }
  return cost;
}

std::map<Op, Cost> StepCosts::by_operation(int64_t context) const {
  std::map<Op, Cost> costs = m_same;
  for (const LookingBack& each : m_looking_back)
    costs[each.node.op] += past_of(each, context) * each.times;
  return costs;
}

Cost StepCosts::at(int64_t context) const {
  Cost total;
  for (const auto& [op, cost] : by_operation(context))
    total += cost;
  return total;
}

std::map<Op, Cost> operation_costs(const Graph& graph, LoadOptions options, int64_t context, const FormatOf& format) {
  return StepCosts(graph, options, format).by_operation(context);
}

Cost step_cost(const Graph& graph, LoadOptions options, int64_t context, const FormatOf& format) {
  return StepCosts(graph, options, format).at(context);
}

} // namespace pareto
