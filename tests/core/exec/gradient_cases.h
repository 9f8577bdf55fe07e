// SPDX-License-Identifier: GPL-3.0-or-later
// Operations in odd shapes whose inputs are all weights, so that a gradient of each can be asked for.
#pragma once

#include "core/graph/graph.h"

#include <functional>
#include <string>
#include <vector>

namespace pareto::test {

struct GradientCase {
  std::string name;
  std::function<Tensor(Graph&)> record; ///< for a step of two sequences of five tokens, one of them with three
};

inline constexpr int64_t kCaseVocab = 9; ///< of the token ids that cases read

const std::vector<GradientCase>& gradient_cases();

/// Values by the meaning their name begins with: "pos" from 0.5 to 1.5, "log" from -1 to -0.05, "beta" from 0.1 to 0.9,
/// others from -1 to 1. A name always has the same values.
std::vector<double> values_for(const std::string& name, int64_t count);

} // namespace pareto::test
