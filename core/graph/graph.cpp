// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace pareto {

bool Graph::constant(int32_t value) const {
  const Value& info = m_values[static_cast<size_t>(value)];
  switch (info.origin) {
  case Value::Origin::Input: return false;
  case Value::Origin::Weight:
  case Value::Origin::Literal: return true;
  case Value::Origin::Node: break;
  }
  const Node& node = m_nodes[static_cast<size_t>(info.index)];
  const bool foldable = node.op == Op::Unary || node.op == Op::Binary || node.op == Op::Softmax || node.op == Op::CumulativeSum;
  return foldable && std::all_of(node.inputs.begin(), node.inputs.end(),
                                 [this](const Tensor& input) { return !input || constant(input.id); });
}

namespace {

std::string view_key(const Tensor& view) {
  std::string key = "@" + std::to_string(view.offset);
  for (int axis = 0; axis < view.shape.rank(); ++axis)
    key += ":" + std::to_string(view.shape[axis]) + "/" + std::to_string(view.strides[axis]);
  return key;
}

/// The exact value: decimals would let 1e-7 and 2e-7 share a key.
std::string bits_of(float value) { return std::to_string(std::bit_cast<uint32_t>(value)); }

std::string spec_key(const Node& node) {
  if (const auto* unary = std::get_if<UnarySpec>(&node.spec))
    return std::to_string(static_cast<int>(unary->function)) + "," + bits_of(unary->a) + "," + bits_of(unary->b);
  if (const auto* binary = std::get_if<BinarySpec>(&node.spec))
    return std::to_string(static_cast<int>(binary->function));
  return {};
}

} // namespace

std::string Graph::constant_key(int32_t value) const {
  assert(constant(value));
  const Value& info = m_values[static_cast<size_t>(value)];
  if (info.origin == Value::Origin::Weight)
    return m_weights[static_cast<size_t>(info.index)].name;
  if (info.origin == Value::Origin::Literal) {
    std::string key = "literal";
    for (double element : m_literals[static_cast<size_t>(info.index)])
      key += "," + std::to_string(std::bit_cast<uint64_t>(element));
    return key;
  }
  const Node& node = m_nodes[static_cast<size_t>(info.index)];
  std::string key = std::string(to_string(node.op)) + "<" + spec_key(node) + ">(";
  for (const Tensor& input : node.inputs)
    key += constant_key(input.id) + view_key(input) + ";";
  return key + ")";
}

Tensor Graph::new_value(Value::Origin origin, int32_t index, Kind kind, const Dims& shape) {
  m_values.push_back({origin, index, kind, shape});
  Tensor tensor;
  tensor.id = static_cast<int32_t>(m_values.size()) - 1;
  tensor.kind = kind;
  tensor.shape = shape;
  tensor.strides = dense_strides(shape);
  return tensor;
}

Tensor Graph::push_node(Op op, Spec spec, std::vector<Tensor> inputs, const Dims& shape, Kind kind, std::vector<int32_t> states) {
  Node node;
  node.op = op;
  node.spec = std::move(spec);
  node.inputs = std::move(inputs);
  node.states = std::move(states);
  node.output = new_value(Value::Origin::Node, static_cast<int32_t>(m_nodes.size()), kind, shape);
  node.scope = scoped({});
  m_nodes.push_back(std::move(node));
  return m_nodes.back().output;
}

Tensor Graph::input(std::string name, const Dims& shape, Kind kind) {
  const Tensor tensor = new_value(Value::Origin::Input, static_cast<int32_t>(m_inputs.size()), kind, shape);
  m_inputs.push_back({std::move(name), tensor});
  return tensor;
}

Tensor Graph::tokens() {
  if (!m_tokens)
    m_tokens = input("tokens", {m_shape.batch, m_shape.tokens}, Kind::I32);
  return m_tokens;
}

Tensor Graph::weight(const std::string& name, const Dims& shape, WeightUse use, Init init) {
  const auto [known, is_new] = m_weight_values.try_emplace(name, static_cast<int32_t>(m_values.size()));
  if (!is_new) {
    assert(m_values[static_cast<size_t>(known->second)].shape == shape);
    Tensor tensor;
    tensor.id = known->second;
    tensor.shape = shape;
    tensor.strides = dense_strides(shape);
    return tensor;
  }
  m_weights.push_back({name, shape, use, init});
  return new_value(Value::Origin::Weight, static_cast<int32_t>(m_weights.size()) - 1, Kind::Real, shape);
}

