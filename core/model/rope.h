// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"

#include <cstdint>
#include <vector>

namespace pareto {

inline constexpr double kPlainTheta = 10000; ///< base of a rotary embedding where nothing else is said

/// theta^(-2j / rotated), j < rotated / 2: radians per position of each pair of channels.
std::vector<double> plain_frequencies(double theta, int64_t rotated);

/// All of a head's `width` channels turned, pair by pair, without scaling.
RopeSpec plain_rope(int64_t width, double theta = kPlainTheta);

/// The same over pairs of channels side by side. `to_base`: the last pair turns by 1 / theta, the others evenly between
/// that and the first (YOCO, arXiv 2405.05254).
RopeSpec paired_rope(int64_t width, double theta, bool to_base);

/// Whether two embeddings turn alike. Frequencies within 1e-9: the base of a table is written with its last digits
/// rounded.
bool same_rope(const RopeSpec& a, const RopeSpec& b);

} // namespace pareto
