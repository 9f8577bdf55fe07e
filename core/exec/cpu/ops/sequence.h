// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/compilation.h"

#include <algorithm>

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

/// Rows in the order of experts (core/graph/ops/route.h): those of one expert and sequence follow one another.
struct ExpertRows {
  const int32_t *offsets = nullptr, *order = nullptr; ///< null: rows are tokens
  int64_t experts = 1, rows = 0, choices = 0;         ///< choices: of a sequence
  ExpertRows() = default;
  ExpertRows(const Compilation& c, const Tensor& begins, const Tensor& sorted)
      : offsets(reinterpret_cast<const int32_t*>(c.data(begins))),
        order(reinterpret_cast<const int32_t*>(c.data(sorted))) {
    if (!begins)
      return;
    experts = begins.shape[0] - 1;
    rows = sorted.shape[0];
    choices = rows / c.graph.shape().batch;
  }
  struct Run {
    int64_t first, count;
  };
  Run of(int64_t expert, int64_t sequence) const {
    const int32_t *end = order + offsets[expert + 1],
                  *first = std::lower_bound(order + offsets[expert], end, sequence * choices),
                  *last = std::lower_bound(first, end, (sequence + 1) * choices);
    return {first - order, last - first};
  }
  /// What `width` floats a row of an output are where no expert has it: zeros.
  void clear_others(float* y, int64_t width) const { std::fill(y + offsets[experts] * width, y + rows * width, 0.0f); }
};

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
  /// The same from row `row` on, and the step between its tokens, to what a kernel calls them.
  void give(int64_t b, int64_t h, const float*& first, int64_t& stride, int64_t row = 0) const {
    first = data ? at(b, h) + row * token : nullptr;
    stride = token;
  }
};

} // namespace pareto::cpu
