// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/reference/step.h"

#include <memory>
#include <string_view>
#include <vector>

namespace pareto::reference {

/// Every entry in float64; Append and Ring entries grow with their sequences.
class ReferenceState : public State {
public:
  ReferenceState(const Graph& graph, Format cache_type, int slots, int64_t capacity, int largest_step);

  int slots() const override { return m_slots; }
  int64_t capacity() const override { return m_capacity; }
  int64_t bytes() const override;
  void reset() override;
  void fill_seeded(uint64_t seed, int64_t length) override;
  std::unique_ptr<State> snapshot() const override { return std::make_unique<ReferenceState>(*this); }
  Status restore(const State& saved) override;
  Result<std::vector<float>> read(std::string_view name, int slot, int64_t length) const override;
  Status write(std::string_view name, int slot, std::span<const float> values) override;

  std::vector<StateEntry> entries; ///< by index into Graph::states()
  Format cache = Format::F32;
  int64_t largest_step = 0;

private:
  /// The entry of that name; an error names what there is not.
  Result<size_t> find(std::string_view name, int slot) const;

  int m_slots = 0;
  int64_t m_capacity = 0;
};

} // namespace pareto::reference
