// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/compilation.h"

#include <algorithm>

namespace pareto::cpu {

inline constexpr int64_t kPiece = 4096; ///< elements of one piece of a long run

/// Loops over runs of a broadcast; a single long run is cut into pieces.
template <class Run>
void add_elementwise(Compilation& c, const Broadcast& shape, const Run& run) {
  const int64_t pieces = shape.outer == 1 ? (shape.inner + kPiece - 1) / kPiece : 1;
  const int64_t units = shape.outer * pieces;
  c.add_shared(units, shape.outer * shape.inner, [shape, run, pieces](int64_t begin, int64_t end, int) {
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t outer = unit / pieces, at = unit % pieces * kPiece;
      run(outer, at, pieces == 1 ? shape.inner : std::min(kPiece, shape.inner - at));
    }
  });
}

} // namespace pareto::cpu
