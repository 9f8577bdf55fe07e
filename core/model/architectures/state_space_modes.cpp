// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/state_space_modes.h"

#include <numbers>

namespace pareto {

recurrence::HeldModes learned_modes(LayerContext& context, const Dims& modes, const Dims& steps) {
  Graph& g = context.graph;
  std::vector<double> frequencies;
  for (int64_t n = 0; n < modes.back(); ++n)
    frequencies.push_back(std::numbers::pi * static_cast<double>(n));
  const auto exponential = [&](const char* name, const Dims& shape, double low, double high) {
    return g.unary(context.vector(name, shape, {Init::Rule::Uniform, std::log(low), std::log(high)}),
                   UnaryFunction::Exp);
  };
  const Tensor step = exponential("log_step", steps, 1e-3, 1e-1),
               re = g.scale(exponential("log_decay", modes, 0.4, 0.6), -1),
               im = g.add(context.vector("turn", modes, {Init::Rule::Zeros}), g.literal(frequencies, {modes.back()}));
  return recurrence::held_modes(g, re, im, step);
}

} // namespace pareto
