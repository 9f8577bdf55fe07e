// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/operations.h"
#include "core/graph/tensor.h"

#include <cstdint>
#include <string>
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
  enum class Rule : uint8_t {
    Normal,
    Zeros,
    Ones,
    Uniform,
    LogUniform,
    LogRange,
    InverseSoftplusLogUniform
  } rule = Rule::Normal;
  double a = 0; ///< Normal: mean; Uniform, LogUniform: low
  double b = 0; ///< Normal: standard deviation (0 = 1/sqrt(fan-in)); Uniform, LogUniform: high
};

/// A parameter of a graph, as index into Graph::weights().
using WeightId = int32_t;

/// A parameter by its canonical name ("layers.3.mixer.q_proj.weight"). Which tensors of a checkpoint it is
/// made of is the name map's business (checkpoint/), not the graph's.
struct WeightDecl {
  std::string name;
  Dims shape;
  WeightUse use = WeightUse::Vector;
  Init init;
};

/// Append: one row per token (or block of tokens) up to the state's capacity. Ring: window + largest step (+ pinned)
/// rows. Replace: rewritten each step.
enum class StateKind : uint8_t { Append, Ring, Replace };

/// One entry of the recurrent state, named by occurrence. Append/Ring: `shape` is that of one token, [heads, width],
/// stored in the format that row_format() (storage.h) gives; Replace: the whole entry, stored in float32.
struct StateDecl {
  std::string name;
  StateKind kind = StateKind::Replace;
  Dims shape;
  int64_t window = 0;     ///< Ring only
  int64_t pinned = 0;     ///< Ring only
  bool exact = false;     ///< Append, Ring: float32 whatever the cache keeps (running sums)
  int64_t block = 1;      ///< Append only: tokens that a row stands for; it is there once their last one is
  bool rewritten = false; ///< Append only: a step also changes the rows before it
  double touched = 1;     ///< Replace only: the part of it that a step reads and writes on average (states of experts)

  /// Rows of a sequence of so many tokens.
  int64_t rows(int64_t tokens) const { return tokens / block; }
};

/// A state entry that a node goes on from: it takes one value of the entry and gives the next. Of a node that only
/// reads what another one keeps, both are the same.
struct StateUse {
  int32_t entry = 0;    ///< into Graph::states()
  Tensor before, after; ///< never read again once there is a later one, so that a step can keep both in one place

  bool keeps() const { return before.id != after.id; }
};

struct Node {
  Op op{};
  Spec spec;
  std::vector<Tensor> inputs;  ///< optional ones absent as Tensor{}
  std::vector<Tensor> outputs; ///< dense, fresh values; one at least
  std::vector<StateUse> states;
  std::string scope; ///< "layers.3.mixer", for profiles and messages

  const Tensor& output() const { return outputs.front(); }
  int32_t entry(size_t which) const { return states[which].entry; }
};

struct Value {
  enum class Origin : uint8_t { Input, Weight, Literal, State, Node } origin{};
  int32_t index = 0; ///< into inputs(), weights(), literals(), states() or nodes()
  Kind kind = Kind::Real;
  Dims shape;         ///< of a state entry: what StateDecl says
  int32_t entry = -1; ///< the state entry whose value this is, before the step (State) or after a node; -1: of none
};

struct NamedTensor {
  std::string name;
  Tensor tensor;
};

} // namespace pareto
