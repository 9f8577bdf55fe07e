// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/operations.h"
#include "core/model/architecture.h"
#include "core/model/denoising.h"

#include <string>
#include <vector>

namespace pareto {

/// What follows from the graph of an architecture, and so is never out of date: how time and memory grow with n tokens
/// in context (W: the window), and which operations it needs beside those that every model is made of.
struct Nature {
  std::string prefill;     ///< of a prompt: "O(n²)", "O(n W)", "O(n)"
  std::string memory;      ///< of cache and state: "O(n)", "O(n / 4)" where one layer in four keeps all, "O(W)", "O(1)"
  std::vector<Op> kernels; ///< in the order of the graph, each once
  Denoising how;           ///< of the stack: which tokens a token depends on, and how many are made together
};

/// Records one layer of each kind that the pattern has; computes nothing. Time of a token is the architecture's own
/// `complexity`: it may read less than it keeps.
Nature nature_of(const Architecture& architecture);

} // namespace pareto
