// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/numeric/format.h"
#include "core/numeric/precision.h"

#include <cstdint>
#include <functional>

namespace pareto {

// In which format the weights and states of a graph are kept, and how many bytes of it there are: the rules that
// executors allocate by and that model/footprint counts by.

/// How a model is kept by one load. `weights` is the person's choice for WeightUse::Matrix (weight_format says what it
/// comes to), `cache` what row_format() goes by: a plain format or Q8_0.
struct LoadOptions {
  Precision weights = Precision::F32;
  Format cache = Format::F32;
};
/// What a precision comes to: the cache is float32 at float32, bfloat16 at bfloat16 (whose range float16 lacks), Q8_0
/// where that was asked for and float16 otherwise.
LoadOptions load_options(Precision precision);

/// The format of a weight at a precision. Vectors stay float32. At q8 a matrix is Q8_0; at q4 it is Q4_0, except for
/// the embedding table and the head, which are Q8_0 as in the usual 4-bit files. A source that holds blocks the
/// precision allows (Q8_0 at q8; Q4_0, Q4_1 at q4, and Q8_0 for table and head) keeps them. Rows that are no multiple
/// of 32, and the routers of mixtures of experts, are float16.
Format weight_format(const WeightDecl& weight, Precision precision, Format stored = Format::F32);

/// A format for each weight: as a source stores them, or as an executor keeps them.
using FormatOf = std::function<Format(const WeightDecl&)>;

/// Whose rules weights and states are laid out by.
enum class Packing : uint8_t { Cpu, Vulkan };
/// Bytes; the coarsest offset a Vulkan device may ask a binding to start at.
inline constexpr int64_t kVulkanBinding = 256;

/// Rows and bytes of one state entry of one sequence.
struct EntryLayout {
  int64_t rows = 1;       ///< per head: a row of each token, or one for all of a Replace entry
  int64_t row_bytes = 0;  ///< of one head; of the whole entry for Replace
  int64_t slot_bytes = 0; ///< all heads
};

/// The format of the rows of an Append or Ring entry: the cache's, but float32 of exact entries, and float16 where a
/// head's row is no whole number of the cache's blocks. Replace: float32.
Format row_format(const StateDecl& state, Format cache);

/// Append entries hold `capacity` tokens (its whole blocks, one at least, where rows are of blocks). Ring entries hold
/// the pinned tokens, the window, and what a step of `largest_step` tokens writes before its first token is read:
/// pinned + window + largest_step - 1, or `capacity` where that is less.
EntryLayout entry_layout(const StateDecl& state, Format cache, int64_t capacity, int largest_step, Packing packing);

/// Bytes of a parameter in its format. The CPU pads the rows of a matrix to whole panels of sixteen; Vulkan pads rows
/// to groups of four elements and vectors to 256 bytes.
int64_t packed_bytes(const WeightDecl& weight, Format format, Packing packing);
/// The same of a float32 vector, a folded constant or a literal.
int64_t packed_vector_bytes(int64_t elements, Packing packing);

} // namespace pareto
