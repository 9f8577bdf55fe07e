// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

Tensor record_mixer(LayerContext& context, Tensor x, const HgrnMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const std::string& name) {
    return context.conv(name + "_conv", context.linear(name + "_proj", x, mixer.inner), mixer.conv, UnaryFunction::Identity);
  };
  const Tensor log_forget = bounded_log_forget(context, project("f"));
  const Tensor rest = g.unary(g.unary(log_forget, UnaryFunction::Exp), UnaryFunction::Affine, -1, 1);
  const Tensor h = g.diagonal_recurrence(g.mul(g.unary(project("i"), UnaryFunction::Silu), rest), log_forget, {});
  const Tensor gate = context.linear("g_proj", x, mixer.inner);
  const GatedNormSpec norm{{NormKind::Rms, mixer.norm_eps, 0}, UnaryFunction::Silu, false};
  return context.linear("o_proj", g.gated_norm(h, gate, context.vector("g_norm.weight", {mixer.inner}), norm), context.model.hidden);
}

} // namespace pareto
