// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/graph/graph.h"
#include "core/measure/calibration.h"
#include "core/model/footprint.h"
#include "core/model/model.h"

#include <cstdint>
#include <map>
#include <vector>

namespace pareto {

/// What a model must at least read and compute, from its recorded graph: the formulas behind memory and behind speed
/// outside the measured range. Costs are linear in the number of requests but for the weights, which are read once.
class SpeedModel {
public:
  SpeedModel(const Model& model, Footprint footprint);

  const Footprint& footprint() const { return m_footprint; }
  /// Least milliseconds of one decode step at a device's limits; 0 where they are unknown.
  double least_decode_ms(int64_t context, int requests, const Calibration& limits) const;
  /// Least milliseconds to read prompts of `prompt` tokens, in steps as the runner takes them.
  double least_prefill_ms(int64_t prompt, int requests, const Calibration& limits) const;

private:
  struct Work {
    double weight_bytes = 0, bytes_per_request = 0, flops_per_request = 0;
  };
  static double least_ms(const Work& work, int requests, const Calibration& limits);
  Work prefill_work(const Graph& graph, int64_t done) const; ///< of one step
  const Work& whole_steps(size_t count) const;               ///< of the first so many full steps of a prompt

  Footprint m_footprint;
  Graph m_decode, m_prefill; ///< one token; one full prefill step
  Model m_model;
  mutable std::map<int64_t, Work> m_decode_work,
      m_prefill_work;                              ///< by length: sliders ask for the same ones again and again
  mutable std::vector<Work> m_whole_steps{Work{}}; ///< sums, shared by all lengths
};

} // namespace pareto
