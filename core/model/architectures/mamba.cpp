// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

Tensor record_mixer(LayerContext& context, Tensor x, const MambaMixer& mixer) {
  Graph& g = context.graph;
  const Tensor both = context.linear("in_proj", x, 2 * mixer.inner, mixer.bias);
  const Tensor u = context.conv("conv", both.slice(2, 0, mixer.inner), mixer.conv, UnaryFunction::Silu, mixer.conv_bias);
  const Tensor parts = context.linear("x_proj", u, mixer.rank + 2 * mixer.state);
  Tensor delta = parts.slice(2, 0, mixer.rank), b = parts.slice(2, mixer.rank, mixer.state);
  Tensor c = parts.slice(2, mixer.rank + mixer.state, mixer.state);
  if (mixer.bcdt_norm_eps > 0) {
    const NormSpec norm{NormKind::Rms, mixer.bcdt_norm_eps, 0};
    delta = g.norm(delta, norm);
    b = g.norm(b, norm);
    c = g.norm(c, norm);
  }
  std::vector<Tensor> inputs(kScanInputs);
  inputs[kScanU] = u;
  inputs[kScanDelta] = g.matmul(delta, context.matrix("dt_proj.weight", mixer.inner, mixer.rank));
  inputs[kScanA] = g.scale(g.unary(context.vector("A_log", {mixer.inner, mixer.state}, {Init::Rule::LogRange}), UnaryFunction::Exp), -1);
  inputs[kScanB] = b;
  inputs[kScanC] = c;
  inputs[kScanD] = context.vector("D", {mixer.inner});
  inputs[kScanZ] = both.slice(2, mixer.inner, mixer.inner);
  inputs[kScanBias] = context.vector("dt_proj.bias", {mixer.inner}, {Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1});
  return context.linear("out_proj", g.selective_scan(inputs), context.model.hidden, mixer.bias);
}

} // namespace pareto
