// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_state.h"

#include "core/exec/seeded_values.h"
#include "core/graph/storage.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace pareto::cpu {

Result<StateEntry> StateEntry::make(const StateDecl& decl, Format cache, int slots, int64_t capacity,
                                    int largest_step) {
  StateEntry entry;
  entry.m_decl = decl;
  entry.m_type = row_format(decl, cache);
  const EntryLayout layout = entry_layout(decl, cache, capacity, largest_step, Packing::Cpu);
  entry.m_rows = layout.rows;
  entry.m_slot_bytes = layout.slot_bytes;
  PARETO_TRY_ASSIGN(memory, PageBuffer::allocate(entry.m_slot_bytes * slots));
  entry.m_memory = std::move(memory);
  return entry;
}

int64_t StateEntry::row(int64_t position) const {
  if (m_decl.kind == StateKind::Append || position < m_decl.pinned)
    return position;
  return m_decl.pinned + (position - m_decl.pinned) % (m_rows - m_decl.pinned);
}

void StateEntry::runs(int64_t begin, int64_t end, std::vector<HistoryRun>& out) const {
  while (begin < end) {
    const int64_t first_row = row(begin);
    int64_t count = end - begin;
    if (m_decl.kind == StateKind::Ring) {
      if (begin < m_decl.pinned)
        count = std::min(count, m_decl.pinned - begin);
      count = std::min(count, m_rows - first_row);
    }
    out.push_back({begin, count, first_row});
    begin += count;
  }
}

void StateEntry::take(const StateEntry& from, int index, int64_t length) {
  if (m_decl.kind == StateKind::Replace) {
    std::memcpy(slot(index), from.slot(index), static_cast<size_t>(m_slot_bytes));
    return;
  }
  const int64_t used = std::min(m_decl.rows(length), m_rows) * row_bytes();
  for (int64_t head = 0; head < heads(); ++head) {
    const int64_t at = head * m_rows * row_bytes();
    std::memcpy(slot(index) + at, from.slot(index) + at, static_cast<size_t>(used));
  }
}

int64_t StateEntry::oldest(int64_t length) const {
  if (m_decl.kind == StateKind::Append || length <= m_rows) // not yet overwritten
    return 0;
  return length - (m_rows - m_decl.pinned);
}

namespace {

/// Refused with both figures before anything is asked of the system, whose own refusal knows only one.
Status check_room(const Graph& graph, Format cache, int slots, int64_t capacity, int largest_step) {
  int64_t needed = 0;
  for (const StateDecl& decl : graph.states())
    needed += entry_layout(decl, cache, capacity, largest_step, Packing::Cpu).slot_bytes * slots;
  const int64_t free = available_memory_bytes();
  if (free > 0 && needed > free)
    return fail(ErrorCode::OutOfMemory, "The state of " + std::to_string(slots) + " sequences of " +
                                            std::to_string(capacity) + " tokens needs " + std::to_string(needed >> 20) +
                                            " MiB and " + std::to_string(free >> 20) + " MiB are free.");
  return {};
}

} // namespace

Result<std::unique_ptr<CpuState>> CpuState::make(const Graph& graph, LoadOptions options, int slots, int64_t capacity,
                                                 int largest_step, const Kernels& kernels, ThreadTeam& team) {
  PARETO_TRY(check_room(graph, options.cache, slots, capacity, largest_step));
  auto state = std::make_unique<CpuState>();
  state->m_kernels = &kernels;
  state->m_team = &team;
  state->m_slots = slots;
  state->m_capacity = capacity;
  state->m_largest_step = largest_step;
  state->m_lengths.assign(static_cast<size_t>(slots), 0);
  for (const StateDecl& decl : graph.states()) {
    PARETO_TRY_ASSIGN(entry, StateEntry::make(decl, options.cache, slots, capacity, largest_step));
    state->m_entries.push_back(std::move(entry));
  }
  return state;
}

int64_t CpuState::bytes() const {
  int64_t total = 0;
  for (const StateEntry& entry : m_entries)
    total += entry.m_slot_bytes * m_slots;
  return total;
}

void CpuState::reset() {
  for (StateEntry& entry : m_entries)
    if (entry.m_decl.kind == StateKind::Replace) // histories are guarded by their length
      std::memset(entry.m_memory.data(), 0, static_cast<size_t>(entry.m_slot_bytes * m_slots));
  std::fill(m_lengths.begin(), m_lengths.end(), 0);
}

namespace {

/// Values that repeat over a state's memory, at the type of an entry.
struct Pattern {
  const std::byte* data;
  int64_t bytes;
  void spread(std::byte* out, int64_t size) const {
    for (int64_t at = 0; at < size; at += bytes)
      std::memcpy(out + at, data, static_cast<size_t>(std::min(bytes, size - at)));
  }
};

/// One thread's share of an entry. Each touches pages that lie together, or two would wait for the same huge one.
void fill_share(StateEntry& entry, int slots, int64_t length, const Pattern& pattern, const ThreadTeam& team,
                int thread) {
  if (entry.decl().kind == StateKind::Replace) {
    for (int slot = 0; slot < slots; ++slot) {
      const auto [begin, end] = team.share(thread, entry.decl().shape.elements() * 4, pattern.bytes);
      pattern.spread(entry.slot(slot) + begin, end - begin);
    }
    return;
  }
  const int64_t bytes = std::min(entry.decl().rows(length), entry.rows()) * entry.row_bytes();
  const auto [begin, end] = team.share(thread, slots * entry.heads());
  for (int64_t unit = begin; unit < end; ++unit)
    pattern.spread(entry.at(unit / entry.heads(), unit % entry.heads(), 0), bytes);
}

} // namespace

