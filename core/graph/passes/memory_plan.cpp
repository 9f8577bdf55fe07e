// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/memory_plan.h"

#include <algorithm>

namespace pareto {

namespace {

struct Lifetime {
  int32_t value = 0;
  int64_t size = 0;
  int first = 0; ///< group that makes it; -1 for inputs
  int last = 0;  ///< last group that reads it
};

/// Place of each node's group in the schedule; -1: it is folded.
std::vector<int> times_of(const Graph& graph, const Schedule& schedule) {
  std::vector<int> times(graph.nodes().size(), -1);
  for (size_t at = 0; at < schedule.size(); ++at)
    for (int32_t node : schedule[at].nodes)
      times[static_cast<size_t>(node)] = static_cast<int>(at);
  return times;
}

std::vector<Lifetime> lifetimes(const Graph& graph, const Schedule& schedule, int64_t alignment) {
  const std::vector<int> times = times_of(graph, schedule);
  const int end = static_cast<int>(schedule.size());
  std::vector<Lifetime> all(graph.values().size());
  for (size_t id = 0; id < all.size(); ++id) {
    const Value& value = graph.values()[id];
    all[id].value = static_cast<int32_t>(id);
    const bool outside = value.entry >= 0 || graph.constant(static_cast<int32_t>(id));
    all[id].size = outside ? 0 : (value.shape.elements() + alignment - 1) / alignment * alignment;
    all[id].first = all[id].last = value.origin == Value::Origin::Node ? times[static_cast<size_t>(value.index)] : -1;
    if (value.origin == Value::Origin::Input)
      all[id].last = end;
  }
  for (size_t index = 0; index < times.size(); ++index)
    for (const Tensor& input : graph.nodes()[index].inputs)
      if (input)
        all[static_cast<size_t>(input.id)].last = std::max(all[static_cast<size_t>(input.id)].last, times[index]);
  for (const NamedTensor& output : graph.outputs())
    all[static_cast<size_t>(output.tensor.id)].last = end;
  for (const NodeGroup& group : schedule)
    for (int32_t value : group.unwritten)
      all[static_cast<size_t>(value)].size = 0;
  return all;
}

} // namespace

MemoryPlan plan_memory(const Graph& graph, int64_t alignment) {
  return plan_memory(graph, recorded_order(graph), alignment);
}

MemoryPlan plan_memory(const Graph& graph, const Schedule& schedule, int64_t alignment) {
  MemoryPlan plan;
  plan.offset.assign(graph.values().size(), -1);
  std::vector<Lifetime> placed;
  for (const Lifetime& wanted : lifetimes(graph, schedule, alignment)) {
    if (wanted.size == 0)
      continue;
    std::vector<std::pair<int64_t, int64_t>> taken; // [begin, end) of values alive at the same time
    for (const Lifetime& other : placed)
      if (other.first <= wanted.last && wanted.first <= other.last) {
        const int64_t begin = plan.offset[static_cast<size_t>(other.value)];
        taken.emplace_back(begin, begin + other.size);
      }
    std::sort(taken.begin(), taken.end());
    int64_t at = 0;
    for (const auto& [begin, end] : taken) {
      if (begin - at >= wanted.size)
        break;
      at = std::max(at, end);
    }
    plan.offset[static_cast<size_t>(wanted.value)] = at;
    plan.elements = std::max(plan.elements, at + wanted.size);
    placed.push_back(wanted);
  }
  return plan;
}

} // namespace pareto
