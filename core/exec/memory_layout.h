// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/exec/weight_format.h"

#include <cstdint>
#include <string_view>

namespace pareto {

// What executors hold and how many bytes of it: the rules they allocate by, and that model/footprint counts by.

/// The executor behind a device's name ("vulkan:0"); the CPU's for all others.
Packing packing_of(std::string_view device);

/// Rows and bytes of one state entry of one sequence.
struct EntryLayout {
  int64_t rows = 1;       ///< per head: a row of each token, or one for all of a Replace entry
  int64_t row_bytes = 0;  ///< of one head; of the whole entry for Replace
  int64_t slot_bytes = 0; ///< all heads
};

/// Append entries hold `capacity` tokens. Ring entries hold the pinned tokens, the window, and what a step of `largest_step`
/// tokens writes before its first token is read: pinned + window + largest_step - 1, or `capacity` where that is less.
EntryLayout entry_layout(const StateDecl& state, Precision cache, int64_t capacity, int largest_step, Packing packing);

/// Bytes of a parameter in its format. The CPU pads the rows of a matrix to whole panels of sixteen; Vulkan pads rows to
/// groups of four elements and vectors to 256 bytes.
int64_t packed_bytes(const WeightDecl& weight, WeightFormat format, Packing packing);
/// The same of a float32 vector, a folded constant or a literal.
int64_t packed_vector_bytes(int64_t elements, Packing packing);

} // namespace pareto
