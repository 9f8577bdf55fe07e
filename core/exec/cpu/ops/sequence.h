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

/// A per-token input of a recurrence: where head `h` of sequence `b` starts, and the step between tokens.
struct HeadInput {
  const float* data = nullptr;
  int64_t batch = 0, token = 0, head = 0, share = 1;
  HeadInput() = default;
  HeadInput(const Compilation& c, const Tensor& view, int64_t heads) : data(c.data(view)) {
    if (!view)
      return;
    batch = view.strides[0];
    token = view.strides[1];
    head = view.strides[2];
    share = heads / view.shape[2];
  }
  const float* at(int64_t b, int64_t h) const { return data ? data + b * batch + h / share * head : nullptr; }
  /// The same, and the step between its tokens, to what a kernel calls them.
  void give(int64_t b, int64_t h, const float*& first, int64_t& stride) const {
    first = at(b, h);
    stride = token;
  }
};

} // namespace pareto::cpu
