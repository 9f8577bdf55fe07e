// SPDX-License-Identifier: GPL-3.0-or-later
// Hash layers (arXiv 2106.04426; DeepSeek-V4) on random values: the layer as any executor runs it, and the same by hand
// in float64, one token and one expert after the other.
#pragma once

#include "core/exec/executor.h"
#include "core/model/feed_forward/moe.h"

#include <vector>

namespace pareto::test {

struct HashCase {
  const char* name;
  MoeFeedForward part;
};

/// As the papers have them, and all settings that a hash layer may have beside.
std::vector<HashCase> hash_cases();

/// An executor makes what is made by hand, however the sequences are cut into steps.
void check_hash_layer(Executor& executor, const MoeFeedForward& part, double tolerance);

} // namespace pareto::test
