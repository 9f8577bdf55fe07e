// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/graph/storage.h"
#include "core/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

class Model;
class TensorSource;

/// Per-step values, outside every recorded shape. All spans have `batch` entries but `tokens`.
struct StepInput {
  std::span<const int32_t> tokens;   ///< [batch * tokens], row-major; empty for graphs without tokens()
  std::span<const int32_t> count;    ///< valid tokens of each row, 1..tokens; kernels ignore the rest
  std::span<const int32_t> position; ///< tokens already in the slot's state
  std::span<const int32_t> slot;     ///< which sequence of the State each row continues; distinct
  std::span<const int32_t> planned;  ///< planned total length of each sequence (long rope); empty = position + count
  bool commit = true;                ///< false: read the state, leave it unchanged
};

/// Packed, immutable parameters of one model in one executor.
class Weights {
public:
  virtual ~Weights() = default;
  virtual int64_t bytes() const = 0;
};

/// Mutable sequence state: `slots` sequences of up to `capacity` tokens.
class State {
public:
  virtual ~State() = default;
  virtual int slots() const = 0;
  virtual int64_t capacity() const = 0;
  virtual int64_t bytes() const = 0;
  virtual void reset() = 0;
  /// Tame seeded values in every entry, as if `length` tokens had been read (dense kernels take the same time for any
  /// values).
  virtual void fill_seeded(uint64_t seed, int64_t length) = 0;
  /// Deep copy; restore() takes one back made from the same State.
  virtual std::unique_ptr<State> snapshot() const = 0;
  virtual Status restore(const State& saved) = 0;
  /// Entry by name in float32: Replace entries whole; Append/Ring the last `length` tokens that are still held, oldest
  /// first.
  virtual Result<std::vector<float>> read(std::string_view name, int slot, int64_t length) const = 0;
  virtual Status write(std::string_view name, int slot, std::span<const float> values) = 0;
};

/// A compiled step. run() never allocates.
class Program {
public:
  virtual ~Program() = default;
  /// Binds the values of a named Graph::input (dense, row-major), kept until replaced.
  virtual Status set_input(std::string_view name, std::span<const float> values) = 0;
  virtual Status run(State& state, const StepInput& input) = 0;
  /// A marked Real output, dense; valid until the next run.
  virtual std::span<const float> output(std::string_view name) const = 0;
  /// A marked I32 output.
  virtual std::span<const int32_t> output_i32(std::string_view name) const = 0;
  /// Bytes of the activation arena planned for this step.
  virtual int64_t activation_bytes() const = 0;
};

class Executor {
public:
  virtual ~Executor() = default;
  virtual std::string name() const = 0;
  virtual Packing packing() const { return Packing::Cpu; }
  /// Once per model and precision: streams tensor by tensor, packs, folds weights-only nodes.
  virtual Result<std::unique_ptr<Weights>> load(const Model& model, TensorSource& source, LoadOptions options) = 0;
  /// Same for a bare graph (operation cases): weights come from `source` by the names the graph declares.
  virtual Result<std::unique_ptr<Weights>> load(const Graph& graph, TensorSource& source, LoadOptions options) = 0;
  /// Per StepShape; never repacks.
  virtual Result<std::unique_ptr<Program>> compile(const Graph& graph, const Weights& weights) = 0;
  /// `largest_step`: most tokens one step will carry (sizes ring entries).
  virtual Result<std::unique_ptr<State>> new_state(const Graph& graph, LoadOptions options, int slots, int64_t capacity,
                                                   int largest_step) = 0;
};

} // namespace pareto
