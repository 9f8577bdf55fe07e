// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/node.h"

#include <span>
#include <string>
#include <vector>

namespace pareto {

class Graph;

/// What an operation makes of given inputs.
struct Signature {
  struct Output {
    Dims shape;
    Kind kind = Kind::Real;
  };
  explicit Signature(const Dims& output, std::vector<StateDecl> entries = {})
      : outputs{Output{output}}, states(std::move(entries)) {}

  /// Keeps the first rule that does not hold.
  void require(bool holds, const char* rule) { problem = problem || holds ? problem : rule; }

  std::vector<Output> outputs;   ///< dense
  std::vector<StateDecl> states; ///< entries it goes on from, without their names
  const char* problem = nullptr; ///< the rule that the inputs break; null: none
};

/// Of all outputs together.
inline double output_elements(const Node& node) {
  int64_t elements = 0;
  for (const Tensor& output : node.outputs)
    elements += output.shape.elements();
  return static_cast<double>(elements);
}
/// One operation an element of the output.
inline double flops_of_output(const Node& node, int64_t) { return output_elements(node); }
inline double no_flops(const Node&, int64_t) { return 0; }
inline int64_t reads_all(const Node&, const Tensor& input) { return input.shape.elements(); }
/// All of an entry is read and all is written; of one that experts share, what they touch.
inline double rewrites_all(const Node&, const StateDecl& state, int64_t) {
  return 2 * static_cast<double>(state.shape.elements()) * state.touched;
}
/// Gathers a few rows of a table.
inline int64_t reads_rows(const Node&, const Tensor&) { return 0; }

/// What a graph knows of one operation: one constant each, at the end of ops/<name>.cpp.
struct Operation {
  /// Checks inputs and spec of a node without outputs, and says what it makes.
  Signature (*signature)(const Node& node, const StepShape& step) = nullptr;
  /// Floating-point operations of one step with `context` tokens before it (multiply-add = 2), all sequences.
  double (*flops)(const Node& node, int64_t context) = flops_of_output;
  /// Elements of an input that one step reads. 0: too few rows of it to count, be it a weight or a value.
  int64_t (*reads)(const Node& node, const Tensor& input) = reads_all;
  /// Tokens of a past of `context` that one step reads of an entry, of each sequence. Null: all that the entry holds.
  int64_t (*past_read)(const Node& node, int64_t context) = nullptr;
  /// Elements of a Replace entry that one step reads and writes, of each sequence.
  double (*rewrites)(const Node& node, const StateDecl& state, int64_t context) = rewrites_all;
  /// Computes the one output of a node whose inputs depend on weights only, from the dense views of them. Null: never
  /// folded.
  std::vector<double> (*fold)(const Node& node, std::span<const std::vector<double>> inputs) = nullptr;
  /// What tells two foldable nodes of one operation apart besides their inputs; null: nothing.
  std::string (*key)(const Spec& spec) = nullptr;
  /// Records the nodes that compute the gradient of each input (absent where there is none to have) from those of the
  /// outputs. Null: not differentiable yet.
  std::vector<Tensor> (*gradient)(Graph& graph, const Node& node, std::span<const Tensor> output_gradients) = nullptr;
  /// Whether what it does with a token depends on those before it, be it on their number alone. One that goes on from a
  /// state does.
  bool mixes_tokens = false;
};

const Operation& operation(Op op);

namespace operations {
#define PARETO_DECLARE(Name, name) extern const Operation name;
PARETO_OPERATIONS(PARETO_DECLARE)
#undef PARETO_DECLARE
} // namespace operations

// -- what several operations have in common

/// An unnamed entry that each step rewrites.
inline StateDecl replaced(const Dims& shape) { return {{}, StateKind::Replace, shape}; }
/// An entry of which each expert of a route has an equal part of this shape, along the first axis; a step touches those
/// of the experts it chooses. `rows`: choices of the step.
StateDecl replaced_by_experts(const Tensor& offsets, const Dims& shape, int64_t rows, const StepShape& step);
/// Whether x [1,N,..] goes with the offsets [E+1] and the order [N] of a route.
bool has_rows_of_experts(const Dims& x, const Tensor& offsets, const Tensor& order);
inline constexpr const char* kRowsOfExperts =
    "rows in the order of experts are [1,N,..], with offsets [E+1] and order [N]";
/// One output of the first input's shape.
Signature signature_of_first(const Node& node, const StepShape& step);
/// Of backward operations, whose inputs are the gradient of an output and then the inputs of the operation itself: one
/// output for each of these that is present and Real, in their shapes.
Signature signature_of_gradients(const Node& node, const StepShape& step);
/// Records the backward operation `spec` of `node`; its outputs by the inputs of `node`, absent where there is none.
std::vector<Tensor> record_gradients(Graph& graph, Spec spec, const Node& node,
                                     std::span<const Tensor> output_gradients);
/// The exact value as text: decimals would let 1e-7 and 2e-7 share a key.
std::string bits_of(float value);

} // namespace pareto
