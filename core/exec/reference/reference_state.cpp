// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/reference_state.h"

#include "core/exec/seeded_values.h"

#include <algorithm>
#include <string>

namespace pareto::reference {

ReferenceState::ReferenceState(const Graph& graph, Format cache_type, int slots, int64_t capacity, int step)
    : cache(cache_type), largest_step(step), m_slots(slots), m_capacity(capacity) {
  for (const StateDecl& decl : graph.states())
    entries.push_back({decl, std::vector<std::vector<double>>(static_cast<size_t>(slots))});
  reset();
}

int64_t ReferenceState::bytes() const {
  int64_t total = 0;
  for (const StateEntry& entry : entries)
    for (const auto& slot : entry.slots)
      total += static_cast<int64_t>(slot.size() * sizeof(double));
  return total;
}

void ReferenceState::reset() {
  for (StateEntry& entry : entries)
    for (auto& slot : entry.slots)
      slot.assign(entry.decl.kind == StateKind::Replace ? static_cast<size_t>(entry.decl.shape.elements()) : 0, 0.0);
}

void ReferenceState::fill_seeded(uint64_t seed, int64_t length) {
  SeededValues values(seed);
  for (StateEntry& entry : entries)
    for (auto& slot : entry.slots) {
      if (entry.decl.kind != StateKind::Replace)
        slot.resize(static_cast<size_t>(entry.decl.shape.elements() * entry.decl.rows(length)));
      for (double& value : slot)
        value = values.next();
    }
}

Status ReferenceState::restore(const State& saved) {
  const auto* other = dynamic_cast<const ReferenceState*>(&saved);
  if (!other || other->entries.size() != entries.size() || other->m_slots != m_slots || other->m_capacity != m_capacity)
    return fail(ErrorCode::Internal, "A state can only take back a snapshot made from itself.");
  *this = *other;
  return {};
}

Result<std::vector<float>> ReferenceState::read(std::string_view name, int slot, int64_t length) const {
  PARETO_TRY_ASSIGN(which, find(name, slot));
  const StateEntry& entry = entries[which];
  const auto& values = entry.slots[static_cast<size_t>(slot)];
  size_t count = values.size();
  if (entry.decl.kind != StateKind::Replace)
    count = std::min(count, static_cast<size_t>(entry.decl.rows(length) * entry.decl.shape.elements()));
  return std::vector<float>(values.end() - static_cast<std::ptrdiff_t>(count), values.end());
}

Status ReferenceState::write(std::string_view name, int slot, std::span<const float> values) {
  PARETO_TRY_ASSIGN(which, find(name, slot));
  StateEntry& entry = entries[which];
  const auto unit = static_cast<size_t>(entry.decl.shape.elements());
  const bool fits = entry.decl.kind == StateKind::Replace ? values.size() == unit : values.size() % unit == 0;
  if (!fits)
    return fail(ErrorCode::InvalidArgument,
                "State entry '" + std::string(name) + "' does not take " + std::to_string(values.size()) + " values.");
  entry.slots[static_cast<size_t>(slot)].assign(values.begin(), values.end());
  return {};
}

Result<size_t> ReferenceState::find(std::string_view name, int slot) const {
  if (slot < 0 || slot >= m_slots)
    return fail(ErrorCode::InvalidArgument,
                "There is no slot " + std::to_string(slot) + " in a state of " + std::to_string(m_slots) + ".");
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const StateEntry& entry) { return entry.decl.name == name; });
  if (found == entries.end())
    return fail(ErrorCode::NotFound, "There is no state entry '" + std::string(name) + "'.", std::string(name));
  return static_cast<size_t>(found - entries.begin());
}

} // namespace pareto::reference
