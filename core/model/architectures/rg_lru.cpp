// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

Tensor record_mixer(LayerContext& context, Tensor x, const RgLruMixer& mixer) {
  Graph& g = context.graph;
  const int64_t block = mixer.width / mixer.heads;
  const Tensor y = g.unary(context.linear("linear_y", x, mixer.width, true), UnaryFunction::GeluTanh);
  const Tensor u = context.conv("conv", context.linear("linear_x", x, mixer.width, true), mixer.conv, UnaryFunction::Identity, true);
  const auto gate = [&](const std::string& name) { // block-diagonal, x W + b per head
    const Tensor weight = g.weight(g.scoped(name + ".weight"), {mixer.heads, block, block}, WeightUse::Vector,
                                   {Init::Rule::Normal, 0, 1 / std::sqrt(static_cast<double>(block))});
    const Tensor bias = context.vector(name + ".bias", {mixer.heads, block}, {Init::Rule::Zeros});
    return g.unary(context.merge(g.block_matmul(context.heads(u, mixer.heads), weight, bias)), UnaryFunction::Sigmoid);
  };
  const Tensor recurrent = gate("lru.recurrent_gate"), input = gate("lru.input_gate");
  const Tensor parameter = context.vector("lru.a_param", {mixer.width}, {Init::Rule::Uniform, -4.3, -0.35});
  const Tensor rate = g.scale(g.unary(parameter, UnaryFunction::Softplus), -8);
  const Tensor h = g.diagonal_recurrence(g.mul(input, u), g.mul(recurrent, rate), {true, true});
  return context.linear("linear_out", g.mul(h, y), context.model.hidden, true);
}

} // namespace pareto
