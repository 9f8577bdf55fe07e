// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/graph/graph.h"
#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace pareto {

/// Where weights come from: a checkpoint through its name map, or seeded random numbers. Executors ask row by row so
/// that a packed weight never exists twice. Thread-safe for concurrent reads.
class TensorSource {
public:
  virtual ~TensorSource() = default;
  /// The element type a matrix is stored in at the source (what "stored precision" means for `logits`).
  /// The block types are those of core/exec/weight_format.h; every other block format counts as F32.
  enum class Stored : uint8_t { F32, F16, BF16, Generated, Q8_0, Q4_0, Q4_1 };
  virtual Stored stored(const WeightDecl& weight) const = 0;
  /// The tensor a weight comes from, as the source spells it; for messages.
  virtual std::string tensor_name(const WeightDecl& weight) const { return weight.name; }
  /// Fills `out` ([count, row elements], float32) with rows [begin, begin+count) of the weight seen as
  /// [shape[0], product of the rest]. An error names the missing or ill-shaped tensor.
  virtual Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) = 0;
  /// Same rows as raw 16-bit patterns, for sources that hold (or make) that type without a float32 detour.
  /// Returns false when it cannot; the caller then converts from float32.
  virtual bool read_rows_16(const WeightDecl&, int64_t, int64_t, Stored, std::span<uint16_t>) { return false; }
  /// One row as the blocks the source holds (stored() says which), unchanged. False when it holds none.
  virtual bool read_row_blocks(const WeightDecl&, int64_t /*row*/, std::span<std::byte> /*out*/) { return false; }
  /// Sixteen rows [16 * panel, 16 * panel + 16) interleaved as executors pack them: out[k * 16 + r], at `precision`, rows
  /// beyond the matrix zero. False when the source has no cheaper way than read_rows (only generated weights have).
  virtual bool read_panel(const WeightDecl&, int64_t /*panel*/, Precision, std::span<std::byte> /*out*/) { return false; }
};

} // namespace pareto