Tensor Graph::literal(std::vector<double> values, const Dims& shape) {
  assert(static_cast<int64_t>(values.size()) == shape.elements());
  m_literals.push_back(std::move(values));
  return new_value(Value::Origin::Literal, static_cast<int32_t>(m_literals.size()) - 1, Kind::Real, shape);
}

int32_t Graph::state(StateDecl decl) {
  m_states.push_back(std::move(decl));
  return static_cast<int32_t>(m_states.size()) - 1;
}

void Graph::mark_output(std::string name, Tensor tensor) {
  assert(tensor && tensor.dense());
  m_outputs.push_back({std::move(name), tensor});
}

void Graph::push_scope(std::string_view name) { m_scope.emplace_back(name); }
void Graph::pop_scope() { m_scope.pop_back(); }

std::string Graph::scoped(std::string_view name) const {
  std::string path;
  for (const std::string& scope : m_scope)
    path += (path.empty() ? "" : ".") + scope;
  if (!name.empty())
    path += (path.empty() ? "" : ".") + std::string(name);
  return path;
}

// -- operations

Tensor Graph::embed(Tensor ids, Tensor table) {
  assert(ids.kind == Kind::I32 && table.shape.rank() == 2);
  return push_node(Op::Embed, {}, {ids, table}, {ids.shape[0], ids.shape[1], table.shape[1]});
}

Tensor Graph::position_embed(Tensor table) {
  return push_node(Op::PositionEmbed, {}, {table}, {m_shape.batch, m_shape.tokens, table.shape[1]});
}

Tensor Graph::matmul(Tensor x, Tensor weight, Tensor bias) {
  assert(weight.shape.rank() == 2 && weight.shape[1] == x.shape.back());
  assert(!bias || bias.shape.elements() == weight.shape[0]);
  Dims shape = x.shape;
  shape[-1] = weight.shape[0];
  return push_node(Op::Matmul, {}, {x, weight, bias}, shape);
}

Tensor Graph::block_matmul(Tensor x, Tensor weight, Tensor bias) {
  assert(x.shape.rank() == 4 && weight.shape.rank() == 3);
  assert(weight.shape[0] == x.shape[2] && weight.shape[1] == x.shape[3]);
  return push_node(Op::BlockMatmul, {}, {x, weight, bias}, {x.shape[0], x.shape[1], x.shape[2], weight.shape[2]});
}

Tensor Graph::unary(Tensor x, UnaryFunction function, float a, float b) {
  return push_node(Op::Unary, UnarySpec{function, a, b}, {x}, x.shape);
}

Tensor Graph::binary(Tensor x, Tensor y, BinaryFunction function) {
  Dims shape = x.shape.rank() >= y.shape.rank() ? x.shape : y.shape;
  const Dims& other = x.shape.rank() >= y.shape.rank() ? y.shape : x.shape;
  for (int axis = 1; axis <= other.rank(); ++axis)
    shape[-axis] = std::max(shape[-axis], other[-axis]);
  return push_node(Op::Binary, BinarySpec{function}, {x.broadcast(shape), y.broadcast(shape)}, shape);
}

Tensor Graph::gated(Tensor gate, Tensor up, UnaryFunction activation) {
  assert(gate.shape == up.shape);
  return push_node(Op::GatedActivation, UnarySpec{activation}, {gate, up}, up.shape);
}

Tensor Graph::norm(Tensor x, NormSpec spec, Tensor weight, Tensor bias) {
  assert(spec.group == 0 || x.shape.back() % spec.group == 0);
  return push_node(Op::Norm, spec, {x, weight, bias}, x.shape);
}

Tensor Graph::gated_norm(Tensor x, Tensor gate, Tensor weight, GatedNormSpec spec) {
  assert(x.shape == gate.shape);
  return push_node(Op::GatedNorm, spec, {x, gate, weight}, x.shape);
}

Tensor Graph::rope(Tensor x, RopeSpec spec) {
  assert(x.shape.rank() == 4 && spec.table);
  assert(2 * static_cast<int64_t>(spec.table->inv_freq.size()) <= x.shape.back());
  return push_node(Op::Rope, std::move(spec), {x}, x.shape);
}

Tensor Graph::causal_conv(Tensor x, Tensor weight, Tensor bias, ConvSpec spec, std::string_view state_name) {
  assert(x.shape.rank() == 3 && weight.shape == (Dims{x.shape[2], spec.width}));
  const int32_t tail = state({scoped(state_name), StateKind::Replace, {spec.width - 1, x.shape[2]}});
  return push_node(Op::CausalConv, spec, {x, weight, bias}, x.shape, Kind::Real, {tail});
}