void CpuState::fill_seeded(uint64_t seed, int64_t length) {
  constexpr size_t kValues = 1 << 14;
  std::vector<float> values(kValues);
  std::generate(values.begin(), values.end(),
                [from = SeededValues(seed)]() mutable { return static_cast<float>(from.next()); });
  std::map<Format, std::vector<std::byte>> encoded;
  for (StateEntry& entry : m_entries) {
    std::vector<std::byte>& same = encoded[entry.m_type];
    if (same.empty()) {
      same.resize(static_cast<size_t>(format_bytes(entry.m_type, kValues)));
      m_kernels->narrow(entry.m_type, values.data(), same.data(), kValues);
    }
    const Pattern pattern{same.data(), static_cast<int64_t>(same.size())};
    m_team->run([&](int thread) { fill_share(entry, m_slots, length, pattern, *m_team, thread); });
  }
  std::fill(m_lengths.begin(), m_lengths.end(), length);
}

std::unique_ptr<State> CpuState::snapshot() const {
  auto copy = std::make_unique<CpuState>();
  copy->m_kernels = m_kernels;
  copy->m_team = m_team;
  copy->m_slots = m_slots;
  copy->m_capacity = m_capacity;
  copy->m_largest_step = m_largest_step;
  copy->m_lengths = m_lengths;
  for (const StateEntry& entry : m_entries) {
    StateEntry other;
    other.m_decl = entry.m_decl;
    other.m_type = entry.m_type;
    other.m_rows = entry.m_rows;
    other.m_slot_bytes = entry.m_slot_bytes;
    auto memory = PageBuffer::allocate(entry.m_slot_bytes * m_slots);
    if (!memory)
      return nullptr;
    other.m_memory = std::move(memory).value();
    for (int slot = 0; slot < m_slots; ++slot)
      other.take(entry, slot, m_lengths[static_cast<size_t>(slot)]);
    copy->m_entries.push_back(std::move(other));
  }
  return copy;
}

Status CpuState::restore(const State& saved) {
  const auto* other = dynamic_cast<const CpuState*>(&saved);
  if (!other || other->m_entries.size() != m_entries.size() || other->bytes() != bytes())
    return fail(ErrorCode::Internal, "A state can only take back a snapshot made from itself.");
  for (size_t i = 0; i < m_entries.size(); ++i)
    for (int slot = 0; slot < m_slots; ++slot)
      m_entries[i].take(other->m_entries[i], slot, other->m_lengths[static_cast<size_t>(slot)]);
  m_lengths = other->m_lengths;
  return {};
}

Result<std::vector<float>> CpuState::read(std::string_view name, int slot, int64_t length) const {
  if (slot < 0 || slot >= m_slots)
    return fail(ErrorCode::InvalidArgument,
                "There is no slot " + std::to_string(slot) + " in a state of " + std::to_string(m_slots) + ".");
  for (const StateEntry& entry : m_entries) {
    if (entry.m_decl.name != name)
      continue;
    const int64_t unit = entry.m_decl.shape.elements();
    if (entry.m_decl.kind == StateKind::Replace) {
      const auto* values = reinterpret_cast<const float*>(entry.slot(slot));
      return std::vector<float>(values, values + unit);
    }
    const int64_t end = entry.m_decl.rows(m_lengths[static_cast<size_t>(slot)]);
    const int64_t begin = std::max({int64_t{0}, end - entry.m_decl.rows(length), entry.oldest(end)});
    std::vector<float> out(static_cast<size_t>((end - begin) * unit));
    const int64_t width = entry.width(), heads = entry.heads();
    for (int64_t position = begin; position < end; ++position)
      for (int64_t head = 0; head < heads; ++head)
        m_kernels->widen(entry.m_type,
                         entry.slot(slot) + (head * entry.m_rows + entry.row(position)) * entry.row_bytes(),
                         out.data() + ((position - begin) * heads + head) * width, width);
    return out;
  }
  return fail(ErrorCode::NotFound, "There is no state entry '" + std::string(name) + "'.", std::string(name));
}

Status CpuState::write(std::string_view name, int slot, std::span<const float> values) {
  if (slot < 0 || slot >= m_slots)
    return fail(ErrorCode::InvalidArgument,
                "There is no slot " + std::to_string(slot) + " in a state of " + std::to_string(m_slots) + ".");
  for (StateEntry& entry : m_entries) {
    if (entry.m_decl.name != name)
      continue;
    const int64_t unit = entry.m_decl.shape.elements();
    const auto count = static_cast<int64_t>(values.size());
    const bool replace = entry.m_decl.kind == StateKind::Replace;
    if (replace ? count != unit : count % unit != 0 || count / unit > entry.m_decl.rows(m_capacity))
      return fail(ErrorCode::InvalidArgument,
                  "State entry '" + std::string(name) + "' does not take " + std::to_string(count) + " values.");
    if (replace) {
      std::copy(values.begin(), values.end(), entry.values(slot));
      return {};
    }
    const int64_t width = entry.width(), heads = entry.heads(), length = count / unit;
    for (int64_t position = 0; position < length; ++position) {
      if (position >= entry.m_decl.pinned && position < entry.oldest(length))
        continue; // fell out of the window
      for (int64_t head = 0; head < heads; ++head)
        m_kernels->narrow(entry.m_type, values.data() + (position * heads + head) * width,
                          entry.at(slot, head, entry.row(position)), width);
    }
    if (entry.m_decl.block == 1) // rows of blocks do not say how many tokens there are
      m_lengths[static_cast<size_t>(slot)] = length;
    return {};
  }
  return fail(ErrorCode::NotFound, "There is no state entry '" + std::string(name) + "'.", std::string(name));
}

} // namespace pareto::cpu
