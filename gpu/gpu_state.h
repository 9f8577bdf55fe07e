// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "gpu/device/device.h"

#include <memory>
#include <vector>

namespace pareto::gpu {

/// One entry of all slots. Append, Ring (histories): [slot][head][rows][width] at the cache type, rows of whole 32-bit
/// words, bound in pieces of whole heads where it is larger than one binding; Replace: [slot][elements] float32, one
/// binding.
struct StateEntry {
  StateDecl decl;
  Format type = Format::F32;
  int64_t rows = 1;      ///< per head: pinned, then the ring or all of the capacity
  int64_t row_words = 0; ///< 32-bit words of one row of one head; Replace: of the whole entry
  int64_t slot_words = 0;
  Buffer buffer;
  BufferViewHandle view; ///< in groups of four elements (of a history as stored, else float32), for software kernels;
                         ///< absent where rows are no whole groups

  int64_t heads() const { return decl.shape[0]; }
  int64_t head_words() const { return rows * row_words; }
  int64_t width() const { return heads() > 0 ? decl.shape.elements() / heads() : 0; } ///< 0: it keeps nothing
  int64_t pinned() const { return decl.kind == StateKind::Ring ? decl.pinned : 0; }
  int64_t row(int64_t position) const;
  /// Oldest position that is still held besides the pinned ones.
  int64_t oldest(int64_t length) const;
};

class GpuState : public State {
public:
  static Result<std::unique_ptr<GpuState>> make(std::shared_ptr<Device> device, const Graph& graph, LoadOptions options,
                                                int slots, int64_t capacity, int largest_step);

  int slots() const override { return m_slots; }
  int64_t capacity() const override { return m_capacity; }
  int64_t bytes() const override;
  void reset() override;
  void fill_seeded(uint64_t seed, int64_t length) override;
  std::unique_ptr<State> snapshot() const override;
  Status restore(const State& saved) override;
  Result<std::vector<float>> read(std::string_view name, int slot, int64_t length) const override;
  Status write(std::string_view name, int slot, std::span<const float> values) override;

  /// Tells states apart for recorded command lists; never used twice.
  uint64_t id() const { return m_id; }
  const StateEntry& entry(int32_t index) const { return m_entries[static_cast<size_t>(index)]; }
  /// Most tokens of one step, which the rings were sized for.
  int64_t largest_step() const { return m_largest_step; }
  void set_length(int slot, int64_t length) { m_lengths[static_cast<size_t>(slot)] = length; }
  /// The first error of reset() or fill_seeded(), which cannot return one; run() reports it.
  const Status& trouble() const { return m_trouble; }

private:
  const StateEntry* find(std::string_view name) const;
  Status check_slot(int slot) const;
  static Status make_view(Device& device, StateEntry& entry);
  static Result<StateEntry> make_entry(Device& device, const StateDecl& decl, Format cache, int slots, int64_t capacity,
                                       int largest_step);

  std::shared_ptr<Device> m_device;
  uint64_t m_id = 0;
  int m_slots = 0;
  int64_t m_capacity = 0, m_largest_step = 1;
  std::vector<StateEntry> m_entries;
  std::vector<int64_t> m_lengths; ///< tokens read, by slot
  Status m_trouble;
};

} // namespace pareto::gpu
