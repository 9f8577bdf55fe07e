// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

Tensor record_mixer(LayerContext& context, Tensor x, const MinGruMixer& mixer) {
  Graph& g = context.graph;
  const Tensor raw = context.linear("z_proj", x, mixer.inner);
  const Tensor z = g.unary(raw, UnaryFunction::Sigmoid);
  const Tensor candidate = g.unary(context.linear("h_proj", x, mixer.inner), UnaryFunction::MinGruCandidate);
  const Tensor log_keep = g.scale(g.unary(raw, UnaryFunction::Softplus), -1); // ln(1 - z)
  return context.linear("o_proj", g.diagonal_recurrence(g.mul(z, candidate), log_keep, {}), context.model.hidden);
}

} // namespace pareto
