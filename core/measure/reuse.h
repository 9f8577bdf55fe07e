// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/runner.h"

#include <optional>

namespace pareto {

/// What it costs to answer a prompt whose beginning was read before: the state as it was then is copied back, and the
/// rest is read. A cache grows with that beginning, so copying it back costs more the longer it is; a recurrent state
/// is as large after a thousand tokens as after one.
struct Reuse {
  CellKey key; ///< the whole prompt
  int64_t reused_tokens = 0;
  std::optional<Estimate> ttft_ms;    ///< copied back, and the rest read
  std::optional<Estimate> whole_ms;   ///< all of it read
  std::optional<Estimate> restore_ms; ///< of ttft_ms, the copying alone
  /// What is copied, of all sequences, by the formulas of core/model/footprint.h. The CPU copies the rows of a cache
  /// that were written, a GPU all of its room, which is the prompt's.
  int64_t snapshot_bytes = 0;
};

/// Tokens of a prompt that a share of it comes to: at least the last one is read, since its logits are the answer's
/// first token.
int64_t reused_tokens(int64_t prompt_tokens, double share);

/// Measures one Prefill cell both ways, by the rules of the options; energy is not counted. `share`: 0..1 of the
/// prompt, of every sequence. Memory that does not fit, for the state and its copy, is refused with both figures.
Result<Reuse> measure_reused(LoadedModel& model, const CellKey& key, double share, const MeasureOptions& options);

} // namespace pareto
