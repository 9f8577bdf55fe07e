// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/model_runner.h"
#include "core/measure/serving.h"

#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pareto {

/// A loaded model that serves: its slots are sequences of one State, each with its own length. Prompts are any tokens
/// (those of prompt_token), answers greedy. A step is as large as what it is compiled for: the last chunk of a prompt
/// and, beyond eight answers, their number are rounded up, so that few programs serve every mixture. A program's first
/// run is not timed, and leaves the state as it was.
class ModelServer : public Server {
public:
  /// Refuses models that do not make one token after the other.
  static Status can_serve(const Model& model);
  /// Takes the memory of the slots, `capacity` tokens each; what does not fit is refused with both figures.
  static Result<std::unique_ptr<ModelServer>> make(LoadedModel& model, int64_t capacity, const ServingRules& rules);

  /// Refuses a step that does not fit its slots, or goes on with an answer that was not begun.
  Result<double> step(const ServingStep& step) override;
  /// Forgets the answers; the model and its programs stay.
  void start_over();
  /// Of each request so far, by its place among the arrivals.
  const std::vector<std::vector<int32_t>>& answers() const { return m_answers; }
  int64_t state_bytes() const { return m_state->bytes(); }

  /// The prompt of a request.
  static int32_t prompt_token(size_t request, int64_t position, int64_t vocab);

private:
  ModelServer(LoadedModel& model, int64_t capacity, const ServingRules& rules);
  bool fits(const ServedRow& row, bool prefill) const;
  Status check(const ServingStep& step) const;
  Status clear(int slot);
  StepShape shape_of(const ServingStep& step) const;
  void fill(const ServingStep& step, StepShape shape);
  void add_row(const ServedRow& row);
  Result<double> run(StepShape shape);
  void note(const ServingStep& step, std::span<const int32_t> next);

  struct Entry {
    std::string name;
    std::vector<float> zeros; ///< what it begins with
  };

  LoadedModel& m_model;
  int64_t m_capacity;
  ServingRules m_rules;
  std::unique_ptr<State> m_state;
  std::vector<bool> m_used; ///< by slot: a sequence is under way there
  std::vector<Entry> m_entries;
  std::vector<std::vector<int32_t>> m_answers;
  std::set<std::pair<int, int>> m_warm; ///< rows and tokens of the programs that have run
  std::vector<int32_t> m_tokens, m_counts, m_positions, m_slots, m_planned;
};

/// Bytes that a ModelServer of these requests takes beside the weights: its slots, each as long as the longest of them,
/// and every program that they have compiled.
int64_t serving_bytes(const Footprint& footprint, const std::vector<Arrival>& arrivals, const ServingRules& rules);

} // namespace pareto
