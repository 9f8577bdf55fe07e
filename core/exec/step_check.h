// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"

namespace pareto {

/// Holds a StepInput against its graph and state before anything is computed, so that no caller can make an executor
/// read or write outside its memory. Made once per program; a check costs a glance per token.
class StepCheck {
public:
  explicit StepCheck(const Graph& graph);
  /// `largest_step`: what the state's rings were sized for.
  Status check(const StepInput& input, const State& state, int64_t largest_step) const;

private:
  Status check_row(const StepInput& input, size_t row, const State& state) const;
  Status check_tokens(const StepInput& input) const;

  StepShape m_shape;
  bool m_trains; ///< nothing flows back into an earlier step, so there must be none
  bool m_reads_tokens = false, m_has_ring = false;
  int64_t m_vocab = 0;     ///< rows of the embedding table
  int64_t m_positions = 0; ///< rows of the learned position table; 0 = none
};

} // namespace pareto
