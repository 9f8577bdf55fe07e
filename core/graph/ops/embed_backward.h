// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Gradient of a gather: row i of dtable is the sum of dy over the tokens i. inputs: dy [B,T,D], tokens I32 [B,T],
/// table (for its shape); output: dtable [vocab,D].
struct EmbedBackwardSpec {
  bool operator==(const EmbedBackwardSpec&) const = default;
};

} // namespace pareto
