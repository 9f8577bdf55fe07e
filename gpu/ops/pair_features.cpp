// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status pair_features_compile(Compilation& c, const Node& node) {
  const Tensor& x = node.inputs[0];
  const Tensor* views[] = {&x, &x};
  PARETO_TRY_ASSIGN(axes, merge_axes(views, x.shape.rank() - 1, 4));
  const int64_t width = x.shape.back(), features = node.output().shape.back(), rows = x.shape.elements() / width;
  const Operand from = c.operand(x), y = c.operand(node.output(), Access::Write);
  return c.add(node, Shader::PairFeatures, {c.lanes(), std::get<PairFeaturesSpec>(node.spec).taylor},
               {from.binding, y.binding},
               joined({u32(rows), u32(width), u32(features), from.at, y.at}, {&axes.extents, &axes.strides[0]}),
               groups_for(rows * features, c.lanes()));
}

} // namespace

const GpuOperation ops::pair_features{pair_features_compile, no_scratch};

} // namespace pareto::gpu
