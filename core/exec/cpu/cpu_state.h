// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/kernels/kernels.h"
#include "core/exec/executor.h"
#include "core/platform/memory.h"
#include "core/platform/thread_team.h"

#include <vector>

namespace pareto::cpu {

/// A contiguous piece of the history of one head: positions [first, first + count) lie in consecutive rows. Of an entry
/// with one row a block, "position" means the number of the block.
struct HistoryRun {
  int64_t first, count, row;
};

/// One entry of all slots. Append, Ring: [slot][head][rows][width] in its row_format(); Replace: [slot][elements]
/// float32.
class StateEntry {
public:
  static Result<StateEntry> make(const StateDecl& decl, Format cache, int slots, int64_t capacity, int largest_step);

  const StateDecl& decl() const { return m_decl; }
  Format type() const { return m_type; }
  int64_t heads() const { return m_decl.shape[0]; }
  int64_t width() const { return m_decl.shape.elements() / heads(); }
  int64_t slot_bytes() const { return m_slot_bytes; }
  int64_t row_bytes() const { return format_bytes(m_type, width()); } ///< of one head
  std::byte* slot(int64_t index) { return m_memory.data() + index * m_slot_bytes; }
  const std::byte* slot(int64_t index) const { return m_memory.data() + index * m_slot_bytes; }
  float* values(int64_t index) { return reinterpret_cast<float*>(slot(index)); }
  int64_t rows() const { return m_rows; } ///< per head: pinned, then the ring or all of the capacity
  /// Row of a position in each head's block.
  int64_t row(int64_t position) const;
  std::byte* at(int64_t index, int64_t head, int64_t row) { return slot(index) + (head * m_rows + row) * row_bytes(); }
  /// Positions [begin, end) in pieces that are contiguous in memory, in order.
  void runs(int64_t begin, int64_t end, std::vector<HistoryRun>& out) const;
  /// Takes from an entry made alike what a slot of `length` tokens holds: rows that were never written are passed over.
  void take(const StateEntry& from, int index, int64_t length);
  /// Oldest position that is still held besides the pinned ones.
  int64_t oldest(int64_t length) const;

private:
  StateDecl m_decl;
  Format m_type = Format::F32;
  int64_t m_rows = 0;
  int64_t m_slot_bytes = 0;
  PageBuffer m_memory;
  friend class CpuState;
};

class CpuState : public State {
public:
  static Result<std::unique_ptr<CpuState>> make(const Graph& graph, LoadOptions options, int slots, int64_t capacity,
                                                int largest_step, const Kernels& kernels, ThreadTeam& team);

  int slots() const override { return m_slots; }
  int64_t capacity() const override { return m_capacity; }
  int64_t largest_step() const { return m_largest_step; }
  int64_t bytes() const override;
  void reset() override;
  void fill_seeded(uint64_t seed, int64_t length) override;
  std::unique_ptr<State> snapshot() const override;
  Status restore(const State& saved) override;
  Result<std::vector<float>> read(std::string_view name, int slot, int64_t length) const override;
  Status write(std::string_view name, int slot, std::span<const float> values) override;

  StateEntry& entry(int32_t index) { return m_entries[static_cast<size_t>(index)]; }
  const std::vector<StateEntry>& entries() const { return m_entries; }
  void set_length(int slot, int64_t length) { m_lengths[static_cast<size_t>(slot)] = length; }

private:
  const Kernels* m_kernels = nullptr;
  ThreadTeam* m_team = nullptr;
  int m_slots = 0;
  int64_t m_capacity = 0;
  int64_t m_largest_step = 0;
  std::vector<StateEntry> m_entries;
  std::vector<int64_t> m_lengths; ///< tokens read, by slot
};

} // namespace pareto::cpu
