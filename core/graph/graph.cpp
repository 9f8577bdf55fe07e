// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"

#include "core/graph/operation.h"
#include "core/graph/recording_error.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace pareto {

namespace {

constexpr size_t kUsualNodes = 512; ///< of a model: few have more

} // namespace

Graph::Graph(StepShape shape) : m_shape(shape) {
  m_nodes.reserve(kUsualNodes);
  m_values.reserve(2 * kUsualNodes);
}

bool Graph::constant(int32_t value) const {
  const Value& info = m_values[static_cast<size_t>(value)];
  switch (info.origin) {
  case Value::Origin::Input:
  case Value::Origin::State: return false;
  case Value::Origin::Weight:
  case Value::Origin::Literal: return true;
  case Value::Origin::Node: break;
  }
  const Node& node = m_nodes[static_cast<size_t>(info.index)];
  const auto fixed = [this](const Tensor& input) {
    const Value& from = m_values[static_cast<size_t>(input.id)];
    return constant(input.id) && !(from.origin == Value::Origin::Weight && live(from.index));
  };
  return operation(node.op).fold && std::all_of(node.inputs.begin(), node.inputs.end(),
                                                [&](const Tensor& input) { return !input || fixed(input); });
}

namespace {

std::string view_key(const Tensor& view) {
  std::string key = "@" + std::to_string(view.offset);
  for (int axis = 0; axis < view.shape.rank(); ++axis)
    key += ":" + std::to_string(view.shape[axis]) + "/" + std::to_string(view.strides[axis]);
  return key;
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
  const auto spec_key = operation(node.op).key;
  std::string key = std::string(to_string(node.op)) + "<" + (spec_key ? spec_key(node.spec) : std::string()) + ">(";
  for (const Tensor& input : node.inputs)
    key += constant_key(input.id) + view_key(input) + ";";
  return key + ")";
}

Tensor Graph::new_value(Value::Origin origin, int32_t index, Kind kind, const Dims& shape, int32_t entry) {
  m_values.push_back({origin, index, kind, shape, entry});
  Tensor tensor;
  tensor.id = static_cast<int32_t>(m_values.size()) - 1;
  tensor.kind = kind;
  tensor.shape = shape;
  tensor.strides = dense_strides(shape);
  return tensor;
}

namespace {

/// What the operation makes of these inputs. That it asks for an axis they do not have, or breaks a rule, ends the
/// recording with its name.
Signature graph_signature(const Node& node, const StepShape& step) {
  const auto ended = [&](const char* why) { return RecordingError(std::string(to_string(node.op)) + ": " + why); };
  const auto made = [&] {
    try {
      return operation(node.op).signature(node, step);
    } catch (const RecordingError& error) {
      throw ended(error.what());
    }
  }();
  if (made.problem)
    throw ended(made.problem);
  return made;
}

} // namespace

std::vector<Tensor> Graph::record(Spec spec, std::vector<Tensor> inputs,
                                  std::initializer_list<std::string_view> state_names) {
  const auto index = static_cast<int32_t>(m_nodes.size());
  Node node;
  node.op = op_of(spec);
  node.spec = std::move(spec);
  node.inputs = std::move(inputs);
  node.scope = scoped({});
  Signature made = graph_signature(node, m_shape);
  assert(made.states.size() <= state_names.size());
  auto name = state_names.begin();
  for (StateDecl& decl : made.states) {
    decl.name = scoped(*name++);
    const Tensor before = state(std::move(decl));
    const int32_t entry = m_values[static_cast<size_t>(before.id)].entry;
    node.states.push_back({entry, before, new_value(Value::Origin::Node, index, Kind::Real, before.shape, entry)});
  }
  for (const Tensor& input : node.inputs)
    if (const int32_t entry = input ? m_values[static_cast<size_t>(input.id)].entry : -1; entry >= 0)
      node.states.push_back({entry, input, input});
  for (const Signature::Output& output : made.outputs)
    node.outputs.push_back(new_value(Value::Origin::Node, index, output.kind, output.shape));
  m_nodes.push_back(std::move(node));
  return m_nodes.back().outputs;
}

Tensor Graph::record_one(Spec spec, std::vector<Tensor> inputs, std::initializer_list<std::string_view> state_names) {
  return record(std::move(spec), std::move(inputs), state_names).front();
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

Tensor Graph::state(StateDecl decl) {
  const auto entry = static_cast<int32_t>(m_states.size());
  m_states.push_back(std::move(decl));
  return new_value(Value::Origin::State, entry, Kind::Real, m_states.back().shape, entry);
}

Tensor Graph::history(const Tensor& of, size_t which) const {
  const Value& made = m_values[static_cast<size_t>(of.id)];
  assert(made.origin == Value::Origin::Node);
  const Node& node = m_nodes[static_cast<size_t>(made.index)];
  assert(which < node.states.size());
  return node.states[which].after;
}

void Graph::keep_live(std::span<const WeightId> weights) { m_live.insert(weights.begin(), weights.end()); }

void Graph::mark_output(std::string name, Tensor tensor) {
  assert(tensor && tensor.dense());
  m_outputs.push_back({std::move(name), tensor});
}

void Graph::push_scope(std::string_view name) { m_scope.emplace_back(name); }
void Graph::pop_scope() { m_scope.pop_back(); }

std::string Graph::scoped(std::string_view name) const {
  std::string path;
  const auto append = [&path](std::string_view part) {
    if (!path.empty())
      path += '.';
    path += part;
  };
  for (const std::string& scope : m_scope)
    append(scope);
  if (!name.empty())
    append(name);
  return path;
}

// -- operations

Tensor Graph::embed(Tensor ids, Tensor table, EmbedSpec spec) { return record_one(spec, {ids, table}); }

Tensor Graph::position_embed(Tensor table, PositionEmbedSpec spec) { return record_one(spec, {table}); }

Tensor Graph::matmul(Tensor x, Tensor weight, Tensor bias) { return record_one(MatmulSpec{}, {x, weight, bias}); }

Tensor Graph::block_matmul(Tensor x, Tensor weight, Tensor bias) {
  return record_one(BlockMatmulSpec{}, {x, weight, bias});
}

std::vector<Tensor> Graph::route(Tensor logits, Tensor correction, RouteSpec spec, Tensor gain, Tensor given) {
  return record(spec, {logits, correction, gain, given});
}

Tensor Graph::expert_rows(Tensor x, const std::vector<Tensor>& routed) {
  return record_one(ExpertRowsSpec{}, {x, routed[kRouteOffsets], routed[kRouteOrder]});
}

Tensor Graph::expert_matmul(Tensor x, Tensor weight, Tensor bias, const std::vector<Tensor>& routed) {
  const Value& ids = m_values[static_cast<size_t>(routed[kRouteIds].id)];
  const auto& route = std::get<RouteSpec>(m_nodes[static_cast<size_t>(ids.index)].spec);
  const ExpertMatmulSpec spec{route.experts, route.chosen, route.share};
  return record_one(spec, {x, weight, bias, routed[kRouteOffsets]});
}

Tensor Graph::head_matmul(Tensor x, Tensor weight) {
  const int64_t batch = x.shape[0], tokens = x.shape[1], heads = x.shape[2], out = weight.shape[0] / heads;
  const Tensor by_head = unary(x.permute({2, 0, 1, 3}), UnaryFunction::Identity); // dense, head by head
  const Tensor y = record_one(ExpertMatmulSpec{heads, heads},
                              {by_head.reshape({heads * batch * tokens, x.shape[3]}), weight, {}, {}});
  return y.reshape({heads, batch, tokens, out}).permute({1, 2, 0, 3});
}

Tensor Graph::expert_sum(Tensor x, Tensor weights, const std::vector<Tensor>& routed) {
  return record_one(ExpertSumSpec{}, {x, weights, routed[kRoutePlace]});
}

Tensor Graph::unary(Tensor x, UnaryFunction function, float a, float b) {
  return record_one(UnarySpec{function, a, b}, {x});
}

Tensor Graph::binary(Tensor x, Tensor y, BinaryFunction function) {
  Dims shape = x.shape.rank() >= y.shape.rank() ? x.shape : y.shape;
  const Dims& other = x.shape.rank() >= y.shape.rank() ? y.shape : x.shape;
  for (int axis = 1; axis <= other.rank(); ++axis)
    shape[-axis] = std::max(shape[-axis], other[-axis]);
  return record_one(BinarySpec{function}, {x.broadcast(shape), y.broadcast(shape)});
}

Tensor Graph::concat(Tensor x, Tensor y) { return record_one(ConcatSpec{}, {x, y}); }

Tensor Graph::gated(Tensor gate, Tensor up, UnaryFunction activation) {
  return record_one(GatedActivationSpec{activation}, {gate, up});
}

Tensor Graph::norm(Tensor x, NormSpec spec, Tensor weight, Tensor bias) { return record_one(spec, {x, weight, bias}); }

Tensor Graph::gated_norm(Tensor x, Tensor gate, Tensor weight, GatedNormSpec spec) {
  return record_one(spec, {x, gate, weight});
}

Tensor Graph::rope(Tensor x, RopeSpec spec) { return record_one(std::move(spec), {x}); }

Tensor Graph::rotate(Tensor x, Tensor cosine, Tensor sine, bool interleaved) {
  return record_one(RopeSpec{interleaved}, {x, cosine, sine});
}

Tensor Graph::causal_conv(Tensor x, Tensor weight, Tensor bias, ConvSpec spec, std::string_view state_name,
                          const std::vector<Tensor>& routed) {
  std::vector<Tensor> inputs{x, weight, bias, {}, {}};
  if (!routed.empty()) {
    inputs[kConvOffsets] = routed[kRouteOffsets];
    inputs[kConvOrder] = routed[kRouteOrder];
  }
  return record_one(spec, std::move(inputs), {state_name});
}

Tensor Graph::token_shift(Tensor x, std::string_view state_name) {
  return record_one(TokenShiftSpec{}, {x}, {state_name});
}

namespace {

std::vector<Tensor> attention_inputs(Tensor q, Tensor k, Tensor v, Tensor sink, Tensor chosen) {
  std::vector<Tensor> inputs(kAttentionInputs);
  inputs[kAttentionQ] = q;
  inputs[kAttentionK] = k;
  inputs[kAttentionV] = v;
  inputs[kAttentionSink] = sink;
  inputs[kAttentionChosen] = chosen;
  return inputs;
}

} // namespace

Tensor Graph::attention(Tensor q, Tensor k, Tensor v, Tensor sink, AttentionSpec spec, Tensor chosen) {
  return attention(attention_inputs(q, k, v, sink, chosen), spec);
}

Tensor Graph::attention(const std::vector<Tensor>& inputs, AttentionSpec spec) {
  if (inputs[kAttentionShared])
    return record_one(spec, inputs, {"k_cache", "shared_cache"});
  return record_one(spec, inputs, {"k_cache", "v_cache", "forget_cache"});
}

std::vector<Tensor> Graph::attention_and_mass(Tensor q, Tensor k, Tensor v, AttentionSpec spec, Tensor chosen) {
  spec.mass = true;
  return record(spec, attention_inputs(q, k, v, {}, chosen), {"k_cache", "v_cache"});
}

Tensor Graph::evicting_attention(Tensor q, Tensor k, Tensor v, EvictingAttentionSpec spec) {
  return record_one(spec, {q, k, v}, {"kept_keys", "kept_values", "kept_worths"});
}

Tensor Graph::pool_blocks(Tensor x, PoolBlocksSpec spec, std::string_view state_name, Tensor logits) {
  return record_one(spec, {x, logits}, {state_name});
}

Tensor Graph::select_blocks(Tensor q, Tensor k, Tensor weights, SelectBlocksSpec spec) {
  return record_one(spec, {q, k, weights}, {"block_keys"});
}

Tensor Graph::matrix_recurrence(const std::vector<Tensor>& inputs, MatrixRecurrenceSpec spec) {
  return record_one(spec, inputs, {"state", "normaliser"});
}

Tensor Graph::selective_scan(const std::vector<Tensor>& inputs, std::string_view state_name) {
  return record_one(SelectiveScanSpec{}, inputs, {state_name});
}

Tensor Graph::diagonal_recurrence(Tensor x, Tensor log_decay, DiagonalRecurrenceSpec spec) {
  std::vector<Tensor> inputs(kDiagonalInputs);
  inputs[kDiagonalX] = x;
  inputs[kDiagonalG] = log_decay;
  return diagonal_recurrence(inputs, spec);
}

Tensor Graph::diagonal_recurrence(const std::vector<Tensor>& inputs, DiagonalRecurrenceSpec spec) {
  return record_one(spec, inputs, {"state"});
}

Tensor Graph::fast_weights(const std::vector<Tensor>& inputs, FastWeightsSpec spec) {
  return record_one(spec, inputs, {"state", "gradient", "bias", "bias_gradient"});
}

Tensor Graph::ridge_solve(const std::vector<Tensor>& inputs, RidgeSolveSpec spec) {
  return record_one(spec, inputs, {"keys.state"});
}

Tensor Graph::slstm(Tensor x, Tensor recurrent) {
  return record_one(SlstmSpec{}, {x, recurrent}, {"state", "mean", "log_sum"});
}

Tensor Graph::pair_features(Tensor x, PairFeaturesSpec spec) { return record_one(spec, {x}); }

Tensor Graph::reduce_sum(Tensor x) { return record_one(ReduceSumSpec{}, {x}); }

Tensor Graph::softmax_rows(Tensor weights_only) {
  assert(constant(weights_only.id) && weights_only.dense());
  return record_one(SoftmaxSpec{}, {weights_only});
}

Tensor Graph::cumulative_sum_rows(Tensor weights_only) {
  assert(constant(weights_only.id) && weights_only.dense());
  return record_one(CumulativeSumSpec{}, {weights_only});
}

Tensor Graph::select_last(Tensor x) { return record_one(SelectLastSpec{}, {x}); }

Tensor Graph::arg_max(Tensor x) { return record_one(ArgMaxSpec{}, {x}); }

Tensor Graph::cross_entropy(Tensor logits, Tensor targets) { return record_one(CrossEntropySpec{}, {logits, targets}); }

} // namespace pareto
