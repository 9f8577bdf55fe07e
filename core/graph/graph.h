// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/node.h"

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pareto {

/// A recorded step: nodes in execution order. Built by model code through the methods below. A wrong shape is a bug of
/// model code and ends the recording (RecordingError); configurations are validated before recording.
class Graph {
public:
  explicit Graph(StepShape shape);

  const StepShape& shape() const { return m_shape; }
  const std::vector<Node>& nodes() const { return m_nodes; }
  const std::vector<Value>& values() const { return m_values; }
  const std::vector<WeightDecl>& weights() const { return m_weights; }
  const std::vector<StateDecl>& states() const { return m_states; }
  /// Values fixed by the architecture (RetNet's decays): constants, but no parameters.
  const std::vector<std::vector<double>>& literals() const { return m_literals; }
  const std::vector<NamedTensor>& inputs() const { return m_inputs; }
  const std::vector<NamedTensor>& outputs() const { return m_outputs; }
  /// True when the value depends on weights only (folded once at load, see fold.h), none of them live.
  bool constant(int32_t value) const;
  /// True of a node whose outputs do: no step runs it.
  bool constant(const Node& node) const { return constant(node.output().id); }
  /// Structural key of a constant value ("exp(layers.0.A_log)"), equal across step shapes.
  std::string constant_key(int32_t value) const;

  // -- leaves
  Tensor input(std::string name, const Dims& shape, Kind kind = Kind::Real);
  /// The token ids of this step, I32 [batch, tokens]; bound from StepInput, not by name.
  Tensor tokens();
  /// Declares (or finds again, when the name is known: tied weights) a parameter.
  Tensor weight(const std::string& name, const Dims& shape, WeightUse use, Init init = {});
  Tensor literal(std::vector<double> values, const Dims& shape);
  /// Declares an entry and gives its value before the step.
  Tensor state(StateDecl decl);
  /// What the node that made `of` leaves in its entry `which`, for later nodes that read what it keeps.
  Tensor history(const Tensor& of, size_t which) const;
  /// Weights that training changes: what depends on them is computed by every step.
  void keep_live(std::span<const WeightId> weights);
  bool live(WeightId weight) const { return m_live.count(weight) > 0; }
  bool trains() const { return !m_live.empty(); }
  void mark_output(std::string name, Tensor tensor);
  void push_scope(std::string_view name);
  void pop_scope();
  std::string scoped(std::string_view name) const;

  // -- operations (contracts: ops/)
  /// Any operation by its spec, all of its outputs; the entries it goes on from are declared and named
  /// scoped(state_names). For passes: model code uses the methods below.
  std::vector<Tensor> record(Spec spec, std::vector<Tensor> inputs,
                             std::initializer_list<std::string_view> state_names = {});
  /// Of token ids, or of probabilities.
  Tensor embed(Tensor tokens, Tensor table, EmbedSpec spec = {});
  Tensor position_embed(Tensor table, PositionEmbedSpec spec = {});
  Tensor matmul(Tensor x, Tensor weight, Tensor bias = {});
  Tensor block_matmul(Tensor x, Tensor weight, Tensor bias = {});
  /// Outputs by RouteOutput.
  std::vector<Tensor> route(Tensor logits, Tensor correction, RouteSpec spec, Tensor gain = {}, Tensor given = {});
  Tensor expert_rows(Tensor x, const std::vector<Tensor>& routed);
  Tensor expert_matmul(Tensor x, Tensor weight, Tensor bias, const std::vector<Tensor>& routed);
  /// A product per head: x [B,T,H,in], weight [H out,in] -> [B,T,H,out], a view.
  Tensor head_matmul(Tensor x, Tensor weight);
  Tensor expert_sum(Tensor x, Tensor weights, const std::vector<Tensor>& routed);
  Tensor unary(Tensor x, UnaryFunction function, float a = 1, float b = 0);
  Tensor binary(Tensor x, Tensor y, BinaryFunction function);
  Tensor add(Tensor x, Tensor y) { return binary(x, y, BinaryFunction::Add); }
  Tensor sub(Tensor x, Tensor y) { return binary(x, y, BinaryFunction::Sub); }
  Tensor mul(Tensor x, Tensor y) { return binary(x, y, BinaryFunction::Mul); }
  Tensor scale(Tensor x, float factor) { return unary(x, UnaryFunction::Affine, factor, 0); }
  Tensor concat(Tensor x, Tensor y);
  Tensor gated(Tensor gate, Tensor up, UnaryFunction activation);
  Tensor norm(Tensor x, NormSpec spec, Tensor weight = {}, Tensor bias = {});
  Tensor gated_norm(Tensor x, Tensor gate, Tensor weight, GatedNormSpec spec);
  Tensor rope(Tensor x, RopeSpec spec);
  /// By given angles.
  Tensor rotate(Tensor x, Tensor cosine, Tensor sine, bool interleaved);
  /// State entries are created inside, named scoped(state_name).
  /// `routed`: x has rows in the order of experts.
  Tensor causal_conv(Tensor x, Tensor weight, Tensor bias, ConvSpec spec, std::string_view state_name,
                     const std::vector<Tensor>& routed = {});
  Tensor token_shift(Tensor x, std::string_view state_name);
  Tensor attention(Tensor q, Tensor k, Tensor v, Tensor sink, AttentionSpec spec, Tensor chosen = {});
  /// By AttentionInput.
  Tensor attention(const std::vector<Tensor>& inputs, AttentionSpec spec);
  /// Outputs by AttentionOutput.
  std::vector<Tensor> attention_and_mass(Tensor q, Tensor k, Tensor v, AttentionSpec spec, Tensor chosen = {});
  Tensor evicting_attention(Tensor q, Tensor k, Tensor v, EvictingAttentionSpec spec);
  Tensor pool_blocks(Tensor x, PoolBlocksSpec spec, std::string_view state_name, Tensor logits = {});
  Tensor select_blocks(Tensor q, Tensor k, Tensor weights, SelectBlocksSpec spec);
  Tensor matrix_recurrence(const std::vector<Tensor>& inputs, MatrixRecurrenceSpec spec);
  Tensor selective_scan(const std::vector<Tensor>& inputs, std::string_view state_name = "scan_state");
  Tensor diagonal_recurrence(Tensor x, Tensor log_decay, DiagonalRecurrenceSpec spec);
  /// By DiagonalInput.
  Tensor diagonal_recurrence(const std::vector<Tensor>& inputs, DiagonalRecurrenceSpec spec);
  Tensor fast_weights(const std::vector<Tensor>& inputs, FastWeightsSpec spec);
  Tensor ridge_solve(const std::vector<Tensor>& inputs, RidgeSolveSpec spec);
  Tensor slstm(Tensor x, Tensor recurrent);
  Tensor pair_features(Tensor x, PairFeaturesSpec spec);
  Tensor reduce_sum(Tensor x);
  Tensor softmax_rows(Tensor weights_only);
  Tensor cumulative_sum_rows(Tensor weights_only);
  Tensor select_last(Tensor x);
  Tensor arg_max(Tensor x);
  Tensor cross_entropy(Tensor logits, Tensor targets);

private:
  /// The first output, of operations that have one.
  Tensor record_one(Spec spec, std::vector<Tensor> inputs, std::initializer_list<std::string_view> state_names = {});
  Tensor new_value(Value::Origin origin, int32_t index, Kind kind, const Dims& shape, int32_t entry = -1);

  StepShape m_shape;
  std::vector<Node> m_nodes;
  std::vector<Value> m_values;
  std::vector<WeightDecl> m_weights;
  std::unordered_map<std::string, int32_t> m_weight_values; ///< value id by name
  std::vector<std::vector<double>> m_literals;
  std::vector<StateDecl> m_states;
  std::vector<NamedTensor> m_inputs;
  std::vector<NamedTensor> m_outputs;
  std::vector<std::string> m_scope;
  std::set<WeightId> m_live;
  Tensor m_tokens;
};

} // namespace pareto
