// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/formats/open_model.h"
#include "core/model/footprint.h"

#include <map>
#include <memory>
#include <tuple>

namespace pareto {

/// "cpu", "reference" or "vulkan:N"; an error says why a device cannot be had and what can.
Result<std::unique_ptr<Executor>> make_executor(const std::string& device);

/// One model on one executor: its weights, loaded once, and a compiled program for every step shape that was asked for.
class LoadedModel {
public:
  /// Refuses weights that are not finite, or that their format cannot hold, with the tensor's name.
  static Result<std::unique_ptr<LoadedModel>> load(Executor& executor, const OpenedModel& model, LoadOptions options,
                                                   uint64_t seed = 0);

  const Model& model() const { return m_model.model; }
  const OpenedModel& opened() const { return m_model; }
  const Executor& executor() const { return m_executor; }
  const Weights& weights() const { return *m_weights; }
  LoadOptions options() const { return m_footprint.options(); }
  /// What it takes, in the formats its source led to.
  const Footprint& footprint() const { return m_footprint; }
  Result<Program*> program(StepShape shape, LogitRows rows);
  Result<std::unique_ptr<State>> new_state(int slots, int64_t capacity, int largest_step);
  /// A program that nobody keeps.
  Result<std::unique_ptr<Program>> compile(const Graph& graph) const { return m_executor.compile(graph, *m_weights); }
  /// Forgets compiled programs (their activation arenas).
  void drop_programs() { m_programs.clear(); }

private:
  LoadedModel(Executor& executor, OpenedModel model, Footprint footprint)
      : m_executor(executor), m_model(std::move(model)), m_footprint(std::move(footprint)) {}

  Executor& m_executor;
  OpenedModel m_model;
  Footprint m_footprint;
  std::unique_ptr<Weights> m_weights;
  std::map<std::tuple<int, int, LogitRows>, std::unique_ptr<Program>> m_programs;
};

/// All sequences of a State advanced together, each by the same number of tokens.
class SequenceBatch {
public:
  SequenceBatch(LoadedModel& model, State& state, int batch);

  /// Reads `tokens` ([batch, count], row-major) and leaves logits of the last token (or of all) in the program's
  /// outputs. Logits that are not finite are an error that names the layer they come from.
  Result<Program*> step(std::span<const int32_t> tokens, LogitRows rows);
  /// The same without a trace: the sequences stand where they stood.
  Result<Program*> look(std::span<const int32_t> tokens, LogitRows rows);
  int64_t position() const { return m_position; }
  void set_position(int64_t position) { m_position = position; }

private:
  Result<Program*> run(std::span<const int32_t> tokens, LogitRows rows, bool commit);

  LoadedModel& m_model;
  State& m_state;
  int m_batch;
  int64_t m_position = 0;
  std::vector<int32_t> m_counts, m_positions, m_slots, m_planned;
};

} // namespace pareto
