// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/measurement.h"
#include "core/result.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace pareto {

/// One ratio (or time) of this program on this machine, and the goal it is held against. Everything a figure is divided
/// by was measured between its own samples.
struct BenchFigure {
  std::string id;    ///< "decode-f32"
  std::string title; ///< in words
  Estimate value;    ///< median over rounds
  std::string unit;  ///< "share" (of a limit), "ratio", "ms", "tokens/s"
  double goal = 0;
  bool at_least = true;                               ///< false: at most
  std::string missing;                                ///< not empty: could not be measured, for this reason
  std::vector<std::pair<std::string, double>> inputs; ///< medians behind the figure, units in the names
  bool met() const { return missing.empty() && (at_least ? value.value >= goal : value.value <= goal); }
};

/// A figure before it is measured.
BenchFigure bench_figure(const char* id, const char* title, const char* unit, double goal, bool at_least);

struct BenchOptions {
  std::string engine_path;       ///< program whose start is timed
  std::vector<std::string> only; ///< ids; empty = all
  std::function<void(const BenchFigure&)> emit;
};

/// The ids in the order they are measured.
std::vector<std::string> bench_ids();
/// An error with the list when a wanted figure is none of the known ones.
Status check_bench_ids(const std::vector<std::string>& wanted, const std::vector<std::string>& known);
/// Emits each figure as it is ready. A figure that cannot be measured is emitted with its reason; an id that does not
/// exist is an error.
Status run_benches(const BenchOptions& options);

} // namespace pareto
