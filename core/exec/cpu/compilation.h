// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/cpu_state.h"
#include "core/exec/cpu/cpu_weights.h"
#include "core/exec/cpu/views.h"
#include "core/graph/passes/memory_plan.h"

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace pareto::cpu {

/// One piece of a step. Serial tasks run on thread 0 alone: too little work to share. A barrier follows every parallel
/// one.
struct Task {
  std::function<void(int thread)> work;
  bool serial = false;
};

/// cos and sin of every token of the step for one rotary table, [batch * tokens, half].
struct Angles {
  std::shared_ptr<const RopeTable> table;
  std::vector<float> cosine, sine;
};

/// What tasks see while a step runs.
struct StepEnvironment {
  CpuState* state = nullptr;
  const StepInput* input = nullptr;
};

/// Everything the makers of tasks need; lives as long as the program.
class Compilation {
public:
  Compilation(const Graph& graph, const CpuWeights& weights, ThreadTeam& team, const Kernels& kernels,
              FusionSet fusions);

  const Graph& graph;
  const CpuWeights& weights;
  ThreadTeam& team;
  const Kernels& kernels;
  const Schedule schedule; ///< what runs together, in which order
  StepEnvironment environment;
  std::vector<Task> tasks;
  std::vector<std::unique_ptr<Angles>> angles;

  Status allocate();
  /// First element of a value: arena, float32 weight or folded constant. Null: a pattern that never writes it.
  float* base(int32_t value) const;
  /// Null also of an absent tensor.
  float* data(const Tensor& view) const;
  Rows rows(const Tensor& view) const { return Rows(data(view), view); }
  const StoredWeight& matrix(const Tensor& view) const;
  Angles& angles_of(const std::shared_ptr<const RopeTable>& table);
  float* scratch(int thread) { return reinterpret_cast<float*>(m_scratch.data()) + thread * m_scratch_floats; }
  int64_t arena_bytes() const { return m_plan.elements * 4 + m_scratch_floats * 4 * team.size(); }
  void add(std::function<void(int)> work, bool serial = false) { tasks.push_back({std::move(work), serial}); }
  /// Splits `units` evenly over the threads; serial when the whole is below some thousand elements.
  void add_shared(int64_t units, int64_t elements, std::function<void(int64_t begin, int64_t end, int thread)> work);
  /// Units taken one after another by whichever thread is free: for work of uneven size without a common result.
  void add_dynamic(int64_t units, std::function<void(int64_t unit, int thread)> work);

private:
  MemoryPlan m_plan;
  PageBuffer m_arena, m_scratch;
  int64_t m_scratch_floats = 0;
  std::vector<std::unique_ptr<std::atomic<int64_t>>> m_counters;
};

/// Adds the tasks of the nodes of one pattern, in recording order; one function for each, beside those of its
/// operations.
using FusedNodes = std::vector<const Node*>;
#define PARETO_COMPILE(Name, name) Status compile_fused_##name(Compilation& c, const FusedNodes& nodes);
PARETO_FUSIONS(PARETO_COMPILE)
#undef PARETO_COMPILE

/// One group of the schedule.
Status compile_group(Compilation& c, const NodeGroup& group);

} // namespace pareto::cpu
