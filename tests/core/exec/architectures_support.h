// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of whole models on the CPU executor share: of the catalogue, and of blueprints beyond it.
#pragma once

#include "tests/core/exec/catalogue_checks.h"

#include <algorithm>
#include <vector>

namespace pareto::test {

inline constexpr double kTolerance = 1e-4; ///< of the peak logit, float32 arithmetic against float64
inline constexpr uint64_t kSeed = 7;

using Steps = std::vector<int>;

/// Rounding grows on the way through a stack; the bounds are of four layers, which most patterns have here.
inline double depth(const ModelSpec& spec) { return std::max(1.0, static_cast<double>(spec.blocks.size()) / 4); }

/// The steps that the oracle reads what is read in `steps`: at once, since it is the same; where a token depends on
/// what follows it (core/model/denoising.h) it is not, and both read alike.
inline Steps judged_by(const ModelSpec& spec, const Steps& steps, int64_t count) {
  return denoising_of(Model(spec)).denoises() ? steps : Steps{static_cast<int>(count)};
}

} // namespace pareto::test
