// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/state_space_modes.h"

#include <numbers>

namespace pareto {

recurrence::StepOfModes learned_modes(LayerContext& context, const Dims& modes, recurrence::Discretisation rule) {
  Graph& g = context.graph;
  std::vector<double> frequencies;
  for (int64_t n = 0; n < modes.back(); ++n)
    frequencies.push_back(std::numbers::pi * static_cast<double>(n));
  const auto in_rows = [](Tensor x) { return x.shape.rank() == 2 ? x.permute({1, 0}) : x.reshape({1, x.shape[0]}); };
  const auto exponential = [&](const char* name, const Dims& shape, double low, double high) {
    return g.unary(in_rows(context.vector(name, shape, {Init::Rule::Uniform, std::log(low), std::log(high)})),
                   UnaryFunction::Exp);
  };
  const Dims steps = modes.rank() == 2 ? Dims{modes[0], 1} : modes;
  const Tensor step = exponential("log_step", steps, 1e-3, 1e-1),
               re = g.scale(exponential("log_decay", modes, 0.4, 0.6), -1),
               turn = context.vector("turn", modes, {Init::Rule::Zeros}),
               im = g.add(in_rows(turn), in_rows(g.literal(frequencies, {modes.back()}).broadcast(modes)));
  return recurrence::step_of_modes(g, {re, im}, step, rule);
}

} // namespace pareto