Tensor Graph::token_shift(Tensor x, std::string_view state_name) {
  assert(x.shape.rank() == 3);
  const int32_t last = state({scoped(state_name), StateKind::Replace, {x.shape[2]}});
  return push_node(Op::TokenShift, {}, {x}, x.shape, Kind::Real, {last});
}

Tensor Graph::attention(Tensor q, Tensor k, Tensor v, Tensor sink, AttentionSpec spec) {
  assert(q.shape.rank() == 4 && k.shape.rank() == 4 && v.shape.rank() == 4);
  assert(q.shape[3] == k.shape[3] && k.shape[2] == v.shape[2] && q.shape[2] % k.shape[2] == 0);
  const StateKind kind = spec.window > 0 ? StateKind::Ring : StateKind::Append;
  const int32_t keys = state({scoped("k_cache"), kind, {k.shape[2], k.shape[3]}, spec.window, spec.pinned});
  const int32_t values = state({scoped("v_cache"), kind, {v.shape[2], v.shape[3]}, spec.window, spec.pinned});
  return push_node(Op::Attention, spec, {q, k, v, sink}, {q.shape[0], q.shape[1], q.shape[2], v.shape[3]}, Kind::Real, {keys, values});
}

Tensor Graph::matrix_recurrence(const std::vector<Tensor>& inputs, MatrixRecurrenceSpec spec) {
  assert(inputs.size() == kMatrixInputs);
  [[maybe_unused]] const Tensor& k = inputs[kMatrixK];
  const Tensor &q = inputs[kMatrixQ], &v = inputs[kMatrixV];
  assert(q.shape[3] == k.shape[3] && v.shape[2] % q.shape[2] == 0 && v.shape[2] % k.shape[2] == 0);
  assert((spec.decay == Decay::None) == !inputs[kMatrixLogDecay]);
  assert((spec.removal == Removal::Delta) == static_cast<bool>(inputs[kMatrixBeta]));
  assert((spec.removal == Removal::LowRank) == static_cast<bool>(inputs[kMatrixA]));
  const int64_t heads = v.shape[2], keys = q.shape[3], width = v.shape[3];
  std::vector<int32_t> states{state({scoped("state"), StateKind::Replace, {heads, keys, width}})};
  if (spec.normaliser != Normaliser::None)
    states.push_back(state({scoped("normaliser"), StateKind::Replace, {heads, keys}}));
  return push_node(Op::MatrixRecurrence, spec, inputs, {v.shape[0], v.shape[1], heads, width}, Kind::Real, std::move(states));
}

Tensor Graph::selective_scan(const std::vector<Tensor>& inputs) {
  assert(inputs.size() == kScanInputs);
  const Tensor &u = inputs[kScanU], &a = inputs[kScanA];
  assert(u.shape == inputs[kScanDelta].shape && a.shape[0] == u.shape[2] && a.shape[1] == inputs[kScanB].shape[2]);
  const int32_t scan = state({scoped("scan_state"), StateKind::Replace, a.shape});
  return push_node(Op::SelectiveScan, SelectiveScanSpec{}, inputs, u.shape, Kind::Real, {scan});
}

Tensor Graph::diagonal_recurrence(Tensor x, Tensor log_decay, DiagonalRecurrenceSpec spec) {
  assert(x.shape.rank() == 3 && x.shape == log_decay.shape);
  const int32_t hidden = state({scoped("state"), StateKind::Replace, {x.shape[2]}});
  return push_node(Op::DiagonalRecurrence, spec, {x, log_decay}, x.shape, Kind::Real, {hidden});
}

Tensor Graph::reduce_sum(Tensor x) {
  Dims shape = x.shape;
  shape[-1] = 1;
  return push_node(Op::ReduceSum, {}, {x}, shape);
}

Tensor Graph::softmax_rows(Tensor weights_only) {
  assert(constant(weights_only.id) && weights_only.dense());
  return push_node(Op::Softmax, {}, {weights_only}, weights_only.shape);
}

Tensor Graph::cumulative_sum_rows(Tensor weights_only) {
  assert(constant(weights_only.id) && weights_only.dense());
  return push_node(Op::CumulativeSum, {}, {weights_only}, weights_only.shape);
}

Tensor Graph::select_last(Tensor x) {
  assert(x.shape.rank() == 3);
  return push_node(Op::SelectLast, {}, {x}, {x.shape[0], x.shape[2]});
}

Tensor Graph::arg_max(Tensor x) {
  Dims shape;
  for (int axis = 0; axis + 1 < x.shape.rank(); ++axis)
    shape.push_back(x.shape[axis]);
  return push_node(Op::ArgMax, {}, {x}, shape, Kind::I32);
}

} // namespace pareto
