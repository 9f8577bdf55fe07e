// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Gradient of a gather by position: row i of dtable is the sum of dy over the tokens at position i. inputs: dy
/// [B,T,D], table (for its shape); output: dtable [max_positions,D].
struct PositionEmbedBackwardSpec {
  bool operator==(const PositionEmbedBackwardSpec&) const = default;
};

} // namespace pareto
