// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/fit.h"

#include "core/exec/step_memory.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr int kPromptStep = 512; ///< tokens a step reads

/// What a model takes at a length, whichever machine it is on.
Fit demand(const FitModel& model, int64_t tokens) {
  Fit need;
  need.model = model.id;
  need.weight_bytes = model.footprint->weight_bytes();
  need.step_bytes = activation_bytes(*model.footprint, {1, kPromptStep, Phase::Prefill});
  need.request_bytes = model.footprint->state(1, tokens).total();
  return need;
}

int64_t requests_in(int64_t left, int64_t each) {
  if (left < each)
    return 0;
  return each > 0 ? std::min(kMostFitting, left / each) : kMostFitting;
}

Fit placed(Fit need, const Machine& machine) {
  need.machine = machine.id;
  if (!machine.memory_bytes)
    return need;
  need.memory_bytes = static_cast<int64_t>(kUsableShare * static_cast<double>(*machine.memory_bytes));
  need.requests = requests_in(*need.memory_bytes - need.weight_bytes - need.step_bytes, need.request_bytes);
  const int64_t shared = *need.memory_bytes - need.step_bytes; // every machine has its own step
  if (!need.fits() && shared > 0)
    need.machines = (need.weight_bytes + need.request_bytes + shared - 1) / shared;
  return need;
}

} // namespace

Fit fit(const FitModel& model, const Machine& machine, int64_t tokens) {
  return placed(demand(model, tokens), machine);
}

std::vector<Fit> fit_grid(const std::vector<FitModel>& models, const std::vector<const Machine*>& machines,
                          int64_t tokens) {
  std::vector<Fit> grid;
  for (const FitModel& model : models) {
    const Fit need = demand(model, tokens);
    for (const Machine* machine : machines)
      grid.push_back(placed(need, *machine));
  }
  return grid;
}

} // namespace pareto
