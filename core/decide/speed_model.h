// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/measure/calibration.h"
#include "core/model/denoising.h"
#include "core/model/footprint.h"

#include <cstdint>
#include <map>
#include <vector>

namespace pareto {

/// What steps of so many requests must at least read and compute. What mixes along the sequence (attention,
/// recurrences, convolutions, and the state they keep) is apart: by it architectures differ. The rest, matrices and
/// what is done to each token by itself, models of one size have alike.
struct StepWork {
  double weight_bytes = 0, state_bytes = 0;
  double flops = 0, mixing_flops = 0; ///< the second is part of the first
};

/// What a model must at least read and compute, from its recorded graph: the formulas behind memory and behind speed
/// outside the measured range. Costs are linear in the number of requests but for the weights, which are read once.
class SpeedModel {
public:
  explicit SpeedModel(Footprint footprint);
  /// Passes a block, where the model denoises (Workload::denoising_steps).
  void set_denoising_steps(int64_t steps);
  const Denoising& denoising() const { return m_footprint.denoising(); }

  const Footprint& footprint() const { return m_footprint; }
  /// Least milliseconds of one decode step (of a model that denoises: of an output token) at a device's limits; 0 where
  /// they are unknown.
  double least_decode_ms(int64_t context, int requests, const Calibration& limits) const;
  /// Least milliseconds to read prompts of `prompt` tokens, in steps as the runner takes them.
  double least_prefill_ms(int64_t prompt, int requests, const Calibration& limits) const;
  StepWork decode_work(int64_t context, int requests) const; ///< of one step
  StepWork prefill_work(int64_t prompt, int requests) const; ///< of all steps of a prompt
  /// Of what is left of it where its first `reused` tokens lie in the state already.
  StepWork reading_work(int64_t prompt, int64_t reused, int requests) const;

private:
  using Work = StepWork;                                                               ///< of one request
  Work work_of(StepShape shape, int64_t done, LogitRows rows = LogitRows::Last) const; ///< of one step
  const Work& decode_step(int64_t context) const;
  const Work& prompt_steps(int64_t prompt) const;
  struct Step {
    int64_t index = 0; ///< full steps before it
    Work work;
  };
  Step whole_step(int64_t index) const;
  Work whole_steps(const Step& first, const Step& last) const; ///< of all from the one to the other

  Footprint m_footprint;
  int64_t m_denoising_steps = 0;
  mutable std::map<int64_t, Work> m_decode_work,
      m_prefill_work; ///< by length: sliders ask for the same ones again and again
};

} // namespace pareto
