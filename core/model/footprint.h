// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/graph/storage.h"
#include "core/model/denoising.h"
#include "core/model/model.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace pareto {

struct Cost;
class StepCosts;

/// Cache and state of sequences, by how they behave as tokens come.
struct StateBytes {
  int64_t growing = 0;  ///< keys and values of every token
  int64_t windowed = 0; ///< keys and values of the last tokens: grows up to the window
  int64_t fixed = 0;    ///< recurrent states, convolution tails, token shifts: the same at any length
  int64_t total() const { return growing + windowed + fixed; }
  StateBytes& operator+=(const StateBytes& other);
};

/// One layer, or what lies outside all of them.
struct FootprintPart {
  int layer = -1;   ///< -1: outside
  std::string kind; ///< of a layer the catalogue id of its mixer ("mamba2"); outside "embedding", "positions",
                    ///< "final_norm", "head", "self_conditioning", "shared"
  int64_t weight_bytes = 0;
  std::vector<StateDecl> states;
};

/// How many bytes a model takes: the one place that answers. The figures are those executors allocate, to the byte:
/// Weights::bytes() and State::bytes(); what a compiled step takes is the executor's to say (core/exec/step_memory.h).
/// (Not counted: the process itself, what the system's or a driver's allocator adds around them.)
///
/// A length is meant as a capacity: what a state made for so many tokens a sequence holds, read or not. A window holds
/// min(length, pinned + window + largest_step - 1) rows; with steps of one token, which is how lengths are shown, that
/// is what a sequence of this length needs at least.
class Footprint {
public:
  /// `stored`: how the source of the weights holds each of them, which decides how it is kept (TensorSource::stored; of
  /// a model in files core/formats/model_footprint.h).
  Footprint(const Model& model, const FormatOf& stored, LoadOptions options, Packing packing = Packing::Cpu);

  const Model& model() const { return m_model; }
  const Denoising& denoising() const { return m_how; }
  LoadOptions options() const { return m_options; }
  Packing packing() const { return m_packing; }
  int64_t parameters() const { return m_parameters; }
  /// What one token uses of them: without the experts that it does not choose.
  int64_t active_parameters() const { return m_active; }
  int64_t weight_bytes() const { return m_weight_bytes; }
  /// The embedding, the layers in order, then what follows them; sums are the totals. A tied head lies in the
  /// embedding.
  const std::vector<FootprintPart>& parts() const { return m_parts; }
  StateBytes state(int64_t sequences, int64_t capacity, int largest_step = 1) const;
  StateBytes state(const FootprintPart& part, int64_t sequences, int64_t capacity, int largest_step = 1) const;
  /// What one more token costs a sequence while it is inside all windows.
  int64_t cache_bytes_per_token() const;
  /// Sequences of this length that fit beside the weights in `bytes`; activations come on top of both.
  int64_t sequences_in(int64_t bytes, int64_t capacity) const;

  /// One step with `depth` tokens already in each sequence's state (core/graph/cost.h). What was recorded once is
  /// remembered by shape, and shared by copies. Thread-safe.
  Cost step_cost(StepShape shape, int64_t depth, LogitRows rows = LogitRows::Last) const;
  std::map<Op, Cost> operation_costs(StepShape shape, int64_t depth, LogitRows rows = LogitRows::Last) const;

  /// How each weight is kept.
  FormatOf formats() const {
    return [formats = m_formats](const WeightDecl& weight) { return formats->at(weight.name); };
  }

private:
  FootprintPart& part_of(const std::string& name);
  void count_weights(const Graph& graph, const FormatOf& stored);
  std::shared_ptr<const StepCosts> costs_of(StepShape shape, LogitRows rows) const;

  struct Steps; ///< recorded so far

  Model m_model;
  Denoising m_how;
  LoadOptions m_options;
  Packing m_packing;
  int64_t m_parameters = 0, m_active = 0, m_weight_bytes = 0;
  std::vector<FootprintPart> m_parts;
  std::shared_ptr<const std::unordered_map<std::string, Format>> m_formats;
  std::shared_ptr<Steps> m_steps;
};

} // namespace pareto
