// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Gathers rows. tokens I32 [B,T], table [vocab,D] -> [B,T,D]. Of probabilities Real [B,T,vocab] in place of tokens it
/// gives the mean of the rows by them, sum_v p_v E_v.
struct EmbedSpec {
  bool first_beyond = false; ///< ids beyond the table read its first row (Gemma 3n); otherwise there are none
  bool exact = false;        ///< the table is a vector weight, so in float32 at every precision: it holds whole numbers
  bool operator==(const EmbedSpec&) const = default;
};

struct Node;
/// Whether an embed node takes probabilities.
bool embeds_means(const Node& node);

} // namespace pareto
