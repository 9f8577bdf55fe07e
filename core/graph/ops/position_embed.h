// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Gathers the rows of the tokens' positions. table [max_positions,D] -> [B,T,D].
struct PositionEmbedSpec {
  bool repeats = false; ///< positions behind the last row begin again at the first; otherwise there are none
  bool operator==(const PositionEmbedSpec&) const = default;
};

} // namespace pareto
