// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/numeric/format.h"
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
  /// The format that keeps what the source holds of a weight (what "stored precision" means for `logits`): F16 or BF16
  /// where all matrices are that, a block format that weights are kept in (core/graph/storage.h) where this one is;
  /// else F32.
  virtual Format stored(const WeightDecl& weight) const = 0;
  /// The tensor a weight comes from, as the source spells it; for messages.
  virtual std::string tensor_name(const WeightDecl& weight) const { return weight.name; }
  /// Fills `out` ([count, row elements], float32) with rows [begin, begin+count) of the weight seen as
  /// [shape[0], product of the rest]. An error names the missing or ill-shaped tensor.
  virtual Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) = 0;
  /// Same rows as raw 16-bit patterns, for sources that hold (or make) that format without a float32 detour.
  /// Returns false when it cannot; the caller then converts from float32.
  virtual bool read_rows_16(const WeightDecl&, int64_t, int64_t, Format, std::span<uint16_t>) { return false; }
  /// One row as the blocks the source holds (stored() says which), unchanged. False when it holds none.
  virtual bool read_row_blocks(const WeightDecl&, int64_t /*row*/, std::span<std::byte> /*out*/) { return false; }
  /// One panel (core/numeric/panel.h) of a matrix in a plain format, rows beyond the matrix zero. False when the source
  /// has no cheaper way than read_rows (only generated weights have).
  virtual bool read_panel(const WeightDecl&, int64_t /*panel*/, Format, std::span<std::byte> /*out*/) { return false; }
};

/// One row of a weight in a block format: the blocks of the source where it holds that format, otherwise encoded;
/// `scratch` takes one row of floats.
Status read_blocks(const WeightDecl& weight, Format format, TensorSource& source, int64_t row, std::span<float> scratch,
                   std::span<std::byte> out);

} // namespace pareto
