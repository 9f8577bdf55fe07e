// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/compilation.h"

#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/step_memory.h"

namespace pareto::cpu {

namespace {

constexpr int64_t kWorthSharing = 8192; ///< elements below which a barrier costs more than the work

} // namespace

Compilation::Compilation(const Graph& recorded, const CpuWeights& stored, ThreadTeam& threads, const Kernels& loops,
                         FusionSet fusions)
    : graph(recorded), weights(stored), team(threads), kernels(loops), schedule(fuse(recorded, fusions)),
      m_plan(plan_memory(recorded, schedule)) {}

Status Compilation::allocate() {
  PARETO_TRY_ASSIGN(arena, PageBuffer::allocate(m_plan.elements * 4));
  m_arena = std::move(arena);
  m_scratch_floats = scratch_floats(graph);
  PARETO_TRY_ASSIGN(memory, PageBuffer::allocate(m_scratch_floats * 4 * team.size()));
  m_scratch = std::move(memory);
  return {};
}

float* Compilation::base(int32_t value) const {
  const auto id = static_cast<size_t>(value);
  if (m_plan.offset[id] >= 0)
    return reinterpret_cast<float*>(const_cast<std::byte*>(m_arena.data())) + m_plan.offset[id];
  if (!graph.constant(value))
    return nullptr;
  const Value& info = graph.values()[id];
  if (info.origin == Value::Origin::Weight)
    return reinterpret_cast<float*>(weights.weight(graph.weights()[static_cast<size_t>(info.index)].name).data);
  return const_cast<float*>(weights.constant(graph.constant_key(value)).data());
}

float* Compilation::data(const Tensor& view) const {
  float* first = view ? base(view.id) : nullptr;
  return first ? first + view.offset : nullptr;
}

const StoredWeight& Compilation::matrix(const Tensor& view) const {
  const Value& info = graph.values()[static_cast<size_t>(view.id)];
  return weights.weight(graph.weights()[static_cast<size_t>(info.index)].name);
}

Angles& Compilation::angles_of(const std::shared_ptr<const RopeTable>& table) {
  for (auto& known : angles)
    if (known->table == table || *known->table == *table)
      return *known;
  const auto tokens = static_cast<size_t>(graph.shape().batch) * static_cast<size_t>(graph.shape().tokens);
  auto fresh = std::make_unique<Angles>();
  fresh->table = table;
  fresh->cosine.resize(tokens * table->inv_freq.size());
  fresh->sine.resize(tokens * table->inv_freq.size());
  angles.push_back(std::move(fresh));
  return *angles.back();
}

void Compilation::add_shared(int64_t units, int64_t elements, std::function<void(int64_t, int64_t, int)> work) {
  if (elements < kWorthSharing || units < 2) {
    add([work = std::move(work), units](int) { work(0, units, 0); }, true);
    return;
  }
  add([this, work = std::move(work), units](int thread) {
    const auto share = team.share(thread, units);
    if (share.begin < share.end)
      work(share.begin, share.end, thread);
  });
}

void Compilation::add_dynamic(int64_t units, std::function<void(int64_t, int)> work) {
  m_counters.push_back(std::make_unique<std::atomic<int64_t>>(0));
  auto* next = m_counters.back().get();
  add([next](int) { next->store(0, std::memory_order_relaxed); }, true);
  add([next, units, work = std::move(work)](int thread) {
    for (int64_t unit = next->fetch_add(1, std::memory_order_relaxed); unit < units;
         unit = next->fetch_add(1, std::memory_order_relaxed))
      work(unit, thread);
  });
}

Status compile_group(Compilation& c, const NodeGroup& group) {
#define PARETO_ENTRY(Name, name) compile_fused_##name,
  static constexpr Status (*kTable[kFusionCount])(Compilation&, const FusedNodes&) = {PARETO_FUSIONS(PARETO_ENTRY)};
#undef PARETO_ENTRY
  FusedNodes nodes;
  for (int32_t index : group.nodes)
    nodes.push_back(&c.graph.nodes()[static_cast<size_t>(index)]);
  return group.fusion ? kTable[static_cast<size_t>(*group.fusion)](c, nodes)
                      : cpu_operation(nodes.front()->op).compile(c, *nodes.front());
}

} // namespace pareto::cpu
