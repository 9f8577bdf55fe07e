// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Gathers rows. tokens I32 [B,T], table [vocab,D] -> [B,T,D].
struct EmbedSpec {
  bool first_beyond = false; ///< ids beyond the table read its first row (Gemma 3n); otherwise there are none
  bool exact = false;        ///< the table is a vector weight, so in float32 at every precision: it holds whole numbers
  bool operator==(const EmbedSpec&) const = default;
};

} // namespace pareto
