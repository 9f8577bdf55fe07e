// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/compilation.h"

namespace pareto::cpu {

/// Valid tokens of a sequence of the step, and its slot of the state.
inline int64_t count_of(const Compilation& c, int64_t b) { return c.environment.input->count[static_cast<size_t>(b)]; }
inline int64_t slot_of(const Compilation& c, int64_t b) { return c.environment.input->slot[static_cast<size_t>(b)]; }

/// Shares channels in pieces of `grain` over the threads, all sequences each.
inline void add_channels(Compilation& c, int64_t channels, int64_t work,
                         std::function<void(int64_t begin, int64_t end)> run, int64_t grain = kPanelRows) {
  const int64_t pieces = (channels + grain - 1) / grain;
  c.add_shared(pieces, work, [channels, grain, run = std::move(run)](int64_t begin, int64_t end, int) {
    run(begin * grain, std::min(end * grain, channels));
  });
}

} // namespace pareto::cpu
