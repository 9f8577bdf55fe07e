// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/specs.h"
#include "core/graph/tensor.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pareto {

/// Prefill steps carry many tokens, decode steps one; kernels may choose their algorithm by it.
enum class Phase : uint8_t { Prefill, Decode };

/// Everything a recorded graph is static in. Context length is not a shape.
struct StepShape {
  int batch = 1;
  int tokens = 1;
  Phase phase = Phase::Decode;
  bool operator==(const StepShape&) const = default;
};

/// How an executor may store a weight: matrices are packed at the chosen precision (and the embedding
/// table with them), vectors stay float32.
enum class WeightUse : uint8_t { Matrix, Vector };

/// How seeded random initialisation fills a weight so that activations stay finite at 48 layers.
struct Init {
  enum class Rule : uint8_t { Normal, Zeros, Ones, Uniform, LogUniform, LogRange, InverseSoftplusLogUniform } rule = Rule::Normal;
  double a = 0; ///< Normal: mean; Uniform, LogUniform: low
  double b = 0; ///< Normal: standard deviation (0 = 1/sqrt(fan-in)); Uniform, LogUniform: high
};

/// A parameter by its canonical name ("layers.3.mixer.q_proj.weight"). Which tensors of a checkpoint it is
/// made of is the name map's business (checkpoint/), not the graph's.
struct WeightDecl {
  std::string name;
  Dims shape;
  WeightUse use = WeightUse::Vector;
  Init init;
};

/// Append: one row per token up to the state's capacity. Ring: window + largest step (+ pinned) rows. Replace: rewritten each step.
enum class StateKind : uint8_t { Append, Ring, Replace };

/// One entry of the recurrent state, named by occurrence. Append/Ring: `shape` is that of one token, stored at the
/// cache precision; Replace: the whole entry, stored in float32.
struct StateDecl {
  std::string name;
  StateKind kind = StateKind::Replace;
  Dims shape;
  int64_t window = 0; ///< Ring only
  int64_t pinned = 0; ///< Ring only
};

struct Node {
  Op op{};
  Spec spec;
  std::vector<Tensor> inputs;  ///< optional ones absent as Tensor{}
  Tensor output;               ///< dense, fresh value
  std::vector<int32_t> states; ///< indices into Graph::states()
  std::string scope;           ///< "layers.3.mixer", for profiles and messages
};

struct Value {
  enum class Origin : uint8_t { Input, Weight, Literal, Node } origin{};
  int32_t index = 0; ///< into inputs(), weights(), literals() or nodes()
  Kind kind = Kind::Real;
  Dims shape;
};

struct NamedTensor {
  std::string name;
  Tensor tensor;
};

/// A recorded step: nodes in execution order. Built by model code through the methods below, which check shapes by
/// assertion (a wrong shape is a bug of model code; configurations are validated before recording).
class Graph {
public:
  explicit Graph(StepShape shape)
      : m_shape(shape) {}

  const StepShape& shape() const { return m_shape; }
  const std::vector<Node>& nodes() const { return m_nodes; }
  const std::vector<Value>& values() const { return m_values; }
  const std::vector<WeightDecl>& weights() const { return m_weights; }
  const std::vector<StateDecl>& states() const { return m_states; }
  /// Values fixed by the architecture (RetNet's decays): constants, but no parameters.
  const std::vector<std::vector<double>>& literals() const { return m_literals; }
  const std::vector<NamedTensor>& inputs() const { return m_inputs; }
  const std::vector<NamedTensor>& outputs() const { return m_outputs; }
  /// True when the value depends on weights only (folded once at load, see fold.h).
  bool constant(int32_t value) const;
  /// Structural key of a constant value ("exp(layers.0.A_log)"), equal across step shapes.
  std::string constant_key(int32_t value) const;

  // -- leaves
  Tensor input(std::string name, const Dims& shape, Kind kind = Kind::Real);
  /// The token ids of this step, I32 [batch, tokens]; bound from StepInput, not by name.
  Tensor tokens();
  /// Declares (or finds again, when the name is known: tied weights) a parameter.
  Tensor weight(const std::string& name, const Dims& shape, WeightUse use, Init init = {});
  Tensor literal(std::vector<double> values, const Dims& shape);
  int32_t state(StateDecl decl);
  void mark_output(std::string name, Tensor tensor);
  void push_scope(std::string_view name);
  void pop_scope();
  std::string scoped(std::string_view name) const;

  // -- operations (contracts: specs.h)
  Tensor embed(Tensor tokens, Tensor table);
  Tensor position_embed(Tensor table);
  Tensor matmul(Tensor x, Tensor weight, Tensor bias = {});
  Tensor block_matmul(Tensor x, Tensor weight, Tensor bias = {});
  Tensor unary(Tensor x, UnaryFunction function, float a = 1, float b = 0);
  Tensor binary(Tensor x, Tensor y, BinaryFunction function);
  Tensor add(Tensor x, Tensor y) { return binary(x, y, BinaryFunction::Add); }
  Tensor sub(Tensor x, Tensor y) { return binary(x, y, BinaryFunction::Sub); }
  Tensor mul(Tensor x, Tensor y) { return binary(x, y, BinaryFunction::Mul); }
  Tensor scale(Tensor x, float factor) { return unary(x, UnaryFunction::Affine, factor, 0); }
  Tensor gated(Tensor gate, Tensor up, UnaryFunction activation);
  Tensor norm(Tensor x, NormSpec spec, Tensor weight = {}, Tensor bias = {});
  Tensor gated_norm(Tensor x, Tensor gate, Tensor weight, GatedNormSpec spec);
  Tensor rope(Tensor x, RopeSpec spec);
  /// State entries are created inside, named scoped(state_name).
  Tensor causal_conv(Tensor x, Tensor weight, Tensor bias, ConvSpec spec, std::string_view state_name);
  Tensor token_shift(Tensor x, std::string_view state_name);
  Tensor attention(Tensor q, Tensor k, Tensor v, Tensor sink, AttentionSpec spec);
  Tensor matrix_recurrence(const std::vector<Tensor>& inputs, MatrixRecurrenceSpec spec);
  Tensor selective_scan(const std::vector<Tensor>& inputs);
  Tensor diagonal_recurrence(Tensor x, Tensor log_decay, DiagonalRecurrenceSpec spec);
  Tensor reduce_sum(Tensor x);
  Tensor softmax_rows(Tensor weights_only);
  Tensor cumulative_sum_rows(Tensor weights_only);
  Tensor select_last(Tensor x);
  Tensor arg_max(Tensor x);

private:
  Tensor new_value(Value::Origin origin, int32_t index, Kind kind, const Dims& shape);
  Tensor push_node(Op op, Spec spec, std::vector<Tensor> inputs, const Dims& shape, Kind kind = Kind::Real, std::vector<int32_t> states = {});

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
  Tensor m_tokens;
};

} // namespace pareto
