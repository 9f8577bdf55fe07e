// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace pareto::fuzz {

/// Forgets which code ran.
void forget_coverage();
/// Adds what ran since then to what ever ran; true if some of it was new (a block, or one that ran much more often).
/// Always false where core is not instrumented.
bool new_coverage();
/// Blocks that ever ran.
size_t covered_blocks();

} // namespace pareto::fuzz
